"""A protocol: how one prepared bag of a drug is infused, as values.

It comes from a monograph (`service.core.monograph`), the signed document, for one bag. Numbers come
from `config/protocols/*.yaml`, where each block names its source; no number here has a default, so
that one without a source cannot exist.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from drivers.quantities import Rate, Volume
from service.core.dose import Product
from service.core.label_rates import Mass, OtherRate
from service.core.times import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class RateStep:
    """One plateau of a titration plan."""

    rate: Rate
    """Rate of the diluted bag; never above the protocol's `rate_max`."""

    serve: Span | None
    """How long the pump must report `rate` before the next step; None: until the volume is in.

    Counted in served time, not wall time: an alarm, a silent pump or a hold stops the clock.
    """

    label: OtherRate | None = None
    """What the label says, where it does not speak in mL/h. `rate` is what follows for the bag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The rate steps for one range of infusion numbers."""

    id: str
    infusion_from: int
    """First infusion number (infusions given, not cycle days) that uses this profile."""
    infusion_to: int | None
    """Last infusion number that uses it; None: all later ones."""
    rate_max: Rate
    """Hard ceiling of these infusions; never above the protocol's."""
    steps: tuple[RateStep, ...]
    resume_initial_dwell: Span | None
    """How long the initial rate is served again after a reaction; None: until the volume is in.

    No label says it; the protocol file does, and says that it is a local value."""

    @property
    def initial_rate(self) -> Rate:
        """The rate of the first step."""
        return self.steps[0].rate


class ReactionAction(Enum):
    """What the protocol does after a reaction of a given CTCAE grade."""

    CONTINUE = "continue"
    """The label does not interrupt: once clear, the same step is served again from its start."""
    RESUME = "resume"
    """Interrupted; once improved, resume by the rules below."""
    DISCONTINUE = "discontinue"
    """Ends this infusion for good."""


class ResumeReference(Enum):
    """What a resume after a reaction starts from. "Half" alone would mean different things."""

    INITIAL = "initial"
    """Half of the initial rate; then the initial rate for its own dwell, then the profile."""
    CURRENT = "current"
    """Half of the rate at the reaction; then the profile's own steps above it."""
    FLOOR = "floor"
    """A fixed rate, whatever the rate at the reaction; then fixed increments."""


class Ending(Enum):
    """What ends an infusion for good, whatever the grade."""

    HOSPITALISATION = "hospitalisation"
    NO_RAPID_IMPROVEMENT = "no rapid improvement"
    """No label gives the minutes: a person says so, and discontinues."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionRules:
    """What follows a reaction. A person grades it; software never infers a grade."""

    ctcae: str
    """Version of the CTCAE the grades are read in."""
    actions: Mapping[int, ReactionAction]
    """Action for every grade from 1 to 5."""
    improved_to: int
    """Highest grade to which symptoms must have improved before a resume."""
    resume_clear: Span
    """How long the resume rate is served without symptoms before the next one."""
    resumes_max: int
    """Interruptions after which the protocol may resume; the next one ends the infusion."""
    reference: ResumeReference
    rungs: tuple[RateStep, ...]
    """`FLOOR`: the fixed rate and every increment above it up to the ceiling; otherwise empty."""
    capped: bool
    """Whether a resumed infusion never again goes above the rate at the reaction."""
    severe_ends_at: int | None
    """Which reaction of grade 3 or more within one infusion ends it; None: the label has no such
    rule."""
    endings: tuple[Ending, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FromAge:
    """A smaller largest dose for those who are old enough."""

    years: int
    most_ug: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dosing:
    """Which doses and routes of an item are right, and when its need becomes a question."""

    least_ug: int
    most_ug: int
    """Smallest and largest plausible dose; both 0: the file does not say."""
    intravenous_first: int
    """The first so many infusions need it into the vein; 0: any of its routes at any time."""
    reconsider_after: int
    """After so many infusions without a reaction its need is a question; 0: never asked."""
    from_age: FromAge | None

    def most_at(self, age_years: int | None) -> int:
        """Return the largest plausible dose at an age in µg; 0: the file does not say."""
        older = self.from_age
        if older is None or age_years is None or age_years < older.years:
            return self.most_ug
        return older.most_ug


NO_DOSING = Dosing(least_ug=0, most_ug=0, intravenous_first=0, reconsider_after=0, from_age=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PremedicationItem:
    """One drug due in a window before the start of the infusion."""

    id: str
    name: str
    dose: str
    """Dose as the protocol prints it, with its unit; shown, never calculated with."""
    routes: tuple[str, ...]
    not_before: Span
    """The infusion may start no earlier than this after the item was given."""
    not_after: Span
    """The infusion may start no later than this after the item was given."""
    required: bool
    dosing: Dosing


@dataclass(frozen=True, slots=True, kw_only=True)
class PostmedicationItem:
    """One drug due after the infusion. Shown, never acted on."""

    id: str
    name: str
    dose: str
    routes: tuple[str, ...]
    when: str
    """As the protocol prints it, with what it depends on."""


class NextProfile(Enum):
    """Which profile the next infusion uses after one with a reaction."""

    NONE_SPECIFIED = "none_specified"
    """The label is silent: the ward's own rule counts, never the number alone."""
    REPEAT_PROFILE = "repeat_profile"
    """The profile of the infusion with the reaction, once more."""
    PRESCRIBER = "prescriber"
    """A prescriber's order says which."""
    ALTERNATIVE = "alternative"
    """The one of `Protocol.alternatives` that covers the infusion's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Time in the chair after the end, for a range of infusion numbers."""

    infusion_from: int
    infusion_to: int | None
    observe: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """Everything the ward needs to know to infuse one drug."""

    id: str
    drug: str
    version: str
    label: str
    """Label version that rules (country and date), shown on every screen that uses it."""
    bag_volume: Volume
    dose: Mass | None
    """What the bag holds. None: not told; the rates do not depend on it."""
    rate_max: Rate
    """Hard ceiling: no command may ever ask for more. Per protocol, never global. A profile may
    have a lower one of its own: see `ceiling`."""
    profiles: tuple[Profile, ...]
    """Those that this bag is for."""
    alternatives: tuple[Profile, ...]
    """Profiles after a reaction (`NextProfile.ALTERNATIVE`), in place of those of their numbers."""
    next_profile: NextProfile
    reaction: ReactionRules
    premedication: tuple[PremedicationItem, ...]
    postmedication: tuple[PostmedicationItem, ...]
    observation: tuple[Observation, ...]
    flush: Volume
    """Flush after the bag, given by hand and recorded."""
    signed: bool
    """Whether a person has signed the file for clinical use."""
    product: Product | None
    """None: the file says nothing about it, so nobody can check dose and bag here."""

    def profile(self, infusion_no: int) -> Profile:
        """Return the profile for the `infusion_no`-th infusion given (1 = first)."""
        for profile in self.profiles:
            if covers(profile.infusion_from, profile.infusion_to, infusion_no):
                return profile
        raise ValueError(f"no profile for infusion {infusion_no} of {self.id}")

    def only(self, profile: str) -> "Protocol":
        """Return the protocol with this profile for every number; `KeyError` if it has none."""
        known = {each.id: each for each in (*self.profiles, *self.alternatives)}
        chosen = replace(known[profile], infusion_from=1, infusion_to=None)
        return replace(self, profiles=(chosen,), alternatives=())

    def ceiling(self, infusion_no: int) -> Rate:
        """Return the hard ceiling of the `infusion_no`-th infusion."""
        return min(self.rate_max, self.profile(infusion_no).rate_max)

    def observe(self, infusion_no: int) -> Span:
        """Return how long the patient is observed after the `infusion_no`-th infusion."""
        for row in self.observation:
            if covers(row.infusion_from, row.infusion_to, infusion_no):
                return row.observe
        return Span(0)


def covers(first: int, last: int | None, number: int) -> bool:
    """Whether an infusion number lies in a range (`last` None: all later ones)."""
    return first <= number and (last is None or number <= last)

"""A monograph: the signed document that says how one drug is infused, in the words of its label.

`prepared` makes of it, for one bag, the `Protocol` that a session runs. What depends on the bag is
worked out there and nowhere else, and every rate is rounded down.
"""

from dataclasses import dataclass, replace

from drivers.quantities import NO_RATE, Rate, Volume
from service.core.bags import DOSE_MISSING, BagRule, NotPrepared, Unprepared
from service.core.dose import Product
from service.core.label_rates import Bag, LabelRate, Mass, MassRate, pump_rate
from service.core.plan import duration, tail
from service.core.protocol import (
    NextProfile,
    Observation,
    PostmedicationItem,
    PremedicationItem,
    Profile,
    Protocol,
    RateStep,
    ReactionRules,
    covers,
)
from service.core.times import MINUTE_MS, Span, minutes

LONGEST = minutes(24 * 60)
"""A day ward's infusion ends the same day; a longer plan is a slip of the pen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelStep:
    """One plateau, as the label says it."""

    rate: LabelRate
    serve: Span | None
    """None: until the volume is in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelProfile:
    """The rate steps for one range of infusion numbers, as the label says them."""

    id: str
    infusion_from: int
    infusion_to: int | None
    """None: all later ones."""
    bag: BagRule
    rate_max: LabelRate
    steps: tuple[LabelStep, ...]
    resume_initial_dwell: Span | None

    def for_bag(self, bag: Bag) -> Profile:
        """Return the profile as a pump can run it; `bag` has been found to be allowed."""
        return Profile(
            id=self.id,
            infusion_from=self.infusion_from,
            infusion_to=self.infusion_to,
            rate_max=pump_rate(self.rate_max, bag),
            steps=tuple(step_for_bag(step, bag) for step in self.steps),
            resume_initial_dwell=self.resume_initial_dwell,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Monograph:
    """Everything a label and a ward say about the infusion of one drug."""

    id: str
    drug: str
    version: str
    label: str
    """Label version that rules (country and date)."""
    first_infusion: int
    """The number of the first infusion that may be given by it; all later ones may."""
    profiles: tuple[LabelProfile, ...]
    """Each of those numbers is covered by exactly one."""
    alternatives: tuple[LabelProfile, ...]
    """Profiles after a reaction, in place of those of their numbers."""
    next_profile: NextProfile
    reaction: ReactionRules
    """Without rungs: those depend on the bag."""
    rungs: tuple[LabelStep, ...]
    """What a resume from a fixed floor climbs; empty where there is none."""
    premedication: tuple[PremedicationItem, ...]
    postmedication: tuple[PostmedicationItem, ...]
    observation: tuple[Observation, ...]
    flush: Volume
    signed: bool
    """Whether a person has signed the file for clinical use."""
    product: Product | None
    """None: the file says nothing about it."""

    def bag(
        self,
        infusion_no: int,
        dose: Mass | None = None,
        volume: Volume | None = None,
        profile: str | None = None,
    ) -> Bag | NotPrepared:
        """Return the bag of an order; what the label fixes for this infusion need not be said."""
        found = self._for_number(infusion_no)
        if profile is not None and not isinstance(found, NotPrepared):
            found = self._named(profile)
        return found if isinstance(found, NotPrepared) else found.bag.filled(dose, volume)

    def prepared(self, bag: Bag, profile: str | None = None) -> Protocol | NotPrepared:
        """Return the protocol for one bag, or why there is none.

        It has the profiles that allow this bag. Where a prescriber's order names a `profile` (also
        one of the alternatives), it has that one alone, for every infusion number.
        """
        chosen, others = self.profiles, self.alternatives
        if profile is not None:
            named = self._named(profile)
            if isinstance(named, NotPrepared):
                return named
            chosen, others = (self._for_all(named),), ()
        fitting = tuple(each for each in chosen if each.bag.refusal(bag) is None)
        if not fitting:
            return _first_refusal(chosen, bag)
        others = tuple(each for each in others if each.bag.refusal(bag) is None)
        for each in (*fitting, *others):
            if refused := _unusable(each, bag):
                return refused
        return self._protocol(bag, fitting, others)

    def _for_number(self, infusion_no: int) -> LabelProfile | NotPrepared:
        for each in self.profiles:
            if covers(each.infusion_from, each.infusion_to, infusion_no):
                return each
        return NotPrepared(
            Unprepared.NO_PROFILE,
            f"{self.id} is not for infusion {infusion_no}; it begins with {self.first_infusion}.",
        )

    def _for_all(self, profile: LabelProfile) -> LabelProfile:
        """Return the profile for every number for which the monograph is."""
        return replace(profile, infusion_from=self.first_infusion, infusion_to=None)

    def _named(self, profile: str) -> LabelProfile | NotPrepared:
        known = {each.id: each for each in (*self.profiles, *self.alternatives)}
        if profile in known:
            return known[profile]
        return NotPrepared(
            Unprepared.UNKNOWN_PROFILE,
            f"{self.id} has no profile {profile!r} (there are: {', '.join(known)}).",
        )

    def _protocol(
        self, bag: Bag, fitting: tuple[LabelProfile, ...], others: tuple[LabelProfile, ...]
    ) -> Protocol:
        rungs = tuple(step_for_bag(step, bag) for step in self.rungs)
        ready = tuple(each.for_bag(bag) for each in fitting)
        instead = tuple(each.for_bag(bag) for each in others)
        return Protocol(
            id=self.id,
            drug=self.drug,
            version=self.version,
            label=self.label,
            bag_volume=bag.volume,
            dose=bag.dose,
            rate_max=max(each.rate_max for each in (*ready, *instead)),
            profiles=ready,
            alternatives=instead,
            next_profile=self.next_profile,
            reaction=replace(self.reaction, rungs=rungs),
            premedication=self.premedication,
            postmedication=self.postmedication,
            observation=self.observation,
            flush=self.flush,
            signed=self.signed,
            product=self.product,
        )


def step_for_bag(step: LabelStep, bag: Bag) -> RateStep:
    """Return a step as a pump can run it, which keeps what the label says."""
    label = None if isinstance(step.rate, Rate) else step.rate
    return RateStep(rate=pump_rate(step.rate, bag), serve=step.serve, label=label)


def _unusable(profile: LabelProfile, bag: Bag) -> NotPrepared | None:
    """Return why a bag that the label allows still makes no infusion."""
    if bag.dose is None and any(isinstance(step.rate, MassRate) for step in profile.steps):
        return DOSE_MISSING
    steps = profile.for_bag(bag).steps
    if not steps[0].rate.half() > NO_RATE:
        return NotPrepared(
            Unprepared.RATE_TOO_LOW, "Half of the initial rate is nothing: check dose and volume."
        )
    takes = duration(tail(steps, Span(0), bag.volume))
    if takes > LONGEST:
        return NotPrepared(
            Unprepared.INFUSION_TOO_LONG,
            f"The infusion would take {takes // (60 * MINUTE_MS)} hours: check dose and volume.",
        )
    return None


def _first_refusal(profiles: tuple[LabelProfile, ...], bag: Bag) -> NotPrepared:
    """Return why the first of some profiles, none of which allows `bag`, does not."""
    return next(why for each in profiles if (why := each.bag.refusal(bag)) is not None)

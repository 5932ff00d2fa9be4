"""The state of one session: what is true after every event so far."""

from dataclasses import dataclass
from enum import Enum

from drivers.port import Capabilities, Identity, Offer, PumpAlarm, PumpReport
from drivers.quantities import NO_RATE, NO_VOLUME, Rate, Volume
from service.core.alarm_table import AlarmId, Priority
from service.core.plan import Ladder
from service.core.protocol import Protocol, RateStep, ReactionAction
from service.core.session.person import Person as Person
from service.core.session.reaction_state import Reported
from service.core.session.ready_state import NOTHING_KNOWN, Readiness
from service.core.times import Instant, Span
from service.core.vitals import VitalSigns

UNTOLD = Rate(1)
"""Stands for a rate that the pump does not tell: more than nothing."""


class Phase(Enum):
    """Where a session stands. What the pump does is another question: see `Session.reached`."""

    PREPARING = "preparing"
    INFUSING = "infusing"
    """A step is in force. The pump may still be on its way to it, or silent."""
    INTERRUPTED = "interrupted"
    """Stopped because of a reaction."""
    PAUSED = "paused"
    """Stopped for another reason; goes on with the same step."""
    HELD = "held"
    """Somebody or something disagreed: hands off until a person decides."""
    FLUSHING = "flushing"
    """The volume is in; the line is to be flushed."""
    OBSERVING = "observing"
    COMPLETED = "completed"
    DISCONTINUED = "discontinued"


class HoldReason(Enum):
    """Why a session is held."""

    STOPPED_AT_PUMP = "stopped-at-pump"
    CHANGED_AT_PUMP = "changed-at-pump"
    PUMP_ALARM = "pump-alarm"
    PUMP_RESET = "pump-reset"
    FOUND_STOPPED = "found-stopped"
    """Found stopped after silence or a restart: the record of the stop may be lost."""
    LONG_GAP = "long-gap"
    COUNTER_WENT_BACK = "counter-went-back"
    """Cleared at the pump while it ran: its program no longer ends where the order does."""
    NOT_REACHED = "not-reached"
    """The pump did not come to the wanted rate in time; a wish that old is not carried out."""
    OFFER_REFUSED = "offer-refused"
    """The offered setting was refused at the pump or by its gateway."""
    OVER_THE_LIMIT = "over-the-limit"
    """Above the protocol's ceiling or the order's volume: also stops the pump."""


class PauseReason(Enum):
    """Why a session is paused."""

    NURSE = "nurse"
    LATE_ATTESTATION = "late-attestation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """Patient, bag, chair and pump that belong together."""

    bag: str
    chair: str
    pump: str
    capabilities: Capabilities
    identity: Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A premedication item, given."""

    item: str
    route: str
    given_at: Instant
    by: Person
    dose_ug: int | None
    """None: an older record does not say."""
    entry: int
    """Number of the event that says so: what a correction names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondCheck:
    """A second person's independent check."""

    by: Person
    at: Instant
    rate: Rate
    counter: Volume | None
    """The pump's own counter then; None: as it will be heard next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The latest set of vital signs."""

    by: Person
    at: Instant
    signs: VitalSigns


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """A nurse's word, for exactly one step."""

    by: Person
    at: Instant
    step_no: int
    other: "Attested | None" = None
    """Another person's word for the same step, given before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenReaction:
    """The reaction for which the infusion is interrupted."""

    at: Instant
    rate: Rate
    """Rate at the stop: what a resume may never exceed."""
    grade: int | None = None
    hospitalised: bool | None = None
    """None: not graded, or nobody has said."""
    action: ReactionAction | None = None
    ran_again: bool = False
    """A hand has let the drug run since: a reaction that is told now is another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An alarm that has been raised and is not over, and how far it has been answered."""

    alarm: AlarmId
    priority: Priority
    """The table's, until nobody has answered for too long."""
    sentence: str
    """What it said when it was raised."""
    raised_at: Instant
    risen_at: Instant
    """Since when it has the present priority."""
    all_stations: bool = False
    acknowledged_by: Person | None = None
    acknowledged_at: Instant | None = None
    paused_until: Instant | None = None
    """Until when its sound is paused."""
    ended_at: Instant | None = None
    """When its condition ended; it stays only because nobody has acknowledged it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """Who has the chair since the last hand-over."""

    by: Person
    at: Instant
    handed_over_by: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The last reading by which served time and volume were settled."""

    at: Instant
    infused: Volume
    """Volume of this session, not the pump's raw counter."""
    served: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One infusion."""

    phase: Phase
    opened_at: Instant
    patient: str
    infusion_no: int
    protocol: Protocol
    ladder: Ladder
    """Rate steps in force, as the pump can be set to them. A reaction's resume replaces it."""
    closed: bool = False
    entries: int = 0
    """Events of this session in the journal so far; the next one has this number plus 1."""

    ready: Readiness = NOTHING_KNOWN
    association: Association | None = None
    given: tuple[Given, ...] = ()
    second_check: SecondCheck | None = None
    vitals: Taken | None = None

    started: bool = False
    """Whether the pump has ever reported a rate of this session."""
    ran_at: Rate | None = None
    """The rate at which the pump ran when it was held; None once it has reached a rate of ours."""
    started_at: Instant | None = None
    """When it did so first."""
    step: int = 0
    """Index into `ladder` of the step in force: the one the pump has reached."""
    raising: bool = False
    """The next step is ordered and the pump has not reached it; void after any stop or hold."""
    step_no: int = 0
    """Number of the step in force, counting every step begun; 0 before the start. Never reused."""
    attested: Attested | None = None
    late_since: Instant | None = None
    """When the step was served without an attestation."""
    resumes: int = 0
    """Resumes after a reaction so far: ours, and a hand's that another reaction has followed."""
    severe: int = 0
    """Reactions of grade 3 or more that were followed by one."""
    reactions: int = 0
    """Reactions reported so far, whatever became of them."""
    graded: int = 0
    """How many of them a person has graded."""
    reported: tuple[Reported, ...] = ()
    """The same, each with what was told about it. Nothing that a pump does depends on it."""
    worst: int = 0
    """The highest grade that was ever given, though it was corrected later; 0: none."""
    ordered_profile: str | None = None
    """The profile that the order named at the check-in."""
    profile_reason: str | None = None
    """Why the profile is not simply the number's; None: it is."""
    reaction: OpenReaction | None = None
    hold: HoldReason | None = None
    held_from: Phase | None = None
    """Phase before the hold; None where nothing is held."""
    pause: PauseReason | None = None
    stop_asked_at: Instant | None = None
    """When the pump was last asked to stop; None once it has said that it stopped."""
    wished_at: Instant | None = None
    """When a start, a resume or a raise was ordered that the pump has not reached yet."""
    asked_by: Person | None = None
    """Whose word the latest start, resume or raise rests on."""
    ended_at: Instant | None = None
    observe_until: Instant | None = None

    reached: Rate | None = None
    """The last setting that the pump *reported* (zero: stopped); None: not known to us."""
    unproven: bool = False
    """After silence or a restart, until a reading has shown that the last setting still stands."""
    proof: Proof | None = None
    reach: Proof | None = None
    """The reading at which the rate in force was reached: what the two clocks are compared from."""
    base_counter: Volume = NO_VOLUME
    """Counter reading at which `base_infused` was in; moves when the pump forgets its counter."""
    base_infused: Volume = NO_VOLUME
    base_moved_at: Instant | None = None
    """When the pump last forgot its counter."""
    mismatch: bool = False
    """Served time and the pump's counter disagree by more than the ward's limit."""
    silent_since: Instant | None = None
    alarms: frozenset[PumpAlarm] = frozenset()
    """Alarms of the pump that have not been followed by a resume."""

    paused_at: Instant | None = None
    """When the pause in force, or the last one, began."""
    standing: tuple[Standing, ...] = ()
    """Alarms that have been raised and are not over, oldest first."""

    taken_over: TakenOver | None = None
    """Who has taken the chair over last. Nothing that a pump does depends on it."""

    offer: Offer | None = None
    """What lies at a pump that is only offered settings, until it runs so or refuses."""

    heard: PumpReport | None = None
    """The last report, from telemetry; not part of the journal."""
    heard_at: Instant | None = None

    @property
    def current(self) -> RateStep:
        """The step in force."""
        return self.ladder[self.step]

    @property
    def target(self) -> RateStep:
        """The step the pump should be at: the one in force, or the next one while raising."""
        return self.ladder[self.step + self.raising]

    @property
    def served(self) -> Span:
        """Served time of the step in force, as far as a reading has settled it."""
        return self.proof.served if self.proof else Span(0)

    @property
    def infused(self) -> Volume:
        """Volume of this session that the pump's counter has shown."""
        return self.proof.infused if self.proof else NO_VOLUME

    @property
    def left(self) -> Volume:
        """Volume still to be infused."""
        return self.protocol.bag_volume - self.infused

    @property
    def counted(self) -> Volume:
        """Volume of this session by the counter of the last report heard."""
        if self.heard is None:
            return self.infused
        return self.base_infused + (self.heard.infused - self.base_counter)

    @property
    def until_total(self) -> Volume:
        """Counter reading at which the whole order is in."""
        return self.base_counter + (self.protocol.bag_volume - self.base_infused)

    @property
    def by_hand(self) -> bool:
        """Whether only a person at the pump can start, change and stop it (`proposes`)."""
        return self.association is not None and self.association.capabilities.kind == "proposes"

    @property
    def only_lifted(self) -> bool:
        """Whether going on only lifts a hold: what is under it still keeps the pump stopped."""
        return self.phase is Phase.HELD and self.held_from in (
            Phase.INTERRUPTED,
            Phase.DISCONTINUED,
        )

    @property
    def begun(self) -> bool:
        """Whether anything has been infused: at our rate, or by the pump's counter at a hand's."""
        ordered = self.step_no > 0
        return self.started or (ordered and max(self.infused, self.counted) > NO_VOLUME)

    @property
    def stopped(self) -> bool:
        """Whether the pump itself has said that it stands still."""
        return self.reached == NO_RATE

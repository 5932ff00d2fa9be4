"""What has happened to a session. Past tense; the journal is a list of these.

Each event that settles served time or volume carries the `Proof` it rests on, so that a replay
needs nothing but the journal. `Sampled` alone is telemetry: it is applied, kept apart, and never
journaled.
"""

from dataclasses import dataclass

from drivers.port import Capabilities, Identity, Offer, PumpAlarm, PumpReport
from drivers.quantities import Rate, Volume
from service.core.plan import Ladder
from service.core.protocol import Protocol
from service.core.session.alarm_events import AlarmAcknowledged as AlarmAcknowledged
from service.core.session.alarm_events import AlarmEscalated as AlarmEscalated
from service.core.session.alarm_events import AlarmEvent as AlarmEvent
from service.core.session.alarm_events import AlarmRaised as AlarmRaised
from service.core.session.alarm_events import AlarmResolved as AlarmResolved
from service.core.session.alarm_events import AudioPaused as AudioPaused
from service.core.session.hand_over_events import ChairTakenOver as ChairTakenOver
from service.core.session.happened import Happened as Happened
from service.core.session.happened import Told as Told
from service.core.session.reaction_events import TOLD_OF_REACTION as TOLD_OF_REACTION
from service.core.session.reaction_events import HelpCalled as HelpCalled
from service.core.session.reaction_events import LateReactionReported as LateReactionReported
from service.core.session.reaction_events import OutcomeRecorded as OutcomeRecorded
from service.core.session.reaction_events import ReactionEntry as ReactionEntry
from service.core.session.reaction_events import ReactionGraded as ReactionGraded
from service.core.session.reaction_events import ReactionReported as ReactionReported
from service.core.session.reaction_events import RescueDrugGiven as RescueDrugGiven
from service.core.session.reaction_events import ResumedAfterReaction as ResumedAfterReaction
from service.core.session.reaction_events import SymptomsNoted as SymptomsNoted
from service.core.session.reaction_events import ToldOfReaction as ToldOfReaction
from service.core.session.ready_events import READY_EVENTS
from service.core.session.ready_events import Amended as Amended
from service.core.session.ready_events import BagRecorded as BagRecorded
from service.core.session.ready_events import BloodGroupRecorded as BloodGroupRecorded
from service.core.session.ready_events import LabsRecorded as LabsRecorded
from service.core.session.ready_events import OrderCorrected as OrderCorrected
from service.core.session.ready_events import OverrideAsked as OverrideAsked
from service.core.session.ready_events import OverrideGiven as OverrideGiven
from service.core.session.ready_events import PremedicationDecided as PremedicationDecided
from service.core.session.ready_events import PremedicationGiven as PremedicationGiven
from service.core.session.ready_events import ReadyEvent as ReadyEvent
from service.core.session.ready_events import TemperatureRecorded as TemperatureRecorded
from service.core.session.ready_events import VitalsTaken as VitalsTaken
from service.core.session.ready_state import History, Order
from service.core.session.state import HoldReason, PauseReason, Phase, Proof
from service.core.times import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedIn(Told):
    """The session begins. The protocol is kept as it was on this day."""

    patient: str
    infusion_no: int
    protocol: Protocol
    order: Order | None
    """None: checked in before orders were taken."""
    history: History | None
    """None: nobody looked."""
    profile_reason: str | None
    """Why the profile is not simply the number's; None: it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Associated(Told):
    """Bag, chair and pump belong to this patient; the ladder is rounded to the pump's steps."""

    bag: str
    chair: str
    pump: str
    capabilities: Capabilities
    identity: Identity
    ladder: Ladder


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondPersonChecked(Told):
    """A second person agreed, and keyed this rate. `counter`: the pump's own as last heard."""

    rate: Rate
    counter: Volume | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartOrdered(Told):
    """All gates were open: the first step is in force. The pump has not been touched yet."""

    counter: Volume
    """The pump's own counter before the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateReached(Happened):
    """The pump reported the wanted rate; from here on the step's clock runs."""

    rate: Rate
    step: int
    """Index into the ladder of the step that has begun or goes on."""
    step_no: int
    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class NoReactionAttested(Told):
    """No reaction, vital signs taken: `step_no` may be followed by the next step."""

    step_no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestationWithdrawn(Told):
    """The attestation of `step_no` was taken back."""

    step_no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestationDue(Happened):
    """The step is served and nobody has attested: the pump stays at the rate, the tablet asks."""

    step_no: int
    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMoved(Happened):
    """What lies at a pump that is only offered settings has changed; None: nothing any more."""

    offer: Offer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepServed(Happened):
    """The step is served and attested: the next step is ordered. The pump is not there yet."""

    step_no: int
    proof: Proof
    rate: Rate
    """Rate of the next step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseGivenUp(Happened):
    """The next step was not reached while its attestation was young: ask again."""

    step_no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StopAsked(Told):
    """A person wants a pump stopped that has no business to run now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(Happened):
    """The service stops the pump by itself (an attestation is late)."""

    reason: PauseReason
    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class PausedByPerson(Told):
    """A person stops the pump for a reason that is not a reaction."""

    reason: PauseReason
    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class StopConfirmed(Happened):
    """The pump itself says that it stands still, fully stopped."""

    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Told):
    """The same step goes on."""

    reported: Rate
    """What the pump reported when the person decided (zero: it stands still)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLifted(Told):
    """The hold of an interrupted or ended infusion is lifted: its own rules are in force again."""

    to: Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Discontinued(Told):
    """This infusion has ended for good."""

    reason: str
    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeIn(Happened):
    """The order's volume is in, by the pump's own counter."""

    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class Flushed(Told):
    """The line was flushed by hand; observation begins."""

    volume: Volume
    observe_until: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Discharged(Told):
    """The session is closed; the pump belongs to nobody."""

    completed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Happened):
    """Hands off until a person decides."""

    reason: HoldReason
    was: Phase
    """The phase before the (first) hold: a hold never lets a person skip a reaction's rules."""
    stops: bool
    """Whether the pump is stopped as well: above a limit, or infusing after a reset."""
    reported: Rate
    """The rate that the pump reported (zero: it stands still)."""
    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpFellSilent(Happened):
    """No valid answer for longer than the ward's limit."""

    since: Instant
    """The last valid answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpHeard(Happened):
    """The pump answers again and what it says agrees with the record: go on."""

    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpAlarmed(Happened):
    """The pump reported alarms that were not there before."""

    alarms: frozenset[PumpAlarm]


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterRebased(Happened):
    """The pump forgot its counter: what was in until now is kept and added to what comes."""

    infused: Volume
    counter: Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeMismatched(Happened):
    """Served time and the pump's counter disagree by more than the ward's limit."""

    by_time: Volume
    by_counter: Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class ControllerStarted(Happened):
    """Another controller has taken over; nothing is raised or started before a reading."""

    heard_at: Instant | None
    """Last sign of life of the controller before."""
    proof: Proof | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled(Happened):
    """One reading of the pump. Telemetry, not journaled."""

    report: PumpReport
    proof: Proof


JOURNALED = (
    CheckedIn,
    Associated,
    *READY_EVENTS,
    SecondPersonChecked,
    VitalsTaken,
    StartOrdered,
    RateReached,
    NoReactionAttested,
    AttestationWithdrawn,
    AttestationDue,
    OfferMoved,
    StepServed,
    RaiseGivenUp,
    ReactionReported,
    LateReactionReported,
    StopAsked,
    ReactionGraded,
    *TOLD_OF_REACTION,
    Paused,
    PausedByPerson,
    StopConfirmed,
    Resumed,
    ResumedAfterReaction,
    HoldLifted,
    Discontinued,
    VolumeIn,
    Flushed,
    Discharged,
    ChairTakenOver,
    Held,
    PumpFellSilent,
    PumpHeard,
    PumpAlarmed,
    CounterRebased,
    VolumeMismatched,
    ControllerStarted,
    AlarmRaised,
    AlarmEscalated,
    AlarmAcknowledged,
    AudioPaused,
    AlarmResolved,
)
"""Every kind the journal knows. A kind is never renamed or removed; see the store's upcasters."""

JournalEvent = (
    CheckedIn
    | Associated
    | ReadyEvent
    | SecondPersonChecked
    | VitalsTaken
    | StartOrdered
    | RateReached
    | NoReactionAttested
    | AttestationWithdrawn
    | AttestationDue
    | OfferMoved
    | StepServed
    | RaiseGivenUp
    | ReactionReported
    | LateReactionReported
    | StopAsked
    | ReactionGraded
    | ReactionEntry
    | Paused
    | PausedByPerson
    | StopConfirmed
    | Resumed
    | ResumedAfterReaction
    | HoldLifted
    | Discontinued
    | VolumeIn
    | Flushed
    | Discharged
    | ChairTakenOver
    | Held
    | PumpFellSilent
    | PumpHeard
    | PumpAlarmed
    | CounterRebased
    | VolumeMismatched
    | ControllerStarted
    | AlarmRaised
    | AlarmEscalated
    | AlarmAcknowledged
    | AudioPaused
    | AlarmResolved
)
Event = JournalEvent | Sampled

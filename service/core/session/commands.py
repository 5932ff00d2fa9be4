"""What people, pumps and time may say to a session. Imperative; each brings its instant."""

from dataclasses import dataclass

from drivers.port import Capabilities, Identity, Offer, PumpReport
from drivers.quantities import Rate, Volume
from service.core.alarm_table import AlarmId
from service.core.monograph import Monograph
from service.core.protocol import Protocol
from service.core.session.reaction_commands import NoteSymptoms as NoteSymptoms
from service.core.session.reaction_commands import ReactionCommand as ReactionCommand
from service.core.session.reaction_commands import RecordCall as RecordCall
from service.core.session.reaction_commands import RecordOutcome as RecordOutcome
from service.core.session.reaction_commands import RecordRescueDrug as RecordRescueDrug
from service.core.session.ready_commands import Amend as Amend
from service.core.session.ready_commands import AskOverride as AskOverride
from service.core.session.ready_commands import CorrectOrder as CorrectOrder
from service.core.session.ready_commands import DecidePremedication as DecidePremedication
from service.core.session.ready_commands import GiveOverride as GiveOverride
from service.core.session.ready_commands import GivePremedication as GivePremedication
from service.core.session.ready_commands import ReadyCommand
from service.core.session.ready_commands import RecordBag as RecordBag
from service.core.session.ready_commands import RecordBloodGroup as RecordBloodGroup
from service.core.session.ready_commands import RecordLabs as RecordLabs
from service.core.session.ready_commands import RecordTemperature as RecordTemperature
from service.core.session.ready_state import NO_HISTORY, History, Order
from service.core.session.said import Said as Said
from service.core.times import Instant, Span
from service.core.vitals import VitalSigns


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn(Said):
    """The patient is here for the `infusion_no`-th infusion of `protocol`."""

    patient: str
    infusion_no: int
    protocol: Protocol | Monograph
    """Where the bag depends on the order: the monograph."""
    order: Order
    history: History = NO_HISTORY
    """What the ward's record knows; filled in by the ward, never by a tablet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Associate(Said):
    """This bag hangs on this pump at this chair, for this patient: scanned, all four."""

    patient: str
    bag: str
    chair: str
    pump: str
    capabilities: Capabilities
    identity: Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSecond(Said):
    """A second person has checked patient, bag and pump, and keyed the rate herself."""

    rate: Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Start(Said):
    """Start the infusion at the first step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeVitals(Said):
    """A complete set of vital signs, just taken."""

    signs: VitalSigns


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestNoReaction(Said):
    """No reaction, vital signs taken: the step `step_no` may be followed by the next one."""

    step_no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawAttestation(Said):
    """Take back the attestation of the step in force; allowed until the rate has been raised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReaction(Said):
    """The patient reacts. Stops the pump; everything else is asked afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeReaction(Said):
    """A person's CTCAE grade for the reaction; software never infers one."""

    grade: int
    hospitalised: bool | None = None
    """Whether the patient needs a stay in hospital for it, which may end the infusion whatever the
    grade; None: nobody has said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(Said):
    """Stop the pump for a reason that is not a reaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Said):
    """Go on: after a reaction by the protocol's rule, otherwise with the same step."""

    improved_to: int | None = None
    """CTCAE grade the symptoms have improved to (0: gone); needed after a reaction."""
    prescriber: str | None = None
    """Who ordered the resume; needed after an interruption that the label requires."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discontinue(Said):
    """End this infusion for good."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFlush(Said):
    """The line was flushed by hand with `volume`."""

    volume: Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class Discharge(Said):
    """The patient leaves the chair; the session is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeChairOver(Said):
    """This person has the chair from now on, and has read what was open."""

    version: int
    """Number of the last entry of the record that she was shown."""
    shown: tuple[str, ...]
    """What was open, as she was shown it."""
    open_items: tuple[str, ...]
    """What is open now; filled in by the ward, never by a tablet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeAlarm(Said):
    """This person has taken an alarm in hand."""

    alarm: AlarmId


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseAudio(Said):
    """Pause the sound of the alarms that stand now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HearPump:
    """The pump reported. Not part of the keeper's own sequences of frames."""

    at: Instant
    report: PumpReport


@dataclass(frozen=True, slots=True, kw_only=True)
class HearOffer:
    """What lies at the pump has changed: offered, shown there, refused, or gone (None)."""

    at: Instant
    offer: Offer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Time has passed."""

    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOver:
    """A controller has just been started on a journal that another one wrote."""

    at: Instant
    heard_at: Instant | None = None
    """The last telemetry sample of the step in force, where it is newer than the last event."""
    served: Span | None = None
    infused: Volume | None = None


LaterCommand = (
    Associate
    | ReadyCommand
    | CheckSecond
    | Start
    | TakeVitals
    | AttestNoReaction
    | WithdrawAttestation
    | GradeReaction
    | Pause
    | Resume
    | Discontinue
    | RecordFlush
    | Discharge
    | TakeChairOver
    | AcknowledgeAlarm
    | PauseAudio
)
"""What a person may say to an open session, except a reaction, which is taken in every phase."""
PersonCommand = CheckIn | ReportReaction | Amend | ReactionCommand | LaterCommand
Command = PersonCommand | HearPump | HearOffer | Tick | TakeOver
STOPPING = (ReportReaction, Pause, Discontinue)
"""Commands for which the shell sends STOP first and asks afterwards."""

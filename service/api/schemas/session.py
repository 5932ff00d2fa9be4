"""One infusion session as a tablet shows it."""

from typing import Annotated, Literal

from pydantic import Field

from service.api.schemas.parts import (
    AlarmView,
    Model,
    PointView,
    Quantity,
    ReasonView,
    SegmentView,
    When,
)
from service.api.schemas.reaction import ReportedReactionView
from service.api.schemas.ready import ReadyOfSession


class WantedView(Model):
    """What the session wants its pump to do; the pump may not be there yet."""

    kind: Literal["stopped", "running"]
    rate_ml_h: Quantity


class AttestView(Model):
    """The nurse's word that the step in force needs before the next one."""

    needed: bool
    """A word is required before the next raise, and none stands that is young enough."""
    second_needed: bool
    """This ward wants two persons' words for each step."""
    open: bool
    """The window is open: it can be given now."""
    opens_in_min: float | None
    """Session minutes until the window opens; null where there is nothing to attest."""
    given_by: str | None
    """Id of the person whose word stands for this step."""
    given_at: When | None
    gates: list[ReasonView]
    """Why it would be refused beside that; empty while it is not needed."""
    late_min: float | None
    """Minutes (of the ward, not of the session) since the step was served without a word."""


class StepView(Model):
    """The rate step in force."""

    no: int
    rate_ml_h: Quantity
    label_rate: str | None
    """What the label says, with its unit, where it does not speak in mL/h."""
    served_min: float
    serve_min: float | None
    """Null: until the volume is in."""
    next_rate_ml_h: Quantity | None
    due_in_min: float | None
    """Session minutes until the step has been served; null where no step follows."""
    attest: AttestView


class StopView(Model):
    """The latest stop: asked for, on the wire, said by the pump."""

    asked_at: When
    sent_at: When | None
    confirmed_at: When | None


class ReactionView(Model):
    """The reaction for which the infusion is interrupted."""

    at: When
    grade: int | None
    hospitalised: bool | None
    """Whether a stay in hospital is needed because of it; null: not graded, or nobody has said."""
    action: Literal["continue", "resume", "discontinue"] | None


class TakenOverView(Model):
    """Who has the chair since the last hand-over."""

    by: str
    """Id of the person."""
    at: When
    handed_over_by: str | None
    """Id of the person who had it before; null where the record knows of nobody."""


class SecondCheckView(Model):
    """The second person's check that stands."""

    by: str
    """Id of the person."""
    at: When
    rate_ml_h: Quantity


class PostmedicationView(Model):
    """One drug due after the infusion. Shown, never acted on."""

    name: str
    dose: str
    routes: list[str]
    when: str


class VitalSignsView(Model):
    """The latest set of vital signs, and when the next one is due."""

    asked: bool
    """Whether a start and an increase ask for a recorded set."""
    taken_at: When | None
    by: str | None
    """Id of the person who took it."""
    signs: str | None
    """The set in one line, with its units."""
    warnings: list[str]
    """What lies outside of the ward's range. Decides nothing."""
    due_at: When | None


class PremedicationView(Model):
    """One item of the protocol, and when it was given."""

    item: str
    name: str
    dose: str
    routes: list[str]
    required: bool
    least_mg: Quantity | None
    most_mg: Quantity | None
    """Plausible doses; null where the protocol does not say."""
    given_at: When | None
    route: str | None
    dose_mg: Quantity | None
    entry: int | None
    """Number of the entry that says so: what a correction names."""
    question: bool
    """The protocol asks whether it is still needed; the prescriber's answer is in `decision`."""
    decision: Literal["give-again", "go-on", "omit", "keep"] | None
    """The prescriber's last word about the item."""
    decided_by: str | None
    open_from: When | None
    """Earliest start with this item; null until it has been given."""
    open_until: When | None
    """Latest start with this item."""


class SessionView(Model):
    """One infusion session.

    Minutes are session minutes since the pump first reported the first rate: ward time, as many
    times faster as `speed` says.
    """

    id: str
    version: int
    phase: Literal[
        "preparing",
        "infusing",
        "interrupted",
        "paused",
        "held",
        "flushing",
        "observing",
        "completed",
        "discontinued",
    ]
    closed: bool
    patient: str
    drug: str
    protocol: str
    label: str
    infusion_no: int
    bag: str | None
    chair: str | None
    pump: str | None
    opened_at: When
    started_at: When | None
    """When the pump first reported the first rate: minute 0."""
    speed: int
    reported_rate_ml_h: Quantity | None
    """What the pump says now; null while it has not been heard."""
    wanted: WantedView | None
    """Null: hands off."""
    infused_ml: Quantity
    volume_ml: Quantity
    left_ml: Quantity
    step: StepView | None
    stop: StopView | None
    reaction: ReactionView | None
    reactions: list[ReportedReactionView]
    """Every reaction that was reported in this session, with what was told about it."""
    resume_rate_ml_h: Quantity | None
    """The rate at which a resume would go on; null where there is none to give."""
    second_check: SecondCheckView | None
    second_check_asked: bool
    """Whether the next start or resume needs a second person's check. Where not, one is refused."""
    postmedication: list[PostmedicationView]
    vital_signs: VitalSignsView
    profile: str
    profile_reason: str | None
    """Why it is not simply the number's; a sentence for a person."""
    hold: str | None
    held_from: str | None
    pause: str | None
    premedication: list[PremedicationView]
    ready: ReadyOfSession
    start_gates: list[ReasonView]
    """Why the infusion cannot be started now; only while preparing."""
    resume_gates: list[ReasonView]
    """Why it cannot go on now; only while it stands still or is held."""
    alarms: list[AlarmView]
    open_items: list[str]
    """What waits for somebody, in sentences: what a hand-over hands over."""
    taken_over: TakenOverView | None
    planned: list[SegmentView]
    """The protocol's staircase as ordered."""
    delivered: list[PointView]
    """What the pump reported."""
    tail: list[SegmentView]
    """What is still to come, if it went on now without interruption."""
    total_min: Annotated[float, Field(ge=0)]
    """When the infusion will have ended, or has ended."""
    ended_at: When | None
    observe_until: When | None
    recorded: bool
    """Everything decided so far is on the disk; without it nothing is started or raised."""


class SessionList(Model):
    """Sessions, and where the list goes on."""

    sessions: list[SessionView]
    next: str | None
    """Give it as `after` for the next page; null at the end."""

"""The forms in which `decide` answers: events that happened, or a refusal."""

from typing import TypeVar

from service.core.refusals import Refusal, RefusalId
from service.core.session import events as e
from service.core.session.commands import Said
from service.core.session.state import Phase, Session

Answer = tuple[e.Event, ...] | Refusal

_WORDS = {
    Phase.PREPARING: "the infusion has not been started",
    Phase.INFUSING: "the infusion is running",
    Phase.INTERRUPTED: "the infusion is interrupted after a reaction",
    Phase.PAUSED: "the infusion is paused",
    Phase.HELD: "the infusion is held until a person decides",
    Phase.FLUSHING: "the volume is in",
    Phase.OBSERVING: "the patient is being observed",
    Phase.COMPLETED: "the session is closed",
    Phase.DISCONTINUED: "the infusion has been ended for good",
}

_Told = TypeVar("_Told", bound=e.Told)


def told(kind: type[_Told], command: Said, **fields: object) -> _Told:
    """Return the event of `kind` that this person's command makes, with who, where and how."""
    who = {"at": command.at, "by": command.by, "tablet": command.tablet, "tap": command.tap}
    return kind(**who, **fields)  # type: ignore[arg-type]  # checked by the event's own fields


def wrong_phase(s: Session, what: str) -> Refusal:
    """Return the refusal for a command that does not fit where the session stands."""
    return Refusal(RefusalId.WRONG_PHASE, f"{what}: {_WORDS[s.phase]}.")


def gates_closed(reasons: tuple[Refusal, ...]) -> Refusal:
    """Return one refusal that carries every reason."""
    sentence = " ".join(reason.sentence for reason in reasons)
    return Refusal(RefusalId.GATES_CLOSED, sentence, reasons)

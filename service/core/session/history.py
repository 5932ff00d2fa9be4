"""What a ward's own record knows about one patient and one drug."""

from collections.abc import Iterable, Iterator, Mapping

from service.core.session.ready_state import History, Past
from service.core.session.state import Phase, Session


def history_of(sessions: Mapping[str, Session], patient: str, drug: str) -> History:
    """Return what the sessions of this record say about `patient` and `drug`, oldest first.

    What happened in another house is not in here: the prescriber and the nurse know it or ask.
    """
    same = {
        name: s for name, s in sessions.items() if s.patient == patient and s.protocol.drug == drug
    }
    begun = sorted(
        (s for s in same.values() if s.closed and s.begun), key=lambda each: each.opened_at
    )
    return History(
        open_session=next((name for name, s in same.items() if not s.closed), None),
        stopped_in=next((name for name, s in same.items() if stopped_for_good(s)), None),
        reacted=any(s.reactions for s in same.values()),
        last=_past(begun[-1]) if begun else None,
        orders=tuple(dict.fromkeys(_orders(same.values()))),
    )


def _orders(sessions: Iterable[Session]) -> Iterator[str]:
    for s in sessions:
        if s.started and s.ready.order is not None:
            yield s.ready.order.id


def stopped_for_good(s: Session) -> bool:
    """Whether a reaction ended this infusion: nobody gives the drug again without an order.

    Also where nobody has graded it: a person who ends an infusion in a reaction stops first.
    """
    return s.phase is Phase.DISCONTINUED and s.reaction is not None


def _past(s: Session) -> Past:
    """Return how a closed session went. A reaction without a grade counts as not graded."""
    return Past(
        infusion_no=s.infusion_no,
        profile=s.protocol.profile(s.infusion_no).id,
        grade=s.worst if s.graded == s.reactions else None,
        completed=s.phase is Phase.COMPLETED,
    )

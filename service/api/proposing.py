"""The proposals of a ward's book: what they need to know of its sessions, and who is told."""

from collections.abc import Callable, Mapping, Sequence

from service.book.book import Book
from service.book.proposals import Proposals
from service.book.solving import Solve
from service.core.session.state import Session
from service.core.times import DAY_MS, Instant
from service.shell.ward import Ward


def proposals_of(
    ward: Ward, book: Book, new_id: Callable[[], str], solve: Solve | None = None
) -> Proposals:
    """Return what makes proposals for a ward's book. Tablets are told by the feed."""

    def sessions() -> Mapping[str, Sequence[Session]]:
        return sessions_of(ward, Instant(ward.now() - DAY_MS))

    def tell() -> None:
        ward.feed.touch("ward")

    return Proposals(
        book, ward.desk.rules, sessions=sessions, solve=solve, tell=tell, new_id=new_id
    )


def sessions_of(ward: Ward, since: Instant) -> Mapping[str, Sequence[Session]]:
    """Return the sessions that are open, or were opened since, by their patient."""
    found: dict[str, list[Session]] = {}
    for runner in ward.runners.values():
        s = runner.state
        if s is not None and (not s.closed or s.opened_at >= since):
            found.setdefault(s.patient, []).append(s)
    return found

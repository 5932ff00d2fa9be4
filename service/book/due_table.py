"""The due table: what is due next, kept beside the rows it is derived from.

It holds no truth. It is made anew from the book whenever that is read, and a row that changes puts
its own dues in the place of those that it had. What has been noted once is never due again.
"""

import heapq
from collections.abc import Iterable

from service.core.booking.due import Due
from service.core.times import Instant

Key = tuple[str, str, int]
"""`Due.key`."""


class DueTable:
    """Answers which dues have come, in the order of their time."""

    def __init__(self, noted: Iterable[Key]) -> None:
        self._noted = set(noted)
        self._of: dict[str, frozenset[Due]] = {}
        self._ahead: list[tuple[int, str, str, Due]] = []
        self._ripe: dict[Key, Due] = {}

    def put(self, row: str, dues: Iterable[Due]) -> None:
        """Take what is due for a row, instead of what was."""
        before, now = self._of.get(row, frozenset()), frozenset(dues)
        if before == now:
            return
        if now:
            self._of[row] = now
        else:
            del self._of[row]
        for gone in before - now:
            self._ripe.pop(gone.key, None)
        for due in now - before:
            heapq.heappush(self._ahead, (*due.rank, due))

    def ripe(self, now: Instant) -> list[Due]:
        """Return what is due and has not been noted; again and again, until it is."""
        while self._ahead and self._ahead[0][0] <= now:
            due = heapq.heappop(self._ahead)[-1]
            if self._stands(due):
                self._ripe[due.key] = due
        return sorted(self._ripe.values(), key=lambda due: due.rank)

    def ahead(self, until: Instant) -> list[Due]:
        """Return what will be due before an instant, as the rows are now."""
        found, looked = set[Due](), [0] if self._ahead else []
        while looked:  # down the heap: nothing below an entry is due before it
            at = looked.pop()
            due = self._ahead[at][-1]
            if due.at < until:
                if self._stands(due):
                    found.add(due)
                looked += [n for n in (2 * at + 1, 2 * at + 2) if n < len(self._ahead)]
        return sorted(found, key=lambda due: due.rank)

    def of(self, row: str) -> list[Due]:
        """Return everything that is derived from a row, noted or not."""
        return sorted(self._of.get(row, ()), key=lambda due: due.rank)

    def noted(self, key: Key) -> bool:
        """Whether something has been noted."""
        return key in self._noted

    def note(self, key: Key) -> None:
        """Take it that something has been noted, and is on the disk."""
        self._noted.add(key)
        self._ripe.pop(key, None)

    def _stands(self, due: Due) -> bool:
        """Whether a due is still derived from a row; what was put away stays in the heap."""
        row = due.subject.split("/")[0]
        return due.key not in self._noted and due in self._of.get(row, ())

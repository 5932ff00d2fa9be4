"""What happened in a world, in order: printed when something went wrong, compared byte by byte."""

import asyncio
import hashlib
from collections import deque

KEPT = 40


class Trace:
    """The last rows, and a digest of all of them."""

    def __init__(self, kept: int | None = KEPT) -> None:
        """Keep so many rows; None: all of them."""
        self._rows: deque[str] = deque(maxlen=kept)
        self._digest = hashlib.sha256()
        self._loop = asyncio.get_running_loop()
        self.count = 0
        self._held: list[str] | None = None

    def say(self, who: str, what: str) -> None:
        """Add a row, with the loop's time in seconds."""
        row = f"{self._loop.time():10.3f}  {who:<9} {what}"
        self.count += 1
        self._rows.append(row)
        self._digest.update(row.encode() + b"\n")

    def hold(self) -> None:
        """Keep the rows up to now, whatever comes after; once."""
        self._held = self._held or list(self._rows)

    @property
    def rows(self) -> list[str]:
        """Return the rows that were kept."""
        return self._held or list(self._rows)

    @property
    def digest(self) -> str:
        """Return what tells this history from every other one."""
        return self._digest.hexdigest()[:16]

"""Every byte of the lines of this process, both ways, for looking into what happened.

It hangs on `Link.trace`, beside the bytes and not in their way. A piece is one `os.write` to a
descriptor that never makes anybody wait (a pipe to a program that owns the file): it is taken
whole, or not at all and counted. So a full disk, a slow disk or a dead writer costs pieces of the
capture, which says so itself, and never time or bytes of a line.
"""

import json
import os
import select
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

from drivers.link.link import Link, LinkOpener, Trace

VERSION = 1
PIECE_MAX = 1_024
"""Bytes of a line in one record: hexadecimal and with its fields it stays below `PIPE_BUF`, up to
which a pipe takes a write whole or not at all (4096 on Linux, pipe(7))."""


class Capture:
    """One capture: a header, records of pieces, and how many bytes could not be kept."""

    def __init__(self, descriptor: int, wall_us: Callable[[], int], **about: str) -> None:
        """Write to `descriptor`, made non-blocking; `about` goes into the header."""
        self.lost = 0
        """Bytes of the lines that could not be kept, so far."""
        self.lost_openings = 0
        """Openings that could not be kept: what follows belongs to another connection, unsaid."""
        self._untold = self._untold_openings = 0
        self._fd = descriptor
        self._wall_us = wall_us
        self._gone = False
        os.set_blocking(descriptor, False)
        self._put({"capture": "chairside", "version": VERSION, "wall": self._wall(), **about})

    def opener(self, opener: LinkOpener) -> LinkOpener:
        """Return an opener whose links are captured; for `drivers.link.lines.Lines`."""

        async def opened(url: str, *, baudrate: int) -> Link:
            link = await opener(url, baudrate=baudrate)
            self.note_opened(url, baudrate)
            link.trace = self.tap(url)
            return link

        return opened

    def note_opened(self, url: str, how: int | str, **about: Any) -> None:
        """Note that what follows belongs to another opening."""
        self._keep({"line": url, "opened": how, **about, "wall": self._wall()}, 0, openings=1)

    def tap(self, url: str, **about: int) -> Trace:
        """Return what a link calls with each piece. It never raises and never waits."""

        def hear(way: Literal["out", "in"], data: bytes, at_s: float) -> None:
            for begin in range(0, len(data), PIECE_MAX):
                piece = data[begin : begin + PIECE_MAX]
                record: dict[str, Any] = {"line": url, **about, "way": way}
                record["at_us"] = round(at_s * 1e6)
                self._keep({**record, "wall": self._wall(), "hex": piece.hex()}, len(piece))

        return hear

    def end(self) -> None:
        """Say how much was lost in all. Before the descriptor is closed."""
        self._put({"end": self._wall(), **_missing(self.lost, self.lost_openings)})

    def _keep(self, record: dict[str, Any], size: int, *, openings: int = 0) -> None:
        """Write a record, and before it, in the same write, what was lost since the last one."""
        missing = _missing(self._untold, self._untold_openings)
        untold = self._untold or self._untold_openings
        lost = ({**missing, "wall": self._wall()},) if untold else ()
        if self._put(*lost, record):
            self._untold = self._untold_openings = 0
        else:
            self.lost += size
            self.lost_openings += openings
            self._untold += size
            self._untold_openings += openings

    def _put(self, *records: dict[str, Any]) -> bool:
        """Write records whole, or say that they were not; never waits."""
        text = "".join(json.dumps(each, separators=(",", ":")) + "\n" for each in records)
        line = text.encode("ascii")
        if self._gone or len(line) > select.PIPE_BUF:
            return False
        try:
            return os.write(self._fd, line) == len(line)
        except BlockingIOError:
            return False
        except OSError:  # whoever wrote the file has ended
            self._gone = True
            return False

    def _wall(self) -> str:
        at = datetime.fromtimestamp(self._wall_us() / 1e6, UTC)
        return at.isoformat(timespec="microseconds")


def _missing(lost: int, openings: int) -> dict[str, int]:
    return {"lost": lost, "openings": openings} if openings else {"lost": lost}

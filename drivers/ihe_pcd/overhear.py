"""Readings of a pump behind a gateway from what both said: believed as the driver believes it."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Literal

from drivers.ihe_pcd.er7 import Er7Error, parse
from drivers.ihe_pcd.heard import Report
from drivers.ihe_pcd.hearing import Hearing
from drivers.ihe_pcd.messages import Letterhead
from drivers.ihe_pcd.picture import History
from drivers.ihe_pcd.place import read_place
from drivers.link.capture_mllp import mllp_line
from drivers.link.mllp import FrameCutter, MllpError
from drivers.overheard import Overheard


class IhePcdListener:
    """Listens to all connections with one gateway, for one of its pumps."""

    def __init__(self, url: str) -> None:
        """Take the pump's port as a ward's file writes it; `PortUnavailable` where it is none."""
        place = read_place(url)
        ends, tls = place.ends, place.ends.certificates is not None
        self.pump = place.pump
        self.lines = frozenset(
            (
                mllp_line(ends.host, ends.port, tls=tls),
                mllp_line(ends.listen_host, ends.listen_port, tls=tls),
            )
        )
        self.garbage = 0
        self._now = datetime.min.replace(tzinfo=UTC)
        self._hearing = Hearing(ends, Letterhead(ends, lambda: self._now))
        self._hearing.ears[self.pump] = self
        self._history = History(lambda order: False)  # what it forgot is no part of a reading
        self._names: dict[int, frozenset[str] | None] = {}
        self._cutters: dict[tuple[int, str], FrameCutter] = {}
        self._found: list[Overheard] = []

    def opened(self, connection: int, names: frozenset[str] | None) -> None:
        """Begin with a connection whose far end's certificate has these names."""
        self._names[connection] = names

    def heard(
        self, connection: int, way: Literal["out", "in"], data: bytes, at: datetime
    ) -> list[Overheard]:
        """Take bytes of one connection; return the readings that they complete."""
        self._now, self._found = at, []
        cutter = self._cutters.setdefault((connection, way), FrameCutter())
        before = cutter.garbage
        try:
            bodies = cutter.feed(data)
        except MllpError:  # the driver hangs up here
            bodies, self._cutters[connection, way] = [], FrameCutter()
            self.garbage += len(data)
        self.garbage += cutter.garbage - before
        for body in bodies:
            if way == "out":
                self._asked(body)
            else:
                self._hearing.take(body, self._names.get(connection))
        return self._found

    def report(self, report: Report) -> None:
        """Take a report of our pump that is believed."""
        self._history.add(report)
        picture = self._history.picture
        if report.alarm is None and picture.at is not None and picture.infused is not None:
            self._found.append(
                Overheard(
                    address=0,
                    delivery=picture.delivery,
                    rate=picture.rate,
                    infused=picture.infused,
                    at=min(picture.at, self._now),
                )
            )

    def _asked(self, body: bytes) -> None:
        """Expect answers to what was sent."""
        with suppress(Er7Error):
            self._hearing.expect(parse(body).msh.text(10), lambda answer: None)

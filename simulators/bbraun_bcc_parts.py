"""How a station sends an answer in parts and waits for each to be acknowledged.

Numbers and readings of ours [U]; what `Readings` names is switched there: a part waits 3 s for
its ACK and is sent three times in all; a NAK is like a wait that is over; the values of an answer
are those of its request, the times those of the moment each part is first sent; an ACK or NAK
that nothing waits for means nothing.
"""

from collections import deque
from collections.abc import Callable, Sequence

from simulators.bbraun_bcc_frames import frame
from simulators.bbraun_bcc_rack import Section
from simulators.bbraun_bcc_readings import Readings
from simulators.clockwork import NEVER_NS
from simulators.fluidics import NS_PER_S

ACK_WAIT_S = 3
SENDINGS = 3


class Parts:
    """The parts of one answer, sent and unsent. Times are real ns since the start."""

    def __init__(
        self,
        readings: Readings,
        text: Callable[[Section], str],
        put: Callable[[bytes], None],
        tell: Callable[[Section], None],
    ) -> None:
        """Begin with nothing to send.

        `text` writes a section, `put` takes a frame to the line, `tell` remembers what was told.
        """
        self._readings = readings
        self._text = text
        self._put = put
        self._tell = tell
        self._unsent: deque[Section] = deque()
        self._sent: deque[tuple[Section, bytes]] = deque()
        self._sendings = 0
        self.due_ns = NEVER_NS

    @property
    def busy(self) -> bool:
        """Whether an answer is not over yet."""
        return bool(self._sent)

    def begin(self, sections: Sequence[Section], now_ns: int, before: bytes = b"") -> None:
        """Send the first part, or all of them; a former answer is over.

        `before` goes out with the first part.
        """
        self.clear()
        self._unsent.extend(sections)
        self._send(now_ns, before)

    def acked(self, now_ns: int) -> None:
        """An ACK: it is for the first part without one."""
        if not self._sent:
            return
        section, _ = self._sent.popleft()
        self._tell(section)
        self._wait(now_ns)
        if not self._sent:
            self._send(now_ns)

    def missed(self, now_ns: int) -> None:
        """A NAK, or no ACK in time."""
        if not self._sent:
            return
        if self._readings.no_ack == "give_up" or self._sendings >= SENDINGS:
            self.clear()
            return
        self._put(self._sent[0][1])
        sendings = self._sendings + 1
        self._wait(now_ns)
        self._sendings = sendings

    def clear(self) -> None:
        """Forget the answer."""
        self._unsent.clear()
        self._sent.clear()
        self._sendings = 0
        self.due_ns = NEVER_NS

    def _send(self, now_ns: int, before: bytes = b"") -> None:
        while self._unsent:
            section = self._unsent.popleft()
            data = frame(self._text(section), last=not self._unsent)
            self._sent.append((section, data))
            self._put(before + data)
            before = b""
            if self._readings.told == "sent":
                self._tell(section)
            if self._readings.next_part == "after_ack":
                break
        self._wait(now_ns)

    def _wait(self, now_ns: int) -> None:
        """Give the first part without ACK its time."""
        self._sendings = 1
        self.due_ns = now_ns + ACK_WAIT_S * NS_PER_S if self._sent else NEVER_NS

"""Asking the station: one request, all parts of its answer, each with its receipt.

A station that has missed a receipt sends a part again, perhaps seconds later. Such a part looks
like the answer to the next request and is as old as the last one. Therefore an answer counts only
if the station's own clock, which every record names, has gone on as far as ours. Where it has not,
but goes on from there, the station was switched off in between: one reading is lost for that.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from drivers.bbraun_bcc.frames import RECEIPT, Frame, ParsingError, request
from drivers.bbraun_bcc.records import ERROR, RACK, Record, Slot, parse_records
from drivers.link.exchange import Exchange, Fit, NotSent, Question, Silent
from drivers.link.unfinished import Hindered, NoAnswer, Refused

PARTS_MAX = 16
"""Parts of one answer. A pump's values fill one or two."""
ANY_NAME = "1"
"""What a request names before the station has said its own name."""
COARSE_S = 2.0
"""Whole seconds on its side, and the way of the answer: so much its clock may seem behind."""
DRIFT = 0.01
"""Its clock may be slower than ours by so much, far more than any quartz."""

Concerns = Callable[[Record], bool]


@dataclass(frozen=True, slots=True)
class _Heard:
    """The station's clock when it was last heard, and ours (s)."""

    seconds: int
    at: float

    def older(self, seconds: int, asked_at: float) -> bool:
        """Whether what was told at `seconds` was told before the question put at `asked_at`."""
        return 0 <= seconds - self.seconds < self._passed(asked_at)

    def goes_on(self, seconds: int, asked_at: float) -> bool:
        """Whether the station's clock has certainly gone on since."""
        return 0 < self._passed(asked_at) <= seconds - self.seconds

    def _passed(self, asked_at: float) -> float:
        """Return what it must have gone on by at least (s)."""
        return (asked_at - self.at) * (1 - DRIFT) - COARSE_S


class Station:
    """One BCC station on one line; its name is learnt from its first answer."""

    def __init__(self, exchange: Exchange[Frame]) -> None:
        self.restarts = 0
        """How often it began anew, as its clock shows: what sits in its slots may be others."""
        self._exchange = exchange
        self._loop = asyncio.get_running_loop()
        self._name = ANY_NAME
        self._heard: _Heard | None = None
        self._doubted: _Heard | None = None
        """The last part that seemed old."""

    @property
    def gone(self) -> str | None:
        """Why its line is gone, once it is."""
        return self._exchange.gone

    async def ask_slot(self, slot: Slot) -> tuple[Record, ...]:
        """Return what is told of one slot, and errors of the request; an `Unfinished` otherwise."""
        return await self.ask(f"MEM:GETSLOT#{slot.text}", lambda record: record.slot == slot)

    async def ask(self, command: str, concerns: Concerns) -> tuple[Record, ...]:
        """Return all records of an answer; an `Unfinished` otherwise.

        A part that tells nothing that `concerns` the request, or tells what was told before, is the
        answer to another one and left aside.
        """
        async with self._exchange.whole:
            part = await self._part(request(self._name, command), concerns)
            self._name = part.name
            records = parse_records(part)
            for _ in range(PARTS_MAX):
                if part.last:
                    await self._exchange.tell(RECEIPT)
                    return records
                part = await self._part(RECEIPT, concerns, after=part)
                records += parse_records(part)
        raise NoAnswer(f"{command}: an answer in more than {PARTS_MAX} parts")

    async def _part(self, sent: bytes, concerns: Concerns, after: Frame | None = None) -> Frame:
        asked_at = self._loop.time()

        def fits(frame: Frame) -> Fit:
            again = after is not None and frame.raw == after.raw
            mine = not again and self._answers(frame, concerns, asked_at)
            return Fit.ANSWER if mine else Fit.NOT

        result = await self._exchange.ask(Question(frame=sent, fits=fits))
        if isinstance(result, NotSent):
            raise Hindered(result.reason, lost=result.lost)
        if isinstance(result, Silent):
            raise NoAnswer(f"the station: {result.reason}")
        if result.frame.refuses:
            raise Refused("the station did not take the request (NAK)")
        self._note(result.frame)
        return result.frame

    def _answers(self, frame: Frame, concerns: Concerns, asked_at: float) -> bool:
        """Whether a frame can be the answer: a refusal, or what is told now and concerns it."""
        if frame.refuses:
            return True
        try:
            told = parse_records(frame)
        except ParsingError:
            return False
        if not told:  # where nothing has changed, a station may say just that
            return True
        if self._old(_seconds(told), asked_at):
            return False
        return any(concerns(each) or (each.slot, each.name) == (RACK, ERROR) for each in told)

    def _old(self, seconds: int, asked_at: float) -> bool:
        if self._heard is None or not self._heard.older(seconds, asked_at):
            return False
        doubted, self._doubted = self._doubted, _Heard(seconds, self._loop.time())
        if doubted is None or not doubted.goes_on(seconds, asked_at):
            return True
        self._heard, self._doubted = None, None
        self.restarts += 1
        return False

    def _note(self, frame: Frame) -> None:
        told = parse_records(frame)
        if not told:
            return
        seconds = _seconds(told)
        if self._heard and seconds < self._heard.seconds:
            self.restarts += 1
        self._heard, self._doubted = _Heard(seconds, self._loop.time()), None


def _seconds(told: tuple[Record, ...]) -> int:
    return max(record.seconds for record in told)

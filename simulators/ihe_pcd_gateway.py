"""The gateway: many pumps behind one MLLP listener, and a way of its own back to the ward.

An order comes on the ward's connection and gets its accept acknowledgement there; the application
answer (RRG) goes out on a new connection to the ward's listener, as do the reports. A message with
an MSH-10 that was taken before is acknowledged again and not carried out again.

`AA` says that the order is shown at the pump. What becomes of it is told by `answers`:
* "both" (usual): by the event AUTO_PROG_CLEARED and by a second RRG (9023 or 9015);
* "event": by the event alone;
* "decision": the RRG waits until the nurse has decided, and is the only one.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from simulators.ihe_pcd_accept import NotAccepted, not_accepted
from simulators.ihe_pcd_bedside import Bedside
from simulators.ihe_pcd_er7 import Message, NotReadableError, read
from simulators.ihe_pcd_faults import Misbehaviour
from simulators.ihe_pcd_messages import ORIGINAL, Letterhead
from simulators.ihe_pcd_mllp import Connect, FrameError, Frames, Stream, frame
from simulators.ihe_pcd_orders import STALE_S, RefusedError, judge
from simulators.ihe_pcd_outbox import Outbox, send_alone
from simulators.ihe_pcd_program import Alarm, Decided, Event, Happening
from simulators.ihe_pcd_reports import Reporter, Sender

NS_PER_S = 1_000_000_000
ANSWERS = ("both", "event", "decision")
REMEMBERED = 10_000
"""Control ids that are remembered."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How this gateway goes about its work. Times are real seconds; the values are ours.

    Attributes:
        report_every_s: between two snapshots of one pump.
        patience_s: how long an acknowledgement may take before a message is sent again.
        work_s: between storing an order and answering it.
        offer_s: how long an order is shown at the pump before it is dropped (9015).
        stale_s: how old ORC-9 may be.
        tick_s: how often pumps are looked at when nothing is foreseen.
        answers: see above.
    """

    report_every_s: float = 60.0
    patience_s: float = 10.0
    work_s: float = 0.2
    offer_s: float = 120.0
    stale_s: float = STALE_S
    tick_s: float = 0.25
    answers: str = "both"


class Gateway:
    """Pumps, the nurses beside them, and two connections to the ward.

    Attributes:
        bedsides: by the pump's name.
        faults: what it does wrong, settable while it runs.
        outbox: reports on their way.
        counts: what it has done, by word.
    """

    def __init__(
        self,
        bedsides: Sequence[Bedside],
        connect: Connect,
        letterhead: Letterhead,
        *,
        faults: Misbehaviour | None = None,
        habits: Habits | None = None,
    ) -> None:
        """Bring the parts together; `run` makes them go, `serve` takes a ward's connection."""
        self.bedsides = {bedside.pump.name: bedside for bedside in bedsides}
        self.faults = faults or Misbehaviour()
        self.habits = habits or Habits()
        self.counts: Counter[str] = Counter()
        self.outbox = Outbox(connect, self.faults, patience_s=self.habits.patience_s)
        self._connect = connect
        self._letterhead = letterhead
        self._reporter = Reporter(letterhead, self.faults)
        self._by_name = {b.pump.eui: b.pump for b in bedsides} | {
            b.pump.name: b.pump for b in bedsides
        }
        self._seen: dict[tuple[str, str], NotAccepted | None] = {}
        self._streams: set[Stream] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._is_up = asyncio.Event()
        self._is_up.set()
        self._zero_s: float | None = None
        self._down_until_ns = 0
        every_ns = round(self.habits.report_every_s * NS_PER_S)
        self._snapshot_ns = {
            bedside.pump.name: every_ns * (place + 1) // len(bedsides)
            for place, bedside in enumerate(bedsides)
        }

    def now_ns(self) -> int:
        """Real ns since the start, by the running loop."""
        loop_s = asyncio.get_running_loop().time()
        if self._zero_s is None:
            self._zero_s = loop_s
        return round((loop_s - self._zero_s) * NS_PER_S)

    @property
    def down(self) -> bool:
        """Whether it is starting again and speaks to nobody."""
        return self.now_ns() < self._down_until_ns

    async def run(self) -> None:
        """Let time pass for pumps and nurses, and report, until cancelled."""
        sending = asyncio.create_task(self.outbox.run())
        try:
            while not sending.done():
                self.catch_up()
                self._wake.clear()
                try:
                    async with asyncio.timeout(self._nap_s()):
                        await self._wake.wait()
                except TimeoutError:
                    pass
            await sending
        finally:
            tasks = [sending, *self._tasks]
            for task in tasks:
                task.cancel()
            self._hang_up()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def serve(self, stream: Stream) -> None:
        """Take orders from one connection until it ends."""
        if self.down:
            stream.close()
            return
        self._streams.add(stream)
        frames = Frames()
        try:
            while data := await stream.read():
                for message in frames.feed(data):
                    await self._take(stream, message)
        except (OSError, FrameError):
            self.counts["broken connections"] += 1
        finally:
            self.counts["half frames"] += frames.half
            self._streams.discard(stream)
            stream.close()

    def catch_up(self) -> None:
        """Bring pumps and nurses up to now, and post what happened."""
        now_ns, down = self.now_ns(), self.down
        if self.outbox.paused and not down:
            self.outbox.paused = False
            self._is_up.set()
            self.outbox.look_again()
        for bedside in self.bedsides.values():
            bedside.run_to(now_ns)
            pump = bedside.pump
            if pump.online and not down:
                happened, pump.happened = pump.happened, []
                for happening in happened:
                    self._tell(bedside, happening, now_ns)
                if self._snapshot_ns[pump.name] <= now_ns:
                    self.snapshot(pump.name)

    def snapshot(self, name: str) -> None:
        """Send a snapshot of a pump now."""
        now_ns, pump = self.now_ns(), self.bedsides[name].pump
        self._snapshot_ns[name] = now_ns + round(self.habits.report_every_s * NS_PER_S)
        message = self._reporter.snapshot(self._sender(self.bedsides[name]), pump.status(), now_ns)
        self.outbox.put(message, newest_of=name)

    def look_again(self) -> None:
        """Something was done to a pump or a fault: act on it at once."""
        self._wake.set()
        self.outbox.look_again()

    def restart(self, *, keep: bool, outage_s: float) -> None:
        """Go down for a time; everybody is hung up on, orders are kept or forgotten."""
        self._down_until_ns = self.now_ns() + round(outage_s * NS_PER_S)
        self._hang_up()
        self.outbox.paused = True
        self._is_up.clear()
        self._letterhead.start_again()
        if not keep:
            for task in self._tasks:
                task.cancel()
            self._seen.clear()
            self.outbox.forget()
            for bedside in self.bedsides.values():
                bedside.pump.forget_orders()
        self.counts["restarts"] += 1
        self.look_again()

    def _hang_up(self) -> None:
        for stream in tuple(self._streams):
            stream.close()

    def _nap_s(self) -> float:
        """How long nothing is foreseen to happen."""
        dues = [due for b in self.bedsides.values() if (due := b.due_ns()) is not None]
        due_ns = min([*dues, *self._snapshot_ns.values()])
        return max(0.0, min(self.habits.tick_s, (due_ns - self.now_ns()) / NS_PER_S))

    async def _take(self, stream: Stream, data: bytes) -> None:
        """Deal with one message of the ward: acknowledge it, then work on it."""
        try:
            order = read(data)
        except NotReadableError:
            self.counts["unreadable"] += 1
            return
        if order.kind.startswith("ACK"):
            self.counts["acknowledgements"] += 1
            return
        if self.faults.use("drop_before_accept"):
            raise ConnectionAbortedError("dropped before acceptance")
        key = (order.header.raw(3), order.control_id)
        again = key in self._seen
        why = self._seen[key] if again else not_accepted(order)
        self._remember(key, why)
        self.counts["orders again" if again else "orders"] += 1
        if not again and why is None:
            self._begin(self._work(stream, order))
        if self.faults.use("drop_after_accept"):
            raise ConnectionAbortedError("dropped after acceptance")
        await self._acknowledge(stream, order, why)

    def _remember(self, key: tuple[str, str], why: NotAccepted | None) -> None:
        self._seen[key] = why
        if len(self._seen) > REMEMBERED:
            del self._seen[next(iter(self._seen))]

    async def _acknowledge(self, stream: Stream, order: Message, why: NotAccepted | None) -> None:
        """The accept acknowledgement, on the order's own connection."""
        faults = self.faults
        if not _wanted(order.header.part(15), failed=why is not None):
            return
        if faults.use("lose_acks"):
            return
        if faults.use("delay_acks"):
            await asyncio.sleep(faults.delay_s)
        level = "CA" if why is None else why.level
        about = "NOT-YOURS" if faults.use("wrong_ack_ids") else order.control_id
        told = ORIGINAL[level] if faults.original_mode else level
        answer = self._letterhead.acknowledgement(
            order, self.now_ns(), why, level=told, answers=about
        )
        await stream.write(frame(answer.data))

    async def _work(self, stream: Stream, message: Message) -> None:
        """The application level: show the order at the pump, or refuse it."""
        await asyncio.sleep(self.habits.work_s)
        await self._up()
        self.catch_up()
        try:
            if forced := self.faults.refuse_next:
                self.faults.refuse_next = 0
                raise RefusedError(forced)
            now = self._letterhead.clock.at(self.now_ns())
            order = judge(message, self._by_name, now, self.habits.stale_s)
        except RefusedError as refused:
            error = refused.code
        else:
            self._by_name[order.pump].show(order, self.habits.offer_s)
            error = 0
        self._wake.set()
        if error or self.habits.answers != "decision":
            await self._answer(message, error, stream)

    def _tell(self, bedside: Bedside, happening: Happening, now_ns: int) -> None:
        """Post one happening of a pump."""
        if isinstance(happening, Event):
            self.outbox.put(self._reporter.event(self._sender(bedside), happening, now_ns))
        elif isinstance(happening, Alarm):
            self.outbox.put(self._reporter.alarm(self._sender(bedside), happening, now_ns))
        elif self.habits.answers == "decision" or (
            happening.error and self.habits.answers == "both"
        ):
            self._begin(self._late_answer(happening))

    async def _late_answer(self, decided: Decided) -> None:
        await self._answer(decided.order.message, decided.error, None)

    async def _answer(self, order: Message, error: int, stream: Stream | None) -> None:
        """The application answer, on a new connection unless a fault has it on the order's."""
        faults = self.faults
        if not _wanted(order.header.part(16), failed=error != 0) or faults.use("lose_rrgs"):
            return
        if faults.use("delay_rrgs"):
            await asyncio.sleep(faults.delay_s)
        await self._up()
        answer = self._letterhead.answer(order.control_id, error, self.now_ns())
        self.counts["answers"] += 1
        if faults.rrg_on_same_connection and stream is not None:
            try:
                await stream.write(frame(answer.data))
            except OSError:
                self.counts["broken connections"] += 1
            return
        level = await send_alone(self._connect, answer, patience_s=self.habits.patience_s)
        self.outbox.heard[level or "no answer"] += 1

    async def _up(self) -> None:
        """Wait until the gateway is up: an order that is kept is worked on then."""
        await self._is_up.wait()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _sender(self, bedside: Bedside) -> Sender:
        pump = bedside.pump
        return Sender(pump.name, pump.eui, bedside.location, pump.setup.library_version)


def _wanted(condition: str, *, failed: bool) -> bool:
    """Whether the sender wants this acknowledgement: AL, ER, SU or NE."""
    return condition in ("", "AL") or condition == ("ER" if failed else "SU")

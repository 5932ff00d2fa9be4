"""One question at a time on one line, and STOP before everything else.

The rules of this module, and why:

- An exchange that has begun is never cancelled, only its caller may go away: a half-sent frame or
  an unread answer would be taken for something else later.
- Nothing is ever asked again here. Who asked decides, knowing that the pump may have obeyed.
- None of these pumps numbers its answers. After a time-out the line is therefore left alone for as
  long as the family may take to answer, and what arrives meanwhile is dropped as late. Only STOP
  may go out in that time; its answer is then marked as not `clean`.
- Before a question is put, what has arrived is heard: after a standstill of the whole process the
  time-outs are over and an old answer still lies in the buffer.
- STOP overtakes every waiting question of every pump on the line and waits for nothing but the
  rest of the exchange in flight. Several STOPs go in the order in which they were asked for.
- Questions go in the order in which they were asked for, but for those `ahead`: what belongs to one
  reading or setting goes together. So none waits longer than each of its neighbours' turns once.
- A pump that hears no STOP is sent it again and again, by whoever asks. From the third time on its
  neighbours' waiting questions go first, each once: they would fall silent otherwise, and their
  watchdogs would stop them, for as long as one pump on their line is dead. The STOP of any other
  pump still goes ahead of all that.
- Where a family's answers name their question, STOP does not even wait for the answer in flight:
  it leaves right behind the question, which is given up. No question is put before that answer has
  come or can no longer come; once it has, STOP goes out a second time if nothing has answered it
  yet, since a pump that was busy may not have heard it.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic

from drivers.link.asking import (
    PLAIN,
    Answered,
    Counters,
    Deframer,
    F,
    Fit,
    Frame,
    Listener,
    Manners,
    NotSent,
    Question,
    Result,
    Silent,
    Timing,
)
from drivers.link.link import Link, LinkLost

__all__ = [
    "Answered",
    "Counters",
    "Deframer",
    "Exchange",
    "F",
    "Fit",
    "Frame",
    "Listener",
    "Manners",
    "NotSent",
    "Question",
    "Result",
    "Silent",
    "Timing",
]

QUESTIONS_MAX = 64
"""Waiting questions on one line. A hundred pumps share a line at most, and a line that is this far
behind answers nobody in time; refusing says so at once. STOPs are never refused."""

OVERTAKEN = "STOP left before its answer had come"

STOPS_AHEAD = 2
"""STOPs in a row that one pump may leave unanswered before its neighbours get their turns: two, so
that a single one lost to noise is repeated at once."""

ECHOES_KEPT = 8
"""Own frames remembered to recognise an echo: more than can be under way in one drain time."""


@dataclass(slots=True, eq=False)
class _Job(Generic[F]):
    question: Question[F]
    urgent: bool
    done: asyncio.Future[Result[F]]
    reply: asyncio.Future[F | None]
    instead: F | None = None
    echoed: bool = False
    abandoned: bool = False
    sent: bool = False
    overtaken: bool = False
    """STOP has left behind it; its answer is still due, and of use to nobody."""


class Exchange(Generic[F]):
    """The one user of one link. Several drivers share it when several pumps hang on the line."""

    def __init__(
        self,
        link: Link,
        deframer: Deframer[F],
        timing: Timing,
        manners: Manners = PLAIN,
    ) -> None:
        self.counters = Counters()
        self.gone: str | None = None
        """Why the line is gone, once it is."""
        self.whole = asyncio.Lock()
        """Held by a driver whose answer comes in parts, each with a receipt of its own, so that no
        other question comes between them. STOP does not ask for it."""
        self._link = link
        self._deframer = deframer
        self._timing = timing
        self._manners = manners
        self._loop = asyncio.get_running_loop()
        self._stops: deque[_Job[F]] = deque()
        self._questions: deque[_Job[F]] = deque()
        self._unheard: dict[Hashable, int] = {}
        """By pump: how many STOPs it has left unanswered in a row."""
        self._turns: deque[_Job[F]] = deque()
        """Questions that go before the next STOP of a pump that hears none; all of them wait."""
        self._current: _Job[F] | None = None
        self._worker: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._listeners: list[Listener[F]] = []
        self._own: deque[bytes] = deque(maxlen=ECHOES_KEPT)
        self._drain_until = self._loop.time()
        self._owed: list[_Job[F]] = []
        self._owed_until = self._loop.time()
        self._paid: asyncio.Future[None] = self._loop.create_future()
        self._last_in = self._loop.time()
        link.on_bytes = self._received
        link.on_lost = self._lost

    @property
    def garbage(self) -> int:
        """How many received bytes belonged to no valid frame."""
        return self._deframer.garbage

    def listen(self, listener: Listener[F]) -> Callable[[], None]:
        """Call `listener` with every valid frame and what it was; return how to end that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def ask(self, question: Question[F], *, ahead: bool = False) -> Result[F]:
        """Ask when the line is free and quiet; `ahead` puts it before the waiting questions.

        A caller that is cancelled takes its question back if it has not begun.
        """
        if len(self._questions) >= QUESTIONS_MAX:
            return NotSent("too many questions wait on this line")
        job = self._job(question, urgent=False)
        self._questions.appendleft(job) if ahead else self._questions.append(job)
        return await self._result(job)

    async def stop(self, question: Question[F]) -> Result[F]:
        """Ask before everything else that waits. Goes out even if the caller is cancelled."""
        job = self._job(question, urgent=True)
        self._stops.append(job)
        self._overtake()
        return await self._result(job)

    async def tell(self, frame: bytes) -> None:
        """Send what nothing answers (a receipt) when the line is free and quiet: next of all."""
        await self.ask(Question(frame=frame, fits=lambda _: Fit.NOT, answered=False), ahead=True)

    def close(self) -> None:
        """Close the link; whoever still waits is told that it is gone."""
        self._link.close()
        self._lost("the line was closed")

    def _job(self, question: Question[F], *, urgent: bool) -> _Job[F]:
        future = self._loop.create_future
        return _Job(question, urgent, done=future(), reply=future())

    async def _result(self, job: _Job[F]) -> Result[F]:
        self._news.set()
        if self._worker is None or self._worker.done():
            self._worker = self._loop.create_task(self._serve())
        try:
            return await asyncio.shield(job.done)
        except asyncio.CancelledError:
            job.abandoned = not job.urgent
            raise

    async def _serve(self) -> None:
        """Work until nothing waits. Runs as its own task, so that callers may go away."""
        while self._stops or self._questions:
            if self._stop_first() is None:
                await self._let_in()
            job = self._next()
            if job is None:
                await self._quiet_or_news()
            elif not job.abandoned:
                try:
                    result = await self._one(job)
                    self._give_turns(job, result)
                    job.done.set_result(result)
                except Exception as fault:  # a fault in a family's callback: its caller must hear
                    job.done.set_exception(fault)

    def _next(self) -> _Job[F] | None:
        """Return what goes next and take it off its queue; None while the line must be quiet."""
        stop = self._stop_first()
        if stop:
            self._stops.remove(stop)
            return stop
        if not (self.gone or self._loop.time() >= self._quiet_at):
            return None
        job = self._turns.popleft() if self._turns else self._questions[0]
        self._questions.remove(job)
        return job

    def _stop_first(self) -> _Job[F] | None:
        """Return the STOP that goes before every question, if there is one."""
        stop = min(self._stops, key=self._hears_none, default=None)
        return None if stop and self._turns and self._hears_none(stop) else stop

    def _hears_none(self, stop: _Job[F]) -> bool:
        """Whether this is a repetition for a pump that has left too many unanswered."""
        return self._unheard.get(stop.question.of, 0) >= STOPS_AHEAD

    def _give_turns(self, job: _Job[F], result: Result[F]) -> None:
        """Note who hears STOP, and whose questions go before the next one of a pump that does not.

        None of them is that pump's own.
        """
        of = job.question.of
        if isinstance(result, Answered):
            self._unheard.pop(of, None)
        elif job.urgent and isinstance(result, Silent):
            self._unheard[of] = self._unheard.get(of, 0) + 1
            if self._hears_none(job):
                self._turns = deque(each for each in self._questions if each.question.of != of)

    @staticmethod
    async def _let_in() -> None:
        """Hear what has already arrived before a question is put.

        While the process stood still every time-out ran out, and an answer to an older question may
        lie in the buffer: read after the next question, it would be taken for its answer. A loop
        looks at its lines once a round; what it finds there is handed over before the round after.
        """
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    async def _quiet_or_news(self) -> None:
        self._news.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout_at(self._quiet_at):
                await self._news.wait()

    async def _one(self, job: _Job[F]) -> Result[F]:
        """Send one frame and wait for what comes."""
        if self.gone:
            return NotSent(self.gone, lost=True)
        if reason := job.question.hindered():
            return NotSent(reason)
        clean = self._loop.time() >= self._quiet_at
        out_before = self._link.bytes_out
        self._current = job
        try:
            await self._send(job)
            if not job.question.answered:
                return Silent("nothing answers it")
            frame = await self._reply(job)
        except LinkLost as error:
            some_left = self._link.bytes_out > out_before
            return Silent(str(error)) if some_left else NotSent(str(error), lost=True)
        except TimeoutError:
            if self._link.bytes_out == out_before:
                return NotSent("the line takes no bytes")
            return self._timed_out(job, clean)
        finally:
            self._current = None
        if frame is None:
            return Silent(OVERTAKEN if job.overtaken else f"{self.gone}")
        if job.instead is frame:  # a STOP does not wait to see whether its own answer still comes
            self._leave_alone()
        return Answered(frame, clean)

    async def _send(self, job: _Job[F]) -> None:
        self._own.append(job.question.frame)
        async with asyncio.timeout(self._timing.answer_s):
            await self._link.write(job.question.frame)
        job.question.on_sent(self._link.last_write_at or self._loop.time())
        job.sent = job.question.answered
        if self._stops:
            self._overtake()

    async def _reply(self, job: _Job[F]) -> F | None:
        """Wait for the answer; a STOP that left behind questions leaves again as each is over.

        The pump may not have heard it while it was busy with the question.
        """
        while job.urgent and self._owed:
            self._paid = self._loop.create_future()
            async with asyncio.timeout(self._timing.answer_s):
                await asyncio.wait((job.reply, self._paid), return_when=asyncio.FIRST_COMPLETED)
            if job.reply.done():
                break
            await self._send(job)
        async with asyncio.timeout(self._timing.answer_s):
            return await job.reply

    def _overtake(self) -> None:
        """Give up the question in flight, if STOP may leave before its answer has come."""
        job = self._current
        if not job or not self._manners.stop_overlaps or not job.question.overtakable:
            return
        if job.sent and not job.reply.done():
            self._owed.append(job)
            self._owed_until = self._loop.time() + self._timing.drain_s
            job.overtaken = True
            job.reply.set_result(None)

    @property
    def _quiet_at(self) -> float:
        """Loop time (s) from which on no answer to an earlier question can arrive."""
        return max(self._drain_until, self._owed_until if self._owed else self._drain_until)

    def _pays(self, frame: F, now: float) -> bool:
        """Take the frame if it is the answer to a question that STOP has overtaken."""
        if now >= self._owed_until:
            self._owed.clear()
        for job in self._owed:
            if job.question.fits(frame) is not Fit.NOT:
                self._owed.remove(job)
                self._news.set()
                if not self._paid.done():
                    self._paid.set_result(None)
                return True
        return False

    def _timed_out(self, job: _Job[F], clean: bool) -> Result[F]:
        self._deframer.reset()
        self._leave_alone()
        if job.instead is not None:
            return Answered(job.instead, clean)
        self.counters.time_outs += 1
        if job.echoed:
            return Silent("only our own bytes came back: is the cable in the pump's other jack?")
        return Silent(f"no answer within {self._timing.answer_s:g} s")

    def _leave_alone(self) -> None:
        self._drain_until = self._loop.time() + self._timing.drain_s

    def _received(self, data: bytes) -> None:
        now = self._loop.time()
        if now - self._last_in > self._timing.inter_byte_s:
            self._deframer.reset()
        self._last_in = now
        for frame in self._deframer.feed(data):
            self._take(frame, now)

    def _take(self, frame: F, now: float) -> None:
        job = self._current
        if self._pays(frame, now):
            self.counters.late += 1
            for listener in tuple(self._listeners):
                listener(frame, Fit.NOT)
            return
        if frame.raw in self._own and not self._manners.repeats_questions:
            self.counters.echoes += 1
            if job:
                job.echoed = True
            return
        waiting = job is not None and not job.reply.done()
        fit = job.question.fits(frame) if job and waiting else Fit.NOT
        if fit is not Fit.ANSWER:
            if now < self._quiet_at:
                self.counters.late += 1
            else:
                self.counters.unexpected += 1
        for listener in tuple(self._listeners):
            listener(frame, fit)
        if job and fit is Fit.ANSWER:
            job.reply.set_result(frame)
        elif job and fit is Fit.INSTEAD:
            self._take_instead(job, frame)

    def _take_instead(self, job: _Job[F], frame: F) -> None:
        """Settle whether an alarm is the answer: it is when the same alarm comes a second time."""
        if job.instead is not None and job.instead.raw == frame.raw:
            job.reply.set_result(frame)
            return
        job.instead = frame
        if job.urgent:
            job.reply.set_result(frame)

    def _lost(self, reason: str) -> None:
        if self.gone:
            return
        self.gone = reason
        if self._current and not self._current.reply.done():
            self._current.reply.set_result(None)
        self._news.set()

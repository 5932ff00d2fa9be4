"""One session in memory: decides at once, hands the record to the writer, never waits."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from service.core.alarm_states import NEVER_GONE, Gone, attend_again, attend_session
from service.core.refusals import Refusal
from service.core.rules import Rules
from service.core.session.commands import Command
from service.core.session.decide import decide
from service.core.session.events import AlarmEvent, CheckedIn, Event, Sampled, Told
from service.core.session.evolve import evolve, open_session
from service.core.session.state import Session
from service.core.times import Instant, Span
from service.shell.clock import WardClock
from service.store.batch import Batch, Sample, Tap
from service.store.codec import Codec
from service.store.writer import Writer

_log = logging.getLogger(__name__)

TapFor = Callable[[int, tuple[Event, ...]], Tap]
"""Makes the stored answer to a tap from the session's version and what has happened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """What became of a command."""

    events: tuple[Event, ...] = ()
    refusal: Refusal | None = None
    version: int = 0
    alarmed: bool = False
    """Something has become of the session's alarms."""
    saved: asyncio.Future[None] | None = None
    """Done when what was decided is durable; None when there was nothing to record. Alarms follow
    in a batch of their own: no answer waits for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every runner of a ward shares."""

    writer: Writer
    codec: Codec[Event]
    clock: WardClock
    rules: Rules
    sample_every: Span
    saved: Callable[[str], None]
    """Called with the session's id whenever more of its record has become durable."""


class Runner:
    """The one place where a session's state changes."""

    def __init__(self, session_id: str, desk: Desk) -> None:
        """Begin without a state: the first command is a check-in, or `replay` brings a past."""
        self.id = session_id
        self.state: Session | None = None
        self.version = 0
        self.happened: list[Event] = []
        """The session's journal as decided so far, oldest first."""
        self._desk = desk
        self.last_at = Instant(0)
        """Instant of the last command that was taken."""
        self.alarms_faulty = False
        """The list of alarms could not be brought up to date at the last look."""
        self._gone: Gone = NEVER_GONE
        self._noted: tuple[object, ...] = ()
        self._noted_at = Instant(0)

    @property
    def recorded(self) -> bool:
        """Whether everything decided so far is durable and the writer is well."""
        writer = self._desk.writer
        return writer.status.failing is None and writer.durable(self.id) >= self.version

    @property
    def session(self) -> Session:
        """The state of a session that has been opened."""
        if self.state is None:
            raise LookupError(f"session {self.id} has not been opened")
        return self.state

    def replay(self, events: list[Event]) -> None:
        """Take over what the journal holds."""
        for event in events:
            self._apply(event)
        self.version = len(events)
        self.happened = list(events)

    def handle(self, command: Command, tap: TapFor | None = None) -> Handled:
        """Decide and evolve now; the record is on its way to the disk when this returns."""
        answer = decide(self.state, command, self._desk.rules)
        if isinstance(answer, Refusal):
            return Handled(refusal=answer, version=self.version)
        self.last_at = max(self.last_at, command.at)
        for event in answer:
            self._apply(event)
        told = tuple(event for event in answer if not isinstance(event, Sampled))
        for event in answer:
            if isinstance(event, Sampled):
                self._note(event, changed=bool(told))
        saved, version = self._submit(told, command.at, tap), self.version
        alarmed = self._attend(command.at, told=any(_by_a_person(event) for event in told))
        return Handled(events=told, version=version, alarmed=alarmed, saved=saved)

    def alarms_again(self, now: Instant) -> Instant | None:
        """Return when time alone could next change an alarm of this session."""
        return attend_again(self.session.standing, self._gone, now, self._desk.rules.alarms)

    def _attend(self, at: Instant, *, told: bool) -> bool:
        """Bring the alarms up to date, after everything else: nothing waits for them."""
        try:
            events, self._gone = attend_session(
                self.session, self._gone, at, self._desk.rules, told=told
            )
        except Exception:
            # A fault here must not undo a decision; the ward tells of it by an alarm of its own.
            _log.exception("the alarms of session %s could not be brought up to date", self.id)
            self.alarms_faulty = True
            return False
        self.alarms_faulty = False
        for event in events:
            self._apply(event)
        self._submit(events, at, None)
        return bool(events)

    def _apply(self, event: Event) -> None:
        if self.state is None:
            assert isinstance(event, CheckedIn), "a session begins with a check-in"  # noqa: S101
            self.state = open_session(event)
        else:
            self.state = evolve(self.state, event)

    def _submit(
        self, told: tuple[Event, ...], at: Instant, tap: TapFor | None
    ) -> asyncio.Future[None] | None:
        if not told and tap is None:
            return None
        desk, first = self._desk, self.version + 1
        self.version += len(told)
        self.happened += told
        batch = Batch(
            stream=self.id,
            first=first,
            events=tuple(desk.codec.encode(event) for event in told),
            at_ms=at,
            wall_ms=desk.clock.wall_ms(),
            tap=tap(self.version, told) if tap else None,
        )
        saved = desk.writer.submit(batch)
        saved.add_done_callback(self._saved)
        return saved

    def _saved(self, saved: asyncio.Future[None]) -> None:
        if not saved.cancelled() and saved.exception() is not None:
            _log.error("session %s: not recorded: %s", self.id, saved.exception())
        self._desk.saved(self.id)

    def _note(self, event: Sampled, *, changed: bool) -> None:
        """Keep one reading a minute, and every change."""
        looks = (event.report.delivery, event.report.rate, event.report.alarms)
        aged = event.at - self._noted_at >= self._desk.sample_every
        if not (changed or aged or looks != self._noted):
            return
        self._noted, self._noted_at = looks, event.at
        self._desk.writer.note(
            Sample(
                session=self.id,
                at_ms=event.at,
                rate_ul_h=event.report.rate.ul_per_h,
                infused_ul=event.report.infused.ul,
                delivery=event.report.delivery.value,
                served_ms=event.proof.served,
            )
        )


def _by_a_person(event: Event) -> bool:
    """Whether a person has done something about the infusion itself, not only about its alarms."""
    return isinstance(event, Told) and not isinstance(event, AlarmEvent)

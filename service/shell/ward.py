"""The ward: every session, every pump, and which of them belong together. Nothing here waits."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace

from drivers.port import PumpReport
from service.core.alarms import may_infuse
from service.core.refusals import Refusal, RefusalId
from service.core.session.commands import (
    STOPPING,
    AcknowledgeAlarm,
    Associate,
    CheckIn,
    Command,
    HearOffer,
    HearPump,
    PauseAudio,
    TakeOver,
    Tick,
)
from service.core.session.events import Event
from service.core.session.history import history_of
from service.core.session.label import label
from service.core.session.look_again import look_again
from service.core.session.ready_state import History
from service.core.session.state import Person, Session
from service.core.session.wanted import wanted
from service.core.times import Instant, Span
from service.core.ward_alarms import WardScene
from service.shell.feed import Feed
from service.shell.keeper import Keeper, Wish
from service.shell.runner import Desk, Handled, Runner, TapFor
from service.shell.stations import Stations
from service.shell.wakeups import Wakeups
from service.shell.ward_bells import WardBells
from service.store.batch import Sample

_log = logging.getLogger(__name__)

TICK_S = 1.0
"""How often time alone is looked at, besides the exact wakeups: how late silence may be seen."""
_SAME_WAKEUP_MS = 20
"""A wakeup that moves by less than this is left as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastHeard:
    """The last report of a pump, whether or not a session uses it."""

    report: PumpReport | None = None
    at: Instant | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A chair and the pump that stands at it."""

    chair: str
    pump: str


class Ward:
    """All chairs, pumps and running sessions of one place."""

    def __init__(
        self,
        places: Iterable[Place],
        desk: Desk,
        wakeups: Wakeups,
        feed: Feed,
        *,
        damaged: str | None,
    ) -> None:
        """Take the ward's places. `damaged` says why nothing can be recorded, and so be done."""
        self.places = tuple(places)
        self.desk = replace(desk, saved=self._saved)
        self.feed = feed
        self.damaged = damaged
        self.runners: dict[str, Runner] = {}
        self.keepers: dict[str, Keeper] = {}
        self.heard_last: dict[str, LastHeard] = {}
        self._on_pump: dict[str, Runner] = {}
        self.stations = Stations(desk.rules.alarms)
        self.bells = WardBells(desk.rules, self._scene)
        self._wakeups = wakeups
        self._woken_for: dict[str, Instant] = {}
        desk.writer.listen(lambda _: self._writer_changed())

    def now(self) -> Instant:
        """Return ward time."""
        return self.desk.clock.now()

    def adopt(self, session_id: str, events: list[Event], last: Sample | None) -> None:
        """Take over a session from the journal; its pump is read before anything is done."""
        runner = Runner(session_id, self.desk)
        runner.replay(events)
        self.runners[session_id] = runner
        if runner.session.closed or self.damaged:
            return
        self._bind(runner)
        s = runner.session
        infused = served = heard_at = None
        if last is not None and last.infused_ul is not None:
            counted = last.infused_ul - s.base_counter.ul
            infused = replace(s.base_infused, ul=s.base_infused.ul + counted)
            served, heard_at = Span(last.served_ms), last.at_ms
        takeover = TakeOver(at=self.now(), heard_at=heard_at, served=served, infused=infused)
        self.handle(session_id, takeover)

    def handle(self, session_id: str, command: Command, tap: TapFor | None = None) -> Handled:
        """Take a command: decide, send STOP first where it asks for one, record, look again."""
        runner = self.runners.get(session_id) or Runner(session_id, self.desk)
        if isinstance(command, STOPPING):
            self._stop_first(runner)
        refusal = self._refused_by_ward(runner, command)
        if refusal:
            return Handled(refusal=refusal, version=runner.version)
        if isinstance(command, CheckIn):
            command = replace(command, history=self._history(command))
        handled = runner.handle(command, tap)
        if runner.state is None:
            return handled
        self.runners[session_id] = runner
        if handled.events:
            self._after(runner)
        elif handled.alarmed:
            self._tell(runner)
        self._look_again(runner)
        return handled

    def answer_alarm(self, command: AcknowledgeAlarm | PauseAudio) -> Refusal | None:
        """Take what a person does to the ward's own alarms; those of a session go to `handle`."""
        answer = self.bells.say(command)
        self.feed.touch("ward")
        return answer if isinstance(answer, Refusal) else None

    def station_heard(self, tablet: str, by: Person) -> None:
        """Take a person's word that a tablet can be heard."""
        _log.info("%s hears tablet %s", by.id, tablet)
        self.stations.prove(tablet, by, self.now())
        self.bells.attend(self.now(), told=True)
        self.feed.touch("ward")

    def station_beats(self, tablet: str, *, sounds: bool) -> None:
        """Take a sign of life of a tablet; `sounds` is what it says about its own sound."""
        before = self.stations.heard(tablet, self.now())
        self.stations.beat(tablet, self.now(), sounds=sounds)
        if before != self.stations.heard(tablet, self.now()):
            self.attend()
            self.feed.touch("ward")

    def stop_pump(self, pump: str) -> bool:
        """Put STOP on the wire of any pump of the ward, with or without a session."""
        keeper = self.keepers.get(pump)
        if keeper is not None:
            keeper.stop_now()
        return keeper is not None

    def read_pumps(self) -> None:
        """Have every pump read now instead of at its next poll."""
        for keeper in self.keepers.values():
            keeper.poke()

    def wish(self, pump: str) -> Wish:
        """Return what this pump should be doing now, for its keeper."""
        runner = self._on_pump.get(pump)
        if runner is None or runner.state is None or self.damaged:
            return Wish(setting=None, recorded=False)
        return Wish(
            setting=wanted(runner.state), recorded=runner.recorded, label=label(runner.state)
        )

    def heard(self, pump: str, report: PumpReport, asked_s: float) -> None:
        """Take a pump's report to the session that uses it.

        A report is as old as its question: if this process was held up in between, the counter it
        brings is not the present one. It never comes before what a session was told meanwhile.
        A pump that speaks by itself is heard once each time it speaks, however often it is read.
        """
        said_s = asked_s if report.taken_ms is None else report.taken_ms / 1_000
        said = self.desk.clock.at_loop_time(said_s)
        self.heard_last[pump] = LastHeard(report=report, at=said)
        runner = self._on_pump.get(pump)
        if runner is not None:
            if report.offer != runner.session.offer:
                self.handle(runner.id, HearOffer(at=self.now(), offer=report.offer))
            if _heard_before(runner.session, report):
                self.handle(runner.id, Tick(at=self.now()))
            else:
                at = max(said, runner.last_at)
                self.handle(runner.id, HearPump(at=at, report=report))
        self._touch(pump)

    def unheard(self, pump: str, reason: str) -> None:
        """Note that a pump did not answer; how long that may last is the session's affair."""
        self.heard_last[pump] = replace(self.heard_last.get(pump, LastHeard()), trouble=reason)
        runner = self._on_pump.get(pump)
        if runner is not None:
            self.handle(runner.id, Tick(at=self.now()))
        self._touch(pump)

    async def tick(self) -> None:
        """Look at time alone, again and again, until cancelled."""
        while True:
            await asyncio.sleep(TICK_S)
            for runner in [*self._on_pump.values()]:
                try:
                    self.handle(runner.id, Tick(at=self.now()))
                except Exception:  # one session's fault must not blind the others
                    _log.exception("looking at session %s failed", runner.id)
            self.attend()

    def attend(self) -> None:
        """Bring the ward's own alarms up to date."""
        try:
            if self.bells.attend(self.now()):
                self.feed.touch("ward")
        except Exception:
            _log.exception("the ward's own alarms could not be brought up to date")

    def session_on(self, pump: str) -> Runner | None:
        """Return the open session that uses a pump."""
        return self._on_pump.get(pump)

    def _stop_first(self, runner: Runner) -> None:
        """A closed session's pump may serve somebody else by now."""
        s = runner.state
        if s is not None and s.association is not None and not s.closed:
            self.stop_pump(s.association.pump)

    def _refused_by_ward(self, runner: Runner, command: Command) -> Refusal | None:
        if self.damaged and not isinstance(command, HearPump | Tick):
            return Refusal(
                RefusalId.READ_ONLY,
                "The record is damaged; nothing is done from here. STOP still works; "
                "use the pump itself.",
            )
        return self._place_refused(runner, command) if isinstance(command, Associate) else None

    def _place_refused(self, runner: Runner, command: Associate) -> Refusal | None:
        """A chair has one pump, and a pump one open session."""
        if Place(command.chair, command.pump) not in self.places:
            return Refusal(
                RefusalId.PUMP_NOT_AT_CHAIR, f"{command.pump} does not stand at {command.chair}."
            )
        user = self._on_pump.get(command.pump)
        if user is not None and user is not runner:
            return Refusal(RefusalId.PUMP_TAKEN, f"{command.pump} is used by another session.")
        return None

    def _history(self, command: CheckIn) -> History:
        """Return what the record of this ward knows about the patient and the drug."""
        known = {name: each.session for name, each in self.runners.items()}
        return history_of(known, command.patient, command.protocol.drug)

    def _scene(self, now: Instant) -> WardScene:
        """Return what the ward knows about itself."""
        watched = [*self._on_pump.values()]
        return WardScene(
            infusions=sum(may_infuse(each.session) for each in watched),
            record_damaged=self.damaged is not None,
            record_failing=self.desk.writer.status.failing is not None,
            stations_heard=len(self.stations.all_heard(now)),
            stations_lost=self.stations.lost(now),
            faulty=tuple(sorted(each.id for each in watched if each.alarms_faulty)),
        )

    def _tell(self, runner: Runner) -> None:
        """Only alarms have changed: tablets should know, the pump need not be read."""
        association = runner.session.association
        if association is not None:
            self._touch(association.pump)
        self.feed.touch("ward")

    def _after(self, runner: Runner) -> None:
        """Something has happened: who uses which pump, what the pump should do, who should know."""
        self._bind(runner)
        association = runner.session.association
        if association is not None:
            keeper = self.keepers.get(association.pump)
            if keeper is not None:
                keeper.poke()
            self._touch(association.pump)
        self.feed.touch("ward")

    def _bind(self, runner: Runner) -> None:
        """Keep the table of pumps in use: one open session a pump."""
        association = runner.session.association
        for pump in [pump for pump, user in self._on_pump.items() if user is runner]:
            if runner.session.closed or association is None or association.pump != pump:
                del self._on_pump[pump]
        if association is not None and not runner.session.closed:
            self._on_pump[association.pump] = runner

    def _look_again(self, runner: Runner) -> None:
        """Be woken at the next instant that matters. What is due was just looked at."""
        now = self.now()
        due = (look_again(runner.session, self.desk.rules), runner.alarms_again(now))
        at = min((each for each in due if each is not None and each > now), default=None)
        before = self._woken_for.get(runner.id)
        if at is None or runner.session.closed:
            if before is not None:
                del self._woken_for[runner.id]
                self._wakeups.forget(runner.id)
        elif before is None or abs(at - before) > _SAME_WAKEUP_MS:
            self._woken_for[runner.id] = at
            self._wakeups.wake(runner.id, at, lambda: self._woken(runner))

    def _woken(self, runner: Runner) -> None:
        """An instant has come at which time could change the answer: read, then decide."""
        self._woken_for.pop(runner.id, None)
        association = runner.session.association
        if association is not None and association.pump in self.keepers:
            self.keepers[association.pump].poke()
        self.handle(runner.id, Tick(at=self.now()))

    def _saved(self, session_id: str) -> None:
        runner = self.runners.get(session_id)
        association = runner.state.association if runner and runner.state else None
        self.feed.touch("ward")
        if association is not None and association.pump in self.keepers:
            self.keepers[association.pump].poke()
            self._touch(association.pump)

    def _writer_changed(self) -> None:
        self.attend()
        self.feed.touch("ward")
        self.read_pumps()

    def _touch(self, pump: str) -> None:
        for place in self.places:
            if place.pump == pump:
                self.feed.touch(place.chair)


def _heard_before(s: Session, report: PumpReport) -> bool:
    """Whether this is the reading that the session has heard last, only read again."""
    return (
        report.taken_ms is not None and s.heard is not None and s.heard.taken_ms == report.taken_ms
    )

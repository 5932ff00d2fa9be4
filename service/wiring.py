"""The composition root: the only module that knows every part and how they belong together."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from fastapi import FastAPI

from drivers.link.lines import Lines, Mount
from drivers.port import Identity, PumpDriver
from drivers.registry import FAMILIES
from service.api.app import create_app
from service.api.proposing import proposals_of
from service.api.views.ward import NAMES
from service.book.book import Book, book_path
from service.book.clock import BookClock
from service.book.expectations import Expectations
from service.book.night import Night
from service.book.planning import ChildPlanner, Planner
from service.book.proposals import Proposals
from service.book.shelf import Shelf
from service.book.solving import SolverProcess
from service.book.writer import BookWriter, InLoopBookWriter, ThreadBookWriter
from service.catalog import Mode, PumpPlace, WardConfig
from service.catalog.wards import Acting
from service.core.booking.shapes import Shapes
from service.core.session.events import JOURNALED, AlarmEvent, Event
from service.core.times import Instant, Span
from service.people.file import people_path
from service.people.people import People
from service.shell.admitted import AdmittedDriver
from service.shell.clock import WardClock, wall_clock_ms
from service.shell.feed import Feed
from service.shell.garbage import set_aside
from service.shell.keeper import Keeper
from service.shell.loop_watchdog import LoopLimits, LoopWatchdog
from service.shell.one_place import OnePlace
from service.shell.qualified_pumps import qualifications_of, refusal_of, refuse_unqualified
from service.shell.runner import Desk
from service.shell.wakeups import LoopWakeups, ScheduledWakeups, Wakeups
from service.shell.ward import Place, Ward
from service.store.batch import Sample, Tap
from service.store.codec import Codec
from service.store.disk import Disk
from service.store.store import Store, WriterFactory
from service.store.writer import Limits, ThreadWriter

_log = logging.getLogger(__name__)


BOOK_LOOK_S = 0.5
"""The book is looked at so often where the ward itself tells of nothing."""


class PatientModeRefused(Exception):
    """Nobody has cleared this version for patients: nothing was opened."""


DUE_S = 1.0
"""How often what is due is looked at."""


def _random_id() -> str:
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a simulation or a test may replace; the defaults are those of a real ward."""

    writer: WriterFactory = ThreadWriter
    disk: Disk = field(default_factory=Disk)
    lines: Lines = field(default_factory=Lines)
    wall_ms: Callable[[], int] = wall_clock_ms
    new_id: Callable[[], str] = _random_id
    on_beat: Callable[[], None] = lambda: None
    """Called on the loop several times a second while the loop watchdog finds it in order."""
    people_disk: Disk = field(default_factory=Disk)
    """The disk under the people, who are in a third file."""
    book_disk: Disk = field(default_factory=Disk)
    """The disk under the book, which is another file: what befalls one leaves the other alone."""
    book: bool | None = None
    """Whether the book is opened where the ward's file has one; None: unless time is virtual."""
    solver: bool = False
    """Whether planners better what is proposed for the day and how expected days are laid out, in
    processes of their own."""
    planner: Planner = field(default_factory=ChildPlanner)
    """What plans at night, in a process of its own."""
    virtual: bool = False
    """Waking by the loop's own timers instead of APScheduler's wall clock, no loop watchdog and
    nothing kept from the garbage collector: virtual time does not pass while the loop stands
    still."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A running ward."""

    ward: Ward
    store: Store[Event]
    app: FastAPI
    book: Book | None = None
    """What can be booked here."""
    proposals: Proposals | None = None
    """What could become of a day that does not go as planned."""
    people: People | None = None
    """Who can sign in; None where the ward believes its pages."""


@cache
def codec() -> Codec[Event]:
    """Return the codec of every event kind the journal knows; it keeps nothing between two rows."""
    return Codec[Event](JOURNALED)


@asynccontextmanager
async def running(
    config: WardConfig, store_path: Path, parts: Parts | None = None
) -> AsyncIterator[Service]:
    """Run a ward: replay, read every pump, hold what does not agree, go on with what does.

    Raises `PumpsUnqualified`, `PatientModeRefused` and whatever opening the store refuses
    (`StoreInUse`, `StoreUnfit`, `SchemaTooNew`). A damaged journal is no error here: the ward runs
    read-only and says so.
    """
    parts = parts or Parts()
    if config.mode is not Mode.SIMULATION:
        refuse_unqualified(config, qualifications_of(config))
        raise PatientModeRefused("patient mode is refused: nobody has cleared this version for one")
    limits = Limits(stalled_s=config.timing.writer_stall / 1_000)
    store = Store.open(store_path, codec(), disk=parts.disk, limits=limits, writer=parts.writer)
    try:
        async with _ward(config, store, parts) as service:
            yield service
    finally:
        await store.close()


@asynccontextmanager
async def _ward(config: WardConfig, store: Store[Event], parts: Parts) -> AsyncIterator[Service]:
    past = await _past(store)
    unknown_gap = Span(config.rules.gap_max + 1_000)
    clock = WardClock(not_before=past.last, unknown_gap=unknown_gap, wall_ms=parts.wall_ms)
    scheduled = None if parts.virtual else ScheduledWakeups(clock)
    wakeups: Wakeups = scheduled or LoopWakeups(clock)
    desk = Desk(
        writer=store.writer,
        codec=store.codec,
        clock=clock,
        rules=config.rules,
        sample_every=config.timing.telemetry_sample,
        saved=lambda _: None,
    )
    places = [Place(chair.id, chair.pump) for chair in config.chairs]
    damaged = str(store.damaged) if store.damaged else None
    ward = Ward(places, desk, wakeups, Feed(parts.new_id()), damaged=damaged)
    book = _book(config, store.path, parts, clock)  # takes a second: before anything watches
    people = _people(config, store.path, parts, clock)
    watchdog = None if parts.virtual else _watchdog(config, ward, parts.on_beat)

    one_place = OnePlace(lambda place: ward.keepers[place].heard_as)
    for pump in config.pumps:
        driver = AdmittedDriver(fit_driver(config, pump, parts.lines), one_place.at(pump.id))
        poll_s = config.timing.poll / 1_000
        quiet_after_s = config.rules.silent_high_after / 1_000
        ward.keepers[pump.id] = Keeper(
            pump.id,
            driver,
            ward,
            poll_s=poll_s,
            silent_after_s=config.rules.silent_after / 1_000,
            quiet_after_s=quiet_after_s,
            stalls=watchdog.stalls if watchdog else lambda: 0,
            shares_line=[other.port for other in config.pumps].count(pump.port) > 1,
        )
    for stream, events in past.events.items():
        ward.adopt(stream, events, past.samples.get(stream))
    solver = SolverProcess() if parts.solver and book is not None else None
    proposals = None
    if book is not None:
        proposals = proposals_of(ward, book, parts.new_id, solver.solve if solver else None)
    app = create_app(
        ward,
        config,
        answered={tap.key: tap for tap in past.taps},
        new_id=parts.new_id,
        book=book,
        proposals=proposals,
        people=people,
    )
    if scheduled:
        scheduled.start()
    tasks = [asyncio.create_task(ward.tick(), name="tick")]
    night = None
    if book is not None:
        night = Night(book, parts.planner, told=lambda: ward.feed.touch("book"))
        due = BookClock(
            book,
            sessions=lambda: ((each.id, each.session) for each in ward.runners.values()),
            told=lambda: ward.feed.touch("book"),
            after=night.look,
        )
        wakeups.every("due", DUE_S, due.tick)
        tasks.append(asyncio.create_task(book.expect(), name="outlooks"))
        if parts.solver:
            tasks.append(asyncio.create_task(book.lay_out(parts.planner), name="layouts"))
    if proposals is not None:
        tasks.append(asyncio.create_task(_repair(proposals, ward.feed), name="repair"))
    if solver is not None:
        tasks.append(asyncio.create_task(solver.start(), name="solver"))
    if people is not None:
        people.told = partial(_rolled, ward, people)
        tasks.append(asyncio.create_task(people.watch(), name="people"))
    tasks += [
        asyncio.create_task(keeper.run(), name=f"keep {pump}")
        for pump, keeper in ward.keepers.items()
    ]
    for task in tasks:
        task.add_done_callback(_ended)
    try:
        # No task has had its first turn: the collection that comes first holds up no pump.
        with (
            nullcontext() if parts.virtual else set_aside(),
            watchdog.watching() if watchdog else nullcontext(),
        ):
            yield Service(
                ward=ward, store=store, app=app, book=book, proposals=proposals, people=people
            )
    finally:
        ward.feed.close()
        wakeups.forget("due")
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if scheduled:
            scheduled.stop()
        if proposals is not None:
            await proposals.close()
        if solver is not None:
            await solver.close()
        if night is not None:
            await night.close()
        if book is not None:
            await book.close()
        if people is not None:
            await people.close()


def _ended(task: asyncio.Task[None]) -> None:
    """Say that something has ended which should go on until the service ends."""
    fault = None if task.cancelled() else task.exception()
    if fault is not None:
        _log.critical("%s has ended by a fault", task.get_name(), exc_info=fault)


async def _repair(proposals: Proposals, feed: Feed) -> None:
    """Make proposals when something happens on the ward, or in the book, which nobody tells of."""

    async def news() -> bool:
        await feed.wait(feed.seq, BOOK_LOOK_S)
        return not feed.closing

    await proposals.watch(news)


def _book(config: WardConfig, store: Path, parts: Parts, clock: WardClock) -> Book | None:
    """Open the book beside the store, if the ward's file says what can be booked."""
    wanted = not parts.virtual if parts.book is None else parts.book
    if config.booking is None or not wanted:
        return None
    writer: type[BookWriter[Shelf]] = InLoopBookWriter if parts.virtual else ThreadBookWriter
    return Book.open(
        book_path(store),
        config.booking,
        clock.now,
        expectations=Expectations.by(config.booking, Shapes(config.infused, config.booking)),
        disk=parts.book_disk,
        writer=writer,
    )


def _people(config: WardConfig, store: Path, parts: Parts, clock: WardClock) -> People | None:
    """Open the people beside the store, unless the ward believes its pages."""
    if config.acting is Acting.TRUSTED:
        return None
    rules = config.timing.sign_in
    return People.open(people_path(store), rules, clock.now, disk=parts.people_disk)


def _rolled(ward: Ward, people: People) -> None:
    """Take over that people or tablets are others now."""
    ward.stations.keep({each.id for each in people.roll.tablets.values()})
    ward.feed.touch(NAMES)
    ward.feed.touch("ward")


def _watchdog(config: WardConfig, ward: Ward, on_beat: Callable[[], None]) -> LoopWatchdog:
    """Return the watchdog of the running loop: after a stall every pump is read at once."""
    timing = config.timing
    limits = LoopLimits(stalled_s=timing.loop_stalled / 1_000, ends_s=timing.loop_ends / 1_000)
    return LoopWatchdog(limits, on_stall=ward.read_pumps, on_beat=on_beat)


def driver_of(pump: PumpPlace, lines: Lines) -> PumpDriver:
    """Return the driver of a pump of the ward."""
    mount = Mount(
        url=pump.port,
        model=pump.profile.model,
        capabilities=pump.profile.capabilities,
        address=pump.address,
        baudrate=pump.baud,
    )
    return FAMILIES[pump.profile.family](mount, lines)


def fit_driver(config: WardConfig, pump: PumpPlace, lines: Lines) -> PumpDriver:
    """Return the driver of a pump; outside a simulation one that opens to a qualified pump only."""
    driver = driver_of(pump, lines)
    if config.mode is Mode.SIMULATION:
        return driver
    found = qualifications_of(config)

    def refusing(said: Identity) -> str | None:
        refusal = refusal_of(pump, found, said)
        return refusal.sentence if refusal else None

    return AdmittedDriver(driver, refusing)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    """What the store remembers."""

    events: Mapping[str, list[Event]]
    samples: Mapping[str, Sample]
    taps: tuple[Tap, ...]
    last: Instant
    """The last instant of the record, readings included: ward time goes on after it."""


async def _past(store: Store[Event]) -> _Past:
    """Read everything that is needed to go on. A damaged journal is read as far as it decodes."""
    events: dict[str, list[Event]] = {}
    last, after = Instant(0), 0
    try:
        while page := await store.journal.events(after):
            for row in page:
                events.setdefault(row.stream, []).append(row.event)
            last = max(last, *(row.at_ms for row in page))
            after = page[-1].seq
        samples = {stream: await _last_sample(store, stream, of) for stream, of in events.items()}
        taps = await store.journal.taps(last)
    except Exception:
        if store.damaged is None:
            raise
        _log.exception("the damaged journal could be read only in part")
        return _Past(events={}, samples={}, taps=(), last=last)
    kept = {stream: sample for stream, sample in samples.items() if sample is not None}
    last = max([last, *(sample.at_ms for sample in kept.values())])
    return _Past(events=events, samples=kept, taps=taps, last=last)


async def _last_sample(store: Store[Event], stream: str, events: list[Event]) -> Sample | None:
    """Return the newest reading after the last event of a stream, if there is one.

    Alarms do not count: they settle neither time nor volume.
    """
    settling = (event.at for event in events if not isinstance(event, AlarmEvent))
    after = Instant(max(settling) - 1)
    found = await store.journal.telemetry(stream, after)
    return found[-1] if found else None


__all__ = ["Parts", "PatientModeRefused", "Service", "codec", "driver_of", "fit_driver", "running"]

"""A ward in memory with a real record: pumps that do what they are told, and report it at once."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response

import config
from drivers.port import (
    Capabilities,
    Delivery,
    Done,
    Identity,
    Outcome,
    PumpAlarm,
    PumpReport,
    Running,
    Unanswered,
)
from drivers.quantities import NO_RATE, NO_VOLUME, Volume
from service.api.app import create_app
from service.api.views.times import iso
from service.book.book import Book, book_path
from service.book.expectations import Expectations
from service.catalog import WardConfig, load_ward
from service.catalog.wards import Acting
from service.cli.readiness import order_body, order_number, premedication_body, still_to_record
from service.core.booking.resources import Resources
from service.core.booking.shapes import Shapes
from service.core.session.events import JOURNALED, Event
from service.core.times import Instant, minutes, seconds
from service.people.file import people_path
from service.people.people import People
from service.shell.clock import WardClock
from service.shell.feed import Feed
from service.shell.keeper import Keeper
from service.shell.runner import Desk
from service.shell.wakeups import LoopWakeups
from service.shell.ward import Place, Ward
from service.store.batch import Tap
from service.store.codec import Codec
from service.store.disk import FaultyDisk
from service.store.store import Store
from tests.orders import CHECK_IN
from tests.people.staff import QUICK, hired

POLL_S = 0.02


class ScriptedPump:
    """A pump driver without bytes. It obeys at once and counts by the loop's clock."""

    def __init__(self, capabilities: Capabilities, port: str) -> None:
        self.capabilities = capabilities
        self.identity = Identity(model="NE-9000", firmware="3.0", serial_number=None, port=port)
        self.silent = False
        self.alarms: frozenset[PumpAlarm] = frozenset()
        self.rate = NO_RATE
        self.infused = NO_VOLUME
        self.stops = 0
        self.stop_sent_at_ms: int | None = None

    async def open(self) -> Identity:
        return self.identity

    async def close(self) -> None:
        pass

    async def read(self) -> PumpReport | Unanswered:
        if self.silent:
            return Unanswered("no answer")
        return PumpReport(
            delivery=Delivery.RUNNING if self.rate > NO_RATE else Delivery.STOPPED,
            rate=self.rate,
            infused=self.infused,
            increment=Volume(1),
            epoch=0,
            alarms=self.alarms,
        )

    async def apply(
        self,
        setting: Running,
        *,
        seen: PumpReport,
        hindered: Callable[[], str | None] = lambda: None,
    ) -> Outcome:
        self.rate = setting.rate
        return Done()

    async def stop(self) -> Outcome:
        self.stops += 1
        self.stop_sent_at_ms = int(asyncio.get_running_loop().time() * 1_000)
        if self.silent:
            return Unanswered("no answer")
        self.rate = NO_RATE
        return Done()


@dataclass(kw_only=True)
class Bench:
    """A ward that runs, its application and a client."""

    app: FastAPI
    client: AsyncClient
    ward: Ward
    config: WardConfig
    pumps: dict[str, ScriptedPump]
    disk: FaultyDisk
    store: Store[Event]
    book: Book | None = None
    people: People | None = None
    """Who can sign in; None: whoever is named is believed."""
    people_disk: FaultyDisk = field(default_factory=FaultyDisk)
    later: Callable[[float], None] = lambda _: None
    """Let so many minutes pass for the people alone."""
    book_disk: FaultyDisk = field(default_factory=FaultyDisk)
    taps: Callable[[], str] = field(
        default_factory=lambda: (f"tap-{n:08}" for n in itertools.count(1)).__next__
    )

    def headers(self, **changed: str | None) -> dict[str, str]:
        """Return the headers of a command; None leaves one out."""
        headers: dict[str, str | None] = {
            "Idempotency-Key": self.taps(),
            "X-Person": "nurse-a",
            "X-Tablet": "tablet-1",
        }
        headers.update({name.replace("_", "-"): value for name, value in changed.items()})
        return {name: value for name, value in headers.items() if value is not None}

    async def post(self, path: str, body: Any = None, **changed: str | None) -> Response:
        """Give a command with a body of JSON; None sends none."""
        headers = self.headers(**changed)
        return await self.client.post(f"/api/v1{path}", json=body, headers=headers)

    async def post_raw(self, path: str, body: bytes, **changed: str | None) -> Response:
        """Give a command with any bytes as body."""
        changed = {"Content_Type": "application/json", **changed}
        headers = self.headers(**changed)
        return await self.client.post(f"/api/v1{path}", content=body, headers=headers)

    async def get(self, path: str) -> Any:
        """Return what an address answers with 200."""
        answer = await self.client.get(f"/api/v1{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def checked_in(self, infusion_no: int = 1) -> str:
        """Open a session of a patient who has none yet, and return its id."""
        patient = f"P-{len(self.ward.runners) + 1}"
        number = order_number(patient, infusion_no)
        order = order_body(await self.get("/ward"), "isatuximab", number)
        body = {"patient": patient, "infusion_no": infusion_no, "order": order}
        answer = await self.post("/sessions", {**CHECK_IN, **body})
        assert answer.status_code == 201, answer.text
        session: str = answer.json()["session"]
        return session

    async def prepared(self, infusion_no: int = 1) -> str:
        """Open a session on chair-1 and do everything before the start."""
        session = await self.checked_in(infusion_no)
        await self.heard()
        patient = (await self.get(f"/sessions/{session}"))["patient"]
        body = {"patient": patient, "bag": "B-1", "chair": "chair-1", "pump": "pump-1"}
        await self.done(f"/sessions/{session}/association", body)
        view = await self.get(f"/sessions/{session}")
        for verb, fact in still_to_record(view):
            await self.done(f"/sessions/{session}/{verb}", fact)
        given_at = iso(Instant(self.ward.now() - 20 * 60_000))
        for item in view["premedication"]:
            given = premedication_body(item, given_at)
            await self.done(f"/sessions/{session}/premedication", given)
        rate = {1: "25", 2: "50"}.get(infusion_no, "200")
        await self.done(
            f"/sessions/{session}/second-check", {"rate_ml_h": rate}, X_Person="nurse-b"
        )
        await self.heard()
        return session

    async def infusing(self, infusion_no: int = 1) -> str:
        """Bring a session to its first step, reached."""
        session = await self.prepared(infusion_no)
        await self.done(f"/sessions/{session}/start", {})
        await self.until(lambda: self.pumps["pump-1"].rate > NO_RATE)
        await self.until(lambda: self.ward.runners[session].session.reached not in (None, NO_RATE))
        return session

    async def done(self, path: str, body: Any = None, **changed: str | None) -> Any:
        """Give a command that must be accepted."""
        answer = await self.post(path, body, **changed)
        assert answer.status_code in (200, 202), answer.text
        return answer.json()

    async def heard(self) -> None:
        """Wait until the next report of pump-1 has been taken."""
        last = self.ward.heard_last.get("pump-1")
        await self.until(lambda: self.ward.heard_last.get("pump-1") is not last)

    async def until(self, true: Callable[[], bool], seconds_max: float = 5.0) -> None:
        """Wait until something has become true."""
        async with asyncio.timeout(seconds_max):
            while not true():  # noqa: ASYNC110 - it may become true in any task
                await asyncio.sleep(POLL_S / 4)


@cache
def demo_ward() -> WardConfig:
    """Return the shipped demonstration ward, which every bench runs."""
    return load_ward(config.find("wards", "demo"))


@cache
def _codec() -> Codec[Event]:
    return Codec[Event](JOURNALED)


@asynccontextmanager
async def bench(
    path: Path,
    answered: Mapping[str, Tap] | None = None,
    booking: Resources | None = None,
    *,
    signed_in: bool = False,
    **rules: Any,
) -> AsyncIterator[Bench]:
    """Run a ward on a fresh record, with rules changed as said; with a book where one is given.

    `signed_in`: nobody is believed, and the people of `tests.people.staff` can sign in.
    """
    found = demo_ward()
    found = replace(found, rules=replace(found.rules, **{"speed": 1, **rules}))
    disk = FaultyDisk()
    store: Store[Event] = Store.open(path, _codec(), disk=disk)
    clock = WardClock()
    desk = Desk(
        writer=store.writer,
        codec=store.codec,
        clock=clock,
        rules=found.rules,
        sample_every=seconds(60),
        saved=lambda _: None,
    )
    places = [Place(chair.id, chair.pump) for chair in found.chairs]
    damaged = str(store.damaged) if store.damaged else None
    ward = Ward(places, desk, LoopWakeups(clock), Feed("boot-1"), damaged=damaged)
    pumps = {
        place.id: ScriptedPump(place.profile.capabilities, place.port) for place in found.pumps
    }
    for name, driver in pumps.items():
        ward.keepers[name] = Keeper(name, driver, ward, poll_s=POLL_S)
    tasks = [asyncio.create_task(keeper.run()) for keeper in ward.keepers.values()]
    tasks.append(asyncio.create_task(ward.tick()))
    ids = (f"session-{n}" for n in itertools.count(1))
    book_disk, book = FaultyDisk(), None
    if booking is not None:
        found = replace(found, booking=booking)
        expectations = Expectations.by(booking, Shapes(found.infused, booking))
        book = Book.open(
            book_path(path), booking, clock.now, expectations=expectations, disk=book_disk
        )
        tasks.append(asyncio.create_task(book.expect()))
    people_disk, people, passed = FaultyDisk(), None, [0.0]
    if signed_in:
        found = replace(found, acting=Acting.SIGNED_IN, people=(), tablets=())
        place = people_path(path)
        hired(place)
        people = People.open(
            place,
            found.timing.sign_in,
            lambda: Instant(clock.now() + minutes(sum(passed))),
            disk=people_disk,
            hasher=QUICK,
        )
    app = create_app(
        ward, found, answered=answered or {}, new_id=ids.__next__, book=book, people=people
    )
    transport = ASGITransport(app=app)
    try:
        async with AsyncClient(transport=transport, base_url="http://ward") as client:
            yield Bench(
                app=app,
                client=client,
                ward=ward,
                config=found,
                pumps=pumps,
                disk=disk,
                store=store,
                book=book,
                book_disk=book_disk,
                people=people,
                people_disk=people_disk,
                later=passed.append,
            )
    finally:
        ward.feed.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        disk.release()
        disk.mend()
        if book is not None:
            book_disk.release()
            book_disk.mend()
            await book.close()
        if people is not None:
            people_disk.release()
            people_disk.mend()
            await people.close()
        await store.close()


@cache
def described() -> dict[str, Any]:
    """Return the OpenAPI document; no ward has to run for it."""
    return create_app(cast(Ward, None), demo_ward(), answered={}).openapi()

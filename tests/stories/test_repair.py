"""A reaction at 11:05 on chair 4 of twelve: what it does to the day, and what a person makes of it.

The whole service over its API, twelve simulated pumps on lines, virtual time. The book is full: as
soon as a chair is clean the next patient is promised, and at five past four every chair is.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from icalendar import Calendar

from service.cli.client import Refused
from service.cli.nurse import NURSE, Nurse
from service.cli.virtual_ward import VirtualWard, small_ward, virtual_ward
from service.core.booking.repair.remaining import HOLD_LEAST, HOLD_MOST, Why
from service.core.booking.resources import BookedChair, Hours, OtherKind, Pharmacy, Resources
from service.core.booking.shape import PlaceClass
from service.core.plan import Reaction, duration, staircase
from service.core.session.state import Session
from service.core.times import MINUTE_MS, Span, minutes, seconds
from tests.book.wards import EVERY_DAY, resources, shift
from tests.stories.bedside import in_virtual_time

DAY = "2026-06-01"
BEGINS = datetime(2026, 6, 1, 8, 48, tzinfo=UTC)
"""12 minutes before eleven on the ward's clocks."""
REACTION = datetime(2026, 6, 1, 9, 5, tzinfo=UTC)
CHAIRS = 12
CHAIR = "chair-4"
SLOT_S = 300


def clock(text: str) -> str:
    """Return a time of the ward's clocks as the API has it."""
    hours, mins = map(int, text.split(":"))
    return f"{DAY}T{hours - 2:02}:{mins:02}:00.000Z"


SUPPORTIVE = OtherKind(
    id="supportive",
    name="Supportive infusion",
    arrive_min=10,
    wait_least_min=0,
    wait_most_min=0,
    hang_min=5,
    infuse_min=15,
    flush_min=5,
    observe_min=0,
    disconnect_min=5,
    clean_min=5,
    running_per_nurse=4,
    overrun_min=0,
    bag=None,
)
"""45 minutes."""


def booking() -> Resources:
    """Return a ward that lacks chairs, and nothing else."""
    return resources(
        chairs=tuple(
            BookedChair(id=f"chair-{n}", place=PlaceClass.CHAIR) for n in range(1, CHAIRS + 1)
        ),
        opening=dict.fromkeys(range(7), Hours(opens=480, closes=1125)),
        shifts=(shift(nurses=14, hours=Hours(opens=450, closes=1125)),),
        pharmacy=Pharmacy(isolators=12, days=EVERY_DAY, hours=Hours(opens=420, closes=1080)),
        kinds=(SUPPORTIVE,),
    )


@dataclass(kw_only=True)
class Day:
    """A running ward with a full book, and somebody at its tablet."""

    world: VirtualWard
    ids: dict[str, str]
    """The visits by their patient."""

    async def tap(self, path: str, **body: Any) -> dict[str, Any]:
        return await self.world.tablet.tap(path, NURSE, **body)

    async def get(self, path: str) -> dict[str, Any]:
        return await self.world.tablet.get(path)

    async def book(self, patient: str, visit: dict[str, Any], seat: str) -> None:
        held = await self.tap("/book/holds", patient=patient, visit=visit, seat=seat)
        id_ = held["visits"][0]["id"]
        await self.tap("/book/visits", hold=id_)
        self.ids[patient] = id_

    async def board(self) -> dict[str, dict[str, Any]]:
        """Return the visits of the board by their patient."""
        return {each["patient"]: each for each in (await self.whole_board())["visits"]}

    async def whole_board(self) -> dict[str, Any]:
        return await self.get(f"/book/days/{DAY}")

    async def proposal(self) -> dict[str, Any] | None:
        found: dict[str, Any] | None
        found = (await self.get(f"/book/days/{DAY}/proposals"))["proposal"]
        return found

    async def accept(self, of: dict[str, Any], *patients: str) -> dict[str, dict[str, Any]]:
        """Accept a proposal for some patients, or whole; return what became of each."""
        named = {"visits": [self.ids[each] for each in patients]} if patients else {}
        path = f"/book/days/{DAY}/proposals/{of['id']}/accept"
        answer = await self.tap(path, version=of["version"], **named)
        names = {id_: patient for patient, id_ in self.ids.items()}
        return {names[each["visit"]]: each for each in answer["outcomes"]}

    async def reminders(self, patient: str) -> dict[str, str]:
        """Return what is due for a patient's visit, and when."""
        found = (await self.get(f"/book/due?about={self.ids[patient]}"))["due"]
        return {each["kind"]: each["due"] for each in found}

    async def calendar(self, address: str) -> list[tuple[str, str, int]]:
        """Return the events that a calendar program reads: from, to, how often changed."""
        transport = httpx2.ASGITransport(app=self.world.service.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://ward") as client:
            answer = await client.get(address)
        assert 200 == answer.status_code
        events: list[Any] = Calendar.from_ical(answer.content).walk("VEVENT")
        return sorted(
            (as_told(event["DTSTART"].dt), as_told(event["DTEND"].dt), int(event["SEQUENCE"]))
            for event in events
        )

    def session(self, patient: str) -> Session:
        runners = self.world.service.ward.runners.values()
        return next(each.session for each in runners if each.session.patient == patient)


def of_chair(number: int) -> tuple[str, dict[str, Any]]:
    """Return who sits where in the morning: a first infusion on chair 4, later ones elsewhere."""
    first = f"chair-{number}" == CHAIR
    return f"P-{number:02}", {"what": "isatuximab", "infusion_no": 1 if first else 3}


async def filled(day: Day) -> None:
    """Book a day to the last chair: morning, noon, and twice in the afternoon."""
    for number in range(1, CHAIRS + 1):
        patient, visit = of_chair(number)
        await day.book(patient, visit, clock("10:50"))
    for number in range(CHAIRS - 1):
        await day.book(f"N-{number:02}", {"what": "isatuximab", "infusion_no": 3}, clock("13:25"))
    for number in range(CHAIRS):
        await day.book(f"A-{number:02}", {"what": "supportive"}, clock("16:05"))
    for number in range(CHAIRS):
        await day.book(f"B-{number:02}", {"what": "supportive"}, clock("16:50"))


async def seated(day: Day) -> None:
    """Seat everybody of the morning, and have every pump run."""
    await until(BEGINS + timedelta(minutes=2))
    nurses = []
    for number in range(1, CHAIRS + 1):
        patient, visit = of_chair(number)
        await day.tap(f"/book/visits/{day.ids[patient]}/seat", chair=f"chair-{number}")
        nurse = Nurse(day.world.tablet)
        no = visit["infusion_no"]
        await nurse.prepare(patient, "isatuximab", no, f"chair-{number}", f"pump-{number}")
        nurses.append(nurse)
    await asyncio.gather(*(nurse.start() for nurse in nurses))


async def until(moment: datetime) -> None:
    """Wait until the ward's clock shows a moment."""
    left = (moment - BEGINS).total_seconds() - asyncio.get_running_loop().time()
    await asyncio.sleep(max(0.0, left))


async def proposed(day: Day, before: str = "") -> tuple[dict[str, Any], float]:
    """Wait for another proposal; return it, and the virtual seconds that passed."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    while loop.time() - began < 5:
        found = await day.proposal()
        if found is not None and found["id"] != before:
            return found, loop.time() - began
        await asyncio.sleep(0.02)
    raise AssertionError("nothing is proposed")


def reacted(session: Session, hold: Span) -> Span:
    """Return the whole infusion by the plan, had the reaction been known before it began."""
    assert session.reaction is not None
    assert session.started_at is not None
    at = Span(session.reaction.at - session.started_at)
    return duration(staircase(session.protocol, 1, [Reaction(at=at, grade=2, hold=hold)]))


def as_told(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def events_of(board: dict[str, dict[str, Any]]) -> list[tuple[str, str, int]]:
    """Return the events of a calendar that agrees with the board."""
    return sorted((each["seat"], each["end"], each["version"]) for each in board.values())


def later(moment: str, mins: int) -> str:
    return as_told(datetime.fromisoformat(moment) + timedelta(minutes=mins))


def seconds_of(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


@in_virtual_time
async def test_a_reaction_at_11_05_is_proposed_accepted_in_part_and_the_board_agrees() -> None:
    ward = small_ward(CHAIRS)
    timing = replace(ward.timing, poll=seconds(2))  # twelve pumps, half an hour
    ward = replace(ward, booking=booking(), timing=timing)
    begins_ms = round(BEGINS.timestamp() * 1_000)
    async with virtual_ward(ward, seed=1, book=True, begins_ms=begins_ms) as world:
        day = Day(world=world, ids={})
        await filled(day)
        await seated(day)
        await until(REACTION)
        before = await day.board()
        assert await day.proposal() is None
        address = (await day.tap("/book/feeds", name="Waiting room"))["address"]
        assert events_of(before) == await day.calendar(address)
        assert (await day.get("/ward"))["proposal"] is None

        # -- a tap; within a second of virtual time there is a proposal
        patient = f"P-{4:02}"
        session = next(
            id_
            for id_, each in world.service.ward.runners.items()
            if each.session.patient == patient
        )
        await day.tap(f"/sessions/{session}/reaction")
        found, took_s = await proposed(day)
        assert took_s <= 1.0
        assert "right-shift" == found["engine"]
        assert ["reaction"] == [each["kind"] for each in found["why"]]
        assert found["id"] == (await day.get("/ward"))["proposal"]
        assert found["id"] == (await day.whole_board())["proposal"]["id"]

        # -- it is right about the pump: what the plan says of such a reaction, median and 95 %
        s = day.session(patient)
        stay = next(each for each in found["stays"] if each["patient"] == patient)
        assert (Why.REACTION.value, CHAIR) == (stay["why"], stay["chair"])
        assert s.started_at is not None
        for hold, end in (
            (Span((HOLD_LEAST + HOLD_MOST) // 2), stay["expected"]),
            (Span(HOLD_LEAST + (HOLD_MOST - HOLD_LEAST) * 95 // 100), stay["late"]),
        ):
            infused = (s.started_at + reacted(s, hold)) / 1_000
            clean = 10 + 30 + 5 + 10  # flush, observation, disconnect, cleaning
            assert -1 <= seconds_of(end) - (infused + clean * 60) <= SLOT_S
        assert stay["longer"]

        # -- one chair less until then: one patient waits for it, and another one for that one
        moves = {each["patient"]: each for each in found["moves"]}
        assert found["moves"]
        assert {"A", "B"} == {name[0] for name in moves}
        early, late = sorted(moves)
        assert stay["expected"] == moves[early]["to"]
        assert 45 * 60 == seconds_of(moves[late]["to"]) - seconds_of(moves[early]["to"])
        assert all(each["tell"] for each in moves.values())
        assert not any(each["short_notice"] or each["beyond_limit"] for each in moves.values())
        assert len(moves) == found["told"] == 2

        # -- nothing moves by itself
        await asyncio.sleep(20)
        assert before == await day.board()

        # -- graded: known better, and so proposed anew
        await day.tap(f"/sessions/{session}/grade", grade=2)
        ungraded, (found, took_s) = found, await proposed(day, found["id"])
        assert took_s <= 1.0
        assert "Reaction on chair-4, grade 2." in [each["sentence"] for each in found["why"]]
        assert not (await day.get(f"/book/days/{DAY}/proposals/{ungraded['id']}"))["open"]
        stay = next(each for each in found["stays"] if each["patient"] == patient)
        moves = {each["patient"]: each for each in found["moves"]}
        assert {early, late} == set(moves)

        # -- accepted in part: who moves first makes room, and who sits longer has none yet
        refused = await day.accept(found, patient)
        assert not refused[patient]["done"]
        assert "/problems/place-taken" == refused[patient]["problem"]["type"]
        accepted = await day.accept(found, late)
        assert accepted[late]["done"]
        board = await day.board()
        assert moves[late]["to"] == board[late]["seat"]
        others = {name: each for name, each in before.items() if name != late}
        assert others == {name: each for name, each in board.items() if name != late}
        mark = (await day.whole_board())["proposal"]
        assert (1, 1) == (mark["moves"], mark["told"])

        # -- the reminders and the calendar agree with the board: one has moved, and nobody else
        assert events_of(board) == await day.calendar(address)
        for name in (early, late):
            promised = board[name]["seat"]
            assert {
                "late": later(promised, 10),
                "no-show": later(promised, 30),
            } == await day.reminders(name)

        # -- and the rest of it
        accepted = await day.accept(found)
        assert all(each["done"] for each in accepted.values())
        board = await day.board()
        assert moves[early]["to"] == board[early]["seat"]
        assert stay["expected"] == board[patient]["end"]
        whole = await day.whole_board()
        assert [] == whole["conflicts"]
        assert whole["proposal"] is None
        assert events_of(board) == await day.calendar(address)
        assert later(moves[early]["to"], 10) == (await day.reminders(early))["late"]

        # -- the journal of changes names the proposal
        changes = (await day.get(f"/book/changes?about={day.ids[early]}"))["changes"]
        assert ["held", "booked", "moved"] == [each["what"] for each in changes]
        assert f"repair {found['id']}" == changes[-1]["after"]["reason"]
        changes = (await day.get(f"/book/changes?about={day.ids[patient]}"))["changes"]
        assert "longer" == changes[-1]["what"]

        # -- what is asked now finds the day as it is: nobody has to move any more
        again = await day.tap(f"/book/days/{DAY}/proposals")
        assert [] == again["moves"]
        with pytest.raises(Refused) as gone:
            await day.accept({"id": "no-such-proposal", "version": 1})
        assert "/problems/unknown-proposal" == gone.value.problem["type"]


@in_virtual_time
async def test_a_chair_that_comes_free_earlier_is_counted_on_and_given() -> None:
    """Two chairs, three patients. One infusion is ended for good, the other one takes longer: the
    third patient keeps the promised time, on the other chair. So says the proposal, and so it is
    written, although by the book alone both chairs are taken."""
    ward = replace(small_ward(2), booking=replace(booking(), chairs=booking().chairs[:2]))
    begins_ms = round(BEGINS.timestamp() * 1_000)
    async with virtual_ward(ward, seed=2, book=True, begins_ms=begins_ms) as world:
        day = Day(world=world, ids={})
        for number, no in ((1, 1), (2, 3)):
            infusion = {"what": "isatuximab", "infusion_no": no}
            await day.book(f"P-{number:02}", infusion, clock("10:50"))
        await day.book("N-01", {"what": "supportive"}, clock("13:25"))
        await until(BEGINS + timedelta(minutes=2))
        sessions = {}
        for number, no in ((1, 1), (2, 3)):
            patient, chair = f"P-{number:02}", f"chair-{number}"
            await day.tap(f"/book/visits/{day.ids[patient]}/seat", chair=chair)
            nurse = Nurse(world.tablet)
            await nurse.prepare(patient, "isatuximab", no, chair, f"pump-{number}")
            await nurse.start()
            sessions[patient] = nurse.session
        await until(REACTION)
        await day.tap(f"/sessions/{sessions['P-01']}/discontinue", reason="ordered")
        await day.tap(f"/sessions/{sessions['P-02']}/reaction")
        await asyncio.sleep(1)
        found = await day.tap(f"/book/days/{DAY}/proposals")
        assert [] == found["moves"]
        stays = {each["patient"]: each for each in found["stays"]}
        assert stays["P-02"]["longer"]
        assert stays["P-02"]["expected"] > clock("13:25") > stays["P-01"]["expected"]

        accepted = await day.accept(found, "P-02")

        assert accepted["P-02"]["done"], accepted["P-02"]["problem"]
        board = await day.board()
        assert stays["P-02"]["expected"] == board["P-02"]["end"]
        assert stays["P-01"]["expected"] == board["P-01"]["end"]
        assert clock("13:25") == board["N-01"]["seat"]
        whole = await day.whole_board()
        assert [] == whole["conflicts"]
        chair = next(each for each in whole["chairs"] if each["id"] == "chair-1")
        assert [board["P-01"]["end"]] == [each["end"] for each in chair["visits"]]


def test_the_hold_is_the_one_that_the_shapes_of_visits_are_made_with() -> None:
    assert (minutes(30), minutes(60)) == (HOLD_LEAST, HOLD_MOST)
    assert 0 == HOLD_LEAST % MINUTE_MS

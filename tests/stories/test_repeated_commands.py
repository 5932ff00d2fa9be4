"""Commands given twice, again much later, or in another order: nothing runs that nobody allowed.

The pump's own truth is the judge: a referee watches its motor, and its rates are written down.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
import pytest

from service.cli.client import Refused
from service.cli.nurse import NURSE, SECOND
from service.cli.readiness import order_body, order_number, premedication_body, still_to_record
from service.core.plan import Reaction
from service.core.session.state import Phase
from service.core.times import minutes
from service.shell.virtual_loop import run_virtual
from tests.stories.bedside import Bedside, bedside, in_virtual_time, infusing, now
from tests.stories.stuck_tablet import FAST, Given, StuckTablet, stuck

LATER = Reaction(at=minutes(40), grade=2, hold=minutes(10))
"""In the second step of a second infusion."""
PREMEDICATION = "dexamethasone", "paracetamol", "antihistamine"
STOPS = ("reaction", "pause", "discontinue")


@dataclass(frozen=True, slots=True)
class Whole:
    """What became of a whole infusion."""

    given: list[Given]
    kinds: list[str]
    rates: list[float]
    """At which the motor really turned, in turn."""
    infused_ml: float
    violations: list[str]


async def _rates(bed: Bedside, into: list[float]) -> None:
    while True:
        rate = bed.pump.rate_ml_h()
        if not into or into[-1] != rate:
            into.append(rate)
        await asyncio.sleep(0.05)


@cache
def whole(*, times: int, same: bool) -> Whole:
    """Go from the check-in to the discharge, with a reaction in the second step."""

    async def story() -> Whole:
        async with stuck(times=times, same=same) as (bed, tablet):
            rates: list[float] = []
            watching = asyncio.create_task(_rates(bed, rates))
            await bed.start(2)
            await bed.nurse.infuse([LATER], now())
            watching.cancel()
            await bed.nurse.close()
            assert Phase.COMPLETED is bed.s.phase
            return Whole(
                tablet.given, bed.kinds(), rates, bed.pump.counter_ml(), bed.referee.violations
            )

    return run_virtual(story())


@pytest.mark.shows("COM-02")
@pytest.mark.shows("GIP-14")
@pytest.mark.shows("C-06")
@pytest.mark.shows("REC-01")
def test_every_command_twice_with_one_tap_is_the_infusion_of_once() -> None:
    once, twice = whole(times=1, same=True), whole(times=2, same=True)

    for given in twice.given:
        first, second = given.answers
        assert (first.status_code, first.text) == (second.status_code, second.text), given.path
    assert once.kinds == twice.kinds
    assert once.rates == twice.rates
    assert [0, 50, 100, 0, 25, 50, 100, 200, 0] == once.rates
    assert ([], []) == (once.violations, twice.violations)


@pytest.mark.shows("COM-02")
@pytest.mark.shows("GIP-14")
@pytest.mark.shows("F-09")
def test_every_command_by_two_taps_has_no_effect_that_one_could_not_have_had() -> None:
    once, twice = whole(times=1, same=True), whole(times=2, same=False)

    for given in twice.given:
        for answer in given.answers:
            assert answer.status_code < 500, (given.path, answer.text)
            problem = "application/problem+json" == answer.headers["content-type"]
            assert (answer.status_code >= 400) == problem
    assert once.rates == twice.rates
    assert once.infused_ml == pytest.approx(twice.infused_ml, abs=0.1)
    assert [] == twice.violations
    for kind in ("StartOrdered", "RateReached", "StepServed", "ReactionReported"):
        assert once.kinds.count(kind) == twice.kinds.count(kind), kind
    for kind in ("ResumedAfterReaction", "Flushed", "Discharged", "VolumeIn"):
        assert 1 == twice.kinds.count(kind), kind
    for verb in ("start", "resume", "flush", "discharge"):
        taken = [given for given in twice.given if given.verb == verb]
        codes = [sorted(answer.status_code for answer in given.answers) for given in taken]
        assert [200, 409] == codes[-1], verb


async def _all_again(
    bed: Bedside, tablet: StuckTablet, *, but: Sequence[str] = ()
) -> list[tuple[Given, httpx2.Response]]:
    """Give every command once more and wait; the pump and the people's record must not move."""
    told, since = _told(bed), now()
    old = [given for given in tablet.given if given.verb not in but]
    answers = [(given, await tablet.again(given)) for given in old]
    await asyncio.sleep(3)
    assert told == _told(bed)
    assert [] == bed.pump.orders(since)
    return answers


def _told(bed: Bedside) -> list[object]:
    """Return what people have said to the session."""
    runner = bed.world.service.ward.runners[bed.session]
    return [event for event in runner.happened if hasattr(event, "tap")]


MOMENTS: dict[str, Callable[[Bedside], bool]] = {
    "in the first step": lambda bed: bed.s.phase is Phase.INFUSING,
    "in the next step": lambda bed: bed.s.phase is Phase.INFUSING and bed.s.step_no == 2,
    "while interrupted": lambda bed: bed.s.phase is Phase.INTERRUPTED and bed.s.stopped,
    "when it goes on": lambda bed: bed.times("ResumedAfterReaction") == 1 and bool(bed.s.reached),
    "when the volume is in": lambda bed: bed.s.phase is Phase.FLUSHING,
}


@pytest.mark.shows("C-18")
@pytest.mark.shows("COM-02")
@pytest.mark.parametrize("moment", MOMENTS)
def test_old_commands_that_arrive_once_more_move_nothing(moment: str) -> None:
    async def story() -> None:
        async with stuck() as (bed, tablet):
            await bed.start(2)
            infusion = asyncio.create_task(bed.nurse.infuse([LATER], now()))
            await bed.until(lambda: MOMENTS[moment](bed), 600)
            await asyncio.sleep(0.5)
            # An old stop that arrives while the pump may run again is a new stop, by design.
            but = STOPS if bed.s.phase is Phase.INFUSING else ()
            for given, answer in await _all_again(bed, tablet, but=but):
                first = given.answers[0]
                assert (first.status_code, first.text) == (answer.status_code, answer.text)
            assert [] == bed.referee.violations
            infusion.cancel()
            await asyncio.gather(infusion, return_exceptions=True)

    run_virtual(story())


@pytest.mark.shows("C-18")
@pytest.mark.shows("INV-30")
@pytest.mark.parametrize("moment", ["in the next step", "while interrupted"])
def test_old_commands_that_arrive_after_a_restart_move_nothing(moment: str, tmp_path: Path) -> None:
    store = tmp_path / "ward.sqlite"

    async def story() -> None:
        async with stuck(store=store) as (bed, tablet):
            await bed.start(2)
            infusion = asyncio.create_task(bed.nurse.infuse([LATER], now()))
            await bed.until(lambda: MOMENTS[moment](bed), 600)
            await asyncio.sleep(0.5)
            infusion.cancel()
            await asyncio.gather(infusion, return_exceptions=True)
        async with bedside(after=bed, store=store) as after:
            await asyncio.sleep(5)
            rate = after.pump.rate_ml_h()
            tablet = _on(after, tablet)
            but = STOPS if after.s.phase is Phase.INFUSING else ()
            accepted = 0
            for given, answer in await _all_again(after, tablet, but=but):
                first = given.answers[0]
                if first.is_success:  # what was refused is judged anew: see below
                    assert (first.status_code, first.text) == (answer.status_code, answer.text)
                    accepted += 1
                else:
                    assert answer.is_client_error
            assert accepted > 6
            assert rate == after.pump.rate_ml_h()
            assert [] == after.referee.violations

    run_virtual(story())


def _on(bed: Bedside, tablet: StuckTablet) -> StuckTablet:
    moved = StuckTablet(bed.client, "tablet-1", times=1, same=True)
    moved.given = tablet.given
    return moved


@pytest.mark.shows("C-18")
@in_virtual_time
async def test_an_old_stop_that_arrives_when_the_pump_runs_again_stops_it() -> None:
    async with infusing() as bed:
        await bed.post("pause", "old-pause-1")
        await bed.until(lambda: bed.s.stopped, 5)
        await bed.tap("resume")
        await bed.runs_at(200)

        await bed.post("pause", "old-pause-1")

        assert await bed.runs_at(0, within_s=5) < 2
        assert [] == bed.referee.violations


@pytest.mark.shows("C-18")
@pytest.mark.parametrize("late", ["start", "second-check", *PREMEDICATION])
def test_a_command_that_comes_after_its_successor_starts_nothing_alone(late: str) -> None:
    """Only a start that came when everything was there may have run the pump."""

    async def story() -> None:
        async with bedside(ward=FAST) as bed:
            tablet = StuckTablet(bed.client, "tablet-1", times=1, same=True)
            answers: dict[str, httpx2.Response] = {}
            for name, path, person, body in await _prepared_late(bed, tablet, late):
                if name == "start":
                    bed.referee.tapped("start", await bed.look())
                answers[name] = await tablet.send(path, person, body, f"swapped-{name}")
                assert answers[name].status_code < 500
            started = answers["start"]
            await asyncio.sleep(5)

            assert (409, "/problems/gates-closed") == (
                started.status_code,
                started.json()["type"],
            )
            again = await tablet.send(f"/sessions/{bed.session}/start", NURSE, {}, "swapped-start")
            await asyncio.sleep(5)
            assert started.text == again.text
            assert 0 == bed.pump.rate_ml_h()
            assert "RUN" not in bed.pump.commands()

    run_virtual(story())


Planned = list[tuple[str, str, str, dict[str, Any]]]


async def _prepared_late(bed: Bedside, tablet: StuckTablet, late: str) -> Planned:
    """Check in and associate; return what is left to send, with one command after the start."""
    check_in: dict[str, Any] = {"patient": "patient-1", "protocol": "isatuximab", "infusion_no": 2}
    check_in["order"] = order_body(await bed.ward(), "isatuximab", order_number("patient-1", 2))
    bed.nurse.session = (await tablet.tap("/sessions", NURSE, **check_in))["session"]
    await asyncio.sleep(3)
    path = f"/sessions/{bed.session}"
    pump, chair = bed.config.pumps[0].id, bed.config.chairs[0].id
    await tablet.tap(
        f"{path}/association", NURSE, patient="patient-1", bag="bag-1", chair=chair, pump=pump
    )
    view = await bed.look()
    for verb, body in still_to_record(view):
        await tablet.tap(f"{path}/{verb}", NURSE, **body)
    left: Planned = [
        (
            item["item"],
            f"{path}/premedication",
            NURSE,
            premedication_body(item, "2025-12-31T23:35:00Z"),
        )
        for item in view["premedication"]
    ]
    left.append(("second-check", f"{path}/second-check", SECOND, {"rate_ml_h": "50"}))
    start: tuple[str, str, str, dict[str, Any]] = ("start", f"{path}/start", NURSE, {})
    if late == "start":  # a second check that comes late is the same; here it never comes
        return [*left[:-1], start]
    return [*(each for each in left if each[0] != late), start, *_named(left, late)]


def _named(planned: Planned, name: str) -> Planned:
    return [each for each in planned if each[0] == name]


async def _refused(bed: Bedside, verb: str, kind: str, **body: Any) -> None:
    """Give a command that must be refused, and see that the pump does not care."""
    since = now()
    with pytest.raises(Refused) as refused:
        await bed.tablet.tap(f"/sessions/{bed.session}/{verb}", NURSE, **body)
    await asyncio.sleep(3)
    assert f"/problems/{kind}" == refused.value.problem["type"]
    assert [] == bed.pump.orders(since)
    assert [] == bed.referee.violations


WORD: dict[str, Any] = {"no_reaction": True, "vitals_taken": True}


@pytest.mark.shows("F-09")
@pytest.mark.shows("C-18")
@in_virtual_time
async def test_the_word_for_the_first_step_that_comes_in_the_second_raises_nothing() -> None:
    async with infusing(2, ward=FAST) as bed:
        await bed.served(27)
        await bed.attest()
        await bed.until(lambda: bed.s.step_no == 2)

        await _refused(bed, "attestation", "other-step", step=1, **WORD)
        await bed.served(30)
        await _refused(bed, "attestation", "other-step", step=1, **WORD)

        assert 100 == bed.pump.rate_ml_h()


@pytest.mark.shows("F-09")
@in_virtual_time
async def test_a_second_word_that_comes_while_the_rate_is_raised_does_not_raise_it_twice() -> None:
    async with infusing(2, ward=FAST) as bed:
        await bed.served(27)
        await bed.attest()
        await bed.until(lambda: bed.s.raising)
        await bed.tap("attestation", step=1, **WORD)
        await bed.until(lambda: bed.s.step_no == 2)
        await bed.served(30)
        await asyncio.sleep(5)

        assert 100 == bed.pump.rate_ml_h()
        assert [] == bed.referee.violations


@pytest.mark.shows("C-18")
@in_virtual_time
async def test_a_word_that_comes_before_its_step_is_not_kept_for_it() -> None:
    async with infusing(2, ward=FAST) as bed:
        await _refused(bed, "attestation", "other-step", step=2, **WORD)
        await _refused(bed, "attestation", "attested-too-early", step=1, **WORD)
        await bed.served(30)
        await asyncio.sleep(5)

        assert 50 == bed.pump.rate_ml_h()


@pytest.mark.shows("INV-07")
@pytest.mark.shows("C-18")
@in_virtual_time
async def test_a_start_or_a_word_that_comes_after_a_reaction_runs_nothing() -> None:
    async with infusing(2, ward=FAST) as bed:
        await bed.served(27)
        await bed.tap("reaction")
        await bed.runs_at(0)
        await bed.until(lambda: bed.s.stopped, 5)

        await _refused(bed, "start", "wrong-phase")
        await _refused(bed, "attestation", "wrong-phase", step=1, **WORD)
        await _refused(bed, "resume", "not-graded")

        assert 0 == bed.pump.rate_ml_h()


@pytest.mark.shows("INV-07")
@pytest.mark.shows("C-06")
@in_virtual_time
async def test_a_resume_or_a_start_that_comes_after_the_end_runs_nothing() -> None:
    async with infusing(2, ward=FAST) as bed:
        await bed.served(5)
        await bed.tap("pause")
        await bed.until(lambda: bed.s.stopped, 5)
        await bed.tap("discontinue", reason="ordered by the physician")
        await asyncio.sleep(3)

        await _refused(bed, "resume", "wrong-phase")
        await _refused(bed, "start", "wrong-phase")
        await _refused(bed, "attestation", "wrong-phase", step=1, **WORD)

        assert 0 == bed.pump.rate_ml_h()

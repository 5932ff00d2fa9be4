"""The wall clock jumps; the ward does not (faults F-06; decision 0007)."""

import asyncio
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.cli import virtual_ward
from service.core.session.state import Phase
from service.shell.virtual_loop import run_virtual
from service.store.verify import verify
from tests.stories.bedside import bedside, in_virtual_time, infusing, now, ward_of

FAST = ward_of(speed=60)
HOUR_MS = 3_600_000
Trace = list[tuple[str, int]]
"""What happened, and when since the check-in."""


def ms(text: str) -> int:
    """Milliseconds since 1970 of an instant of the wall."""
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1_000)


def climb(monkeypatch: pytest.MonkeyPatch, jumps_ms: list[int]) -> tuple[Trace, list[int]]:
    """Infuse up to the second step with a jump of the wall clock now and then."""

    async def story() -> tuple[Trace, list[int]]:
        async with infusing(2, ward=FAST) as bed:
            for jump_ms in jumps_ms:
                await asyncio.sleep(4)
                monkeypatch.setattr(virtual_ward, "EPOCH_MS", virtual_ward.EPOCH_MS + jump_ms)
            await bed.served(28)
            await bed.attest()
            await bed.runs_at(100, within_s=5)
            await bed.until(lambda: bed.s.step_no == 2)
            await asyncio.sleep(3)
            happened = bed.world.service.ward.runners[bed.session].happened
            trace = [(type(event).__name__, event.at - happened[0].at) for event in happened]
            await bed.world.service.store.close()
            assert verify(bed.world.path).ok
            return trace, _walls(bed.world.path)

    return run_virtual(story())


def _walls(store: Path) -> list[int]:
    """The raw wall clock as the record kept it, row by row."""
    connection = sqlite3.connect(store)
    try:
        return [row[0] for row in connection.execute("SELECT wall_ms FROM journal ORDER BY seq")]
    finally:
        connection.close()


@pytest.mark.shows("F-06")
@pytest.mark.shows("INV-19")
@pytest.mark.shows("FIELD-14")
@pytest.mark.parametrize(
    "jumps_ms",
    [
        pytest.param([HOUR_MS, -HOUR_MS], id="an hour forth and back"),
        pytest.param([-24 * HOUR_MS], id="a day back"),
        pytest.param([-virtual_ward.EPOCH_MS], id="1970"),
        pytest.param([2, 2, 2, 2], id="a clock that is drawn along"),
    ],
)
def test_a_jump_of_the_wall_clock_changes_no_decision_and_no_dwell(
    monkeypatch: pytest.MonkeyPatch, jumps_ms: list[int]
) -> None:
    quiet, plain_walls = climb(monkeypatch, [])

    shaken, walls = climb(monkeypatch, jumps_ms)

    assert quiet == shaken
    assert "StepServed" in dict(quiet)
    assert sum(jumps_ms) == walls[-1] - plain_walls[-1]  # kept as evidence


@pytest.mark.shows("F-06")
@pytest.mark.shows("C-16")
@pytest.mark.shows("FIELD-14")
@pytest.mark.parametrize("night", ["2026-03-29T00:59:40", "2026-10-25T00:59:40"])
def test_the_night_in_which_the_clocks_change_is_like_any_other(
    monkeypatch: pytest.MonkeyPatch, night: str
) -> None:
    assert "Europe/Berlin" == str(FAST.zone)
    plain, _ = climb(monkeypatch, [])

    monkeypatch.setattr(virtual_ward, "EPOCH_MS", ms(night))
    changing, walls = climb(monkeypatch, [])

    assert plain == changing
    assert walls[0] < ms(night) + 20_000 < walls[-1]


@pytest.mark.shows("F-06")
@pytest.mark.shows("C-15")
@pytest.mark.shows("INV-19")
@pytest.mark.parametrize("back_ms", [HOUR_MS, virtual_ward.EPOCH_MS])
def test_a_clock_put_back_while_the_service_was_down_loses_nothing_and_a_person_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, back_ms: int
) -> None:
    @in_virtual_time
    async def story() -> None:
        async with infusing(2, store=tmp_path / "ward.sqlite") as first:
            await asyncio.sleep(150)  # readings are kept once a minute
            served = first.s.served
        died_at = now()
        monkeypatch.setattr(virtual_ward, "EPOCH_MS", virtual_ward.EPOCH_MS - back_ms)

        async with bedside(after=first, store=first.world.path) as bed:
            # How long nobody looked cannot be told, whatever was read since the last event.
            await bed.until(lambda: bed.s.phase is Phase.HELD, 5)
            assert 50 == bed.pump.rate_ml_h()
            assert [] == bed.pump.orders(died_at)
            await bed.reported()
            await bed.tap("resume")
            await bed.until(lambda: bed.s.phase is Phase.INFUSING, 5)
            heard, runs = bed.s.served, now()
            assert served - 61_000 < heard <= served + 6_000
            await asyncio.sleep(20)
            assert heard + (now() - runs - 2) * 1_000 <= bed.s.served
            await bed.tap("reaction")
            await bed.until(lambda: bed.s.stopped)
        async with bedside(after=bed, store=first.world.path) as again:
            await again.until(lambda: not again.s.unproven, 5)
            assert Phase.INTERRUPTED is again.s.phase
        found = verify(first.world.path)
        assert found.ok, found.findings
        connection = sqlite3.connect(first.world.path)
        rows = [row[0] for row in connection.execute("SELECT at_ms FROM journal ORDER BY seq")]
        connection.close()
        assert rows == sorted(rows)

    story()

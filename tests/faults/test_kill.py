"""The running service is killed at any moment; the pumps are the judges.

`CHAIRSIDE_KILLS` says how often (a default that suits every run; the project's server uses 50), and
`CHAIRSIDE_SEED` repeats a run's choices.
"""

import asyncio
import os
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.cli.fleet import simulators_for
from service.cli.prehistory import Stage, write
from tests.faults.nurse import Nurse
from tests.faults.places import Bedside, Command, finished, serve, ward_of, write_ward_file
from tests.faults.tablet import Tablet
from tests.faults.tcp_pumps import tcp_pumps_for
from tests.faults.watch import WATCHDOG_S, Life, Oracle, Tally, nl

KILLS = int(os.environ.get("CHAIRSIDE_KILLS", "12"))
TCP_KILLS = max(2, KILLS // 4)
"""A shorter loop where the pumps stand behind a network port."""
SEED = int(os.environ.get("CHAIRSIDE_SEED", str(random.SystemRandom().randrange(10**6))))
A_ROUND = 25
"""Kills on one journal, before another one is begun from other stages."""
SPEED = 20
CHAIRS = 4
END_WITHIN_S = 5.0


@dataclass(kw_only=True)
class Round:
    """Four chairs, their nurses and watchers, and a service that will be killed."""

    file: Path
    store: Path
    life: Life
    tally: Tally
    oracles: list[Oracle]
    nurses: list[Nurse]
    service: Command | None = None

    async def start(self) -> None:
        """Start a service on what the last one left, and hold what stands still against it."""
        for oracle in self.oracles:
            await oracle.found()
        log = self.file.with_suffix(".log")
        self.service = await serve(self.file, self.store, log)
        self.life.born(self.service.address)

    async def kill(self) -> None:
        assert self.service is not None
        self.life.dies()
        await self.service.kill()
        self.tally.kills += 1

    async def end(self) -> int | None:
        """Ask the service to end."""
        assert self.service is not None
        self.life.dies()
        self.service.process.terminate()
        return await asyncio.wait_for(self.service.process.wait(), END_WITHIN_S)


def stages(chance: random.Random) -> dict[str, Stage]:
    """Return infusions shortly before a raise, before the end, and one that is about to start."""
    return {
        "chair-1": Stage(infusion_no=1, minute=chance.choice((56, 57, 58)), attests=False),
        "chair-2": Stage(infusion_no=3, minute=chance.choice((66, 68, 70))),
        "chair-3": Stage(infusion_no=2, minute=chance.choice((26, 27, 28)), attests=False),
        "chair-4": Stage(infusion_no=chance.choice((1, 2, 3)), minute=None),
    }


@asynccontextmanager
async def ward(path: Path, chance: random.Random, tally: Tally, line: str) -> AsyncIterator[Round]:
    """Run simulators that outlive every service, with a watcher and a nurse for each."""
    store, life = path / "ward.sqlite", Life()
    pumps_for = simulators_for if line == "pty" else tcp_pumps_for
    async with pumps_for(ward_of(CHAIRS, speed=SPEED)) as (placed, pumps):
        file = write_ward_file(path / "ward.yaml", placed)
        presets = await write(placed, stages(chance), store)
        oracles, nurses, tasks = [], [], []
        tablet = Tablet(life, path.name)
        for chair in placed.chairs:
            bedside = Bedside(pumps[chair.pump])
            preset = presets[chair.pump]
            await bedside.ask({"do": "preset", **preset})
            oracle = Oracle(chair.id, bedside, life, tally)
            if preset.get("running"):
                oracle.allowed_nl_h = nl(preset["rate_ml_h"])
            seed = chance.getrandbits(32)
            oracles.append(oracle)
            nurses.append(Nurse(chair.id, tablet, oracle, life, tally, seed))
        one = Round(file=file, store=store, life=life, tally=tally, oracles=oracles, nurses=nurses)
        try:
            await one.start()
            tasks = [asyncio.create_task(oracle.watch()) for oracle in oracles]
            yield one
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            if one.service is not None:
                await one.service.kill()
            await tablet.close()
            for oracle in oracles:
                await oracle.bedside.leave()
        faults = [each for each in ended if not isinstance(each, asyncio.CancelledError)]
        assert faults == []


async def next_moment(one: Round, chance: random.Random) -> None:
    """Wait for a moment to kill at: any, or just after a tap that moves a pump."""
    if chance.random() < 0.5:
        await asyncio.sleep(chance.uniform(0.8, 3.5))
        return
    await asyncio.sleep(0.6)
    one.life.tapped.clear()
    try:
        async with asyncio.timeout(3.0):
            await one.life.tapped.wait()
    except TimeoutError:
        return
    one.tally.in_sequences += 1
    await asyncio.sleep(chance.uniform(0.0, 0.3))


async def kill_again_and_again(
    one: Round, chance: random.Random, kills: int, *, alone_at_last: bool
) -> None:
    """Kill and restart; at last nobody comes until every pump's watchdog has fired."""
    for number in range(kills):
        await next_moment(one, chance)
        await one.kill()
        if number == kills - 1 and alone_at_last:
            await asyncio.sleep(WATCHDOG_S + 2.0)
        await one.start()


async def one_round(
    path: Path,
    chance: random.Random,
    tally: Tally,
    kills: int,
    *,
    line: str = "pty",
    alone_at_last: bool = False,
) -> None:
    """Kill on one journal, then compare what it says with the pumps."""
    async with ward(path, chance, tally, line) as one:
        tending = [asyncio.create_task(nurse.tend()) for nurse in one.nurses]
        try:
            await kill_again_and_again(one, chance, kills, alone_at_last=alone_at_last)
            await asyncio.sleep(3.0)
        finally:
            for task in tending:
                task.cancel()
            ended = await asyncio.gather(*tending, return_exceptions=True)
        assert [each for each in ended if not isinstance(each, asyncio.CancelledError)] == []
        for nurse in one.nurses:
            session = await nurse.settle()
            if session is not None and session["started_at"] is not None:
                await nurse.compare(session)
        assert await one.end() == 0
        code, said, _ = await finished("verify-journal", str(one.store))
        assert (code, said) == (0, said), said


@pytest.mark.shows("F-01")
@pytest.mark.slow
@pytest.mark.timeout(60 + 12 * KILLS)
@pytest.mark.shows("F-01")
@pytest.mark.shows("INV-07")
@pytest.mark.shows("INV-14")
@pytest.mark.shows("INV-16")
@pytest.mark.shows("INV-32")
async def test_a_service_killed_at_any_moment_never_lets_a_pump_run_beyond_what_a_person_allowed(
    tmp_path: Path,
) -> None:
    """kill -9 at random moments of infusions sped up 20 times, restarted each time.

    No pump runs above the attested step, nor longer than its watchdog without a controller. What is
    found stopped is held for a person. The journal verifies, and the record's volume is the pump's
    counter within one increment.
    """
    chance, tally, left, rounds = random.Random(SEED), Tally(), KILLS, 0
    print(f"\nCHAIRSIDE_SEED={SEED} CHAIRSIDE_KILLS={KILLS}")
    while left:
        kills, rounds = min(left, A_ROUND), rounds + 1
        path = tmp_path / f"round-{rounds}"
        path.mkdir()
        await one_round(path, chance, tally, kills, alone_at_last=left == kills)
        left -= kills
    print(tally.sentence())
    assert tally.violations == []
    assert tally.kills == KILLS
    assert tally.volumes_compared > 0


@pytest.mark.slow
@pytest.mark.timeout(60 + 12 * TCP_KILLS)
@pytest.mark.shows("F-01")
@pytest.mark.shows("INV-14")
@pytest.mark.shows("INV-32")
async def test_a_service_killed_at_any_moment_takes_its_pumps_over_again_through_the_network(
    tmp_path: Path,
) -> None:
    """The same over `socket://`: a device server lets the next one in when the last is gone."""
    tally = Tally()
    print(f"\nCHAIRSIDE_SEED={SEED} CHAIRSIDE_KILLS={KILLS}: {TCP_KILLS} over TCP")
    await one_round(tmp_path, random.Random(SEED), tally, TCP_KILLS, line="tcp")
    print(tally.sentence())
    assert tally.violations == []
    assert tally.kills == TCP_KILLS

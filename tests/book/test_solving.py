"""The solver's process: asked, not heard of, absent. The ward waits for none of it."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from service.book.solving import GRACE_S, SolverProcess

READY = "import sys, time; print('{\"ready\": true}', flush=True)"


def answering(line: str) -> str:
    """Return a worker that answers so, whatever it is asked."""
    return f"{READY}\nfor line in sys.stdin: print({line!r}, flush=True)"


GOOD = answering('{"places": [[1, 2, null]]}')
WRONG, NOISY = answering('{"error": "no"}'), answering("what?")
DEAF, MORTAL = f"{READY}\ntime.sleep(60)", f"{READY}\nsys.stdin.readline()"

pytestmark = pytest.mark.slow


@pytest.fixture
async def made() -> AsyncIterator[Callable[[str], SolverProcess]]:
    every: list[SolverProcess] = []

    def make(script: str) -> SolverProcess:
        every.append(SolverProcess(0.1, ("-P", "-c", script)))
        return every[-1]

    yield make
    for each in every:
        await each.close()


async def test_an_answer_comes_back(made: Callable[[str], SolverProcess]) -> None:
    solver = made(GOOD)
    await solver.start()

    assert [[1, 2, None]] == await solver.solve({"visits": []})
    assert [[1, 2, None]] == await solver.solve({"visits": []})


@pytest.mark.parametrize("script", [DEAF, WRONG, NOISY, MORTAL])
async def test_whatever_else_it_does_is_no_answer(
    made: Callable[[str], SolverProcess], script: str
) -> None:
    solver = made(script)

    assert await solver.solve({"visits": []}) is None
    assert not solver.absent


async def test_one_that_is_late_is_ended_and_another_one_asked_next(
    made: Callable[[str], SolverProcess],
) -> None:
    solver = made(DEAF)
    await solver.start()
    first = solver._process
    async with asyncio.timeout(0.1 + GRACE_S + 5):
        assert await solver.solve({}) is None

    assert first is not None
    assert first.returncode is not None
    await solver.start()
    assert solver._process is not None
    assert first.pid != solver._process.pid


async def test_one_that_cannot_start_is_absent_and_not_tried_again(
    made: Callable[[str], SolverProcess],
) -> None:
    solver = made("raise SystemExit(3)")
    await solver.start()

    assert solver.absent
    assert await solver.solve({}) is None
    assert solver._process is None

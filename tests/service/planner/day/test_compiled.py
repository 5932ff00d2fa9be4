"""Compiled functions: also where nothing can be kept on disk; chance the same everywhere."""

import subprocess
import sys
from pathlib import Path

import pytest
from numba.core import caching

from service.planner.day import compiled as compiling
from service.planner.day.chance import below, dice, share
from service.planner.day.compiled import INT, compiled, kept_in

ROOT = Path(__file__).parents[4]


def test_where_nothing_can_be_kept_a_function_is_compiled_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])

    @compiled(INT, [INT])
    def doubled(number: int) -> int:
        return 2 * number

    assert 42 == doubled(21)


def test_machine_code_of_older_sources_is_never_used(tmp_path: Path) -> None:
    """numba alone would go on with a function whose callee has changed."""
    taken, read_only = tmp_path / "taken", tmp_path / "read-only"
    read_only.write_text("no folder can be made in a file", "utf-8")
    older = taken / "chairside-day-0123456789abcdef"
    older.mkdir(parents=True)

    kept = kept_in(iter([read_only, taken]))

    assert kept is not None
    assert [kept] == list(taken.iterdir())
    assert kept_in(iter([read_only])) is None


def test_the_folder_of_machine_code_is_named_after_every_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    monkeypatch.setattr(compiling, "_HERE", sources)
    names = set()
    for text in ("A = 1", "A = 2"):
        (sources / "called.py").write_text(text, "utf-8")
        kept = kept_in(iter([tmp_path / "kept"]))
        assert kept is not None
        names.add(kept.name)

    assert 2 == len(names)


def test_chance_from_a_seed_is_the_same_on_every_machine() -> None:
    state, number = dice(1), int(dice(1)[0])

    for _ in range(1_000):
        number ^= number >> 12
        number = (number ^ number << 25) % 2**64
        number ^= number >> 27
        drawn = number * 0x2545F4914F6CDD1D % 2**64
        assert (drawn >> 33) % 10 == below(state, 10)
    assert all(0 < share(state) <= 1 for _ in range(1_000))
    assert {0, 1, 2} == {below(state, 3) for _ in range(100)}


@pytest.mark.parametrize("module", ["service.wiring", "service.cli.main", "service.cli.plan_day"])
def test_what_is_not_the_planner_loads_no_solver(module: str) -> None:
    """The ward's process, and the help of the command, must not wait for numba and OR-Tools."""
    asks = (
        f"import sys, {module}; print({{'numpy', 'numba', 'ortools'}} & set(sys.modules) or 'none')"
    )

    said = subprocess.run(
        [sys.executable, "-P", "-c", asks],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "none\n" == said.stdout

"""Reads `config/regimens/*.yaml` into core's `Regimen`."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from service.catalog.block import Block, Reading
from service.catalog.document import read_document
from service.catalog.ladders import check_unique
from service.catalog.signatures import UNSIGNED, Status, read_signature
from service.core.regimen import (
    AgedDose,
    CycleRange,
    Cycles,
    Drug,
    DrugWindow,
    GivenOn,
    Regimen,
)

CYCLES_MAX = 999
CYCLE_DAYS_MAX = 90
"""The longest cycle of a label is half of it."""
DAYS = range(1, CYCLE_DAYS_MAX + 1)
ROUTES: Mapping[str, str] = {
    each: each for each in ("oral", "intravenous", "oral or intravenous", "subcutaneous")
}
MISSED_RULES = {"as soon as possible, interval kept": True}
"""The one rule that core has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimenFile:
    """A regimen with what only people need to know about its file."""

    regimen: Regimen
    status: Status
    signed_by: str | None
    sources: tuple[tuple[str, str], ...]


def read_regimen(path: Path) -> RegimenFile:
    """Return the regimen in a file; `ConfigError` with all that is wrong with it."""
    reading = Reading(path)
    root = Block(reading, read_document(path))
    status, signed_by = root.block("signature", read_signature, UNSIGNED)
    regimen = _regimen(root)
    if regimen.id != path.stem and root.sound("id"):
        root.refuse("id", f"must be the name of the file, {path.stem}")
    root.finish()
    reading.finish()
    return RegimenFile(regimen=regimen, status=status, signed_by=signed_by, sources=reading.sources)


def _regimen(root: Block) -> Regimen:
    regimen = Regimen(
        id=root.text("id"),
        name=root.text("name"),
        protocol=root.text("protocol"),
        version=root.text("version"),
        cycles=root.blocks("cycles", _cycles),
        tolerance_days=root.block("missed", _missed, 0),
        drugs=root.blocks("drugs", _drug) if root.has("drugs") else (),
        sequence=root.block("order", _order, ()) if root.has("order") else (),
        window=root.block("window", _window, None) if root.has("window") else None,
    )
    if root.sound():
        _check(root, regimen)
    return regimen


def _check(root: Block, regimen: Regimen) -> None:
    check_unique(root, "drugs", [drug.id for drug in regimen.drugs])
    expected: int | None = 1
    for each in regimen.cycles:
        if each.cycles.first != expected:
            root.refuse("cycles", f"cycle {each.cycles.first} does not follow the entry before it")
            return
        expected = None if each.cycles.last is None else each.cycles.last + 1
    known = {regimen.protocol, *(drug.id for drug in regimen.drugs)}
    if regimen.sequence and {*regimen.sequence} != known:
        root.refuse("order", f"must name each of {', '.join(sorted(known))} once")
    if regimen.window is not None:
        for each_drug in (regimen.window.first, regimen.window.then):
            if each_drug not in known:
                root.refuse("window", f"{each_drug} is no drug of this regimen")
    for drug in regimen.drugs:
        _check_drug(root, regimen, drug)


def _check_drug(root: Block, regimen: Regimen, drug: Drug) -> None:
    """A day beyond its cycle would be a day of the next one; two doses on a day are a doubt."""
    for cycle in (number for row in drug.given for number in _some(row.cycles, regimen)):
        of = regimen.cycle(cycle)
        rows = [row for row in drug.given if row.cycles.covers(cycle)]
        days = [day for row in rows for day in row.days]
        if of is None or any(day > of.length_days for day in days):
            root.refuse("drugs", f"{drug.id}: a day beyond the end of cycle {cycle}")
            return
        if len({*days}) < len(days):
            root.refuse("drugs", f"{drug.id}: two doses on one day of cycle {cycle}")
            return


def _some(cycles: CycleRange, regimen: Regimen) -> set[int]:
    """Return cycles that stand for all of a range: where it, or an entry of cycles, ends."""
    edges = {cycles.first, cycles.last or cycles.first}
    for each in regimen.cycles:
        edges |= {each.cycles.first, each.cycles.last or each.cycles.first}
    return {edge for edge in edges if cycles.covers(edge)}


def _range(block: Block) -> CycleRange:
    cycles = CycleRange(
        first=block.whole("cycle_from", 1, CYCLES_MAX),
        last=block.whole_or("cycle_to", "later", 1, CYCLES_MAX),
    )
    if block.sound("cycle_from", "cycle_to") and (cycles.last or cycles.first) < cycles.first:
        block.refuse("cycle_to", "is before cycle_from")
    return cycles


def _days(block: Block) -> tuple[int, ...]:
    days = block.wholes("days", DAYS)
    if any(later <= earlier for earlier, later in pairwise(days)):
        block.refuse("days", "must rise, each day once")
    return days


def _cycles(block: Block) -> Cycles:
    block.source()
    row = Cycles(
        cycles=_range(block),
        length_days=block.whole("length_days", 1, CYCLE_DAYS_MAX),
        days=_days(block),
    )
    if block.sound("length_days", "days") and max(row.days) > row.length_days:
        block.refuse("days", f"a day beyond the {row.length_days} days of the cycle")
    return row


def _missed(block: Block) -> int:
    block.source()
    block.word("rule", MISSED_RULES)
    return block.whole("tolerance_days", 0, 7)


def _drug(block: Block) -> Drug:
    block.source()
    return Drug(
        id=block.text("id"),
        name=block.text("name"),
        given=block.blocks("given", _given),
        route_with_infusion=block.word("route_with_infusion", ROUTES),
        route_otherwise=block.word("route_otherwise", ROUTES),
    )


def _given(block: Block) -> GivenOn:
    return GivenOn(
        cycles=_range(block),
        days=_days(block),
        dose=block.text("dose"),
        aged=block.block("aged", _aged, None) if block.has("aged") else None,
    )


def _aged(block: Block) -> AgedDose:
    return AgedDose(age_from=block.whole("age_from", 1, 120), dose=block.text("dose"))


def _order(block: Block) -> tuple[str, ...]:
    block.source()
    return block.texts("sequence")


def _window(block: Block) -> DrugWindow:
    block.source()
    window = DrugWindow(
        first=block.text("first"),
        then=block.text("then"),
        cycles=_range(block),
        not_before=block.minutes("not_before_min", low=0),
        not_after=block.minutes("not_after_min"),
    )
    if block.sound("not_before_min", "not_after_min") and window.not_before >= window.not_after:
        block.refuse("not_after_min", "the window is upside down: it closes before it opens")
    return window

"""Reads `config/pumps/*.yaml` into the `Capabilities` of a family's profile."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import config
from drivers.port import Capabilities
from drivers.quantities import NO_RATE, NO_VOLUME, Rate, Volume
from service.catalog.block import Block, Reading
from service.catalog.document import read_document

Kind = Literal["control", "proposes", "monitor"]

_KINDS: dict[str, Kind] = {"control": "control", "proposes": "proposes", "monitor": "monitor"}
_FEEDS = {"bag": "bag", "syringe": "syringe"}
_REACHED: dict[str, Literal["line", "gateway"]] = {"line": "line", "gateway": "gateway"}
WATCHDOG_S_MAX = 600
"""A watchdog that waits longer than ten minutes bounds nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpProfile:
    """One kind of pump as a family's driver knows it."""

    family: str
    """Name in the registry of drivers."""
    profile: str
    """Name of the file; a family may have several (bag pump, syringe pump)."""
    model: str
    """What a pump of this profile says it is when it is asked, such as `NE-9000`."""
    feeds_from: str
    """`bag` or `syringe`; a bag that is more than one syringe is refused with this reason."""
    reached_by: Literal["line", "gateway"]
    """`gateway`: it has no line of its own, and its port is a gateway's URL."""
    capabilities: Capabilities
    sources: tuple[tuple[str, str], ...]
    """Every block with its source, in the order of the file."""


def load_pump(name: str) -> PumpProfile:
    """Return a shipped pump profile; `config.UnknownName` or `ConfigError`."""
    return read_pump(config.find("pumps", name))


def read_pump(path: Path) -> PumpProfile:
    """Return the pump profile in a file; `ConfigError` with all that is wrong with it."""
    reading = Reading(path)
    root = Block(reading, read_document(path))
    family, profile, model = root.text("family"), root.text("profile"), root.text("model")
    if root.sound("profile") and profile != path.stem:
        root.refuse("profile", f"{profile!r} is not the name of the file, {path.stem!r}")
    feeds_from = root.word("feeds_from", _FEEDS) if root.has("feeds_from") else "bag"
    reached_by = root.word("reached_by", _REACHED) if root.has("reached_by") else "line"
    capabilities = root.block("capabilities", _capabilities, None)
    root.finish()
    reading.finish()
    if capabilities is None:
        raise AssertionError("a reading without problems has capabilities")
    return PumpProfile(
        family=family,
        profile=profile,
        model=model,
        feeds_from=feeds_from,
        reached_by=reached_by,
        capabilities=capabilities,
        sources=reading.sources,
    )


def _capabilities(block: Block) -> Capabilities:
    block.source()
    found = Capabilities(
        kind=block.word("kind", _KINDS),
        bench_only=block.flag("bench_only"),
        rate_min=block.rate("rate_min_ml_h"),
        rate_max=block.rate("rate_max_ml_h"),
        rate_increment=block.rate("rate_increment_ml_h"),
        volume_increment=block.volume("volume_increment_ml"),
        counter_max=block.volume("counter_max_ml"),
        watchdog_s=block.whole_or("watchdog_s", "none", 1, WATCHDOG_S_MAX),
        moves_limit_while_running=block.flag("moves_limit_while_running"),
        answer_max_ms=block.decimal_seconds_ms("answer_max_s"),
        report_every_ms=block.decimal_seconds_ms("report_every_s"),
    )
    if block.sound():
        _check(block, found)
    return found


def _check(block: Block, found: Capabilities) -> None:
    if found.rate_increment <= NO_RATE:
        block.refuse("rate_increment_ml_h", "an increment cannot be 0")
        return
    if found.volume_increment <= NO_VOLUME:
        block.refuse("volume_increment_ml", "an increment cannot be 0")
        return
    if not NO_RATE < found.rate_min <= found.rate_max:
        block.refuse("rate_max_ml_h", "the range of rates is empty or begins at 0")
    for key, rate in (("rate_min_ml_h", found.rate_min), ("rate_max_ml_h", found.rate_max)):
        if rate.rounded_down(found.rate_increment) != rate:
            block.refuse(key, "is not a multiple of rate_increment_ml_h")
    uncounted = found.kind == "monitor" and found.counter_max == NO_VOLUME
    if found.counter_max < found.volume_increment and not uncounted:
        block.refuse("counter_max_ml", "is less than one increment")
    bounded = found.watchdog_s is not None or found.moves_limit_while_running
    if found.kind == "control" and not bounded:
        block.refuse(
            "kind",
            "a pump with neither a watchdog nor a limit that can be moved while it runs"
            " cannot be controlled: nothing would bound it without us",
        )


def refusal_of_rate(found: Capabilities, rate: Rate) -> str | None:
    """Return why a pump cannot be set to exactly this rate, or None when it can."""
    if rate < found.rate_min:
        return f"its lowest rate is {found.rate_min.ml_per_h} mL/h"
    if rate > found.rate_max:
        return f"its highest rate is {found.rate_max.ml_per_h} mL/h"
    if rate.rounded_down(found.rate_increment) != rate:
        return f"it is set in steps of {found.rate_increment.ml_per_h} mL/h"
    return None


def refusal_of_volume(profile: PumpProfile, bag: Volume) -> str | None:
    """Return why a pump cannot count a whole bag, or None when it can."""
    found = profile.capabilities
    if bag > found.counter_max and profile.feeds_from == "syringe":
        return f"it is a syringe pump and takes {found.counter_max.ml} mL at most"
    if bag > found.counter_max:
        return f"its counter ends at {found.counter_max.ml} mL"
    if bag.rounded_down(found.volume_increment) != bag:
        return f"it is set in steps of {found.volume_increment.ml} mL"
    return None

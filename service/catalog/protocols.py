"""Reads `config/protocols/*.yaml` into core's `Protocol`."""

from dataclasses import dataclass
from pathlib import Path

from drivers.quantities import NO_RATE, NO_VOLUME, Rate, Volume
from service.catalog.block import Block, Reading
from service.catalog.document import read_document
from service.catalog.dosing import read_dosing
from service.catalog.ladders import Limits, check_profile, check_ranges, check_unique
from service.catalog.product import read_product
from service.catalog.reactions import NO_REACTION, read_reaction
from service.catalog.signatures import UNSIGNED, Status, read_signature
from service.core.protocol import Observation, PremedicationItem, Profile, Protocol, RateStep
from service.core.times import Span, minutes

ROUTES = {"oral": "oral", "intravenous": "intravenous"}
INFUSIONS_MAX = 999
"""More infusions than anybody will be given; a larger number is a slip of the pen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolFile:
    """A protocol with what only people need to know about its file."""

    protocol: Protocol
    status: Status
    signed_by: str | None
    """Who signed it, and when; None for a draft."""
    sources: tuple[tuple[str, str], ...]
    """Every block with its source, in the order of the file."""


def load_protocol(path: Path) -> Protocol:
    """Return the protocol in a file; `ConfigError` with all that is wrong with it."""
    return read_protocol(path).protocol


def read_protocol(path: Path) -> ProtocolFile:
    """Return the protocol in a file with its status and sources; `ConfigError` as above."""
    reading = Reading(path)
    root = Block(reading, read_document(path))
    status, signed_by = root.block("signature", read_signature, UNSIGNED)
    protocol = _protocol(root, signed=status is Status.SIGNED)
    if root.sound("id") and protocol.id != path.stem:
        root.refuse("id", f"{protocol.id!r} is not the name of the file, {path.stem!r}")
    root.finish()
    reading.finish()
    return ProtocolFile(
        protocol=protocol, status=status, signed_by=signed_by, sources=reading.sources
    )


def _protocol(root: Block, *, signed: bool) -> Protocol:
    bag_volume = root.block("bag", _bag, NO_VOLUME)
    rate_max = root.block("ceiling", _ceiling, NO_RATE)
    reaction = root.block("reaction", read_reaction, NO_REACTION)
    limits = Limits(
        rate_max=rate_max if root.sound("ceiling") else None,
        bag_volume=bag_volume if root.sound("bag") else None,
        reaction=reaction if root.sound("reaction") else None,
    )
    protocol = Protocol(
        id=root.text("id"),
        drug=root.text("drug"),
        version=root.text("version"),
        label=root.block("label", _label, ""),
        bag_volume=bag_volume,
        rate_max=rate_max,
        profiles=root.blocks("profiles", lambda block: _profile(block, limits)),
        reaction=reaction,
        premedication=root.blocks("premedication", _premedication),
        observation=root.blocks("observation", _observation),
        flush=root.block("flush", _flush, NO_VOLUME),
        signed=signed,
        product=read_product(root),
    )
    check_unique(root, "profiles", [each.id for each in protocol.profiles])
    check_unique(root, "premedication", [each.id for each in protocol.premedication])
    if root.sound("profiles"):
        rows = [(each.infusion_from, each.infusion_to) for each in protocol.profiles]
        check_ranges(root, "profiles", rows)
    if root.sound("observation"):
        rows = [(each.infusion_from, each.infusion_to) for each in protocol.observation]
        check_ranges(root, "observation", rows)
    return protocol


def _label(block: Block) -> str:
    block.source()
    return block.text("text")


def _bag(block: Block) -> Volume:
    block.source()
    volume = block.volume("volume_ml")
    if block.sound("volume_ml") and volume <= NO_VOLUME:
        block.refuse("volume_ml", "a bag cannot be empty")
    return volume


def _ceiling(block: Block) -> Rate:
    block.source()
    rate = block.rate("rate_max_ml_h")
    if block.sound("rate_max_ml_h") and rate <= NO_RATE:
        block.refuse("rate_max_ml_h", "the ceiling cannot be 0")
    return rate


def _profile(block: Block, limits: Limits) -> Profile:
    block.source()
    profile = Profile(
        id=block.text("id"),
        infusion_from=block.whole("infusion_from", 1, INFUSIONS_MAX),
        infusion_to=block.whole_or("infusion_to", "later", 1, INFUSIONS_MAX),
        steps=block.blocks("steps", _step),
        resume_initial_dwell=block.block("resume", _dwell, None),
    )
    if block.sound():
        check_profile(block, profile, limits)
    return profile


def _step(block: Block) -> RateStep:
    rate = block.rate("rate_ml_h")
    return RateStep(rate=rate, serve=_minutes_or_rest(block, "serve_min"))


def _dwell(block: Block) -> Span | None:
    block.source()
    return _minutes_or_rest(block, "initial_dwell_min")


def _minutes_or_rest(block: Block, key: str) -> Span | None:
    count = block.whole_or(key, "rest", 1, 1440)
    return None if count is None else minutes(count)


def _premedication(block: Block) -> PremedicationItem:
    block.source()
    item = PremedicationItem(
        id=block.text("id"),
        name=block.text("name"),
        dose=block.text("dose"),
        routes=block.words("routes", ROUTES),
        not_before=block.minutes("not_before_min", low=0),
        not_after=block.minutes("not_after_min"),
        required=block.flag("required"),
        dosing=read_dosing(block),
    )
    if block.sound("not_before_min", "not_after_min") and item.not_before >= item.not_after:
        block.refuse("not_after_min", "the window is upside down: it closes before it opens")
    return item


def _observation(block: Block) -> Observation:
    block.source()
    return Observation(
        infusion_from=block.whole("infusion_from", 1, INFUSIONS_MAX),
        infusion_to=block.whole_or("infusion_to", "later", 1, INFUSIONS_MAX),
        observe=block.minutes("observe_min", low=0),
    )


def _flush(block: Block) -> Volume:
    block.source()
    return block.volume("volume_ml")

"""Reads `config/protocols/*.yaml` into core's `Monograph`, and prepares what needs no order."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from drivers.quantities import NO_VOLUME, Rate, Volume
from service.catalog.block import Block, Reading
from service.catalog.document import read_document
from service.catalog.ladders import Limits, check_ranges, check_unique
from service.catalog.medication import (
    INFUSIONS_MAX,
    read_observation,
    read_postmedications,
    read_premedications,
)
from service.catalog.problems import ConfigError, Problem
from service.catalog.product import read_product
from service.catalog.profiles import Common, read_profile
from service.catalog.reactions import NO_REACTION, Rules, Speech, read_reaction
from service.catalog.signatures import UNSIGNED, Status, read_signature
from service.catalog.units import ML_H, STAND_IN, Unit, read_bag, read_ceiling
from service.core.bags import NotPrepared
from service.core.label_rates import LabelRate
from service.core.monograph import LabelProfile, Monograph
from service.core.protocol import NextProfile, Protocol

_NEXT = {each.value: each for each in NextProfile}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolFile:
    """A monograph with what only people need to know about its file."""

    monograph: Monograph
    status: Status
    signed_by: str | None
    """Who signed it, and when; None for a draft."""
    sources: tuple[tuple[str, str], ...]
    """Every block with its source, in the order of the file."""
    sha256: str
    """Of the file, hexadecimal: which text of a version is in use."""

    def without_order(self) -> Protocol | str:
        """Return the protocol for the one bag that serves every infusion, or why there is none."""
        bag = self.monograph.bag(1)
        found = bag if isinstance(bag, NotPrepared) else self.monograph.prepared(bag)
        if isinstance(found, NotPrepared):
            return f"needs an order: {found.sentence}"
        if len(found.profiles) < len(self.monograph.profiles):
            return "needs an order: the bag depends on the infusion"
        return found


def load_protocol(path: Path) -> Protocol:
    """Return the protocol in a file whose bag is always the same; `ConfigError` otherwise."""
    found = read_protocol(path).without_order()
    if isinstance(found, str):
        raise ConfigError([Problem(path, 1, found)])
    return found


def read_protocol(path: Path) -> ProtocolFile:
    """Return the monograph in a file with its status and sources; `ConfigError` otherwise."""
    reading = Reading(path)
    root = Block(reading, read_document(path))
    status, signed_by = root.block("signature", read_signature, UNSIGNED)
    monograph = _monograph(root, signed=status is Status.SIGNED)
    if root.sound("id") and monograph.id != path.stem:
        root.refuse("id", f"{monograph.id!r} is not the name of the file, {path.stem!r}")
    root.finish()
    reading.finish()
    return ProtocolFile(
        monograph=monograph,
        status=status,
        signed_by=signed_by,
        sources=reading.sources,
        sha256=sha256(path.read_bytes()).hexdigest(),
    )


def _monograph(root: Block, *, signed: bool) -> Monograph:
    head = {key: root.text(key) for key in ("id", "drug", "version")}
    label = root.block("label", _label, "")
    bag = None if _bag_by_profile(root) else root.block("bag", read_bag, STAND_IN)
    unread: tuple[Unit, LabelRate] = (ML_H, Rate(1))
    unit, rate_max = root.block("ceiling", read_ceiling, unread)
    ceiling = rate_max if root.sound("ceiling") else None
    speech = Speech(unit=unit, rate_max=ceiling)
    unruled: Rules = (NO_REACTION, ())
    rules, rungs = root.block("reaction", lambda block: read_reaction(block, speech), unruled)
    common = Common(
        unit=unit,
        rate_max=rate_max,
        bag=bag,
        reference=rules.reference,
        limits=Limits(
            rate_max=ceiling,
            bag=bag if root.sound("bag") else None,
            reaction=rules if root.sound("reaction") else None,
            rungs=rungs,
        ),
    )
    profiles = root.blocks("profiles", lambda block: read_profile(block, common))
    alternatives = _alternatives(root, common)
    monograph = Monograph(
        **head,
        label=label,
        first_infusion=_first_infusion(root),
        profiles=profiles,
        alternatives=alternatives,
        next_profile=root.block("next_profile", _next_profile, NextProfile.NONE_SPECIFIED),
        reaction=rules,
        rungs=rungs,
        premedication=read_premedications(root),
        postmedication=read_postmedications(root),
        observation=root.blocks("observation", read_observation),
        flush=root.block("flush", _flush, NO_VOLUME),
        signed=signed,
        product=read_product(root),
    )
    _check_whole(root, monograph)
    return monograph


def _first_infusion(root: Block) -> int:
    """Return the first infusion for which a file is: 1, where it does not say otherwise."""
    if not root.has("first_infusion"):
        return 1
    return root.block("first_infusion", _number, 1)


def _number(block: Block) -> int:
    block.source()
    return block.whole("number", 1, INFUSIONS_MAX)


def _bag_by_profile(root: Block) -> bool:
    """Whether the profiles have bags of their own, as one `bag` for all is not given."""
    return root.has("bag_by_profile") and root.flag("bag_by_profile")


def _alternatives(root: Block, common: Common) -> tuple[LabelProfile, ...]:
    if not root.has("alternatives"):
        return ()
    return root.blocks("alternatives", lambda block: read_profile(block, common))


def _check_whole(root: Block, found: Monograph) -> None:
    """Note what only shows in several blocks together."""
    both = (*found.profiles, *found.alternatives)
    check_unique(root, "profiles", [each.id for each in both])
    check_unique(root, "premedication", [each.id for each in found.premedication])
    check_unique(root, "postmedication", [each.id for each in found.postmedication])
    if root.sound("profiles"):
        rows = [(each.infusion_from, each.infusion_to) for each in found.profiles]
        check_ranges(root, "profiles", rows, found.first_infusion)
    if root.sound("observation"):
        rows = [(each.infusion_from, each.infusion_to) for each in found.observation]
        check_ranges(root, "observation", rows, found.first_infusion)
    wants = found.next_profile is NextProfile.ALTERNATIVE
    if root.sound("next_profile") and wants != bool(found.alternatives):
        root.refuse("next_profile", "the rule `alternative` and a list of alternatives go together")


def _label(block: Block) -> str:
    block.source()
    return block.text("text")


def _next_profile(block: Block) -> NextProfile:
    block.source()
    return block.word("after_reaction", _NEXT)


def _flush(block: Block) -> Volume:
    block.source()
    return block.volume("volume_ml")

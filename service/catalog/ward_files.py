"""Reads `config/wards/*.yaml`: a ward, and the first values it stands on."""

from pathlib import Path
from typing import TypeVar

import config
from service.catalog.block import Block, Reading
from service.catalog.booking import read_booking
from service.catalog.booking_times import FIRST, Mixed, read_first
from service.catalog.document import read_document
from service.catalog.ladders import check_unique
from service.catalog.problems import ConfigError
from service.catalog.protocols import ProtocolFile, read_protocol
from service.catalog.settings import read_settings
from service.catalog.signatures import Status
from service.catalog.ward_head import NO_HEAD, Head, read_head, read_trust
from service.catalog.ward_places import (
    Duty,
    Find,
    read_chairs,
    read_people,
    read_pumps,
    read_reaction_kit,
    read_tablets,
)
from service.catalog.ward_rules import Chosen, read_rules
from service.catalog.wards import (
    Chair,
    Defaults,
    Mode,
    ProtocolVersion,
    Timing,
    Trust,
    WardConfig,
)
from service.core.booking.resources import Resources
from service.core.monograph import Monograph
from service.core.protocol import Protocol
from service.core.rules import Attestation, Rules

T = TypeVar("T")
Infused = tuple[Protocol | Monograph, ...]
"""What may be infused in a ward."""

DEFAULTS = "default"
"""Name of the file of first values."""


def load_defaults(path: Path) -> Defaults:
    """Return the first values in a file; `ConfigError` with all that is wrong with it."""
    reading = Reading(path)
    root = Block(reading, read_document(path))
    found = root.block(
        "rules", lambda block: read_rules(Chosen(None, block), speed=1, signed_only=True), None
    )
    people, tablets = read_people(root), read_tablets(root)
    booking = root.block("booking", read_first, FIRST)
    root.finish()
    rules, timing = _finished(reading, found)
    return Defaults(
        rules=rules,
        timing=timing,
        people=people,
        tablets=tablets,
        booking=booking,
        sources=reading.sources,
    )


def load_ward(path: Path, *, find: Find = config.find) -> WardConfig:
    """Return the ward in a file, with everything it names: protocols, pumps, first values.

    Raises `ConfigError` with all that is wrong with the file, and with the files it names.
    `find` says where those are.
    """
    first_path = find("wards", DEFAULTS)
    defaults = load_defaults(first_path)
    reading = Reading(path)
    root = Block(reading, read_document(path))
    head = root.block("ward", read_head, NO_HEAD)
    found = _rules(root, first_path, head)
    protocols, by_order, versions = _protocols(root, head.mode, find)
    poll = defaults.timing.poll if found is None else found[1].poll
    pumps = read_pumps(root, Duty(mode=head.mode, protocols=protocols, poll=poll), find)
    chairs = read_chairs(root, pumps)
    people = read_people(root) if root.has("people") else defaults.people
    tablets = read_tablets(root) if root.has("tablets") else defaults.tablets
    trust = Trust()
    if root.has("qualification"):
        trust = root.block("qualification", lambda block: read_trust(block, path.parent), trust)
    rescue_drugs: tuple[str, ...] = ()
    if root.has("reaction_kit"):
        rescue_drugs = root.block("reaction_kit", read_reaction_kit, rescue_drugs)
    infused: Infused = (*protocols, *by_order)
    booking = _booking(root, first_path, head, chairs, infused) if root.has("booking") else None
    root.finish()
    rules, timing = _finished(reading, found)
    own = {name for name, _ in reading.sources}
    return WardConfig(
        id=path.stem,
        name=head.name,
        zone=head.zone,
        mode=head.mode,
        bind=head.bind,
        port=head.port,
        allow_lan=head.allow_lan,
        acting=head.acting,
        store=Path(head.store),
        protocols=protocols,
        by_order=by_order,
        pumps=pumps,
        chairs=chairs,
        rules=rules,
        timing=timing,
        people=people,
        tablets=tablets,
        trust=trust,
        booking=booking,
        settings=read_settings(path, first_path),
        protocol_files=versions,
        rescue_drugs=rescue_drugs,
        sources=(*reading.sources, *(each for each in defaults.sources if each[0] not in own)),
    )


def _rules(root: Block, first_path: Path, head: Head) -> tuple[Rules, Timing] | None:
    """Return the ward's rules over the first values, which have been found to be whole."""
    first_root = Block(Reading(first_path), read_document(first_path))

    def over_first(own: Block | None) -> tuple[Rules, Timing] | None:
        return first_root.block(
            "rules",
            lambda first: read_rules(
                Chosen(own, first),
                speed=head.speed,
                signed_only=head.mode is not Mode.SIMULATION,
            ),
            None,
        )

    found = root.block("rules", over_first, None) if root.has("rules") else over_first(None)
    automatic = found is not None and found[0].attestation is Attestation.AUTOMATIC
    if automatic and head.mode is Mode.PATIENT:
        root.refuse("rules", "a patient ward raises no rate without an attestation")
    return found


def _booking(
    root: Block,
    first_path: Path,
    head: Head,
    chairs: tuple[Chair, ...],
    infused: Infused,
) -> Resources | None:
    """Return what the ward books, over the first values, which have been found to be whole."""
    first_root = Block(Reading(first_path), read_document(first_path))

    def over_first(own: Block) -> Resources | None:
        return first_root.block(
            "booking",
            lambda first: read_booking(Mixed(own, first), head.zone, chairs, infused),
            None,
        )

    return root.block("booking", over_first, None)


def _protocols(
    root: Block, mode: Mode, find: Find
) -> tuple[tuple[Protocol, ...], tuple[Monograph, ...], tuple[ProtocolVersion, ...]]:
    """Return what the ward may run, with one bag and by order; a patient ward only signed ones."""
    found: list[Protocol] = []
    by_order: list[Monograph] = []
    versions: list[ProtocolVersion] = []
    names = root.texts("protocols")
    check_unique(root, "protocols", names)
    for name in names if root.sound("protocols") else ():
        try:
            each = read_protocol(find("protocols", name))
        except config.UnknownName as error:
            root.refuse("protocols", str(error))
            continue
        except ConfigError as error:
            root.reading.problems += error.problems
            continue
        versions.append(_version(each))
        protocol = each.without_order()
        if isinstance(protocol, str):
            by_order.append(each.monograph)
        else:
            found.append(protocol)
        if mode is Mode.PATIENT and each.status is not Status.SIGNED:
            root.refuse("protocols", f"{name} is a {each.status.value}")
    return tuple(found), tuple(by_order), tuple(versions)


def _version(file: ProtocolFile) -> ProtocolVersion:
    found = file.monograph
    return ProtocolVersion(
        id=found.id,
        drug=found.drug,
        version=found.version,
        label=found.label,
        status=file.status.value,
        signed_by=file.signed_by,
        sha256=file.sha256,
    )


def _finished(reading: Reading, found: T | None) -> T:
    reading.finish()
    if found is None:
        raise AssertionError(f"{reading.file} was found whole and yet has no rules")
    return found

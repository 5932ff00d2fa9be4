"""Reads the lists of a ward: pumps, chairs, people, tablets. Pumps are checked against the rest."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import config
from service.catalog.block import Block
from service.catalog.ladders import check_unique, rates_of
from service.catalog.ports import is_gateway, refusal_of_port, refusal_of_reach
from service.catalog.problems import ConfigError
from service.catalog.pumps import PumpProfile, read_pump, refusal_of_rate, refusal_of_volume
from service.catalog.wards import SIMULATOR, Chair, Mode, PumpPlace, Tablet
from service.core.protocol import Protocol
from service.core.roles import BY_WORD
from service.core.session.state import Person
from service.core.times import SECOND_MS, Span

Find = Callable[[config.Kind, str], Path]
"""From a kind and a name to a file; raises `config.UnknownName`."""

BAUD_RATES = (300, 1200, 2400, 9600, 19200, 38400, 57600, 115200)
ADDRESS_MAX = 99

_WATCHDOG_POLLS = 3
"""Polls that must fit into a pump's watchdog, so that a lost one does not stop the infusion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What the pumps of a ward are wanted for."""

    mode: Mode
    protocols: tuple[Protocol, ...]
    poll: Span


def read_pumps(root: Block, duty: Duty, find: Find) -> tuple[PumpPlace, ...]:
    """Return the pumps of a ward, each of them able to do its duty."""
    places = root.blocks("pumps", lambda block: _pump(block, duty, find))
    pumps = tuple(place for place in places if place is not None)
    if root.sound("pumps"):
        check_unique(root, "pumps", [pump.id for pump in pumps])
        _check_lines(root, pumps)
    return pumps


def read_chairs(root: Block, pumps: Iterable[PumpPlace]) -> tuple[Chair, ...]:
    """Return the chairs of a ward, each with a pump of its own."""
    known = {pump.id for pump in pumps} if root.sound("pumps") else None
    chairs = root.blocks("chairs", lambda block: _chair(block, known))
    if root.sound("chairs"):
        check_unique(root, "chairs", [chair.id for chair in chairs])
        taken: dict[str, str] = {}
        for chair in chairs:
            if chair.pump in taken:
                root.refuse(
                    "chairs", f"{chair.id} and {taken[chair.pump]} share the pump {chair.pump!r}"
                )
            taken[chair.pump] = chair.id
    return chairs


def read_people(root: Block) -> tuple[Person, ...]:
    """Return the people who may be named as the author of a tap."""
    people = root.blocks("people", _person)
    check_unique(root, "people", [person.id for person in people])
    return people


def read_tablets(root: Block) -> tuple[Tablet, ...]:
    """Return the registered tablets."""
    tablets = root.blocks("tablets", _tablet)
    check_unique(root, "tablets", [tablet.id for tablet in tablets])
    return tablets


def _person(block: Block) -> Person:
    words = {word: word for word in BY_WORD}
    return Person(id=block.text("id"), name=block.text("name"), role=block.word("role", words))


DRUG_NAME_MAX = 80
"""As long as a tablet may say it."""


def read_reaction_kit(block: Block) -> tuple[str, ...]:
    """Return the names of the drugs in the ward's reaction kit. A dose is a person's to say."""
    block.source()
    names = block.texts("drugs")
    check_unique(block, "drugs", names)
    for name in names:
        if len(name) > DRUG_NAME_MAX:
            block.refuse("drugs", f"{name[:20]!r}… has more than {DRUG_NAME_MAX} characters")
    return names


def _tablet(block: Block) -> Tablet:
    return Tablet(id=block.text("id"), name=block.text("name"))


def _chair(block: Block, pumps: set[str] | None) -> Chair:
    chair = Chair(id=block.text("id"), pump=block.text("pump"))
    if pumps is not None and block.sound("pump") and chair.pump not in pumps:
        block.refuse("pump", f"there is no pump {chair.pump!r} in this ward")
    return chair


def _pump(block: Block, duty: Duty, find: Find) -> PumpPlace | None:
    ident, family, port = block.text("id"), block.text("family"), block.text("port")
    address, baud = _no_line(block) if is_gateway(port) else _line(block)
    unfit = refusal_of_port(port) if block.sound("port") else None
    if unfit:
        block.refuse("port", unfit)
    profile = _profile(block, find)
    if profile is None:
        return None
    if block.sound("family") and profile.family != family:
        block.refuse("family", f"{profile.profile} is a pump of the family {profile.family}")
    if block.sound("port") and not unfit and (why := refusal_of_reach(port, profile)):
        block.refuse("port", why)
    if duty.mode is Mode.PATIENT and port == SIMULATOR:
        block.refuse("port", "a patient ward has no simulated pumps")
    _check_duty(block, profile, duty)
    return PumpPlace(id=ident, profile=profile, port=port, address=address, baud=baud)


def _line(block: Block) -> tuple[int, int]:
    """Return a pump's address on its line and the line's speed."""
    address = block.whole("address", 0, ADDRESS_MAX)
    return address, block.word("baud", {str(each): each for each in BAUD_RATES})


def _no_line(block: Block) -> tuple[int, int]:
    """Note what means nothing behind a gateway; return that there is no line."""
    for key in ("address", "baud"):
        if block.has(key):
            block.whole(key, 0, max(ADDRESS_MAX, *BAUD_RATES))
            block.refuse(key, "a pump behind a gateway has none: its port says which pump it is")
    return 0, 0


def _profile(block: Block, find: Find) -> PumpProfile | None:
    name = block.text("profile")
    if not block.sound("profile"):
        return None
    try:
        return read_pump(find("pumps", name))
    except config.UnknownName as error:
        block.refuse("profile", str(error))
    except ConfigError as error:
        block.reading.problems += error.problems
    return None


def _check_duty(block: Block, profile: PumpProfile, duty: Duty) -> None:
    """Note why this kind of pump cannot be used in this ward."""
    can = profile.capabilities
    if can.bench_only and duty.mode is Mode.PATIENT:
        block.refuse("profile", f"{profile.profile} is for the bench only, never for a patient")
    if can.watchdog_s is not None and duty.poll * _WATCHDOG_POLLS >= can.watchdog_s * SECOND_MS:
        block.refuse(
            "profile",
            f"polled every {duty.poll / SECOND_MS:g} s; its watchdog of {can.watchdog_s} s"
            " needs a poll in less than a third of that",
        )
    if can.kind == "monitor":
        return
    for protocol in duty.protocols:
        for rate, when in rates_of(protocol, can.rate_increment).items():
            if why := refusal_of_rate(can, rate):
                said = f"{profile.profile} cannot run at {rate.ml_per_h} mL/h, {when}: {why}"
                block.refuse("profile", said)
        if why := refusal_of_volume(profile, protocol.bag_volume):
            said = (
                f"{profile.profile} cannot count {protocol.bag_volume.ml} mL, {protocol.id}: {why}"
            )
            block.refuse("profile", said)


def _check_lines(root: Block, pumps: Iterable[PumpPlace]) -> None:
    """Note pumps that would answer for one another. Simulated pumps have a line each."""
    lines: dict[str, dict[int, PumpPlace]] = {}
    for pump in pumps:
        if pump.port == SIMULATOR:
            continue
        line = lines.setdefault(pump.port, {})
        if pump.address in line:
            same = "one port" if is_gateway(pump.port) else "one port and the same address"
            root.refuse("pumps", f"{line[pump.address].id} and {pump.id} have {same}")
        elif line and pump.baud != next(iter(line.values())).baud:
            root.refuse("pumps", f"{pump.id} shares the port {pump.port} at another speed")
        line[pump.address] = pump

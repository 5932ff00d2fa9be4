"""Which pumps can be simulated, and how to make one by the name of its family."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from simulators import alaris, bbraun_bcc
from simulators.alaris import Alaris
from simulators.alaris_readings import Readings as AlarisReadings
from simulators.bbraun_bcc_readings import Readings as BccReadings
from simulators.device import Device
from simulators.new_era import NewEra
from simulators.new_era_program import PROFILES


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The pump somebody wants.

    Attributes:
        profile: its model.
        seed: of every random error.
        speed: pump time per real time.
        address: on its line; New Era only.
        serial: its serial number, "" = the usual one; not New Era; of a station its first pump's.
        readings: words like `vtbi=from_vi`; not New Era.
    """

    profile: str
    seed: int = 0
    speed: float = 1.0
    address: int = 0
    serial: str = ""
    readings: tuple[str, ...] = ()


class Family(NamedTuple):
    """One pump family.

    Attributes:
        profiles: its models, the usual one first.
        baud: speed of its line.
        make: makes a pump; raises ValueError with the reason when there is none like it.
    """

    profiles: tuple[str, ...]
    baud: int
    make: Callable[[Wanted], Device]


def _new_era(wanted: Wanted) -> Device:
    if wanted.serial or wanted.readings:
        raise ValueError("a new_era pump has no serial number and no readings")
    return NewEra(wanted.profile, seed=wanted.seed, speed=wanted.speed, address=wanted.address)


def _alaris(wanted: Wanted) -> Device:
    if wanted.address:
        raise ValueError("an alaris pump has no address")
    return Alaris(
        wanted.profile,
        seed=wanted.seed,
        speed=wanted.speed,
        serial=wanted.serial or alaris.SERIAL,
        readings=AlarisReadings.of(wanted.readings),
    )


def _bbraun_bcc(wanted: Wanted) -> Device:
    if wanted.address:
        raise ValueError("a bbraun_bcc station has no address; its pumps have slots")
    return bbraun_bcc.Station(
        wanted.profile,
        seed=wanted.seed,
        speed=wanted.speed,
        serial=wanted.serial,
        readings=BccReadings.of(wanted.readings),
    )


FAMILIES: dict[str, Family] = {
    "new_era": Family(tuple(PROFILES), 19_200, _new_era),
    "alaris": Family(alaris.PROFILES, alaris.BAUD, _alaris),
    "bbraun_bcc": Family(bbraun_bcc.PROFILES, bbraun_bcc.BAUD, _bbraun_bcc),
}
"""By the name that ward files use."""

"""Bugs at the edges: lines, drivers, store, numbers."""

import fcntl
from typing import Any

from drivers.new_era.driver import NewEraDriver
from drivers.new_era.frames import Status
from service.api import admission, fields
from service.api.rights import RIGHTS, Door, Right
from service.store import checking, lock, schema, verify
from tests.planted.spotted import spotted
from tests.torture.bugs.plant import Change


@spotted(
    "pause-is-a-stop",
    "RULE-12",
    "The first STP counts as a stop; the program waits on",
    "drivers/test_new_era_stop.py::test_stop_cancels_the_program_too",
)
def pause_is_a_stop() -> list[Change]:
    original = NewEraDriver._stop_once

    async def once(self: NewEraDriver) -> Status:
        status = await original(self)
        return Status.STOPPED if status is Status.PAUSED else status

    return [(NewEraDriver, "_stop_once", once)]


@spotted(
    "store-is-not-locked",
    "INV-18",
    "Two services may open one store",
    "service/store/test_place.py::test_a_store_in_use_names_the_process_and_a_dead_one_lets_go",
)
def store_is_not_locked() -> list[Change]:
    class Unlocking:
        LOCK_EX, LOCK_NB = fcntl.LOCK_EX, fcntl.LOCK_NB

        @staticmethod
        def flock(descriptor: int, operation: int) -> None:
            """Lock nothing."""

    return [(lock, "fcntl", Unlocking)]


@spotted(
    "port-is-not-exclusive",
    "INV-21",
    "Two processes may open one port",
    "drivers/test_links.py::test_a_second_process_cannot_open_the_port",
)
def port_is_not_exclusive() -> list[Change]:
    import serial

    original = serial.serial_for_url

    def shared(url: str, **settings: Any) -> Any:
        return original(url, **(settings | {"exclusive": False}))

    return [(serial, "serial_for_url", shared)]


@spotted(
    "chain-not-compared",
    "INV-28",
    "A row's hash is not compared with the one before",
    "service/store/test_verify.py::test_a_row_removed_from_the_middle_is_found",
)
def chain_not_compared() -> list[Change]:
    return [(checking.ChainCheck, "_check_place", lambda *_: None)]


@spotted(
    "newer-schema-is-opened",
    "INV-30",
    "A version works on the store of a newer one",
    "service/store/test_schema.py::test_a_newer_schema_is_refused_and_left_alone",
)
def newer_schema_is_opened() -> list[Change]:
    def taken(_: str | None) -> None:
        """Refuse nothing."""

    return [(schema, "refuse_newer", taken), (verify, "refuse_newer", taken)]


@spotted(
    "numbers-are-floats",
    "INV-27",
    "Whatever float() reads is a number",
    "service/api/test_hostile_numbers.py::test_no_bad_number_is_taken_and_the_field_is_named",
)
def numbers_are_floats() -> list[Change]:
    return [(fields, "parse_milli", lambda text, **_: round(float(text) * 1_000))]


@spotted(
    "stop-asks-for-a-tablet",
    "INV-34",
    "A stop is taken from the ward's own tablets alone",
    "service/api/test_people.py::test_stop_waits_for_no_name",
)
def stop_asks_for_a_tablet() -> list[Change]:
    asked = {
        name: Right(Door.TABLET) if right.door is Door.STOP else right
        for name, right in RIGHTS.items()
    }
    return [(admission, "RIGHTS", asked)]


EDGES = (
    pause_is_a_stop,
    store_is_not_locked,
    port_is_not_exclusive,
    chain_not_compared,
    newer_schema_is_opened,
    numbers_are_floats,
    stop_asks_for_a_tablet,
)

"""Bugs at the edges: lines, drivers, store, numbers."""

import fcntl
from typing import Any

from drivers.link.exchange import Exchange
from drivers.link.permit import Permit
from drivers.new_era.driver import NewEraDriver
from drivers.new_era.frames import Status
from drivers.new_era.program import Sequence
from service.api import fields
from service.store import checking, lock, schema, verify
from tests.planted.spotted import spotted
from tests.torture.bugs.plant import Change


@spotted(
    "late-answer-taken",
    "RULE-8",
    "A late answer is taken for the next question's",
    "drivers/test_exchange.py::test_a_late_answer_is_never_taken_for_the_next_one",
)
def late_answer_taken() -> list[Change]:
    return [(Exchange, "_leave_alone", lambda self: None)]


@spotted(
    "stop-in-the-queue",
    "INV-06",
    "STOP waits for the questions that wait",
    "drivers/test_alaris_stop.py::test_stop_does_not_wait_for_the_answer_to_a_poll",
)
def stop_in_the_queue() -> list[Change]:
    async def stop(self: Exchange[Any], question: Any) -> Any:
        return await self.ask(question)

    return [(Exchange, "stop", stop)]


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
    "epoch-not-compared",
    "INV-33",
    "A start goes on although the pump was reset meanwhile",
    "drivers/test_contract.py",
)
def epoch_not_compared() -> list[Change]:
    def hindered(self: Permit) -> str | None:
        return "overtaken by STOP" if self.overtaken else None

    return [(Permit, "hindered", hindered)]


@spotted(
    "no-read-back",
    "RULE-8",
    "Rate, volume and state are not read back before the start",
    "drivers/test_new_era_apply.py",
)
def no_read_back() -> list[Change]:
    async def in_any(self: Sequence, status: Any, command: Any) -> Any:
        return await self._pump.ask(command, self._permit.hindered)

    return [(Sequence, "_in", in_any), (Sequence, "_same_rate", lambda *_: None)]


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


EDGES = (
    late_answer_taken,
    stop_in_the_queue,
    pause_is_a_stop,
    epoch_not_compared,
    no_read_back,
    store_is_not_locked,
    port_is_not_exclusive,
    chain_not_compared,
    newer_schema_is_opened,
    numbers_are_floats,
)

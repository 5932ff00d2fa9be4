"""One scripted New Era pump, its driver, and how a story about them is told."""

from collections.abc import Callable
from typing import Any

from drivers.new_era.driver import NewEraDriver
from drivers.quantities import Volume
from tests.drivers import serial_ward
from tests.drivers.far_pump import FarPump
from tests.drivers.new_era_bench import driver
from tests.drivers.serial_ward import HIGH, LOW
from tests.drivers.wires import Wire

__all__ = ["HIGH", "LOW", "TOTAL", "Ward", "tell"]

TOTAL = Volume.from_ml("250")


class Ward(serial_ward.SerialWard[FarPump, NewEraDriver]):
    total = TOTAL

    def __init__(self, wire: Callable[[FarPump], Any] = Wire, **pump: Any) -> None:
        super().__init__(FarPump(**pump), wire, driver)


def tell(story: Callable[[Ward], Any], wire: Callable[[FarPump], Any] = Wire, **pump: Any) -> None:
    serial_ward.tell(story, lambda: Ward(wire, **pump))

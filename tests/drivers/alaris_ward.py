"""One scripted Alaris pump, its driver, and how a story about them is told."""

from collections.abc import Callable
from typing import Any

from drivers.alaris.driver import AlarisDriver
from drivers.quantities import Volume
from tests.drivers import serial_ward
from tests.drivers.alaris_bench import driver
from tests.drivers.far_alaris import FarAlaris
from tests.drivers.serial_ward import HIGH, LOW
from tests.drivers.wires import Wire

__all__ = ["HIGH", "LOW", "TOTAL", "Ward", "tell"]

TOTAL = Volume.from_ml("50")


class Ward(serial_ward.SerialWard[FarAlaris, AlarisDriver]):
    total = TOTAL

    def __init__(self, wire: Callable[[FarAlaris], Any] = Wire) -> None:
        super().__init__(FarAlaris(), wire, driver)


def tell(story: Callable[[Ward], Any], wire: Callable[[FarAlaris], Any] = Wire) -> None:
    serial_ward.tell(story, lambda: Ward(wire))

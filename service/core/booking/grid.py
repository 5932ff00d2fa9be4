"""The booking grid: slots of five minutes, counted in UTC.

A slot is a number, so a day of 23 or 25 hours needs no rule of its own: the wall clock of the ward
is put on and taken off at the edge (the book's calendar).
"""

from typing import NewType

GRID_MIN = 5
"""Length of a slot (min). Booked times are whole slots; the pump's own times stay exact."""

Slot = NewType("Slot", int)
"""A moment: whole slots since 1970-01-01T00:00Z."""


def slots(minutes_: int) -> int:
    """Return how many slots hold `minutes_`, the last one perhaps in part."""
    return -(-minutes_ // GRID_MIN)


def after(slot: Slot, count: int) -> Slot:
    """Return the slot `count` slots later."""
    return Slot(slot + count)

"""The types of visit: their phases, their shares of a day, and how likely they are interrupted.

Lengths and shares are those of the golden planning instances. They are synthetic, but for the rows
of isatuximab, whose pump times are its protocol's.
"""

from dataclasses import dataclass

from service.core.booking.grid import slots
from service.core.booking.shape import BagNeed, Shape

GAP_MIN, GAP_USUAL, GAP_MAX = 15, 30, 60
"""Premedication gap (min): what the label allows, and what is booked."""

TRANSPORT = 15
"""From the pharmacy to the chair (min)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One type of visit; lengths in whole minutes."""

    id: str
    share: int
    """How many of `SHARES` visits are of this type."""
    arrive: int
    premedicated: bool
    hang: int
    pump: int
    """As it is booked; isatuximab's own pump time is the protocol's."""
    flush: int
    observe: int
    disconnect: int
    clean: int
    ratio: int
    compound: int = 0
    stable_h: int = 0
    to_order: bool = False
    infusions: tuple[int, int] | None = None
    """Isatuximab: the numbers of infusion that this type stands for, both included."""
    stands_still: int = 0
    """Other drugs: how many of 1,000 infusions stand still for a while (synthetic)."""

    @property
    def gap(self) -> int:
        """The premedication gap that is booked (min)."""
        return GAP_USUAL if self.premedicated else 0

    @property
    def length(self) -> int:
        """Minutes from the seat to the clean chair, as booked."""
        running = self.pump + self.flush + self.observe
        return self.arrive + self.gap + self.hang + running + self.disconnect + self.clean

    def shape(self, overrun: int = 0) -> Shape:
        """Return the visit as the booking rules see it; `overrun` is min more than planned."""
        return Shape(
            arrive=slots(self.arrive),
            wait_min=slots(GAP_MIN) if self.premedicated else 0,
            wait_max=slots(GAP_MAX) if self.premedicated else 0,
            hang=slots(self.hang),
            infuse=slots(self.pump),
            flush=slots(self.flush),
            observe=slots(self.observe),
            disconnect=slots(self.disconnect),
            clean=slots(self.clean),
            ratio=self.ratio,
            overrun=slots(overrun),
            bag=self._bag(),
        )

    def _bag(self) -> BagNeed | None:
        if not self.compound:
            return None
        return BagNeed(
            compound=slots(self.compound),
            transport=slots(TRANSPORT),
            stable=slots(60 * self.stable_h),
            to_order=self.to_order,
        )


FIRST = Kind(
    id="ISA1", share=22, arrive=20, premedicated=True, hang=10, pump=200, flush=10, observe=30,
    disconnect=5, clean=10, ratio=3, compound=20, stable_h=8, infusions=(1, 1),
)  # fmt: skip

KINDS = (
    FIRST,
    Kind(
        id="ISA2", share=22, arrive=15, premedicated=True, hang=10, pump=115, flush=10, observe=15,
        disconnect=5, clean=10, ratio=3, compound=20, stable_h=8, infusions=(2, 2),
    ),
    Kind(
        id="ISA3", share=93, arrive=15, premedicated=True, hang=10, pump=75, flush=10, observe=0,
        disconnect=5, clean=10, ratio=4, compound=20, stable_h=8, infusions=(3, 16),
    ),
    Kind(
        id="SC", share=185, arrive=10, premedicated=False, hang=0, pump=0, flush=0, observe=15,
        disconnect=0, clean=5, ratio=4,
    ),
    Kind(
        id="IV30", share=102, arrive=10, premedicated=False, hang=10, pump=30, flush=5, observe=0,
        disconnect=5, clean=10, ratio=4, compound=15, stable_h=6, stands_still=10,
    ),
    Kind(
        id="IV60P", share=51, arrive=15, premedicated=True, hang=10, pump=60, flush=10, observe=0,
        disconnect=5, clean=10, ratio=4, compound=15, stable_h=6, to_order=True, stands_still=20,
    ),
    Kind(
        id="IV120P", share=30, arrive=15, premedicated=True, hang=10, pump=120, flush=10,
        observe=0, disconnect=5, clean=10, ratio=4, compound=15, stable_h=6, stands_still=30,
    ),
    Kind(
        id="IV240P", share=24, arrive=15, premedicated=True, hang=10, pump=240, flush=10,
        observe=0, disconnect=5, clean=10, ratio=4, compound=20, stable_h=8, stands_still=50,
    ),
    Kind(
        id="SUP15", share=71, arrive=10, premedicated=False, hang=5, pump=15, flush=5, observe=0,
        disconnect=5, clean=5, ratio=4,
    ),
)  # fmt: skip

SHARES = 600
"""The shares of `KINDS` together."""

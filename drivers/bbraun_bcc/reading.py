"""What an answer says about delivery: less than one would like (page, "What is not guessed")."""

from drivers.bbraun_bcc.records import RATE, Record, Slot, value_of
from drivers.port import Delivery
from drivers.quantities import NO_RATE, Rate


def delivered_as(told: tuple[Record, ...], slot: Slot) -> tuple[Delivery, Rate]:
    """Return delivery and rate of the pump in a slot; `QuantityError` where no rate is told.

    A rate above zero is no proof that the pump delivers; none is a proof that it does not.
    """
    rate = Rate.from_ml_per_h(value_of(told, slot, RATE))
    return Delivery.STOPPED if rate == NO_RATE else Delivery.OTHER, rate

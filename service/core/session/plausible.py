"""What can be true of a person or a bag, and what is a slip of the pen: range and unit are said."""

import re
from collections.abc import Iterator

from service.core.decimals import decimal_text
from service.core.refusals import Refusal, RefusalId
from service.core.rules import Rules
from service.core.session.ready_state import Bag, Labs, Order, Temperature
from service.core.times import Instant

Fault = tuple[str, str]
"""A field, as the tablet sends it, and what it must be."""

AGE_YEARS = (18, 120)
"""Local: an adult ward."""
NEUTROPHILS_UL = (0, 100_000)
"""Local. 1.8 x 10⁹/L is 1800 per µL: the other unit is a thousand times more, and refused."""
TEMPERATURE_MILLI_C = (30_000, 45_000)
"""Local: what a thermometer for people shows."""
DOSE_UG = (1_000, 5_000_000)
"""Local, for any drug: the dose by weight is looked at where the product is known."""
BAG_UL = (1_000, 2_000_000)
"""Local: the largest bags that are hung."""
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]{0,39}", re.ASCII)
"""A number on a label: of a bag, a batch or an order."""
NUMBER_REASON = "must be 1 to 40 letters, digits, spaces and . / _ -"


def order_faults(order: Order, at: Instant, rules: Rules) -> tuple[Fault, ...]:
    """Return what cannot be true of an order."""
    ready = rules.readiness
    found = [
        *_number("order.id", order.id),
        *_within("order.weight_kg", order.weight_g, ready.weight_min_g, ready.weight_max_g, "kg"),
        *_within("order.age_years", order.age_years * 1_000, *_thousands(AGE_YEARS), "years"),
        *_within("order.dose_mg", order.dose_ug, *DOSE_UG, "mg"),
        *_within("order.bag_volume_ml", order.bag_volume.ul, *BAG_UL, "mL"),
        *_past("order.weighed_at", order.weighed_at, at),
        *_past("order.signed_at", order.signed_at, at),
    ]
    return tuple(found)


def labs_faults(labs: Labs, at: Instant) -> tuple[Fault, ...]:
    """Return what cannot be true of a blood count."""
    unit = "x 10⁹/L; divide a count per µL by 1000"
    return (
        *_within("neutrophils_10e9_l", labs.neutrophils_ul, *NEUTROPHILS_UL, unit),
        *_past("taken_at", labs.taken_at, at),
    )


def temperature_faults(temperature: Temperature) -> tuple[Fault, ...]:
    """Return what cannot be true of a body temperature."""
    return tuple(_within("temperature_c", temperature.milli_c, *TEMPERATURE_MILLI_C, "°C"))


def bag_faults(bag: Bag, at: Instant) -> tuple[Fault, ...]:
    """Return what cannot be true of a bag."""
    found = [
        *_number("bag", bag.bag),
        *_number("batch", bag.batch),
        *_past("prepared_at", bag.prepared_at, at),
        *_past("out_of_fridge_at", bag.out_of_fridge_at, at),
    ]
    if bag.out_of_fridge_at is not None and bag.out_of_fridge_at < bag.prepared_at:
        found.append(("out_of_fridge_at", "comes before the bag was prepared"))
    return tuple(found)


def past_faults(field: str, moment: Instant, at: Instant) -> tuple[Fault, ...]:
    """Return what is wrong with a moment that must have been."""
    return tuple(_past(field, moment, at))


def not_plausible(faults: tuple[Fault, ...]) -> Refusal:
    """Return the refusal that carries every fault with its field."""
    said = "; ".join(f"{field}: {reason}" for field, reason in faults)
    return Refusal(RefusalId.NOT_PLAUSIBLE, f"{said}.", faults=faults)


def implausible(field: str, milli: int, low: int, high: int, unit: str) -> Refusal | None:
    """Return the refusal of one number outside its range; None when it is within."""
    faults = tuple(_within(field, milli, low, high, unit))
    return not_plausible(faults) if faults else None


def _within(field: str, milli: int, low: int, high: int, unit: str) -> Iterator[Fault]:
    if not low <= milli <= high:
        said, least, most = decimal_text(milli), decimal_text(low), decimal_text(high)
        yield field, f"{said} is not within {least} to {most} {unit}"


def _past(field: str, moment: Instant | None, at: Instant) -> Iterator[Fault]:
    if moment is not None and moment > at:
        yield field, "lies in the future"


def _number(field: str, text: str) -> Iterator[Fault]:
    if not NUMBER.fullmatch(text):
        yield field, NUMBER_REASON


def _thousands(bounds: tuple[int, int]) -> tuple[int, int]:
    return bounds[0] * 1_000, bounds[1] * 1_000

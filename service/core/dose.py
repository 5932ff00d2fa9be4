"""From a weight to a bag: dose, concentrate, vials, diluent, the text of the label; and its hours.

Whole numbers only: grams, micrograms, microlitres. What a vial holds beyond its label never counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from drivers.quantities import Volume
from service.core.decimals import decimal_text
from service.core.times import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Vial:
    """One size in which the product is sold."""

    content_ug: int
    volume: Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class NeutrophilRule:
    """When neutrophils hold a dose back, by one version of the label.

    Counts, never a grade: CTCAE versions give the same count different grades.
    """

    version: str
    """The label version that says so."""
    hold_below_ul: int
    """Cells per µL (thousandths of 10⁹/L) below which the dose waits."""
    restart_from_ul: int
    """Cells per µL that a dose which had to wait needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What the drug does to somebody else's test, for the record of the session."""

    id: str
    text: str
    until_months: int | None
    """Months after the last dose; None: no source gives an end."""
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """The product behind a protocol, as its label describes it."""

    route: str
    dose_ug_per_kg: int | None
    """Of actual body weight; None: one weight does not give it, so the dose is the order's."""
    concentrate_ug_per_ml: int | None
    """None, with no diluent and no vials: the file does not say how the bag is prepared."""
    diluent: str
    vials: tuple[Vial, ...]
    cold: Span
    """Longest time from preparation to leaving the refrigerator."""
    cold_validated: Span
    """The same where the pharmacy has validated its aseptic dilution (a ward setting)."""
    room: Span
    """Longest time from leaving the refrigerator to the last drop: the infusion counts."""
    neutrophils: NeutrophilRule | None
    """None: no count holds this drug back, and none is asked for."""
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What the pharmacy does for one dose."""

    dose_ug: int
    concentrate: Volume
    concentrate_ug_per_ml: int
    vials: tuple[tuple[Vial, int], ...]
    """Sizes with how many of each, the largest size first; sizes that are not used are left out."""
    withdraw: Volume
    """Diluent to take out of the bag first: as much as goes in, so the bag keeps its volume."""


def dose_for(product: Product, weight_g: int) -> int | None:
    """Return the dose (µg) for an actual body weight, to the nearest 10 µg: half a microlitre.

    None where a weight does not give it.
    """
    if product.dose_ug_per_kg is None:
        return None
    return (product.dose_ug_per_kg * weight_g + 5_000) // 10_000 * 10


def preparation(product: Product, dose_ug: int) -> Preparation | None:
    """Return how `dose_ug` is prepared, the concentrate to the nearest µL; None: nobody says it."""
    per_ml = product.concentrate_ug_per_ml
    if per_ml is None:
        return None
    concentrate = Volume((dose_ug * 2_000 + per_ml) // (2 * per_ml))
    return Preparation(
        dose_ug=dose_ug,
        concentrate=concentrate,
        concentrate_ug_per_ml=per_ml,
        vials=_vials(product.vials, dose_ug),
        withdraw=concentrate,
    )


def label_text(
    drug: str, product: Product, made: Preparation, weight_g: int, bag_volume: Volume
) -> tuple[str, ...]:
    """Return the lines for the bag's label; patient, batch and times are added where they are."""
    weight = f"{decimal_text(weight_g)} kg actual body weight"
    if product.dose_ug_per_kg is not None:
        weight = f"{decimal_text(product.dose_ug_per_kg)} mg/kg x {weight}"
    hours = product.room // 3_600_000
    return (
        f"{drug} {decimal_text(made.dose_ug)} mg in {bag_volume.ml} mL {product.diluent}",
        f"{weight}; {product.route} infusion only",
        f"{made.concentrate.ml} mL of concentrate "
        f"{decimal_text(made.concentrate_ug_per_ml)} mg/mL, after as much diluent was withdrawn",
        f"Out of the refrigerator: use within {hours} h, the infusion included",
    )


@lru_cache(maxsize=64)  # every look at a session asks for the vials of one and the same dose
def _vials(sizes: tuple[Vial, ...], dose_ug: int) -> tuple[tuple[Vial, int], ...]:
    """Return the vials that leave least over; of several ways the one with fewest vials."""
    largest_first = sorted(sizes, key=lambda each: each.content_ug, reverse=True)
    ways = list(_ways(tuple(largest_first), dose_ug))
    best = min(ways, key=lambda way: (_content(way), sum(count for _, count in way)))
    return tuple((vial, count) for vial, count in best if count)


def _ways(sizes: tuple[Vial, ...], dose_ug: int) -> Iterator[tuple[tuple[Vial, int], ...]]:
    """Yield ways to cover a dose; every one with no vial too many of the smallest size."""
    first, rest = sizes[0], sizes[1:]
    most = max(0, -(-dose_ug // first.content_ug))
    if not rest:
        yield ((first, most),)
        return
    for count in range(most + 1):
        for way in _ways(rest, dose_ug - count * first.content_ug):
            yield ((first, count), *way)


def _content(way: tuple[tuple[Vial, int], ...]) -> int:
    return sum(vial.content_ug * count for vial, count in way)


NO_NEUTROPHIL_RULE = NeutrophilRule(version="", hold_below_ul=0, restart_from_ul=0)
NO_PRODUCT = Product(
    route="intravenous",
    dose_ug_per_kg=None,
    concentrate_ug_per_ml=None,
    diluent="",
    vials=(),
    cold=Span(0),
    cold_validated=Span(0),
    room=Span(0),
    neutrophils=None,
    notes=(),
)
"""Stands in for a block that could not be read."""

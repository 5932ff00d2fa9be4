"""Reads the `product` block of a protocol: vials, dose, hours of the bag, neutrophils, notes."""

from service.catalog.block import Block
from service.core.dose import (
    NO_NEUTROPHIL_RULE,
    NO_PRODUCT,
    NeutrophilRule,
    Note,
    Product,
    Vial,
)
from service.core.times import MINUTE_MS, Span

ROUTES = {"intravenous": "intravenous", "subcutaneous": "subcutaneous"}
PREPARED = ("concentrate_per_ml_mg", "diluent", "vials")
"""How the bag is prepared: all of it, or nothing."""
HOUR_MS = 60 * MINUTE_MS
HOURS_MAX = 720
MONTHS_MAX = 120


def read_product(root: Block) -> Product | None:
    """Return what the file says about its product; None where it says nothing."""
    return root.block("product", _product, NO_PRODUCT) if root.has("product") else None


def _product(block: Block) -> Product:
    block.source()
    prepared = any([block.has(key) for key in PREPARED])
    cold, validated, room = block.block("hours", _hours, (Span(0), Span(0), Span(0)))
    product = Product(
        route=block.word("route", ROUTES),
        dose_ug_per_kg=_dose_per_kg(block),
        concentrate_ug_per_ml=_above_zero(block, "concentrate_per_ml_mg") if prepared else None,
        diluent=block.text("diluent") if prepared else "",
        vials=block.blocks("vials", _vial) if prepared else (),
        cold=cold,
        cold_validated=validated,
        room=room,
        neutrophils=block.block("neutrophils", _neutrophils, NO_NEUTROPHIL_RULE)
        if block.has("neutrophils")
        else None,
        notes=block.blocks("notes", _note) if block.has("notes") else (),
    )
    if block.sound("vials", "concentrate_per_ml_mg"):
        _check_strength(block, product)
    return product


def _vial(block: Block) -> Vial:
    return Vial(content_ug=_above_zero(block, "content_mg"), volume=block.volume("volume_ml"))


def _check_strength(block: Block, product: Product) -> None:
    """Refuse a vial whose content and volume do not give the concentrate: one of them is wrong."""
    per_ml = product.concentrate_ug_per_ml or 0
    for vial in product.vials:
        if vial.content_ug * 1_000 != per_ml * vial.volume.ul:
            block.refuse("vials", "content and volume of a vial do not give the concentrate")


def _hours(block: Block) -> tuple[Span, Span, Span]:
    block.source()
    cold = Span(block.whole("cold_h", 1, HOURS_MAX) * HOUR_MS)
    validated = Span(block.whole("cold_validated_h", 1, HOURS_MAX) * HOUR_MS)
    room = Span(block.whole("room_h", 1, HOURS_MAX) * HOUR_MS)
    if block.sound() and validated < cold:
        block.refuse("cold_validated_h", "is shorter than the cold time without validation")
    return cold, validated, room


def _neutrophils(block: Block) -> NeutrophilRule:
    """Return the rule of the label version that the file follows; all versions are checked."""
    block.source()
    follows = block.text("follows")
    rules = block.blocks("versions", _version)
    found = next((each for each in rules if each.version == follows), None)
    if block.sound("versions", "follows") and found is None:
        block.refuse("follows", f"{follows!r} is none of the versions")
    return found or NO_NEUTROPHIL_RULE


def _version(block: Block) -> NeutrophilRule:
    block.source()
    rule = NeutrophilRule(
        version=block.text("version"),
        hold_below_ul=block.milli("hold_below_10e9_l"),
        restart_from_ul=block.milli("restart_from_10e9_l"),
    )
    if block.sound() and rule.restart_from_ul < rule.hold_below_ul:
        block.refuse("restart_from_10e9_l", "is below the count at which the dose waits")
    return rule


def _note(block: Block) -> Note:
    return Note(
        id=block.text("id"),
        text=block.text("text"),
        until_months=block.whole_or("until_months", "unknown", 1, MONTHS_MAX),
        source=block.source(),
    )


def _dose_per_kg(block: Block) -> int | None:
    """Return µg for a kilogram; None where the file says that the dose is the order's."""
    dose = block.milli_or("dose_per_kg_mg", "by the order")
    if dose is not None and block.sound("dose_per_kg_mg") and dose <= 0:
        block.refuse("dose_per_kg_mg", "must be more than 0")
    return dose


def _above_zero(block: Block, key: str) -> int:
    value = block.milli(key)
    if block.sound(key) and value <= 0:
        block.refuse(key, "must be more than 0")
    return max(1, value)

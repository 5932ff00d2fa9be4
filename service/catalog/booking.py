"""Reads the `booking` block of a ward: when it is open, who is there, what can be compounded."""

import re
from collections.abc import Iterable, Mapping

from service.catalog.block import Block
from service.catalog.booking_expected import read_expected
from service.catalog.booking_times import Mixed, read_kinds, read_weekdays, read_whole_first
from service.catalog.ladders import check_unique
from service.catalog.wards import Chair
from service.core.booking.grid import GRID_MIN
from service.core.booking.resources import (
    WEEKDAYS,
    Blocking,
    BookedChair,
    Break,
    Days,
    HolidayPlace,
    Hours,
    Pharmacy,
    Resources,
    Shift,
)
from service.core.booking.shape import PlaceClass
from service.core.monograph import Monograph
from service.core.protocol import Protocol

NURSES_MAX = 200
ISOLATORS_MAX = 50
NEVER: Mapping[int, Hours] = {}
"""Stands in for an opening that could not be read."""
ALL_CHAIRS: Mapping[str, PlaceClass] = {}
"""No place is named: every one of them is a chair."""
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)


def read_booking(
    mixed: Mixed, zone: str, chairs: Iterable[Chair], infused: Iterable[Protocol | Monograph]
) -> Resources:
    """Return what a ward can book: its own blocks, or else the first values.

    `infused` is what may be infused there: nothing else can be expected.
    """
    block, known = mixed.own, tuple(chair.id for chair in chairs)
    first = read_whole_first(mixed)
    opening = block.block("opening", _opening, NEVER)
    if block.sound("opening") and not opening:
        block.refuse("opening", "a ward that is never open books nothing; leave `booking` out")
    found = Resources(
        zone=zone,
        opening=opening,
        holidays=block.block_or("public_holidays", "none", _holidays),
        closures=block.blocks("closures", _days) if block.has("closures") else (),
        chairs=_chairs(block, known),
        blockings=_blockings(block, known) if block.has("blockings") else (),
        shifts=_shifts(block),
        pharmacy=block.block_or("pharmacy", "none", _pharmacy),
        times=first.times,
        bag=first.bag,
        kinds=read_kinds(block) if block.has("other_visits") else (),
        promises=first.promises,
    )
    return read_expected(block, found, infused) if block.has("expected") else found


def _opening(block: Block) -> Mapping[int, Hours]:
    block.source()
    found = {}
    for number, name in enumerate(WEEKDAYS):
        hours = block.block_or(name, "closed", _hours)
        if hours is not None and block.sound(name):
            found[number] = hours
    return found


def _hours(block: Block) -> Hours:
    """Return two times on the grid, the second one later."""
    opens, closes = block.time_of_day("from"), block.time_of_day("to")
    for key, value in (("from", opens), ("to", closes)):
        if block.sound(key) and value % GRID_MIN:
            block.refuse(key, f"must be a multiple of {GRID_MIN} minutes")
    if block.sound("from", "to") and closes <= opens:
        block.refuse("to", "must be later than `from`")
    return Hours(opens=opens, closes=closes)


def _holidays(block: Block) -> HolidayPlace:
    block.source()
    country = block.text("country")
    subdivision = block.text("subdivision") if block.has("subdivision") else None
    if block.sound("country") and not (why := _unknown(country, None)):
        why = _unknown(country, subdivision)
        if why:
            block.refuse("subdivision", why)
    elif block.sound("country"):
        block.refuse("country", why)
    return HolidayPlace(country=country, subdivision=subdivision)


def _unknown(country: str, subdivision: str | None) -> str:
    """Return why there are no public holidays of a place; empty where there are."""
    import holidays  # a tenth of a second, which only a ward that books has to pay

    if not _COUNTRY.fullmatch(country):
        return f"{country!r} is not a country of two letters, such as DE"
    try:
        holidays.country_holidays(country, subdiv=subdivision)
    except NotImplementedError:  # what `holidays` says of a place that it does not know
        where = country if subdivision is None else f"{country}-{subdivision}"
        return f"no public holidays are known for {where}"
    return ""


def _days(block: Block) -> Days:
    days = Days(first=block.day("first"), last=block.day("last"), reason=block.text("reason"))
    if block.sound("first", "last") and days.last < days.first:
        block.refuse("last", "lies before the first day")
    return days


def _chairs(block: Block, known: tuple[str, ...]) -> tuple[BookedChair, ...]:
    """Return every chair of the ward with its class; those that are not named are chairs."""
    classes = block.block("places", _places, ALL_CHAIRS) if block.has("places") else ALL_CHAIRS
    for chair in classes:
        if chair not in known:
            block.refuse("places", f"there is no chair {chair!r} in this ward")
    return tuple(BookedChair(id=each, place=classes.get(each, PlaceClass.CHAIR)) for each in known)


def _places(block: Block) -> Mapping[str, PlaceClass]:
    found: dict[str, PlaceClass] = {}
    for place in (PlaceClass.BED, PlaceClass.ISOLATION):
        for chair in block.texts(place.value) if block.has(place.value) else ():
            if chair in found:
                block.refuse(place.value, f"{chair} is named twice")
            found[chair] = place
    return found


def _blockings(block: Block, known: tuple[str, ...]) -> tuple[Blocking, ...]:
    def blocking(one: Block) -> Blocking:
        chair = one.text("chair")
        if one.sound("chair") and chair not in known:
            one.refuse("chair", f"there is no chair {chair!r} in this ward")
        return Blocking(chair=chair, days=_days(one))

    return block.blocks("blockings", blocking)


def _shifts(block: Block) -> tuple[Shift, ...]:
    """Return the nurses by shift. A ward may say `none`, and then nothing can be placed."""
    shifts = block.blocks_or("nurses", "none", _shift)
    check_unique(block, "nurses", [shift.id for shift in shifts])
    return shifts


def _shift(block: Block) -> Shift:
    block.source()
    ident, nurses = block.text("id"), block.whole("count", 1, NURSES_MAX)
    days, hours = read_weekdays(block), _hours(block)
    breaks = block.blocks("breaks", _break) if block.has("breaks") else ()
    for each in breaks if block.sound("from", "to", "breaks") else ():
        if not hours.opens <= each.hours.opens < each.hours.closes <= hours.closes:
            block.refuse("breaks", "a break lies outside of the shift")
    if breaks and block.sound("count", "breaks"):
        _check_breaks(block, nurses, breaks)
    return Shift(id=ident, nurses=nurses, days=days, hours=hours, breaks=breaks)


def _check_breaks(block: Block, nurses: int, breaks: tuple[Break, ...]) -> None:
    for one in breaks:
        at = one.hours.opens
        away = sum(b.nurses for b in breaks if b.hours.opens <= at < b.hours.closes)
        if away > nurses:
            block.refuse("breaks", f"{away} of {nurses} nurses would be away at once")
            return


def _break(block: Block) -> Break:
    return Break(hours=_hours(block), nurses=block.whole("nurses", 1, NURSES_MAX))


def _pharmacy(block: Block) -> Pharmacy:
    block.source()
    return Pharmacy(
        isolators=block.whole("isolators", 1, ISOLATORS_MAX),
        days=read_weekdays(block),
        hours=_hours(block),
    )

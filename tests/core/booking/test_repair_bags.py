"""Bags of a day that is repaired: begun, kept, compounded again."""

from dataclasses import replace

from service.core.booking.day import Fit
from service.core.booking.grid import Slot
from service.core.booking.repair.bags import BagChange
from service.core.booking.repair.proposal import TermKind
from service.core.booking.repair.situation import (
    Lost,
    Situation,
    situation,
)
from service.core.booking.shape import BagNeed, PlaceClass, Pool
from tests.core.booking.days import (
    LONG,
    ZERO,
    shape,
    ward_day,
)
from tests.core.booking.disturbed import (
    as_planned,
    at,
    longer,
    repaired,
    visit_at,
)


def bagged(stable: int, *, now: int, bag: int, seat: int = 150) -> Situation:
    """One who comes at half past twelve, the bag compounded from `bag` on; a chair free at 162."""
    of = replace(shape(60), bag=BagNeed(compound=4, transport=3, stable=stable, to_order=False))
    day = ward_day(chairs=1)
    visit = visit_at(1, of, Fit(seat=seat, wait=3, bag=bag), PlaceClass.CHAIR)
    found = as_planned(day, [], now)
    (long,) = as_planned(day, [(LONG, Fit(seat=96, wait=3, bag=84), PlaceClass.CHAIR)], now).stays
    return replace(found, stays=(long,), ahead=(visit,))


def held_until(of: Situation, until: int) -> Situation:
    """Let the only chair be taken until a slot."""
    (sits,) = of.stays
    return replace(of, stays=(longer(sits, until - (sits.end - ZERO)),))


def test_a_bag_that_is_not_begun_stays_where_it_is_while_it_lasts() -> None:
    of = held_until(bagged(60, now=120, bag=140), 166)

    found = repaired(of)

    assert at(140) == found.moves[0].bag
    assert () == found.bags


def test_a_bag_that_would_not_last_is_compounded_later() -> None:
    of = held_until(bagged(30, now=120, bag=146), 176)

    (note,) = repaired(of).bags

    assert BagChange.OTHER_TIME is note.change
    assert note.begins > note.planned
    assert note.needed_until <= note.good_until
    assert 0 == repaired(of).amount(TermKind.BAG_AGAIN)


def test_a_bag_that_was_begun_and_does_not_last_is_compounded_again() -> None:
    of = held_until(bagged(30, now=147, bag=146), 176)

    (note,) = repaired(of).bags

    assert BagChange.AGAIN is note.change
    assert 1 == repaired(of).amount(TermKind.BAG_AGAIN)
    assert note.begins >= at(147)


def test_a_bag_that_was_begun_and_lasts_is_used() -> None:
    of = held_until(bagged(60, now=147, bag=146), 166)

    found = repaired(of)

    assert (at(146), ()) == (found.moves[0].bag, found.bags)


def test_a_bag_that_hangs_and_will_not_last_is_said() -> None:
    of = bagged(60, now=120, bag=140)
    (sits,) = of.stays
    assert sits.infused is not None
    bag = sits.visit.bag
    assert bag is not None
    good_until = bag + 4 + 96

    for infused, said in ((good_until, 0), (good_until + 1, 1)):
        notes = repaired(replace(of, stays=(replace(sits, infused=Slot(infused)),))).bags
        passes = [each for each in notes if each.change is BagChange.PASSES]
        assert said == len(passes)


def test_no_bag_is_compounded_in_the_past() -> None:
    """It was begun, it will not last, and from now on there is no isolator."""
    of = held_until(bagged(30, now=147, bag=146), 176)
    closed = Lost(pool=Pool.ISOLATOR, start=of.now, end=at(288), amount=2)
    again = situation(
        ward_day(chairs=1),
        of.now,
        stays=of.stays,
        gone=(),
        visits=of.ahead,
        chairs=of.chairs,
        lost=[closed],
    )

    assert ["v-01"] == [each.id for each in repaired(again).unplaced]

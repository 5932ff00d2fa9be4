"""Bags of a day that has changed: which last, which are compounded later, which once more."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from service.core.booking.grid import Slot
from service.core.booking.repair.shift import Fits, begun
from service.core.booking.repair.situation import Situation, fit_of
from service.core.booking.visits import Visit


class BagChange(Enum):
    """What becomes of a bag."""

    OTHER_TIME = "other-time"
    """Not begun yet: to be compounded at another time."""
    AGAIN = "again"
    """Begun, and it would not last: to be compounded once more."""
    PASSES = "passes"
    """It hangs already and will not last until the infusion ends, as far as that can be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BagNote:
    """What the pharmacy has to know."""

    visit: Visit
    change: BagChange
    planned: Slot
    """When compounding was planned to begin, or began."""
    begins: Slot
    """When it is to begin now; as planned where nothing is compounded anew."""
    good_until: Slot
    """The infusion must have ended by then."""
    needed_until: Slot
    """The infusion is expected to end then."""

    @property
    def again(self) -> bool:
        """Whether a bag is wasted."""
        return self.change is BagChange.AGAIN


def bag_notes(of: Situation, fits: Fits) -> Iterator[BagNote]:
    """Yield the bags with which something is different: first those that hang, then the others."""
    for each in of.stays:
        bag, planned = each.visit.shape.bag, each.visit.bag
        if bag is None or planned is None or each.infused is None:
            continue
        good_until = Slot(planned + bag.compound + bag.stable)
        if each.infused > good_until:
            yield BagNote(
                visit=each.visit,
                change=BagChange.PASSES,
                planned=planned,
                begins=planned,
                good_until=good_until,
                needed_until=each.infused,
            )
    for visit in of.ahead:
        note = _moved_bag(of, visit, fits)
        if note is not None:
            yield note


def _moved_bag(of: Situation, visit: Visit, fits: Fits) -> BagNote | None:
    fit, own, bag = fits.get(visit.id), fit_of(visit, of.day.zero), visit.shape.bag
    if fit is None or bag is None or visit.bag is None or fit.bag in (None, own.bag):
        return None
    begins = of.moment(fit.bag)
    ends = fit.seat + visit.shape.arrive + fit.wait + visit.shape.hang + visit.shape.infuse
    return BagNote(
        visit=visit,
        change=BagChange.AGAIN if begun(own, of.of_day(of.now)) else BagChange.OTHER_TIME,
        planned=visit.bag,
        begins=begins,
        good_until=Slot(begins + bag.compound + bag.stable),
        needed_until=of.moment(ends),
    )

"""The shipped monographs, each made ready for a bag, and segments in the words of a label."""

from functools import cache

import config
from drivers.quantities import Volume
from service.catalog import read_protocol
from service.core.bags import NotPrepared
from service.core.label_rates import Bag, Mass, text
from service.core.monograph import Monograph
from service.core.plan import Reaction, Segment
from service.core.protocol import Protocol
from service.core.times import MINUTE_MS, minutes

NAMES = config.names("protocols")


@cache
def monograph(name: str) -> Monograph:
    return read_protocol(config.find("protocols", name)).monograph


def ready(
    name: str,
    infusion_no: int = 1,
    dose_mg: str | None = None,
    bag_ml: str | None = None,
    profile: str | None = None,
) -> Protocol:
    """Return the protocol for the bag of one infusion; what the label fixes need not be said."""
    found = refused_or_ready(name, infusion_no, dose_mg, bag_ml, profile)
    assert isinstance(found, Protocol), found
    return found


def refused_or_ready(
    name: str,
    infusion_no: int = 1,
    dose_mg: str | None = None,
    bag_ml: str | None = None,
    profile: str | None = None,
) -> Protocol | NotPrepared:
    dose = None if dose_mg is None else Mass.from_mg(dose_mg)
    volume = None if bag_ml is None else Volume.from_ml(bag_ml)
    bag = monograph(name).bag(infusion_no, dose, volume, profile)
    return monograph(name).prepared(bag, profile) if isinstance(bag, Bag) else bag


def said(segment: Segment) -> str:
    """Return the rate of a segment as the label says it; a hold is a hold."""
    if segment.rate.ul_per_h == 0:
        return "hold"
    return text(segment.label or segment.rate)


def lasts(segment: Segment) -> float:
    """Return how many minutes a segment lasts, to a tenth."""
    return round((segment.end - segment.start) / MINUTE_MS, 1)


def reaction(at_min: float, grade: int, hold_min: float = 30) -> Reaction:
    return Reaction(at=minutes(at_min), grade=grade, hold=minutes(hold_min))

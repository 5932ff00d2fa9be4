"""Small days for the planner's tests: drawn, so that every resource is scarce in some of them."""

import random
from pathlib import Path

from service.planner.day.instance import Booked, Break, Day, Kind

GOLDEN = Path(__file__).parents[3] / "golden" / "booking"


def kind(name: str, **changes: int | bool) -> Kind:
    """Return a short infusion with premedication, changed where it is said."""
    lengths: dict[str, int | bool] = {
        "arrive": 15,
        "premedicated": True,
        "hang": 10,
        "pump": 30,
        "flush": 5,
        "observe": 0,
        "disconnect": 5,
        "clean": 10,
        "ratio": 4,
        "compound": 15,
        "stable_h": 6,
        "to_order": False,
    }
    return Kind(name=name, **(lengths | changes))  # type: ignore[arg-type]  # by name


def day(*visits: tuple[Kind, int], **changes: int | tuple[int, ...] | tuple[Break, ...]) -> Day:
    """Return a day from 8 to 12, all over by 16, of one chair and one nurse, with these visits."""
    ward: dict[str, int | tuple[int, ...] | tuple[Break, ...]] = {
        "open": 480,
        "close": 720,
        "hard": 960,
        "chairs": 1,
        "nurses": 1,
        "breaks": (),
        "pumps": 1,
        "hoods": 1,
        "pharmacy_open": 420,
        "pharmacy_close": 960,
        "transport": 15,
        "gaps": (15, 30, 45),
    }
    booked = tuple(
        Booked(id=number, kind=of, ready=ready) for number, (of, ready) in enumerate(visits)
    )
    return Day(visits=booked, **(ward | changes))  # type: ignore[arg-type]  # by name


def drawn(seed: int, count: int) -> Day:
    """Return a day of `count` visits that contend for what there is."""
    chance = random.Random(seed)
    kinds = [
        kind("plain", premedicated=False, compound=0, ratio=chance.choice((3, 4))),
        kind("long", pump=chance.choice((60, 90)), observe=15, ratio=3, compound=20),
        kind("order", to_order=True, pump=15),
        kind("short", premedicated=False, arrive=10, hang=0, pump=0, flush=0, observe=15)
        if chance.random() < 0.5
        else kind("stale", stable_h=1, pump=20),
    ]
    kinds = [each if each.name != "short" else kind_without_bag(each) for each in kinds]
    return day(
        *((chance.choice(kinds), 5 * chance.randrange(96, 120)) for _ in range(count)),
        chairs=chance.randint(2, 3),
        nurses=2,
        pumps=chance.randint(1, 3),
        hoods=1,
        close=chance.choice((660, 720)),
        hard=1200,
        pharmacy_close=1200,
        breaks=(Break(start=540, end=570, nurses=1),),
    )


def kind_without_bag(each: Kind) -> Kind:
    """Return an injection: nothing hung, nothing compounded."""
    return kind(
        each.name,
        premedicated=False,
        arrive=10,
        hang=0,
        pump=0,
        flush=0,
        observe=15,
        disconnect=0,
        clean=5,
        compound=0,
    )

"""A day from its JSON file. Whatever is wrong is refused by file, key and reason."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from service.core.booking.grid import GRID_MIN
from service.planner.day.instance import NURSE_PARTS, Booked, Break, Day, Kind

LATEST_MIN = 2 * 24 * 60
"""No time of a day's plan lies beyond the end of the next day."""
MOST = 100_000
"""No ward has more of anything; a slip of the keyboard has."""

_DAY_KEYS = frozenset(
    {"kind", "grid", "open", "close", "hard", "chairs", "nurses", "nurse_breaks", "hoods"}
    | {"pharm_open", "pharm_close", "transport", "pumps", "types", "premed", "appointments"}
)
_DAY_REMARKS = frozenset({"seed", "premed_nominal", "target_load", "blend"})
_KIND_KEYS = frozenset(
    {"A", "pre", "B", "pump", "flush", "obs", "disc", "turn", "ratio", "comp", "stab", "mto"}
)
_KIND_REMARKS = frozenset({"react"})
_VISIT_KEYS = frozenset({"id", "type", "ready"})


class DayError(ValueError):
    """A file that describes no day that can be planned; says file, key and reason."""


def read_day(path: Path) -> Day:
    """Read a day.

    Raises:
        DayError: with the file, the key and the reason.
    """
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise DayError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise DayError(f"{path}: not UTF-8: {error.reason} at byte {error.start}") from error
    try:
        return day_from(json.loads(text, object_pairs_hook=_once, parse_constant=_no_number))
    except json.JSONDecodeError as error:
        raise DayError(f"{path}: line {error.lineno}: not JSON: {error.msg}") from error
    except RecursionError as error:
        raise DayError(f"{path}: nested too deeply") from error
    except ValueError as error:  # DayError is one; a number of 5,000 digits is another
        raise DayError(f"{path}: {error}") from error


def day_from(read: object) -> Day:
    """Return the day that a parsed file describes.

    Raises:
        DayError: with the key and the reason.
    """
    top = _mapping(read, "the file", _DAY_KEYS, _DAY_REMARKS)
    if top["kind"] != "day":
        _refuse("kind", f"{_shown(top['kind'])} is not 'day'")
    if _whole(top["grid"], "grid", 1, LATEST_MIN) != GRID_MIN:
        _refuse("grid", f"{top['grid']} min; plans are made on a grid of {GRID_MIN}")
    opens = _time(top["open"], "open", 0)
    closes = _time(top["close"], "close", opens + GRID_MIN)
    hard = _time(top["hard"], "hard", closes)
    nurses = _whole(top["nurses"], "nurses", 1, MOST)
    kinds = _kinds(top["types"])
    pharmacy_open = _time(top["pharm_open"], "pharm_open", 0)
    day = Day(
        open=opens,
        close=closes,
        hard=hard,
        chairs=_whole(top["chairs"], "chairs", 1, MOST),
        nurses=nurses,
        breaks=_breaks(top["nurse_breaks"]),
        pumps=_whole(top["pumps"], "pumps", 0, MOST),
        hoods=_whole(top["hoods"], "hoods", 0, MOST),
        pharmacy_open=pharmacy_open,
        pharmacy_close=_time(top["pharm_close"], "pharm_close", pharmacy_open),
        transport=_time(top["transport"], "transport", 0),
        gaps=_gaps(top["premed"]),
        visits=_visits(top["appointments"], kinds),
    )
    _can_be(day)
    return day


def _kinds(read: object) -> dict[str, Kind]:
    if not isinstance(read, Mapping):
        _refuse("types", f"{_shown(read)} is not an object of kinds by name")
    return {name: _kind(name, row) for name, row in read.items()}


def _kind(name: str, read: object) -> Kind:
    at = f"types.{name}"
    row = _mapping(read, at, _KIND_KEYS, _KIND_REMARKS)
    kind = Kind(
        name=name,
        arrive=_time(row["A"], f"{at}.A", GRID_MIN),
        premedicated=bool(_whole(row["pre"], f"{at}.pre", 0, 1)),
        hang=_time(row["B"], f"{at}.B", 0),
        pump=_time(row["pump"], f"{at}.pump", 0),
        flush=_time(row["flush"], f"{at}.flush", 0),
        observe=_time(row["obs"], f"{at}.obs", 0),
        disconnect=_time(row["disc"], f"{at}.disc", 0),
        clean=_time(row["turn"], f"{at}.turn", 0),
        ratio=_whole(row["ratio"], f"{at}.ratio", 1, NURSE_PARTS),
        compound=_time(row["comp"], f"{at}.comp", 0),
        stable_h=_whole(row["stab"], f"{at}.stab", 0, LATEST_MIN // 60),
        to_order=bool(_whole(row["mto"], f"{at}.mto", 0, 1)),
    )
    if NURSE_PARTS % kind.ratio:
        _refuse(f"{at}.ratio", f"{kind.ratio} does not divide {NURSE_PARTS}")
    return kind


def _breaks(read: object) -> tuple[Break, ...]:
    found = []
    for number, row in enumerate(_list(read, "nurse_breaks")):
        at = f"nurse_breaks[{number}]"
        if not isinstance(row, list) or len(row) != 3:
            _refuse(at, f"{_shown(row)} is not [from, to, nurses]")
        start = _time(row[0], f"{at}[0]", 0)
        end = _time(row[1], f"{at}[1]", start + GRID_MIN)
        found.append(Break(start=start, end=end, nurses=_whole(row[2], f"{at}[2]", 0, MOST)))
    return tuple(found)


def _gaps(read: object) -> tuple[int, ...]:
    found = [_time(each, f"premed[{i}]", 0) for i, each in enumerate(_list(read, "premed"))]
    if len(set(found)) != len(found):
        _refuse("premed", "a gap is named twice")
    return tuple(sorted(found))


def _visits(read: object, kinds: Mapping[str, Kind]) -> tuple[Booked, ...]:
    found: dict[int, Booked] = {}
    for number, each in enumerate(_list(read, "appointments")):
        at = f"appointments[{number}]"
        row = _mapping(each, at, _VISIT_KEYS, frozenset())
        name = row["type"]
        if not isinstance(name, str) or name not in kinds:
            _refuse(f"{at}.type", f"{_shown(name)} is not one of: {', '.join(sorted(kinds))}")
        visit = Booked(
            id=_whole(row["id"], f"{at}.id", 0, 10**9),
            kind=kinds[name],
            ready=_time(row["ready"], f"{at}.ready", 0),
        )
        if visit.id in found:
            _refuse(f"{at}.id", f"{visit.id} is there twice")
        found[visit.id] = visit
    return tuple(found.values())


def _can_be(day: Day) -> None:
    """Refuse what no plan can keep to, however empty the ward is."""
    if min(day.nurse_parts()) < 0:
        _refuse("nurse_breaks", f"more than all {day.nurses} nurses are away at once")
    for number, visit in enumerate(day.visits):
        at, kind = f"appointments[{number}]", visit.kind
        if kind.premedicated and not day.gaps:
            _refuse("premed", f"no gap to choose from, and {kind.name} needs one")
        if kind.hang + kind.pump + kind.flush and not day.pumps:
            _refuse("pumps", f"0, and {kind.name} needs one")
        if kind.compound and not day.hoods:
            _refuse("hoods", f"0, and {kind.name} needs a bag")
        shortest = kind.arrive + min(day.gaps_of(kind)) + kind.after_hang
        if day.earliest(visit) + shortest > day.hard:
            _refuse(
                f"{at}.ready",
                f"{kind.name} takes at least {shortest} min; from {day.earliest(visit)} it does"
                f" not end by hard, {day.hard}",
            )
        if kind.compound and not any(_bag_fits(day, kind, gap) for gap in day.gaps_of(kind)):
            _refuse(
                f"{at}.type",
                f"no gap of premed leaves room for a bag of {kind.name}: compounding"
                f" {kind.compound}, transport {day.transport}, stable {kind.stable_h} h",
            )


def _bag_fits(day: Day, kind: Kind, gap: int) -> bool:
    # The window moves with the visit, so one place far from midnight tells for all.
    earliest, latest = kind.bag_window(LATEST_MIN, LATEST_MIN + kind.arrive + gap, day.transport)
    return earliest <= latest


def _mapping(
    read: object, at: str, needed: frozenset[str], allowed: frozenset[str]
) -> Mapping[str, object]:
    if not isinstance(read, dict):
        _refuse(at, f"{_shown(read)} is not an object")
    for key in sorted(needed - read.keys()):
        _refuse(at, f"the key '{key}' is missing")
    for key in read.keys() - needed - allowed:
        _refuse(at, f"there is no key {_shown(key)} here")
    return read


def _list(read: object, at: str) -> list[object]:
    if not isinstance(read, list):
        _refuse(at, f"{_shown(read)} is not a list")
    return read


def _time(read: object, at: str, least: int) -> int:
    found = _whole(read, at, least, LATEST_MIN)
    if found % GRID_MIN:
        _refuse(at, f"{found} is not on the grid of {GRID_MIN} min")
    return found


def _whole(read: object, at: str, least: int, most: int) -> int:
    if not isinstance(read, int) or isinstance(read, bool):
        _refuse(at, f"{_shown(read)} is not a whole number")
    if not least <= read <= most:
        _refuse(at, f"{_shown(read)} is not between {least} and {most}")
    return read


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        _refuse(next(key for key in keys if keys.count(key) > 1), "the key is there twice")
    return found


def _no_number(word: str) -> NoReturn:
    raise DayError(f"{word} is not a number")


def _shown(read: object) -> str:
    text = repr(read) if not isinstance(read, int) or abs(read) < 10**20 else "the number"
    return text if len(text) <= 40 else f"{text[:37]}..."


def _refuse(at: str, reason: str) -> NoReturn:
    raise DayError(f"{at}: {reason}")

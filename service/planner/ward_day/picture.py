"""A simulated day as a picture: chairs by time, planned above and happened below, nurses beneath.

Colours by the kind of visit; all of a nurse is dark, waiting is pale, running is full. What runs
after a reaction is orange, and the reaction is a red mark.
"""

from collections.abc import Sequence

from service.core.booking.shape import NURSE_PARTS
from service.planner.ward_day.fate import MINUTE_S
from service.planner.ward_day.kinds import FIRST, Kind
from service.planner.ward_day.play import Played
from service.planner.ward_day.stay import Stay
from service.planner.ward_day.svg import Page
from service.planner.ward_day.ward import CLOSE, OPEN

LEFT, TOP, RIGHT, BOTTOM = 52, 86, 24, 34
MINUTE_PX = 1.5
ROW, PLAN, BAR = 21, 5, 11
NURSES = 110
"""Height of the nurses' curve (px)."""

DARK, FULL, PALE = 0, 1, 2
COLOURS = {
    "first isatuximab": ("#4a1486", "#8c6bb1", "#e3d9ee"),
    "later isatuximab": ("#08519c", "#6baed6", "#d6e6f4"),
    "another infusion": ("#006d2c", "#74c476", "#dbf0d8"),
    "injection, support": ("#525252", "#b5b5b5", "#ebebeb"),
}
AFTER_REACTION = "#fd8d3c"
REACTION = "#cb181d"
CLEANING = "#e0e0e0"
PLANNED = "#9a9a9a"

Sample = tuple[int, int]
"""Second after midnight, parts of nurses in use from then on."""


def picture(title: str, played: Played, nurses: Sequence[Sample]) -> str:
    """Return the day as an SVG file."""
    ends = [stay.was.clean for stay in played.stays if stay.was.clean is not None]
    until = -(-max([CLOSE * MINUTE_S, *ends]) // (60 * MINUTE_S)) * 60
    rows = played.ward.chairs * ROW
    page = Page(
        width=round(LEFT + (until - OPEN) * MINUTE_PX + RIGHT),
        height=TOP + rows + 28 + NURSES + BOTTOM,
    )
    page.text(LEFT, 24, title, size=15)
    _legend(page)
    _hours(page, until, TOP + rows, TOP + rows + 28 + NURSES)
    for chair in range(played.ward.chairs):
        page.text(LEFT - 8, TOP + chair * ROW + 14, str(chair + 1), size=10, anchor="end")
    for stay in played.stays:
        _planned(page, stay)
    for stay in played.stays:
        _happened(page, stay)
    _nurses(page, played.present, nurses, TOP + rows + 28, until)
    return page.svg()


def group(kind: Kind) -> str:
    """Return which colour a kind has."""
    if kind is FIRST:
        return "first isatuximab"
    if kind.infusions:
        return "later isatuximab"
    return "another infusion" if kind.compound else "injection, support"


def _x(second: float) -> float:
    return LEFT + (second / MINUTE_S - OPEN) * MINUTE_PX


def _legend(page: Page) -> None:
    x = float(LEFT)
    for name, shades in COLOURS.items():
        for place, shade in enumerate(shades):
            page.box(x + 10 * place, 38, 10, 11, shade)
        page.text(x + 36, 48, name)
        x += 48 + 6.6 * len(name)
    page.text(x + 4, 48, "dark: all of a nurse, full: running, pale: premedication works")
    x = float(LEFT)
    page.box(x, 58, 30, 5, "#ffffff", PLANNED)
    page.text(x + 36, 66, "planned (dashed: did not come)")
    _mark(page, x + 244, 56)
    page.text(x + 254, 66, "reaction")
    page.box(x + 316, 56, 30, 11, AFTER_REACTION)
    page.text(x + 352, 66, "the infusion after it, standing still included")
    page.box(x + 630, 56, 30, 11, CLEANING)
    page.text(x + 666, 66, "cleaning")


def _hours(page: Page, until: int, below: float, bottom: float) -> None:
    for minute in range(OPEN, until + 1, 60):
        x = _x(minute * MINUTE_S)
        edge = minute in (OPEN, CLOSE)
        page.line(x, TOP - 4, x, bottom, "#444" if edge else "#ddd", 1.2 if edge else 0.7)
        page.text(x, TOP - 7, f"{minute // 60:02}:00", size=10, anchor="middle")
        page.text(x, bottom + 14, f"{minute // 60:02}:00", size=10, anchor="middle")
    page.line(LEFT, below, _x(until * MINUTE_S), below, "#ddd", 0.7)


def _planned(page: Page, stay: Stay) -> None:
    kind = stay.kind
    y = TOP + stay.promise.chair * ROW + 2
    length = kind.length - kind.gap + stay.promise.place.gap
    start = stay.promised
    page.box(
        _x(start),
        y,
        length * MINUTE_PX,
        PLAN,
        "#ffffff" if not stay.fate.comes else COLOURS[group(kind)][PALE],
        PLANNED,
        dashed=not stay.fate.comes,
        says=f"{kind.id}, planned {_clock(start)} to {_clock(start + length * MINUTE_S)}",
    )


def _happened(page: Page, stay: Stay) -> None:
    was, dark, full, pale = stay.was, *COLOURS[group(stay.kind)]
    if stay.chair is None or was.seated is None:
        return
    y = TOP + stay.chair * ROW + 2 + PLAN + 1
    hung = was.started if was.hung is None else was.hung
    away = None if was.left is None else was.left - stay.kind.disconnect * MINUTE_S
    running = [(was.started, away, full)]
    if was.struck is not None:
        running = [
            (was.started, was.struck, full),
            (was.struck, was.drained, AFTER_REACTION),
            (was.drained, away, full),
        ]
    parts = [
        (was.seated, was.premedicated, dark),
        (was.premedicated, hung, pale),
        (was.hung, was.started, dark),
        *running,
        (away, was.left, dark),
        (was.left, was.clean, CLEANING),
    ]
    says = f"{stay.kind.id}, promised {_clock(stay.promised)}, seated {_clock(was.seated)}"
    for start, end, colour in parts:
        if start is not None and end is not None and end > start:
            page.box(_x(start), y, _x(end) - _x(start), BAR, colour, says=says)
    if was.struck is not None:
        _mark(page, _x(was.struck), y)


def _mark(page: Page, x: float, y: float) -> None:
    middle = y + BAR / 2
    page.steps([(x, y - 1), (x + 5, middle), (x, y + BAR + 1), (x - 5, middle)], REACTION)


def _nurses(page: Page, present: int, samples: Sequence[Sample], top: float, until: int) -> None:
    bottom = top + NURSES
    scale = (NURSES - 14) / (present * NURSE_PARTS)
    points = [(_x(OPEN * MINUTE_S), bottom)]
    used = 0
    for second, parts in samples:
        x = min(max(_x(second), _x(OPEN * MINUTE_S)), _x(until * MINUTE_S))
        points += [(x, bottom - used * scale), (x, bottom - parts * scale)]
        used = parts
    points += [(points[-1][0], bottom)]
    page.steps(points, "#c6b58a")
    there = bottom - present * NURSE_PARTS * scale
    page.line(LEFT, there, _x(until * MINUTE_S), there, REACTION, 1)
    page.line(LEFT, bottom, _x(until * MINUTE_S), bottom, "#444", 1)
    page.text(LEFT - 8, there + 4, str(present), size=10, anchor="end")
    page.text(LEFT - 8, bottom + 4, "0", size=10, anchor="end")
    page.text(LEFT + 4, there - 4, f"nurses busy, of {present} who came; breaks count", size=10)


def _clock(second: int) -> str:
    minute = second // MINUTE_S
    return f"{minute // 60:02}:{minute % 60:02}"

"""What a pump is doing, as its reports taken in the order of its own clock say it.

Reports that were held back while the gateway was cut off arrive late and out of order: they are put
where they belong, and the picture is the same whatever the order in which they came. It never
carries the time at which something arrived.
"""

from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from drivers.ihe_pcd import codes
from drivers.ihe_pcd.codes import Code
from drivers.ihe_pcd.heard import Report
from drivers.ihe_pcd.messages import OrderId
from drivers.port import Delivery, PumpAlarm
from drivers.quantities import NO_RATE, Rate, Volume

KEPT = 64
"""Reports that can still be overtaken by an older one: about an hour at one a minute."""

_ALARMS: dict[Code, PumpAlarm] = {
    codes.OCCLUSION: PumpAlarm.OCCLUSION,
    codes.OCCLUSION_DOWN: PumpAlarm.OCCLUSION,
    codes.OCCLUSION_UP: PumpAlarm.OCCLUSION,
    codes.AIR: PumpAlarm.AIR_IN_LINE,
    codes.EMPTY: PumpAlarm.BAG_EMPTY,
    codes.VOLUME_COMPLETE: PumpAlarm.BAG_EMPTY,
    codes.BATTERY_LOW: PumpAlarm.BATTERY,
    codes.BATTERY_FAIL: PumpAlarm.BATTERY,
    codes.BATTERY_FAULT: PumpAlarm.BATTERY,
    codes.BATTERY_EMPTY: PumpAlarm.BATTERY,
    codes.BATTERY_REPLACE: PumpAlarm.BATTERY,
    codes.POWER_LOSS: PumpAlarm.RESET,
}
"""Everything else is `OTHER`: an alarm that we cannot name is not a lesser one."""

IsOurs = Callable[[OrderId | None], bool]

_FORGETS = frozenset((codes.PROGRAM_CLEARED, codes.COUNTERS_CLEARED))
_GOES_ON_BY_ITSELF = frozenset(("switching-source", "between-doses"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One pump, after all that was heard."""

    at: datetime | None = None
    """When the pump last said what it delivers; an alarm alone does not count."""
    delivery: Delivery = Delivery.OTHER
    rate: Rate = NO_RATE
    infused: Volume | None = None
    order: OrderId | None = None
    volume_left: Volume | None = None
    alarms: dict[tuple[str, str], PumpAlarm] = field(default_factory=dict)
    """By what their code says and the id of their first report."""
    forgot: int = 0
    """How often the pump may have forgotten what it was told."""
    model: str = ""

    @property
    def ends_at(self) -> Volume | None:
        """The counter reading at which the pump will end by itself, where it tells both."""
        return ends_at(self.infused, self.volume_left)

    def after(self, report: Report, is_ours: IsOurs) -> "Picture":
        """Return the picture after one more report."""
        if report.alarm:
            return self._alarmed(report)
        if report.trigger == "R40":
            return self
        before, now = self.infused, report.infused
        back = before is not None and now is not None and now < before
        lost = is_ours(self.order) and not is_ours(report.order)
        forgets = back or report.event in _FORGETS or lost
        delivery, rate = delivered_as(report)
        return replace(
            self,
            at=report.at,
            delivery=delivery,
            rate=rate,
            infused=before if now is None else now,
            order=None if report.event is codes.PROGRAM_CLEARED else report.order,
            volume_left=report.volume_left,
            forgot=self.forgot + forgets,
            model=report.model or self.model,
        )

    def _alarmed(self, report: Report) -> "Picture":
        alarm = report.alarm
        if alarm is None:
            return self
        key = alarm.term, alarm.first
        alarms = {each: kind for each, kind in self.alarms.items() if each != key}
        if alarm.on:
            kind = _ALARMS.get(alarm.code) if alarm.code else None
            alarms[key] = kind or PumpAlarm.OTHER
        elif not alarm.follows:  # a gateway that does not say which one is over
            alarms = {each: kind for each, kind in alarms.items() if each[0] != alarm.term}
        return replace(self, alarms=alarms)


def ends_at(infused: Volume | None, left: Volume | None) -> Volume | None:
    """Return the counter reading at which a pump with so much left will end, where it is known."""
    return None if infused is None or left is None else infused + left


def delivered_as(report: Report) -> tuple[Delivery, Rate]:
    """Return what a report says about delivery, and the rate in force.

    `STOPPED` needs a clear word; whatever is missing or contradicts itself is `OTHER`, which counts
    as moving. A pump between two sources or doses goes on by itself, so it is not stopped either.
    """
    flow = report.flow_now if report.flow_now is not None else report.flow_set
    match report.delivery or _OLD_STATUS.get(report.old_status, ""):
        case "kvo":
            return Delivery.KVO, NO_RATE
        case "delivering" | "transitioning":
            if flow is not None and flow > NO_RATE and report.infusing != "not-infusing":
                return Delivery.RUNNING, flow
        case "not-delivering":
            still = report.flow_now in (None, NO_RATE) and report.infusing != "infusing"
            if still and report.reason not in _GOES_ON_BY_ITSELF:
                return Delivery.STOPPED, NO_RATE
    return Delivery.OTHER, NO_RATE


_OLD_STATUS = {
    "infusing": "delivering",
    "kvo": "kvo",
    "ready": "not-delivering",
    "standby": "not-delivering",
    "paused": "not-delivering",
}


class History:
    """Puts reports in the order of the pump's clock."""

    def __init__(self, is_ours: IsOurs) -> None:
        self.picture = Picture()
        self.too_late = 0
        """Reports older than everything that can still be put in order: they change nothing."""
        self._is_ours = is_ours
        self._base = Picture()
        self._base_at: datetime | None = None
        self._kept: list[tuple[datetime, bool, int, Report]] = []
        self._arrived = 0

    def add(self, report: Report) -> None:
        """Take one report, at the place where its own time puts it.

        At one and the same second the pump first leaves its old rate and then takes up the new one.
        """
        if self._base_at and report.at < self._base_at:
            self.too_late += 1
            return
        self._arrived += 1
        insort(self._kept, (report.at, report.delivery != "transitioning", self._arrived, report))
        if self._kept[-1][2] == self._arrived:
            self.picture = self.picture.after(report, self._is_ours)
        else:
            self._draw_again()
        if len(self._kept) > KEPT:
            self._base_at, _, _, oldest = self._kept.pop(0)
            self._base = self._base.after(oldest, self._is_ours)

    def _draw_again(self) -> None:
        self.picture = self._base
        for *_, report in self._kept:
            self.picture = self.picture.after(report, self._is_ours)

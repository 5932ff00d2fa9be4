"""The application level of an order: what it asks, and whether this pump can be asked that now.

Readings of ours where the framework only names the error:
* XO for another order than the pump's is 9035, and 9017 where nothing can be changed;
* a rate outside the pump's range is 9005, beyond a drug's hard limit 9024, a volume beyond what the
  pump takes 9014;
* a unit that is none of ours is 9008; one that exists but is not what the library orders in, 9009;
* a duration (TQ1) and a dose (mg in RXG-15) are 9004: this pump takes rates only;
* a bolus (CH) is 9038.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from simulators.ihe_pcd_accept import pump_named
from simulators.ihe_pcd_codes import (
    DOSE_RATE_UNITS,
    ORDERED_VMD,
    RATE_UNITS,
    STEP_TYPE,
    STEPS,
    VOLUME_UNITS,
    WEIGHT,
)
from simulators.ihe_pcd_er7 import Message, Segment, moment
from simulators.ihe_pcd_program import Drug, Order, Step
from simulators.ihe_pcd_pump import Pump
from simulators.volumes import ML_NL, nl_from_ml

STALE_S = 300.0
"""Ours: an order whose ORC-9 is older, or further ahead, is stale."""

_HEIGHT, _SURFACE = "68060", "188744"
_MG, _KG, _G = ("263890", "263875", "263872")
_UG_PER_MG = 1_000
_MINUTES_PER_H = 60


class RefusedError(Exception):
    """The order is answered with an application error."""

    def __init__(self, code: int) -> None:
        """Refuse with one of 9001 to 9044."""
        super().__init__(code)
        self.code = code


def _unless(right: bool, code: int) -> None:
    if not right:
        raise RefusedError(code)


class Reading:
    """One accepted order, taken apart."""

    def __init__(self, message: Message) -> None:
        """Look at the message; nothing is judged yet."""
        self.message = message
        self.orc = next(message.all("ORC"))
        self.pid = next(message.all("PID"))
        self.gives = list(message.all("RXG"))
        self.verb = self.orc.part(1)

    @property
    def pump(self) -> str:
        """The pump it names; "" when it names none, or more than one."""
        named = {pump_named(obx) for obx in self.observed(str(ORDERED_VMD.number))}
        return named.pop() if len(named) == 1 else ""

    def observed(self, number: str, refid: str = "") -> Iterator[Segment]:
        """The OBX of a code."""
        return (
            obx
            for obx in self.message.all("OBX")
            if obx.part(3) == number and refid in ("", obx.part(3, 2))
        )

    def value(self, number: str) -> str:
        """OBX-5 of the first OBX of a code; "" = there is none."""
        return next((obx.part(5) for obx in self.observed(number)), "")

    @property
    def weight_g(self) -> int | None:
        """The patient's weight in g; None = not said."""
        obx = next(self.observed(str(WEIGHT.number)), None)
        if obx is None or not obx.part(5):
            return None
        millionths, units = _exact(obx.part(5)), obx.parts(6)
        if _KG in units or "kg" in units:
            return millionths // 1_000
        if _G in units or "g" in units:
            return millionths // ML_NL
        raise RefusedError(9008)


def judge(message: Message, pumps: Mapping[str, Pump], now: datetime, stale_s: float) -> Order:
    """Return the order to show at the pump; raises RefusedError with the application error."""
    reading = Reading(message)
    pump = pumps.get(reading.pump)
    if pump is None:
        raise RefusedError(9001)
    _reachable(pump)
    stamp = moment(reading.orc.part(9))
    _unless(stamp is not None and abs((now - stamp).total_seconds()) <= stale_s, 9022)
    _same_patient(reading, pump)
    _ready(pump)
    _unless(reading.verb != "CH", 9038)
    drug = _drug(reading, pump)
    _patient_for(reading, pump, drug)
    steps = _steps(reading, pump, drug)
    order = Order(
        message=message,
        verb=reading.verb,
        placer=reading.orc.raw(2),
        give_code=reading.gives[0].raw(4),
        concentration=_concentration(reading.gives[0]),
        pump=pump.eui,
        patient=reading.pid,
        visit=message.first("PV1"),
        steps=steps,
    )
    if reading.verb == "RE":
        _may_begin(pump)
    else:
        _may_change(order, pump)
    return order


def _reachable(pump: Pump) -> None:
    _unless(pump.online, 9007)
    _unless(pump.powered, 9006)


def _same_patient(reading: Reading, pump: Pump) -> None:
    patient = reading.pid.part(3)
    _unless(bool(patient), 9031)
    _unless(pump.setup.patient in ("", patient), 9012)


def _ready(pump: Pump) -> None:
    """Whether the pump can be asked anything now."""
    setup = pump.setup
    _unless(not pump.alarms.stopping or setup.programs_while_alarming, 9033)
    _unless(setup.tubing, 9028)
    _unless(setup.care_area is not None, 9029)
    _unless(not setup.delayed_start, 9032)
    _unless(pump.offer is None and not setup.busy, 9017)


def _drug(reading: Reading, pump: Pump) -> Drug:
    """The library's entry; a pump without a library takes any drug."""
    code, name = reading.gives[0].part(4), reading.gives[0].part(4, 2)
    for give in reading.gives:
        _unless((give.part(4), give.part(4, 2)) == (code, name), 9041)
    if not pump.setup.library:
        return Drug(code, name)
    found = drug_of(pump, code, name)
    if found is None:
        raise RefusedError(9010)
    _unless(found.care_area in ("", pump.setup.care_area), 9021)
    return found


def drug_of(pump: Pump, code: str, name: str) -> Drug | None:
    """The library's entry for a drug, by id or by text."""
    for drug in pump.setup.library:
        if drug.code == code or drug.name.lower() == name.lower():
            return drug
    return None


def _patient_for(reading: Reading, pump: Pump, drug: Drug) -> None:
    weight_g = reading.weight_g
    _unless(not drug.needs_weight or weight_g is not None, 9019)
    _unless(not drug.needs_height or bool(reading.value(_HEIGHT)), 9020)
    _unless(not drug.needs_surface or bool(reading.value(_SURFACE)), 9027)
    if weight_g is not None and pump.setup.weight:
        _unless(weight_g == _exact(pump.setup.weight) // 1_000, 9011)


def _steps(reading: Reading, pump: Pump, drug: Drug) -> tuple[Step, ...]:
    """The program; one step unless the pump takes more."""
    count = len(reading.gives)
    told = {obx.part(5) for obx in reading.observed(str(STEPS.number), STEPS.refid)}
    if count > 1 or told - {"1"}:
        _unless(pump.setup.multistep, 9043)
        _unless(reading.verb == "RE" and told == {str(count)}, 9041)
        numbers = [int(give.part(1)) for give in reading.gives]
        _unless(numbers == list(range(1, count + 1)), 9041)
    for obx in reading.observed(str(STEP_TYPE.number), STEP_TYPE.refid):
        _unless(obx.part(5) != "loading dose", 9042)
        _unless(obx.part(5) == "continuous", 9044)
    for rxr in reading.message.all("RXR"):
        _unless(rxr.part(4) != "IVPB" or pump.setup.piggyback, 9013)
    _unless(reading.message.first("TQ1") is None, 9004)
    return tuple(_step(reading, give, pump, drug) for give in reading.gives)


def _step(reading: Reading, give: Segment, pump: Pump, drug: Drug) -> Step:
    if reading.verb == "XO":
        _unless(not give.raw(5) and not give.raw(7), 9004)
        volume_nl = 0
    else:
        _unless(bool(give.part(5)) and bool(give.raw(7)), 9003)
        _unless(_any(give.parts(7), VOLUME_UNITS), 9008)
        volume_nl = _exact(give.part(5))
        _unless(volume_nl > 0, 9004)
        _unless(volume_nl <= pump.setup.most_nl, 9014)
    rate_nl_h = _rate(reading, give, drug)
    _unless(rate_nl_h > 0, 9004)
    _unless(pump.setup.slowest_nl_h <= rate_nl_h <= pump.setup.fastest_nl_h, 9005)
    _unless(drug.hardest_nl_h is None or rate_nl_h <= drug.hardest_nl_h, 9024)
    return Step(rate_nl_h, volume_nl)


def _rate(reading: Reading, give: Segment, drug: Drug) -> int:
    """RXG-15 in nL/h, from mL/h or from ug/kg/min, rounded down to whole nL."""
    _unless(bool(give.part(15)) and bool(give.raw(16)), 9003)
    value, units = _exact(give.part(15)), give.parts(16)
    if _any(units, RATE_UNITS):
        _unless(not drug.dose_units, 9009)
        return value
    if not _any(units, DOSE_RATE_UNITS):
        _unless(not _any(units, VOLUME_UNITS) and _MG not in units, 9004)
        raise RefusedError(9008)
    _unless(drug.dose_units, 9009)
    weight_g = reading.weight_g
    if weight_g is None:
        raise RefusedError(9019)
    _unless(bool(give.part(17)) and bool(give.part(23)), 9003)
    _unless(_MG in give.parts(18) and _any(give.parts(24), VOLUME_UNITS), 9008)
    strength, diluent = _exact(give.part(17)), _exact(give.part(23))
    _unless(strength > 0 and diluent > 0, 9004)
    # ug/kg/min * kg * 60 min/h / (ug/mL) = mL/h; the scale of nL cancels once.
    above = value * weight_g * _MINUTES_PER_H * diluent
    return above // (1_000 * _UG_PER_MG * strength)


def _may_begin(pump: Pump) -> None:
    """Whether a new infusion can be offered."""
    if not pump.infusing:
        return
    program = pump.program
    if program is not None and program.order is not None:
        code, name, *_ = (*program.order.give_code.split("^"), "", "")
        drug = drug_of(pump, code, name)
        _unless(drug is None or drug.interruptible, 9030)
    raise RefusedError(9002)


def _may_change(order: Order, pump: Pump) -> None:
    """Whether the rate of what is programmed can be changed by this order."""
    program = pump.program
    if program is None or not pump.can_go_on or len(program.steps) > 1:
        raise RefusedError(9017)
    running = program.order
    if running is None or running.placer != order.placer:
        raise RefusedError(9035)
    _unless(running.give_code == order.give_code, 9036)
    _unless(order.concentration in ("", running.concentration), 9037)


def _concentration(give: Segment) -> str:
    """Strength and diluent as they stand; "" where none is given."""
    told = [give.part(number) for number in (17, 18, 23, 24)]
    return "^".join(told) if any(told) else ""


def _exact(text: str) -> int:
    """A decimal number times a million; what is none is an invalid parameter."""
    try:
        return nl_from_ml(text)
    except ValueError as error:
        raise RefusedError(9004) from error


def _any(given: Iterable[str], known: frozenset[str]) -> bool:
    return not known.isdisjoint(given)

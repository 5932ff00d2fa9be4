"""Reports of a pump: PCD-01 snapshots, PCD-10 events and PCD-04 alarms, from one status each.

The layout and the order of the lines follow the framework's examples; OBX-4 numbers say where a
line belongs (device.VMD.channel.metric) and are this gateway's own.
"""

from collections.abc import Iterable, Iterator
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from simulators import ihe_pcd_codes as codes
from simulators.ihe_pcd_codes import ALARMS, EVENTS, ML, ML_H, UNKNOWN_EVENT, Code
from simulators.ihe_pcd_er7 import Message, Segment, escaped, segment
from simulators.ihe_pcd_faults import Misbehaviour
from simulators.ihe_pcd_messages import ALERT, EUI_64, EVENT, SNAPSHOT, Letterhead
from simulators.ihe_pcd_program import UNKNOWN_PATIENT, Alarm, Delivery, Event, Order, Status
from simulators.volumes import ML_NL

NOT_OURS = "080019FFFEFFFFFF"
"""The pump that the fault `wrong_eui` names."""

UNKNOWN_DRUG = "999999^Unknown medication"
COUNTER_STEP_ML = Decimal("0.1")
"""The pump's counters are shown cut off to this; settings are shown as they are."""


class Line(NamedTuple):
    """One OBX before it is numbered: value type "" is a line about a device."""

    code: Code
    place: str
    kind: str = ""
    value: str = ""
    units: str = ""


class Sender(NamedTuple):
    """Which pump a report is about, and where it stands."""

    name: str
    eui: str
    location: str
    library: str


class Reporter:
    """Writes the reports of one gateway."""

    def __init__(self, letterhead: Letterhead, faults: Misbehaviour) -> None:
        """Write under a letterhead."""
        self._letterhead = letterhead
        self._faults = faults

    def snapshot(self, pump: Sender, status: Status, now_ns: int) -> Message:
        """PCD-01: what the pump does now."""
        lines = (*self._device(pump), *_delivery(status))
        request = self._request(status, pump, now_ns)
        body = [*self._patient(status.order, pump), request, *self._observed(lines, pump)]
        return self._letterhead.report(SNAPSHOT, now_ns, body)

    def event(self, pump: Sender, event: Event, now_ns: int) -> Message:
        """PCD-10: one event, stamped when it happened."""
        code = UNKNOWN_EVENT if self._faults.unknown_codes else EVENTS[event.name]
        told = (
            Line(codes.EVENT_CONDITION, "1.0.0.2", "CWE", code.cwe),
            Line(codes.EVENT_SOURCE, "1.0.0.3", "ST", "1.1.2.0"),
        )
        lines = (*self._device(pump, told), *_delivery(event.status))
        request = self._request(event.status, pump, event.at_ns)
        body = [*self._patient(event.status.order, pump), request, *self._observed(lines, pump)]
        return self._letterhead.report(EVENT, now_ns, body)

    def alarm(self, pump: Sender, alarm: Alarm, now_ns: int) -> Message:
        """PCD-04: one update of one alarm, in seven facets."""
        entry = ALARMS[alarm.name]
        code = UNKNOWN_EVENT if self._faults.unknown_codes else entry.code
        at = self._letterhead.clock.happened(alarm.at_ns)
        facets = (
            (codes.ALARM, "CWE", f"{code.cwe}^^^^^^{escaped(entry.text)}"),
            (codes.ALERT_SOURCE, "CWE", codes.VMD.cwe),
            (codes.PHASE, "ST", alarm.phase),
            (codes.ALARM_STATE, "ST", alarm.state),
            (codes.INACTIVATION, "ST", alarm.inactivation),
            (codes.PRIORITY, "ST", entry.priority),
            (codes.ALERT_TYPE, "ST", entry.kind),
        )
        lines = [Line(codes.MDS, "1.0.0.0"), Line(codes.VMD, "1.1.0.0")]
        lines += [
            Line(told, f"1.1.0.0.{number}", kind, value)
            for number, (told, kind, value) in enumerate(facets, 1)
        ]
        gateway = self._letterhead.gateway
        ids = [f"AL{pump.name}-{alarm.number}.{update}" for update in (alarm.update, 0)]
        parent = f"^{gateway.id(ids[1]).replace('^', '&')}" if alarm.update else ""
        request = segment(
            "OBR", {1: "1", 3: gateway.id(ids[0]), 4: codes.ALARM.cwe, 7: at, 29: parent}
        )
        body = [*self._patient(alarm.order, pump), request]
        body += self._observed(lines, pump, flag="F", at=at)
        return self._letterhead.report(ALERT, now_ns, body)

    def _patient(self, order: Order | None, pump: Sender) -> Iterator[Segment]:
        yield UNKNOWN_PATIENT if order is None else order.patient
        if not self._faults.omit_pv1:
            visit = None if order is None else order.visit
            yield visit or segment("PV1", {2: "O", 3: pump.location})

    def _request(self, status: Status, pump: Sender, at_ns: int) -> Segment:
        gateway, order = self._letterhead.gateway, status.order
        return segment(
            "OBR",
            {
                1: "1",
                2: "" if order is None else order.placer,
                3: gateway.id(f"PRG{pump.name}-{status.program}"),
                4: UNKNOWN_DRUG if order is None else order.give_code,
                7: self._letterhead.clock.happened(at_ns),
            },
        )

    @staticmethod
    def _device(pump: Sender, event: Iterable[Line] = ()) -> Iterator[Line]:
        yield Line(codes.MDS, "1.0.0.0")
        yield Line(codes.LIBRARY_VERSION, "1.0.0.1", "ST", escaped(pump.library))
        yield from event
        yield Line(codes.VMD, "1.1.0.0")
        yield Line(codes.DELIVERY, "1.1.1.0")

    def _observed(
        self, lines: Iterable[Line], pump: Sender, flag: str = "R", at: str = ""
    ) -> Iterator[Segment]:
        """Number the lines and write them; the first names the pump."""
        faults = self._faults
        eui = NOT_OURS if faults.wrong_eui else pump.eui
        for number, line in enumerate(lines, 1):
            device = not line.kind
            refid = line.code.refid
            if faults.maker_spelling:
                refid = refid.replace("MDC_DEV_PUMP_", "MDC_PUMP_") if not device else refid
            fields = {
                1: str(number),
                2: line.kind,
                3: f"{line.code.number}^{refid}^MDC",
                4: self._place(line.place, number),
                5: line.value,
                6: line.units,
                11: "X" if device else flag,
                14: at if line.code is codes.ALARM else "",
                18: f"{pump.name}^^{eui}^{EUI_64}" if number == 1 else "",
            }
            yield segment("OBX", fields)

    def _place(self, right: str, number: int) -> str:
        """OBX-4, or what the fault makes of it."""
        how = self._faults.containment
        wrong = f"7.{number % 3}.{9 - number % 7}.{number}"
        return {"right": right, "wrong": wrong, "doubled": "1.1.1.1", "absent": ""}[how]


def _delivery(status: Status) -> Iterator[Line]:
    """The channel and the source: what is delivered, of what program."""
    running = "infusing" if status.infusing else "not-infusing"
    yield Line(codes.INFUSING_STATUS, "1.1.1.1", "CWE", f"^pump-status-{running}")
    yield Line(codes.FLOW_NOW, "1.1.1.2", "NM", exact(status.flow_nl_h), ML_H)
    yield Line(codes.ACTIVE_SOURCES, "1.1.1.3", "CWE", "^pump-source-info-primary")
    yield Line(codes.SOURCE, "1.1.2.0")
    delivery = f"^pump-delivery-status-{status.delivery.value}"
    yield Line(codes.DELIVERY_STATUS, "1.1.2.1", "CWE", delivery)
    if status.delivery is Delivery.STOPPED:
        yield Line(codes.NOT_DELIVERING, "1.1.2.2", "CWE", f"^{status.reason.value}")
    mode = "multi-step" if status.steps > 1 else "continuous"
    yield Line(codes.MODE, "1.1.2.3", "CWE", f"^pump-program-delivery-mode-{mode}")
    yield Line(codes.LABEL, "1.1.2.4", "ST", escaped(status.label))
    yield Line(codes.RATE, "1.1.2.5", "NM", exact(status.rate_nl_h), ML_H)
    yield Line(codes.VTBI, "1.1.2.6", "NM", exact(status.vtbi_nl), ML)
    yield Line(codes.SEGMENT_VOLUME, "1.1.2.7", "NM", shown(status.segment_nl), ML)
    yield Line(codes.TOTAL_VOLUME, "1.1.2.8", "NM", shown(status.total_nl), ML)
    left = status.vtbi_nl - _cut(status.vtbi_nl - status.remaining_nl)
    yield Line(codes.REMAINING, "1.1.2.9", "NM", exact(left), ML)
    if status.steps > 1:
        yield Line(codes.STEP, "1.1.2.10", "NM", str(status.step))
        yield Line(codes.STEPS, "1.1.2.11", "NM", str(status.steps))


def exact(value_nl: int) -> str:
    """A setting in mL or mL/h, with all its digits and no more."""
    value = Decimal(value_nl) / ML_NL
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(value_nl: int) -> str:
    """A counter in mL, cut off."""
    return exact(_cut(value_nl))


def _cut(value_nl: int) -> int:
    steps = (Decimal(value_nl) / ML_NL / COUNTER_STEP_ML).to_integral_value(ROUND_DOWN)
    return int(steps * COUNTER_STEP_ML * ML_NL)

"""The control channel of the gateway, in the manner of `simulators.control`; also its script.

    {"set": {"lose_acks": 1, "containment": "wrong"}}           faults of the gateway
    {"set": {"occluded": true}, "pump": "A0001"}                faults of one pump's fluid
    {"get": "truth"} | {"get": "faults"} | {"get": "counts"}
    {"do": "nurse", "pump": "A0001", "plan": [{"then": "confirm", "after_s": 5}]}
    {"do": "press", "pump": "A0001", "key": "stop"}             see `KEYS`
    {"do": "press", "pump": "A0001", "key": "rate", "rate_ml_h": "40"}
    {"do": "press", "pump": "A0001", "key": "program", "rate_ml_h": "40", "vtbi_ml": "100"}
    {"do": "setup", "pump": "A0001", "busy": true, "patient": "P1"}
    {"do": "alarm" | "end_alarm", "pump": "A0001", "name": "door"}
    {"do": "event", "pump": "A0001", "name": "NEAR_COMP"}
    {"do": "bag", "pump": "A0001", "ml": "100"}                 "" = never empty
    {"do": "pump", "pump": "A0001", "online": false, "powered": true, "mains": false,
     "battery_s": 60}
    {"do": "snapshot", "pump": "A0001"}
    {"do": "restart", "keep": false, "outage_s": 5}
    {"do": "clear_faults"}

A script is a file of such lines with `at_s`, real seconds since the start; a line may be empty or
begin with `#`. "pump": "*" means every pump.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, fields

from simulators.control import LONGEST_OUTAGE_S, Answer, Request
from simulators.ihe_pcd_bedside import Bedside, read_plan
from simulators.ihe_pcd_codes import EVENTS
from simulators.ihe_pcd_gateway import Gateway
from simulators.ihe_pcd_program import Setup
from simulators.ihe_pcd_pump import NS_PER_S, Pump
from simulators.volumes import nl_from_ml

KEYS = (
    "start",
    "stop",
    "confirm",
    "reject",
    "rate",
    "program",
    "clear_program",
    "clear_volume",
    "acknowledge",
)
_SETUP = {
    field.name: type(getattr(Setup(), field.name))
    for field in fields(Setup)
    if field.name not in ("library", "care_area")
}


def handle(gateway: Gateway, request: Request) -> Answer:
    """Carry out one request; raises ValueError with the reason when it cannot."""
    gateway.catch_up()
    try:
        if "set" in request:
            return _set(gateway, request)
        if "get" in request:
            return _get(gateway, request["get"])
        return _do(gateway, request)
    finally:
        gateway.catch_up()
        gateway.look_again()


def read_script(lines: Iterable[str]) -> list[tuple[float, Request]]:
    """Read a script, in the order of its times; raises ValueError with the line's number."""
    steps: list[tuple[float, Request]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            step = json.loads(line)
            at_s = step.pop("at_s", None) if isinstance(step, dict) else None
            if not isinstance(at_s, (int, float)) or not at_s >= 0.0:
                raise ValueError("wants at_s, seconds from 0 up")
        except ValueError as error:
            raise ValueError(f"script line {number}: {error}") from error
        steps.append((float(at_s), step))
    return sorted(steps, key=lambda step: step[0])


def _set(gateway: Gateway, request: Request) -> Answer:
    values = request["set"]
    if not isinstance(values, dict):
        raise ValueError("set takes an object of faults")
    if "pump" in request:
        for bedside in _at(gateway, request):
            bedside.pump.faults.change(values)
    else:
        gateway.faults.change(values)
    return {}


def _get(gateway: Gateway, what: object) -> Answer:
    if what == "truth":
        return {"truth": {name: _truth(b.pump) for name, b in gateway.bedsides.items()}}
    if what == "faults":
        return {"faults": asdict(gateway.faults)}
    if what == "counts":
        heard = {f"heard {level}": count for level, count in gateway.outbox.heard.items()}
        sent = {"sendings": gateway.outbox.sendings, "waiting": gateway.outbox.waiting}
        return {"counts": {**gateway.counts, **heard, **sent}}
    raise ValueError("get takes truth, faults or counts")


def _truth(pump: Pump) -> Answer:
    """What a referee may know of a pump; nL and nL/h."""
    status, fluid = pump.status(), pump.model.fluid
    order = status.order
    return {
        "true_nl": fluid.true_nl,
        "air_nl": fluid.air_nl,
        "bag_nl": fluid.bag_nl,
        "pressure_mmhg": fluid.pressure_mmhg,
        "total_nl": status.total_nl,
        "remaining_nl": status.remaining_nl,
        "flow_nl_h": status.flow_nl_h,
        "rate_nl_h": status.rate_nl_h,
        "delivery": status.delivery.value,
        "order": "" if order is None else order.placer,
        "offer": "" if pump.offer is None else pump.offer.order.placer,
        "alarms": list(pump.alarms.standing),
        "online": pump.online,
        "powered": pump.powered,
    }


def _do(gateway: Gateway, request: Request) -> Answer:
    word = str(request.get("do"))
    if word == "restart":
        gateway.restart(keep=request.get("keep") is True, outage_s=_seconds(request, "outage_s"))
        return {}
    if word == "clear_faults":
        gateway.faults.clear()
        return {}
    verb = _VERBS.get(word)
    if verb is None:
        words = ", ".join((*_VERBS, "restart", "clear_faults"))
        raise ValueError(f"one of set, get, or do: {words}")
    answer: Answer = {}
    for bedside in _at(gateway, request):
        answer = verb(gateway, bedside, request)
    return answer


def _at(gateway: Gateway, request: Request) -> list[Bedside]:
    name = str(request.get("pump", ""))
    if name == "*":
        return list(gateway.bedsides.values())
    if name not in gateway.bedsides:
        raise ValueError(f"no such pump: {name!r}")
    return [gateway.bedsides[name]]


def _nurse(_gateway: Gateway, bedside: Bedside, request: Request) -> Answer:
    bedside.plan(read_plan(request.get("plan")))
    return {}


def _press(_gateway: Gateway, bedside: Bedside, request: Request) -> Answer:
    pump = bedside.pump
    key = str(request.get("key"))
    rate = _millilitres(request, "rate_ml_h")
    volume = _millilitres(request, "vtbi_ml")
    keys: dict[str, Callable[[], str]] = {
        "start": pump.start,
        "stop": pump.stop,
        "confirm": lambda: pump.confirm(rate, volume),
        "reject": pump.reject,
        "rate": lambda: pump.set_rate(_needed(rate, "rate_ml_h")),
        "program": lambda: pump.key_in(_needed(rate, "rate_ml_h"), _needed(volume, "vtbi_ml")),
        "clear_program": pump.clear_program,
        "clear_volume": pump.clear_volume,
        "acknowledge": pump.acknowledge,
    }
    if key not in keys:
        raise ValueError(f"a key is one of {', '.join(KEYS)}")
    return {"refused": keys[key]()}


def _setup(_gateway: Gateway, bedside: Bedside, request: Request) -> Answer:
    values = {name: value for name, value in request.items() if name not in ("do", "pump")}
    for name, value in values.items():
        area = name == "care_area" and (value is None or isinstance(value, str))
        if not area and type(value) is not _SETUP.get(name):
            raise ValueError(f"no such setup: {name} = {value!r}")
    for name, value in values.items():
        setattr(bedside.pump.setup, name, value)
    return {}


def _alarm(_gateway: Gateway, bedside: Bedside, request: Request) -> Answer:
    bedside.pump.raise_alarm(str(request.get("name")))
    return {}


def _end_alarm(_gateway: Gateway, bedside: Bedside, request: Request) -> Answer:
    bedside.pump.end_alarm(str(request.get("name")))
    return {}


def _event(_gateway: Gateway, bedside: Bedside, request: Request) -> Answer:
    name = str(request.get("name"))
    if name not in EVENTS:
        raise ValueError(f"an event is one of {', '.join(EVENTS)}")
    bedside.pump.event(name)
    return {}


def _bag(_gateway: Gateway, bedside: Bedside, request: Request) -> Answer:
    text = str(request.get("ml", ""))
    bedside.pump.model.fluid.bag_nl = float(nl_from_ml(text)) if text else None
    return {}


def _pump(_gateway: Gateway, bedside: Bedside, request: Request) -> Answer:
    pump = bedside.pump
    for name in ("online", "powered", "mains"):
        if name in request and type(request[name]) is not bool:
            raise ValueError(f"{name} is true or false")
    if "battery_s" in request:
        pump.model.battery_ns = round(_seconds(request, "battery_s") * NS_PER_S)
    pump.model.mains = bool(request.get("mains", pump.model.mains))
    pump.online = bool(request.get("online", pump.online))
    if request.get("powered") is False:
        pump.power_off()
    elif request.get("powered") is True:
        pump.power_on()
    return {}


def _snapshot(gateway: Gateway, bedside: Bedside, _request: Request) -> Answer:
    gateway.snapshot(bedside.pump.name)
    return {}


_VERBS: dict[str, Callable[[Gateway, Bedside, Request], Answer]] = {
    "nurse": _nurse,
    "press": _press,
    "setup": _setup,
    "alarm": _alarm,
    "end_alarm": _end_alarm,
    "event": _event,
    "bag": _bag,
    "pump": _pump,
    "snapshot": _snapshot,
}


def _seconds(values: Mapping[str, object], name: str) -> float:
    seconds = values.get(name, 0.0)
    if not isinstance(seconds, (int, float)) or not 0.0 <= seconds <= LONGEST_OUTAGE_S:
        raise ValueError(f"{name} is 0 to {LONGEST_OUTAGE_S:g} seconds")
    return float(seconds)


def _millilitres(values: Mapping[str, object], name: str) -> int | None:
    return nl_from_ml(str(values[name])) if name in values else None


def _needed(value: int | None, name: str) -> int:
    if not value:
        raise ValueError(f"this key wants {name}, above 0")
    return value

"""The control channel: set faults, press keys and read the truth of a pump while it runs.

One JSON object a line, one answer a line: {"ok": true, ...} or {"ok": false, "error": "..."}.

    {"set": {"occluded": true, "lose_replies": 2}}      change faults (names: `Faults`)
    {"get": "truth"} | {"get": "faults"}                read
    {"do": "press", "key": "rate", "rate_ml_h": "40"}   hands at the keypad
    {"do": "preset", "rate_ml_h": "100", "infused_ml": "62.5", "target_ml": "187.5",
     "running": true, "watchdog_s": 30}                 as if a controller had been driving it
    {"do": "power_cycle", "outage_s": 1.0} | power_off | power_on
    {"do": "alarm", "code": "S"}                        raise an alarm
    {"do": "bag", "ml": "100"}                          hang a bag ("" = never empty)
    {"do": "inject", "to": "host", "hex": "ff02"}       a stranger's bytes, to host or pump
    {"do": "unplug", "outage_s": 1.0}                   the adapter vanishes and comes back
    {"do": "clear_faults"}

Which keys, presets, alarm codes and faults there are depends on the family: its device says.
Keys and presets go to the first pump of a line, power and adapter to all of them.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial

from simulators.line import Line
from simulators.volumes import nl_from_ml

LONGEST_OUTAGE_S = 3_600.0

Request = Mapping[str, object]
Answer = dict[str, object]


def handle_line(line: Line, text: bytes) -> bytes:
    """Answer one line of the channel; nothing that is sent can stop the simulator."""
    return answered(text, partial(handle, line))


def answered(text: bytes, carry_out: Callable[[Request], Answer]) -> bytes:
    """Answer one line of a channel with what `carry_out` says, or why it could not."""
    try:
        request = json.loads(text)
        if not isinstance(request, dict):
            raise ValueError("a request is a JSON object")
        answer: Answer = {"ok": True, **carry_out(request)}
    except (ValueError, RecursionError) as error:
        answer = {"ok": False, "error": str(error)}
    return json.dumps(answer).encode() + b"\n"


def handle(line: Line, request: Request) -> Answer:
    """Carry out one request on a line; raises ValueError with the reason when it cannot."""
    if "set" in request:
        values = request["set"]
        if not isinstance(values, dict):
            raise ValueError("set takes an object of faults")
        line.devices[0].faults.change(values)
        return {}
    if "get" in request:
        return _get(line, request["get"])
    verb = _VERBS.get(str(request.get("do")))
    if verb is None:
        raise ValueError(f"one of set, get, or do: {', '.join(_VERBS)}")
    return verb(line, {name: value for name, value in request.items() if name != "do"})


def _get(line: Line, what: object) -> Answer:
    if what == "truth":
        return {"truth": line.truth()._asdict()}
    if what == "faults":
        return {"faults": asdict(line.devices[0].faults)}
    raise ValueError("get takes truth or faults")


def _power_cycle(line: Line, values: Request) -> Answer:
    line.power_cycle(_seconds(values, 0.0))
    return {}


def _power_off(line: Line, _values: Request) -> Answer:
    line.power_off()
    return {}


def _power_on(line: Line, _values: Request) -> Answer:
    line.power_on()
    return {}


def _press(line: Line, values: Request) -> Answer:
    refused = line.devices[0].press(str(values.get("key")), str(values.get("rate_ml_h", "")))
    return {"refused": refused}


def _preset(line: Line, values: Request) -> Answer:
    line.devices[0].preset(values)
    return {}


def _alarm(line: Line, values: Request) -> Answer:
    line.devices[0].raise_alarm(str(values.get("code")))
    return {}


def _bag(line: Line, values: Request) -> Answer:
    text = str(values.get("ml", ""))
    line.devices[0].hang_bag(float(nl_from_ml(text)) if text else None)
    return {}


def _inject(line: Line, values: Request) -> Answer:
    to = values.get("to", "host")
    if to not in ("host", "pump"):
        raise ValueError("inject goes to host or pump")
    line.inject(bytes.fromhex(str(values.get("hex", ""))), to_pump=to == "pump")
    return {}


def _unplug(line: Line, values: Request) -> Answer:
    line.unplug_s = _seconds(values, 1.0)
    return {}


def _clear_faults(line: Line, _values: Request) -> Answer:
    line.devices[0].faults.clear()
    return {}


def _seconds(values: Request, default_s: float) -> float:
    seconds = values.get("outage_s", default_s)
    if not isinstance(seconds, (int, float)) or not 0.0 <= seconds <= LONGEST_OUTAGE_S:
        raise ValueError(f"outage_s is 0 to {LONGEST_OUTAGE_S:g} seconds")
    return float(seconds)


_VERBS: dict[str, Callable[[Line, Request], Answer]] = {
    "press": _press,
    "preset": _preset,
    "power_cycle": _power_cycle,
    "power_off": _power_off,
    "power_on": _power_on,
    "alarm": _alarm,
    "bag": _bag,
    "inject": _inject,
    "unplug": _unplug,
    "clear_faults": _clear_faults,
}

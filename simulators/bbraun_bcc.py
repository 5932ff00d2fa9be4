"""A B. Braun Space station with bag pumps, as a host meets it on its BCC interface.

One device is the whole station: all its pumps share the line. It only tells; no request changes
a pump. The station's power is not the pumps': they go on without it.

Readings of ours where the page is silent [U]; what `Readings` names is switched there:
* the station's seconds are whole and begin at 0 when it is up;
* an answer that takes its time (`answer_s`) tells what was when its request came.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from simulators.bbraun_bcc_frames import ACK, NAK, RS, Heard, Kind, Receiver, with_length
from simulators.bbraun_bcc_parts import Parts
from simulators.bbraun_bcc_pump import FASTEST_NL_H, BagPump
from simulators.bbraun_bcc_rack import PILLARS, Rack, Section
from simulators.bbraun_bcc_readings import ALARMS, BccFaults, Readings
from simulators.bbraun_bcc_records import place
from simulators.bbraun_bcc_talk import Talk, bed_of
from simulators.clockwork import NEVER_NS
from simulators.device import Message, Truth
from simulators.faults import Faults
from simulators.fluidics import NS_PER_S
from simulators.power import Power
from simulators.volumes import nl_from_ml

PROFILES = ("space",)
BAUD = 115_200
"""Of the pace of its bytes alone: a station is met over TCP. Ours."""

SLOTS = ("11", "13", "21")
BED = "ComSystem"
ANY_BED = "1"
FIRST_SERIAL = 36_248

_BED = re.compile(r"[0-9A-Za-z_ -]{1,20}")
_PRESET = {
    "slots": None,
    "slot": "",
    "serial": "",
    "rate_ml_h": "0",
    "infused_ml": "0",
    "target_ml": "0",
    "running": False,
    "standby_min": 0,
}


class Station:
    """One station. Times are real ns since the start; fluid time runs `speed` times as fast.

    Attributes:
        faults: what is wrong with the station and its pumps, settable while it runs.
        outbox: messages waiting for the line.
        rack: the slots and their pumps.
        hand: the slot whose pump keys, presets and alarms meet and `truth` tells of.
    """

    def __init__(
        self,
        profile: str = PROFILES[0],
        *,
        slots: Iterable[str] = SLOTS,
        pillars: int = PILLARS,
        bed: str = BED,
        seed: int = 0,
        speed: float = 1.0,
        serial: str = "",
        readings: Readings | None = None,
        faults: BccFaults | None = None,
    ) -> None:
        """Switch on a station whose pumps stand still; `serial` is the first pump's."""
        if profile not in PROFILES:
            raise ValueError(f"a profile is one of {', '.join(PROFILES)}")
        if _BED.fullmatch(bed) is None:
            raise ValueError("a bed has 1 to 20 letters, digits, spaces, dashes")
        self.readings = readings or Readings()
        self._own_faults = faults or BccFaults()
        self.faults: Faults = self._own_faults
        self.outbox: list[Message] = []
        self._bed = bed
        self._seed = seed
        self._speed = speed
        self._serials = FIRST_SERIAL
        self._pillars = pillars
        self._receiver = Receiver()
        self._power = Power(self.faults)
        self._now_ns = 0
        self._up_ns = 0
        self._heard_ns: int | None = None
        self._ignoring = self.faults.ignore_first_command
        self._promise: tuple[int, list[Section], bool] | None = None
        self._counts: Counter[str] = Counter()
        self.hand = ""
        self._fill(slots, serial)

    # ------------------------------------------------------------------------------- time

    def run_to(self, now_ns: int) -> None:
        """Let time pass up to a moment; answers, resends and power-up come at their own."""
        while True:
            timer_ns = self._timer_ns()
            stop_ns = min(now_ns, max(timer_ns, self._now_ns))
            for pump in self._all_pumps():
                pump.run_to(stop_ns)
            self._now_ns = stop_ns
            if timer_ns > now_ns:
                return
            self._fire()

    def listen_to(self, now_ns: int) -> None:
        """Let time pass up to a byte, with everything that a look would show."""
        self.run_to(now_ns)

    def hear(self, byte: int) -> None:
        """Receive one byte, now."""
        if self._power.on:
            heard = self._receiver.feed(byte)
            if heard is not None:
                self._take(heard)
        elif babble := self._power.babble(byte, self._now_ns):
            self.outbox.append(Message(self._now_ns, babble))

    def due_ns(self) -> int | None:
        """When the station or a pump will do something by itself; None = not foreseeable."""
        due_ns = min([self._timer_ns(), *(pump.due_ns() for pump in self._all_pumps())])
        return None if due_ns >= NEVER_NS else due_ns

    def power_off(self) -> None:
        """Cut the station's power: nothing is heard or sent. Its pumps go on."""
        self.outbox.clear()
        self._receiver.reset()
        self._parts.clear()
        self._promise = None
        self._power.cut()

    def power_on(self, after_s: float = 0.0) -> None:
        """Give power back after a time; the station boots and begins anew."""
        if not self._power.on:
            self._power.give(self._now_ns, after_s)

    # ------------------------------------------------------------------------------ hands

    def press(self, key: str, rate_ml_h: str = "") -> str:
        """Press a key of the pump in hand, or of another as `start@2A`; "" or why not.

        Besides a pump's own keys: take_out, put_back, put_in (another pump; the second argument
        is its serial number, "" = the next). `standby` takes minutes.
        """
        key, _, slot = key.partition("@")
        self.rack.address(slot or self.hand)
        self.hand = slot or self.hand
        pump = self.rack.pumps.get(self.hand)
        if key == "put_in":
            self._put_in(self.hand, rate_ml_h)
            return ""
        if key == "put_back":
            out = self.rack.out.get(self.hand)
            if out is None:
                return "no pump was taken out"
            self.rack.put_in(self.hand, out)
            return ""
        if key == "take_out":
            if pump is None:
                return "no pump"
            self.rack.take_out(self.hand)
            return ""
        pump = pump or self.rack.out.get(self.hand)
        return "no pump" if pump is None else pump.press(key, rate_ml_h)

    def preset(self, values: Mapping[str, object]) -> None:
        """Put the pump in hand in a state as if somebody had set it, its alarm cleared.

        Keys, all optional: slots (all slots with a pump, which is then a new one), slot (takes
        that pump in hand; a new one where there is none), serial (another pump), rate_ml_h,
        infused_ml, target_ml (decimal texts; the target is what the run still has to give),
        running, standby_min.
        """
        if unknown := values.keys() - _PRESET.keys():
            raise ValueError(f"no such preset: {', '.join(sorted(unknown))}")
        wanted = {**_PRESET, **values}
        rate_nl_h, infused_nl, target_nl = (
            nl_from_ml(str(wanted[name])) for name in ("rate_ml_h", "infused_ml", "target_ml")
        )
        if rate_nl_h > FASTEST_NL_H or (wanted["running"] and not rate_nl_h):
            raise ValueError("no pump runs at this rate")
        if wanted["slots"] is not None:
            if not isinstance(wanted["slots"], (list, tuple)):
                raise ValueError("slots is a list of texts like 13 or 2A")
            self._fill([str(slot) for slot in wanted["slots"]], "")
        slot = str(wanted["slot"]) or self.hand
        self.rack.address(slot)
        if wanted["serial"] or slot not in self.rack.pumps:
            self._put_in(slot, str(wanted["serial"]))
        self.hand = slot
        pump = self.rack.pumps[slot]
        pump.press("stop", "")
        pump.alarm = ""
        model = pump.model
        model.rate_nl_h, model.target_nl = rate_nl_h, target_nl
        model.set_infused(infused_nl)
        model.set_phase(0)
        if wanted["standby_min"]:
            pump.stand_by(str(wanted["standby_min"]))
        if wanted["running"]:
            pump.press("start", "")

    def raise_alarm(self, code: str) -> None:
        """Raise an alarm of the pump in hand, which stops it; the station tells none."""
        if code not in ALARMS:
            raise ValueError(f"an alarm is one of {', '.join(ALARMS)}")
        pump = self._in_hand()
        if pump is not None:
            pump.raise_alarm(code)

    def hang_bag(self, volume_nl: float | None) -> None:
        """Change the bag of the pump in hand; None = never empty."""
        pump = self._in_hand()
        if pump is not None:
            pump.model.fluid.bag_nl = volume_nl

    def truth(self) -> Truth:
        """The hidden state of the pump in hand and of the station, as of the last `run_to`."""
        return self.truth_of(self.hand)

    def truth_of(self, slot: str) -> Truth:
        """The hidden state of a slot's pump, in it or taken out of it.

        `powered` is the station's. `mode` is rack, standby, or out. A slot where no pump ever
        was tells of one that never moved.
        """
        pump = self.rack.pumps.get(slot) or self.rack.out.get(slot)
        mode = "rack" if slot in self.rack.pumps else "out"
        pump = pump or BagPump("0", 0, 1.0, self.faults)
        model, since_ns = pump.model, self._heard_ns
        return Truth(
            true_nl=model.fluid.true_nl,
            air_nl=model.fluid.air_nl,
            counter_nl=model.infused_nl,
            withdrawn_nl=0,
            phase_nl=model.phase_nl,
            target_nl=model.target_nl,
            stored_rate_nl_h=model.rate_nl_h,
            motor_rate_nl_h=model.motor_rate_nl_h,
            flow_nl_h=model.fluid.flow_nl_h,
            pressure_mmhg=model.fluid.pressure_mmhg,
            bag_nl=model.fluid.bag_nl,
            motion=model.motion.value,
            alarm=pump.alarm,
            powered=self._power.on,
            mode="standby" if mode == "rack" and pump.standby_min else mode,
            watchdog_s=0,
            watchdog_left_s=None,
            frames_valid=self._counts["valid"],
            frames_bad=self._counts["bad"],
            frames_foreign=self._counts["foreign"],
            frames_sent=self._counts["sent"],
            executed=dict(self._talk.executed),
            since_packet_s=None if since_ns is None else (self._now_ns - since_ns) / NS_PER_S,
        )

    # ----------------------------------------------------------------------------- inside

    def _fill(self, slots: Iterable[str], serial: str) -> None:
        """Make the rack anew with a new pump in each slot."""
        names = list(slots)
        rack = Rack(self._pillars, self.readings)
        if not names or len(set(names)) < len(names):
            raise ValueError("a station has pumps in different slots, one at least")
        for name in names:
            rack.address(name)
        self.rack = rack
        self._talk = Talk(rack, self._own_faults)
        self._parts = Parts(self.readings, self._text, self._put, rack.tell)
        self._promise = None
        self.hand = names[0]
        for name in names:
            self._put_in(name, serial)
            serial = ""

    def _put_in(self, slot: str, serial: str) -> None:
        if not serial:
            serial = str(self._serials)
            self._serials += 1
        seed = self._seed * 100 + self.rack.address(slot)
        pump = BagPump(serial, seed, self._speed, self.faults)
        pump.run_to(self._now_ns)
        self.rack.put_in(slot, pump)

    def _all_pumps(self) -> list[BagPump]:
        return [*self.rack.pumps.values(), *self.rack.out.values()]

    def _in_hand(self) -> BagPump | None:
        return self.rack.pumps.get(self.hand) or self.rack.out.get(self.hand)

    def _timer_ns(self) -> int:
        promised_ns = NEVER_NS if self._promise is None else self._promise[0]
        return min(promised_ns, self._parts.due_ns, self._power.due_ns)

    def _fire(self) -> None:
        """Do what is due now, one thing at a time."""
        if self._power.due_ns <= self._now_ns:
            self._power.on = True
            self._up_ns = self._now_ns
            self._ignoring = self.faults.ignore_first_command
            self.rack.restart()
        elif self._promise is not None and self._promise[0] <= self._now_ns:
            _, sections, unplug = self._promise
            self._promise = None
            self._answer(sections, unplug, b"")
        else:
            self._parts.missed(self._now_ns)

    def _take(self, heard: Heard) -> None:
        """Deal with one thing heard."""
        if heard.kind is Kind.ACK:
            self._parts.acked(self._now_ns)
        elif heard.kind is Kind.NAK:
            self._parts.missed(self._now_ns)
        elif heard.kind is Kind.BROKEN:
            self._counts["bad"] += 1
            if self.readings.broken == "nak":
                self._send(bytes([NAK]))
        elif self._ignoring:
            self._ignoring = False
        elif self.readings.beds == "own" and bed_of(heard.text) not in (None, ANY_BED, self._bed):
            self._counts["foreign"] += 1
        elif not self.faults.use("lose_requests"):
            self._work(heard)

    def _work(self, heard: Heard) -> None:
        """Answer a request, at once or when the station's time for that is over."""
        self._counts["valid"] += 1
        self._heard_ns = self._now_ns
        if self._own_faults.use("refuse_requests"):
            self._send(bytes([NAK]))
            return
        if self.readings.overlap == "ignored" and (self._parts.busy or self._promise is not None):
            return
        if self.faults.alarm_on_request:
            self.raise_alarm(self.faults.take("alarm_on_request"))
        sections = self._talk.answer(heard.text, heard.last)
        if self.faults.alarm_before_reply:
            self.raise_alarm(self.faults.take("alarm_before_reply"))
        before = bytes([ACK]) if self.readings.requests == "acked" else b""
        unplug = self.faults.use("unplug_on_request")
        answer_ns = round(self._own_faults.answer_s * NS_PER_S)
        self._parts.clear()
        self._promise = None
        if answer_ns:
            self._send(before)
            self._promise = (self._now_ns + answer_ns, sections, unplug)
        else:
            self._answer(sections, unplug, before)

    def _answer(self, sections: list[Section], unplug: bool, before: bytes) -> None:
        if unplug:
            self._send(b"", unplug=True)
        else:
            self._parts.begin(sections, self._now_ns, before)

    def _text(self, section: Section) -> str:
        """Write a section as it is sent now."""
        second = (self._now_ns - self._up_ns) // NS_PER_S
        records = [
            f"{second},{place(slot, self.readings)},{name},{value}"
            for slot, name, value in section.records
        ]
        return f"{self._bed}/1/1>" + chr(RS).join(records)

    def _put(self, data: bytes) -> None:
        """Send a part, with a wrong length or check if that is to be."""
        if self._own_faults.use("wrong_lengths"):
            data = with_length(data, len(data) + 1)
        if self._own_faults.use("wrong_checks"):
            data = data[:-2] + bytes([data[-2] ^ 1]) + data[-1:]
        self._send(data)

    def _send(self, data: bytes, unplug: bool = False) -> None:
        if data or unplug:
            self.outbox.append(Message(self._now_ns, data, unplug))
            self._counts["sent"] += 1

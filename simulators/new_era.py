"""A New Era pump (NE-9000 peristaltic, NE-1000 syringe) as a host meets it, basic and safe mode.

The device holds what is not pumping: address, mode, watchdog, alarms, power and keypad.

Readings of ours where the manual is silent:
* a bad packet is answered ?COM only when its text starts with this pump's address (an
  address-less one is address 0), and does not restart the watchdog; nor does a packet for
  another pump;
* a valid packet restarts the watchdog even when its command is unknown or answered by an alarm;
  only a command known by name acknowledges an alarm;
* the watchdog fires whether the pump runs or not; a newer alarm takes the place of an older one;
* switching on is a reset too: the alarm R waits for the first command; basic mode sends
  nothing by itself;
* SAF takes 0 to 255 s, ADR 0 to 99 and is answered under the new address, VER takes nothing;
* in a command burst the pump carries out the first command addressed to it;
* occlusion has no alarm code of its own: the motor stalls (S);
* with an alarm standing a key only acknowledges it; a key restarts no watchdog;
* after power returns rate, target, units, diameter, direction, address and safe mode are kept,
  the counters are cleared, nothing runs; faults change this. Without the counter a resumed run
  begins its target anew.
"""

from collections import Counter
from collections.abc import Callable, Mapping

from simulators.clockwork import NEVER_NS, Clockwork
from simulators.device import Message, Truth
from simulators.faults import ALARM_CODES, Faults
from simulators.fluidics import NS_PER_S
from simulators.new_era_frames import Receiver, Request, basic_reply, safe_packet
from simulators.new_era_program import (
    OUT_OF_RANGE,
    PROFILES,
    UNKNOWN,
    Program,
    RefusedError,
)
from simulators.power import Power
from simulators.pump_model import Event, Motion, PumpModel
from simulators.volumes import nl_from_ml

LONGEST_WATCHDOG_S = 255
HIGHEST_ADDRESS = 99
ANY_ADDRESS = "*"

_PRESET = {
    "rate_ml_h": "0",
    "infused_ml": "0",
    "target_ml": "0",
    "running": False,
    "watchdog_s": 0,
}


class NewEra:
    """One pump. Times are real ns since the start; the fluid's time runs `speed` times as fast.

    Attributes:
        faults: what is wrong with the pump, settable while it runs.
        outbox: messages waiting for the line.
        model: motor, program and fluid.
    """

    def __init__(
        self,
        profile: str = "ne9000",
        *,
        seed: int = 0,
        speed: float = 1.0,
        address: int = 0,
        faults: Faults | None = None,
    ) -> None:
        """Switch on a pump fresh from the maker: basic mode, nothing programmed, alarm R."""
        if not 0 <= address <= HIGHEST_ADDRESS:
            raise ValueError("an address is 0 to 99")
        if profile not in PROFILES:
            raise ValueError(f"a profile is one of {', '.join(PROFILES)}")
        self.faults = faults or Faults()
        self.outbox: list[Message] = []
        self.model = PumpModel(seed, self.faults)
        self._version = PROFILES[profile].version
        self._program = Program(PROFILES[profile], self.model)
        self._commands = self._program.commands | {
            "": self._status,
            "VER": self._ver,
            "ADR": self._adr,
            "SAF": self._saf,
        }
        self._receiver = Receiver()
        self._clockwork = Clockwork(self.model, self.faults, speed)
        self._power = Power(self.faults)
        self._address = address
        self._now_ns = 0
        self._alarm = "R"
        self._watchdog_s = 0
        self._watchdog_ns = NEVER_NS
        self._interrupted = False
        self._ignoring = self.faults.ignore_first_command
        self._packet_ns: int | None = None
        self._counts = dict.fromkeys(("valid", "bad", "foreign", "sent"), 0)
        self._executed: Counter[str] = Counter()

    def run_to(self, now_ns: int) -> None:
        """Let time pass up to a moment; watchdog and power-up happen at their own moments."""
        while True:
            timer_ns = min(self._watchdog_ns, self._power.due_ns)
            stop_ns = min(now_ns, max(timer_ns, self._now_ns))
            self._turn_to(stop_ns)
            self._now_ns = stop_ns
            if timer_ns > now_ns:
                return
            if timer_ns == self._watchdog_ns:
                self._expire()
            else:
                self._power_up()

    def listen_to(self, now_ns: int) -> None:
        """Let time pass up to a byte. The motor waits for the request that the bytes make."""
        if min(self._watchdog_ns, self._power.due_ns) <= now_ns:
            self.run_to(now_ns)
        self._now_ns = now_ns

    def hear(self, byte: int) -> None:
        """Receive one byte, now."""
        if self._power.on:
            request = self._receiver.feed(byte, self._now_ns, self._watchdog_s > 0)
            if request is not None:
                self._turn_to(self._now_ns)
                self._take(request)
        elif babble := self._power.babble(byte, self._now_ns):
            self.outbox.append(Message(self._now_ns, babble))

    def due_ns(self) -> int | None:
        """When the pump will do something by itself; None = not foreseeable."""
        due_ns = min(self._watchdog_ns, self._power.due_ns, self._clockwork.due_ns())
        return None if due_ns >= NEVER_NS else due_ns

    def power_off(self) -> None:
        """Cut the power: the motor stands and nothing is heard or sent."""
        if self._power.on:
            self._interrupted = self.model.motion is Motion.RUNNING
        self.model.stop()
        self.outbox.clear()
        self._receiver.reset()
        self._watchdog_ns = NEVER_NS
        self._power.cut()

    def power_on(self, after_s: float = 0.0) -> None:
        """Give power back after a time; the pump boots and then reports its reset."""
        if not self._power.on:
            self._power.give(self._now_ns, after_s)

    def press(self, key: str, rate_ml_h: str = "") -> str:
        """Press a key: start, stop, rate, clear_volume, acknowledge; "" or why it did nothing."""
        keys: dict[str, Callable[[], object]] = {
            "start": self._program.run,
            "stop": self._program.stop,
            "rate": lambda: self._program.set_rate_nl_h(nl_from_ml(rate_ml_h)),
            "clear_volume": lambda: self._program.clear("INF"),
            "acknowledge": lambda: None,
        }
        if key not in keys:
            raise ValueError(f"a key is one of {', '.join(keys)}")
        if not self._power.on:
            return "off"
        if self._alarm:
            self._alarm = ""
            return "" if key == "acknowledge" else "alarm acknowledged"
        try:
            keys[key]()
        except RefusedError as error:
            return str(error)
        return ""

    def preset(self, values: Mapping[str, object]) -> None:
        """Put the pump in a state as if a controller had been driving it, its alarm cleared.

        Keys, all optional: rate_ml_h, infused_ml, target_ml (decimal texts; the target is what
        this run still has to give, 0 = no limit), running, watchdog_s (0 = basic mode).
        """
        if unknown := values.keys() - _PRESET.keys():
            raise ValueError(f"no such preset: {', '.join(sorted(unknown))}")
        wanted = {**_PRESET, **values}
        rate_nl_h, infused_nl, target_nl = (
            nl_from_ml(str(wanted[name])) for name in ("rate_ml_h", "infused_ml", "target_ml")
        )
        watchdog_s, running = wanted["watchdog_s"], wanted["running"]
        if not isinstance(watchdog_s, int) or not 0 <= watchdog_s <= LONGEST_WATCHDOG_S:
            raise ValueError("watchdog_s is a whole number from 0 to 255")
        if rate_nl_h > self._program.fastest_nl_h or (running and not rate_nl_h):
            raise ValueError("no pump runs at this rate")
        if not self._power.on:
            raise ValueError("the pump is off")
        self.model.stop()
        self.model.withdrawing = False
        self.model.rate_nl_h, self.model.target_nl = rate_nl_h, target_nl
        self.model.set_infused(infused_nl)
        self.model.set_withdrawn(0)
        self.model.set_phase(0)
        self._program.show_in_ml()
        if running:
            self.model.start()
        self._alarm, self._watchdog_s = "", watchdog_s
        self._packet_ns = self._now_ns
        self._restart_watchdog()

    def raise_alarm(self, code: str) -> None:
        """Raise an alarm now: the program stops, and in safe mode the pump says so by itself."""
        if not code or code not in ALARM_CODES:
            raise ValueError(f"an alarm is one of {', '.join(filter(None, ALARM_CODES))}")
        if self._power.on:
            self.model.stop()
            self._announce(code, self._now_ns)

    def hang_bag(self, volume_nl: float | None) -> None:
        """Change the bag for one with this much liquid; None = never empty."""
        self.model.fluid.bag_nl = volume_nl

    def truth(self) -> Truth:
        """The hidden state, as of the last `run_to`."""
        model, now_ns = self.model, self._now_ns
        timed = self._watchdog_ns != NEVER_NS
        since_ns = None if self._packet_ns is None else now_ns - self._packet_ns
        return Truth(
            true_nl=model.fluid.true_nl,
            air_nl=model.fluid.air_nl,
            counter_nl=model.infused_nl,
            withdrawn_nl=model.withdrawn_nl,
            phase_nl=model.phase_nl,
            target_nl=model.target_nl,
            stored_rate_nl_h=model.rate_nl_h,
            motor_rate_nl_h=model.motor_rate_nl_h,
            flow_nl_h=model.fluid.flow_nl_h,
            pressure_mmhg=model.fluid.pressure_mmhg,
            bag_nl=model.fluid.bag_nl,
            motion=model.motion.value,
            alarm=self._alarm,
            powered=self._power.on,
            mode="safe" if self._watchdog_s else "basic",
            watchdog_s=self._watchdog_s,
            watchdog_left_s=(self._watchdog_ns - now_ns) / NS_PER_S if timed else None,
            frames_valid=self._counts["valid"],
            frames_bad=self._counts["bad"],
            frames_foreign=self._counts["foreign"],
            frames_sent=self._counts["sent"],
            executed=dict(self._executed),
            since_packet_s=None if since_ns is None else since_ns / NS_PER_S,
        )

    def _turn_to(self, now_ns: int) -> None:
        for at_ns, event in self._clockwork.turn_to(now_ns):
            if event in (Event.OCCLUSION, Event.STALL):
                self._announce("S", at_ns)

    def _restart_watchdog(self) -> None:
        allowed_ns = self._watchdog_s * NS_PER_S
        self._watchdog_ns = self._now_ns + allowed_ns if allowed_ns else NEVER_NS

    def _expire(self) -> None:
        """The host was silent too long: stop, and stay silent-proof until its next packet."""
        self._watchdog_ns = NEVER_NS
        self.raise_alarm("T")

    def _power_up(self) -> None:
        model = self.model
        self._power.on = True
        self._ignoring = self.faults.ignore_first_command
        if not self.faults.keep_counter:
            model.set_infused(0)
            model.set_withdrawn(0)
            model.set_phase(0)
        if not self.faults.keep_target:
            model.target_nl = 0
        if self._interrupted and self.faults.resume_after_power:
            model.resume()
        self._interrupted = False
        self._announce("R", self._now_ns)

    def _announce(self, code: str, at_ns: int) -> None:
        self._alarm = code
        if self._watchdog_s:
            self._send(f"A?{code}", at_ns)

    def _send(self, text: str, at_ns: int, unplug: bool = False) -> None:
        frame = safe_packet if self._watchdog_s else basic_reply
        self.outbox.append(Message(at_ns, frame(f"{self._address:02d}{text}"), unplug))
        self._counts["sent"] += 1

    def _take(self, request: Request) -> None:
        """Deal with one complete request."""
        command = self._addressed(request.text)
        if not request.intact:
            self._counts["bad"] += 1
            if command is not None:
                self._send(self._program.status + "?COM", self._now_ns)
            return
        if command is None:
            self._counts["foreign"] += 1
            return
        if self._ignoring:
            self._ignoring = False
            return
        if self.faults.use("lose_requests"):
            return
        self._counts["valid"] += 1
        self._packet_ns = self._now_ns
        if self.faults.alarm_on_request:
            self.raise_alarm(self.faults.take("alarm_on_request"))
        reply = self._carry_out(command)
        self._restart_watchdog()
        if self.faults.alarm_before_reply:
            self.raise_alarm(self.faults.take("alarm_before_reply"))
        self._send(reply, self._now_ns, unplug=self.faults.use("unplug_on_request"))

    def _addressed(self, text: str) -> str | None:
        """The command for this pump in a request; None when there is none."""
        if text.startswith(ANY_ADDRESS):
            return text[1:]
        for part in text.split(ANY_ADDRESS):
            command = part.lstrip("0123456789")
            digits = part[: len(part) - len(command)]
            if len(digits) <= 2 and int(digits or "0") == self._address:
                return command
        return None

    def _carry_out(self, command: str) -> str:
        """Answer a command with status and data, or with the alarm that stands instead."""
        name, argument = command[:3], command[3:]
        handler = self._commands.get(name)
        if handler is None:
            return self._program.status + UNKNOWN
        if self._alarm:
            alarm, self._alarm = self._alarm, ""
            return f"A?{alarm}"
        if self.faults.refuse_next:
            return self._program.status + self.faults.take("refuse_next")
        try:
            data = handler(argument)
        except RefusedError as error:
            return self._program.status + str(error)
        self._executed[name] += 1
        return self._program.status + data

    def _status(self, argument: str) -> str:
        return argument

    def _ver(self, argument: str) -> str:
        if argument:
            raise RefusedError(UNKNOWN)
        return self._version

    def _adr(self, argument: str) -> str:
        if not argument:
            return f"{self._address:02d}"
        self._address = _whole(argument, HIGHEST_ADDRESS)
        return ""

    def _saf(self, argument: str) -> str:
        if not argument:
            return str(self._watchdog_s)
        self._watchdog_s = _whole(argument, LONGEST_WATCHDOG_S)
        return ""


def _whole(text: str, most: int) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise RefusedError(UNKNOWN)
    if len(text) > 3 or int(text) > most:
        raise RefusedError(OUT_OF_RANGE)
    return int(text)

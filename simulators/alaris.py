"""An Alaris / Asena syringe pump with a 50 mL syringe, as a host meets it on its serial port.

The device holds what is not pumping: remote control, watchdog, answers, alarms, power, keypad.

Readings of ours where the page is silent [U]; what `Readings` names is switched there:
* remote control is no condition of a run: a release leaves it running and watched;
* the communications watchdog waits 15 real seconds for an intact message of any kind, refused or
  not, and only while the pump runs as INF_START started it; a start of a running pump changes
  nothing, so one that was started at the keypad stays unwatched;
* a message with a wrong CRC is not answered;
* an answer that takes its time (`answer_s`) was carried out when the pump began with it;
* the page does not say whether or when the pump sends alarms by itself: see `unsolicited`; each
  is sent once, when it is raised, as the answer to ALARM;
* keys work under remote control too; with a stopping alarm a key only acknowledges it;
* power-up keeps rate, VTBI and syringe, clears the volume infused, and takes remote control
  away; nothing tells the host. Faults change what is kept, or let the run go on by itself.
"""

from collections import Counter
from collections.abc import Callable, Mapping

from simulators.alaris_alarms import ALARMS, Alarms
from simulators.alaris_body import CAPACITY_NL, Body
from simulators.alaris_frames import Heard, Receiver, message
from simulators.alaris_program import FASTEST_NL_H, Program, RefusedError
from simulators.alaris_readings import AlarisFaults, Readings
from simulators.alaris_talk import CONTROL, Talk
from simulators.alaris_turns import Answer, Turns
from simulators.clockwork import NEVER_NS, Clockwork
from simulators.device import Message, Truth
from simulators.faults import Faults
from simulators.fluidics import NS_PER_S
from simulators.power import Power
from simulators.pump_model import Event, Motion, PumpModel
from simulators.volumes import nl_from_ml

PROFILES = ("asena",)
BAUD = 38_400
SERIAL = "8002-51740"
WATCHDOG_S = 15

_PRESET = {
    "rate_ml_h": "0",
    "infused_ml": "0",
    "target_ml": "0",
    "running": False,
    "watchdog_s": 0,
    "remote": False,
    "serial": "",
}

_EVENTS = {
    Event.OCCLUSION: "AL_OCCLU",
    Event.STALL: "AL_FAULT",
    Event.TARGET_REACHED: "AL_VTBIS",
}


class Alaris:
    """One pump. Times are real ns since the start; the fluid's time runs `speed` times as fast.

    Attributes:
        faults: what is wrong with the pump, settable while it runs.
        outbox: messages waiting for the line.
        model: motor, program and fluid.
    """

    def __init__(
        self,
        profile: str = PROFILES[0],
        *,
        seed: int = 0,
        speed: float = 1.0,
        serial: str = SERIAL,
        readings: Readings | None = None,
        faults: AlarisFaults | None = None,
    ) -> None:
        """Switch on a pump fresh from the maker: full syringe, no rate, no remote control."""
        if profile not in PROFILES:
            raise ValueError(f"a profile is one of {', '.join(PROFILES)}")
        self.readings = readings or Readings()
        self._own_faults = faults or AlarisFaults()
        self.faults: Faults = self._own_faults
        self.outbox: list[Message] = []
        self.model = PumpModel(seed, self.faults)
        self._body = Body(self.model, self._own_faults)
        self._alarms = Alarms()
        self._program = Program(self.model, self._body, self._alarms, self.readings)
        self._talk = Talk(
            serial, self.model, self._program, self._alarms, self.readings, self._own_faults
        )
        self._receiver = Receiver()
        self._turns = Turns(self.readings.overlap)
        self._clockwork = Clockwork(self.model, self.faults, speed, self._body.mark_in_ns)
        self._power = Power(self.faults)
        self._now_ns = 0
        self._interrupted = False
        self._ignoring = self.faults.ignore_first_command
        self._heard_ns: int | None = None
        self._counts: Counter[str] = Counter()

    def run_to(self, now_ns: int) -> None:
        """Let time pass up to a moment; watchdog, answers and power-up come at their own."""
        while True:
            timer_ns = self._timer_ns()
            stop_ns = min(now_ns, max(timer_ns, self._now_ns))
            self._turn_to(stop_ns)
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
        """When the pump will do something by itself; None = not foreseeable."""
        if self._power.on and self._body.unseen:
            return self._now_ns + 1
        due_ns = min(self._timer_ns(), self._clockwork.due_ns())
        return None if due_ns >= NEVER_NS else due_ns

    def power_off(self) -> None:
        """Cut the power: the motor stands and nothing is heard or sent."""
        if self._power.on:
            self._interrupted = self.model.motion is Motion.RUNNING
        self.model.stop()
        self.outbox.clear()
        self._receiver.reset()
        self._turns.clear()
        self._alarms.clear()
        self._talk.power_up()
        self._power.cut()

    def power_on(self, after_s: float = 0.0) -> None:
        """Give power back after a time; the pump boots and says nothing."""
        if not self._power.on:
            self._power.give(self._now_ns, after_s)

    def press(self, key: str, rate_ml_h: str = "") -> str:
        """Press a key: start, stop, rate, clear_volume, acknowledge, confirm, local; "" or why not.

        `confirm` says which syringe is in place, `local` takes remote control away.
        """
        keys: dict[str, Callable[[], object]] = {
            "start": lambda: self._program.start(by_serial=False),
            "stop": self._program.stop,
            "rate": lambda: self._program.set_rate_nl_h(nl_from_ml(rate_ml_h)),
            "clear_volume": self._program.clear,
            "acknowledge": lambda: self._alarms.acknowledge(self._body.lasts),
            "confirm": self._body.confirm,
            "local": self._talk.granted.clear,
        }
        if key not in keys:
            raise ValueError(f"a key is one of {', '.join(keys)}")
        if not self._power.on:
            return "off"
        if self.readings.keys == "release":
            self._talk.granted.clear()
        if self._alarms.stopping and key in ("start", "stop", "rate", "clear_volume"):
            self._alarms.acknowledge(self._body.lasts)
            return "alarm acknowledged"
        try:
            keys[key]()
        except RefusedError as error:
            return str(error)
        return ""

    def preset(self, values: Mapping[str, object]) -> None:
        """Put the pump in a state as if a controller had been driving it, its alarms cleared.

        Keys, all optional: rate_ml_h, infused_ml, target_ml (decimal texts; the target is what
        the VTBI still has to give, 0 = none), running, watchdog_s (15 = started from the serial
        port, 0 = at the keypad), remote (remote control is given), serial (another pump).
        """
        if unknown := values.keys() - _PRESET.keys():
            raise ValueError(f"no such preset: {', '.join(sorted(unknown))}")
        wanted = {**_PRESET, **values}
        rate_nl_h, infused_nl, target_nl = (
            nl_from_ml(str(wanted[name])) for name in ("rate_ml_h", "infused_ml", "target_ml")
        )
        if wanted["watchdog_s"] not in (0, WATCHDOG_S):
            raise ValueError(f"watchdog_s is 0 or {WATCHDOG_S}")
        if rate_nl_h > FASTEST_NL_H or (wanted["running"] and not rate_nl_h):
            raise ValueError("no pump runs at this rate")
        if not self._power.on:
            raise ValueError("the pump is off")
        if wanted["serial"]:
            self._talk.name(str(wanted["serial"]))
        self.model.stop()
        self.model.rate_nl_h = rate_nl_h
        self.model.set_infused(infused_nl)
        self._program.limit(target_nl)
        self._alarms.clear()
        self._talk.granted = {CONTROL} if wanted["remote"] else set()
        self._heard_ns = self._now_ns
        self._program.by_serial = bool(wanted["watchdog_s"])
        if wanted["running"]:
            self.model.resume()

    def raise_alarm(self, code: str) -> None:
        """Raise an alarm now; one that stops the pump does so."""
        if code not in ALARMS:
            raise ValueError(f"an alarm is one of {', '.join(ALARMS)}")
        if self._power.on:
            self._raise(code, self._now_ns)

    def hang_bag(self, volume_nl: float | None) -> None:
        """Put in another syringe with this much liquid, confirmed; None = never empty."""
        if volume_nl is not None and volume_nl > CAPACITY_NL:
            raise ValueError("the syringe takes 50 mL")
        self._body.load(volume_nl)
        self._body.confirm()

    def truth(self) -> Truth:
        """The hidden state, as of the last `run_to`."""
        model, now_ns = self.model, self._now_ns
        watched_ns = self._watchdog_ns()
        timed = watched_ns < NEVER_NS
        since_ns = None if self._heard_ns is None else now_ns - self._heard_ns
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
            bag_nl=self._body.left_nl,
            motion=model.motion.value,
            alarm=self._alarms.code,
            powered=self._power.on,
            mode="remote" if CONTROL in self._talk.granted else "local",
            watchdog_s=WATCHDOG_S if timed else 0,
            watchdog_left_s=(watched_ns - now_ns) / NS_PER_S if timed else None,
            frames_valid=self._counts["valid"],
            frames_bad=self._counts["bad"],
            frames_foreign=0,
            frames_sent=self._counts["sent"],
            executed=dict(self._talk.executed),
            since_packet_s=None if since_ns is None else since_ns / NS_PER_S,
        )

    def _watchdog_ns(self) -> int:
        """When the communications watchdog fires; NEVER_NS while it does not count."""
        if not (self._program.by_serial and self._program.running) or self._heard_ns is None:
            return NEVER_NS
        return self._heard_ns + WATCHDOG_S * NS_PER_S

    def _timer_ns(self) -> int:
        return min(self._watchdog_ns(), self._turns.due_ns, self._power.due_ns)

    def _turn_to(self, now_ns: int) -> None:
        self._notice(self._now_ns)
        for at_ns, event in self._clockwork.turn_to(now_ns):
            if event in _EVENTS:
                self._raise(_EVENTS[event], at_ns)
            if event is Event.TARGET_REACHED:
                self._program.complete()
            self._notice(at_ns)

    def _notice(self, at_ns: int) -> None:
        """Look at what can be touched; without any supply the pump goes dark."""
        if not self._power.on:
            return
        new, ended = self._body.notice()
        for code in new:
            self._raise(code, at_ns)
        for code in ended:
            self._alarms.drop(code)
        if self._body.dark:
            self.power_off()

    def _fire(self) -> None:
        """Do what is due now, one thing at a time."""
        if self._power.due_ns <= self._now_ns:
            self._power_up()
        elif self._watchdog_ns() <= self._now_ns:
            if self.readings.time_out == "releases":
                self._talk.granted.clear()
            self._raise("AL_COMTO", self._now_ns)
        elif answer := self._turns.due(self._now_ns):
            self._send(answer.text, self._now_ns, answer.unplug)
            waiting = self._turns.next()
            if waiting is not None:
                self._work(waiting)

    def _power_up(self) -> None:
        self._power.on = True
        self._ignoring = self.faults.ignore_first_command
        self._program.power_up()
        self._body.forget()
        if not self.faults.keep_counter:
            self.model.set_infused(0)
        if not self.faults.keep_target:
            self._program.limit(0)
        if self._interrupted and self.faults.resume_after_power:
            self.model.resume()
        self._interrupted = False

    def _raise(self, code: str, at_ns: int) -> None:
        if ALARMS[code].stops:
            self.model.stop()
        self._alarms.raise_(code)
        if self._talk.tells:
            self._send(self._talk.alarm(), at_ns)

    def _send(self, text: str, at_ns: int, unplug: bool = False) -> None:
        self.outbox.append(Message(at_ns, message(text), unplug))
        self._counts["sent"] += 1

    def _take(self, heard: Heard) -> None:
        """Deal with one complete message."""
        if not heard.intact:
            self._counts["bad"] += 1
            return
        if self._ignoring:
            self._ignoring = False
            return
        if self.faults.use("lose_requests"):
            return
        self._counts["valid"] += 1
        self._heard_ns = self._now_ns
        if self._turns.admit(heard.text):
            self._work(heard.text)

    def _work(self, text: str) -> None:
        """Carry a message out, and answer it when the pump's time for that is over."""
        if self.faults.alarm_on_request:
            self.raise_alarm(self.faults.take("alarm_on_request"))
        reply = self._talk.carry_out(text)
        if self.faults.alarm_before_reply:
            self.raise_alarm(self.faults.take("alarm_before_reply"))
        unplug = self.faults.use("unplug_on_request")
        if reply is None and not unplug:
            return
        answer_ns = round(self._own_faults.answer_s * NS_PER_S)
        self._turns.promise(Answer(self._now_ns + answer_ns, reply or "", unplug))

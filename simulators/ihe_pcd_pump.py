"""One infusion pump behind the gateway: program, keys, alarms and power over the shared model.

It is told of orders and shows them; only a key starts it. What it does by itself or by a key it
notes as happenings, with the exact moment, for the gateway to fetch.

Readings of ours where the framework is silent:
* a confirmed order starts at once: confirming and starting is one key;
* a rate change keeps the volume and its progress, and begins a new segment;
* a new program begins its own total; a stop does not;
* an alarm that stops the pump is acknowledged by a key, which does not start it again;
* after power returns the program is there, its volume too, and nothing runs;
* an offer that nobody takes ends after the offer time, and at the loss of power.
"""

from simulators.faults import Faults
from simulators.ihe_pcd_alarms import Alarms
from simulators.ihe_pcd_program import (
    Decided,
    Delivery,
    Event,
    Happening,
    Offer,
    Order,
    Program,
    Reason,
    Setup,
    Status,
    Step,
)
from simulators.pump_model import Event as Ended
from simulators.pump_model import PumpModel

NS_PER_S = 1_000_000_000
AIR_LIMIT_NL = 50_000.0
"""Air the detector lets pass before it stops the pump."""

BATTERY_LOW_NS = 600 * NS_PER_S
REJECTED, TIMED_OUT = 9023, 9015

_WATCH_NS = NS_PER_S
_ENDED = {Ended.OCCLUSION: "occlusion", Ended.STALL: "malfunction"}


class Pump:
    """One pump. Times are real ns since the start; its fluid runs `speed` times as fast.

    Attributes:
        name: channel id, OBX-18.1.
        eui: its EUI-64.
        setup: what it is and how it stands; may be changed while it runs.
        faults: of its fluid path.
        model: motor and fluid.
        program: what is programmed; None = nothing.
        offer: the order it shows; None = none.
        happened: what the gateway has not fetched yet.
        online: the gateway can reach it.
        alarms: alarms that stand.
    """

    def __init__(
        self, name: str, eui: str, *, seed: int = 0, speed: float = 1.0, setup: Setup | None = None
    ) -> None:
        """Switch on a pump with nothing programmed."""
        if not 0.0 < speed < float("inf"):
            raise ValueError("a speed is a finite number above 0")
        self.name, self.eui = name, eui
        self.setup = setup or Setup()
        self.faults = Faults()
        self.model = PumpModel(seed, self.faults, battery_ns=8 * 3_600 * NS_PER_S)
        self.program: Program | None = None
        self.offer: Offer | None = None
        self.happened: list[Happening] = []
        self.online = True
        self.alarms = Alarms()
        self._speed = float(speed).as_integer_ratio()
        self._now_ns = 0
        self._pump_ns = 0
        self._kvo = False
        self._complete = False
        self._reason = Reason.UNSPECIFIED
        self._programs = 0
        self._total_from_nl = 0
        self._segment_from_nl = 0
        self._air_from_nl = 0.0
        self._powered = True

    @property
    def now_ns(self) -> int:
        """Where its time stands."""
        return self._now_ns

    @property
    def powered(self) -> bool:
        """Whether it is on."""
        return self._powered

    @property
    def infusing(self) -> bool:
        """Whether the motor turns for the program (not KVO)."""
        return self.model.moving and not self._kvo

    @property
    def in_kvo(self) -> bool:
        """Whether it keeps the vein open."""
        return self.model.moving and self._kvo

    @property
    def can_go_on(self) -> bool:
        """Whether there is a program with volume left."""
        return self._left_nl() > 0

    def run_to(self, now_ns: int) -> None:
        """Let time pass up to a moment; what happens meanwhile is noted with its own moment."""
        offer = self.offer
        if offer is not None and offer.until_ns <= now_ns:
            self._turn_to(max(self._now_ns, offer.until_ns))
            self._drop_offer(TIMED_OUT)
        self._turn_to(now_ns)

    def due_ns(self) -> int | None:
        """When it will do something by itself; None = not foreseeable."""
        dues = [] if self.offer is None else [self.offer.until_ns]
        target_ns = self.model.target_in_ns()
        if target_ns is not None:
            dues.append(self._real_ns(self._pump_ns + target_ns))
        return min(dues, default=None)

    def show(self, order: Order, for_s: float) -> None:
        """Show an order to the nurse."""
        self.offer = Offer(order, self._now_ns + round(for_s * NS_PER_S))

    def confirm(self, rate_nl_h: int | None = None, volume_nl: int | None = None) -> str:
        """Take the offer, edited or not, and start; "" or why nothing happened."""
        if self.offer is None or not self._powered:
            return "nothing is offered"
        if self.alarms.stopping:
            return "alarm"
        order, self.offer = self.offer.order, None
        self.happened.append(Decided(order, 0, self._now_ns))
        first = order.steps[0]
        rate = first.rate_nl_h if rate_nl_h is None else rate_nl_h
        if order.verb == "XO":
            self._change_rate(rate)
            if not self.model.moving and self.can_go_on:
                self._begin(resume=True)
            return ""
        volume = first.volume_nl if volume_nl is None else volume_nl
        self._load(order, (Step(rate, volume), *order.steps[1:]))
        return ""

    def reject(self) -> str:
        """Refuse the offer; "" or why nothing happened."""
        if self.offer is None:
            return "nothing is offered"
        self._drop_offer(REJECTED)
        return ""

    def key_in(self, rate_nl_h: int, volume_nl: int) -> str:
        """Program at the keypad and start, without any order."""
        if not self._powered or self.alarms.stopping:
            return "off" if not self._powered else "alarm"
        self._load(None, (Step(rate_nl_h, volume_nl),))
        return ""

    def start(self) -> str:
        """Press START: go on with the program."""
        if not self._powered or self.alarms.stopping:
            return "off" if not self._powered else "alarm"
        if self.model.moving or not self.can_go_on:
            return "nothing to start"
        self._begin(resume=True)
        return ""

    def stop(self) -> str:
        """Press STOP."""
        if not self.model.moving:
            return "not running"
        self._halt(Reason.CLINICIAN)
        return ""

    def set_rate(self, rate_nl_h: int) -> str:
        """Change the rate at the keypad, running or not."""
        if not self._powered or not self.can_go_on:
            return "no program"
        self._change_rate(rate_nl_h)
        return ""

    def clear_program(self) -> str:
        """Clear the program at the keypad."""
        if self.program is None or self.model.moving:
            return "running" if self.model.moving else "no program"
        self._note("PROG_CLEARED")
        self.program = None
        self.model.target_nl = self.model.rate_nl_h = 0
        return ""

    def clear_volume(self) -> str:
        """Clear the volume counters at the keypad."""
        self._total_from_nl = self._segment_from_nl = self.model.infused_nl
        self._note("VOL_COUNTERS_CLEARED")
        return ""

    def acknowledge(self) -> str:
        """End every alarm at the keypad; its cause may bring it back."""
        for name in self.alarms.standing:
            self.end_alarm(name)
        return ""

    def raise_alarm(self, name: str) -> None:
        """Raise an alarm, and stop for it if it is of that kind; one that stands goes on."""
        if not self._powered:
            return
        told = self.alarms.begin(name, self._now_ns, self._order)
        if told is not None:
            self.happened.append(told)
            if self.alarms.stopping and (self.model.moving or self._reason is Reason.NONE):
                self._halt(Reason.ALARM)

    def end_alarm(self, name: str) -> None:
        """End an alarm that stands."""
        told = self.alarms.end(name, self._now_ns, self._order)
        if told is not None:
            self.happened.append(told)

    def power_off(self) -> None:
        """Switch off: nothing is noted, for nothing can be sent."""
        if self.model.moving:
            self.model.pause()
        self._powered = self._kvo = False
        self._reason = Reason.OFF
        self.offer = None

    def power_on(self) -> None:
        """Switch on again: the program is kept, nothing runs, no alarm stands."""
        if not self._powered:
            self._powered = True
            self._reason = Reason.UNSPECIFIED
            self.acknowledge()

    def forget_orders(self) -> None:
        """The gateway has forgotten whose orders these were; the pump goes on."""
        self.offer = None
        if self.program is not None:
            self.program.order = None

    def event(self, name: str) -> None:
        """Note any event by name, with the status of now."""
        self._note(name)

    def status(self, delivery: Delivery | None = None, flow_nl_h: int | None = None) -> Status:
        """Read the pump; the delivery status and flow of a change may be given."""
        moving, program = self.model.moving, self.program
        if delivery is None:
            running = Delivery.KVO if self._kvo else Delivery.DELIVERING
            delivery = running if moving else Delivery.STOPPED
        stopped = delivery is Delivery.STOPPED
        reason = Reason.UNSPECIFIED if self._reason is Reason.NONE else self._reason
        step = Step(0, 0) if program is None else program.step
        infused = self.model.infused_nl
        return Status(
            order=self._order,
            program=0 if program is None else program.number,
            infusing=not stopped,
            flow_nl_h=self.model.motor_rate_nl_h if flow_nl_h is None else flow_nl_h,
            delivery=delivery,
            reason=reason if stopped else Reason.NONE,
            rate_nl_h=self.setup.kvo_nl_h if self._kvo else step.rate_nl_h,
            vtbi_nl=step.volume_nl,
            segment_nl=infused - self._segment_from_nl,
            total_nl=infused - self._total_from_nl,
            remaining_nl=self._left_nl(),
            step=1 if program is None else program.at + 1,
            steps=1 if program is None else len(program.steps),
        )

    @property
    def _order(self) -> Order | None:
        return None if self.program is None else self.program.order

    def _left_nl(self) -> int:
        if self.program is None or self._complete:
            return 0
        return max(0, self.program.step.volume_nl - self.model.phase_nl)

    def _load(self, order: Order | None, steps: tuple[Step, ...]) -> None:
        """Put a program in force and start it; what ran before is stopped first."""
        if self.model.moving:
            self._halt(Reason.CLINICIAN)
        self._programs += 1
        self.program = Program(self._programs, order, steps)
        self._complete = False
        self._total_from_nl = self.model.infused_nl
        self._begin(resume=False)

    def _begin(self, *, resume: bool, kvo: bool = False) -> None:
        """Start the motor for the present step, or at the KVO rate, and note START."""
        model, program = self.model, self.program
        self._kvo = kvo
        model.acting_nl_h = None
        if kvo:
            model.rate_nl_h, model.target_nl = self.setup.kvo_nl_h, 0
        elif program is not None:
            model.rate_nl_h = program.step.rate_nl_h
            model.target_nl = program.step.volume_nl
        self._segment_from_nl = model.infused_nl
        self._air_from_nl = model.fluid.air_nl
        self._reason = Reason.NONE
        if resume:
            model.resume()
        else:
            model.start()
        self._note("START")

    def _halt(self, reason: Reason) -> None:
        """Stop the motor and note STOP."""
        self.model.pause()
        self._reason = reason
        self._note("STOP")
        self._kvo = False

    def _change_rate(self, rate_nl_h: int) -> None:
        """Give the program another rate; while it runs that ends a segment and begins one."""
        program = self.program
        if program is None:
            return
        if self.infusing:
            self._note("STOP", Delivery.CHANGING)
        steps = list(program.steps)
        steps[program.at] = Step(rate_nl_h, program.step.volume_nl)
        program.steps = tuple(steps)
        if self.infusing:
            self._begin(resume=True)

    def _drop_offer(self, error: int) -> None:
        if self.offer is not None:
            order, self.offer = self.offer.order, None
            self._note("AUTO_PROG_CLEARED")
            self.happened.append(Decided(order, error, self._now_ns))

    def _note(self, name: str, delivery: Delivery | None = None, flow: int | None = None) -> None:
        self.happened.append(Event(name, self._now_ns, self.status(delivery, flow)))

    def _real_ns(self, pump_ns: int) -> int:
        """The first real moment at which the pump's fluid clock shows a time."""
        numerator, denominator = self._speed
        return -(-pump_ns * denominator // numerator)

    def _turn_to(self, now_ns: int) -> None:
        goal_ns = now_ns * self._speed[0] // self._speed[1]
        while self._pump_ns < goal_ns:
            model, left_ns = self.model, goal_ns - self._pump_ns
            watched = model.moving and (model.fluid.bag_nl is not None or self.faults.air_fraction)
            chunk_ns = min(left_ns, _WATCH_NS) if watched or not model.mains else left_ns
            rate_nl_h = model.motor_rate_nl_h
            used_ns, ended = model.step(chunk_ns)
            self._pump_ns += used_ns
            self._now_ns = max(self._now_ns, self._real_ns(self._pump_ns))
            if ended is Ended.TARGET_REACHED:
                self._completed(rate_nl_h)
            elif ended is Ended.POWER_LOST:
                self.power_off()
            elif ended is not None:
                self.raise_alarm(_ENDED[ended])
            self._watch()
        self._now_ns = max(self._now_ns, now_ns)

    def _completed(self, rate_nl_h: int) -> None:
        """The step's volume is in: on to the next step, to KVO, or to rest."""
        program = self.program
        if program is None:
            return
        if not program.last:
            self._note("STOP", Delivery.CHANGING, rate_nl_h)
            program.at += 1
            self._begin(resume=False)
            return
        self._complete = True
        if self.setup.kvo_nl_h:
            self._note("COMP", Delivery.CHANGING, rate_nl_h)
            self._begin(resume=False, kvo=True)
        else:
            self._reason = Reason.UNSPECIFIED
            self._note("COMP")

    def _watch(self) -> None:
        """Detectors: bag, air, battery."""
        model = self.model
        if model.moving and model.fluid.bag_nl is not None and model.fluid.bag_nl <= 0.0:
            self.raise_alarm("empty")
        elif model.moving and model.fluid.air_nl - self._air_from_nl > AIR_LIMIT_NL:
            self.raise_alarm("air")
        if model.mains:
            self.end_alarm("battery_low")
        elif model.battery_ns is not None and model.battery_ns < BATTERY_LOW_NS:
            self.raise_alarm("battery_low")

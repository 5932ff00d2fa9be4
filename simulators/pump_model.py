"""Motor and program of a pump: rate, target, counters, power; no protocol and no line.

Counters are whole numbers of nL·ns/h, the product of a rate in nL/h and a time in ns. Nothing
is rounded while counting: 25 mL/h for an hour counts 25 mL however the hour is cut.
"""

from enum import Enum

from simulators.faults import Faults
from simulators.fluidics import NS_PER_H, Fluidics

COUNT_PER_NL = NS_PER_H


class Motion(Enum):
    """What the program is doing."""

    STOPPED = "stopped"
    PAUSED = "paused"
    RUNNING = "running"
    PURGING = "purging"


class Event(Enum):
    """What the model ended by itself."""

    TARGET_REACHED = "target_reached"
    OCCLUSION = "occlusion"
    STALL = "stall"
    POWER_LOST = "power_lost"


class PumpModel:
    """One motor with a one-phase program. Rates in nL/h, volumes in nL, times in ns.

    Attributes:
        rate_nl_h: the stored rate.
        acting_nl_h: a rate set while pumping; acts until the run ends and is not stored.
        purge_nl_h: the rate of a purge.
        target_nl: volume to be infused by one run; 0 = no limit.
        withdrawing: the motor runs backwards.
        mains: supplied from the wall.
        battery_ns: running time left without mains; None = no battery.
    """

    def __init__(self, seed: int, faults: Faults, battery_ns: int | None = None) -> None:
        """Make a stopped, powered model with nothing programmed."""
        self._faults = faults
        self.fluid = Fluidics(seed, faults)
        self.motion = Motion.STOPPED
        self.rate_nl_h = 0
        self.acting_nl_h: int | None = None
        self.purge_nl_h = 0
        self.target_nl = 0
        self.withdrawing = False
        self.mains = True
        self.battery_ns = battery_ns
        self._infused = 0
        self._withdrawn = 0
        self._phase = 0
        self._turned = 0

    @property
    def infused_nl(self) -> int:
        """The infused counter, whole nL."""
        return self._infused // COUNT_PER_NL

    @property
    def withdrawn_nl(self) -> int:
        """The withdrawn counter, whole nL."""
        return self._withdrawn // COUNT_PER_NL

    @property
    def phase_nl(self) -> int:
        """Volume moved since this run was started, whole nL."""
        return self._phase // COUNT_PER_NL

    @property
    def turned(self) -> int:
        """All that the motor ever pushed, in counts (see `COUNT_PER_NL`); nothing clears it."""
        return self._turned

    @property
    def moving(self) -> bool:
        """Whether the motor turns."""
        return self.motion is Motion.RUNNING or self.motion is Motion.PURGING

    @property
    def powered(self) -> bool:
        """Whether mains or battery supply the pump."""
        return self.mains or bool(self.battery_ns)

    @property
    def run_rate_nl_h(self) -> int:
        """The rate a run has, now or when it goes on."""
        return self.rate_nl_h if self.acting_nl_h is None else self.acting_nl_h

    @property
    def motor_rate_nl_h(self) -> int:
        """The rate the motor turns at now."""
        if self.motion is Motion.PURGING:
            return self.purge_nl_h
        return self.run_rate_nl_h if self.motion is Motion.RUNNING else 0

    def start(self) -> None:
        """Begin a run: the target counts from here."""
        self._phase = 0
        self.motion = Motion.RUNNING

    def resume(self) -> None:
        """Go on with a paused run; one whose target is already reached ends instead."""
        self.motion = Motion.RUNNING
        if self.target_nl and self._phase >= self.target_nl * COUNT_PER_NL:
            self.stop()

    def pause(self) -> None:
        """Hold the run; its progress and its acting rate stay."""
        self.motion = Motion.PAUSED

    def stop(self) -> None:
        """End the run; the stored rate is back. The counters stay."""
        self.motion = Motion.STOPPED
        self.acting_nl_h = None

    def purge(self) -> None:
        """Run at the purge rate without a limit."""
        self.motion = Motion.PURGING

    def set_rate(self, rate_nl_h: int) -> None:
        """Set the rate: while running it acts at once and is not stored, else it is stored."""
        if self.motion is Motion.RUNNING:
            self.acting_nl_h = rate_nl_h
        else:
            self.rate_nl_h = rate_nl_h
            self.acting_nl_h = None

    def set_infused(self, volume_nl: int) -> None:
        """Put the infused counter at a volume."""
        self._infused = volume_nl * COUNT_PER_NL

    def set_withdrawn(self, volume_nl: int) -> None:
        """Put the withdrawn counter at a volume."""
        self._withdrawn = volume_nl * COUNT_PER_NL

    def set_phase(self, volume_nl: int) -> None:
        """Put the progress of the run at a volume."""
        self._phase = volume_nl * COUNT_PER_NL

    def target_in_ns(self) -> int | None:
        """Time until the target is reached at the present rate; None when it never is."""
        if self.motion is not Motion.RUNNING or not self.target_nl:
            return None
        rate_nl_h = self.run_rate_nl_h
        if not rate_nl_h:
            return None
        missing = self.target_nl * COUNT_PER_NL - self._phase
        return max(0, -(-missing // rate_nl_h))

    def step(self, dt_ns: int) -> tuple[int, Event | None]:
        """Let time pass, up to the first event.

        Returns the time used, in ns, and the event that ended it early, if one did.
        """
        limit_ns, ends = (dt_ns, False) if self.mains else self._power_limit(dt_ns)
        if not self.moving:
            self.fluid.step(limit_ns, 0)
            used_ns, event = limit_ns, None
        elif self._faults.stall:
            self.stop()
            return 0, Event.STALL
        else:
            used_ns, event = self._turn(limit_ns)
        if not self.mains:
            self._drain(used_ns)
        if event is None and ends:
            self.stop()
            return used_ns, Event.POWER_LOST
        return used_ns, event

    def _power_limit(self, dt_ns: int) -> tuple[int, bool]:
        # An empty battery has ended the run already; time passes all the same.
        if not self.battery_ns or self.battery_ns > dt_ns:
            return dt_ns, False
        return self.battery_ns, True

    def _drain(self, dt_ns: int) -> None:
        if self.battery_ns is not None:
            self.battery_ns = max(0, self.battery_ns - dt_ns)

    def _turn(self, dt_ns: int) -> tuple[int, Event | None]:
        """Turn the motor up to the target or an occlusion, whichever is first."""
        rate_nl_h = self.motor_rate_nl_h
        target_ns = self.target_in_ns()
        reaches = target_ns is not None and target_ns <= dt_ns
        wanted_ns = target_ns if target_ns is not None and reaches else dt_ns
        used_ns = self.fluid.step(wanted_ns, 0 if self.withdrawing else rate_nl_h)
        moved = rate_nl_h * used_ns
        if reaches and used_ns == wanted_ns:
            # The target falls between two nanoseconds: count up to it and not beyond.
            moved = max(0, min(moved, self.target_nl * COUNT_PER_NL - self._phase))
        self._count(moved)
        if self.fluid.tripped:
            self.stop()
            return used_ns, Event.OCCLUSION
        if reaches:
            self.stop()
            return used_ns, Event.TARGET_REACHED
        return used_ns, None

    def _count(self, moved: int) -> None:
        if self.withdrawing:
            self._withdrawn += moved
        else:
            self._infused += moved
            self._turned += moved
        if self.motion is Motion.RUNNING:
            self._phase += moved

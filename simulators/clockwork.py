"""A pump's motor and fluid on their own clock, which may run faster than the real one."""

from collections.abc import Callable, Iterator

from simulators.faults import Faults
from simulators.pump_model import Event, PumpModel

NEVER_NS = 1 << 62


def _no_mark() -> int | None:
    return None


class Clockwork:
    """Turns a model as real time passes. Real times are ns since the start."""

    def __init__(
        self,
        model: PumpModel,
        faults: Faults,
        speed: float,
        mark_in_ns: Callable[[], int | None] = _no_mark,
    ) -> None:
        """Let the model's time run `speed` times as fast as real time.

        `mark_in_ns` gives the model's time, above 0, until its owner wants to look at it again.
        """
        if not 0.0 < speed < float("inf"):
            raise ValueError("a speed is a finite number above 0")
        self._model = model
        self._faults = faults
        self._speed = float(speed).as_integer_ratio()
        self._mark_in_ns = mark_in_ns
        self._pump_ns = 0

    def turn_to(self, now_ns: int) -> Iterator[tuple[int, Event | None]]:
        """Turn the model up to a real moment; yields each stop on the way, in real time."""
        goal_ns = now_ns * self._speed[0] // self._speed[1]
        while self._pump_ns < goal_ns:
            left_ns = goal_ns - self._pump_ns
            mark_ns = self._mark_in_ns()
            used_ns, event = self._model.step(left_ns if mark_ns is None else min(left_ns, mark_ns))
            self._pump_ns += used_ns
            yield self._real_ns(self._pump_ns), event

    def due_ns(self) -> int:
        """The real moment of the next thing the model does by itself; NEVER_NS = not foreseen."""
        model, faults = self._model, self._faults
        first_ns = model.target_in_ns()
        mark_ns = self._mark_in_ns()
        if mark_ns is not None:
            first_ns = mark_ns if first_ns is None else min(first_ns, mark_ns)
        if (faults.occluded or faults.stall) and model.moving:
            fault_ns = 1 if faults.stall else model.fluid.grid_left_ns
            first_ns = fault_ns if first_ns is None else min(first_ns, fault_ns)
        return NEVER_NS if first_ns is None else self._real_ns(self._pump_ns + first_ns)

    def _real_ns(self, pump_ns: int) -> int:
        """The first real moment at which the model's clock shows a time."""
        numerator, denominator = self._speed
        return -(-pump_ns * denominator // numerator)

"""The alarms that stand at one pump, each with a number that all its updates share."""

from simulators.ihe_pcd_codes import ALARMS
from simulators.ihe_pcd_program import Alarm, Order


class Alarms:
    """What stands now, and how often each alarm has been told of."""

    def __init__(self) -> None:
        """Begin with none."""
        self._standing: dict[str, Alarm] = {}
        self._count = 0

    @property
    def standing(self) -> tuple[str, ...]:
        """Names of the alarms that stand, oldest first."""
        return tuple(self._standing)

    @property
    def stopping(self) -> bool:
        """Whether one of them keeps the pump from running."""
        return any(ALARMS[name].stops for name in self._standing)

    def begin(self, name: str, at_ns: int, order: Order | None) -> Alarm | None:
        """An alarm begins; None when it stands already. Raises ValueError for no known name."""
        if name not in ALARMS:
            raise ValueError(f"an alarm is one of {', '.join(ALARMS)}")
        if name in self._standing:
            return None
        self._count += 1
        told = Alarm(name, self._count, 0, "start", "active", "enabled", at_ns, order)
        self._standing[name] = told
        return told

    def end(self, name: str, at_ns: int, order: Order | None) -> Alarm | None:
        """An alarm ends; None when it does not stand."""
        began = self._standing.pop(name, None)
        if began is None:
            return None
        return Alarm(name, began.number, 1, "end", "inactive", "enabled", at_ns, order)

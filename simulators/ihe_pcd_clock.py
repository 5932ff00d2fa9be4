"""The clocks of gateway and pumps: moments of the loop as HL7 time stamps, right or wrong."""

from datetime import UTC, datetime, timedelta

from simulators.ihe_pcd_faults import Misbehaviour

NS_PER_S = 1_000_000_000

_ZONES = {"right": "+0000", "none": "", "unknown": "-0000"}


class Clock:
    """Real ns since the start as wall time in UTC. Only the pumps' clock goes wrong."""

    def __init__(self, start: datetime, faults: Misbehaviour) -> None:
        """Say what time it is at 0 ns."""
        self._start = start.astimezone(UTC)
        self._faults = faults

    def at(self, now_ns: int) -> datetime:
        """The true time."""
        return self._start + timedelta(seconds=now_ns / NS_PER_S)

    def sent(self, now_ns: int) -> str:
        """As MSH-7 says it."""
        return self._text(self.at(now_ns))

    def happened(self, at_ns: int) -> str:
        """As the pump says when something happened."""
        faults, true_s = self._faults, at_ns / NS_PER_S
        wrong_s = true_s * (1.0 + faults.clock_drift) + faults.clock_offset_s
        return self._text(self._start + timedelta(seconds=wrong_s))

    def _text(self, at: datetime) -> str:
        return f"{at:%Y%m%d%H%M%S}{_ZONES[self._faults.clock_zone]}"

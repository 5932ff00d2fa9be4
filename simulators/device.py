"""What a line and a control channel need to know of a pump, whatever its family."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from simulators.faults import Faults


class Message(NamedTuple):
    """Bytes a pump wants to put on the line.

    Attributes:
        at_ns: when the pump decided to send, in real ns since the start.
        data: the bytes.
        unplug: the adapter vanishes instead of carrying them.
    """

    at_ns: int
    data: bytes
    unplug: bool = False


class Truth(NamedTuple):
    """The hidden state of a simulated pump: what a referee may know and a driver may not.

    Volumes in nL and rates in nL/h, exact where they are whole; times in real seconds.

    Attributes:
        true_nl: liquid that reached the patient, up to the last half second of pump time.
        air_nl: air that went the same way.
        counter_nl: the pump's infused counter.
        withdrawn_nl: the pump's withdrawn counter.
        phase_nl: volume of the present run.
        target_nl: volume at which the run ends; 0 = no limit.
        stored_rate_nl_h: the stored rate.
        motor_rate_nl_h: the rate the motor turns at now.
        flow_nl_h: what really reaches the patient now.
        pressure_mmhg: pressure in the line.
        bag_nl: liquid left in the bag; None = never empty.
        motion: stopped, paused, running or purging.
        alarm: code of the alarm not acknowledged yet; "" = none.
        powered: the pump is up (not off, not booting).
        mode: the communications mode, in the family's own word.
        watchdog_s: seconds allowed between valid packets; 0 = no watchdog.
        watchdog_left_s: seconds until it fires; None = its timer is off.
        frames_valid: requests for this pump that were heard and well formed.
        frames_bad: requests with a wrong checksum or end.
        frames_foreign: requests for another address.
        frames_sent: messages handed to the line.
        executed: how often each command was carried out, by name.
        since_packet_s: time since the last valid request; None = none since the start.
    """

    true_nl: float
    air_nl: float
    counter_nl: int
    withdrawn_nl: int
    phase_nl: int
    target_nl: int
    stored_rate_nl_h: int
    motor_rate_nl_h: int
    flow_nl_h: float
    pressure_mmhg: float
    bag_nl: float | None
    motion: str
    alarm: str
    powered: bool
    mode: str
    watchdog_s: int
    watchdog_left_s: float | None
    frames_valid: int
    frames_bad: int
    frames_foreign: int
    frames_sent: int
    executed: dict[str, int]
    since_packet_s: float | None


class Device(Protocol):
    """A pump as its line sees it. Times are real ns since the start."""

    faults: Faults
    outbox: list[Message]

    def run_to(self, now_ns: int) -> None:
        """Let time pass up to a moment, putting what the pump sends into the outbox."""

    def listen_to(self, now_ns: int) -> None:
        """Let time pass up to a byte; what only a look could tell may wait for `run_to`."""

    def hear(self, byte: int) -> None:
        """Receive one byte, now."""

    def due_ns(self) -> int | None:
        """When the pump will do something by itself; None = not foreseeable."""

    def truth(self) -> Truth:
        """The hidden state."""

    def power_off(self) -> None:
        """Cut the power."""

    def power_on(self, after_s: float = 0.0) -> None:
        """Give power back after a time; the pump then boots."""

    def press(self, key: str, rate_ml_h: str = "") -> str:
        """Press a key; returns "" or why nothing happened."""

    def preset(self, values: Mapping[str, object]) -> None:
        """Put the pump in a state as if a controller had been driving it."""

    def raise_alarm(self, code: str) -> None:
        """Raise an alarm now."""

    def hang_bag(self, volume_nl: float | None) -> None:
        """Change the bag for one with this much liquid; None = never empty."""

"""The faults a simulated pump can have, settable while it runs.

Every field is one fault; the defaults are a healthy pump on a healthy line. Times are real
seconds, probabilities are per byte (0 to 1), counts are used up one by one (-1 = for ever).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import ClassVar

ECHOES = ("off", "with_reply", "wrong_jack")
BABBLES = ("silent", "echo", "noise")
ALARM_CODES = ("", "R", "S", "T", "E", "O")
"""Of a New Era pump; a family with other alarms has its own faults, with `CHOICES` of its own."""

REFUSALS = ("", "?", "?NA", "?OOR", "?COM", "?IGN")

LARGEST = 1e6
"""Of a share or a time in seconds: eleven days, and small enough to be counted in ns."""


@dataclass(slots=True)
class Faults:
    """What is wrong with the pump, its fluid path and its line.

    The slots catch a misspelt fault at once.

    Attributes:
        CHOICES: the words each fault that is a word may be.
        occluded: the line to the patient is closed.
        air_fraction: share of what the pump moves that is air.
        stall: the motor cannot turn.
        echo: "with_reply" returns the host's bytes besides the answer; "wrong_jack" returns
            them and the pump hears nothing.
        echo_first: the first n bytes fed from now come back (half-duplex adapter waking up).
        drop_to_pump: probability that a byte to the pump is lost (other pairs alike).
        drop_to_host: probability that a byte to the host is lost.
        corrupt_to_pump: probability that one bit of a byte to the pump flips.
        corrupt_to_host: probability that one bit of a byte to the host flips.
        duplicate_to_pump: probability that a byte to the pump arrives twice.
        duplicate_to_host: probability that a byte to the host arrives twice.
        flip_after: after this many bytes to the pump one byte is flipped (-1 = never).
        flip_mask: the bits that flip then; 8 turns "1" into "9".
        gap_to_pump_s: extra silence after each byte to the pump.
        gap_to_host_s: extra silence after each byte to the host.
        deaf: the pump hears nothing.
        mute: nothing the pump sends leaves it.
        lose_requests: requests lost on the way to the pump, not executed.
        lose_replies: messages lost on the way back, after the request was executed.
        half_replies: messages of which only the first half arrives.
        split_replies: messages that pause inside: `split_at` bytes, `split_s`, the rest.
        unplug_in_reply: messages of which `split_at` bytes arrive before the adapter vanishes for
            `unplug_s`.
        split_at: the bytes before that; a message that is no longer does not pause.
        split_s: the pause.
        duplicate_replies: messages that arrive twice.
        delay_replies: messages that come late by `delay_s`.
        delay_s: the lateness.
        turnaround_s: silence between the last byte of a request and the first of its answer.
        second_talker_s: a stranger puts 1 to 8 random bytes on the line this often; 0 = never.
        refuse_next: the next command is answered with this error and not executed.
        alarm_on_request: the next request raises this alarm before it would be executed.
        alarm_before_reply: the next request is executed, then this alarm is sent, then the reply.
        unplug_on_request: the next requests are executed, then the adapter vanishes before the
            reply.
        unplug_s: how long the adapter stays away when it vanishes.
        ignore_first_command: the first command after power-up is not heard.
        resume_after_power: power-fail mode: a run goes on by itself when power returns.
        keep_counter: the volume counters survive a power cycle.
        keep_target: the target volume survives a power cycle.
        boot_s: time from power to the first sign of life.
        boot_babble: what the line does with bytes that arrive meanwhile.
    """

    CHOICES: ClassVar[dict[str, tuple[str, ...]]] = {
        "echo": ECHOES,
        "boot_babble": BABBLES,
        "alarm_on_request": ALARM_CODES,
        "alarm_before_reply": ALARM_CODES,
        "refuse_next": REFUSALS,
    }

    occluded: bool = False
    air_fraction: float = 0.0
    stall: bool = False
    echo: str = "off"
    echo_first: int = 0
    drop_to_pump: float = 0.0
    drop_to_host: float = 0.0
    corrupt_to_pump: float = 0.0
    corrupt_to_host: float = 0.0
    duplicate_to_pump: float = 0.0
    duplicate_to_host: float = 0.0
    flip_after: int = -1
    flip_mask: int = 0x08
    gap_to_pump_s: float = 0.0
    gap_to_host_s: float = 0.0
    deaf: bool = False
    mute: bool = False
    lose_requests: int = 0
    lose_replies: int = 0
    half_replies: int = 0
    split_replies: int = 0
    unplug_in_reply: int = 0
    split_at: int = 1
    split_s: float = 0.0
    duplicate_replies: int = 0
    delay_replies: int = 0
    delay_s: float = 0.0
    turnaround_s: float = 0.005
    second_talker_s: float = 0.0
    refuse_next: str = ""
    alarm_on_request: str = ""
    alarm_before_reply: str = ""
    unplug_on_request: int = 0
    unplug_s: float = 1.0
    ignore_first_command: bool = False
    resume_after_power: bool = False
    keep_counter: bool = False
    keep_target: bool = True
    boot_s: float = 0.0
    boot_babble: str = "silent"

    def change(self, values: Mapping[str, object]) -> None:
        """Set several faults; on the first bad name or value nothing is changed."""
        checked = {name: self._checked(name, value) for name, value in values.items()}
        for name, value in checked.items():
            setattr(self, name, value)

    def clear(self) -> None:
        """Make everything healthy again."""
        self.change(asdict(type(self)()))

    def use(self, name: str) -> bool:
        """Take one from a counted fault; true when there was one to take."""
        left = int(getattr(self, name))
        if left > 0:
            setattr(self, name, left - 1)
        return left != 0

    def take(self, name: str) -> str:
        """Read a one-time text fault and clear it."""
        value = str(getattr(self, name))
        setattr(self, name, "")
        return value

    def _checked(self, name: str, value: object) -> object:
        """Return the value in the fault's own type, or say what is wrong with it."""
        kinds = {field.name: type(field.default) for field in fields(self)}
        kind = kinds.get(name)
        if kind is None:
            raise ValueError(f"no such fault: {name}")
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if type(value) is not kind:
            raise ValueError(f"{name} takes {kind.__name__}")
        if isinstance(value, float) and not 0.0 <= value <= LARGEST:
            raise ValueError(f"{name} is not a finite number from 0 to {LARGEST:g}")
        if name == "flip_mask" and not (isinstance(value, int) and 0 <= value <= 0xFF):
            raise ValueError("flip_mask is one byte")
        if name == "split_at" and isinstance(value, int) and value < 0:
            raise ValueError("split_at is a number of bytes")
        if isinstance(value, str) and value not in self.CHOICES[name]:
            raise ValueError(f"{name} is one of {', '.join(map(repr, self.CHOICES[name]))}")
        return value

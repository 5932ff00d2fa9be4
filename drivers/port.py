"""What a pump family offers: the one interface between the ward and every pump driver.

A driver knows its pump's bytes and nothing of patients. It offers absolute settings only, so that
every public verb may be repeated: there is no bolus, no relative change, no pump-side ramp. It
never retries and never cancels an exchange half-way; the keeper above it decides what to do next.

Three outcomes, not two (`Done`, `NotDone`, `Unanswered`): a pump that did not answer may have
obeyed. A fourth, `AtThePump`, is the typed refusal of a family that has no such verb.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, Protocol, runtime_checkable

from drivers.quantities import NO_RATE, Rate, Volume


@dataclass(frozen=True, slots=True)
class Stopped:
    """The pump delivers nothing and no program waits to be resumed by a START key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The pump delivers at `rate` until its own counter reads `until_total`."""

    rate: Rate
    until_total: Volume
    """Reading of the pump's counter at which delivery must end: absolute, so safe to repeat."""


Setting = Stopped | Running


class Delivery(Enum):
    """What the pump says it is doing."""

    STOPPED = "stopped"
    PAUSED = "paused"
    """Delivers nothing, but a START key would go on with the old program."""
    RUNNING = "running"
    KVO = "kvo"
    """Keep-vein-open: the volume is in, the pump goes on slowly. Not stopped."""
    OTHER = "other"
    """Moves fluid in a way we never asked for (withdraw, purge) or says what we cannot read."""


class PumpAlarm(Enum):
    """Alarms a pump can report, in the field's words; families map their codes to these."""

    RESET = "reset"
    """Power was interrupted. The pump may be running: some resume by themselves."""
    COMMS_TIMEOUT = "comms_timeout"
    """The pump's watchdog stopped it because its controller was silent."""
    STALL = "stall"
    OCCLUSION = "occlusion"
    AIR_IN_LINE = "air_in_line"
    BAG_EMPTY = "bag_empty"
    BATTERY = "battery"
    PROGRAM_ERROR = "program_error"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A setting put to a pump that only a person at it can accept (`proposes`)."""

    no: int
    """Rises with every new offer of this driver; begins again when it is made anew."""
    setting: Running
    state: Literal["queued", "accepted", "offered", "refused"]
    """Not sent yet; taken by the gateway; shown at the pump; refused there or by the gateway."""
    reason: str = ""
    """Why it was refused, as a sentence for a nurse."""

    @property
    def open(self) -> bool:
        """Whether a person at the pump could still accept it, as far as is known."""
        return self.state != "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What stands on an order beside its numbers: passed on to the pump, never looked at.

    For families whose pumps show or check it (`TakesLabels`).
    """

    subject: str
    """Number of whoever is connected to the pump."""
    place: str
    """Where the pump stands."""
    product: tuple[str, str]
    """Code and name of what is in the bag; a pump with a library looks for one of them."""
    author: str
    """Who asked for the setting that is wanted now; empty where nobody is known."""
    word: int
    """Another number whenever a person has asked anew: what was refused before may be put to the
    pump again then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpReport:
    """One consistent reading of the pump. Reading changes nothing at the pump."""

    delivery: Delivery
    rate: Rate = NO_RATE
    """Rate in force while running; with `OTHER` a rate that the pump tells without saying that it
    delivers; `NO_RATE` otherwise."""
    infused: Volume
    """The pump's own counter, as it says it: cut off to the pump's increment, never added to."""
    increment: Volume
    """What the counter can hide at this reading: its last digit."""
    epoch: int
    """Rises when the pump may have forgotten us: reset alarm, counter back, port re-opened."""
    alarms: frozenset[PumpAlarm] = field(default_factory=frozenset)
    offer: Offer | None = None
    """The latest offer, until the pump runs as it says; None where settings are commanded."""
    taken_ms: int | None = None
    """Loop time (ms) at which the pump said so, where it speaks by itself, or was asked, where
    `read` waits before it asks; None: in answer to a question put at once. A reading with the same
    time as the last one is the same reading."""

    @property
    def moving(self) -> bool:
        """Whether fluid may be moving: everything except a clear word to the contrary."""
        return self.delivery not in (Delivery.STOPPED, Delivery.PAUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a family can and cannot do, and in what steps. The screens say which is true."""

    kind: Literal["control", "proposes", "monitor"]
    bench_only: bool
    """True when the maker or the evidence forbids use on people: simulation wards only."""
    rate_min: Rate
    rate_max: Rate
    rate_increment: Rate
    volume_increment: Volume
    counter_max: Volume
    """Largest counter reading at which the pump still counts in useful steps. Zero: it does not
    tell its volume, and what its reports say of it means nothing (only where `kind` is monitor)."""
    watchdog_s: int | None
    """Seconds of controller silence after which the pump stops itself; None: it has no watchdog."""
    moves_limit_while_running: bool
    """Whether `until_total` can be changed without stopping the pump."""
    answer_max_ms: int
    """Longest time the pump may take to answer; added to every time bound."""
    report_every_ms: int
    """Longest time between two readings when polled; added to every time bound."""

    def beyond(self, setting: "Running") -> str | None:
        """Return why this pump cannot be set so, or None. Nothing is rounded to make it fit."""
        rate, until = setting.rate, setting.until_total
        if not self.rate_min <= rate <= self.rate_max or rate <= NO_RATE:
            return f"{rate.ml_per_h} mL/h is outside this pump's limits"
        if rate != rate.rounded_down(self.rate_increment):
            return f"{rate.ml_per_h} mL/h is not a multiple of the pump's increment"
        if until > self.counter_max:
            return f"{until.ml} mL is beyond the {self.counter_max.ml} mL that this pump counts"
        return None


@dataclass(frozen=True, slots=True)
class Identity:
    """What the family can prove about which pump is at the end of the line."""

    model: str
    firmware: str
    serial_number: str | None
    """None where the protocol cannot ask for it (New Era); then `port` is the only other proof."""
    port: str


@dataclass(frozen=True, slots=True)
class Done:
    """The pump answered that it did it, and a reading agreed."""


@dataclass(frozen=True, slots=True)
class NotDone:
    """Certainly not done: refused by the pump, given up before sending, or overtaken by STOP."""

    reason: str
    moves: bool = False
    """Of `stop` only: the pump heard it and says, read after it, that it still moves fluid."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """It may have been obeyed. Read the pump before deciding anything; STOP is still allowed."""

    reason: str


@dataclass(frozen=True, slots=True)
class AtThePump:
    """Only a person at the pump can do it; the reason says what must be pressed there.

    A pump that `proposes` answers `apply` so when the setting has been put to it, and `stop`
    always; one that is only watched (`monitor`) answers both so and is sent nothing.
    """

    reason: str


Outcome = Done | NotDone | Unanswered | AtThePump


class PumpError(Exception):
    """Base of all that a driver raises.

    PumpError
    ├── PortUnavailable   the port cannot be opened, or is taken by another process
    ├── WrongPump         another pump than the one agreed is at the end of the line
    └── NotSafe           the pump cannot be driven in the way asked (mode, missing watchdog)
    """

    def __init__(self, reason: str, *, seen: PumpReport | None = None) -> None:
        """`reason` is a sentence for a nurse."""
        super().__init__(reason)
        self.seen = seen
        """Where the line is let go: what the right pump said, read after it had answered a STOP on
        that line. `taken_ms` says when it was asked."""


class PortUnavailable(PumpError):
    """The port cannot be opened, is gone or taken by another process, or nobody answers there."""


class WrongPump(PumpError):
    """The identity read is not the one configured. No setting was sent.

    Beside questions such a pump hears a STOP that is open at that moment, at most, and what a
    family asks with it.
    """


class NotSafe(PumpError):
    """The pump cannot be driven safely as it stands; the message says what a person must do."""


class PumpDriver(Protocol):
    """One pump on one line. All methods run on the ward's event loop and are safe to repeat."""

    @property
    def capabilities(self) -> Capabilities:
        """What this family and profile can do."""
        ...

    async def open(self) -> Identity:
        """Open the port, read who answers and compare with what is configured.

        Raises `PortUnavailable`, `WrongPump` or `NotSafe`. A pump that does not answer raises
        `PortUnavailable` too. Opening again after a loss raises the epoch. Never starts delivery
        and never changes its rate. It sends STOP itself in one case only: where one was asked for a
        moment ago, found no line or lost it, and is not known to have been obeyed.
        """
        ...

    async def close(self) -> None:
        """Release the port. Sends nothing: closing must not change what the pump does."""
        ...

    async def read(self) -> PumpReport | Unanswered:
        """Ask the pump what it is doing: delivery, rate, counter, alarms, in one sequence.

        Raises `PortUnavailable` when the port is gone.
        """
        ...

    async def apply(
        self,
        setting: Running,
        *,
        seen: PumpReport,
        hindered: Callable[[], str | None] = lambda: None,
    ) -> Outcome:
        """Bring the pump to `setting`, starting it or changing its rate while it runs.

        `seen` is the reading the decision was made on. Identity is read first; the epoch is
        compared with `seen.epoch` before each frame is sent, and so is `stop`: once a stop has been
        asked for, no further frame of this sequence leaves (`NotDone`). Rate, volume and watchdog
        are read back before the frame that starts. A running pump is never stopped to change its
        rate. `hindered` is the caller's own: asked before each frame, and once it gives a reason no
        further one leaves.
        """
        ...

    async def stop(self) -> Outcome:
        """Stop delivery and cancel the pump's program. Goes ahead of everything queued.

        Waits for nothing but the rest of the exchange in flight. `Done` only when the pump itself
        says stopped. Safe on a stopped pump.
        """
        ...

    @property
    def stop_sent_at_ms(self) -> int | None:
        """Loop time (ms) at which the last byte of the latest STOP frame was handed to the line."""
        ...


@runtime_checkable
class TakesLabels(Protocol):
    """A driver whose orders carry labels."""

    def label(self, label: Label) -> None:
        """Print `label` on the orders from now on. Sends nothing; may be repeated."""
        ...

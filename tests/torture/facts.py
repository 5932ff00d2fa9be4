"""What a ghost may know of the world, and the small things that it keeps count of."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.torture.label import NL_PER_ML, Climb
from tests.torture.process import Process

LOOK_S = 0.25
BOUND_S = 1.55
"""What this pump adds to every bound: it may take 0.55 s to answer and is read once a second."""
STOP_WITHIN_S = 2.0 + BOUND_S
FIRST_STOP_WITHIN_S = 0.55 + 0.15
"""INV-06: the rest of the exchange in flight, and our own frame."""
WATCHDOG_S = 31.0
MUTE_S = 60.0 + 35.0 + BOUND_S + 3.0
"""So long a pump that cannot be heard may run: the silence, then its watchdog and a margin."""
WORD_SLACK_S = BOUND_S + 4.0
"""How much older than the ward's limit a word may be when its raise leaves, sequence and all."""
HAND_SEEN_S = 2.5
INCREMENT_NL = NL_PER_ML // 10
OLD_S = 6.0
"""How much longer than the ward's limit a wish may take, sequence and all."""
SAMPLE_S = 61.0
"""A service that dies may take with it what it read within the last minute."""
PENDING_S = 2.0
"""How long after an order has gone on the line the motor may still change because of it."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What the ward has set for its pumps."""

    speed: int
    bag_nl: int
    gap_s: float
    """Longest absence after which the service goes on by itself; so long may a wish wait."""
    word_s: float
    """Oldest word that still raises."""
    silent_s: float
    """Silence after which nothing is started."""


class Facts(Protocol):
    """What a ghost may know of the world around its pump."""

    @property
    def process(self) -> Process | None:
        """The service that is there now."""
        ...

    @property
    def served(self) -> bool:
        """Whether it has read its record and is there for people; on a bad disk that takes time."""
        ...

    @property
    def store(self) -> Path:
        """The journal of that service."""
        ...

    @property
    def disk_well(self) -> bool:
        """Whether the disk takes what is written."""
        ...

    def violated(self, row: str, what: str) -> None:
        """Take note of what must never have happened."""
        ...


@dataclass(eq=False)
class Go:
    """A person lets the pump run from standstill, or go on after a hold."""

    kind: str
    rate_nl_h: int
    process: Process | None
    climb: Climb
    at_s: float


@dataclass(eq=False)
class Word:
    """A nurse's word for exactly one step."""

    step_no: int
    at_s: float


@dataclass
class Clock:
    """Time that counts against the service: it works, and so does the line."""

    began_s: float | None = None
    fair_s: float = 0.0

    def run(self, running: bool, fair: bool, dt_s: float, now_s: float) -> float:
        """Go on while a condition holds; return the fair time so far."""
        if not running:
            self.began_s, self.fair_s = None, 0.0
            return 0.0
        if self.began_s is None:
            self.began_s = now_s
        elif fair:
            self.fair_s += dt_s
        return self.fair_s


@dataclass
class Volumes:
    """What the motor has moved, by the pump's own counter, through every reset of it."""

    session_nl: int = 0
    moved_nl: int = 0
    """The same, never set back."""
    hand_nl: int = 0
    """Of it while a hand drove."""
    blurred_nl: int = 0
    """What a reset may have hidden from the service, and other fair doubts."""
    last_counter_nl: int = 0

    def begin(self) -> None:
        """Another infusion begins."""
        self.session_nl = self.hand_nl = self.blurred_nl = 0

"""What is known of one pump on a line between exchanges, whatever its family."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Generic

from drivers.link.asking import F, Fit
from drivers.link.exchange import Exchange
from drivers.quantities import Volume


class Talk(ABC, Generic[F]):
    """The line to one pump, its epochs and its counter. Outlives a re-opened port."""

    def __init__(self) -> None:
        self.epoch = 0
        self.resets = 0
        """Epochs that began at the pump itself: it may have lost its program."""
        self.counter: Volume | None = None
        """The counter's latest reading."""
        self._exchange: Exchange[F] | None = None
        self._deaf: Callable[[], None] = lambda: None

    @property
    def exchange(self) -> Exchange[F] | None:
        """The open line, or None."""
        return self._exchange

    def attach(self, exchange: Exchange[F]) -> None:
        """Use this line from now on. The pump may have been another's meanwhile: a new epoch."""
        self._exchange = exchange
        self._deaf = exchange.listen(self._hear)
        self.epoch += 1

    def detach(self) -> Exchange[F] | None:
        """Let go of the line and return it."""
        exchange, self._exchange = self._exchange, None
        self._deaf()
        self._deaf = lambda: None
        return exchange

    def note_reset(self) -> None:
        """Begin a new epoch because the pump may have forgotten us."""
        self.epoch += 1
        self.resets += 1

    def note_counter(self, reading: Volume) -> None:
        """Compare the counter with its last reading; going back begins a new epoch."""
        if self.counter is not None and reading < self.counter:
            self.note_reset()
        self.counter = reading

    @abstractmethod
    def _hear(self, frame: F, fit: Fit) -> None:
        """Note what every frame tells, also when nobody waits for it (any more)."""

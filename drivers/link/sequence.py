"""One run of frames towards one setting: what may be concluded wherever it ends."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable
from typing import Generic, TypeVar

from drivers.link.permit import Permit
from drivers.link.unfinished import Hindered, NotAsAgreed, OtherPump, Unfinished
from drivers.port import Done, NotDone, Outcome, PumpReport, Running, Unanswered
from drivers.quantities import QuantityError

P = TypeVar("P")
"""What a family keeps of the program that it has started."""


class Sequence(ABC, Generic[P]):
    """Made new for each setting; a family says with which frames it starts and changes."""

    def __init__(self, permit: Permit, setting: Running) -> None:
        self.programmed: P | None = None
        """Set once the frame that starts is about to leave."""
        self._permit = permit
        self._setting = setting
        self._decided = False
        """Whether the frame that decides has left: from then on silence may mean that it was
        obeyed."""

    @property
    def decided(self) -> bool:
        """Whether the frame that decides has left, and was not certainly passed over."""
        return self._decided

    async def start(self, seen: PumpReport) -> Outcome:
        """Program the stopped pump, read everything back, start it, see it run."""
        return await self._outcome(self._start(seen))

    async def change(self, seen: PumpReport, known: P | None) -> Outcome:
        """Set another rate on the running pump; it is never stopped for that."""
        return await self._outcome(self._change(seen, known))

    @abstractmethod
    async def _start(self, seen: PumpReport) -> None: ...

    @abstractmethod
    async def _change(self, seen: PumpReport, known: P | None) -> None: ...

    async def _outcome(self, steps: Awaitable[None]) -> Outcome:
        """Say what may be concluded: before the deciding frame nothing can have happened."""
        try:
            await steps
        except OtherPump:
            raise
        except Hindered as error:
            if self._decided and not self._permit.overtaken:
                return Unanswered(str(error))
            return NotDone(str(error))
        except (Unfinished, NotAsAgreed, QuantityError) as error:
            return Unanswered(str(error)) if self._decided else NotDone(str(error))
        return Done()

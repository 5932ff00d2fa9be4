"""A driver that lets go of a pump which, by what it says of itself, may not be controlled here.

Of a make that nobody has qualified: family, profile and model are known before anything is opened,
and refused at start; the firmware is known only when the pump has said it. Or of a pump that
answers at another place of the ward already: after its adapter came back under another name, say.
"""

import asyncio
from collections.abc import Callable, Mapping

from drivers.port import (
    Capabilities,
    Identity,
    Label,
    NotSafe,
    Outcome,
    PumpDriver,
    PumpReport,
    Running,
    TakesLabels,
    Unanswered,
)

Refusing = Callable[[Identity], str | None]
"""Why the pump that answers may not be controlled, or None."""


def already_elsewhere(answering: Callable[[], Mapping[str, Identity | None]], at: str) -> Refusing:
    """Refuse at place `at` the pump that is open at another one, where it has a serial number.

    `answering` tells who answered last at each place; None where nobody does. A pump that was moved
    is silent where it was, and is let in where it is.
    """

    def refusing(said: Identity) -> str | None:
        for place, other in answering().items():
            same = other is not None and other.serial_number == said.serial_number
            if said.serial_number is not None and same and place != at:
                return (
                    f"pump {said.serial_number} answers at {said.port} and as {place} too: is it"
                    " plugged in twice, or in the wrong place?"
                )
        return None

    return refusing


class AdmittedDriver:
    """A `PumpDriver` that opens only to a pump which may be controlled."""

    def __init__(self, driver: PumpDriver, refusing: Refusing) -> None:
        self._driver = driver
        self._refusing = refusing
        self._stops_under_way = 0
        self._no_stop = asyncio.Event()
        self._no_stop.set()

    @property
    def capabilities(self) -> Capabilities:
        """What this family and profile can do."""
        return self._driver.capabilities

    @property
    def stop_sent_at_ms(self) -> int | None:
        """Loop time (ms) at which the latest STOP left."""
        return self._driver.stop_sent_at_ms

    async def open(self) -> Identity:
        """Open; `NotSafe`, and the port is free again, when the pump may not be controlled here.

        A STOP that is under way has its answer first: closing would take it back.
        """
        found = await self._driver.open()
        if reason := self._refusing(found):
            await self._no_stop.wait()
            await self._driver.close()
            raise NotSafe(reason)
        return found

    async def close(self) -> None:
        """Release the port."""
        await self._driver.close()

    async def read(self) -> PumpReport | Unanswered:
        """Ask the pump what it is doing."""
        return await self._driver.read()

    async def apply(
        self,
        setting: Running,
        *,
        seen: PumpReport,
        hindered: Callable[[], str | None] = lambda: None,
    ) -> Outcome:
        """Bring the pump to a setting; a port that did not open answers that it is not open."""
        return await self._driver.apply(setting, seen=seen, hindered=hindered)

    async def stop(self) -> Outcome:
        """Stop delivery."""
        self._stops_under_way += 1
        self._no_stop.clear()
        try:
            return await self._driver.stop()
        finally:
            self._stops_under_way -= 1
            if not self._stops_under_way:
                self._no_stop.set()

    def label(self, label: Label) -> None:
        """Pass a label on to a driver that wants one."""
        if isinstance(self._driver, TakesLabels):
            self._driver.label(label)

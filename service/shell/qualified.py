"""A driver that lets go of a pump whose make nobody has qualified.

The family, profile and model are known before anything is opened, and refused at start. The
firmware is known only when the pump has said it: then here.
"""

from collections.abc import Callable

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


class QualifiedDriver:
    """A `PumpDriver` that opens only to a pump which may be controlled."""

    def __init__(self, driver: PumpDriver, refusing: Refusing) -> None:
        self._driver = driver
        self._refusing = refusing

    @property
    def capabilities(self) -> Capabilities:
        """What this family and profile can do."""
        return self._driver.capabilities

    @property
    def stop_sent_at_ms(self) -> int | None:
        """Loop time (ms) at which the latest STOP left."""
        return self._driver.stop_sent_at_ms

    async def open(self) -> Identity:
        """Open; `NotSafe`, and the port is free again, when the pump's make is not qualified."""
        found = await self._driver.open()
        if reason := self._refusing(found):
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
        return await self._driver.stop()

    def label(self, label: Label) -> None:
        """Pass a label on to a driver that wants one."""
        if isinstance(self._driver, TakesLabels):
            self._driver.label(label)

"""The referee of a pump that only a person at it can stop: the screen must send her there.

Nothing can be promised about how soon such a pump stands still. What can be: PRESS STOP AT THE PUMP
is shown at once and stays until the stop is seen, and the pump stands still once it was pressed.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from service.cli.referee import STOP_WITHIN_S, Referee
from service.cli.watched import WatchedPump

SHOWN_WITHIN_S = 1.0
"""From the tap to the screen; the answer to the tap and the next look at the screen."""

Look = Callable[[], Awaitable[dict[str, Any]]]


class RefereeByHand(Referee):
    """Checks what a truth about one pump and a look at its screen can show."""

    def __init__(self, pump: WatchedPump, bag_ul: int, look: Look) -> None:
        """`look` returns the session as the API shows it."""
        super().__init__(pump, bag_ul)
        self._look_at_screen = look
        self._asked_s: float | None = None

    def tapped(self, verb: str, view: dict[str, Any]) -> None:
        """Take note; a stop binds the screen, and the pump only from the nurse's key on."""
        super().tapped(verb, view)
        self._asked_s = self._loop.time() if self._allowed_nl_h == 0 else None
        if self._asked_s is not None:
            self._stop_by_s = float("inf")

    def pressed_stop(self) -> None:
        """Take note that STOP is pressed at the pump now."""
        self._stop_by_s = self._loop.time() + STOP_WITHIN_S

    async def _watch_once(self) -> None:
        await super()._watch_once()
        asked_s = self._asked_s
        if asked_s is None or self._loop.time() - asked_s <= SHOWN_WITHIN_S:
            return
        if not self._pump.truth().motor_rate_nl_h:
            return
        shown = [each for each in (await self._look_at_screen())["alarms"] if _holds(each)]
        if not shown and self._pump.truth().motor_rate_nl_h:
            self._say("RULE-11", "PRESS STOP AT THE PUMP is not shown", self._loop.time())


def _holds(alarm: dict[str, Any]) -> bool:
    return bool(alarm["id"] == "press-stop" and alarm["state"] != "resolved")

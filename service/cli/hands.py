"""The nurse's hands at a pump that only a person can start, change and stop.

She goes to the pump when the tablet asks her to, looks at both once more when she is there, and
presses one key. What she is not asked for she does not do.
"""

import asyncio
import random
from collections.abc import Callable
from typing import Any

from drivers.quantities import Rate
from service.cli.in_process_gateway import PumpAtHand
from service.cli.nurse import Nurse

LOOK_S = 10.0
"""How often she looks at the tablet; its sound is not simulated."""
WALK_S = (3.0, 12.0)
"""From looking to standing at the pump."""
_NL_PER_UL = 1_000


class Hands:
    """One nurse at one pump."""

    def __init__(
        self,
        nurse: Nurse,
        pump: PumpAtHand,
        *,
        seed: int,
        on_stop: Callable[[], None] = lambda: None,
    ) -> None:
        """Serve the session of `nurse`; `on_stop` is told just before STOP is pressed."""
        self._nurse = nurse
        self._pump = pump
        self._on_stop = on_stop
        self._random = random.Random(seed)  # noqa: S311 - how long a hand takes must repeat from the seed; it keeps no secret
        self.pressed: list[str] = []
        """Keys, in order."""

    async def work(self) -> None:
        """Do what is asked for at the pump, until cancelled."""
        while True:
            if self._nurse.session and _asked(await self._nurse.look()):
                await asyncio.sleep(self._random.uniform(*WALK_S))
                await self._do(await self._nurse.look())
            else:
                await asyncio.sleep(LOOK_S)

    async def _do(self, view: dict[str, Any]) -> None:
        """Do what is still asked for, now that she stands there."""
        asked = _asked(view)
        if asked == "press-stop":
            self._on_stop()
            self._press("stop")
            await self._nurse.acknowledge(asked)
        elif asked == "offer-not-wanted":
            self._press("reject")
        elif asked == "confirm-at-pump":
            right = self._pump.offered_nl_h() == _wanted_nl_h(view)
            self._press("confirm" if right else "reject")

    def _press(self, key: str) -> None:
        self.pressed.append(key)
        self._pump.press(key)


def _asked(view: dict[str, Any]) -> str | None:
    """Return the alarm that sends her to the pump, the most urgent one first."""
    alarms = {each["id"]: each for each in view["alarms"] if each["state"] != "resolved"}
    for name in ("press-stop", "offer-not-wanted", "confirm-at-pump"):
        if name in alarms and not (name == "press-stop" and _in_hand(alarms[name])):
            return name
    return None


def _in_hand(alarm: dict[str, Any]) -> bool:
    """Whether STOP has been pressed for it: its end is only not reported yet."""
    return bool(alarm["state"] == "acknowledged")


def _wanted_nl_h(view: dict[str, Any]) -> int | None:
    wanted = view["wanted"]
    if wanted is None or wanted["kind"] != "running":
        return None
    return Rate.from_ml_per_h(wanted["rate_ml_h"]).ul_per_h * _NL_PER_UL

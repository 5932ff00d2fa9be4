"""The scripted nurse: what a careful person would tap, by the clock of the loop she lives on."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from service.cli.client import Refused, Tablet
from service.cli.readiness import order_body, order_number, premedication_body, still_to_record
from service.core.plan import Reaction
from service.core.times import Span

NURSE, SECOND, PRESCRIBER = "nurse-a", "nurse-b", "prescriber-a"
LOOK_S = 15.0
"""How often she looks at the chair when nothing is planned."""
AGAIN_S = 0.5
"""Between two tries of what the pump is not ready for."""
PREMEDICATED_MIN = 30.0
"""Minutes before the start at which a premedication item was given, if nobody says otherwise."""

VITAL_SIGNS: Mapping[str, Any] = {
    "systolic_mmhg": 124,
    "diastolic_mmhg": 78,
    "pulse_per_min": 72,
    "breaths_per_min": 14,
    "temperature_c": "36.8",
    "saturation_percent": 98,
}
"""Of somebody who is well."""


class Nurse:
    """One infusion from check-in to discharge."""

    def __init__(
        self,
        tablet: Tablet,
        *,
        speed: int = 1,
        patience_s: float = 10.0,
        attest_left_min: float | None = None,
        premedicated_min: Mapping[str, float] | None = None,
        on_tap: Callable[[str, dict[str, Any]], None] = lambda _verb, _view: None,
    ) -> None:
        """Use `tablet`; `on_tap` is told of every tap that moves a pump, before it is made.

        What is refused because the pump is not ready yet is tried again for `patience_s`. She
        attests as soon as that is open, or when at most `attest_left_min` of the step are left.
        `premedicated_min` says of premedication items how long before the start they were given.
        """
        self._premedicated_min = premedicated_min or {}
        self._tablet = tablet
        self._patience_s = patience_s
        self._attest_left_min = attest_left_min
        self._speed = speed
        self._on_tap = on_tap
        self._loop = asyncio.get_running_loop()
        self.session = ""

    async def prepare(
        self, patient: str, protocol: str, infusion_no: int, chair: str, pump: str
    ) -> None:
        """Check in by an order, scan, record what the gates ask for, have a second person check."""
        tap = self._tablet.tap
        number = order_number(patient, infusion_no)
        order = order_body(await self._tablet.get("/ward"), protocol, number)
        opened = await tap(
            "/sessions",
            NURSE,
            patient=patient,
            protocol=protocol,
            infusion_no=infusion_no,
            order=order,
        )
        self.session = opened["session"]
        path = f"/sessions/{self.session}"
        await self._patiently(
            lambda: tap(
                f"{path}/association",
                NURSE,
                patient=patient,
                bag=f"bag-{patient}",
                chair=chair,
                pump=pump,
            )
        )
        view = await self.look()
        for verb, body in still_to_record(view):
            await tap(f"{path}/{verb}", NURSE, **body)
        for item in view["premedication"]:
            before_min = self._premedicated_min.get(item["item"], PREMEDICATED_MIN)
            given = _earlier(view["opened_at"], before_min)
            await tap(f"{path}/premedication", NURSE, **premedication_body(item, given))
        await self._take_vitals(view)
        rate = view["planned"][0]["rate_ml_h"]
        await tap(f"{path}/second-check", SECOND, rate_ml_h=rate)

    async def start(self) -> None:
        """Start, and wait until the pump says that it runs."""
        self._on_tap("start", await self.look())
        await self._patiently(lambda: self._tap("start"))
        while (await self.look())["started_at"] is None:  # noqa: ASYNC110 - she has no event
            await asyncio.sleep(0.25)

    async def infuse(self, reactions: Sequence[Reaction], started_s: float) -> None:
        """Attest each step in its window and meet the planned reactions, until the volume is in."""
        ahead = sorted(reactions, key=lambda each: each.at)
        while True:
            view = await self.look()
            if view["phase"] in ("flushing", "observing", "completed", "discontinued"):
                return
            if ahead and self._loop.time() >= self._when(started_s, ahead[0].at):
                await self._react(ahead.pop(0), started_s)
                continue
            await self._attend(view)
            until = LOOK_S / self._speed
            if ahead:
                until = min(until, self._when(started_s, ahead[0].at) - self._loop.time())
            await asyncio.sleep(max(0.01, until))

    async def close(self) -> None:
        """Flush, observe, discharge."""
        view = await self.look()
        if view["phase"] == "flushing":
            await self._patiently(lambda: self._tap("flush", volume_ml="20"))
        while True:
            try:
                await self._tap("discharge")
            except Refused:
                await asyncio.sleep(30)
            else:
                return

    async def look(self) -> dict[str, Any]:
        """Return the session as the API shows it."""
        return await self._tablet.get(f"/sessions/{self.session}")

    async def _attend(self, view: dict[str, Any]) -> None:
        """Give the attestation that is open now."""
        step = view["step"]
        if step and step["attest"]["open"] and not step["attest"]["given_by"] and self._soon(step):
            self._on_tap("attest", view)
            await self._take_vitals(view)
            await self._tap("attestation", step=step["no"], no_reaction=True, vitals_taken=True)

    async def _take_vitals(self, view: dict[str, Any]) -> None:
        """Record what she has just measured, where the ward asks for it."""
        if view["vital_signs"]["asked"]:
            await self._tap("vital-signs", **VITAL_SIGNS)

    def _soon(self, step: dict[str, Any]) -> bool:
        """Whether the end of the step is so near that she looks at the patient now."""
        left, limit = step["due_in_min"], self._attest_left_min
        return limit is None or left is None or left <= limit

    async def acknowledge(self, alarm: str) -> None:
        """Take an alarm in hand, if it still stands."""
        with suppress(Refused):
            await self._tap("alarms/acknowledgement", alarm=alarm)

    async def _react(self, reaction: Reaction, started_s: float) -> None:
        self._on_tap("reaction", await self.look())
        await self._tap("reaction")
        await self._tap("grade", grade=reaction.grade)
        if (await self.look())["phase"] != "interrupted":
            return
        resume_s = self._when(started_s, Span(reaction.at + reaction.hold))
        await asyncio.sleep(max(0.0, resume_s - self._loop.time()))
        view = await self.look()
        path = f"/sessions/{self.session}"
        await self._tablet.tap(f"{path}/second-check", SECOND, rate_ml_h=view["resume_rate_ml_h"])
        self._on_tap("resume", view)
        await self._tap("resume", improved_to=0, prescriber=PRESCRIBER)

    def _when(self, started_s: float, at: Span) -> float:
        """Return the loop's time at a span of session time since the first RUN."""
        return started_s + at / 1_000 / self._speed

    async def _tap(self, verb: str, **body: Any) -> dict[str, Any]:
        return await self._tablet.tap(f"/sessions/{self.session}/{verb}", NURSE, **body)

    async def _patiently(self, act: Callable[[], Awaitable[Any]]) -> None:
        """Repeat what is refused because the pump is not ready yet, as long as she is patient."""
        for _ in range(round(self._patience_s / AGAIN_S)):
            try:
                await act()
            except Refused:
                await asyncio.sleep(AGAIN_S)
            else:
                return
        await act()


def _earlier(instant: str, minutes: float) -> str:
    at = datetime.fromisoformat(instant) - timedelta(minutes=minutes)
    return at.isoformat()

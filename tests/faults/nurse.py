"""A nurse at one chair, who lives through every death of the service.

Like a person she looks before she acts: at the page for what is asked of her, at the pump before
she lets anything go on. She repeats a stop until it is answered and has worked; everything else
she looks at again first.
"""

import asyncio
import random
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from service.cli.readiness import order_body, order_number, premedication_body, still_to_record
from tests.faults.tablet import NURSE, PRESCRIBER, SECOND, Refused, Tablet, Unanswered
from tests.faults.watch import NL_PER_ML, Life, Oracle, Tally, increment_nl, nl

LOOK_S = 0.2
GRADES = (1, 1, 2, 2, 2, 3)
CALM, LIVELY = 0.015, 0.12
"""Chance of a reaction at each look, in the sessions she found and in those she starts."""
REFUSALS_MAX = 25
LATE, LATE_MIN = ("chair-1", "chair-2"), 0.02
"""Chairs on which she attests late, and how long (min) that has been due by then."""


class Nurse:
    """Tends one chair until cancelled."""

    def __init__(
        self, chair: str, tablet: Tablet, oracle: Oracle, life: Life, tally: Tally, seed: int
    ) -> None:
        self._chair, self._tablet, self._oracle = chair, tablet, oracle
        self._life, self._tally = life, tally
        self._random = random.Random(seed)
        self._patients = 0
        self._reacting: str | None = None
        """Session for which a stop has been tapped that she has not seen to stand."""
        self._refusals = 0
        self._counted: set[tuple[str, str]] = set()
        self._held = False

    async def tend(self) -> None:
        """Look and act, again and again. What is refused or lost is looked at again."""
        while True:
            with suppress(Unanswered):
                try:
                    await self._once()
                except Refused as refusal:
                    self._refused(str(refusal))
                else:
                    self._refusals = 0
            await asyncio.sleep(LOOK_S)

    def _refused(self, sentence: str) -> None:
        """A no is not a fault. One that she hears for ever leaves a patient in the chair."""
        self._refusals += 1
        if self._refusals == REFUSALS_MAX and "/problems/observation-running" not in sentence:
            self._tally.violated(f"{self._chair}: refused again and again: {sentence}")

    async def view(self) -> dict[str, Any] | None:
        """Return the session on the chair as the page shows it."""
        ward = await self._tablet.look("/ward")
        chair = next(each for each in ward["chairs"] if each["chair"] == self._chair)
        session: dict[str, Any] | None = chair["session"]
        if session is not None:
            session["counter_ml"] = chair["pump"]["counter_ml"]
        return session

    async def settle(self) -> dict[str, Any] | None:
        """At the end: stop what runs and return the session once its pump stands still."""
        async with asyncio.timeout(20):
            while True:
                session = await self.view()
                self._oracle.seen(session["phase"] if session else "")
                if session is None or session["phase"] in ("preparing", "observing"):
                    return session
                if session["phase"] == "infusing":
                    self._oracle.stops()
                    await self._tablet.insist(f"/sessions/{session['id']}/pause")
                elif session["wanted"] is None or _stands(session):
                    await asyncio.sleep(1.5)  # one more report, for what is held
                    return await self.view()
                await asyncio.sleep(LOOK_S)

    async def compare(self, session: dict[str, Any]) -> None:
        """The record's volume is the pump's counter, but for what its last digit may hide."""
        counter_nl = (await self._oracle.bedside.truth())["counter_nl"]
        recorded_nl = nl(session["infused_ml"])
        self._tally.volumes_compared += 1
        if abs(recorded_nl - counter_nl) > increment_nl(max(counter_nl, recorded_nl)):
            self._tally.violated(
                f"INV-14: {self._chair}, {session['id']}, {session['phase']}: "
                f"{recorded_nl / NL_PER_ML} mL recorded, {counter_nl / NL_PER_ML} mL counted"
            )

    async def _once(self) -> None:
        session = await self.view()
        phase = session["phase"] if session else ""
        self._oracle.seen(phase)
        if session is None:
            await self._new_patient()
        elif self._reacting == session["id"] and phase == "infusing":
            self._tally.taps_lost += 1
            self._tally.ran_on += 1
            await self._stop("reaction", session)
        elif phase == "preparing":
            await self._prepare(session)
        elif phase == "infusing":
            await self._attend(session)
        elif phase == "held":
            await self._decide(session)
        elif phase == "interrupted" and _stands(session):
            await self._after_reaction(session)
        elif phase == "paused" and _stands(session):
            await self._go_on(session)
        elif phase in ("flushing", "observing", "discontinued"):
            await self._end(session)

    async def _new_patient(self) -> None:
        """Clear the pump's counter, check somebody in, scan."""
        self._oracle.allowed_nl_h = 0
        if (await self._oracle.bedside.truth())["motor_rate_nl_h"]:
            self._tally.violated(f"INV-07: {self._chair}: runs without a session")
            return
        await self._oracle.bedside.clear_volume()
        self._patients += 1
        patient = f"{self._chair}-{self._patients}"
        number = self._random.choice((1, 2, 3, 3))
        opened = await self._tablet.tap(
            "/sessions",
            patient=patient,
            protocol="isatuximab",
            infusion_no=number,
            order=order_body(
                await self._tablet.look("/ward"), "isatuximab", order_number(patient, number)
            ),
        )
        body = {
            "patient": patient,
            "bag": f"bag-{patient}",
            "chair": self._chair,
            "pump": self._chair.replace("chair", "pump"),
        }
        await self._tablet.tap(f"/sessions/{opened['session']}/association", **body)

    async def _prepare(self, session: dict[str, Any]) -> None:
        """Do what is still missing, then start."""
        path = f"/sessions/{session['id']}"
        given = datetime.fromisoformat(session["opened_at"]) - timedelta(minutes=30)
        for verb, body in still_to_record(session):
            await self._tablet.tap(f"{path}/{verb}", **body)
        for item in session["premedication"]:
            if item["given_at"] is None:
                body = premedication_body(item, given.isoformat())
                await self._tablet.tap(f"{path}/premedication", **body)
        rate = session["planned"][0]["rate_ml_h"]
        if session["second_check"] is None:
            await self._tablet.tap(f"{path}/second-check", SECOND, rate_ml_h=rate)
        if nl(session["counter_ml"] or "1"):
            return  # the pump has not shown its cleared counter yet
        self._goes(rate)
        await self._tablet.tap(f"{path}/start")
        self._once_only("started", session)

    async def _attend(self, session: dict[str, Any]) -> None:
        """Attest what is open; now and then the patient reacts, or somebody pauses."""
        self._held = False
        step, chance = session["step"], self._random.random()
        often = CALM if session["id"].startswith("demo") else LIVELY
        if chance < often:
            self._tally.reactions += 1
            await self._stop("reaction", session)
        elif chance < often * 1.5:
            await self._stop("pause", session)
        elif self._would_attest(step):
            self._oracle.rises(step["next_rate_ml_h"])
            self._life.tapped.set()
            body = {"step": step["no"], "no_reaction": True, "vitals_taken": True}
            await self._tablet.tap(f"/sessions/{session['id']}/attestation", **body)
            self._tally.attested += 1

    def _would_attest(self, step: dict[str, Any]) -> bool:
        """Attest as soon as it is open, or, on the chairs in `LATE`, when it is overdue."""
        attest = step["attest"]
        if not attest["open"] or attest["given_by"]:
            return False
        return self._chair not in LATE or (attest["late_min"] or 0.0) >= LATE_MIN

    async def _stop(self, verb: str, session: dict[str, Any]) -> None:
        self._reacting = session["id"] if verb == "reaction" else None
        self._oracle.stops()
        self._life.tapped.set()
        await self._tablet.insist(f"/sessions/{session['id']}/{verb}")

    async def _decide(self, session: dict[str, Any]) -> None:
        """Something is held: look at the pump, wait a moment, let it go on."""
        if not self._held:
            self._held = True
            self._tally.holds[session["hold"]] += 1
            return
        if self._reacting == session["id"]:
            self._tally.taps_lost += 1  # held because the pump stood still: the stop had worked
            await self._stop("reaction", session)
            return
        if session["held_from"] == "infusing" and self._oracle.truth["motor_rate_nl_h"]:
            return  # asked again at the next look
        await self._go_on(session)

    async def _go_on(self, session: dict[str, Any]) -> None:
        rate = session["resume_rate_ml_h"]
        if rate is not None and session["second_check_asked"] and session["second_check"] is None:
            path = f"/sessions/{session['id']}/second-check"
            await self._tablet.tap(path, SECOND, rate_ml_h=rate)
        if rate is not None:
            self._goes(rate)
        await self._tablet.tap(f"/sessions/{session['id']}/resume")

    async def _after_reaction(self, session: dict[str, Any]) -> None:
        """Grade, have the rate checked, resume as the protocol says."""
        self._reacting = None
        path, reaction = f"/sessions/{session['id']}", session["reaction"]
        if reaction["grade"] is None:
            await self._tablet.tap(f"{path}/grade", grade=self._random.choice(GRADES))
            return
        rate = session["resume_rate_ml_h"]
        await self._tablet.tap(f"{path}/second-check", SECOND, rate_ml_h=rate)
        self._goes(rate)
        await self._tablet.tap(f"{path}/resume", NURSE, improved_to=0, prescriber=PRESCRIBER)

    async def _end(self, session: dict[str, Any]) -> None:
        """The volume is in, or the infusion has been ended: flush, observe, discharge."""
        self._oracle.allowed_nl_h = 0
        path, phase = f"/sessions/{session['id']}", session["phase"]
        if not _stands(session):
            return
        if self._once_only("discontinued" if phase == "discontinued" else "volume_in", session):
            await self.compare(session)
        if phase == "flushing":
            await self._tablet.tap(f"{path}/flush", volume_ml="20")
        await self._tablet.tap(f"{path}/discharge")

    def _goes(self, rate_ml_h: str) -> None:
        self._oracle.goes(rate_ml_h)
        self._life.tapped.set()

    def _once_only(self, what: str, session: dict[str, Any]) -> bool:
        """Count something once a session."""
        key = (what, session["id"])
        if key in self._counted:
            return False
        self._counted.add(key)
        setattr(self._tally, what, getattr(self._tally, what) + 1)
        return True


def _stands(session: dict[str, Any]) -> bool:
    """The page says that the pump itself has confirmed its stop."""
    return session["stop"] is None or session["stop"]["confirmed_at"] is not None

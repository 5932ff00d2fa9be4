"""A nurse at one chair, as careful or as hasty as the seed makes her.

She looks at the screen before she acts, lets nothing go on without a look at the pump, insists on a
stop until it is answered, and looks again at everything else that got no answer.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from service.cli.readiness import order_body, order_number, premedication_body, still_to_record
from tests.torture.person import ENDED, PRESCRIBER, SECOND, Habits, Person, stands
from tests.torture.tablet import Lost, Refused

__all__ = ["Habits", "Nurse"]


class Nurse(Person):
    """Tends one chair until cancelled."""

    async def tend(self) -> None:
        """Look and act, again and again. What is refused or lost is looked at again."""
        while True:
            try:
                session = await self.look()
                await self._act(session)
            except (Lost, Refused) as no:
                self._world.trace.say(self._chair, f"no: {no}"[:150])
            await asyncio.sleep(self._habits.looks_s * self._random.uniform(0.7, 1.3))
            if self._random.random() < self._habits.away and not self.leaves:
                self._world.trace.say(self._chair, "nobody is there")
                back_s = self._loop.time() + self._habits.away_s
                while self._loop.time() < back_s and not self.leaves:  # noqa: ASYNC110
                    await asyncio.sleep(1.0)

    async def react(self) -> None:
        """The patient reacts now, whatever goes on."""
        try:
            session = await self.look()
            if session is not None and session["phase"] not in ENDED:
                await self._stop("reaction", session)
        except (Lost, Refused) as no:
            self._world.trace.say(self._chair, f"no: {no}"[:150])

    async def _act(self, session: dict[str, Any] | None) -> None:
        phase = session["phase"] if session else ""
        if session is None:
            await self._new_patient()
        elif self._reacting == session["id"] and phase in ("infusing", "held"):
            await self._stop("reaction", session)  # the tap was lost: the screen says so
        elif self.leaves and phase not in ENDED and phase != "preparing":
            await self._end_for_good(session)
        elif phase == "preparing":
            await self._prepare(session)
        elif phase == "infusing":
            await self._attend(session)
        elif phase == "held":
            await self._decide(session)
        elif phase == "interrupted" and self._ready(session):
            await self._after_reaction(session)
        elif phase == "paused" and self._ready(session):
            await self._go_on(session)
        elif phase in ENDED:
            await self._end(session)

    async def _new_patient(self) -> None:
        """Clear the pump's counter, check somebody in, scan."""
        if self.leaves:
            return
        if self._pump.motor_nl_h:
            self._ghost.hand("stop")
            return
        if self._pump.device.model.infused_nl:
            self._clear_counter()
            return
        self.patients += 1
        number = self._number()
        patient = f"patient-{self._chair}-{self.patients}"
        order_no = order_number(patient, number)
        order = order_body(await self._tablet.ward(), "isatuximab", order_no)
        body = {"patient": patient, "protocol": "isatuximab", "infusion_no": number}
        body |= {"order": order}
        opened = await self._tap("/sessions", body)
        self._ghost.opened(opened["session"], number)
        scanned = {"patient": patient, "bag": f"bag-{patient}", "chair": self._chair}
        path = f"/sessions/{opened['session']}/association"
        if self._is(self._habits.wrong_scan):
            other = {**scanned, "patient": f"{patient}-other", "pump": self._pump.name}
            await self._must_be_refused(path, other, "INV-22", "another patient's wristband")
        for _ in range(20):
            try:
                await self._tap(path, {**scanned, "pump": self._pump.name})
                return
            except (Lost, Refused):
                await asyncio.sleep(1.0)

    def _clear_counter(self) -> None:
        self._pump.touch("key clear_volume", lambda: self._pump.device.press("clear_volume"))

    def _number(self) -> int:
        """The number of the next patient's infusion."""
        return self._random.choice((1, 2, 2, 3))

    def _grade(self) -> int:
        """How bad the reaction was."""
        return self._random.choice((1, 2, 2, 2, 3))

    async def _prepare(self, session: dict[str, Any]) -> None:
        """Do what is still missing, then start."""
        if self._ghost.session != session["id"]:
            self._ghost.opened(session["id"], session["infusion_no"])
        path = f"/sessions/{session['id']}"
        for verb, body in still_to_record(session):
            await self._tap(f"{path}/{verb}", body)
        items = [item for item in session["premedication"] if item["required"]]
        missing = any(item["given_at"] is None for item in items)
        hasty = missing and not self.leaves and self._is(self._habits.hasty)
        if hasty and session["second_check"]:
            await self._must_be_refused(f"{path}/start", {}, "INV-23", "no premedication")
        elif hasty:
            rate = session["planned"][0]["rate_ml_h"]
            await self._tap(f"{path}/second-check", {"rate_ml_h": rate}, SECOND)
            return
        given = datetime.fromisoformat(session["opened_at"]) - timedelta(minutes=25)
        for item in session["premedication"]:
            if item["given_at"] is None:
                body = premedication_body(item, given.isoformat())
                await self._tap(f"{path}/premedication", body)
        if self.leaves:
            await self._end_for_good(session)
            return
        if self._pump.device.model.infused_nl and not self._pump.motor_nl_h:
            # Somebody has run it by hand; she has looked, and lets the counter begin anew.
            self._clear_counter()
            self._ghost.volumes.begin()  # what a hand ran before is not of this infusion
            return
        if session["second_check"] is None:
            rate = session["planned"][0]["rate_ml_h"]
            await self._tap(f"{path}/second-check", {"rate_ml_h": rate}, SECOND)
        if self._pump.motor_nl_h and not self._is(self._habits.hasty):
            self._ghost.hand("stop")
            return
        await self._go(f"{path}/start", {}, "start")

    async def _attend(self, session: dict[str, Any]) -> None:
        """Attest what is open; now and then the patient reacts, or somebody pauses."""
        h, chance = self._habits, self._random.random()
        if chance < h.reacts:
            self.reactions += 1
            await self._stop("reaction", session)
        elif chance < h.reacts + h.pauses:
            await self._stop("pause", session)
        elif chance < h.reacts + h.pauses + h.stops_for_good:
            await self._end_for_good(session)
        elif self._would_attest(session):
            await self._attest(session)

    def _would_attest(self, session: dict[str, Any]) -> bool:
        attest = session["step"]["attest"]
        if not attest["open"] or attest["given_by"]:
            return False
        key = (session["id"], session["step"]["no"])
        opened_s = self._open_s.setdefault(key, self._loop.time())
        return self._loop.time() - opened_s >= self._habits.late_s

    async def _attest(self, session: dict[str, Any]) -> None:
        path, no = f"/sessions/{session['id']}", session["step"]["no"]
        if self._random.random() < self._habits.wrong_step:
            no = max(1, no + self._random.choice((-1, 1)))
        word = self._ghost.give_word(no)
        body = {"step": no, "no_reaction": True, "vitals_taken": True}
        try:
            await self._tap(f"{path}/attestation", body)
        except Refused as no:
            if no.id != "record-not-saved":
                self._ghost.take_back(word)
            raise
        if self._random.random() < self._habits.withdraws:
            try:
                await self._tap(f"{path}/attestation/withdrawal", {})
            except (Refused, Lost):
                return
            self._ghost.take_back(word)

    async def _decide(self, session: dict[str, Any]) -> None:
        """Something is held: look at the pump, then let it go on, by the screen's own offer."""
        since_s = self._held_s.setdefault(session["id"], self._loop.time())
        if self._loop.time() - since_s < self._habits.waits_s and not self.leaves:
            return
        self._held_s.pop(session["id"])
        if session["held_from"] == "interrupted":
            await self._stop("pause", session)  # back to the interruption
            return
        if session["held_from"] == "discontinued":
            await self._end_for_good(session)
            return
        if self._random.random() < 0.3:
            await self._stop("pause", session)
            return
        await self._go_on(session)

    async def _go_on(self, session: dict[str, Any]) -> None:
        path = f"/sessions/{session['id']}"
        if session["pause"] == "late-attestation":
            word = self._ghost.give_word(session["step"]["no"])
            body = {"step": session["step"]["no"], "no_reaction": True, "vitals_taken": True}
            try:
                await self._go(f"{path}/attestation", body, "pause")
            except Refused:
                self._ghost.take_back(word)
                raise
            return
        if session["second_check_asked"] and session["second_check"] is None:
            rate = session["resume_rate_ml_h"]
            await self._tap(f"{path}/second-check", {"rate_ml_h": rate}, SECOND)
        await self._go(f"{path}/resume", {}, "pause")

    async def _after_reaction(self, session: dict[str, Any]) -> None:
        """Grade, have the rate checked, resume as the protocol says."""
        path, reaction = f"/sessions/{session['id']}", session["reaction"]
        self._reacting = None
        if reaction["grade"] is None:
            body: dict[str, Any] = {"grade": self._grade()}
            stays = self._needs_a_stay(session["id"], reaction["at"])
            if stays is not None:
                body["hospitalised"] = stays
            await self._tap(f"{path}/grade", body)
            self._ghost.stays = self._ghost.stays or stays is True
            return
        self._ghost.grade = reaction["grade"]
        if session["second_check"] is None:
            rate = session["resume_rate_ml_h"]
            await self._tap(f"{path}/second-check", {"rate_ml_h": rate}, SECOND)
        body = {"improved_to": 0, "prescriber": PRESCRIBER}
        await self._go(f"{path}/resume", body, "reaction")

    def _needs_a_stay(self, session: str, reaction: str) -> bool | None:
        """Whether the patient needs a stay in hospital for this reaction; None: nobody says."""
        if not self._habits.stays:
            return None
        key = (session, reaction)
        if key not in self._stays:
            needs = self._apart.random() < self._habits.stays
            self._stays[key] = needs or self._apart.choice((False, None))
        return self._stays[key]

    async def _end_for_good(self, session: dict[str, Any]) -> None:
        await self._stop("discontinue", session)

    async def _end(self, session: dict[str, Any]) -> None:
        """The volume is in, or the infusion has been ended: flush, discharge."""
        path, phase = f"/sessions/{session['id']}", session["phase"]
        if not stands(session):
            return
        if self._ends != session["id"]:
            self._ends = session["id"]
            self._compare(session)
        if phase == "flushing":
            self._whole(session)
            await self._tap(f"{path}/flush", {"volume_ml": "20"})
        self._ghost.discharging = session["id"]
        await self._tap(f"{path}/discharge", {})
        self._ghost.closed()
        self.finished += 1

"""A nurse at one chair, as careful or as hasty as the seed makes her.

She looks at the screen before she acts, lets nothing go on without a look at the pump, insists on a
stop until it is answered, and looks again at everything else that got no answer. What is true she
tells the ghost before she taps; the ghost never asks the screen.
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.torture.ghost import Ghost
from tests.torture.looks import Looks
from tests.torture.pump import Pump
from tests.torture.tablet import Lost, Refused, Tablet
from tests.torture.world import World

NURSE, SECOND, THIRD, PRESCRIBER = "nurse-a", "nurse-b", "nurse-c", "prescriber-a"
AGAIN_S = 0.3
ENDED = ("flushing", "observing", "completed", "discontinued")


@dataclass(frozen=True, kw_only=True)
class Habits:
    """What kind of person she is; chances are for each look."""

    looks_s: float = 0.9
    reacts: float = 0.004
    pauses: float = 0.002
    late_s: float = 0.0
    """How long she lets an open attestation wait."""
    doubles: float = 0.0
    """Chance that a tap is made twice, with the same id or as another tap."""
    withdraws: float = 0.0
    wrong_step: float = 0.0
    """Chance that she attests another step than the one in force."""
    away: float = 0.0
    """Chance to be called away, for a while."""
    away_s: float = 30.0
    stops_for_good: float = 0.001


class Nurse:
    """Tends one chair until cancelled."""

    def __init__(
        self,
        world: World,
        chair: str,
        ghost: Ghost,
        tablets: list[Tablet],
        habits: Habits,
        numbers: random.Random,
    ) -> None:
        self._world, self._chair, self._ghost = world, chair, ghost
        self._tablets, self._habits, self._random = tablets, habits, numbers
        self._pump: Pump = ghost.pump
        self._loop = asyncio.get_running_loop()
        self.looks = Looks(world, ghost)
        self.patients = 0
        self.finished = 0
        self.reactions = 0
        self.leaves = False
        """She takes no new patient, and ends what goes on."""
        self._open_s: dict[tuple[str, int], float] = {}
        self._reacting: str | None = None
        self._ends: str | None = None

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

    async def look(self) -> dict[str, Any] | None:
        """Return the session on the chair as the page shows it."""
        ward = await self._tablet.ward()
        chair = next(each for each in ward["chairs"] if each["chair"] == self._chair)
        self.looks.judge(ward, chair, self._loop.time())
        session: dict[str, Any] | None = chair["session"]
        if session is not None:
            session["counter_ml"] = chair["pump"]["counter_ml"]
        return session

    async def react(self) -> None:
        """The patient reacts now, whatever goes on."""
        try:
            session = await self.look()
            if session is not None and session["phase"] not in ENDED:
                await self._stop("reaction", session)
        except (Lost, Refused) as no:
            self._world.trace.say(self._chair, f"no: {no}"[:150])

    @property
    def _tablet(self) -> Tablet:
        return self._random.choice(self._tablets)

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
        elif phase == "interrupted" and _stands(session):
            await self._after_reaction(session)
        elif phase == "paused" and _stands(session):
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
            self._pump.touch("key clear_volume", lambda: self._pump.device.press("clear_volume"))
            return
        self.patients += 1
        number = self._number()
        patient = f"patient-{self._chair}-{self.patients}"
        body = {"patient": patient, "protocol": "isatuximab", "infusion_no": number}
        opened = await self._tap("/sessions", body)
        self._ghost.opened(opened["session"], number)
        scanned = {"patient": patient, "bag": f"bag-{patient}", "chair": self._chair}
        path = f"/sessions/{opened['session']}/association"
        for _ in range(20):
            try:
                await self._tap(path, {**scanned, "pump": self._pump.name})
                return
            except (Lost, Refused):
                await asyncio.sleep(1.0)

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
        given = datetime.fromisoformat(session["opened_at"]) - timedelta(minutes=25)
        for item in session["premedication"]:
            if item["given_at"] is None:
                body = {"item": item["item"], "route": item["routes"][0]}
                await self._tap(f"{path}/premedication", {**body, "given_at": given.isoformat()})
        if self.leaves:
            await self._end_for_good(session)
            return
        if session["second_check"] is None:
            rate = session["planned"][0]["rate_ml_h"]
            await self._tap(f"{path}/second-check", {"rate_ml_h": rate}, SECOND)
        if self._pump.motor_nl_h:
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

    async def _stop(self, verb: str, session: dict[str, Any]) -> None:
        """Stop, and insist until it is answered: by the same tap, then by another."""
        why = {"reaction": "a reaction", "pause": "a pause", "discontinue": "an end for good"}[verb]
        self._reacting = session["id"] if verb == "reaction" else None
        path, tablet = f"/sessions/{session['id']}/{verb}", self._tablet
        tap = tablet.next_tap()
        body = {"reason": "ordered"} if verb == "discontinue" else {}
        while True:
            try:
                self._world.trace.say(self._chair, f"taps {verb}")
                await tablet.tap(path, NURSE, body, tap)
            except Lost:
                await asyncio.sleep(AGAIN_S)
            else:
                self._ghost.stop_taken(why)
                return

    async def _decide(self, session: dict[str, Any]) -> None:
        """Something is held: look at the pump, then let it go on, by the screen's own offer."""
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
        if session["started_at"] is None and session["second_check"] is None:
            rate = session["resume_rate_ml_h"]
            await self._tap(f"{path}/second-check", {"rate_ml_h": rate}, SECOND)
        await self._go(f"{path}/resume", {}, "pause")

    async def _after_reaction(self, session: dict[str, Any]) -> None:
        """Grade, have the rate checked, resume as the protocol says."""
        path, reaction = f"/sessions/{session['id']}", session["reaction"]
        self._reacting = None
        if reaction["grade"] is None:
            grade = self._grade()
            await self._tap(f"{path}/grade", {"grade": grade})
            return
        self._ghost.grade = reaction["grade"]
        if session["second_check"] is None:
            rate = session["resume_rate_ml_h"]
            await self._tap(f"{path}/second-check", {"rate_ml_h": rate}, SECOND)
        body = {"improved_to": 0, "prescriber": PRESCRIBER}
        await self._go(f"{path}/resume", body, "reaction")

    async def _end_for_good(self, session: dict[str, Any]) -> None:
        await self._stop("discontinue", session)

    async def _end(self, session: dict[str, Any]) -> None:
        """The volume is in, or the infusion has been ended: flush, discharge."""
        path, phase = f"/sessions/{session['id']}", session["phase"]
        if not _stands(session):
            return
        if self._ends != session["id"]:
            self._ends = session["id"]
            self._compare(session)
        if phase == "flushing":
            await self._tap(f"{path}/flush", {"volume_ml": "20"})
        await self._tap(f"{path}/discharge", {})
        self._ghost.closed()
        self.finished += 1

    def _compare(self, session: dict[str, Any]) -> None:
        """INV-14: the record's volume is the pump's, but for what nobody could know."""
        self._pump.catch_up()
        recorded = round(float(session["infused_ml"]) * 1_000_000)
        true = self._ghost.volumes.session_nl
        slack = 110_000 + self._ghost.volumes.blurred_nl + self._ghost.unread_nl
        if self._ghost.session == session["id"] and abs(recorded - true) > slack:
            text = f"{recorded / 1e6:.2f} mL recorded, {true / 1e6:.2f} mL by the counter"
            self._world.violated("INV-14", text)

    async def _go(self, path: str, body: dict[str, Any], kind: str) -> None:
        """Let the pump run; the ghost knows before the service does."""
        go = self._ghost.let_go(kind)
        try:
            await self._tap(path, body, THIRD if kind != "start" else NURSE)
            self._ghost.go_taken(go)
        except Refused as no:
            if no.id == "record-not-saved":
                self._ghost.go_taken(go)  # taken, and on its way to the disk
            else:
                self._ghost.refuse_go(go)
            raise

    async def _tap(self, path: str, body: dict[str, Any], person: str = NURSE) -> dict[str, Any]:
        """Tap once; a hasty hand taps twice."""
        tablet = self._tablet
        tap = tablet.next_tap()
        self._world.trace.say(self._chair, f"taps {path.rsplit('/', 1)[-1]} {body or ''}"[:110])
        if self._random.random() < self._habits.doubles:
            again = tap if self._random.random() < 0.5 else tablet.next_tap()
            self._twice(lambda: tablet.tap(path, person, body, again))
        return await tablet.tap(path, person, body, tap)

    def _twice(self, tap: Callable[[], Any]) -> None:
        async def quietly() -> None:
            try:
                await tap()
            except (Lost, Refused):
                return

        asyncio.create_task(quietly())  # noqa: RUF006 - nobody waits for the second tap


def _stands(session: dict[str, Any]) -> bool:
    """The page says that the pump itself has confirmed its stop."""
    return session["stop"] is None or session["stop"]["confirmed_at"] is not None

"""A person with tablets at one chair: what she sees and taps, and what each answer must not be.

What is true she tells the ghost before she taps; the ghost never asks the screen.
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
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
    hasty: float = 0.0
    """Chance that she does not wait for the pump's word, or forgets what must come before."""
    wrong_scan: float = 0.0
    """Chance that she scans another patient's wristband first."""
    waits_s: float = 0.0
    """How long she lets a pump wait that is held."""
    stays: float = 0.0
    """Chance that a reaction needs a stay in hospital, which she then says with its grade."""
    tells: float = 0.0
    """Chance that somebody tells something of a reaction."""
    hands_over: float = 0.0
    """Chance that somebody takes the chair over."""
    old_pages: float = 0.0
    """Chance that she does so with an old page, or without reading everything."""


class Person:
    """Looks, taps, and holds each answer against what is true."""

    def __init__(
        self,
        world: World,
        chair: str,
        ghost: Ghost,
        tablets: list[Tablet],
        habits: Habits,
        numbers: random.Random,
        apart: random.Random | None = None,
    ) -> None:
        """`apart` is drawn from for what came later: a seed does everything else as it did."""
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
        self.on_go: list[Callable[[str], None]] = []
        """Called when she is about to let the pump run."""
        self._open_s: dict[tuple[str, int], float] = {}
        self._held_s: dict[str, float] = {}
        self._reacting: str | None = None
        self._apart = apart or random.Random(0)
        self._stays: dict[tuple[str, str], bool | None] = {}
        """What a reaction needs, once somebody knows: by session and time."""
        self._ends: str | None = None

    @property
    def habits(self) -> Habits:
        """What kind of person she is."""
        return self._habits

    async def look(self) -> dict[str, Any] | None:
        """Return the session on the chair as the page shows it."""
        ward = await self._tablet.ward()
        chair = next(each for each in ward["chairs"] if each["chair"] == self._chair)
        self.looks.judge(ward, chair, self._loop.time())
        session: dict[str, Any] | None = chair["session"]
        if session is not None:
            session["counter_ml"] = chair["pump"]["counter_ml"]
        return session

    @property
    def _tablet(self) -> Tablet:
        return self._random.choice(self._tablets)

    def _ready(self, session: dict[str, Any]) -> bool:
        """The page says that the pump has stopped, or she does not wait for that."""
        return stands(session) or self._is(self._habits.hasty)

    def _is(self, chance: float) -> bool:
        return chance > 0 and self._random.random() < chance

    async def _must_be_refused(self, path: str, body: dict[str, Any], row: str, what: str) -> None:
        try:
            await self._tap(path, body)
        except (Refused, Lost):
            return
        self._world.violated(row, f"taken: {what}")

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
            except Refused as no:
                if verb == "reaction" and no.id != "record-not-saved":
                    await self._judge_refused(session["id"], no)
                raise
            else:
                self._ghost.stop_taken(why)
                return

    async def _judge_refused(self, session_id: str, no: Refused) -> None:
        """INV-24: from a chair that is not closed a reaction is always taken."""
        session = await self.look()
        if session is not None and session["id"] == session_id and session["phase"] not in ENDED:
            self._world.violated("INV-24", f"a reaction was refused: {no}")

    def _compare(self, session: dict[str, Any]) -> None:
        """INV-14: the record's volume is the pump's, but for what nobody could know."""
        self._pump.catch_up()
        recorded = round(float(session["infused_ml"]) * 1_000_000)
        true = self._ghost.volumes.session_nl
        slack = 110_000 + self._ghost.volumes.blurred_nl + self._ghost.unread_nl
        if self._ghost.session == session["id"] and abs(recorded - true) > slack:
            text = f"{recorded / 1e6:.2f} mL recorded, {true / 1e6:.2f} mL by the counter"
            self._world.violated("INV-14", text)

    def _whole(self, session: dict[str, Any]) -> None:
        """INV-14: what counts as whole is in, by the counter."""
        true, whole = self._ghost.volumes.session_nl, self._ghost.limits.bag_nl
        slack = 250_000 + self._ghost.volumes.blurred_nl + self._ghost.volumes.hand_nl
        if self._ghost.session == session["id"] and true < whole - slack:
            text = f"counts as finished at {true / 1e6:.1f} of {whole / 1e6:.1f} mL"
            self._world.violated("INV-14", text)

    async def _go(self, path: str, body: dict[str, Any], kind: str) -> None:
        """Let the pump run; the ghost knows before the service does."""
        for hook in tuple(self.on_go):
            hook(kind)
        go = self._ghost.let_go(kind)
        try:
            await self._tap(path, body, THIRD if kind != "start" else NURSE)
            self._ghost.judge_taken(go)
            self._ghost.go_taken(go)
        except Lost as lost:
            if lost.never:
                self._ghost.refuse_go(go)
            raise
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
        if self._random.random() >= self._habits.doubles:
            return await tablet.tap(path, person, body, tap)
        again = tap if self._random.random() < 0.5 else tablet.next_tap()
        first, second = (
            asyncio.create_task(tablet.tap(path, person, body, each)) for each in (tap, again)
        )
        if again == tap:
            asyncio.create_task(self._same(path, first, second))  # noqa: RUF006 - nobody waits
        else:
            second.add_done_callback(lambda done: done.exception())
        return await first

    async def _same(self, path: str, *taps: asyncio.Task[dict[str, Any]]) -> None:
        """GIP-14: one tap that arrives twice has one answer."""
        answers = await asyncio.gather(*taps, return_exceptions=True)
        texts = [each.problem if isinstance(each, Refused) else each for each in answers]
        unsure = any(isinstance(each, BaseException) for each in texts)
        if not unsure and texts[0] != texts[1] and "record-not-saved" not in str(texts):
            self._world.violated("GIP-14", f"{path} was answered {texts[0]}, and then {texts[1]}")


def stands(session: dict[str, Any]) -> bool:
    """The page says that the pump itself has confirmed its stop."""
    return session["stop"] is None or session["stop"]["confirmed_at"] is not None

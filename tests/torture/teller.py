"""Somebody at a chair who tells what a reaction was, and takes the chair over; she moves no pump.

She draws from numbers of her own, so that a seed does to everybody else what it does without her.
Each thing she says she says until it is answered, by the same tap.
"""

import asyncio
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.torture.account import KINDS, OVER, TAKEN_OVER, Account, Fate, TakenOver, Told, in_ms
from tests.torture.ghost import Ghost
from tests.torture.person import AGAIN_S, NURSE, PRESCRIBER, SECOND, THIRD, Habits
from tests.torture.tablet import Lost, Refused, Tablet
from tests.torture.world import World

SAYS_AGAIN = 12
LATE_MOST = 3
"""So many things she says of a session that is closed."""
TOO_LATE = "tap-too-late"
"""Before anything is looked at: by the clock of a tablet that has not heard the new service yet."""
KEPT_MS = 23 * 60 * 60 * 1_000
"""Taps are kept for a day of ward time."""
GOES_ON = {"Resumed", "ResumedAfterReaction"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SYMPTOMS = ("dyspnoea", "cough", "rash", "chills", "fever", "nausea", "hypotension")
_OUTCOMES = ("resolving", "resolving", "not-resolved", *OVER)


@dataclass(frozen=True)
class Answered:
    """A tap, and how it was answered."""

    tablet: Tablet
    path: str
    person: str
    body: dict[str, Any]
    tap: str
    answer: dict[str, Any]
    at_ms: int


class Teller:
    """Tells of one chair until cancelled."""

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
        self._loop = asyncio.get_running_loop()
        self.account = Account(world)
        self._ahead_ms = 0
        """Ward time less the loop's, for the service that answered last."""
        self._generation = world.generation
        self._last: dict[str, Any] | None = None
        """The session as she saw it last."""
        self._page: dict[str, Any] | None = None
        """An older picture of it, from the same service."""
        self._late = 0
        self._answered: Answered | None = None
        """The last tap that was answered."""

    async def tend(self) -> None:
        """Look and tell, again and again."""
        while True:
            await asyncio.sleep(self._habits.looks_s * self._random.uniform(0.7, 1.3))
            try:
                await self._act(await self._look())
                if self._is(self._habits.doubles):
                    await self._repeat()
            except (Lost, Refused) as no:
                self._world.trace.say(self._chair, f"no to the teller: {no}"[:150])

    async def _look(self) -> dict[str, Any] | None:
        ward = await self._random.choice(self._tablets).ward()
        if self._generation != self._world.generation:
            self._generation, self._page = self._world.generation, None
        self._ahead_ms = in_ms(ward["now"]) - self._loop_ms()
        chair = next(each for each in ward["chairs"] if each["chair"] == self._chair)
        session: dict[str, Any] | None = chair["session"]
        if session is not None:
            self.account.judge_screen(session)
        return session

    async def _act(self, session: dict[str, Any] | None) -> None:
        old = self._last
        if session is None or (old is not None and session["id"] != old["id"]):
            self._page = None
            gone = old is not None and old["reactions"] and self._late < LATE_MOST
            if gone and old is not None and self._is(self._habits.tells):
                self._late += 1
                await self._tell(old)
                return
        if session is None:
            return
        if old is None or session["id"] != old["id"]:
            self._late = 0
        self._last = session
        if self._ghost.stays and session["phase"] == "discontinued" and self._is(0.5):
            await self._try_to_resume(session)
        if session["reactions"] and self._is(self._habits.tells):
            await self._tell(session)
        elif self._is(self._habits.hands_over):
            await self._take_over(session)
        if self._page is None or self._is(0.2):
            self._page = session

    # ------------------------------------------------------------------ of a reaction

    async def _tell(self, session: dict[str, Any]) -> None:
        """Say one thing of a reaction: of now or of earlier, new or in the place of another."""
        reaction = self._random.choice(session["reactions"])
        verb = self._random.choice((*KINDS, "drugs"))
        told = Told(
            session=session["id"],
            reaction=reaction["no"],
            verb=verb,
            words=f"{self._chair} word {len(self.account.told):04}",
            by=self._random.choice((NURSE, SECOND, THIRD)),
            happened_ms=self._when(in_ms(reaction["at"])),
            outcome=self._random.choice(_OUTCOMES) if verb == "outcome" else None,
        )
        before = [
            each
            for each in self.account.told
            if (each.session, each.reaction, each.verb) == (told.session, told.reaction, verb)
            and each.fate is Fate.TAKEN
        ]
        if before and self._is(0.4):
            told.amends = self._random.choice(before)
        self.account.told.append(told)
        twice = any(
            each is not told and each.amends is told.amends and each.fate is Fate.TAKEN
            for each in self.account.told
            if told.amends is not None
        )
        await self._say_told(told)
        if twice and told.fate is Fate.TAKEN:
            text = f"entry {told.amends and told.amends.entry} was corrected twice"
            self._world.violated("INV-36", text)

    async def _say_told(self, told: Told) -> None:
        said: dict[str, dict[str, Any]] = {
            "symptoms": {"symptoms": self._random.sample(_SYMPTOMS, 2), "words": told.words},
            "drugs": {"name": told.words, "dose": "100", "unit": "mg", "route": "intravenous"},
            "calls": {"whom": told.words},
            "outcome": {"outcome": told.outcome, "words": told.words},
        }
        body: dict[str, Any] = {"reaction": told.reaction, **said[told.verb]}
        if told.happened_ms is not None:
            body["happened_at"] = _iso(told.happened_ms)
        if told.amends is not None:
            body["amends"] = told.amends.entry
        over = False if told.verb == "outcome" else self._over_without(told)
        closed = self._ghost.closed_of(told.session)
        asked_ms, generation = self._ward_ms(), self._generation
        told.fate, answer = await self._say(
            f"/sessions/{told.session}/reaction/{told.verb}", told.by, body
        )
        if answer is None:
            return
        told.entry = answer["version"]
        if generation == self._world.generation:
            told.between_ms = (asked_ms, self._ward_ms())
        if closed is self._ghost.closed_of(told.session) and closed is not None:
            told.late = True if closed else over
        if answer["events"] != [KINDS[told.verb]]:
            self._world.violated("INV-36", f"{told.verb} was answered with {answer['events']}")

    def _over_without(self, told: Told) -> bool | None:
        """Whether the reaction was over before this was said."""
        return self.account.over(told.session, told.reaction)

    def _when(self, reaction_ms: int) -> int | None:
        """Return for when she says it: now, the reaction itself, or between."""
        way = self._random.random()
        if way < 0.4:
            return None
        return (
            reaction_ms if way < 0.7 else self._random.randint(reaction_ms, self._now(reaction_ms))
        )

    def _now(self, reaction_ms: int) -> int:
        return max(reaction_ms, self._ward_ms())

    async def _try_to_resume(self, session: dict[str, Any]) -> None:
        """INV-35: a patient who needs a stay in hospital goes on for nobody."""
        body = {"improved_to": 0, "prescriber": PRESCRIBER}
        tablet = self._random.choice(self._tablets)
        answer = await tablet.tap(f"/sessions/{session['id']}/resume", THIRD, body)
        if GOES_ON.intersection(answer["events"]):
            self._world.violated("INV-35", "a resume was taken after a stay in hospital was told")

    # ------------------------------------------------------------------ of a chair

    async def _take_over(self, session: dict[str, Any]) -> None:
        """Take the chair over as it is shown; or as it was, or without reading everything."""
        page, items, wrong = session, [*session["open_items"]], ""
        if self._is(self._habits.old_pages):
            wrong = self._random.choice(("an old page", "an item less", "an item more"))
        if wrong == "an old page":
            page = self._page or session
            items = [*page["open_items"]]
            wrong = wrong if page["version"] < session["version"] else ""
        elif wrong == "an item less" and items:
            items.pop(self._random.randrange(len(items)))
        elif wrong:
            items.append("Nothing else.")
        taken = TakenOver(
            session=session["id"],
            by=self._random.choice((NURSE, SECOND, THIRD)),
            version=page["version"],
            items=items,
            fate=Fate.REFUSED if wrong else Fate.PERHAPS,
        )
        self.account.taken_over.append(taken)
        body = {"version": taken.version, "open_items": items}
        fate, answer = await self._say(f"/sessions/{taken.session}/hand-over", taken.by, body)
        if wrong and fate is Fate.TAKEN:
            self._world.violated("REC-08", f"a chair was taken over with {wrong}")
        if answer is not None and answer["events"] != [TAKEN_OVER]:
            self._world.violated("INV-37", f"a hand-over was answered with {answer['events']}")
        if not wrong:
            taken.fate, taken.entry = fate, answer["version"] if answer else None

    # ------------------------------------------------------------------ until it is answered

    async def _say(
        self, path: str, person: str, body: dict[str, Any]
    ) -> tuple[Fate, dict[str, Any] | None]:
        """Tap until it is answered; return what came of it, and the answer."""
        tablet = self._random.choice(self._tablets)
        tap = tablet.next_tap()
        self._world.trace.say(self._chair, f"tells {path.rsplit('/', 1)[-1]} {body}"[:150])
        for tried in range(SAYS_AGAIN):
            try:
                answer = await self._once(tablet, path, person, body, tap)
                self._answered = Answered(tablet, path, person, body, tap, answer, self._ward_ms())
                return Fate.TAKEN, answer
            except Lost:
                await asyncio.sleep(AGAIN_S)
            except Refused as no:
                if not _unsaved(no):
                    self._world.trace.say(self._chair, f"no: {no}"[:150])
                    return Fate.PERHAPS if tried else Fate.REFUSED, None
                await asyncio.sleep(AGAIN_S)
        return Fate.PERHAPS, None

    async def _once(
        self, tablet: Tablet, path: str, person: str, body: dict[str, Any], tap: str
    ) -> dict[str, Any]:
        """Tap once, or twice with the same id: GIP-14, one tap has one answer."""
        if not self._is(self._habits.doubles):
            return await tablet.tap(path, person, body, tap)
        both = [tablet.tap(path, person, body, tap) for _ in range(2)]
        answers = await asyncio.gather(*both, return_exceptions=True)
        sure = [each for each in answers if not isinstance(each, Lost) and not _unsure(each)]
        texts = [each.problem if isinstance(each, Refused) else each for each in sure]
        if len(texts) == 2 and texts[0] != texts[1]:
            self._world.violated("GIP-14", f"{path} was answered {texts[0]}, and then {texts[1]}")
        answer = (sure or answers)[0]
        if isinstance(answer, BaseException):
            raise answer
        return answer

    async def _repeat(self) -> None:
        """GIP-14: a tap that comes again later, to another service perhaps, has the same answer."""
        found = self._answered
        if found is None or self._ward_ms() - found.at_ms > KEPT_MS:
            return  # a wall clock set ahead by a day, and a service that began with it
        answer = found.answer
        try:
            again = await found.tablet.tap(found.path, found.person, found.body, found.tap)
        except Refused as no:
            if _unsure(no):
                return
            again = no.problem
        if again != answer:
            self._world.violated("GIP-14", f"{found.path}: {answer}, and later {again}")

    def _is(self, chance: float) -> bool:
        return self._random.random() < chance

    def _loop_ms(self) -> int:
        return round(self._loop.time() * 1_000)

    def _ward_ms(self) -> int:
        return self._ahead_ms + self._loop_ms()


def _unsure(answer: object) -> bool:
    """Whether it says nothing of what the same tap came to at another moment."""
    return _unsaved(answer) or (isinstance(answer, Refused) and answer.id == TOO_LATE)


def _unsaved(answer: object) -> bool:
    """Whether it was taken, and is on its way to the disk."""
    return isinstance(answer, Refused) and answer.id == "record-not-saved"


def _iso(at_ms: int) -> str:
    return (_EPOCH + timedelta(milliseconds=at_ms)).isoformat(timespec="milliseconds")

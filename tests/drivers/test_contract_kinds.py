"""The contract itself: kinds without a family yet can keep it, and what breaks it is found."""

import asyncio
from collections.abc import Callable

import pytest

from drivers.port import (
    AtThePump,
    Delivery,
    Done,
    Identity,
    Outcome,
    PumpReport,
    Running,
    Unanswered,
)
from service.shell.virtual_loop import run_virtual
from tests.drivers.benches import CHECKS, OVER_ANY_LINE
from tests.drivers.contract import Check
from tests.drivers.paper_pump import MONITOR, PROPOSES, PaperDriver, bench

KINDS = {"proposes": PROPOSES, "monitor": MONITOR}


def play(kind: str, check: Check, make: type[PaperDriver] = PaperDriver) -> None:
    async def story() -> None:
        await check(bench(KINDS[kind], make))

    run_virtual(story())


@pytest.mark.shows("RULE-11")
@pytest.mark.parametrize(
    ("kind", "check"),
    [
        pytest.param(kind, check, id=f"{kind}-{check.__name__}")
        for kind in KINDS
        for check in (*CHECKS[kind], OVER_ANY_LINE[kind])
    ],
)
def test_a_pump_that_keeps_the_contract_of_its_kind(kind: str, check: Check) -> None:
    play(kind, check)


class Vague(PaperDriver):
    """Tells a rate, and never says that it delivers."""

    says_of_moving = Delivery.OTHER


@pytest.mark.shows("RULE-11")
@pytest.mark.parametrize("check", [*CHECKS["monitor"], OVER_ANY_LINE["monitor"]])
def test_a_watched_pump_may_tell_a_rate_without_saying_that_it_delivers(check: Check) -> None:
    play("monitor", check, Vague)


class HidesMotion(PaperDriver):
    """Says of a pump that runs that it stands, and tells its rate all the same."""

    says_of_moving = Delivery.STOPPED


class Obeys(PaperDriver):
    """Sends a setting although only a person may make it."""

    async def apply(
        self,
        setting: Running,
        *,
        seen: PumpReport,
        hindered: Callable[[], str | None] = lambda: None,
    ) -> Outcome:
        self._far.heard += 1
        self._far.running = setting.rate
        return Done()

    async def stop(self) -> Outcome:
        self._far.heard += 1
        return Done()


class OffersAgain(PaperDriver):
    """Puts the same setting to the pump each time it is asked."""

    async def apply(
        self,
        setting: Running,
        *,
        seen: PumpReport,
        hindered: Callable[[], str | None] = lambda: None,
    ) -> Outcome:
        self._put(setting)
        return AtThePump("confirm it there")


class SwallowsStop(PaperDriver):
    """Says that it stopped what it cannot stop."""

    async def stop(self) -> Outcome:
        return Done()


class TakesAnyPump(PaperDriver):
    """Forgets who was opened."""

    async def open(self) -> Identity:
        self._serial = None
        return await super().open()


class BelievesTheLate(PaperDriver):
    """Reads on without asking whose answer it is."""

    async def read(self) -> PumpReport | Unanswered:
        running = self._far.running
        found = await super().read()
        if isinstance(found, Unanswered) and not self._far.muted:
            self._stale = running
        elif stale := getattr(self, "_stale", None):
            self._far.running = stale
            found = await super().read()
        return found


class NeverAges(PaperDriver):
    """Knows no epochs."""

    async def open(self) -> Identity:
        identity = await super().open()
        self._epoch = 0
        return identity


class GuessesSilence(PaperDriver):
    """Answers for a pump that does not."""

    async def read(self) -> PumpReport | Unanswered:
        muted, self._far.muted = self._far.muted, False
        found = await super().read()
        self._far.muted = muted
        return found


@pytest.mark.parametrize(
    ("make", "kind", "check"),
    [
        (Obeys, "monitor", "a_watched_pump_is_never_sent_a_setting"),
        (Obeys, "proposes", "an_offer_lies_at_the_pump_and_moves_nothing"),
        (Obeys, "monitor", "stop_is_for_a_hand_and_says_what_to_press"),
        (OffersAgain, "proposes", "the_same_offer_again_is_no_second_one"),
        (OffersAgain, "proposes", "what_the_pump_cannot_take_is_not_offered"),
        (OffersAgain, "proposes", "a_reading_from_before_is_offered_nothing"),
        (SwallowsStop, "proposes", "stop_is_for_a_hand_and_says_what_to_press"),
        (SwallowsStop, "monitor", "a_closed_port_is_not_read"),
        (TakesAnyPump, "proposes", "another_pump_is_refused_where_it_can_be_known"),
        (BelievesTheLate, "monitor", "a_late_answer_is_never_taken_for_the_next_one"),
        (NeverAges, "proposes", "a_lost_line_is_said_and_found_again"),
        (HidesMotion, "monitor", "a_report_shows_what_the_pump_does"),
        (Vague, "proposes", "a_report_shows_what_the_pump_does"),
        (GuessesSilence, "monitor", "a_silent_pump_is_unanswered"),
    ],
)
def test_what_breaks_the_contract_is_found(make: type[PaperDriver], kind: str, check: str) -> None:
    (wanted,) = [each for each in CHECKS[kind] if each.__name__ == check]
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        play(kind, wanted, make)


def test_a_story_that_waits_for_ever_is_noticed() -> None:
    class Sleeps(PaperDriver):
        async def read(self) -> PumpReport | Unanswered:
            await asyncio.get_running_loop().create_future()
            raise AssertionError

    with pytest.raises(RuntimeError):
        play("monitor", OVER_ANY_LINE["monitor"], Sleeps)

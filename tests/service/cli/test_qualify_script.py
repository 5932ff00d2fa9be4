"""The script with simulated pumps and a scripted person, in virtual time."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import pytest

from drivers.port import Capabilities, Delivery, PumpReport, Unanswered
from drivers.quantities import Rate, Volume
from service.cli.qualifying.amounts import NothingFits, amounts
from service.cli.qualifying.bench import Bench, text_of
from service.cli.qualifying.operator import OperatorLeft
from service.cli.qualifying.script import PLAYED, Part, play
from service.core.qualification import PARTS
from tests.drivers import alaris_bench, new_era_bench, paper_pump
from tests.drivers.alaris_bench import ALARIS
from tests.drivers.far_pump import packet
from tests.drivers.new_era_bench import NE1000
from tests.drivers.virtual import run
from tests.drivers.wires import Wire

Hand = Callable[[], object]
"""What the person does before answering."""


@dataclass
class Person:
    """Answers by the first words of `answers` that a question has; yes to everything else."""

    answers: dict[str, str] = field(default_factory=dict)
    hands: dict[str, Hand] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)

    def tell(self, text: str) -> None:
        self.heard.append(text)

    async def ask(self, question: str) -> str:
        self.heard.append(question)
        for words, hand in self.hands.items():
            if words in question:
                hand()
        for words, answer in self.answers.items():
            if words in question:
                if answer == "(leaves)":
                    raise OperatorLeft("nobody answers any more")
                return answer
        return "yes" if "(yes/no)" in question else "done"


Bring = Callable[[Any], Person]
"""Makes the person for a far side."""


def played(make: Callable[[], Any], bring: Bring) -> tuple[list[Part], Person, Any]:
    """Play the script; return what became of it, the person and the far side."""

    async def whole() -> tuple[list[Part], Person, Any]:
        bench = make()
        person = bring(bench.far)
        return await play(Bench(bench.driver, person)), person, bench.far

    story: Coroutine[Any, Any, tuple[list[Part], Person, Any]] = whole()
    return run(story)


def outcomes(parts: list[Part]) -> dict[str, str]:
    return {part.name: part.outcome for part in parts}


def new_era() -> Any:
    return new_era_bench.simulated(Wire, 1)


def alaris() -> Any:
    return alaris_bench.simulated(Wire, 1)


def occludes(far: Any) -> Person:
    """Does what is asked, and makes the alarm that the pump has."""

    def alarmed() -> None:
        far.pump.catch_up()
        device = far.pump.line.devices[0]
        if isinstance(far, alaris_bench.SimulatedFar):
            device.raise_alarm("AL_OCCLU")
        else:
            device.raise_alarm("S")

    def quiet() -> None:
        far.pump.catch_up()
        far.pump.line.devices[0].press("acknowledge")

    return Person(
        answers={"plate": far.serial_number or "12345", "What did you do": "clamped"},
        hands={"What did you do": alarmed, "Silence the alarm": quiet},
    )


@pytest.mark.parametrize("make", [new_era, alaris])
def test_a_good_pump_passes_every_part_and_stands_at_the_end(make: Callable[[], Any]) -> None:
    parts, person, far = played(make, occludes)

    assert dict.fromkeys(PARTS["control"], "passed") == outcomes(parts), parts
    assert not far.moving()
    assert not any("PRESS STOP" in line for line in person.heard)


@pytest.mark.parametrize("make", [new_era, alaris])
def test_only_a_little_is_delivered(make: Callable[[], Any]) -> None:
    _, _, far = played(make, occludes)

    assert Volume(0) < far.delivered() < Volume.from_ml("0.2")


def test_a_pump_that_cannot_be_made_to_alarm_skips_that_alone() -> None:
    def bring(far: Any) -> Person:
        person = occludes(far)
        return Person(answers={**person.answers, "What did you do": "none"})

    parts, _, far = played(new_era, bring)

    assert {**dict.fromkeys(PARTS["control"], "passed"), "alarm": "skipped"} == outcomes(parts)
    assert not far.moving()


@pytest.mark.parametrize("make", [new_era, alaris])
def test_a_pump_that_is_deaf_to_stop_fails_and_a_person_is_told_to_press_it(
    make: Callable[[], Any],
) -> None:
    def bring(far: Any) -> Person:
        def deaf() -> None:
            far.pump.catch_up()
            far.pump.line.devices[0].faults.deaf = True

        person = occludes(far)
        return Person(answers=person.answers, hands={"run on without a stop": deaf})

    parts, person, _ = played(make, bring)

    assert ("stop", "failed") == (parts[5].name, parts[5].outcome)
    assert "the stop is not confirmed" in parts[5].why
    assert {"not played"} == {part.outcome for part in parts[6:]}
    assert "PRESS STOP ON THE PUMP NOW" in person.heard[-1] + person.heard[-2]


def test_a_pump_whose_watchdog_does_not_stop_it_fails() -> None:
    """Somebody else's frames keep it awake: it goes on although we say nothing."""

    async def whole() -> list[Part]:
        bench = new_era()
        person = occludes(bench.far)

        async def chatter() -> None:
            while True:
                await asyncio.sleep(5.0)
                bench.far.pump.catch_up()
                bench.far.pump.line.inject(packet("0"), to_pump=True)

        talking = asyncio.ensure_future(chatter())
        try:
            return await play(Bench(bench.driver, person))
        finally:
            talking.cancel()

    parts = run(whole())

    assert "failed" == outcomes(parts)["watchdog"]
    assert "has not stopped by itself" in next(p.why for p in parts if p.name == "watchdog")


@pytest.mark.parametrize(
    ("question", "answer", "part"),
    [
        ("manual and its display", "no", "capabilities"),
        ("Does its display say the same", "no", "read"),
        ("Does the pump run", "no", "start"),
        ("run on without a stop", "no", "raise"),
        ("does nothing drip", "no", "stop"),
        ("alarm? (yes", "no", "watchdog"),
        ("that you made", "no", "alarm"),
    ],
)
def test_what_the_person_sees_counts_against_what_the_line_says(
    question: str, answer: str, part: str
) -> None:
    def bring(far: Any) -> Person:
        person = occludes(far)
        return Person(answers={question: answer, **person.answers}, hands=person.hands)

    parts, _, far = played(new_era, bring)

    assert "failed" == outcomes(parts)[part]
    assert not far.moving()


def test_another_serial_number_on_the_plate_ends_it_before_anything_moves() -> None:
    def bring(far: Any) -> Person:
        return Person(answers={"plate": "8002-99999"})

    parts, _, far = played(alaris, bring)

    assert "the plate says 8002-99999" in parts[0].why
    assert {"not played"} == {part.outcome for part in parts[1:]}
    assert Volume(0) == far.delivered()


@pytest.mark.parametrize("question", ["Does the pump run", "run on without a stop"])
def test_a_person_who_leaves_leaves_a_pump_that_stands(question: str) -> None:
    def bring(far: Any) -> Person:
        person = occludes(far)
        return Person(answers={**person.answers, question: "(leaves)"})

    parts, _, far = played(new_era, bring)

    assert "failed" in outcomes(parts).values()
    assert not far.moving()


def test_a_running_pump_is_not_touched() -> None:
    def make() -> Any:
        bench = new_era()
        bench.far.pump.line.devices[0].preset(
            {"rate_ml_h": "50", "infused_ml": "1", "target_ml": "100", "running": True}
        )
        return bench

    parts, _, far = played(make, occludes)

    assert "failed" == outcomes(parts)["read"]
    assert Rate.from_ml_per_h("50") == far.rate()


def test_a_pump_that_begins_to_move_while_it_is_read_does_not_stand_still() -> None:
    class Begins(paper_pump.PaperDriver):
        async def read(self) -> PumpReport | Unanswered:
            found = await super().read()
            self._far.running = Rate.from_ml_per_h("1")
            return found

    def make() -> Any:
        return paper_pump.bench(paper_pump.MONITOR, Begins)

    parts, _, _ = played(make, lambda _: Person(answers={"plate": "1"}))

    assert "does not stand still" in next(part.why for part in parts if part.name == "read")


def test_a_slow_person_does_not_let_the_watchdog_fire() -> None:
    """The pump is read while a question stands on the screen."""

    class Slow(Person):
        async def ask(self, question: str) -> str:
            if "Does the pump run" in question:
                await asyncio.sleep(120.0)
            return await super().ask(question)

    async def whole() -> list[Part]:
        bench = new_era()
        person = occludes(bench.far)
        slow = Slow(answers=person.answers, hands=person.hands)
        return await play(Bench(bench.driver, slow))

    assert dict.fromkeys(PARTS["control"], "passed") == outcomes(run(whole()))


# ------------------------------------------------------------- pumps that only a person can start


def test_a_pump_that_is_offered_to_is_confirmed_and_stopped_by_a_person() -> None:
    def bring(far: Any) -> Person:
        return Person(
            answers={"plate": "1"},
            hands={
                "Confirm": far.accept,
                "Stop the pump": far.press_stop,
                "What did you do": far.power_cycle,
            },
        )

    parts, person, _ = played(lambda: paper_pump.bench(paper_pump.PROPOSES), bring)

    assert dict.fromkeys(PARTS["proposes"], "passed") == outcomes(parts), parts
    assert any("press STOP there" in line for line in person.heard)


def test_a_pump_that_is_only_watched_plays_what_it_can() -> None:
    def bring(far: Any) -> Person:
        return Person(
            answers={"plate": "1", "Which rate": "12.5"},
            hands={
                "Which rate": lambda: far.run(Rate.from_ml_per_h("12.5")),
                "Stop the pump": far.press_stop,
                "What did you do": far.power_cycle,
            },
        )

    parts, _, _ = played(lambda: paper_pump.bench(paper_pump.MONITOR), bring)

    assert dict.fromkeys(PARTS["monitor"], "passed") == outcomes(parts), parts


def test_a_rate_that_the_line_does_not_tell_fails() -> None:
    def bring(far: Any) -> Person:
        return Person(
            answers={"plate": "1", "Which rate": "12.5"},
            hands={"Which rate": lambda: far.run(Rate.from_ml_per_h("13"))},
        )

    parts, _, _ = played(lambda: paper_pump.bench(paper_pump.MONITOR), bring)

    assert "failed" == outcomes(parts)["run_at_the_pump"]


# ---------------------------------------------------------------------------------------- amounts


def reading(infused_ml: str, increment_ul: int) -> PumpReport:
    return PumpReport(
        delivery=Delivery.STOPPED,
        infused=Volume.from_ml(infused_ml),
        increment=Volume(increment_ul),
        epoch=1,
    )


@pytest.mark.parametrize(
    ("can", "increment_ul", "slow", "limit"),
    [(NE1000, 1, "0.8", "0.3"), (NE1000, 10, "7.2", "2.4"), (ALARIS, 1, "0.8", "0.266")],
)
def test_the_slow_rate_is_the_smallest_at_which_the_counter_visibly_moves(
    can: Capabilities, increment_ul: int, slow: str, limit: str
) -> None:
    little = amounts(can, reading("0", increment_ul))

    assert Rate.from_ml_per_h(slow) == little.slow
    assert Rate(2 * little.slow.ul_per_h) == little.raised
    assert Volume.from_ml(limit) == little.limit


@pytest.mark.parametrize(("infused", "increment_ul"), [("50", 1), ("0", 2_000)])
def test_a_counter_that_is_full_or_too_coarse_is_refused(infused: str, increment_ul: int) -> None:
    with pytest.raises(NothingFits, match="reset it at the pump"):
        amounts(ALARIS, reading(infused, increment_ul))


def test_every_part_of_every_kind_can_be_played() -> None:
    assert {name for names in PARTS.values() for name in names} == set(PLAYED)


def test_a_reading_is_told_in_words() -> None:
    assert "stopped, 1.5 mL infused" == text_of(reading("1.5", 1))

"""The gates of a start, exactly at their limits."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from drivers.port import Capabilities, PumpAlarm
from service.core.refusals import Refusal, RefusalId
from service.core.session import commands as c
from service.core.session.gates import pump_fits
from service.core.times import Instant, Span, minutes, seconds
from tests.core.session.story import ISATUXIMAB, NURSE, PUMP, SECOND, Story, ml, rate

LIMIT = Span(6_500)
"""Silence of this pump: 5 s of the ward, 0.5 s to answer, 1 s between reports."""


def reasons(answer: object) -> list[tuple[RefusalId, str]]:
    assert isinstance(answer, Refusal), answer
    return [(each.id, each.sentence) for each in answer.reasons]


def start(story: Story) -> object:
    return story.say(c.Start)


def heard(story: Story, **changes: object) -> Story:
    """The last report is another one."""
    report = story.s.heard
    assert report is not None
    # The fields are given by name; mypy cannot check them through `**`.
    story.state = replace(story.s, heard=replace(report, **changes))  # type: ignore[arg-type]
    return story


def test_without_an_association_nothing_of_the_pump_is_asked() -> None:
    story = Story()
    story.facts()
    story.say(c.CheckSecond, SECOND, rate=rate("25"))

    answer = reasons(start(story))

    assert (RefusalId.NOT_ASSOCIATED, "Scan patient, bag, chair and pump first.") == answer[0]
    assert {
        RefusalId.NOT_ASSOCIATED,
        RefusalId.PREMEDICATION_MISSING,
        RefusalId.SECOND_CHECK_MISSING,
    } == {each for each, _ in answer}


@pytest.mark.parametrize(("silence_s", "open_"), [(0, True), (5, True), (5.001, False)])
def test_a_pump_counts_as_answering_for_five_seconds(silence_s: float, open_: bool) -> None:
    story = Story().prepared()
    story.wait(seconds(silence_s))

    answer = start(story)

    if open_:
        assert not isinstance(answer, Refusal)
    else:
        silent = "The pump does not answer. Check its cable and power."
        assert [(RefusalId.PUMP_SILENT, silent)] == reasons(answer)


def test_a_pump_that_was_never_heard_is_silent() -> None:
    prepared = Story().prepared().s
    for never in (replace(prepared, heard=None), replace(prepared, heard_at=None)):
        story = Story().prepared()
        story.state = never

        assert [RefusalId.PUMP_SILENT] == [each for each, _ in reasons(start(story))]


def test_a_pump_with_alarms_that_moves_is_refused_for_both_and_names_them() -> None:
    story = Story().prepared()
    story.report(rate("25"), alarms=frozenset({PumpAlarm.AIR_IN_LINE, PumpAlarm.OCCLUSION}))

    answer = reasons(start(story))

    assert [
        (
            RefusalId.PUMP_ALARM,
            "The pump has an alarm: air in line, occlusion. Clear it at the pump.",
        ),
        (RefusalId.PUMP_MOVING, "The pump is already infusing. Stop it at the pump."),
    ] == answer


@pytest.mark.parametrize(("age_min", "open_"), [(10, True), (10.001, False)])
def test_a_second_check_holds_for_ten_minutes(age_min: float, open_: bool) -> None:
    story = Story().prepared()
    story.wait(minutes(age_min))
    story.report()

    answer = start(story)

    assert open_ is not isinstance(answer, Refusal)
    if not open_:
        assert [
            (
                RefusalId.SECOND_CHECK_MISSING,
                "A second person must check patient, bag and pump, and key the rate.",
            )
        ] == reasons(answer)


def test_a_second_check_by_the_starter_or_for_another_rate_says_which() -> None:
    story = Story().prepared()
    check = story.s.second_check
    assert check is not None
    story.state = replace(story.s, second_check=replace(check, by=NURSE))
    same = reasons(start(story))
    story.state = replace(story.s, second_check=replace(check, rate=rate("50")))
    other = reasons(start(story))

    assert [
        (
            RefusalId.SECOND_CHECK_SAME_PERSON,
            "The second check was made by the same person; somebody else must start.",
        )
    ] == same
    assert [
        (
            RefusalId.SECOND_CHECK_OTHER_RATE,
            "The second check was made for another rate; check again.",
        )
    ] == other


@pytest.mark.parametrize(("counter", "open_"), [("749.9", True), ("750", False), ("800", False)])
def test_a_counter_that_would_overflow_is_cleared_first(counter: str, open_: bool) -> None:
    story = Story().prepared()
    story.report(counter=ml(counter))
    story.say(c.CheckSecond, SECOND, rate=story.s.ladder[0].rate)

    answer = start(story)

    assert open_ is not isinstance(answer, Refusal)
    if not open_:
        full = f"The pump's volume counter reads {counter} mL; clear it at the pump first."
        assert [(RefusalId.PUMP_COUNTER_FULL, full)] == reasons(answer)


@pytest.mark.shows("INV-14")
@pytest.mark.parametrize("heard_before", [True, False])
@pytest.mark.parametrize(
    ("then", "now", "open_"),
    [
        ("0", "0", True),
        ("0", "0.1", False),
        ("5", "5", True),
        ("5", "5.1", False),
        ("5", "0.6", False),  # cleared, and run again
        ("5", "0", True),  # cleared: somebody has looked
    ],
)
def test_a_pump_that_a_hand_ran_after_the_check_is_looked_at_first(
    then: str, now: str, open_: bool, heard_before: bool
) -> None:
    story = Story().prepared()
    if not heard_before:
        story.state = replace(story.s, heard=None)
    else:
        story.report(counter=ml(then))
    story.say(c.CheckSecond, SECOND, rate=story.s.ladder[0].rate)
    story.report(counter=ml(then))
    story.report(counter=ml(now))

    answer = start(story)

    assert open_ is not isinstance(answer, Refusal)
    if not open_:
        ran = (
            f"The pump's counter read {ml(then).ml} mL at the second person's check and reads "
            f"{ml(now).ml} mL now: it ran by hand. Look at the line, clear the counter at the pump,"
            " or check again."
        )
        assert [(RefusalId.PUMP_RAN_SINCE_CHECK, ran)] == reasons(answer)


@pytest.mark.parametrize(
    ("age_min", "refusal", "sentence"),
    [
        (
            None,
            RefusalId.PREMEDICATION_MISSING,
            "dexamethasone has not been given.",
        ),
        (
            14,
            RefusalId.PREMEDICATION_TOO_YOUNG,
            "dexamethasone needs 1 more min before the start.",
        ),
        (
            5.5,
            RefusalId.PREMEDICATION_TOO_YOUNG,
            "dexamethasone needs 10 more min before the start.",
        ),
        (
            61.5,
            RefusalId.PREMEDICATION_TOO_OLD,
            "dexamethasone was given 61 min ago; the limit is 60 min. Ask the prescriber; do not "
            "give it again without an order.",
        ),
    ],
)
def test_premedication_out_of_its_window_says_by_how_much(
    age_min: float | None, refusal: RefusalId, sentence: str
) -> None:
    story = Story().prepared()
    others = tuple(each for each in story.s.given if each.item != "dexamethasone")
    (mine,) = (each for each in story.s.given if each.item == "dexamethasone")
    if age_min is not None:
        others += (replace(mine, given_at=Instant(story.now - minutes(age_min))),)
    story.state = replace(story.s, given=others)

    assert [(refusal, sentence)] == reasons(start(story))


def test_an_item_that_is_not_required_may_be_missing() -> None:
    story = Story().prepared()
    protocol = story.s.protocol
    items = tuple(replace(each, required=False) for each in protocol.premedication)
    story.state = replace(story.s, given=(), protocol=replace(protocol, premedication=items))

    assert not isinstance(start(story), Refusal)


NOT_CONTROLLED = (
    RefusalId.PUMP_NOT_CONTROLLED,
    "This pump cannot be driven from here: it takes no commands or has no watchdog.",
)
CANNOT = (
    RefusalId.PUMP_CANNOT_DELIVER,
    "This pump cannot run at every rate of the protocol.",
)

SMALL = (
    RefusalId.PUMP_COUNTER_TOO_SMALL,
    "This pump counts 249.9 mL at most and the bag holds 250 mL: this infusion needs another pump.",
)


@pytest.mark.parametrize(
    ("pump", "says"),
    [
        (PUMP, []),
        (replace(PUMP, counter_max=ml("250")), []),
        (replace(PUMP, counter_max=ml("249.9")), [SMALL]),
        (replace(PUMP, kind="monitor"), [NOT_CONTROLLED]),
        (replace(PUMP, watchdog_s=None), [NOT_CONTROLLED]),
        (replace(PUMP, rate_min=rate("12.5")), []),
        (replace(PUMP, rate_min=rate("12.6")), [CANNOT]),
        (replace(PUMP, rate_max=rate("150")), []),
        (replace(PUMP, rate_max=rate("149.9")), [CANNOT]),
        # 12.5 mL/h is 12 on a pump that knows whole millilitres only: the resume counts too.
        (replace(PUMP, rate_increment=rate("1"), rate_min=rate("12")), []),
        (replace(PUMP, rate_increment=rate("1"), rate_min=rate("12.1")), [CANNOT]),
        (replace(PUMP, kind="monitor", rate_max=rate("100")), [NOT_CONTROLLED, CANNOT]),
    ],
)
def test_a_pump_must_run_at_every_rate_of_the_protocol(
    pump: Capabilities, says: list[tuple[RefusalId, str]]
) -> None:
    profile = ISATUXIMAB.profile(1)

    found: Iterator[Refusal] = pump_fits(ISATUXIMAB, profile, profile.steps, pump)

    assert says == [(each.id, each.sentence) for each in found]


def test_no_pump_makes_a_ladder_above_the_protocols_ceiling_fit() -> None:
    low = replace(ISATUXIMAB, rate_max=rate("149"))
    profile = low.profile(1)

    assert [CANNOT] == [(x.id, x.sentence) for x in pump_fits(low, profile, profile.steps, PUMP)]

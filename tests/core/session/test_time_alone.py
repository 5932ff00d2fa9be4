"""What time alone makes happen: silence, wishes that age, a word that stays away, a step served."""

from dataclasses import replace

import pytest

from drivers.port import Delivery, PumpAlarm
from drivers.quantities import NO_RATE
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.state import HoldReason, PauseReason, Phase
from service.core.session.time_passes import time_passes
from service.core.times import Instant, Span, minutes, seconds
from tests.core.session.story import Story, kinds, rate

LIMIT = Span(6_500)
"""Silence of this pump: 5 s of the ward, 0.5 s to answer, 1 s between reports."""


def heard(story: Story, **changes: object) -> Story:
    """The last report is another one."""
    report = story.s.heard
    assert report is not None
    # The fields are given by name; mypy cannot check them through `**`.
    story.state = replace(story.s, heard=replace(report, **changes))  # type: ignore[arg-type]
    return story


def pumping(minute: float = 5) -> Story:
    story = Story().started()
    story.run(minutes(minute))
    return story


def passes(story: Story, span: Span) -> tuple[e.Event, ...]:
    return time_passes(story.s, Instant(story.now + span), story.rules)


def test_a_pump_is_silent_after_the_limit_and_its_own_answer_time() -> None:
    story = pumping()
    late = Span(LIMIT + 1)

    assert () == passes(story, LIMIT)
    assert (e.PumpFellSilent(at=Instant(story.now + late), since=story.now),) == passes(story, late)


def test_a_silence_is_said_once() -> None:
    story = pumping()
    story.wait(seconds(10))
    story.take(c.Tick(at=story.now))

    assert () == passes(story, minutes(1))


def test_a_pump_never_heard_is_silent_since_the_proof_or_not_at_all() -> None:
    story = pumping()
    proof = story.s.proof
    assert proof is not None
    story.state = replace(story.s, heard=None, heard_at=None)
    due = Instant(story.now + minutes(1))

    assert (e.PumpFellSilent(at=due, since=proof.at),) == passes(story, minutes(1))
    story.state = replace(story.s, proof=None)
    assert () == passes(story, minutes(1))


@pytest.mark.parametrize(
    ("phase", "asked", "closed", "watched"),
    [
        (Phase.INTERRUPTED, False, False, True),
        (Phase.PAUSED, False, False, True),
        (Phase.HELD, False, False, True),
        (Phase.PREPARING, False, False, False),
        (Phase.FLUSHING, False, False, False),
        (Phase.FLUSHING, True, False, True),
        (Phase.DISCONTINUED, True, False, True),
        (Phase.DISCONTINUED, True, True, False),
    ],
)
def test_a_pump_is_listened_for_where_it_matters(
    phase: Phase, asked: bool, closed: bool, watched: bool
) -> None:
    story = pumping()
    asked_at = story.now if asked else None
    story.state = replace(story.s, phase=phase, stop_asked_at=asked_at, closed=closed)

    assert watched is (["PumpFellSilent"] == kinds(passes(story, minutes(1))))


def quiet(story: Story) -> Story:
    """A silence that has been said hides nothing else that time brings."""
    story.state = replace(story.s, silent_since=story.now)
    return story


def test_a_raise_is_given_up_with_its_wish_or_with_its_attestation() -> None:
    story = quiet(Story().climb_to_raise())
    wished, attested = story.s.wished_at, story.s.attested
    assert wished is not None
    assert attested is not None
    base = story.s

    def after_wish(span: float) -> tuple[e.Event, ...]:
        at = Instant(wished + minutes(span))
        fresh = replace(base, attested=replace(attested, at=at))
        return time_passes(fresh, at, story.rules)

    def after_word(span: int) -> tuple[e.Event, ...]:
        at = Instant(attested.at + span)
        return time_passes(replace(base, wished_at=at), at, story.rules)

    assert () == after_wish(2)
    assert (e.RaiseGivenUp(at=Instant(wished + minutes(2.001)), step_no=1),) == after_wish(2.001)
    word = minutes(5) + 1_500  # what this pump may take is added to every bound
    assert () == after_word(word)
    assert (e.RaiseGivenUp(at=Instant(attested.at + word + 1), step_no=1),) == after_word(word + 1)


def test_a_raise_without_an_instant_has_just_been_ordered() -> None:
    story = quiet(Story().climb_to_raise())
    story.state = replace(story.s, wished_at=None)

    assert () == passes(story, seconds(1))


def test_an_attestation_of_another_step_raises_nothing() -> None:
    story = quiet(Story().climb_to_raise())
    attested = story.s.attested
    assert attested is not None
    story.state = replace(story.s, attested=replace(attested, step_no=2))

    assert ["RaiseGivenUp"] == kinds(passes(story, seconds(1)))


@pytest.mark.parametrize(("moves", "reached", "reported"), [(True, "0", "7"), (False, "9", "9")])
def test_a_wish_too_old_is_held_with_what_the_pump_does(
    moves: bool, reached: str, reported: str
) -> None:
    story = Story().prepared()
    story.say(c.Start)
    heard(story, delivery=Delivery.RUNNING if moves else Delivery.STOPPED, rate=rate("7"))
    story.state = replace(quiet(story).s, reached=rate(reached))
    proof = story.s.proof
    assert proof is not None

    assert () == passes(story, minutes(2))
    assert (
        e.Held(
            at=Instant(story.now + minutes(2) + 1),
            reason=HoldReason.NOT_REACHED,
            was=Phase.INFUSING,
            stops=False,
            reported=rate(reported),
            proof=proof,
        ),
    ) == passes(story, Span(minutes(2) + 1))


def test_a_wish_too_old_of_a_pump_that_was_never_heard_is_held_at_nothing() -> None:
    story = Story().prepared()
    story.say(c.Start)
    story.state = replace(quiet(story).s, heard=None, reached=None)

    (held,) = passes(story, minutes(3))

    assert isinstance(held, e.Held)
    assert NO_RATE == held.reported


def test_a_late_attestation_pauses_after_thirty_minutes_and_not_before() -> None:
    story = quiet(pumping(60))
    assert story.s.late_since == story.now
    proof = story.s.proof
    assert proof is not None

    assert () == passes(story, minutes(30))
    at = Instant(story.now + minutes(30) + 1)
    assert (e.Paused(at=at, reason=PauseReason.LATE_ATTESTATION, proof=proof),) == passes(
        story, Span(minutes(30) + 1)
    )


def served(story: Story, **changes: object) -> list[str]:
    """What a step that is served exactly brings now, if the session were a little different."""
    proof = story.s.proof
    assert proof is not None
    full = replace(story.s, proof=replace(proof, served=minutes(60)), silent_since=None)
    # The fields are given by name; mypy cannot check them through `**`.
    return kinds(time_passes(replace(full, **changes), story.now, story.rules))  # type: ignore[arg-type]


def test_a_step_is_served_at_its_last_millisecond_only_on_a_reading_that_agrees() -> None:
    story = pumping(59)
    proof = story.s.proof
    assert proof is not None
    short = replace(proof, served=Span(minutes(60) - 1))

    assert ["AttestationDue"] == served(story)
    assert [] == served(story, proof=short)
    assert [] == served(story, unproven=True)
    assert [] == served(story, reached=rate("10"))
    assert [] == served(story, heard_at=Instant(story.now - 1))
    assert [] == served(story, late_since=story.now)
    assert [] == served(story, ladder=story.s.ladder[:1])


def test_a_step_is_raised_on_the_word_for_it_unless_something_alarms() -> None:
    story = pumping(59)
    assert ["NoReactionAttested"] == kinds(story.attest())
    proof = story.s.proof
    assert proof is not None
    full = replace(story.s, proof=replace(proof, served=minutes(60)))

    (raised,) = time_passes(full, story.now, story.rules)

    assert (
        e.StepServed(
            at=story.now,
            step_no=1,
            proof=replace(proof, served=minutes(60)),
            rate=rate("50"),
        )
        == raised
    )
    assert [] == served(story, mismatch=True)
    assert [] == served(story, alarms=frozenset({PumpAlarm.BATTERY}))
    assert [] == served(story, raising=True)
    assert ["StepServed"] == served(story, ladder=story.s.ladder[:2])


def test_the_step_that_is_late_is_named() -> None:
    story = pumping(60)
    (due,) = [each for each in story.events if isinstance(each, e.AttestationDue)]

    assert (1, story.s.proof) == (due.step_no, due.proof)

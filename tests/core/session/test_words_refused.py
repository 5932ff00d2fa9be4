"""What a refusal says, in full: a nurse acts on the sentence."""

from collections.abc import Callable
from typing import Any

import pytest

from service.core.refusals import RefusalId
from service.core.session import commands as c
from service.core.times import minutes
from tests.core.session.stages import closed, ended, refused, silent, started
from tests.core.session.story import Story, interrupted, rate
from tests.orders import order_of


def resumed_ungraded() -> object:
    return interrupted().say(c.Resume, improved_to=0)


WRONG_PHASE = [
    (
        closed,
        c.ReportReaction,
        {},
        "No infusion to interrupt; STOP has been sent to the pump: the session is closed.",
    ),
    (closed, c.Pause, {}, "Nothing can be changed: the session is closed."),
    (
        started,
        c.GradeReaction,
        {"grade": 1},
        "There is no reaction to grade: the infusion is running.",
    ),
    (
        ended,
        c.Discontinue,
        {"reason": "x"},
        "The infusion has already ended: the volume is in.",
    ),
    (Story, c.Pause, {}, "There is nothing to pause: the infusion has not been started."),
    (
        Story,
        c.AttestNoReaction,
        {"step_no": 1},
        "There is no running step to attest: the infusion has not been started.",
    ),
    (started, c.Resume, {}, "There is nothing to resume: the infusion is running."),
]


@pytest.mark.parametrize(("there", "verb", "fields", "sentence"), WRONG_PHASE)
def test_what_does_not_fit_says_where_the_session_stands(
    there: Callable[[], Story], verb: type[c.Said], fields: dict[str, Any], sentence: str
) -> None:
    answer = refused(there().say(verb, **fields))

    assert (RefusalId.WRONG_PHASE, sentence) == (answer.id, answer.sentence)


def test_a_session_that_does_not_exist_or_exists_already_says_so() -> None:
    story = Story()
    protocol = story.s.protocol
    order = order_of(protocol, story.now)
    again = refused(
        story.say(c.CheckIn, patient="p1", infusion_no=1, protocol=protocol, order=order)
    )
    story.state = None

    nothing = refused(story.say(c.Pause))

    assert (RefusalId.ALREADY_CHECKED_IN, "This session has already been opened.") == (
        again.id,
        again.sentence,
    )
    assert (RefusalId.WRONG_PHASE, "This session does not exist.") == (
        nothing.id,
        nothing.sentence,
    )


def attest_other(story: Story, step_no: int) -> object:
    return story.say(c.AttestNoReaction, step_no=step_no)


def late() -> Story:
    story = Story().started()
    story.run(minutes(91))
    return story


def stopping() -> Story:
    story = started()
    story.say(c.Pause)
    story.report()
    return story


REFUSED: list[tuple[Callable[[], object], RefusalId, str]] = [
    (resumed_ungraded, RefusalId.NOT_GRADED, "Grade the reaction first."),
    (
        lambda: attest_other(started(), 2),
        RefusalId.OTHER_STEP,
        "Step 1 is running, not step 2. Look at the patient again.",
    ),
    (
        lambda: attest_other(late(), 2),
        RefusalId.OTHER_STEP,
        "Step 1 is paused, not step 2.",
    ),
    (
        lambda: attest_other(started(), 1),
        RefusalId.ATTESTED_TOO_EARLY,
        "Too early: attest in the last 5 min of the step, in 50 min.",
    ),
    (
        lambda: attest_other(Story(3).started(), 1),
        RefusalId.NO_STEP_AHEAD,
        "This is the last rate; there is nothing to attest.",
    ),
    (
        lambda: started().say(c.WithdrawAttestation),
        RefusalId.NOTHING_TO_WITHDRAW,
        "There is no attestation to take back.",
    ),
    (
        lambda: late().say(c.Resume),
        RefusalId.ATTESTATION_NEEDED,
        "Paused because nobody attested step 1. Attest it to go on.",
    ),
    (
        lambda: stopping().say(c.Resume),
        RefusalId.GATES_CLOSED,
        "The pump is already infusing. Stop it at the pump. "
        "The pump has not said yet that it stopped. Look at the pump.",
    ),
    (
        lambda: late().attest(),
        RefusalId.GATES_CLOSED,
        "The pump is already infusing. Stop it at the pump. "
        "The pump has not said yet that it stopped. Look at the pump.",
    ),
    (
        lambda: silent().say(c.Resume),
        RefusalId.GATES_CLOSED,
        "The pump does not answer. Check its cable and power. "
        "The pump has not been heard again yet.",
    ),
    (
        lambda: interrupted(2).say(c.Resume),
        RefusalId.GATES_CLOSED,
        "Resume only when the symptoms have improved to grade 1 or less. "
        "Name the prescriber who ordered the resume. "
        "A second person must check patient, bag and pump, and key the rate.",
    ),
]


@pytest.mark.parametrize(("told", "refusal", "sentence"), REFUSED)
def test_a_refusal_says_in_full_what_to_do(
    told: Callable[[], object], refusal: RefusalId, sentence: str
) -> None:
    answer = refused(told())

    assert (refusal, sentence) == (answer.id, answer.sentence)
    if answer.reasons:
        assert all(isinstance(reason.id, RefusalId) for reason in answer.reasons)


def test_a_silent_pump_is_one_reason_and_not_heard_again_is_the_other() -> None:
    answer = refused(silent().say(c.Resume))

    assert [RefusalId.PUMP_SILENT, RefusalId.PUMP_SILENT] == [each.id for each in answer.reasons]


def test_after_a_restart_nothing_is_resumed_before_the_pump_was_read() -> None:
    story = started()
    story.report(rate("10"))
    story.take(c.TakeOver(at=story.now))

    answer = refused(story.say(c.Resume))

    assert "The pump has not been heard again yet." in [each.sentence for each in answer.reasons]

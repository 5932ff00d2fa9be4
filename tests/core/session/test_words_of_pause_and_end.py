"""What pausing, attesting, resuming and ending become, in full: who, where, with which tap.

The journal is read in court: it may not change by accident.
"""

from collections.abc import Callable

import pytest

from drivers.port import Delivery
from drivers.quantities import NO_RATE
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.state import PauseReason, Phase, Proof
from service.core.times import Span, minutes, seconds
from tests.core.session.stages import happened, held_after_the_end, started, who
from tests.core.session.story import Story, interrupted, kinds, rate


@pytest.mark.parametrize("there", [lambda: Story().prepared(), started, interrupted])
def test_an_infusion_can_be_ended_from_anywhere_before_the_volume_is_in(
    there: Callable[[], Story],
) -> None:
    story = there()
    proof = story.s.proof

    (answer,) = happened(story.say(c.Discontinue, reason="extravasation"))

    assert isinstance(answer, e.Discontinued)
    assert proof in (None, answer.proof)
    assert e.Discontinued(**who(story), reason="extravasation", proof=answer.proof) == answer


def test_an_ended_infusion_is_not_ended_twice() -> None:
    story = started()
    story.say(c.Discontinue, reason="extravasation")

    assert () == story.say(c.Discontinue, reason="again")


@pytest.mark.parametrize("verb", [c.Pause, c.Resume])
def test_a_hold_over_an_ended_infusion_is_lifted_to_its_end(verb: type[c.Said]) -> None:
    story = held_after_the_end()

    answer = story.say(verb)

    assert (e.HoldLifted(**who(story), to=Phase.DISCONTINUED),) == answer


def test_ending_what_has_ended_and_is_held_lifts_the_hold() -> None:
    story = held_after_the_end()

    answer = story.say(c.Discontinue, reason="again")

    assert (e.HoldLifted(**who(story), to=Phase.DISCONTINUED),) == answer


def test_a_pause_is_recorded_with_the_person_the_reason_and_the_proof() -> None:
    story = started()
    proof = story.s.proof

    answer = story.say(c.Pause)

    assert proof is not None
    assert (e.PausedByPerson(**who(story), reason=PauseReason.NURSE, proof=proof),) == answer


def test_a_pause_does_not_excuse_a_late_attestation() -> None:
    story = Story().started()
    story.run(minutes(91))

    (paused,) = happened(story.say(c.Pause))

    assert isinstance(paused, e.PausedByPerson)
    assert PauseReason.LATE_ATTESTATION is paused.reason


def test_a_pause_during_a_reaction_changes_nothing() -> None:
    assert () == interrupted().say(c.Pause)


def test_a_pause_before_the_start_asks_the_pump_to_stop() -> None:
    story = Story().prepared()

    answer = story.say(c.Pause)

    assert (e.StopAsked(**who(story)),) == answer


def test_an_attestation_and_its_withdrawal_are_recorded_for_their_step() -> None:
    story = Story().started()
    story.run(minutes(58))

    attested = story.attest()
    assert (e.NoReactionAttested(**who(story), step_no=1),) == attested

    withdrawn = story.say(c.WithdrawAttestation)
    assert (e.AttestationWithdrawn(**who(story), step_no=1),) == withdrawn


def test_a_resume_of_a_standing_pump_orders_its_step_again() -> None:
    story = started()
    story.say(c.Pause)
    story.report(NO_RATE)

    answer = story.say(c.Resume)

    assert (e.Resumed(**who(story), reported=NO_RATE),) == answer


def test_a_resume_of_a_pump_that_runs_at_its_step_is_reached_at_once() -> None:
    story = started()
    story.report(rate("10"))
    served = story.s.served
    story.report(rate("25"))
    story.wait(seconds(2))

    answer = story.say(c.Resume)

    proof = Proof(at=story.now, infused=story.s.infused, served=served)
    assert (
        e.Resumed(**who(story), reported=rate("25")),
        e.RateReached(at=story.now, rate=rate("25"), step=0, step_no=1, proof=proof),
    ) == answer


def test_a_hold_after_a_hold_remembers_the_phase_before_the_first() -> None:
    story = interrupted()
    story.report(rate("10"))
    story.report(rate("20"))

    assert Phase.INTERRUPTED is story.s.held_from
    held = story.events[-1]
    assert isinstance(held, e.Held)
    assert (Phase.INTERRUPTED, rate("20"), story.now) == (held.was, held.reported, held.proof.at)


def test_a_pump_that_stands_is_held_at_zero_whatever_rate_it_is_set_to() -> None:
    story = started()
    story.running = rate("25")

    story.report(delivery=Delivery.PAUSED)

    held = story.events[-1]
    assert isinstance(held, e.Held)
    assert NO_RATE == held.reported


def test_a_resume_of_a_pump_that_stands_and_is_set_to_the_rate_is_an_order() -> None:
    story = started()
    story.report(delivery=Delivery.PAUSED)

    answer = story.say(c.Resume)

    assert ["Resumed"] == kinds(answer)
    assert Span(0) < story.s.served

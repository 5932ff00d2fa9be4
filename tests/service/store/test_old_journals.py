"""A record that an older version wrote is read as it was meant then.

`golden/journal_1.json` was written before protocols knew any unit but mL/h, or any resume but at
half of the initial rate: one first infusion with a reaction in its third step, and its resume.
"""

import json
from dataclasses import replace
from pathlib import Path

from drivers.quantities import Rate
from service.core.label_rates import Mass, MassRate, MinuteRate, ShareRate
from service.core.protocol import NextProfile, RateStep, ResumeReference
from service.core.refusals import Refusal
from service.core.session.commands import RecordCall
from service.core.session.decide import decide
from service.core.session.events import (
    JOURNALED,
    CheckedIn,
    Event,
    HelpCalled,
    ReactionGraded,
    ReactionReported,
    ResumedAfterReaction,
)
from service.core.session.evolve import evolve, open_session
from service.core.session.reaction_state import Reported
from service.core.session.state import Phase, Session
from service.core.times import Instant, minutes
from service.store.batch import Encoded
from service.store.codec import Codec
from tests.core.session.story import ISATUXIMAB, NURSE, RULES

ROWS = json.loads((Path(__file__).parents[2] / "golden" / "journal_1.json").read_text("utf-8"))
CODEC = Codec[Event](JOURNALED)


def told() -> list[Event]:
    return [CODEC.decode(Encoded(**row)) for row in ROWS]


def replayed() -> Session:
    first, *others = told()
    assert isinstance(first, CheckedIn)
    session = open_session(first)
    for event in others:
        session = evolve(session, event)
    return session


def test_the_session_stands_where_it_stood() -> None:
    session = replayed()

    assert Phase.INFUSING is session.phase
    assert (1, 0) == (session.resumes, session.severe)
    assert ["12.5", "25", "50", "75", "100", "125", "150"] == [
        step.rate.ml_per_h for step in session.ladder
    ]
    assert "12.5" == session.current.rate.ml_per_h


def test_a_reaction_of_that_day_can_still_be_told_of() -> None:
    """Nobody asked then what it was: nothing is made up, and a late entry about it is taken."""
    session = replayed()
    (reported,) = [each for each in told() if isinstance(each, ReactionReported)]

    assert (Reported(at=reported.at),) == session.reported
    late = RecordCall(
        at=Instant(told()[-1].at + 60_000),
        by=NURSE,
        tablet="t1",
        tap="tap-99",
        reaction=1,
        happened_at=reported.at,
        whom="Prescriber A",
    )
    answer = decide(session, late, RULES)
    assert not isinstance(answer, Refusal)
    assert [HelpCalled] == [type(each) for each in answer]


def test_the_protocol_of_that_day_has_the_one_rule_that_there_was() -> None:
    protocol = replayed().protocol

    assert ResumeReference.INITIAL is protocol.reaction.reference
    assert NextProfile.NONE_SPECIFIED is protocol.next_profile
    assert (None, None) == (protocol.dose, protocol.reaction.severe_ends_at)
    # There was one ceiling for all: that of a single profile has come since.
    of_all = [replace(each, rate_max=ISATUXIMAB.rate_max) for each in ISATUXIMAB.profiles]
    assert of_all == list(protocol.profiles)


def test_what_is_lifted_is_written_as_today_and_comes_back() -> None:
    for event in told():
        assert event == CODEC.decode(CODEC.encode(event))
    lifted = {kind: schema for kind, schema in CODEC.kinds.items() if schema > 1}
    assert lifted == {
        "CheckedIn": 3,
        "PremedicationGiven": 2,
        "Associated": 2,
        "ResumedAfterReaction": 2,
        "SecondPersonChecked": 2,
        "ReactionGraded": 2,
    }


def test_a_grade_of_that_day_says_nothing_of_a_stay_in_hospital() -> None:
    """The answer was asked for then and not kept: nothing is made up."""
    graded = [each for each in told() if isinstance(each, ReactionGraded)]

    assert [None] == [each.hospitalised for each in graded]


def test_a_dose_and_a_resume_in_another_unit_are_kept() -> None:
    said = (MassRate(50_000), MinuteRate(500), ShareRate(20, minutes(30)), None)
    ladder = tuple(RateStep(rate=Rate(1), serve=None, label=each) for each in said)
    checked_in, *_ = told()
    resumed = next(each for each in told() if isinstance(each, ResumedAfterReaction))
    assert isinstance(checked_in, CheckedIn)
    dosed = replace(checked_in, protocol=replace(checked_in.protocol, dose=Mass.from_mg("675")))

    for event in (dosed, replace(resumed, ladder=ladder)):
        assert event == CODEC.decode(CODEC.encode(event))

"""A ward that wants a second person at each step: one word alone raises nothing."""

from dataclasses import replace

import pytest

from service.core.session import commands as c
from service.core.session.bounds import bound
from service.core.session.person import Person
from service.core.session.time_passes import word_stands
from service.core.times import Instant, Span, minutes
from tests.core.session.story import NURSE, RULES, SECOND, Story

RULES_OF_TWO = replace(RULES, readiness=replace(RULES.readiness, second_at_steps=True))


def attested_by(*people: Person, apart_min: float = 0.5) -> Story:
    story = Story(rules=RULES_OF_TWO).started()
    story.run(minutes(56))
    for person in people:
        story.say(c.AttestNoReaction, person, step_no=story.s.step_no)
        story.run(minutes(apart_min))
    story.run(Span(max(0, minutes(60.5) - story.s.served)))
    return story


@pytest.mark.parametrize(
    ("people", "raised"),
    [
        ((NURSE,), False),
        ((NURSE, NURSE), False),
        ((NURSE, SECOND), True),
        ((SECOND, NURSE), True),
        ((NURSE, SECOND, NURSE), True),
    ],
)
def test_two_different_persons_words_raise(people: tuple[Person, ...], raised: bool) -> None:
    story = attested_by(*people)

    assert raised == story.s.raising
    assert raised != (story.s.late_since is not None)


@pytest.mark.parametrize("older", ["own", "other"])
@pytest.mark.parametrize(("more_ms", "stands"), [(0, True), (1, False)])
def test_each_of_the_two_words_stands_up_to_its_age(older: str, more_ms: int, stands: bool) -> None:
    s = attested_by(NURSE, SECOND).s
    word = s.attested
    assert word is not None
    assert word.other is not None
    oldest = RULES_OF_TWO.attestation_max_age + bound(s)
    old, young = Instant(word.at), Instant(word.at + oldest)
    own, other = (old, young) if older == "own" else (young, old)
    word = replace(word, at=own, other=replace(word.other, at=other))

    at = Instant(old + oldest + more_ms)

    assert stands == word_stands(replace(s, attested=word), at, RULES_OF_TWO)


def test_a_word_that_has_grown_old_counts_for_nobody() -> None:
    """The first word is from minute 55.5; at minute 60.6 it is too old, the second is not."""
    story = attested_by(NURSE, apart_min=4.7)
    story.say(c.AttestNoReaction, SECOND, step_no=1)
    story.run(minutes(1))

    assert not story.s.raising

"""What the shipped files of every drug refuse at a start: counts, old bags, the wrong route."""

from dataclasses import replace

import pytest

from service.core.protocol import Protocol
from service.core.refusals import Refusal
from service.core.refusals import RefusalId as Id
from service.core.session import commands as c
from service.core.session.ready_state import Labs
from service.core.times import Instant
from tests.core.labels import ready
from tests.core.session.story import SECOND, Story
from tests.orders import DAY, HOUR, bag_of

US = ["isatuximab-us", "isatuximab-us-2020"]


def reasons(story: Story) -> list[Id]:
    answer = story.say(c.Start)
    return [each.id for each in answer.reasons] if isinstance(answer, Refusal) else []


def counted(protocol: Protocol, *cells: int) -> Story:
    """One day after the other, the last one today."""
    story = Story(protocol=protocol).prepared()
    story.state = replace(story.s, ready=replace(story.s.ready, labs=()))
    for ago, count in zip(reversed(range(len(cells))), cells, strict=True):
        taken = Instant(story.now - ago * DAY - HOUR)
        story.say(c.RecordLabs, labs=Labs(neutrophils_ul=count, taken_at=taken))
    return story


@pytest.mark.parametrize("name", US)
@pytest.mark.parametrize(
    ("cells", "shut"), [((0,), True), ((499,), True), ((500,), False), ((499, 999), True)]
)
def test_the_us_text_delays_below_half_until_one(
    name: str, cells: tuple[int, ...], shut: bool
) -> None:
    assert ([Id.NEUTROPHILS_LOW] if shut else []) == reasons(counted(ready(name), *cells))


@pytest.mark.parametrize("name", US)
def test_a_first_infusion_by_the_us_text_needs_the_antihistamine_intravenously(name: str) -> None:
    story = Story(protocol=ready(name)).prepared()
    given = next(each for each in story.s.given if each.item == "antihistamine")
    story.give("antihistamine", HOUR // 2, amends=given.entry, route="oral")  # type: ignore[arg-type]

    assert [Id.PREMEDICATION_NOT_INTRAVENOUS] == reasons(story)


@pytest.mark.parametrize("name", US)
def test_a_bag_of_ten_days_ago_is_refused(name: str) -> None:
    story = Story(protocol=ready(name)).prepared()
    story.say(c.RecordBag, bag=bag_of(story.now, prepared_at=Instant(story.now - 10 * DAY)))
    story.say(c.CheckSecond, SECOND, rate=story.s.ladder[0].rate)

    assert [Id.BAG_COLD_TOO_LONG] == reasons(story)

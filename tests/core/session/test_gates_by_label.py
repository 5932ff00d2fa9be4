"""What the shipped files of every drug refuse at a start: counts, old bags, the wrong route."""

from dataclasses import replace

import pytest

from drivers.quantities import Volume
from service.core.protocol import Protocol
from service.core.refusals import Refusal
from service.core.refusals import RefusalId as Id
from service.core.session import commands as c
from service.core.session.ready_state import Labs
from service.core.times import Instant
from tests.core.labels import ready
from tests.core.session.story import IDENTITY, PUMP, SECOND, Story, kinds
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


def test_the_first_bag_of_daratumumab_is_never_tied_to_a_pump_that_cannot_count_it() -> None:
    story = Story(protocol=ready("daratumumab"))
    fields = {"patient": "p1", "bag": "b1", "chair": "chair-1", "pump": "pump-1"}
    answer = story.say(c.Associate, **fields, capabilities=PUMP, identity=IDENTITY)

    assert isinstance(answer, Refusal)
    assert [Id.PUMP_COUNTER_TOO_SMALL] == [each.id for each in answer.reasons]
    assert story.s.association is None
    bigger = replace(PUMP, counter_max=Volume.from_ml("1000"))
    assert kinds(story.say(c.Associate, **fields, capabilities=bigger, identity=IDENTITY))

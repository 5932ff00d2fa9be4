"""What the shipped files of every drug refuse at a start: counts, old bags, the wrong route."""

from copy import copy
from dataclasses import replace
from typing import Any

import pytest

from drivers.quantities import Volume
from service.core.protocol import Protocol
from service.core.refusals import Refusal
from service.core.refusals import RefusalId as Id
from service.core.session import commands as c
from service.core.session.ready_state import Labs
from service.core.times import Instant, minutes
from tests.core.labels import NAMES, monograph, ready
from tests.core.session.story import IDENTITY, PUMP, SECOND, Story, kinds
from tests.orders import DAY, HOUR, bag_of

LARGE = replace(PUMP, counter_max=Volume.from_ml("1500"))
US = ["isatuximab-us", "isatuximab-us-2020"]


def reasons(story: Story) -> list[Id]:
    answer = story.say(c.Start)
    return [each.id for each in answer.reasons] if isinstance(answer, Refusal) else []


def counted(protocol: Protocol, *cells: int, number: int = 1) -> Story:
    """One day after the other, the last one today."""
    story = Story(number, protocol=protocol, pump=LARGE).prepared()
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
    story.give("antihistamine", minutes(30), amends=given.entry, route="oral")

    assert [Id.PREMEDICATION_NOT_INTRAVENOUS] == reasons(story)


@pytest.mark.parametrize("name", US)
def test_a_bag_of_ten_days_ago_is_refused(name: str) -> None:
    story = Story(protocol=ready(name)).prepared()
    story.say(c.RecordBag, bag=bag_of(story.now, prepared_at=Instant(story.now - 10 * DAY)))
    story.say(c.CheckSecond, SECOND, rate=story.s.ladder[0].rate)

    assert [Id.BAG_COLD_TOO_LONG] == reasons(story)


def test_the_first_bag_of_daratumumab_is_never_tied_to_a_pump_that_cannot_count_it() -> None:
    story = Story(protocol=ready("daratumumab"))
    fields: dict[str, Any] = {"patient": "p1", "bag": "b1", "chair": "chair-1", "pump": "pump-1"}
    answer = story.say(c.Associate, **fields, capabilities=PUMP, identity=IDENTITY)

    assert isinstance(answer, Refusal)
    assert [Id.PUMP_COUNTER_TOO_SMALL] == [each.id for each in answer.reasons]
    assert story.s.association is None
    bigger = replace(PUMP, counter_max=Volume.from_ml("1000"))
    assert kinds(story.say(c.Associate, **fields, capabilities=bigger, identity=IDENTITY))


# drug, infusion, mg and mL in the bag: the longest that each label plans
LONGEST = [
    *(("isatuximab", 1, None, None), ("isatuximab-us", 1, None, None)),
    *(("isatuximab-us-2020", 1, None, None), ("daratumumab", 1, None, None)),
    *(("rituximab", 1, "1250", "1000"), ("rituximab-90", 2, "1250", "1000")),
    *(("obinutuzumab", 2, None, None), ("obinutuzumab", 3, None, None)),
    *(("elotuzumab", 1, None, "500"), ("trastuzumab", 1, None, None)),
]


@pytest.mark.parametrize("name", NAMES)
def test_every_file_says_how_long_its_bag_lives_and_that_it_is_for_a_vein(name: str) -> None:
    product = monograph(name).product

    assert product is not None
    assert "intravenous" == product.route
    assert name in {row[0] for row in LONGEST}


@pytest.mark.parametrize(("name", "number", "dose_mg", "bag_ml"), LONGEST)
def test_a_bag_lives_as_long_as_the_longest_infusion_of_the_label_and_no_day_more(
    name: str, number: int, dose_mg: str | None, bag_ml: str | None
) -> None:
    protocol = ready(name, number, dose_mg, bag_ml)
    story = Story(number, protocol=protocol, pump=LARGE).prepared()
    assert [] == reasons(replace_bag(story))

    for old in ({"prepared_at": Instant(story.now - 10 * DAY)}, {"out_of_fridge_at": None}):
        assert len(reasons(replace_bag(story, **old))) == 1
    taken_out = Instant(story.now - 8 * HOUR + minutes(60))
    late = replace_bag(story, prepared_at=Instant(taken_out - HOUR), out_of_fridge_at=taken_out)
    assert [Id.BAG_WARM_TOO_LONG] == reasons(late)


def replace_bag(story: Story, **changes: Any) -> Story:
    """Return the same story with another bag, seen by two; the story itself goes nowhere."""
    other = copy(story)
    other.say(c.RecordBag, bag=bag_of(other.now, **changes))
    other.say(c.CheckSecond, SECOND, rate=other.s.ladder[0].rate)
    return other


@pytest.mark.parametrize("name", [name for name in NAMES if name != "isatuximab"])
def test_an_empty_blood_count_stops_every_drug_that_has_a_rule(name: str) -> None:
    row = next(each for each in LONGEST if each[0] == name)
    story = counted(ready(*row), 0, number=row[1])

    product = monograph(name).product
    assert product is not None
    rule = product.neutrophils
    assert ([Id.NEUTROPHILS_LOW] if rule else []) == reasons(story)
    assert (rule is None) == (name == "trastuzumab")


def test_without_a_rule_no_count_is_asked_for() -> None:
    story = Story(protocol=ready("trastuzumab", 1)).prepared()
    story.state = replace(story.s, ready=replace(story.s.ready, labs=()))

    assert [] == reasons(story)


@pytest.mark.parametrize("dose_ug", [1_000, 700_000, 5_000_000])
def test_where_a_weight_does_not_give_the_dose_it_is_the_orders(dose_ug: int) -> None:
    story = Story(protocol=ready("trastuzumab", 1), order={"dose_ug": dose_ug}).prepared()

    assert [] == reasons(story)


def test_daratumumab_is_sixteen_milligrams_a_kilogram() -> None:
    protocol = ready("daratumumab", 2)

    assert [] == reasons(Story(2, protocol=protocol).prepared())
    other = Story(2, protocol=protocol, order={"dose_ug": 700_000}).prepared()
    assert [Id.DOSE_NOT_BY_WEIGHT] == reasons(other)

"""A reaction on the real service: the pump is stopped first, everything else is told afterwards."""

from pathlib import Path
from typing import Any

import pytest

from service.cli.client import Refused
from service.cli.nurse import NURSE, SECOND, VITAL_SIGNS
from tests.stories.bedside import Bedside, bedside, in_virtual_time, infusing, now, ward_of

FAST = ward_of(speed=60)
DRUG: dict[str, Any] = {
    "name": "hydrocortisone",
    "dose": "100",
    "unit": "mg",
    "route": "intravenous",
}


async def tell(bed: Bedside, what: str, **body: Any) -> dict[str, Any]:
    return await bed.tap(f"reaction/{what}", reaction=1, **body)


async def account(bed: Bedside) -> dict[str, Any]:
    (reaction,) = (await bed.look())["reactions"]
    found: dict[str, Any] = reaction
    return found


@pytest.mark.shows("INV-24")
@in_virtual_time
async def test_the_pump_stands_before_a_word_is_told_and_no_word_moves_it() -> None:
    async with infusing(3, ward=FAST) as bed:
        await bed.served(10)
        began = now()
        await bed.tap("reaction")
        await bed.runs_at(0)
        orders = bed.pump.orders(began)

        await tell(bed, "symptoms", symptoms=["chills", "fever"])
        await bed.tap("vital-signs", **VITAL_SIGNS)
        await tell(bed, "calls", whom="Prescriber A")
        await tell(bed, "drugs", **DRUG)
        await bed.reported()

        assert orders == bed.pump.orders(began)
        assert bed.pump.rate_ml_h() == 0
        await bed.tap("grade", grade=2)
        await bed.resume_after_reaction()
        await bed.runs_at(100)
        await tell(bed, "outcome", outcome="resolved")
        reaction = await account(bed)
        assert ["symptoms", "vital-signs", "call", "drug", "grade", "outcome"] == [
            each["about"] for each in reaction["entries"]
        ]
        assert not any(each["late"] for each in reaction["entries"])
        assert bed.pump.rate_ml_h() == 100


@in_virtual_time
async def test_nothing_told_at_all_the_infusion_goes_on_just_as_well() -> None:
    async with infusing(3, ward=FAST) as bed:
        await bed.served(10)
        await bed.tap("reaction")
        await bed.runs_at(0)
        await bed.reported()
        await bed.tap("grade", grade=2)
        await bed.resume_after_reaction()
        await bed.runs_at(100)
        assert [] == [each for each in (await account(bed))["entries"] if each["about"] != "grade"]


def test_what_was_told_and_who_has_the_chair_outlive_the_service(tmp_path: Path) -> None:
    @in_virtual_time
    async def story() -> None:
        store = tmp_path / "ward.sqlite"
        async with infusing(3, ward=FAST, store=store) as bed:
            await bed.served(10)
            await bed.tap("reaction")
            await bed.runs_at(0)
            at = (await account(bed))["at"]
            await tell(bed, "drugs", **DRUG, happened_at=at)
            view = await bed.look()
            shown = {"version": view["version"], "open_items": view["open_items"]}
            await bed.tap("hand-over", SECOND, **shown)
            before = await bed.look()
        async with bedside(after=bed, store=store) as again:
            after = await again.look()
            assert before["reactions"] == after["reactions"]
            assert (SECOND, None) == (
                after["taken_over"]["by"],
                after["taken_over"]["handed_over_by"],
            )
            assert before["taken_over"] == after["taken_over"]
            (drug,) = after["reactions"][0]["entries"]
            assert (True, at) == (drug["back_dated"], drug["happened_at"])

    story()


@in_virtual_time
async def test_a_chair_that_reacts_while_it_is_read_is_read_again() -> None:
    async with infusing(3, ward=FAST) as bed:
        view = await bed.look()
        shown = {"version": view["version"], "open_items": view["open_items"]}
        await bed.tap("reaction")
        await bed.runs_at(0)

        with pytest.raises(Refused) as refused:
            await bed.tap("hand-over", SECOND, **shown)

        assert "/problems/hand-over-stale" == refused.value.problem["type"]
        assert (await bed.look())["taken_over"] is None
        await bed.reported()
        view = await bed.look()
        assert "The reaction is not graded." in view["open_items"]
        shown = {"version": view["version"], "open_items": view["open_items"]}
        await bed.tap("hand-over", SECOND, **shown)
        view = await bed.look()
        shown = {"version": view["version"], "open_items": view["open_items"]}
        await bed.tap("hand-over", NURSE, **shown)
        assert SECOND == (await bed.look())["taken_over"]["handed_over_by"]

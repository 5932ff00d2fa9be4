"""The rates of an order: by the bag that it names, and by what became of the infusion before."""

from dataclasses import replace
from typing import Any

import pytest

import config
from service.catalog import load_protocol, read_protocol
from service.cli.client import Refused
from service.cli.nurse import NURSE
from service.cli.readiness import order_body, order_number
from service.core.plan import Reaction
from service.core.times import Span, minutes
from tests.stories.bedside import Bedside, bedside, in_virtual_time, now, ward_of

_WARD = ward_of(speed=60, bag_ml="40")
_UNOBSERVED = tuple(replace(each, observe=Span(0)) for each in _WARD.protocols[0].observation)
FAST = replace(_WARD, protocols=(replace(_WARD.protocols[0], observation=_UNOBSERVED),))
"""25 mL in the first hour, the rest at the next rate; nobody is observed, which takes real time."""
RITUXIMAB = read_protocol(config.find("protocols", "rituximab")).monograph


async def check_in(
    bed: Bedside, infusion_no: int, protocol: str = "isatuximab", **order: Any
) -> dict[str, Any]:
    body = {"patient": "patient-1", "protocol": protocol, "infusion_no": infusion_no}
    number = order_number("patient-1", infusion_no)
    asked = {**order_body(await bed.ward(), protocol, number), **order}
    opened = await bed.tablet.tap("/sessions", NURSE, **body, order=asked)
    bed.nurse.session = opened["session"]
    return await bed.look()


@in_virtual_time
async def test_after_a_reaction_the_next_infusion_begins_where_the_last_one_did() -> None:
    async with bedside(ward=FAST) as bed:
        await bed.prepare(1)
        await bed.nurse.start()
        await bed.nurse.infuse([Reaction(at=minutes(10), grade=2, hold=minutes(10))], now())
        await bed.nurse.close()
        held_back = await check_in(bed, 2)
        record = await bed.tablet.get(f"/sessions/{bed.session}/record")
        await bed.tablet.tap(f"/sessions/{bed.session}/discontinue", NURSE, reason="another order")
        await bed.tablet.tap(f"/sessions/{bed.session}/discharge", NURSE)
        advanced = await check_in(bed, 2, profile="second")

        assert (held_back["profile"], held_back["planned"][0]["rate_ml_h"]) == ("first", "25")
        assert "A reaction of grade 2 in infusion 1" in held_back["profile_reason"]
        assert held_back["profile_reason"] in record["entries"][0]["sentence"]
        assert (advanced["profile"], advanced["planned"][0]["rate_ml_h"]) == ("second", "50")
        assert advanced["profile_reason"] == "second, as the prescriber ordered."


@in_virtual_time
async def test_an_order_cannot_go_beyond_the_number_of_the_infusion() -> None:
    async with bedside(ward=FAST) as bed:
        with pytest.raises(Refused, match="'later' is not a profile of this infusion: first") as no:
            await check_in(bed, 1, profile="later")

        assert no.value.problem["type"] == "/problems/profile-not-allowed"


@in_virtual_time
async def test_a_label_in_mg_makes_its_rates_from_the_bag_of_the_order() -> None:
    async with bedside(ward=replace(FAST, by_order=(RITUXIMAB,))) as bed:
        known = {each["id"]: each for each in (await bed.ward())["protocols"]}
        with pytest.raises(Refused) as no:
            await check_in(bed, 1, "rituximab", dose_mg="675", bag_volume_ml="5")
        view = await check_in(bed, 1, "rituximab", dose_mg="675", bag_volume_ml="250")

        assert no.value.problem["type"] == "/problems/bag-not-allowed"
        assert known["rituximab"]["bag_volume_ml"] is None
        assert (view["volume_ml"], view["profile"]) == ("250", "first")
        # 50 mg/h of 2.7 mg/mL; rounded down once more to what the pump can be set to.
        assert view["planned"][0]["rate_ml_h"] == "18.518"
        assert view["planned"][0]["label_rate"] == "50 mg/h"
        assert view["postmedication"] == []


@in_virtual_time
async def test_a_stay_in_hospital_ends_the_infusion_where_the_label_says_so() -> None:
    us = load_protocol(config.find("protocols", "isatuximab-us"))
    async with bedside(ward=replace(FAST, protocols=(us,))) as bed:
        pump, chair = bed.config.pumps[0].id, bed.config.chairs[0].id
        await bed.nurse.prepare("patient-1", "isatuximab-us", 1, chair, pump)
        await bed.nurse.start()
        await bed.tap("reaction")
        await bed.tap("grade", grade=2, hospitalised=True)

        assert (await bed.look())["phase"] == "discontinued"

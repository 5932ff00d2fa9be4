"""From the door to the first drop, with every gate closed once and the nurse reading why."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from service.cli.client import Refused
from service.cli.nurse import NURSE, PRESCRIBER, SECOND, VITAL_SIGNS
from service.cli.readiness import order_body, premedication_body
from tests.stories.bedside import Bedside, bedside


def ago(view: dict[str, Any], **span: float) -> str:
    return (datetime.fromisoformat(view["now"]) - timedelta(**span)).isoformat()


class Door:
    """One patient at the door, and the nurse who reads what the page says."""

    def __init__(self, bed: Bedside, ward: dict[str, Any], order: dict[str, Any]) -> None:
        self.bed, self.ward, self.order = bed, ward, order
        self.shut: set[str] = set()

    @property
    def path(self) -> str:
        return f"/sessions/{self.bed.session}"

    async def open(self, **order: Any) -> None:
        body = {"patient": "patient-1", "protocol": "isatuximab", "infusion_no": 1}
        opened = await self.bed.tablet.tap(
            "/sessions", NURSE, **body, order={**self.order, **order}
        )
        self.bed.nurse.session = opened["session"]

    async def tap(self, verb: str, person: str = NURSE, **body: Any) -> None:
        await self.bed.tablet.tap(f"{self.path}/{verb}", person, **body)

    async def corrected(self, **order: Any) -> None:
        """Another order takes the place of the one before."""
        await self.tap("order", **{**self.order, **order})

    async def reads(self) -> dict[str, str]:
        """Return the closed gates with their sentences, and see that a start is refused by them.

        What the pump itself has to say comes and goes while it is connected: it has its own tests.
        """
        view = await self.bed.look()
        shown = {each["id"]: each["sentence"] for each in view["start_gates"]}
        with pytest.raises(Refused) as refused:
            await self.tap("start")
        said = {each["id"]: each["sentence"] for each in refused.value.problem["reasons"]}
        assert refused.value.problem["type"] == "/problems/gates-closed"
        assert shown == said
        assert all(sentence.endswith(".") for sentence in said.values())
        return {gate: said for gate, said in shown.items() if not gate.startswith("pump-")}

    async def opens(self, *gates: str) -> None:
        """Exactly these gates have opened since the last look."""
        now = set(await self.reads())
        assert self.shut - now == set(gates), (self.shut, now)
        self.shut = now

    async def look(self) -> set[str]:
        self.shut = set(await self.reads())
        return self.shut


async def at_the_door(bed: Bedside) -> Door:
    ward = await bed.ward()
    return Door(bed, ward, order_body(ward, "isatuximab", "order-1"))


@pytest.mark.shows("INV-23")
async def test_every_gate_is_closed_once_and_says_why() -> None:
    async with bedside() as bed:
        door = await at_the_door(bed)
        ward = door.ward
        wrong = {
            "active": False,
            "signed_at": None,
            "protocol_version": "0",
            "bag_volume_ml": "500",
            "dose_mg": "70",
            "weighed_at": ago(ward, days=40),
        }
        await door.open(**wrong)
        assert await door.look() == {
            "order-not-active",
            "order-not-signed",
            "order-other-version",
            "order-other-volume",
            "dose-not-by-weight",
            "weight-too-old",
            "neutrophils-missing",
            "temperature-missing",
            "blood-group-missing",
            "not-associated",
            "bag-missing",
            "premedication-missing",
            "second-check-missing",
            "vitals-missing",
        }
        # The order, one fault after the other.
        gates = {
            "active": "order-not-active",
            "signed_at": "order-not-signed",
            "protocol_version": "order-other-version",
            "bag_volume_ml": "order-other-volume",
            "dose_mg": "dose-not-by-weight",
            "weighed_at": "weight-too-old",
        }
        for field, gate in gates.items():
            del wrong[field]
            await door.corrected(**wrong)
            await door.opens(gate)

        # The patient.
        low = {"neutrophils_10e9_l": "0.7", "taken_at": ago(ward, hours=80)}
        await door.tap("labs", **low)
        assert {"neutrophils-low", "neutrophils-too-old"} <= await door.look()
        await door.tap("labs", neutrophils_10e9_l="1.6", taken_at=ago(ward, hours=4))
        await door.opens("neutrophils-low", "neutrophils-too-old")
        await door.tap("temperature", temperature_c="38.4")
        assert "febrile" in await door.look()
        await door.tap("temperature", temperature_c="36.9")
        await door.opens("febrile")
        await door.tap("vital-signs", **VITAL_SIGNS)
        await door.opens("vitals-missing")
        group = {"group": "O neg", "antibodies": "negative"}
        await door.tap("blood-group", **group, taken_at=ago(ward, days=3))
        await door.opens("blood-group-missing")

        # The bag.
        pump, chair = bed.config.pumps[0].id, bed.config.chairs[0].id
        await bed.reachable(pump)
        here = {"patient": "patient-1", "chair": chair, "pump": pump}
        await door.tap("association", **here, bag="bag-9")
        await door.opens("not-associated")
        bag = {"bag": "bag-8", "batch": "LOT-1", "prepared_at": ago(ward, hours=30)}
        await door.tap("bag", **bag, out_of_fridge_at=None)
        assert {"bag-other", "bag-cold-too-long", "bag-still-cold"} <= await door.look()
        bag |= {"bag": "bag-9", "prepared_at": ago(ward, hours=9)}
        await door.tap("bag", **bag, out_of_fridge_at=ago(ward, hours=6))
        await door.opens("bag-other", "bag-cold-too-long", "bag-still-cold")
        assert "199 min" not in (await door.reads())["bag-warm-too-long"]
        await door.tap("bag", **bag, out_of_fridge_at=ago(ward, hours=1))
        await door.look()

        # Premedication: too young, by mouth, too old.
        items = {each["item"]: each for each in (await bed.look())["premedication"]}
        for item in items.values():
            await door.tap("premedication", **premedication_body(item, ago(ward, minutes=30)))
        await door.opens("premedication-missing")
        for minutes, route, gate in (
            (5, "intravenous", "premedication-too-young"),
            (70, "intravenous", "premedication-too-old"),
            (30, "oral", "premedication-not-intravenous"),
        ):
            await corrects(door, "antihistamine", ago(ward, minutes=minutes), route)
            assert gate in await door.look()
        await corrects(door, "antihistamine", ago(ward, minutes=30), "intravenous")
        await door.opens("premedication-not-intravenous")

        # Two persons, and then it runs.
        assert {"second-check-missing"} == await door.look()
        await door.tap("second-check", SECOND, rate_ml_h="25")
        await bed.nurse.start()
        assert bed.s.started


async def corrects(door: Door, item: str, given_at: str, route: str) -> None:
    view = await door.bed.look()
    found = next(each for each in view["premedication"] if each["item"] == item)
    body = premedication_body(found, given_at) | {"route": route, "amends": found["entry"]}
    await door.tap("premedication", **body)


async def test_two_persons_open_a_gate_and_the_record_says_who_and_why() -> None:
    async with bedside() as bed:
        await bed.prepare(1)
        door = await at_the_door(bed)
        await door.tap("temperature", temperature_c="38.4")
        assert {"febrile"} == await door.look()

        await door.tap("overrides", gate="febrile", reason="cold, seen by the prescriber")
        assert {"febrile"} == await door.look()
        with pytest.raises(Refused):
            await door.tap("overrides/agreement", SECOND, gate="febrile")
        await door.tap("overrides/agreement", PRESCRIBER, gate="febrile")

        await bed.nurse.start()
        record = await bed.tablet.get(f"{door.path}/record")
    said = [each for each in record["entries"] if each["kind"].startswith("Override")]
    assert [("nurse-a", "OverrideAsked"), ("prescriber-a", "OverrideGiven")] == [
        (each["by"]["id"], each["kind"]) for each in said
    ]
    assert all("cold, seen by the prescriber" in each["sentence"] for each in said)


@pytest.mark.parametrize("gate", ["bag-warm-too-long", "order-other-route", "dose-not-by-weight"])
async def test_what_nobody_may_override_is_refused_to_a_prescriber_too(gate: str) -> None:
    async with bedside() as bed:
        await bed.prepare(1)
        door = await at_the_door(bed)

        with pytest.raises(Refused) as refused:
            await door.tap("overrides", PRESCRIBER, gate=gate, reason="in a hurry")

    assert refused.value.problem["type"] == "/problems/no-override"


async def test_a_subcutaneous_product_never_reaches_a_pump() -> None:
    async with bedside() as bed:
        door = await at_the_door(bed)
        await door.open(route="subcutaneous")
        pump, chair = bed.config.pumps[0].id, bed.config.chairs[0].id
        await bed.reachable(pump)

        with pytest.raises(Refused) as refused:
            await door.tap("association", patient="patient-1", bag="b", chair=chair, pump=pump)

        assert ["order-other-route"] == [each["id"] for each in refused.value.problem["reasons"]]
        assert [] == bed.pump.orders()


async def test_what_cannot_be_true_is_refused_with_field_range_and_unit() -> None:
    async with bedside() as bed:
        door = await at_the_door(bed)
        for field, value, reason in (
            ("weight_kg", "0", "0 is not within 30 to 250 kg"),
            ("weight_kg", "7", "7 is not within 30 to 250 kg"),
            ("weight_kg", "700", "700 is not within 30 to 250 kg"),
            ("age_years", 200, "200 is not within 18 to 120 years"),
        ):
            with pytest.raises(Refused) as refused:
                await door.open(**{field: value})
            problem = refused.value.problem
            assert (422, "/problems/not-plausible") == (problem["status"], problem["type"])
            assert [{"field": f"order.{field}", "reason": reason}] == problem["errors"]
        await door.open()
        cells = await refusal(door, "labs", neutrophils_10e9_l="1800", taken_at=ago(door.ward))
        assert "0 to 100 x 10⁹/L; divide a count per µL by 1000" in cells["errors"][0]["reason"]
        many = await refusal(door, "labs", neutrophils_10e9_l="12000", taken_at=ago(door.ward))
        assert "divide a count per µL by 1000" in many["errors"][0]["reason"]
        marked = await refusal(
            door,
            "bag",
            bag="b1",
            batch="<img src=x>",
            prepared_at=ago(door.ward),
            out_of_fridge_at=None,
        )
        assert ["batch"] == [each["field"] for each in marked["errors"]]


async def refusal(door: Door, verb: str, **body: Any) -> dict[str, Any]:
    with pytest.raises(Refused) as refused:
        await door.tap(verb, **body)
    problem: dict[str, Any] = refused.value.problem
    assert problem["status"] == 422
    return problem


async def test_a_patient_has_one_session_and_a_stopped_drug_stays_stopped() -> None:
    async with bedside() as bed:
        await bed.start(3)
        door = await at_the_door(bed)
        first = bed.session
        with pytest.raises(Refused) as refused:
            await door.open()
        assert refused.value.problem["type"] == "/problems/drug-already-open"
        assert first in refused.value.problem["detail"]

        await bed.tap("reaction")
        await bed.tap("grade", grade=3)
        await bed.until(lambda: bed.s.stopped)
        await bed.tap("discharge")
        await door.open()

        assert "drug-stopped" in await door.look()


async def test_a_correction_stands_beside_the_entry_that_it_corrects() -> None:
    async with bedside() as bed:
        await bed.prepare(3)
        door = await at_the_door(bed)

        await door.tap("amendments", entry=2, text="bag-patient-1 hung on the left")
        record = await bed.tablet.get(f"{door.path}/record")

    entries = {each["version"]: each for each in record["entries"]}
    assert [len(entries)] == entries[2]["corrected_by"]
    assert "Associated" == entries[2]["kind"]
    assert {"indirect-coombs", "igg-kappa"} == {each["id"] for each in record["notes"]}
    assert all(each["source"] for each in record["notes"])

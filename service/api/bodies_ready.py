"""What a tablet may say about order, patient, bag, premedication, gates, and about the record."""

from typing import Literal

from pydantic import ConfigDict, StrictBool
from pydantic.config import JsonDict

from service.api.bodies import Body
from service.api.fields import (
    Cells,
    Celsius,
    Count,
    Kilograms,
    KnownGate,
    Milligrams,
    Millilitres,
    Moment,
    Text,
    Years,
)
from service.core.session.ready_state import Bag, BloodGroup, Labs, Order

_ORDER: JsonDict = {
    "id": "RX-2041",
    "protocol": "isatuximab",
    "protocol_version": "1",
    "route": "intravenous",
    "dose_mg": "700",
    "bag_volume_ml": "250",
    "weight_kg": "70",
    "weighed_at": "2026-11-21T08:00:00Z",
    "age_years": 68,
    "prescriber": "Prescriber A",
    "signed_at": "2026-11-21T16:20:00Z",
    "active": True,
}


class OrderBody(Body):
    """A prescriber's order, as it was written."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ORDER]})

    id: Text
    protocol: Text
    """Id of the protocol that the order names, and the version of it."""
    protocol_version: Text
    route: Literal["intravenous", "subcutaneous"]
    dose_mg: Milligrams
    bag_volume_ml: Millilitres
    weight_kg: Kilograms
    """Actual body weight."""
    weighed_at: Moment
    age_years: Years
    prescriber: Text
    signed_at: Moment | None
    """Null: not signed."""
    active: StrictBool
    profile: Text | None = None
    """The profile that the prescriber names; null: by the protocol's own rule."""

    def order(self) -> Order:
        """Return the order as core knows it."""
        return Order(
            id=self.id,
            protocol=self.protocol,
            protocol_version=self.protocol_version,
            route=self.route,
            dose_ug=self.dose_mg,
            bag_volume=self.bag_volume_ml,
            weight_g=self.weight_kg,
            weighed_at=self.weighed_at,
            age_years=self.age_years,
            prescriber=self.prescriber,
            signed_at=self.signed_at,
            active=self.active,
            profile=self.profile,
        )


class CheckInBody(Body):
    """The patient is here, and this is the order."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "patient": "P-1001",
                    "protocol": "isatuximab",
                    "infusion_no": 1,
                    "order": _ORDER,
                }
            ]
        }
    )

    patient: Text
    protocol: Text
    """Id of a protocol of this ward."""
    infusion_no: Count
    order: OrderBody


class LabsBody(Body):
    """Absolute neutrophil count, never a grade."""

    neutrophils_10e9_l: Cells
    taken_at: Moment
    amends: Count | None = None
    """Number of the entry that this one corrects; without it: a sample of its own."""

    def labs(self) -> Labs:
        """Return the count as core knows it."""
        return Labs(neutrophils_ul=self.neutrophils_10e9_l, taken_at=self.taken_at)


class BloodGroupBody(Body):
    """Blood group and antibody screen are known."""

    group: Literal["O neg", "O pos", "A neg", "A pos", "B neg", "B pos", "AB neg", "AB pos"]
    antibodies: Literal["negative", "positive"]
    taken_at: Moment

    def blood_group(self) -> BloodGroup:
        """Return it as core knows it."""
        return BloodGroup(group=self.group, antibodies=self.antibodies, taken_at=self.taken_at)


class TemperatureBody(Body):
    """Taken just now."""

    temperature_c: Celsius


class BagBody(Body):
    """The bag's number, the product's batch, and the two clocks."""

    bag: Text
    batch: Text
    prepared_at: Moment
    out_of_fridge_at: Moment | None
    """Null: it is still in the refrigerator."""

    def as_bag(self) -> Bag:
        """Return the bag as core knows it."""
        return Bag(
            bag=self.bag,
            batch=self.batch,
            prepared_at=self.prepared_at,
            out_of_fridge_at=self.out_of_fridge_at,
        )


class PremedicationBody(Body):
    """One item was given; without a time: now."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"item": "dexamethasone", "route": "oral", "dose_mg": "40"}]
        }
    )

    item: Text
    route: Text
    dose_mg: Milligrams
    given_at: Moment | None = None
    amends: Count | None = None
    """Number of the entry that this one corrects; without it: a dose of its own."""


class DecisionBody(Body):
    """A prescriber's order about one item of premedication."""

    item: Text
    decision: Literal["give-again", "go-on", "omit", "keep"]
    prescriber: Text


class OverrideBody(Body):
    """Why a closed gate should be opened; a second person has to agree."""

    gate: KnownGate
    reason: Text


class AgreementBody(Body):
    """The gate for which a second person agrees."""

    gate: KnownGate


class AmendmentBody(Body):
    """What is wrong with an entry of the record, which stays."""

    entry: Count
    text: Text

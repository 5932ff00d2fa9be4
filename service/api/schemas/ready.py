"""Order, dose, blood, bag and overrides of one session as a tablet shows them."""

from service.api.schemas.parts import Model, Quantity, When


class OrderView(Model):
    """The order that counts now."""

    id: str
    protocol: str
    protocol_version: str
    route: str
    dose_mg: Quantity
    bag_volume_ml: Quantity
    weight_kg: Quantity
    weighed_at: When
    age_years: int
    prescriber: str
    signed_at: When | None
    active: bool


class DoseView(Model):
    """What the weight comes to, for comparison: the order says what is given."""

    dose_mg: Quantity
    concentrate_ml: Quantity
    withdraw_ml: Quantity
    """Diluent to take out of the bag first."""
    vials: list[str]
    label: list[str]


class LabsView(Model):
    """A neutrophil count."""

    neutrophils_10e9_l: Quantity
    taken_at: When
    entry: int
    """Number of the entry that says so: what a correction names."""


class BloodGroupView(Model):
    """Blood group and antibody screen."""

    group: str
    antibodies: str
    taken_at: When


class TemperatureView(Model):
    """The newest temperature, taken alone or in a set of vital signs."""

    temperature_c: Quantity
    at: When


class BagView(Model):
    """The bag that was entered, and until when it may run."""

    bag: str
    batch: str
    prepared_at: When
    out_of_fridge_at: When | None
    warm_until: When | None
    """When it has to be empty; null while it is cold, or where the protocol does not say."""
    needs_min: float
    """Minutes of the ward that the infusion would still take if it went on now."""


class OverrideView(Model):
    """A gate that somebody wants opened, or that two persons have opened."""

    gate: str
    reason: str
    asked_by: str
    """Id of the first person, and of the second one."""
    given_by: str | None
    open: bool
    """The gate is open now by their word."""


class ReadyOfSession(Model):
    """Everything that the gates look at, beside premedication, pump and second check."""

    order: OrderView | None
    dose: DoseView | None
    """Null where there is no order, or where the protocol does not say."""
    labs: LabsView | None
    blood_group: BloodGroupView | None
    blood_group_needed: bool
    temperature: TemperatureView | None
    bag: BagView | None
    overrides: list[OverrideView]

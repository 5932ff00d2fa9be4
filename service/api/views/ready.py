"""Order, dose, blood, bag and overrides of a session, for a tablet."""

from service.api.schemas.ready import (
    BagView,
    BloodGroupView,
    DoseView,
    LabsView,
    OrderView,
    OverrideView,
    ReadyOfSession,
    TemperatureView,
)
from service.api.views.times import iso, iso_or_none, minutes_of
from service.core.decimals import decimal_text
from service.core.dose import dose_for, label_text, preparation
from service.core.protocol import Protocol
from service.core.rules import Rules
from service.core.session.bag_gates import time_needed
from service.core.session.order_gates import blood_group_needed, latest_labs, latest_temperature
from service.core.session.overrides import in_force
from service.core.session.ready_state import Order
from service.core.session.state import Session
from service.core.times import Instant, after


def ready_of_session(s: Session, now: Instant, rules: Rules) -> ReadyOfSession:
    """Return what is known about order, patient and bag."""
    ready, labs, temperature = s.ready, latest_labs(s), latest_temperature(s)
    return ReadyOfSession(
        order=_order(ready.order) if ready.order else None,
        dose=_dose(s.protocol, ready.order),
        labs=LabsView(
            neutrophils_10e9_l=decimal_text(labs.neutrophils_ul),
            taken_at=iso(labs.taken_at),
            entry=labs.entry,
        )
        if labs
        else None,
        blood_group=BloodGroupView(
            group=ready.blood_group.group,
            antibodies=ready.blood_group.antibodies,
            taken_at=iso(ready.blood_group.taken_at),
        )
        if ready.blood_group
        else None,
        blood_group_needed=blood_group_needed(s),
        temperature=TemperatureView(
            temperature_c=decimal_text(temperature.milli_c), at=iso(temperature.at)
        )
        if temperature
        else None,
        bag=_bag(s, rules),
        overrides=[
            OverrideView(
                gate=each.gate.value,
                reason=each.reason,
                asked_by=each.asked_by.id,
                given_by=each.given_by.id if each.given_by else None,
                open=in_force(each, now, rules),
            )
            for each in ready.overrides
        ],
    )


def _order(order: Order) -> OrderView:
    return OrderView(
        id=order.id,
        protocol=order.protocol,
        protocol_version=order.protocol_version,
        route=order.route,
        dose_mg=decimal_text(order.dose_ug),
        bag_volume_ml=order.bag_volume.ml,
        weight_kg=decimal_text(order.weight_g),
        weighed_at=iso(order.weighed_at),
        age_years=order.age_years,
        prescriber=order.prescriber,
        signed_at=iso_or_none(order.signed_at),
        active=order.active,
    )


def _dose(protocol: Protocol, order: Order | None) -> DoseView | None:
    product = protocol.product
    if product is None or order is None:
        return None
    dose_ug = dose_for(product, order.weight_g)
    made = preparation(product, dose_ug) if dose_ug is not None else None
    if made is None:
        return None
    return DoseView(
        dose_mg=decimal_text(made.dose_ug),
        concentrate_ml=made.concentrate.ml,
        withdraw_ml=made.withdraw.ml,
        vials=[f"{count} x {decimal_text(vial.content_ug)} mg" for vial, count in made.vials],
        label=list(label_text(protocol.drug, product, made, order.weight_g, protocol.bag_volume)),
    )


def _bag(s: Session, rules: Rules) -> BagView | None:
    bag, product = s.ready.bag, s.protocol.product
    if bag is None:
        return None
    out = bag.out_of_fridge_at
    return BagView(
        bag=bag.bag,
        batch=bag.batch,
        prepared_at=iso(bag.prepared_at),
        out_of_fridge_at=iso_or_none(out),
        warm_until=iso(after(out, product.room)) if out is not None and product else None,
        needs_min=minutes_of(time_needed(s, rules)),
    )

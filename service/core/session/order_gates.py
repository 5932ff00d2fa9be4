"""Order, patient and history before a start: nothing here looks at pump or bag."""

from collections.abc import Iterator

from service.core.decimals import decimal_text
from service.core.dose import NeutrophilRule, Product, dose_for
from service.core.protocol import NextProfile
from service.core.refusals import Refusal
from service.core.refusals import RefusalId as Id
from service.core.rules import Rules
from service.core.session.gate_table import closed
from service.core.session.ready_state import BloodCount, Order, Temperature
from service.core.session.state import Session
from service.core.times import MINUTE_MS, Instant, since

HOUR_MS, DAY_MS = 60 * MINUTE_MS, 24 * 60 * MINUTE_MS


def order_gates(s: Session, at: Instant, rules: Rules) -> Iterator[Refusal]:
    """Yield what is wrong with the order, the dose and the weight behind it."""
    order = s.ready.order
    if rules.readiness.signed_only and not s.protocol.signed:
        yield closed(Id.PROTOCOL_NOT_SIGNED)
    if s.protocol.product is None:
        yield closed(Id.PRODUCT_UNKNOWN)
    if order is None:
        yield closed(Id.ORDER_MISSING)
        return
    if not order.active:
        yield closed(Id.ORDER_NOT_ACTIVE, order=order.id)
    if order.signed_at is None:
        yield closed(Id.ORDER_NOT_SIGNED, order=order.id)
    if s.ready.history is not None and order.id in s.ready.history.orders:
        yield closed(Id.ORDER_ALREADY_GIVEN, order=order.id)
    if order.protocol != s.protocol.id:
        yield closed(Id.ORDER_OTHER_PROTOCOL, ordered=order.protocol, protocol=s.protocol.id)
    elif order.protocol_version != s.protocol.version:
        yield closed(
            Id.ORDER_OTHER_VERSION, ordered=order.protocol_version, version=s.protocol.version
        )
    if order.bag_volume != s.protocol.bag_volume:
        volume = s.protocol.bag_volume.ml
        yield closed(Id.ORDER_OTHER_VOLUME, ordered=order.bag_volume.ml, volume=volume)
    yield from _profile(s, order)
    yield from route_gate(s)
    if s.protocol.product is not None:
        yield from _dose(order, s.protocol.product, rules)
    age = since(at, order.weighed_at)
    if age > rules.readiness.weight_max_age:
        days, limit = age // DAY_MS, rules.readiness.weight_max_age // DAY_MS
        yield closed(Id.WEIGHT_TOO_OLD, days=days, limit=limit)


def _profile(s: Session, order: Order) -> Iterator[Refusal]:
    """Yield what is wrong with the profile, and with a bag whose dose the rates rest on."""
    last = s.ready.history.last if s.ready.history else None
    eventful = last is not None and not last.uneventful
    profile = s.protocol.profile(s.infusion_no).id
    asks = eventful and s.protocol.next_profile is NextProfile.PRESCRIBER
    if asks and order.profile is None:
        yield closed(Id.PROFILE_NOT_ORDERED)
    withdrawn = order.profile is None and s.ordered_profile is not None
    if withdrawn or order.profile not in (None, profile):
        named = order.profile or "by the protocol's own rule"
        yield closed(Id.ORDER_OTHER_PROFILE, ordered=named, profile=profile)
    dose = s.protocol.dose
    if dose is not None and dose.ug != order.dose_ug:
        yield closed(Id.ORDER_OTHER_DOSE, ordered=decimal_text(order.dose_ug), dose=dose.mg)


def route_gate(s: Session) -> Iterator[Refusal]:
    """Yield the one reason for which a bag never comes near a pump: it is not for a vein."""
    order, product = s.ready.order, s.protocol.product
    for route in (order.route if order else "", product.route if product else ""):
        if route not in ("", "intravenous"):
            yield closed(Id.ORDER_OTHER_ROUTE, ordered=route)
            return


def patient_gates(s: Session, at: Instant, rules: Rules) -> Iterator[Refusal]:
    """Yield what is wrong with the patient today: history, blood, temperature."""
    yield from _number(s, rules)
    history = s.ready.history
    if history is not None and history.stopped_in is not None:
        yield closed(Id.DRUG_STOPPED, drug=s.protocol.drug, session=history.stopped_in)
    yield from _neutrophils(s, at, rules)
    yield from _temperature(s, at, rules)
    if blood_group_needed(s) and s.ready.blood_group is None:
        yield closed(Id.BLOOD_GROUP_MISSING)


def _number(s: Session, rules: Rules) -> Iterator[Refusal]:
    """Yield why the number cannot be the next one: a later infusion runs a faster profile."""
    last = s.ready.history.last if s.ready.history else None
    if rules.readiness.number_checked and s.infusion_no > (last.infusion_no if last else 0) + 1:
        known = f"infusion {last.infusion_no}" if last else "no infusion"
        yield closed(Id.INFUSION_NUMBER, known=known, drug=s.protocol.drug, number=s.infusion_no)


def blood_group_needed(s: Session) -> bool:
    """Whether blood group and antibody screen are asked for: before the first dose alone."""
    return s.infusion_no == 1


def latest_labs(s: Session) -> BloodCount | None:
    """Return the newest blood count, by when it was taken; of one moment the later entry."""
    return max(s.ready.labs, key=lambda each: (each.taken_at, each.entry), default=None)


def _dose(order: Order, product: Product, rules: Rules) -> Iterator[Refusal]:
    due, per_kg = dose_for(product, order.weight_g), product.dose_ug_per_kg
    if due is None or per_kg is None:
        return  # the order's own: nothing here could check it
    if 100 * abs(order.dose_ug - due) > rules.readiness.dose_tolerance_percent * due:
        yield closed(
            Id.DOSE_NOT_BY_WEIGHT,
            ordered=decimal_text(order.dose_ug),
            per_kg=decimal_text(per_kg),
            weight=decimal_text(order.weight_g),
            dose=decimal_text(due),
        )


def _neutrophils(s: Session, at: Instant, rules: Rules) -> Iterator[Refusal]:
    product, latest = s.protocol.product, latest_labs(s)
    if product is not None and product.neutrophils is None:
        return
    if latest is None:
        yield closed(Id.NEUTROPHILS_MISSING)
        return
    age, limit = since(at, latest.taken_at), rules.readiness.neutrophils_max_age
    if age > limit:
        yield closed(Id.NEUTROPHILS_TOO_OLD, hours=age // HOUR_MS, limit=limit // HOUR_MS)
    if product is None or product.neutrophils is None:
        return
    rule = product.neutrophils
    needs = needed_neutrophils(rule, s.ready.labs, latest)
    if latest.neutrophils_ul < needs:
        yield closed(
            Id.NEUTROPHILS_LOW,
            count=decimal_text(latest.neutrophils_ul),
            needs=decimal_text(needs),
            version=rule.version,
        )


def needed_neutrophils(
    rule: NeutrophilRule, labs: tuple[BloodCount, ...], latest: BloodCount
) -> int:
    """Return the count that the latest sample needs: more, once an earlier one held the dose."""
    waited = any(each.neutrophils_ul < rule.hold_below_ul for each in labs if each is not latest)
    return max(rule.hold_below_ul, rule.restart_from_ul) if waited else rule.hold_below_ul


def latest_temperature(s: Session) -> Temperature | None:
    """Return the newest temperature, taken alone or in a set; of one moment the warmer one."""
    taken = [s.ready.temperature] if s.ready.temperature else []
    if s.vitals is not None:
        milli_c = s.vitals.signs.temperature_tenths_c * 100
        taken.append(Temperature(milli_c=milli_c, at=s.vitals.at))
    return max(taken, key=lambda each: (each.at, each.milli_c), default=None)


def _temperature(s: Session, at: Instant, rules: Rules) -> Iterator[Refusal]:
    measured, limit = latest_temperature(s), rules.readiness.temperature_max_age
    if measured is None or since(at, measured.at) > limit:
        yield closed(Id.TEMPERATURE_MISSING, limit=limit // MINUTE_MS)
    if measured is not None and measured.milli_c >= rules.readiness.febrile_from_milli_c:
        yield closed(
            Id.FEBRILE,
            measured=decimal_text(measured.milli_c),
            limit=decimal_text(rules.readiness.febrile_from_milli_c),
        )

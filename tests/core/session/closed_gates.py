"""Every gate about order, patient, bag and premedication, closed by itself, and what it says."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from drivers.quantities import Volume
from service.core.label_rates import Mass
from service.core.protocol import NextProfile
from service.core.refusals import RefusalId as Id
from service.core.session import commands as c
from service.core.session.ready_state import History, Labs, Past
from service.core.times import Instant, minutes
from tests.core.session.story import ISATUXIMAB, RULES, SECOND, T0, Story
from tests.orders import DAY, HOUR, bag_of

Made = Callable[[], Story]


def ordered(**changes: Any) -> Made:
    return lambda: Story(order=changes).prepared()


def counted(cells: int, hours: int = 12) -> Made:
    def made() -> Story:
        story = Story().prepared()
        labs = Labs(neutrophils_ul=cells, taken_at=Instant(story.now - hours * HOUR))
        ready = replace(story.s.ready, labs=())
        story.state = replace(story.s, ready=ready)
        story.say(c.RecordLabs, labs=labs)
        return story

    return made


def without(**empty: Any) -> Made:
    def made() -> Story:
        story = Story().prepared()
        story.state = replace(story.s, ready=replace(story.s.ready, **empty))
        return story

    return made


def bagged(**changes: Any) -> Made:
    def made() -> Story:
        story = Story().prepared()
        story.say(c.RecordBag, bag=bag_of(story.now, **changes))
        story.say(c.CheckSecond, SECOND, rate=story.s.ladder[0].rate)
        return story

    return made


def given(name: str, ago_min: float, **changes: Any) -> Made:
    """Given at another time, or otherwise, than the others: corrected before the start."""

    def made() -> Story:
        story = Story().prepared()
        entry = next(each.entry for each in story.s.given if each.item == name)
        story.give(name, minutes(ago_min), amends=entry, **changes)
        return story

    return made


def not_given(name: str) -> Made:
    def made() -> Story:
        story = Story().prepared()
        kept = tuple(each for each in story.s.given if each.item != name)
        story.state = replace(story.s, given=kept)
        return story

    return made


def febrile() -> Story:
    story = Story().prepared()
    story.say(c.RecordTemperature, milli_c=38_000)
    return story


def stopped() -> Story:
    return Story(history=History(stopped_in="session-7", reacted=True)).prepared()


def given_before() -> Story:
    return Story(history=History(orders=("order-0", "order-1"))).prepared()


def ahead() -> Story:
    return numbered(5, Past(infusion_no=1, profile="first", grade=0, completed=True))


def numbered(infusion_no: int, last: Past | None) -> Story:
    """In a ward that holds the number against its record."""
    rules = replace(RULES, readiness=replace(RULES.readiness, number_checked=True))
    return Story(infusion_no, rules=rules, history=History(last=last)).prepared()


def signed_only() -> Story:
    rules = replace(RULES, readiness=replace(RULES.readiness, signed_only=True))
    return Story(rules=rules).prepared()


def no_product() -> Story:
    story = Story().prepared()
    protocol = replace(story.s.protocol, product=None)
    story.state = replace(story.s, protocol=protocol)
    return story


def dosed() -> Story:
    """The rates rest on the dose; the order is corrected to another one of the same weight."""
    story = Story().prepared()
    protocol = replace(story.s.protocol, dose=Mass.from_mg("690"))
    story.state = replace(story.s, protocol=protocol)
    return story


def to_be_named() -> Story:
    """The label leaves the profile after a reaction to the prescriber."""
    asking = replace(ISATUXIMAB, next_profile=NextProfile.PRESCRIBER)
    last = Past(infusion_no=1, profile="first", grade=1, completed=True)
    return Story(2, protocol=asking, history=History(last=last)).prepared()


def other_profile() -> Story:
    story = Story(2).prepared()
    order = story.s.ready.order
    assert order is not None
    story.say(c.CorrectOrder, order=replace(order, profile="first"))
    story.say(c.CheckSecond, SECOND, rate=story.s.ladder[0].rate)
    return story


CASES: dict[Id, tuple[Made, str]] = {
    Id.ORDER_OTHER_DOSE: (
        dosed,
        "The order says 700 mg; the rates of this session are those of a bag with 690 mg. "
        "Check in again.",
    ),
    Id.ORDER_OTHER_PROFILE: (
        other_profile,
        "The order names the profile first; second was checked in. Check in again.",
    ),
    Id.PROFILE_NOT_ORDERED: (
        to_be_named,
        "After what happened in the last infusion the prescriber names the profile. Enter an order "
        "that does.",
    ),
    Id.ORDER_MISSING: (
        without(order=None),
        "There is no order for this infusion. Enter the prescriber's order.",
    ),
    Id.ORDER_NOT_ACTIVE: (
        ordered(active=False),
        "Order order-1 is not active. Ask the prescriber before anything is given.",
    ),
    Id.ORDER_NOT_SIGNED: (
        ordered(signed_at=None),
        "Order order-1 is not signed. The prescriber has to sign it first.",
    ),
    Id.ORDER_ALREADY_GIVEN: (
        given_before,
        "Order order-1 was used for an earlier infusion already. Ask the prescriber for a new "
        "order.",
    ),
    Id.ORDER_OTHER_PROTOCOL: (
        ordered(protocol="daratumumab"),
        "The order is for daratumumab, but isatuximab was checked in.",
    ),
    Id.ORDER_OTHER_VERSION: (
        ordered(protocol_version="0"),
        "The order names version 0 of the protocol; version 1 would be run.",
    ),
    Id.ORDER_OTHER_VOLUME: (
        ordered(bag_volume=Volume(500_000)),
        "The order is for a bag of 500 mL; the protocol infuses 250 mL.",
    ),
    Id.PROTOCOL_NOT_SIGNED: (
        signed_only,
        "The protocol has not been signed for clinical use: simulation only.",
    ),
    Id.PRODUCT_UNKNOWN: (
        no_product,
        "The protocol says nothing about its product, so dose and bag cannot be checked here.",
    ),
    Id.DOSE_NOT_BY_WEIGHT: (
        ordered(dose_ug=736_000),
        "The order says 736 mg, but 10 mg/kg for 70 kg is 700 mg. Ask the prescriber for a new "
        "order.",
    ),
    Id.WEIGHT_TOO_OLD: (
        ordered(weighed_at=Instant(T0 - 29 * DAY)),
        "The weight is 29 days old; the limit is 28 days. Weigh the patient and have the order "
        "renewed.",
    ),
    Id.NEUTROPHILS_MISSING: (
        without(labs=()),
        "There is no neutrophil count. Enter it from the laboratory's report.",
    ),
    Id.NEUTROPHILS_TOO_OLD: (
        counted(1_800, hours=73),
        "The neutrophil count is 73 h old; the limit is 72 h. Take blood again.",
    ),
    Id.NEUTROPHILS_LOW: (
        counted(999),
        "Neutrophils are 0.999 x 10⁹/L; this dose needs 1 x 10⁹/L (EU SmPC 2025). Call the "
        "prescriber.",
    ),
    Id.TEMPERATURE_MISSING: (
        without(temperature=None),
        "No temperature was taken in the last 240 min. Take it now.",
    ),
    Id.FEBRILE: (
        febrile,
        "The patient has 38 °C, and 38 °C counts as fever. Call the prescriber.",
    ),
    Id.BLOOD_GROUP_MISSING: (
        without(blood_group=None),
        "Blood group and antibody screen must be known before the first dose: the drug disturbs "
        "them for months.",
    ),
    Id.INFUSION_NUMBER: (
        ahead,
        "The record of this ward knows infusion 1 of isatuximab; infusion 5 was checked in. Check "
        "in again if the number is wrong; otherwise call the prescriber.",
    ),
    Id.DRUG_STOPPED: (
        stopped,
        "A reaction ended isatuximab for this patient (session session-7); it stays stopped. Call "
        "the prescriber.",
    ),
    Id.BAG_MISSING: (
        without(bag=None),
        "The bag has not been entered: its batch, and when it was prepared.",
    ),
    Id.BAG_OTHER: (bagged(bag="b2"), "Bag b2 was entered, but bag b1 hangs on the pump."),
    Id.BAG_STILL_COLD: (
        bagged(out_of_fridge_at=None),
        "Nobody has said when the bag left the refrigerator. Enter the time.",
    ),
    Id.BAG_COLD_TOO_LONG: (
        bagged(prepared_at=Instant(T0 - 24 * HOUR - 1)),
        "The bag was kept cold for 25 h; the limit is 24 h. Send it back to the pharmacy.",
    ),
    Id.BAG_WARM_TOO_LONG: (
        bagged(prepared_at=Instant(T0 - 5 * HOUR), out_of_fridge_at=Instant(T0 - minutes(281))),
        "The bag must be empty by 8 h after it left the refrigerator: 199 min are left, and the "
        "infusion still needs 200 min. Call the prescriber and the pharmacy.",
    ),
    Id.PREMEDICATION_MISSING: (not_given("paracetamol"), "paracetamol has not been given."),
    Id.PREMEDICATION_TOO_YOUNG: (
        given("paracetamol", 10),
        "paracetamol needs 5 more min before the start.",
    ),
    Id.PREMEDICATION_TOO_OLD: (
        given("paracetamol", 70),
        "paracetamol was given 70 min ago; the limit is 60 min. Ask the prescriber; do not give it "
        "again without an order.",
    ),
    Id.PREMEDICATION_NOT_INTRAVENOUS: (
        given("antihistamine", 30, route="oral"),
        "diphenhydramine or equivalent was given by mouth; the first 4 infusions need it "
        "intravenously.",
    ),
}
ELSEWHERE = {
    Id.ORDER_OTHER_ROUTE,  # such a bag is not even tied to a pump
    Id.DRUG_ALREADY_OPEN,  # refused at the door
    Id.NOT_ASSOCIATED,
    Id.PUMP_COUNTER_FULL,
    Id.PUMP_SILENT,
    Id.PUMP_ALARM,
    Id.PUMP_MOVING,
    Id.PUMP_RAN_SINCE_CHECK,
    Id.SECOND_CHECK_MISSING,
    Id.SECOND_CHECK_OTHER_RATE,
    Id.SECOND_CHECK_SAME_PERSON,
}
"""Shown by other tests of this folder."""

"""Every event of the record is told in a sentence, with its fields and their units."""

from dataclasses import replace
from typing import Any, Literal

import pytest

import config
from drivers.port import Capabilities, Identity, Offer, PumpAlarm, Running
from drivers.quantities import NO_RATE, Rate, Volume
from service.api.views.plain import plain_fields
from service.api.views.sentences import sentence
from service.catalog import load_ward
from service.core.alarm_table import AlarmId, Priority
from service.core.protocol import ReactionAction
from service.core.refusals import RefusalId
from service.core.session import events as e
from service.core.session.reaction_state import DoseUnit, DrugRoute, Outcome, Symptom
from service.core.session.ready_state import (
    BloodGroup,
    Decision,
    History,
    Labs,
    Past,
    Temperature,
)
from service.core.session.state import HoldReason, PauseReason, Person, Phase, Proof
from service.core.times import Instant, Span
from service.core.vitals import VitalSigns
from tests.orders import bag_of, order_of

AT = Instant(1_790_000_000_000)
PROOF = Proof(at=AT, infused=Volume(12_500), served=Span(90_000))
WARD = load_ward(config.find("wards", "demo"))
PROTOCOL = WARD.protocols[0]
PUMP: Capabilities = WARD.pumps[0].profile.capabilities
LADDER = PROTOCOL.profile(1).steps
ORDER = order_of(PROTOCOL, AT)
SAID: dict[str, Any] = {
    "at": AT,
    "by": Person("nurse-a", "Nurse A", "nurse"),
    "tablet": "tablet-1",
    "tap": "tap-0001",
}
OF_REACTION: dict[str, Any] = {
    **SAID,
    "reaction": 1,
    "happened_at": AT,
    "late": False,
    "amends": None,
}
LATE = {"happened_at": Instant(AT - 60_000), "late": True, "amends": 7}
SIGNS = VitalSigns(
    systolic_mmhg=124,
    diastolic_mmhg=78,
    pulse_per_min=72,
    breaths_per_min=14,
    temperature_tenths_c=368,
    saturation_percent=98,
)
OFFER = Offer(
    no=1,
    setting=Running(rate=Rate(25_000), until_total=Volume(250_000)),
    state="queued",
    reason="The nurse rejected it at the pump.",
)
OFFER_STATES: tuple[Literal["queued", "accepted", "offered", "refused"], ...] = (
    "queued",
    "accepted",
    "offered",
    "refused",
)
LAST = Past(infusion_no=1, profile="first", grade=2, completed=False)
EVERY = [
    e.CheckedIn(
        **SAID,
        patient="P-1",
        infusion_no=1,
        protocol=PROTOCOL,
        order=ORDER,
        history=History(last=LAST),
        profile_reason="first once more.",
    ),
    e.CheckedIn(
        **SAID,
        patient="P-1",
        infusion_no=1,
        protocol=PROTOCOL,
        order=None,
        history=None,
        profile_reason=None,
    ),
    e.OrderCorrected(**SAID, order=ORDER),
    e.LabsRecorded(**SAID, labs=Labs(neutrophils_ul=1_800, taken_at=AT), amends=None),
    e.LabsRecorded(**SAID, labs=Labs(neutrophils_ul=1_800, taken_at=AT), amends=7),
    e.BloodGroupRecorded(
        **SAID, blood_group=BloodGroup(group="A pos", antibodies="negative", taken_at=AT)
    ),
    e.TemperatureRecorded(**SAID, temperature=Temperature(milli_c=36_600, at=AT)),
    e.BagRecorded(**SAID, bag=bag_of(AT)),
    e.BagRecorded(**SAID, bag=bag_of(AT, out_of_fridge_at=None)),
    *(
        e.PremedicationDecided(
            **SAID, item="paracetamol", decision=each, prescriber="Prescriber A", dose_entry=None
        )
        for each in Decision
    ),
    e.OverrideAsked(**SAID, gate=RefusalId.FEBRILE, reason="a cold"),
    e.OverrideGiven(**SAID, gate=RefusalId.FEBRILE, reason="a cold", asked_by="nurse-b"),
    e.Amended(**SAID, amends=3, text="the left arm"),
    e.Associated(
        **SAID,
        bag="B-1",
        chair="chair-1",
        pump="pump-1",
        capabilities=PUMP,
        identity=Identity("NE-9000", "3.0", None, "simulator"),
        ladder=LADDER,
    ),
    e.PremedicationGiven(
        **SAID, item="paracetamol", route="oral", given_at=AT, dose_ug=650_000, amends=None
    ),
    e.PremedicationGiven(
        **SAID, item="paracetamol", route="oral", given_at=AT, dose_ug=None, amends=4
    ),
    e.SecondPersonChecked(**SAID, rate=Rate(25_000), counter=None),
    e.VitalsTaken(**SAID, signs=SIGNS),
    e.StartOrdered(**SAID, counter=Volume(0)),
    e.RateReached(at=AT, rate=Rate(25_000), step=0, step_no=1, proof=PROOF),
    e.RaiseGivenUp(at=AT, step_no=1),
    e.NoReactionAttested(**SAID, step_no=1),
    e.AttestationWithdrawn(**SAID, step_no=1),
    e.AttestationDue(at=AT, step_no=1, proof=PROOF),
    e.StepServed(at=AT, step_no=1, proof=PROOF, rate=Rate(50_000)),
    e.ReactionReported(**SAID, rate=Rate(25_000), proof=PROOF),
    e.LateReactionReported(**SAID),
    e.StopAsked(**SAID),
    e.ReactionGraded(**SAID, grade=2, hospitalised=None, action=ReactionAction.RESUME),
    e.SymptomsNoted(**OF_REACTION, symptoms=(Symptom.CHILLS, Symptom.NASAL_CONGESTION), words=None),
    e.SymptomsNoted(**{**OF_REACTION, **LATE}, symptoms=(), words="back pain"),
    *(
        e.RescueDrugGiven(
            **OF_REACTION, name="oxygen", dose_milli=2_500, unit=unit, route=DrugRoute.INHALED
        )
        for unit in DoseUnit
    ),
    e.HelpCalled(**OF_REACTION, whom="Prescriber A"),
    *(e.OutcomeRecorded(**OF_REACTION, outcome=each, words=None) for each in Outcome),
    e.OutcomeRecorded(**OF_REACTION, outcome=Outcome.TRANSFERRED, words="ward 7"),
    e.Paused(at=AT, reason=PauseReason.LATE_ATTESTATION, proof=PROOF),
    e.PausedByPerson(**SAID, reason=PauseReason.NURSE, proof=PROOF),
    e.StopConfirmed(at=AT, proof=PROOF),
    e.Resumed(**SAID, reported=NO_RATE),
    e.Resumed(**SAID, reported=Rate(25_000)),
    e.ResumedAfterReaction(
        **SAID,
        ladder=LADDER,
        action=ReactionAction.RESUME,
        resumes=1,
        improved_to=0,
        prescriber="prescriber-a",
    ),
    e.HoldLifted(**SAID, to=Phase.INTERRUPTED),
    e.Discontinued(**SAID, reason="reaction of grade 3", proof=PROOF),
    e.VolumeIn(at=AT, proof=PROOF),
    e.Flushed(**SAID, volume=Volume(20_000), observe_until=AT),
    e.Discharged(**SAID, completed=False),
    e.ChairTakenOver(**SAID, chair="chair-4", handed_over_by=None, version=17, open_items=()),
    e.ChairTakenOver(
        **SAID,
        chair="chair-4",
        handed_over_by=Person("nurse-b", "Nurse B", "nurse"),
        version=17,
        open_items=("The reaction is not graded.", "Observe until 2026-09-21T15:00:00.000Z."),
    ),
    *(
        e.Held(at=AT, reason=why, was=Phase.INFUSING, stops=False, reported=NO_RATE, proof=PROOF)
        for why in HoldReason
    ),
    e.OfferMoved(at=AT, offer=None),
    *(e.OfferMoved(at=AT, offer=replace(OFFER, state=state)) for state in OFFER_STATES),
    e.PumpFellSilent(at=AT, since=AT),
    e.PumpHeard(at=AT, proof=PROOF),
    e.PumpAlarmed(at=AT, alarms=frozenset({PumpAlarm.AIR_IN_LINE, PumpAlarm.STALL})),
    e.CounterRebased(at=AT, infused=Volume(12_500), counter=Volume(0)),
    e.VolumeMismatched(at=AT, by_time=Volume(25_000), by_counter=Volume(12_500)),
    e.ControllerStarted(at=AT, heard_at=None, proof=None),
    e.AlarmRaised(
        at=AT,
        alarm=AlarmId.PUMP_SILENT,
        priority=Priority.MEDIUM,
        sentence="The pump does not answer; it may still be infusing.",
        rate=Rate(25_000),
        infused=Volume(12_500),
    ),
    e.AlarmEscalated(at=AT, alarm=AlarmId.PUMP_SILENT, priority=Priority.HIGH, all_stations=False),
    e.AlarmEscalated(at=AT, alarm=AlarmId.PUMP_SILENT, priority=Priority.HIGH, all_stations=True),
    e.AlarmAcknowledged(**SAID, alarm=AlarmId.PUMP_SILENT, priority=Priority.HIGH),
    e.AudioPaused(**SAID, alarms=(AlarmId.PUMP_SILENT, AlarmId.HELD), until=AT),
    e.AlarmResolved(at=AT, alarm=AlarmId.PUMP_SILENT, ended_at=AT, stays=True),
    e.AlarmResolved(at=AT, alarm=AlarmId.PUMP_SILENT, ended_at=AT, stays=False),
]


def test_every_kind_of_the_journal_is_here() -> None:
    assert set(e.JOURNALED) == {type(event) for event in EVERY}


@pytest.mark.parametrize("event", EVERY, ids=lambda event: type(event).__name__)
def test_it_is_told_in_one_sentence_of_plain_words(event: e.Event) -> None:
    said = sentence(event)

    assert said.endswith(".")
    assert said[0].isupper() or said.startswith("paracetamol")
    assert not {"<", "None", "Rate(", "Volume("} & set(said.split())
    assert "  " not in said


@pytest.mark.shows("GIP-13")
@pytest.mark.parametrize("event", EVERY, ids=lambda event: type(event).__name__)
def test_its_fields_are_plain_and_have_units(event: e.Event) -> None:
    for name, value in plain_fields(event).items():
        assert isinstance(value, str | int | float | list | None), name
        if name.endswith(("_ml", "_ml_h")):
            assert isinstance(value, str), name


def test_what_was_told_of_a_reaction_says_its_time_and_that_it_came_late() -> None:
    given = e.RescueDrugGiven(
        **{**OF_REACTION, **LATE},
        name="adrenaline",
        dose_milli=500,
        unit=DoseUnit.MICROGRAM,
        route=DrugRoute.INTRAMUSCULAR,
    )

    assert (
        "Given for reaction 1: adrenaline 0.5 microgram intramuscular;"
        " back-dated to 2026-09-21T14:12:20.000Z; a late entry; this corrects entry 7."
    ) == sentence(given)
    assert {
        "reaction": 1,
        "happened_at": "2026-09-21T14:12:20.000Z",
        "late": True,
        "amends": 7,
        "name": "adrenaline",
        "dose": "0.5",
        "unit": "microgram",
        "route": "intramuscular",
    } == plain_fields(given)


def test_quantities_bring_their_unit() -> None:
    fields = plain_fields(e.RateReached(at=AT, rate=Rate(25_000), step=0, step_no=1, proof=PROOF))

    assert {
        "rate_ml_h": "25",
        "step": 0,
        "step_no": 1,
        "infused_ml": "12.5",
        "served_min": 1.5,
        "read_at": "2026-09-21T14:13:20.000Z",
    } == fields


@pytest.mark.shows("RULE-11")
@pytest.mark.parametrize("event", EVERY, ids=lambda event: type(event).__name__)
def test_of_a_pump_that_is_stopped_by_hand_nothing_says_that_stop_was_sent(event: e.Event) -> None:
    driven, by_hand = sentence(event), sentence(event, by_hand=True)

    assert "sent" not in by_hand
    assert driven == by_hand.replace("STOP was to be pressed at the pump", "STOP was sent")

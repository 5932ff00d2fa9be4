"""What is known about order, patient, bag and gates after an event."""

from dataclasses import replace
from typing import assert_never

from service.core.session import ready_events as e
from service.core.session.gate_table import About
from service.core.session.overrides import after_override, voided
from service.core.session.ready_state import BloodCount, Decided
from service.core.session.state import Given, Session


def after_ready(s: Session, event: e.ReadyEvent) -> Session:
    """Return the session after `event`; new facts void the overrides that rest on old ones."""
    ready = s.ready
    match event:
        case e.OrderCorrected(order=order):
            ready = replace(voided(ready, About.ORDER), order=order)
            return replace(s, ready=ready, second_check=None)
        case e.LabsRecorded():
            ready = replace(voided(ready, About.NEUTROPHILS), labs=_counts(s, event))
        case e.BloodGroupRecorded(blood_group=blood_group):
            ready = replace(voided(ready, About.BLOOD_GROUP), blood_group=blood_group)
        case e.TemperatureRecorded(temperature=temperature):
            ready = replace(voided(ready, About.TEMPERATURE), temperature=temperature)
        case e.BagRecorded(bag=bag):
            ready = replace(voided(ready, About.BAG), bag=bag)
            return replace(s, ready=ready, second_check=None)
        case e.PremedicationGiven():
            given = _given(s, event)
            ready = voided(ready, About.PREMEDICATION)
            return replace(s, ready=ready, given=given)
        case e.PremedicationDecided():
            decided = Decided(
                item=event.item,
                decision=event.decision,
                prescriber=event.prescriber,
                at=event.at,
                dose_entry=event.dose_entry,
            )
            ready = replace(ready, decided=(*ready.decided, decided))
        case e.OverrideAsked() | e.OverrideGiven():
            ready = after_override(ready, event)
        case e.Amended():
            pass  # the record says it; nothing that a rule looks at has changed
        case _:
            assert_never(event)
    return replace(s, ready=ready)


def _counts(s: Session, event: e.LabsRecorded) -> tuple[BloodCount, ...]:
    """Return every count, an amended one without what it said before."""
    count = BloodCount(
        neutrophils_ul=event.labs.neutrophils_ul,
        taken_at=event.labs.taken_at,
        entry=s.entries + 1,
    )
    return (*(each for each in s.ready.labs if each.entry != event.amends), count)


def _given(s: Session, event: e.PremedicationGiven) -> tuple[Given, ...]:
    """Return the last word about each item."""
    given = Given(
        item=event.item,
        route=event.route,
        given_at=event.given_at,
        by=event.by,
        dose_ug=event.dose_ug,
        entry=s.entries + 1,
    )
    return (*(each for each in s.given if each.item != event.item), given)

"""Vital signs as a tablet shows them."""

from service.api.schemas.session import VitalSignsView
from service.api.views.times import iso, iso_or_none
from service.core.rules import Rules
from service.core.session.observe import vitals_due
from service.core.session.state import Session
from service.core.vitals import Sign, VitalSigns, shown, unusual


def vital_signs_view(s: Session, rules: Rules) -> VitalSignsView:
    """Return the latest set of a session, what is unusual in it, and when the next one is due."""
    taken = s.vitals
    return VitalSignsView(
        asked=rules.vitals.recorded,
        taken_at=iso(taken.at) if taken else None,
        by=taken.by.id if taken else None,
        signs=in_one_line(taken.signs) if taken else None,
        warnings=list(unusual(taken.signs, rules.usual_vitals)) if taken else [],
        due_at=iso_or_none(vitals_due(s, rules.vitals.cadence)),
    )


def in_one_line(signs: VitalSigns) -> str:
    """Return a set as people read it aloud."""
    temperature = shown(Sign.TEMPERATURE, signs.temperature_tenths_c)
    return (
        f"{signs.systolic_mmhg}/{signs.diastolic_mmhg} mmHg, pulse {signs.pulse_per_min}/min,"
        f" breathing {signs.breaths_per_min}/min, {temperature} °C,"
        f" saturation {signs.saturation_percent} %"
    )

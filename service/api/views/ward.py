"""The whole ward, what of it changed, and a sign of life."""

from collections.abc import Iterable

from service.api.schemas.parts import AlarmView, PersonView, TabletView
from service.api.schemas.ward import (
    DeltaView,
    HeartbeatView,
    NamesPart,
    ProfileView,
    ProtocolView,
    RecordView,
    StationView,
    WardPart,
    WardView,
)
from service.api.views.alarms import alarm_views
from service.api.views.chair import chair_view, session_at, session_on_ward
from service.api.views.times import iso, iso_or_none
from service.catalog.wards import Acting, WardConfig
from service.core.decimals import decimal_text
from service.core.monograph import Monograph
from service.core.protocol import Protocol
from service.core.times import Instant
from service.core.ward_alarms import ward_alarms, ward_motion
from service.shell.runner import Runner
from service.shell.ward import Ward

DISCLAIMER = (
    "Chairside is not a medical device and must not be used on people. "
    "This page is not an alarm: the pump's own alarm counts."
)
NAMES = "names"
"""The feed's topic of people and tablets."""
BELIEVED = " Nobody signs in here: whoever taps is believed."


def ward_view(ward: Ward, config: WardConfig, proposal: str | None = None) -> WardView:
    """Return everything a tablet shows; `proposal` is the one that waits for a person."""
    now, part, names = ward.now(), ward_part(ward, config, proposal), names_part(config)
    pumps = {pump.id: pump for pump in config.pumps}
    return WardView(
        boot=ward.feed.boot,
        seq=ward.feed.seq,
        now=iso(now),
        name=config.name,
        mode=config.mode.value,
        speed=ward.desk.rules.speed,
        zone=config.zone,
        record=part.record,
        waiting=part.waiting,
        alarms=part.alarms,
        stations=part.stations,
        proposal=part.proposal,
        people_are=config.acting.value,
        people=names.people,
        tablets=names.tablets,
        protocols=[_protocol(each) for each in config.infused],
        rescue_drugs=list(config.rescue_drugs),
        chairs=[chair_view(place, ward, pumps, now) for place in ward.places],
        disclaimer=DISCLAIMER + (BELIEVED if config.acting is Acting.TRUSTED else ""),
    )


def delta_view(
    ward: Ward,
    config: WardConfig,
    topics: Iterable[str],
    *,
    whole: bool,
    proposal: str | None = None,
) -> DeltaView:
    """Return the chairs among `topics`; with the rest of the ward where `whole` is asked."""
    now, changed = ward.now(), set(topics)
    pumps = {pump.id: pump for pump in config.pumps}
    places = [place for place in ward.places if place.chair in changed]
    return DeltaView(
        boot=ward.feed.boot,
        seq=ward.feed.seq,
        now=iso(now),
        chairs=[chair_view(place, ward, pumps, now) for place in places],
        ward=ward_part(ward, config, proposal) if whole or "ward" in changed else None,
        names=names_part(config) if NAMES in changed else None,
        book="book" in changed,
    )


def names_part(config: WardConfig) -> NamesPart:
    """Return who and what the ward has."""
    return NamesPart(
        people=[PersonView(id=who.id, name=who.name, role=who.role) for who in config.people],
        tablets=[TabletView(id=each.id, name=each.name) for each in config.tablets],
    )


def heartbeat_view(ward: Ward) -> HeartbeatView:
    """Return a sign of life."""
    return HeartbeatView(boot=ward.feed.boot, seq=ward.feed.seq, now=iso(ward.now()))


def ward_part(ward: Ward, config: WardConfig, proposal: str | None = None) -> WardPart:
    """Return what belongs to no chair."""
    now = ward.now()
    waiting = [
        session_on_ward(runner, ward, now)
        for runner in ward.runners.values()
        if not runner.session.closed and not _on_a_chair(runner, ward)
    ]
    return WardPart(
        record=record_view(ward),
        waiting=waiting,
        alarms=ward_alarm_views(ward, now),
        stations=[_station(each.id, ward, now) for each in config.tablets],
        proposal=proposal,
    )


def ward_alarm_views(ward: Ward, now: Instant) -> list[AlarmView]:
    """Return the ward's own alarms."""
    scene = ward.bells.scene(now)
    moving = ward_motion(scene.infusions)
    return alarm_views(ward_alarms(scene), ward.bells.standing, now, moving)


def _station(tablet: str, ward: Ward, now: Instant) -> StationView:
    station = ward.stations.of(tablet)
    return StationView(
        tablet=tablet,
        heard=ward.stations.heard(tablet, now),
        proved_at=iso_or_none(station.proved_at),
        proved_by=station.proved_by.id if station.proved_by else None,
        beat_at=iso_or_none(station.beat_at),
    )


def record_view(ward: Ward) -> RecordView:
    """Return how the record does."""
    status = ward.desk.writer.status
    if ward.damaged:
        return RecordView(state="damaged", reason=ward.damaged)
    if status.failing is not None:
        return RecordView(state="not-saved", reason=status.failing.reason)
    return RecordView(state="waiting" if status.events_waiting else "saved", reason=None)


def _on_a_chair(runner: Runner, ward: Ward) -> bool:
    association = runner.session.association
    return association is not None and session_at(ward, association.pump) is runner


def _protocol(protocol: Protocol | Monograph) -> ProtocolView:
    fixed = protocol if isinstance(protocol, Protocol) else None
    per_kg = protocol.product.dose_ug_per_kg if protocol.product else None
    return ProtocolView(
        id=protocol.id,
        drug=protocol.drug,
        version=protocol.version,
        label=protocol.label,
        bag_volume_ml=fixed.bag_volume.ml if fixed else None,
        dose_mg=fixed.dose.mg if fixed and fixed.dose else None,
        dose_per_kg_mg=None if per_kg is None else decimal_text(per_kg),
        profiles=[
            ProfileView(id=each.id, from_=each.infusion_from, to=each.infusion_to)
            for each in protocol.profiles
        ],
    )

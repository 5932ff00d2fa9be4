"""A chair with its pump, as the pump said last."""

from collections.abc import Mapping

from drivers.quantities import NO_VOLUME
from service.api.schemas.session import SessionView
from service.api.schemas.ward import ChairView, PumpView
from service.api.views.session import session_view
from service.api.views.times import iso_or_none
from service.catalog.wards import PumpPlace
from service.core.times import Instant
from service.shell.keeper import Keeper
from service.shell.runner import Runner
from service.shell.ward import LastHeard, Place, Ward


def chair_view(place: Place, ward: Ward, pumps: Mapping[str, PumpPlace], now: Instant) -> ChairView:
    """Return a chair, its pump and the open session on it."""
    runner = session_at(ward, place.pump)
    return ChairView(
        chair=place.chair,
        pump=pump_view(pumps[place.pump], ward, ward.keepers.get(place.pump)),
        session=session_on_ward(runner, ward, now) if runner else None,
    )


def session_at(ward: Ward, pump: str) -> Runner | None:
    """Return the open session of a pump, even where a damaged record lets nobody act on it."""
    runner = ward.session_on(pump)
    if runner is not None or not ward.damaged:
        return runner
    for each in ward.runners.values():
        association = each.session.association
        if association is not None and association.pump == pump and not each.session.closed:
            return each
    return None


def session_on_ward(runner: Runner, ward: Ward, now: Instant) -> SessionView:
    """Return a session's view, with what its pump's keeper knows about the latest STOP."""
    association = runner.session.association
    keeper = ward.keepers.get(association.pump) if association else None
    return session_view(runner, now, ward.desk.rules, stop_sent_at(ward, keeper))


def stop_sent_at(ward: Ward, keeper: Keeper | None) -> Instant | None:
    """Return when the last byte of the pump's latest STOP was handed to the line."""
    sent_ms = keeper.driver.stop_sent_at_ms if keeper else None
    return None if sent_ms is None else ward.desk.clock.at_loop_time(sent_ms / 1_000)


def pump_view(place: PumpPlace, ward: Ward, keeper: Keeper | None) -> PumpView:
    """Return a pump; without a keeper it is one that was never reached."""
    last = ward.heard_last.get(place.id, LastHeard())
    identity = keeper.identity if keeper else None
    can = keeper.driver.capabilities if keeper else place.profile.capabilities
    report = last.report
    return PumpView(
        id=place.id,
        model=identity.model if identity else None,
        firmware=identity.firmware if identity else None,
        port=identity.port if identity else place.port,
        capability=can.kind,
        bench_only=can.bench_only,
        heard_at=iso_or_none(last.at),
        delivery=report.delivery.value if report else None,
        rate_ml_h=report.rate.ml_per_h if report else None,
        counter_ml=report.infused.ml if report and can.counter_max > NO_VOLUME else None,
        alarms=sorted(alarm.value for alarm in report.alarms) if report else [],
        trouble=(keeper.trouble if keeper else None) or last.trouble,
        stopping=keeper.stopping if keeper else False,
        stop_sent_at=iso_or_none(stop_sent_at(ward, keeper)),
    )

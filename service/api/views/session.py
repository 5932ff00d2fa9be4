"""A session as a tablet shows it."""

from drivers.port import Running
from drivers.quantities import NO_RATE, NO_VOLUME
from service.api.schemas.parts import SegmentView
from service.api.schemas.session import (
    PostmedicationView,
    ReactionView,
    SecondCheckView,
    SessionView,
    TakenOverView,
    WantedView,
)
from service.api.views import curve
from service.api.views.alarms import alarm_views
from service.api.views.gates import gates_before_resume, gates_before_start
from service.api.views.open_items import open_items
from service.api.views.premedication import premedication_views
from service.api.views.reaction import reaction_views
from service.api.views.ready import ready_of_session
from service.api.views.step import step_view, stop_view
from service.api.views.times import Axis, iso, iso_or_none
from service.api.views.vitals import vital_signs_view
from service.core.alarms import alarms, motion
from service.core.rules import Rules
from service.core.session.next_start import next_start_rate
from service.core.session.state import Phase, Session
from service.core.session.wanted import wanted
from service.core.times import Instant
from service.shell.runner import Runner


def session_view(
    runner: Runner, now: Instant, rules: Rules, stop_sent_at: Instant | None
) -> SessionView:
    """Return everything about a session at `now`."""
    s, axis = runner.session, Axis.of(runner.happened, rules.speed)
    here, plan, tail = s.association, curve.planned(s), curve.to_come(s, now, axis, rules)
    view = SessionView(
        id=runner.id,
        version=runner.version,
        phase=s.phase.value,
        closed=s.closed,
        patient=s.patient,
        drug=s.protocol.drug,
        protocol=s.protocol.id,
        label=s.protocol.label,
        infusion_no=s.infusion_no,
        bag=here.bag if here else None,
        chair=here.chair if here else None,
        pump=here.pump if here else None,
        opened_at=iso(s.opened_at),
        started_at=iso_or_none(axis.start),
        speed=rules.speed,
        reported_rate_ml_h=_reported(s),
        wanted=_wanted(s),
        infused_ml=s.infused.ml,
        volume_ml=s.protocol.bag_volume.ml,
        left_ml=max(NO_VOLUME, s.left).ml,
        step=step_view(s, now, rules),
        stop=stop_view(s, runner.happened, stop_sent_at),
        reaction=_reaction(s),
        reactions=reaction_views(s, runner.happened),
        resume_rate_ml_h=_resume_rate(s),
        second_check=_second_check(s),
        second_check_asked=next_start_rate(s) is not None,
        postmedication=[
            PostmedicationView(
                name=each.name, dose=each.dose, routes=list(each.routes), when=each.when
            )
            for each in s.protocol.postmedication
        ],
        vital_signs=vital_signs_view(s, rules),
        profile=s.protocol.profile(s.infusion_no).id,
        profile_reason=s.profile_reason,
        hold=s.hold.value if s.hold else None,
        held_from=s.held_from.value if s.held_from else None,
        pause=s.pause.value if s.pause and Phase.PAUSED in (s.phase, s.held_from) else None,
        premedication=premedication_views(s),
        ready=ready_of_session(s, now, rules),
        start_gates=gates_before_start(s, now, rules),
        resume_gates=gates_before_resume(s, now, rules),
        alarms=alarm_views(alarms(s, now, rules), s.standing, now, motion(s)),
        planned=plan,
        delivered=curve.delivered(runner.happened, axis),
        tail=tail,
        total_min=_total(s, axis, now, tail or plan),
        ended_at=iso_or_none(s.ended_at),
        observe_until=iso_or_none(s.observe_until),
        recorded=runner.recorded,
        open_items=[],
        taken_over=_taken_over(s),
    )
    return view.model_copy(update={"open_items": open_items(view)})


def _total(s: Session, axis: Axis, now: Instant, ahead: list[SegmentView]) -> float:
    """Return the session minute at which the infusion ended, or would end as `ahead` says."""
    if s.ended_at is not None:
        return axis.minutes(s.ended_at)
    return max(axis.minutes(now), ahead[-1].to_min if ahead else 0)


def _reported(s: Session) -> str | None:
    if s.association is None or s.heard is None:
        return None
    return (s.heard.rate if s.heard.moving else NO_RATE).ml_per_h


def _wanted(s: Session) -> WantedView | None:
    setting = wanted(s)
    if setting is None:
        return None
    if isinstance(setting, Running):
        return WantedView(kind="running", rate_ml_h=setting.rate.ml_per_h)
    return WantedView(kind="stopped", rate_ml_h=NO_RATE.ml_per_h)


def _reaction(s: Session) -> ReactionView | None:
    if s.reaction is None:
        return None
    action = s.reaction.action.value if s.reaction.action else None
    return ReactionView(
        at=iso(s.reaction.at),
        grade=s.reaction.grade,
        hospitalised=s.reaction.hospitalised,
        action=action,
    )


def _taken_over(s: Session) -> TakenOverView | None:
    taken = s.taken_over
    if taken is None:
        return None
    before = taken.handed_over_by.id if taken.handed_over_by else None
    return TakenOverView(by=taken.by.id, at=iso(taken.at), handed_over_by=before)


def _resume_rate(s: Session) -> str | None:
    """Return what a resume would run at: by the protocol's rule, or the same step again."""
    rate = next_start_rate(s) if s.phase is Phase.INTERRUPTED else None
    goes_on = s.held_from in (None, Phase.INFUSING, Phase.PAUSED)
    if s.phase in (Phase.PAUSED, Phase.HELD) and goes_on:
        rate = s.current.rate
    return rate.ml_per_h if rate else None


def _second_check(s: Session) -> SecondCheckView | None:
    check = s.second_check
    if check is None:
        return None
    return SecondCheckView(by=check.by.id, at=iso(check.at), rate_ml_h=check.rate.ml_per_h)

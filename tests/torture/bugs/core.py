"""Bugs in what is decided."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from drivers.port import PumpAlarm, Running
from drivers.quantities import NO_VOLUME
from service.api.views import session as session_views
from service.api.views import step
from service.core.session import events as e
from service.core.session import evolve as evolving
from service.core.session import hear, next_start, react, time_passes, titrate, wanted
from service.core.session.state import HoldReason, Phase, Session
from service.core.times import since
from service.shell import ward
from tests.torture.bugs.plant import Bug, Change, bug


@bug(
    "wall-clock-serves",
    "RULE-4",
    "A step is served by the clock, whatever the pump did",
    "hand",
    "silent",
    first=10,
)
def wall_clock_serves() -> list[Change]:
    def credit(s: Session, at: Any, report: Any, infused: Any, rules: Any) -> int:
        if s.phase is not Phase.INFUSING or s.proof is None:
            return 0
        return max(0, since(at, s.proof.at)) * int(rules.speed)

    return [(hear, "_credit", credit)]


@bug(
    "gap-counts-whole",
    "RULE-4",
    "A gap counts as served although the pump may have stood",
    "power",
    first=4,
)
def gap_counts_whole() -> list[Change]:
    def credit(s: Session, at: Any, report: Any, infused: Any, rules: Any) -> int:
        if s.phase is not Phase.INFUSING or s.proof is None or report.rate != s.reached:
            return 0
        return max(0, since(at, s.proof.at)) * int(rules.speed)

    return [(hear, "_credit", credit), (hear, "_stood_meanwhile", lambda *_: False)]


@bug(
    "resume-resets-volume",
    "INV-04",
    "A resume makes room for a whole bag again",
    habits={"pauses": 0.03},
)
def resume_resets_volume() -> list[Change]:
    def until(s: Session) -> Any:
        return (s.heard.infused if s.heard else NO_VOLUME) + s.protocol.bag_volume

    return [(Session, "until_total", property(until))]


@bug(
    "any-word-raises",
    "INV-02",
    "An attestation of another step raises the rate",
    habits={"wrong_step": 0.6},
    first=24,
)
def any_word_raises() -> list[Change]:
    def attested(s: Session, at: Any, rules: Any) -> bool:
        return s.attested is not None

    original = titrate.attest

    def attest(s: Session, command: Any, rules: Any) -> Any:
        return original(s, replace(command, step_no=s.step_no), rules)

    return [(time_passes, "word_stands", attested), (titrate, "attest", attest)]


@bug(
    "word-survives-withdrawal",
    "INV-02",
    "A withdrawn attestation still raises",
    habits={"withdraws": 0.7},
    first=5,
)
def word_survives_withdrawal() -> list[Change]:
    original = evolving._titrating

    def titrating(s: Session, event: Any) -> Session:
        return s if isinstance(event, e.AttestationWithdrawn) else original(s, event)

    return [(evolving, "_titrating", titrating)]


@bug(
    "raises-unattested",
    "INV-02",
    "A served step is followed by the next, attested or not",
    habits={"late_s": 20.0},
    first=3,
)
def raises_unattested() -> list[Change]:
    return [(time_passes, "word_stands", lambda *_: True)]


@bug("skips-a-step", "INV-01", "A raise goes two steps up", first=3)
def skips_a_step() -> list[Change]:
    def target(s: Session) -> Any:
        return s.ladder[min(s.step + 2 * s.raising, len(s.ladder) - 1)]

    return [(Session, "target", property(target))]


@bug("hand-overruled", "INV-08", "A pump stopped at its own keys is started again", "hand")
def hand_overruled() -> list[Change]:
    def why(s: Session, report: Any, proof: Any) -> Any:
        return None if not report.alarms else HoldReason.PUMP_ALARM

    return [(hear, "_why_stopped", why)]


@bug(
    "stop-right-after-start-overruled",
    "INV-08",
    "A stop before the first report is not seen",
    "point",
    "hand",
    habits={"pauses": 0.05},
    first=2,
)
def stop_right_after_start() -> list[Change]:
    return [(hear, "_ran_meanwhile", lambda *_: False)]


@bug("hand-rate-corrected", "INV-08", "A rate set by hand is set back", "hand", first=2)
def hand_rate_corrected() -> list[Change]:
    original = hear._judge_infusing

    def judge(s: Session, at: Any, report: Any, proof: Any, rules: Any) -> Iterator[Any]:
        for event in original(s, at, report, proof, rules):
            if isinstance(event, e.Held) and event.reason is HoldReason.CHANGED_AT_PUMP:
                continue
            yield event

    return [(hear, "_judge_infusing", judge)]


@bug(
    "alarm-is-no-hold",
    "GIP-04",
    "A pump that stopped with an alarm is started again",
    "alarm",
    "patient_side",
    first=2,
)
def alarm_is_no_hold() -> list[Change]:
    original = hear._why_stopped

    def why(s: Session, report: Any, proof: Any) -> Any:
        return None if report.alarms else original(s, report, proof)

    return [(hear, "_why_stopped", why)]


@bug(
    "reset-ignored",
    "INV-10",
    "A pump that lost its power and goes on by itself may go on",
    "power",
    first=2,
)
def reset_ignored() -> list[Change]:
    original = hear._limit_broken

    def limit(s: Session, report: Any, proof: Any) -> Any:
        return original(s, replace(report, alarms=report.alarms - {PumpAlarm.RESET}), proof)

    def none(*_: Any) -> Iterator[Any]:
        return iter(())

    return [(hear, "_limit_broken", limit), (hear, "_alarmed", none)]


@bug("reset-forgets-volume", "INV-14", "A counter that went back takes the volume with it", "power")
def reset_forgets_volume() -> list[Change]:
    def rebased(s: Session, at: Any, report: Any) -> Iterator[Any]:
        if report.infused < s.base_counter + (s.infused - s.base_infused):
            yield e.CounterRebased(at=at, infused=NO_VOLUME, counter=NO_VOLUME)

    return [(hear, "_rebased", rebased)]


@bug(
    "found-stopped-is-started",
    "INV-32",
    "A pump found stopped after a restart is started",
    "killed",
    "hand",
)
def found_stopped_is_started() -> list[Change]:
    def why(s: Session, report: Any, proof: Any) -> Any:
        if report.alarms:
            return HoldReason.PUMP_ALARM
        return None if s.unproven or s.stopped else HoldReason.STOPPED_AT_PUMP

    def unread(s: Session) -> Any:
        if s.phase is Phase.INFUSING:
            return Running(rate=s.target.rate, until_total=s.until_total)
        return original(s)

    original = wanted.wanted
    return [(hear, "_why_stopped", why), (ward, "wanted", unread)]


@bug("silence-unsaid", "INV-15", "A pump that cannot be heard is no news", "silent", "port_gone")
def silence_unsaid() -> list[Change]:
    def none(*_: Any) -> Iterator[Any]:
        return iter(())

    return [(time_passes, "_silence", none)]


@bug("reaction-resumes-at-full-rate", "INV-09", "After a reaction the same step goes on", "reacts")
def reaction_resumes_at_full_rate() -> list[Change]:
    def ladder(s: Session, action: Any) -> Any:
        return s.ladder[s.step :]

    return [(react, "ladder_after_reaction", ladder), (next_start, "ladder_after_reaction", ladder)]


@bug(
    "resume-takes-next-step",
    "INV-01",
    "A pause counts as a step served",
    habits={"pauses": 0.05},
)
def resume_takes_next_step() -> list[Change]:
    original = evolving._going

    def goes(s: Session, at: Any) -> Session:
        step = min(s.step + 1, len(s.ladder) - 1)
        return replace(original(s, at), step=step)

    return [(evolving, "_going", goes)]


@bug("stop-memory-only", "INV-07", "A reaction leaves the session infusing", "reacts")
def stop_memory_only() -> list[Change]:
    original = evolving._reacting

    def reacting(s: Session, event: Any) -> Session:
        if isinstance(event, e.ReactionReported):
            return replace(s, reaction=None)
        return original(s, event)

    return [(evolving, "_reacting", reacting)]


@bug(
    "stop-confirmed-at-once",
    "INV-12",
    "A stop is shown as confirmed before the pump has said so",
    "silent",
    "reacts",
    habits={"pauses": 0.03},
    first=5,
)
def stop_confirmed_at_once() -> list[Change]:
    original = step.stop_view

    def stop_view(s: Session, happened: Any, sent_at: Any) -> Any:
        found = original(s, happened, sent_at)
        return found and found.model_copy(update={"confirmed_at": found.asked_at})

    return [(session_views, "stop_view", stop_view)]


@bug(
    "late-never-pauses",
    "RULE-7",
    "An attestation may be late for ever",
    habits={"away": 0.05, "away_s": 130.0},
    first=5,
)
def late_never_pauses() -> list[Change]:
    def none(*_: Any) -> Iterator[Any]:
        return iter(())

    return [(time_passes, "_late", none)]


CORE: list[Bug] = [each for each in globals().values() if isinstance(each, Bug)]

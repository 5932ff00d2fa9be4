"""Bugs where people meet the service: taps, gates, what a screen says."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from service.api import reception
from service.api.taps import Taps
from service.api.views import ward as ward_views
from service.core.refusals import Refusal, RefusalId
from service.core.session import gates, hear, prepare, react, titrate
from service.core.session.state import Phase, Session
from service.shell.ward import LastHeard, Ward
from tests.torture.bugs.plant import Bug, Change, bug


def _none(*_: Any) -> Iterator[Any]:
    """Yield nothing: a gate that is not there."""
    return iter(())


@bug(
    "ceiling-ignored",
    "RULE-6",
    "A hand may run the pump above the protocol's ceiling",
    "hand_above",
    habits={"waits_s": 15.0},
)
def ceiling_ignored() -> list[Change]:
    return [(hear, "_limit_broken", lambda *_: None)]


@bug(
    "resume-before-the-stop-is-confirmed",
    "INV-13",
    "A resume does not wait for the pump's word that it stands, or that it is there",
    "silent",
    "broken_frames",
    habits={"hasty": 1.0, "pauses": 0.05},
)
def resume_before_the_stop() -> list[Change]:
    return [
        (titrate, "resume_gates", lambda *_: ()),
        (react, "resume_gates", lambda *_: ()),
    ]


@bug(
    "silent-pump-is-started",
    "INV-13",
    "A start does not ask whether the pump answers, and what it does",
    "silent",
    "hand",
    habits={"hasty": 1.0, "stops_for_good": 0.3},
    every_s=6.0,
    first=18,
)
def silent_pump_is_started() -> list[Change]:
    return [(gates, "pump_gates", _none), (titrate, "pump_gates", _none)]


@bug(
    "any-wristband",
    "INV-22",
    "The wristband is not compared with the session's patient",
    habits={"wrong_scan": 1.0},
    first=2,
)
def any_wristband() -> list[Change]:
    original = prepare.associate

    def associate(s: Session, command: Any) -> Any:
        return original(s, replace(command, patient=s.patient))

    return [(prepare, "associate", associate)]


@bug(
    "premedication-not-looked-at",
    "INV-23",
    "The start does not ask for premedication",
    habits={"hasty": 1.0},
)
def premedication_not_looked_at() -> list[Change]:
    return [(gates, "premedication_gates", _none)]


@bug(
    "reaction-refused-while-held",
    "INV-24",
    "A reaction is taken from a running infusion only",
    "hand",
    "reacts",
    habits={"waits_s": 15.0},
)
def reaction_refused_while_held() -> list[Change]:
    original = react.report_reaction

    def report(s: Session, command: Any) -> Any:
        if s.phase is Phase.HELD:
            return Refusal(RefusalId.WRONG_PHASE, "The infusion does not run.")
        return original(s, command)

    return [(react, "report_reaction", report)]


@bug(
    "tap-twice-done-twice",
    "GIP-14",
    "A repeated tap is carried out again",
    habits={"doubles": 0.8},
)
def tap_twice() -> list[Change]:
    return [(Taps, "repeated", lambda self, key, print_: None)]


@bug(
    "late-tap-carried-out",
    "C-18",
    "A tap that the tablet has given up is carried out later",
    "at_go",
    points=("freeze",),
    habits={"pauses": 0.05},
)
def late_tap() -> list[Change]:
    return [(reception, "TAP_AGE_MAX_MS", 10**12)]


@bug(
    "reading-never-ages",
    "INV-25",
    "Silence is shown as a reading just taken",
    "silent",
)
def reading_never_ages() -> list[Change]:
    original = Ward.unheard

    def unheard(self: Ward, pump: str, reason: str) -> None:
        original(self, pump, reason)
        last = self.heard_last.get(pump, LastHeard())
        self.heard_last[pump] = replace(last, at=self.now())

    return [(Ward, "unheard", unheard)]


@bug(
    "failing-record-unsaid",
    "INV-20",
    "The screens say that the record waits, however long the disk does not answer",
    "disk_frozen",
)
def failing_record_unsaid() -> list[Change]:
    original = ward_views.record_view

    def record_view(ward: Any) -> Any:
        found = original(ward)
        if found.state != "not-saved":
            return found
        return found.model_copy(update={"state": "waiting"})

    return [(ward_views, "record_view", record_view)]


PEOPLE: list[Bug] = [each for each in globals().values() if isinstance(each, Bug)]

"""Bugs about time: what grows old, what is absent, which clock rules."""

from collections.abc import Iterator
from typing import Any

from service.core.session import hear, time_passes
from service.core.session.state import Session
from service.core.times import seconds
from service.shell import clock, runner
from service.shell.ward import Ward
from tests.torture.bugs.plant import Bug, Change, bug


def _none(*_: Any) -> Iterator[Any]:
    """Yield nothing: a rule that is not there."""
    return iter(())


@bug(
    "wish-never-ages",
    "INV-12",
    "A start that could not be carried out is, however late",
    "at_go",
    points=("disk", "port", "mute"),
    rules={"gap_max": seconds(20)},
)
def wish_never_ages() -> list[Change]:
    return [(time_passes, "_stale_wish", _none), (time_passes, "_stale_raise", _none)]


@bug(
    "old-word-raises",
    "INV-02",
    "An attestation never grows old",
    rules={"attestation_max_age": seconds(4)},
    first=4,
)
def old_word_raises() -> list[Change]:
    def attested(s: Session, *_: Any) -> bool:
        return s.attested is not None and s.attested.step_no == s.step_no

    return [(time_passes, "word_stands", attested)]


@bug("wall-clock-rules", "INV-19", "Ward time is the wall clock, steps and all", "clock_steps")
def wall_clock_rules() -> list[Change]:
    return [(clock.WardClock, "now", lambda self: self.wall_ms())]


@bug(
    "unknown-gap-is-short",
    "INV-19",
    "A wall clock set back hides how long nobody served",
    "away",
    rules={"gap_max": seconds(20)},
    every_s=30.0,
    first=10,
)
def unknown_gap_is_short() -> list[Change]:
    original = clock.WardClock.__init__

    def init(self: Any, **kwargs: Any) -> None:
        original(self, **(kwargs | {"unknown_gap": 1}))

    return [(clock.WardClock, "__init__", init)]


@bug(
    "takeover-trusts-the-record",
    "INV-30",
    "A new service believes what the last one wrote, and goes on before it has read the pump",
    "point",
    "at_go",
    points=("RUN kill", "VOL kill", "SAF kill", "kill"),
    habits={"pauses": 0.05},
    first=2,
)
def takeover_trusts_the_record() -> list[Change]:
    original = Ward.handle

    def handle(self: Ward, session_id: str, command: Any, tap: Any = None) -> Any:
        if type(command).__name__ == "TakeOver":
            return runner.Handled()
        return original(self, session_id, command, tap)

    return [(Ward, "handle", handle)]


@bug(
    "volume-is-in-too-early",
    "INV-14",
    "An infusion that stands is taken for a finished one",
    "hand",
)
def volume_in_too_early() -> list[Change]:
    def volume_in(s: Session, report: Any, _: Any) -> bool:
        return not report.moving and s.started

    return [(hear, "_volume_in", volume_in)]


TIME: list[Bug] = [each for each in globals().values() if isinstance(each, Bug)]

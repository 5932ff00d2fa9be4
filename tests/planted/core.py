"""Bugs in the rules themselves."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from service.core.session import gates, hear, prepare, react, time_passes, titrate
from service.core.session.state import Phase, Session
from tests.planted.spotted import spotted
from tests.torture.bugs.plant import Change


def none(*_: Any) -> Iterator[Any]:
    """Yield nothing: a guard that is not there."""
    return iter(())


@spotted(
    "any-step-is-attested",
    "INV-02",
    "An attestation of another step counts for the step in force",
    "core/session/test_rules.py::test_an_attestation_of_another_step_is_refused",
)
def any_step_is_attested() -> list[Change]:
    original = titrate.attest

    def attest(s: Session, command: Any, rules: Any) -> Any:
        return original(s, replace(command, step_no=s.step_no), rules)

    return [(titrate, "attest", attest)]


@spotted(
    "old-word-raises",
    "INV-02",
    "An attestation never grows old",
    "core/session/test_gates_and_time.py::test_a_raise_is_given_up_with_its_wish_or_with_its_attestation",
)
def old_word_raises() -> list[Change]:
    def attested(s: Session, *_: Any) -> bool:
        return s.attested is not None and s.attested.step_no == s.step_no

    return [(time_passes, "_attested", attested)]


@spotted(
    "gates-do-not-look",
    "INV-13",
    "A start or resume does not ask what the pump does, or whether it answers",
    "core/session/test_fail_closed.py::test_a_pump_that_keeps_the_vein_open_is_not_standing_still",
)
def gates_do_not_look() -> list[Change]:
    return [(gates, "pump_gates", none), (titrate, "pump_gates", none)]


@spotted(
    "wish-never-ages",
    "INV-12",
    "A start that could not be carried out is, however late",
    "core/session/test_gates_and_time.py",
)
def wish_never_ages() -> list[Change]:
    return [(time_passes, "_stale_wish", none), (time_passes, "_stale_raise", none)]


@spotted(
    "ceiling-ignored",
    "RULE-6",
    "A hand may run the pump above the protocol's ceiling",
    "core/session/test_review.py::test_a_purge_at_the_pump_is_stopped",
)
def ceiling_ignored() -> list[Change]:
    return [(hear, "_limit_broken", lambda *_: None)]


@spotted(
    "volume-is-in-too-early",
    "INV-04",
    "An infusion that stands is taken for a finished one",
    "core/session/test_fail_closed.py::test_bag_chair_and_pump_stay_once_the_infusion_has_begun",
)
def volume_in_too_early() -> list[Change]:
    def volume_in(s: Session, report: Any, _: Any) -> bool:
        return not report.moving and s.started

    return [(hear, "_volume_in", volume_in)]


@spotted(
    "any-wristband",
    "INV-22",
    "The wristband is not compared with the session's patient",
    "core/session/test_fail_closed.py::test_a_wristband_of_another_patient_is_refused",
)
def any_wristband() -> list[Change]:
    original = prepare.associate

    def associate(s: Session, command: Any) -> Any:
        return original(s, replace(command, patient=s.patient))

    return [(prepare, "associate", associate)]


@spotted(
    "premedication-not-looked-at",
    "INV-23",
    "The start does not ask for premedication",
    "core/session/test_fail_closed.py::test_every_required_premedication_is_named_with_who_gave_it_and_when",
)
def premedication_not_looked_at() -> list[Change]:
    return [(gates, "_premedication", none)]


@spotted(
    "second-tap-is-a-second-reaction",
    "INV-24",
    "A second tap on REACTION is a second reaction, at another rate",
    "core/session/test_words_and_events.py::test_a_second_tap_on_reaction_is_no_second_reaction",
)
def second_reaction() -> list[Change]:
    original = react.report_reaction

    def report_reaction(s: Session, command: Any) -> Any:
        running = replace(s, phase=Phase.INFUSING)
        return original(running if s.phase is Phase.INTERRUPTED else s, command)

    return [(react, "report_reaction", report_reaction)]


CORE = (
    any_step_is_attested,
    old_word_raises,
    gates_do_not_look,
    wish_never_ages,
    ceiling_ignored,
    volume_in_too_early,
    any_wristband,
    premedication_not_looked_at,
    second_reaction,
)

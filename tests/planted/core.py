"""Bugs in the rules themselves."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from service.core.session import gates, react, titrate
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
    "gates-do-not-look",
    "INV-13",
    "A start or resume does not ask what the pump does, or whether it answers",
    "core/session/test_fail_closed.py::test_a_pump_that_keeps_the_vein_open_is_not_standing_still",
)
def gates_do_not_look() -> list[Change]:
    return [(gates, "pump_gates", none), (titrate, "pump_gates", none)]


@spotted(
    "second-tap-is-a-second-reaction",
    "INV-24",
    "A second tap on REACTION is a second reaction, at another rate",
    "core/session/test_words_of_a_reaction.py::test_a_second_tap_on_reaction_is_no_second_reaction",
)
def second_reaction() -> list[Change]:
    original = react.report_reaction

    def report_reaction(s: Session, command: Any) -> Any:
        running = replace(s, phase=Phase.INFUSING)
        return original(running if s.phase is Phase.INTERRUPTED else s, command)

    return [(react, "report_reaction", report_reaction)]


CORE = (
    any_step_is_attested,
    gates_do_not_look,
    second_reaction,
)

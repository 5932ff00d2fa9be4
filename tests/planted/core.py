"""Bugs in the rules themselves."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from drivers.quantities import Rate
from service.core import label_rates, monograph, resuming
from service.core.label_rates import MassRate
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


@spotted(
    "mg-taken-for-ml",
    "GIP-01",
    "A label's mg/h are set at the pump as mL/h",
    "core/test_every_protocol.py"
    "::test_a_pump_rate_is_the_labels_rounded_down_by_less_than_a_microlitre_an_hour",
)
def mg_taken_for_ml() -> list[Change]:
    original = label_rates.pump_rate

    def pump_rate(said: Any, bag: Any) -> Rate:
        return Rate(said.ug_per_h) if isinstance(said, MassRate) else original(said, bag)

    return [(monograph, "pump_rate", pump_rate)]


@spotted(
    "floor-above-the-stop",
    "INV-09",
    "A resume at a fixed floor, or at half of the initial rate, does not heed the rate at the stop",
    "core/test_reactions_by_label.py::test_a_rate_that_a_hand_had_lowered_is_what_counts",
)
def floor_above_the_stop() -> list[Change]:
    return [(resuming, "_lower", lambda one, _other: one)]


CORE = (
    mg_taken_for_ml,
    floor_above_the_stop,
    any_step_is_attested,
    gates_do_not_look,
    second_reaction,
)

"""Commands of the pumping program."""

import pytest

from tests.simulators.virtual_host import MakeHost


def test_a_minute_of_pumping(make_host: MakeHost) -> None:
    """Program, run, look, pause: 60 mL/h is 1 mL a minute."""
    host = make_host(watchdog_s=60)
    assert [host.ask(text) for text in ("0RAT60.0MH", "0VOL100.0", "0RUN")] == ["00S", "00S", "00I"]
    host.line.advance(29.0)
    assert host.ask("0DIS") == "00II0.486W0.000ML"
    # RUN and STP are equally long: fed a minute apart they act a minute apart.
    host.line.advance(30.6)
    assert host.ask("0STP") == "00P"
    assert host.ask("0DIS") == "00PI1.000W0.000ML"


def test_pumping_stops_by_itself_exactly_at_the_target(make_host: MakeHost) -> None:
    """The run ends with the phase's volume and the counter stays."""
    host = make_host(rate_ml_h="125", infused_ml="62.5", target_ml="187.5", running=True)
    host.line.advance(5_399.0)
    assert host.ask_basic("0") == "00I"
    host.line.advance(3_600.0)
    assert host.ask_basic("0DIS") == "00SI250.0W0.000ML"
    assert host.truth.counter_nl == 250_000_000


def test_first_stop_pauses_second_cancels_third_is_not_applicable(make_host: MakeHost) -> None:
    """STP is not idempotent."""
    host = make_host(rate_ml_h="60", target_ml="10", running=True)
    assert [host.ask_basic("0STP") for _ in range(3)] == ["00P", "00S", "00S?NA"]


def test_run_after_a_pause_goes_on_to_the_same_target(make_host: MakeHost) -> None:
    """A pause keeps the progress of the run."""
    host = make_host(rate_ml_h="60", target_ml="1", running=True)
    host.line.advance(30.0)
    host.ask_basic("0STP")
    host.line.advance(1_000.0)
    assert host.ask_basic("0RUN") == "00I"
    host.line.advance(60.0)
    assert host.ask_basic("0DIS") == "00SI1.000W0.000ML"


def test_run_after_a_cancel_begins_the_target_anew(make_host: MakeHost) -> None:
    """Counters are kept across runs; the target is per run."""
    host = make_host(rate_ml_h="60", target_ml="1", running=True)
    host.line.advance(30.0)
    host.ask_basic("0STP")
    host.ask_basic("0STP")
    host.ask_basic("0RUN")
    host.line.advance(100.0)
    assert host.truth.motion == "stopped"
    assert 1_500_000 <= host.truth.counter_nl < 1_510_000
    assert host.truth.phase_nl == 1_000_000


def test_a_target_lowered_in_a_pause_below_what_was_given_ends_the_run(make_host: MakeHost) -> None:
    """RUN does not give a drop more than the target."""
    host = make_host(rate_ml_h="60", target_ml="10", running=True)
    host.line.advance(120.0)
    host.ask_basic("0STP")
    assert host.ask_basic("0VOL1.0") == "00P"
    assert host.ask_basic("0RUN") == "00S"


def test_a_rate_set_while_pumping_acts_at_once_and_is_not_stored(make_host: MakeHost) -> None:
    """After the run the stored rate is back."""
    host = make_host(rate_ml_h="60", running=True)
    assert host.ask_basic("0RAT120.0MH") == "00I"
    assert host.truth.motor_rate_nl_h == 120_000_000
    assert host.truth.stored_rate_nl_h == 60_000_000
    host.ask_basic("0STP")
    assert host.ask_basic("0RAT") == "00P120.0MH"
    host.ask_basic("0STP")
    assert host.ask_basic("0RAT") == "00S60.00MH"


def test_units_cannot_change_while_pumping(make_host: MakeHost) -> None:
    """The same unit is fine, another is not applicable."""
    host = make_host(rate_ml_h="60", running=True)
    assert host.ask_basic("0RAT2.0MM") == "00I?NA"
    assert host.ask_basic("0RAT70.0MH") == "00I"
    assert host.ask_basic("0RAT80") == "00I"
    host.ask_basic("0STP")
    assert host.ask_basic("0RAT2.0MM") == "00P"
    assert host.ask_basic("0RAT") == "00P2.000MM"


@pytest.mark.parametrize(
    ("command", "error"),
    [
        ("XYZ", "?"),
        ("RAT1E3", "?"),
        ("RUNX", "?"),
        ("VERX", "?"),
        ("VOLUL", "?"),
        ("RAT33.333", "?OOR"),
        ("RAT0", "?OOR"),
        ("RAT1501MH", "?OOR"),
        ("SAF256", "?OOR"),
        ("ADR100", "?OOR"),
        ("PHN42", "?OOR"),
        ("RUN2", "?OOR"),
        ("RUN", "?NA"),
        ("DIA20.0", "?NA"),
        ("DIRSTK", "?NA"),
        ("FUNSTP", "?NA"),
        ("CLD", "?"),
        ("CLD INF X", "?"),
    ],
)
def test_what_cannot_be_done_is_refused(make_host: MakeHost, command: str, error: str) -> None:
    """A refused command answers its error and changes nothing."""
    host = make_host()
    before = host.truth
    assert host.ask_basic(f"0{command}") == f"00S{error}"
    assert host.truth.stored_rate_nl_h == before.stored_rate_nl_h
    assert host.truth.motion == "stopped"
    assert host.truth.executed == {}


@pytest.mark.parametrize("command", ["RUN", "VOL5", "VOLML", "CLDINF", "PUR", "DIRREV", "PHN1"])
def test_while_pumping_to_a_target_these_are_not_applicable(
    make_host: MakeHost, command: str
) -> None:
    """The program is closed while it runs."""
    host = make_host(rate_ml_h="60", target_ml="10", running=True)
    assert host.ask_basic(f"0{command}") == "00I?NA"


def test_counters_are_cleared_only_while_not_pumping(make_host: MakeHost) -> None:
    """CLD INF zeroes the infused counter of a stopped pump."""
    host = make_host(infused_ml="12.5")
    assert host.ask_basic("0CLDINF") == "00S"
    assert host.ask_basic("0DIS") == "00SI0.000W0.000ML"


def test_a_syringe_up_to_14_mm_counts_in_microlitres(make_host: MakeHost) -> None:
    """Volume units follow the diameter; a new diameter is a new epoch of the counter."""
    host = make_host("ne1000", infused_ml="1.5")
    assert host.ask_basic("0DIA") == "00S26.59"
    assert host.ask_basic("0DIS") == "00SI1.500W0.000ML"
    assert host.ask_basic("0DIA14.00") == "00S"
    assert host.ask_basic("0DIS") == "00SI0.000W0.000UL"
    assert host.ask_basic("0DIA14.01") == "00S"
    assert host.ask_basic("0VOL") == "00S0.000ML"


def test_the_bag_profile_counts_in_ounces_if_asked(make_host: MakeHost) -> None:
    """VOL OZ changes the unit, not the volume."""
    host = make_host(target_ml="29.57353")
    assert host.ask_basic("0VOLOZ") == "00S"
    assert host.ask_basic("0VOL") == "00S1.000OZ"


def test_withdrawing_counts_apart(make_host: MakeHost) -> None:
    """DIR WDR runs the motor backwards and counts in W."""
    host = make_host(rate_ml_h="60")
    host.ask_basic("0DIRWDR")
    assert host.ask_basic("0RUN") == "00W"
    host.line.advance(60.0)
    assert host.ask_basic("0DIS").startswith("00WI0.000W1.0")


def test_purging_runs_until_stopped(make_host: MakeHost) -> None:
    """PUR has its own status and one STP ends it."""
    host = make_host()
    assert host.ask_basic("0PUR") == "00X"
    host.line.advance(1.0)
    assert host.ask_basic("0RAT50MH") == "00X?NA"
    assert host.ask_basic("0STP") == "00S"


def test_phase_and_function_are_those_of_a_one_phase_program(make_host: MakeHost) -> None:
    """PHN and FUN can be read and set to what they are."""
    host = make_host()
    answers = [host.ask_basic(f"0{text}") for text in ("PHN", "FUN", "PHN1", "FUNRAT")]
    assert answers == ["00S1", "00SRAT", "00S", "00S"]


def test_every_phase_after_the_first_is_a_stop(make_host: MakeHost) -> None:
    """A later phase can be looked at and told to be the stop it is; it has no rate to set."""
    host = make_host()
    texts = ("PHN2", "PHN", "FUN", "FUNSTP", "FUNRAT", "RAT5", "VOL5", "PHN1", "FUN", "RAT5")
    assert [host.ask_basic(f"0{text}")[3:] for text in texts] == [
        *("", "2", "STP", "", "?NA", "?NA", "?NA", "", "RAT", ""),
    ]

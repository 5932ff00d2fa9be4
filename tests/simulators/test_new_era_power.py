"""Power: reset, what is kept, what is lost, what the pump does while it boots."""

from simulators.line import Line
from simulators.new_era import NewEra
from simulators.new_era_frames import safe_packet
from tests.simulators.virtual_host import Host, MakeHost

RESET = safe_packet("00A?R")


def running(make_host: MakeHost) -> Host:
    """A pump an hour into a run, in safe mode."""
    host = make_host(
        rate_ml_h="100", infused_ml="62.5", target_ml="187.5", running=True, watchdog_s=255
    )
    for _ in range(18):
        host.line.advance(199.8)
        host.ask("0")
    return host


def test_a_new_pump_reports_its_reset_to_the_first_command() -> None:
    """Switching on is a reset; in basic mode it is not sent by itself."""
    line = Line(NewEra())
    assert line.advance(10.0) == b""
    line.feed(b"0VER\r0VER\r")
    assert line.advance(0.2) == b"\x0200A?R\x03\x0200SNE9000V3.923\x03"


def test_a_late_power_cycle_stops_the_run_and_loses_the_counter(make_host: MakeHost) -> None:
    """Rate and safe mode are kept, the watchdog is off until the first packet."""
    host = running(make_host)
    assert host.truth.counter_nl == 162_500_000
    host.line.power_cycle(2.0)
    assert host.line.advance(1.9) == b""
    assert host.line.advance(0.2) == RESET
    assert host.line.advance(1_000.0) == b""
    assert host.ask("0") == "00A?R"
    assert host.ask("0DIS") == "00SI0.000W0.000ML"
    assert host.ask("0RAT") == "00S100.0MH"
    assert host.ask("0VOL") == "00S187.5ML"
    assert host.line.advance(256.0) == safe_packet("00A?T")


def test_the_counter_may_survive_and_the_target_may_not(make_host: MakeHost) -> None:
    """Both are faults to choose."""
    host = running(make_host)
    host.faults.change({"keep_counter": True, "keep_target": False})
    host.line.power_cycle()
    host.line.advance(1.0)
    assert host.truth.counter_nl == 162_500_000
    assert host.truth.target_nl == 0


def test_power_fail_mode_may_resume_the_run(make_host: MakeHost) -> None:
    """A reset pump is not a stopped pump: it runs at the stored rate, the acting one is lost."""
    host = running(make_host)
    host.ask("0RAT150.0")
    host.faults.resume_after_power = True
    host.line.power_cycle()
    assert host.line.advance(1.0) == RESET
    assert host.ask("0") == "00A?R"
    assert host.ask("0") == "00I"
    assert host.truth.motor_rate_nl_h == 100_000_000


def test_the_first_command_after_power_up_may_be_ignored(make_host: MakeHost) -> None:
    """Some firmware does not hear it."""
    host = running(make_host)
    host.faults.ignore_first_command = True
    host.line.power_cycle()
    host.line.advance(1.0)
    assert host.send("0") == b""
    assert host.ask("0") == "00A?R"


def test_a_booting_pump_may_babble(make_host: MakeHost) -> None:
    """It echoes, sends noise or is silent, and then reports its reset."""
    host = running(make_host)
    host.faults.change({"boot_s": 2.0, "boot_babble": "echo"})
    host.line.power_cycle(1.0)
    assert host.send("0") == b""
    host.line.advance(1.0)
    assert host.send("0") == safe_packet("0")
    host.faults.boot_babble = "noise"
    assert host.send("0") != safe_packet("0")
    assert host.line.advance(2.0) == RESET


def test_no_power_no_pumping(make_host: MakeHost) -> None:
    """The motor stands while the pump is off, and power on a pump that is on changes nothing."""
    host = running(make_host)
    host.faults.keep_counter = True
    host.line.power_off()
    assert host.line.due_s() is None
    host.line.advance(3_600.0)
    assert host.send("0") == b""
    assert host.truth.counter_nl == 162_500_000
    host.line.power_on()
    assert host.line.advance(0.1) == RESET
    host.line.power_on()
    assert host.line.advance(0.1) == b""

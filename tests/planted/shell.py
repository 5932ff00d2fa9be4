"""Bugs around the rules: keeper, ward, clock, tablets, taps."""

from drivers.port import Done, Identity, NotSafe, Outcome, PumpReport, Unanswered
from service.api import stopping
from service.api.routes import events
from service.shell import admitted, clock, runner, wakeups
from service.shell.admitted import AdmittedDriver
from service.shell.keeper import Keeper
from service.shell.loop_watchdog import LoopWatchdog
from service.shell.stations import Stations
from service.shell.ward import Ward
from tests.planted.spotted import spotted
from tests.torture.bugs.plant import Change


@spotted(
    "stall-unseen",
    "INV-17",
    "A loop that has stood still raises on what was read before",
    "service/shell/test_loop_watchdog.py::test_a_stall_counts_once_it_is_longer_than_the_limit",
)
def stall_unseen() -> list[Change]:
    return [(LoopWatchdog, "stalls", lambda self: 0)]


@spotted(
    "stop-only-with-the-poll",
    "INV-06",
    "STOP waits for the next reading of the pump",
    "stories/test_stop_and_the_disk.py::test_stop_waits_for_no_more_than_the_exchange_in_flight",
)
def stop_with_the_poll() -> list[Change]:
    return [
        (Ward, "_stop_first", lambda self, runner: None),
        (stopping, "stop_first", lambda here, session: None),
        (Keeper, "poke", lambda self: None),
    ]


@spotted(
    "wall-clock-is-ward-time",
    "INV-19",
    "Ward time is the wall clock, steps and all",
    "service/shell/test_small_parts.py::test_a_step_of_the_wall_clock_does_not_move_ward_time",
)
def wall_clock_is_ward_time() -> list[Change]:
    return [(clock.WardClock, "now", lambda self: self.wall_ms())]


@spotted(
    "raises-on-a-frozen-disk",
    "INV-20",
    "A raise does not ask whether the record is on the disk",
    "stories/test_stop_and_the_disk.py::test_nothing_is_raised_while_the_disk_is_frozen_and_then_it_goes_on",
)
def raises_on_a_frozen_disk() -> list[Change]:
    return [(runner.Runner, "recorded", True)]


@spotted(
    "every-tablet-is-heard",
    "INV-26",
    "A tablet that is muted or gone counts as one that can be heard",
    "stories/test_alarms.py::test_a_muted_tablet_counts_as_one_that_cannot_be_heard",
)
def every_tablet_is_heard() -> list[Change]:
    return [(Stations, "heard", lambda self, tablet, at: self.proved(tablet, at))]


@spotted(
    "feed-without-a-beat",
    "INV-25",
    "A quiet feed does not beat, so that a page cannot tell it from a dead one",
    "service/api/test_events.py::test_the_beat_is_faster_than_the_page_loses_patience",
)
def feed_without_a_beat() -> list[Change]:
    return [(events, "HEARTBEAT_S", 3_600.0)]


@spotted(
    "a-fault-ends-the-watch",
    "INV-31",
    "A fault inside one round ends the watch over the pump",
    "service/shell/test_keeper.py::test_a_fault_of_a_round_does_not_end_the_watch",
)
def a_fault_ends_the_watch() -> list[Change]:
    return [(Keeper, "_guarded_round", Keeper._round)]


@spotted(
    "stop-failure-is-done",
    "RULE-8",
    "A STOP that the line refused counts as done",
    "stories/test_stop_and_the_disk.py::test_stop_is_repeated_on_a_dead_line_and_says_that_it_is_not_confirmed",
)
def stop_failure_is_done() -> list[Change]:
    original = Keeper._try_stop

    async def try_stop(self: Keeper) -> Outcome:
        await original(self)
        return Done()

    return [(Keeper, "_try_stop", try_stop)]


@spotted(
    "refused-pump-takes-a-stop-back",
    "INV-05",
    "A pump that may not be controlled here is let go over a STOP that is under way",
    "drivers/test_stop_at_opening.py"
    "::test_a_pump_that_may_not_be_controlled_here_is_let_go_behind_a_stop",
)
def refused_pump_takes_a_stop_back() -> list[Change]:
    async def opened(self: AdmittedDriver) -> Identity:
        found = await self._driver.open()
        if reason := self._refusing(found):
            await self._driver.close()
            raise NotSafe(reason)
        return found

    return [(AdmittedDriver, "open", opened)]


@spotted(
    "refused-pump-is-sent-no-stop",
    "INV-05",
    "A STOP that found no port is not sent where the pump is refused, and no port is found again",
    "service/shell/test_stop_where_refused.py"
    "::test_a_stop_reaches_a_pump_that_is_refused_while_its_port_is_closed",
)
def refused_pump_is_sent_no_stop() -> list[Change]:
    return [(admitted, "STOP_MISSED_S", 0.0)]


@spotted(
    "one-unanswered-reading-lets-another-in",
    "INV-22",
    "A pump that has left one question unanswered is let in at another place",
    "field/test_one_pump_twice.py"
    "::test_a_reading_without_an_answer_lets_nobody_in_at_the_other_place",
)
def one_unanswered_reading_lets_another_in() -> list[Change]:
    def heard_as(self: Keeper) -> Identity | None:
        return self.identity if self._pace.mute_since_s is None else None

    return [(Keeper, "heard_as", property(heard_as))]


@spotted(
    "let-in-at-two-places-for-good",
    "INV-22",
    "A pump that is heard again is kept although it was let in elsewhere meanwhile",
    "field/test_one_pump_twice.py::"
    "test_a_pump_that_is_heard_again_is_let_go_where_it_was_let_in_elsewhere_meanwhile",
)
def let_in_at_two_places() -> list[Change]:
    async def read(self: AdmittedDriver) -> PumpReport | Unanswered:
        return await self._driver.read()

    return [(AdmittedDriver, "read", read)]


@spotted(
    "wakeup-dropped",
    "GIP-06",
    "A wakeup that is due before the one before it counts as ended is dropped",
    "service/shell/test_wakeups.py::test_what_is_woken_may_ask_to_be_woken_again_at_once",
)
def wakeup_dropped() -> list[Change]:
    return [(wakeups, "MANY", 1)]


SHELL = (
    stall_unseen,
    stop_with_the_poll,
    wall_clock_is_ward_time,
    raises_on_a_frozen_disk,
    every_tablet_is_heard,
    feed_without_a_beat,
    a_fault_ends_the_watch,
    stop_failure_is_done,
    refused_pump_takes_a_stop_back,
    refused_pump_is_sent_no_stop,
    one_unanswered_reading_lets_another_in,
    let_in_at_two_places,
    wakeup_dropped,
)

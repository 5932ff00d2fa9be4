"""Bugs in the driver and on the line."""

from typing import Any

from drivers.link.exchange import Exchange
from drivers.link.permit import Permit
from drivers.link.unfinished import NoAnswer
from drivers.new_era import commands, conversation
from drivers.new_era.conversation import Conversation
from drivers.new_era.driver import NewEraDriver
from drivers.new_era.frames import AlarmCode
from drivers.new_era.program import Sequence
from drivers.port import Done
from drivers.quantities import NO_VOLUME
from tests.torture.bugs.plant import Bug, Change, bug


@bug(
    "volume-not-reduced",
    "INV-03",
    "After a resume the pump is given the whole bag again",
    habits={"pauses": 0.03},
)
def volume_not_reduced() -> list[Change]:
    original = Sequence._volume

    def volume(self: Sequence, counter: Any, hidden: Any) -> Any:
        return original(self, NO_VOLUME, hidden)

    return [(Sequence, "_volume", volume)]


@bug(
    "volume-not-reduced-after-a-reconnect",
    "INV-03",
    "After a reconnect the pump is given the whole bag again",
    "port_gone",
    habits={"pauses": 0.05},
)
def volume_not_reduced_after_a_reconnect() -> list[Change]:
    attach, volume = Conversation.attach, Sequence._volume

    def attached(self: Any, exchange: Any) -> None:
        self._lines = getattr(self, "_lines", 0) + 1
        attach(self, exchange)

    def whole(self: Any, counter: Any, hidden: Any) -> Any:
        return volume(self, NO_VOLUME if self._pump._lines > 1 else counter, hidden)

    return [(Conversation, "attach", attached), (Sequence, "_volume", whole)]


@bug(
    "no-watchdog",
    "INV-16",
    "The pump's watchdog is set to more than four minutes",
    "silent",
    "killed",
    first=8,
)
def no_watchdog() -> list[Change]:
    return [(NewEraDriver, "_watchdog_s", lambda self: commands.WATCHDOG_MAX_S)]


@bug(
    "stop-does-not-overtake",
    "INV-07",
    "A start that has begun is finished after a stop",
    "point",
    "reacts",
    habits={"pauses": 0.05},
)
def stop_does_not_overtake() -> list[Change]:
    def hindered(self: Permit) -> str | None:
        return "another epoch" if self.pump.epoch != self.epoch else None

    return [(Permit, "hindered", hindered)]


@bug("another-pump-is-read", "COM-07", "Whoever answers on the line is believed", "other_pump")
def another_pump() -> list[Change]:
    async def same(self: NewEraDriver) -> None:
        return

    return [(NewEraDriver, "_same_pump", same)]


@bug(
    "unanswered-is-done",
    "INV-12",
    "An order without an answer is taken for done",
    "broken_frames",
    "silent",
    "reacts",
    habits={"pauses": 0.03},
    first=47,
)
def unanswered_is_done() -> list[Change]:
    original = NewEraDriver.stop

    async def stop(self: NewEraDriver) -> Any:
        await original(self)
        return Done()

    return [(NewEraDriver, "stop", stop)]


@bug(
    "driver-retries",
    "RULE-8",
    "A frame without an answer is sent again by the driver",
    "point",
    points=("RUN cut, stop key",),
    habits={"pauses": 0.05},
    every_s=4.0,
)
def driver_retries() -> list[Change]:
    original = Conversation.ask

    async def ask(self: Conversation, command: Any, *args: Any, **kwargs: Any) -> Any:
        for _ in range(30):
            try:
                return await original(self, command, *args, **kwargs)
            except NoAnswer:
                continue
        return await original(self, command, *args, **kwargs)

    return [(Conversation, "ask", ask)]


@bug("late-answer-taken", "COM-03", "A late answer is taken for the next question's", "late")
def late_answer_taken() -> list[Change]:
    return [(Exchange, "_leave_alone", lambda self: None)]


@bug(
    "stop-in-the-queue",
    "INV-06",
    "STOP waits for the questions that wait, and for a quiet line",
    "point",
    points=("? answer lost, reaction",),
    every_s=5.0,
)
def stop_in_the_queue() -> list[Change]:
    async def stop(self: Exchange[Any], question: Any) -> Any:
        return await self.ask(question)

    return [(Exchange, "stop", stop)]


@bug(
    "epoch-not-compared",
    "INV-33",
    "A start goes on although the pump was reset meanwhile",
    "point",
    points=("VOL? reset, acknowledged",),
    habits={"pauses": 0.05},
    every_s=4.0,
)
def epoch_not_compared() -> list[Change]:
    def hindered(self: Permit) -> str | None:
        return "overtaken by STOP" if self.overtaken else None

    return [(Permit, "hindered", hindered)]


@bug(
    "no-read-back",
    "RULE-8",
    "Rate and state are not read back before the start",
    "point",
    points=("RAT? rate key",),
    habits={"pauses": 0.05},
    every_s=4.0,
)
def no_read_back() -> list[Change]:
    async def in_any(self: Sequence, status: Any, command: Any) -> Any:
        return await self._pump.ask(command, self._permit.hindered)

    return [(Sequence, "_in", in_any), (Sequence, "_same_rate", lambda *_: None)]


@bug(
    "unknown-alarm-is-a-fault",
    "INV-31",
    "An alarm that nobody thought of is a fault of the service",
    "alarm",
)
def unknown_alarm() -> list[Change]:
    known = {
        code: alarm
        for code, alarm in conversation.ALARMS.items()
        if code is not AlarmCode.PHASE_OUT_OF_RANGE
    }
    return [(conversation, "ALARMS", known)]


WIRE: list[Bug] = [each for each in globals().values() if isinstance(each, Bug)]

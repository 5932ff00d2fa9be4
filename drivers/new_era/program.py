"""The two sequences that may start or raise: a start from standstill, a new rate while running.

Before each frame leaves, the exchange asks the `Permit`: once STOP was asked for, or the pump's
epoch is no longer the one that was decided on, nothing more goes out. Every answer must show the
pump in the state that was decided on.

Why the volume is safe: `VOL` is the volume of the program phase, counted by the pump from `RUN`. We
never resume a paused program; every start is a new one. So a start sets VOL to until_total less the
counter, less one counter increment (the counter is cut off and may hide that much), rounded down to
what the pump can take. The pump's own end of program then lies at or below `until_total`.
"""

from dataclasses import dataclass

from drivers.link import sequence as link
from drivers.link.permit import Permit
from drivers.link.unfinished import Hindered, NotAsAgreed, OtherPump, Refused
from drivers.new_era import commands
from drivers.new_era.commands import Command
from drivers.new_era.conversation import Conversation
from drivers.new_era.figures import (
    dispensed_from_text,
    rate_from_text,
    rounded_down,
    volume_from_text,
)
from drivers.new_era.frames import Reply, Status
from drivers.port import PumpReport, Running
from drivers.quantities import NO_VOLUME, Rate, Volume

UNIT = "MH"
"""mL/h, the only unit this driver speaks. A pump running in another one was started by somebody."""


@dataclass(frozen=True, slots=True)
class Programmed:
    """The program that we have started."""

    volume: Volume
    """Its volume as set and read back."""
    until: Volume
    """The `until_total` it was made for; rounded down, it ends at or shortly before."""


class Sequence(link.Sequence[Programmed]):
    """One run of frames towards one setting. Made new for each."""

    def __init__(
        self, pump: Conversation, permit: Permit, setting: Running, version: str, watchdog_s: int
    ) -> None:
        super().__init__(permit, setting)
        self._pump = pump
        self._version = version
        self._watchdog_s = watchdog_s

    async def _start(self, seen: PumpReport) -> None:
        await self._identify(Status.STOPPED)
        await self._arm(Status.STOPPED)
        await self._one_phase()
        counter, hidden = dispensed_from_text((await self._stopped(commands.DISPENSED)).data)
        self._pump.note_counter(counter)
        if counter != seen.infused:
            raise NotAsAgreed(f"the counter reads {counter.ml} mL, not {seen.infused.ml} as seen")
        volume = self._volume(counter, hidden)
        await self._stopped(commands.set_rate(self._setting.rate))
        self._same_rate(await self._stopped(commands.RATE), self._setting.rate)
        await self._stopped(commands.set_volume(volume))
        held = volume_from_text((await self._stopped(commands.VOLUME)).data)
        if held != volume:
            raise NotAsAgreed(f"the pump holds a volume of {held.ml} mL, not {volume.ml}")
        hidden = hidden if counter > NO_VOLUME else NO_VOLUME
        self.programmed = Programmed(volume, self._setting.until_total)
        await self._decide(commands.RUN)
        self._same_rate(await self._in(Status.INFUSING, commands.RATE), self._setting.rate)

    async def _change(self, seen: PumpReport, known: Programmed | None) -> None:
        await self._identify(Status.INFUSING)
        await self._arm(Status.INFUSING)
        self._same_rate(await self._running(commands.RATE), seen.rate)
        volume = volume_from_text((await self._running(commands.VOLUME)).data)
        counter, _ = dispensed_from_text((await self._running(commands.DISPENSED)).data)
        self._pump.note_counter(counter)
        self._check_limit(volume, known)
        if self._setting.rate == seen.rate:
            return
        await self._decide(commands.set_rate_running(self._setting.rate))
        answer = await self._running(commands.RATE)
        # Certainly not done if it still runs the old rate, whatever it answered.
        self._decided = rate_from_text(answer.data) != (seen.rate, UNIT)
        self._same_rate(answer, self._setting.rate)

    async def _identify(self, status: Status) -> None:
        answer = await self._in(status, commands.VERSION)
        if answer.data != self._version:
            raise OtherPump(f"{answer.data} answers where {self._version} was opened")

    async def _arm(self, status: Status) -> None:
        """Arm the watchdog and read it back.

        After power-up the pump is in safe mode with the timer off until the first valid packet
        (manual NE-9000 12.2.3), and a keypad can set another time: never rely on an earlier arming.
        """
        await self._in(status, commands.arm_watchdog(self._watchdog_s))
        held = (await self._in(status, commands.WATCHDOG)).data
        if int(held) != self._watchdog_s:
            raise NotAsAgreed(f"the watchdog holds {held} s, not {self._watchdog_s}")

    async def _one_phase(self) -> None:
        """Make the program one infusing phase of constant rate, followed by a stop.

        Without the stop in phase 2 the pump would go on with whatever was programmed there once
        our volume is in.
        """
        await self._stopped(commands.select_phase(2))
        await self._hold(commands.FUNCTION, "STP", commands.SET_FUNCTION_STOP)
        await self._stopped(commands.select_phase(1))
        phase = (await self._stopped(commands.PHASE)).data
        if int(phase) != 1:
            raise NotAsAgreed(f"the pump is at program phase {phase}, not 1")
        await self._hold(commands.FUNCTION, "RAT", commands.SET_FUNCTION_RATE)
        await self._hold(commands.DIRECTION, "INF", commands.SET_INFUSE)

    async def _hold(self, question: Command, value: str, setting: Command) -> None:
        if (await self._stopped(question)).data == value:
            return
        await self._stopped(setting)
        held = (await self._stopped(question)).data
        if held != value:
            raise NotAsAgreed(f"{question.text} reads {held}, not {value}")

    def _volume(self, counter: Volume, hidden: Volume) -> Volume:
        wanted = self._setting.until_total - counter
        if counter > NO_VOLUME:
            wanted = wanted - hidden
        volume = Volume(rounded_down(max(wanted.ul, 0)))
        if volume == NO_VOLUME:  # which would mean "without end" to the pump
            raise NotAsAgreed(f"nothing is left: the counter reads {counter.ml} mL")
        return volume

    def _check_limit(self, volume: Volume, known: Programmed | None) -> None:
        """Refuse to go on under a program that does not end at `until_total`.

        A running pump's limit cannot be moved, so a rate must not be raised under a wrong one. When
        the program was started before this driver was, its start is unknown; what is then certain
        is only that it ends no earlier than its volume.
        """
        until = self._setting.until_total
        if known is None:
            if volume > until:
                raise NotAsAgreed(f"the running program delivers {volume.ml} mL, {until.ml} wanted")
            return
        if volume != known.volume:
            raise NotAsAgreed(f"the running program has {volume.ml} mL, not {known.volume.ml} mL")
        if known.until != until:
            raise NotAsAgreed(
                f"the running program was made for {known.until.ml} mL, {until.ml} wanted"
            )

    def _same_rate(self, answer: Reply, rate: Rate) -> None:
        held, unit = rate_from_text(answer.data)
        if (held, unit) != (rate, UNIT):
            raise NotAsAgreed(f"the pump's rate is {answer.data}, not {rate.ml_per_h} mL/h")

    async def _stopped(self, command: Command) -> Reply:
        return await self._in(Status.STOPPED, command)

    async def _running(self, command: Command) -> Reply:
        return await self._in(Status.INFUSING, command)

    async def _in(self, status: Status, command: Command) -> Reply:
        # One turn on a shared line, like a reading: each question would wait for all others else.
        answer = await self._pump.ask(command, self._permit.hindered, ahead=True)
        if answer.status is not status:
            raise NotAsAgreed(f"the pump is {answer.status.name}, not {status.name}")
        return answer

    async def _decide(self, command: Command) -> None:
        """Send the frame that changes delivery. From here on silence means "it may have"."""
        self._decided = True
        try:
            await self._running(command)
        except (Hindered, Refused):
            self._decided = False
            raise

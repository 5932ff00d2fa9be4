"""The two sequences that may start or raise: a start from standstill, a new rate while running.

Before each frame leaves, the exchange asks the `Permit`: once STOP was asked for, or the pump's
epoch is no longer the one that was decided on, nothing more goes out. No answer to a setting is
believed: rate and VTBI are read back, and what the pump does is read before and after the frame
that decides.
"""

from drivers.alaris import commands, limit
from drivers.alaris.conversation import Conversation
from drivers.alaris.figures import from_text, rate_from_text, volume_from_text
from drivers.alaris.frames import Message
from drivers.alaris.limit import Held, Programmed
from drivers.alaris.reading import State, read_state
from drivers.link import sequence as link
from drivers.link.permit import Permit
from drivers.link.unfinished import Hindered, NotAsAgreed, Refused
from drivers.port import Delivery, PumpReport, Running
from drivers.quantities import NO_VOLUME, Rate, Volume


class Sequence(link.Sequence[Programmed]):
    """One run of frames towards one setting. Made new for each."""

    def __init__(self, pump: Conversation, permit: Permit, setting: Running) -> None:
        super().__init__(permit, setting)
        self._pump = pump
        self._refusal = ""
        """What the pump answered to the deciding frame, when that was not what it should."""

    async def _start(self, seen: PumpReport) -> None:
        await self._may_control()
        await self._syringe(self._setting.until_total - seen.infused)
        await self._takes(self._setting.rate)
        await self._still_stopped(seen)
        counter, hidden = await self._volume_infused()
        if counter != seen.infused:
            raise NotAsAgreed(f"the counter reads {counter.ml} mL, not {seen.infused.ml} as seen")
        vtbi = limit.volume_for(self._setting.until_total, counter, hidden)
        if vtbi <= NO_VOLUME:
            raise NotAsAgreed(f"nothing is left: the counter reads {counter.ml} mL")
        await self._ask(commands.set_rate(self._setting.rate))
        self._same(await self._rate_set(), self._setting.rate)
        await self._ask(commands.set_vtbi(vtbi))
        held, _ = await self._vtbi()
        if held != vtbi:
            raise NotAsAgreed(f"the pump holds a VTBI of {held.ml} mL, not {vtbi.ml}")
        await self._still_stopped(seen)
        self.programmed = Programmed(vtbi, counter, self._setting.until_total)
        await self._decide(commands.START)
        self._runs(await self._state(), seen)

    async def _change(self, seen: PumpReport, known: Programmed | None) -> None:
        await self._may_control()
        state = await self._state()
        if (state.delivery, state.rate) != (Delivery.RUNNING, seen.rate):
            raise NotAsAgreed(f"the pump is {state.delivery.value} at {state.rate.ml_per_h} mL/h")
        await self._bounded(known)
        if self._setting.rate == seen.rate:
            return
        await self._takes(self._setting.rate)
        await self._decide(commands.set_rate(self._setting.rate))
        self._runs(await self._state(), seen)
        self._same(await self._rate_set(), self._setting.rate)

    async def _may_control(self) -> None:
        """See that it is our pump, and that it lets us; never rely on an earlier permission."""
        answer = await self._ask(commands.SERIAL_NUMBER)
        self._pump.note_pump(answer.fields[0])
        await self._pump.take_authority(self._permit.hindered)

    async def _syringe(self, wanted: Volume) -> None:
        answer = await self._ask(commands.SYRINGE)
        make, size, state = answer.fields
        if state != "CONF":
            raise NotAsAgreed("the syringe is not confirmed at the pump")
        holds = Volume(from_text(size)[0])
        if wanted > holds:
            raise NotAsAgreed(
                f"the syringe ({make.strip()}) holds {holds.ml} mL; {wanted.ml} mL are several"
            )

    async def _takes(self, rate: Rate) -> None:
        """See that the syringe in the pump can be driven at this rate."""
        number, unit = (await self._ask(commands.RATE_MAX)).fields
        if rate > rate_from_text(number, unit):
            raise NotAsAgreed(f"the pump's highest rate with this syringe is {number.strip()} mL/h")

    async def _still_stopped(self, seen: PumpReport) -> None:
        state = await self._state()
        if (state.delivery, state.infused) != (Delivery.STOPPED, seen.infused):
            raise NotAsAgreed(f"the pump is {state.delivery.value} at {state.infused.ml} mL")

    async def _volume_infused(self) -> tuple[Volume, Volume]:
        return volume_from_text(*(await self._ask(commands.VOLUME_INFUSED)).fields[:2])

    async def _rate_set(self) -> Rate:
        return rate_from_text(*(await self._ask(commands.RATE)).fields[:2])

    async def _vtbi(self) -> tuple[Volume, Volume]:
        """Return the VTBI that stops the pump; without one the program has no end."""
        fields = (await self._ask(commands.VTBI)).fields
        if fields[0] != "ACTIV" or len(fields) < 4 or fields[3] != "STOP":
            raise NotAsAgreed("the pump would not stop at its VTBI")
        return volume_from_text(fields[1], fields[2])

    async def _bounded(self, known: Programmed | None) -> None:
        """Refuse to go on under a program that is not known to end at `until_total`.

        A running pump's limit cannot be moved, so a rate is not changed under a wrong one.
        """
        before, hidden = await self._volume_infused()
        vtbi, _ = await self._vtbi()
        after, _ = await self._volume_infused()
        held = Held(vtbi=vtbi, before=before, after=after, hidden=hidden)
        problem, self._pump.manner = limit.judge(
            held, self._setting.until_total, known, self._pump.manner
        )
        if problem:
            raise NotAsAgreed(f"the running program is not ours: {problem}")

    def _same(self, found: Rate, wanted: Rate) -> None:
        if found != wanted:
            raise NotAsAgreed(f"the pump is set to {found.ml_per_h} mL/h, not {wanted.ml_per_h}")

    def _runs(self, state: State, seen: PumpReport) -> None:
        """Judge by what the pump does: as wanted, certainly as before, or neither."""
        if (state.delivery, state.rate) == (Delivery.RUNNING, self._setting.rate):
            return
        said = f"the pump is {state.delivery.value} at {state.rate.ml_per_h} mL/h"
        if self._refusal and (state.delivery, state.rate) == (seen.delivery, seen.rate):
            self._decided = False
            said = f"{self._refusal}; {said}"
        raise NotAsAgreed(said)

    async def _state(self) -> State:
        return await read_state(self._pump, self._permit.hindered)

    async def _ask(self, command: commands.Command) -> Message:
        return await self._pump.ask(command, self._permit.hindered)

    async def _decide(self, command: commands.Command) -> None:
        """Send the frame that changes delivery. From here on silence means "it may have"."""
        self._decided = True
        try:
            await self._ask(command)
        except Hindered:
            self._decided = False
            raise
        except Refused as error:  # how a refusal looks is not known: what it then does decides
            self._refusal = str(error)

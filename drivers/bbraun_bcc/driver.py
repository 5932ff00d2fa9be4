"""The driver of one B. Braun Space pump behind a BCC station: it reads, and commands nothing.

The interface is read-only by design of its maker. What no source says is not guessed: the volume
and the alarms are unknown, and a rate above zero is no proof that the pump delivers (page, "What is
not guessed").
"""

import asyncio
from collections.abc import Callable

from drivers.bbraun_bcc.frames import Frame, FrameCutter
from drivers.bbraun_bcc.reading import delivered_as
from drivers.bbraun_bcc.records import (
    ALIVE,
    MODEL,
    NEW,
    RACK,
    SERIAL,
    SLOTS,
    Record,
    Slot,
    trouble_of,
    value_of,
)
from drivers.bbraun_bcc.station import Station
from drivers.link.exchange import Exchange, Timing
from drivers.link.lines import Lines, Mount, Wire
from drivers.link.unfinished import Hindered, NoAnswer, Unfinished
from drivers.port import (
    AtThePump,
    Capabilities,
    Identity,
    Outcome,
    PortUnavailable,
    PumpReport,
    Running,
    Unanswered,
)
from drivers.quantities import NO_VOLUME, QuantityError

FAMILY = "bbraun_bcc"

ADDRESSES = 3 * SLOTS
INTER_BYTE_S = 1.0
"""Silence inside a frame after which its beginning is dropped. Ours: no source names one."""


class BccDriver:
    """One slot of one station."""

    def __init__(self, mount: Mount, lines: Lines | None = None) -> None:
        self._mount = mount
        self._lines = lines or Lines()
        self._exchange: Exchange[Frame] | None = None
        self._station: Station | None = None
        self._epoch = 0
        self._restarts = 0
        self._serial: str | None = None
        self._read_next_at = 0.0
        """Loop time (s) before which the station is not asked for this slot again."""

    @property
    def capabilities(self) -> Capabilities:
        """What this family can do: be watched."""
        return self._mount.capabilities

    @property
    def stop_sent_at_ms(self) -> int | None:
        """Never: there is no STOP to send."""
        return None

    async def open(self) -> Identity:
        """Open the line, ask the station who it is, and what sits in our slot.

        The serial number that is told is known by its name alone, and proves nothing: the identity
        has none. Whatever pump sits in the slot is watched.
        """
        await self.close()
        mount, slot = self._mount, self._slot()
        exchange = await self._lines.acquire(mount.url, self._wire(), baudrate=mount.baudrate)
        self._exchange, self._station = exchange, Station(exchange)
        self._epoch, self._restarts, self._read_next_at = self._epoch + 1, 0, 0.0
        where = f"{mount.url}, slot {slot.text}"
        try:
            version = await self._who_is_there(self._station)
            told = await self._station.ask_slot(slot)
            if trouble := trouble_of(told, slot):
                raise NoAnswer(trouble)
        except Unfinished as error:
            await self.close()
            raise PortUnavailable(f"{where}: {error}") from error
        except BaseException:
            await self.close()
            raise
        self._serial = value_of(told, slot, SERIAL)
        model = value_of(told, slot, NEW) or value_of(told, slot, MODEL) or "unknown"
        return Identity(model, f"BCC {version}", None, where)

    async def close(self) -> None:
        """Release the line. Sends nothing."""
        exchange, self._exchange, self._station = self._exchange, None, None
        if exchange:
            self._lines.release(self._mount.url, exchange)

    async def read(self) -> PumpReport | Unanswered:
        """Ask for the values of our slot, no sooner than the profile allows after the last time."""
        station, slot = self._open_station(), self._slot()
        asked_at = await self._turn()
        try:
            told = await station.ask_slot(slot)
        except Unfinished as error:
            if isinstance(error, Hindered) and error.lost:
                raise PortUnavailable(f"{self._mount.url}: {error}") from error
            return Unanswered(str(error))
        self._notice(station, told, slot)
        if trouble := trouble_of(told, slot):
            return Unanswered(trouble)
        try:
            delivery, rate = delivered_as(told, slot)
        except QuantityError:
            return Unanswered("the station does not tell this pump's rate")
        return PumpReport(
            delivery=delivery,
            rate=rate,
            infused=NO_VOLUME,
            increment=NO_VOLUME,
            epoch=self._epoch,
            taken_ms=int(asked_at * 1_000),
        )

    async def apply(
        self,
        setting: Running,
        *,
        seen: PumpReport,
        hindered: Callable[[], str | None] = lambda: None,
    ) -> Outcome:
        """Send nothing: this interface has no command."""
        await asyncio.sleep(0)
        return AtThePump(f"set {setting.rate.ml_per_h} mL/h on the pump: it is only watched")

    async def stop(self) -> Outcome:
        """Send nothing: this interface has no STOP."""
        await asyncio.sleep(0)
        return AtThePump("press STOP on the pump: it is only watched")

    async def _who_is_there(self, station: Station) -> str:
        """Return the version that the station names; whatever else answers, it is no station."""
        alive = await station.ask("ADMIN:ALIVE", lambda record: record.name == ALIVE)
        version = await station.ask(
            "ADMIN:VERSION", lambda record: record.slot == RACK and record.name != ALIVE
        )
        if trouble := trouble_of(alive, RACK) or trouble_of(version, RACK):
            raise NoAnswer(trouble)
        return version[0].name if version else "unknown"

    async def _turn(self) -> float:
        """Wait until the slot may be asked for again; return the loop time (s) then.

        The public driver polls no faster; whether a station minds is unknown.
        """
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, self._read_next_at - loop.time()))
        self._read_next_at = loop.time() + self.capabilities.report_every_ms / 1_000
        return loop.time()

    def _notice(self, station: Station, told: tuple[Record, ...], slot: Slot) -> None:
        """Begin a new epoch when the pump in our slot is, or may be, another one."""
        serial = value_of(told, slot, SERIAL)
        other = serial is not None and self._serial is not None and serial != self._serial
        new = any((record.slot, record.name) == (slot, NEW) for record in told)
        if other or new or station.restarts != self._restarts:
            self._epoch += 1
        self._serial, self._restarts = serial or self._serial, station.restarts

    def _open_station(self) -> Station:
        if self._station is None:
            raise PortUnavailable(f"{self._mount.url} is not open")
        if self._station.gone:
            raise PortUnavailable(f"{self._mount.url}: {self._station.gone}")
        return self._station

    def _slot(self) -> Slot:
        address = self._mount.address
        if not 1 <= address <= ADDRESSES:
            raise PortUnavailable(
                f"{self._mount.url}: the address {address} names no slot; it is"
                f" {SLOTS} x (pillar - 1) + slot, 1 to {ADDRESSES}"
            )
        return Slot((address - 1) // SLOTS + 1, (address - 1) % SLOTS + 1)

    def _wire(self) -> Wire[Frame]:
        longest_s = self.capabilities.answer_max_ms / 1_000
        timing = Timing(answer_s=longest_s, drain_s=longest_s, inter_byte_s=INTER_BYTE_S)
        return Wire(family=FAMILY, deframer=FrameCutter, timing=timing)

"""A scripted BCC station for these tests: our own reading of the page, as small as it can be.

It is not the simulator and shares nothing with the driver but the page it was written from. What
the page leaves open is a switch: in how many parts it answers, and what it does without a receipt.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

ACK, NAK, RS = b"\x06", b"\x15", "\x1e"
BED = "ComSystem"


def frame(text: str, bed: str = BED, end: bytes = b"\x03") -> bytes:
    inner = f"{bed}/1/1>{text}".encode("latin-1")
    head = b"\x01" + f"{len(inner) + 14:05}".encode() + b"\x02" + inner + end
    return head + f"{sum(head) % 256:05}".encode() + b"\x04"


@dataclass
class FarSpace:
    """One pump in a slot."""

    serial: str = "36248"
    rate: Decimal = Decimal(0)
    standby: bool = False
    """It tells its rate and delivers nothing."""
    delivered: Decimal = Decimal(0)
    since: float = 0.0
    new: bool = True

    @property
    def flow(self) -> Decimal:
        return Decimal(0) if self.standby else self.rate

    def live(self, now: float) -> None:
        self.delivered += self.flow * Decimal(str(now - self.since)) / 3600
        self.since = now


class FarStation:
    receive: Callable[[bytes], None]

    def __init__(self, **slots: FarSpace) -> None:
        """Put pumps in slots, each named as `s13`."""
        self.receive = lambda data: None
        self.pumps = {name[1:]: pump for name, pump in (slots or {"s13": FarSpace()}).items()}
        self.began = self.now
        self.mute = False
        self.takes_s = 0.0
        """Time to an answer."""
        self.per_part = 1_000
        """Records in one part."""
        self.again_s = 0.0
        """A part without a receipt is sent again after so long, once; 0: never."""
        self.instead: dict[str, str | bytes | None] = {}
        """What is answered to a request in place of its answer; None: nothing."""
        self.more: list[str] = []
        """Further records of every pump, as `NAME,value`; the last of a name counts."""
        self.log: list[str] = []
        self.receipts = 0
        self._held = b""
        self._parts: list[bytes] = []
        self._again: asyncio.TimerHandle | None = None

    @property
    def now(self) -> float:
        return asyncio.get_running_loop().time()

    def restart(self) -> None:
        """The station's clock begins again, and all its pumps are new to it."""
        self.began = self.now
        for pump in self.pumps.values():
            pump.new = True

    def write(self, data: bytes) -> None:
        for each in data:
            byte = bytes((each,))
            if not self._held and byte == ACK:
                self.receipts += 1
                self._next()
            elif self._held or byte == b"\x01":
                self._held += byte
            if byte == b"\x04":
                whole, self._held = self._held, b""
                bed, _, command = whole[7:-7].decode("latin-1").partition("/1/1>")
                if whole == frame(command, bed) and bed in ("1", BED):
                    self.take(command)

    def take(self, command: str) -> None:
        self.log.append(command)
        self._parts.clear()
        found = self.instead.get(command, self.tell(command))
        if isinstance(found, bytes):
            self._say(found)
        elif found is not None:
            records = found.split(RS)
            pieces = [records[n : n + self.per_part] for n in range(0, len(records), self.per_part)]
            ends = [b"\x17"] * (len(pieces) - 1) + [b"\x03"]
            self._parts = [
                frame(RS.join(piece), end=end) for piece, end in zip(pieces, ends, strict=True)
            ]
            asyncio.get_running_loop().call_later(self.takes_s, self._say_part)

    def _say_part(self) -> None:
        if not self._parts:
            return
        self._say(self._parts[0])
        if self.again_s:
            later = asyncio.get_running_loop().call_later
            self._again = later(self.again_s, self._say, self._parts[0])

    def _next(self) -> None:
        if self._again:
            self._again.cancel()
        if self._parts:
            self._parts.pop(0)
            self._say_part()

    def _say(self, data: bytes) -> None:
        if not self.mute:
            self.receive(data)

    def tell(self, command: str) -> str:
        seconds = int(self.now - self.began) + 1
        if command == "ADMIN:ALIVE":
            return f"{seconds},50100,GNACK,_NV"
        if command == "ADMIN:VERSION":
            return f"{seconds},50100,V3.30,_NV"
        slot = command.removeprefix("MEM:GETSLOT#")
        pump = self.pumps.get(slot)
        if slot == command or pump is None:
            return f"{seconds},501{slot if slot != command else '00'},GNERR,11"
        new, pump.new = pump.new, False
        told = ["GNNEW,688F030006"] if new else []
        told += [f"INRT,{pump.rate:.2f}", "INVI,4", f"INSERNUM,{pump.serial}", *self.more]
        return RS.join(f"{seconds},501{slot},{each}" for each in told)

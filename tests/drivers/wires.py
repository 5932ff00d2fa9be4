"""Four lines between a link and its far side: whole, byte by byte, with seeded loss, with delay."""

import asyncio
import random
from collections.abc import Callable

from drivers.link.in_process import FarSide


class Wire:
    """Passes pieces on unchanged. The others change how, never what."""

    def __init__(self, far: FarSide) -> None:
        self.receive: Callable[[bytes], None] = lambda data: None
        self.far = far
        far.receive = lambda data: self.carry(data, self.receive)

    def write(self, data: bytes) -> None:
        self.carry(data, self.far.write)

    def carry(self, data: bytes, to: Callable[[bytes], None]) -> None:
        to(data)


class ByteByByte(Wire):
    """One byte a millisecond, each after the one before it, however fast they are sent."""

    def __init__(self, far: FarSide) -> None:
        super().__init__(far)
        self.free_at: dict[bool, float] = {}

    def carry(self, data: bytes, to: Callable[[bytes], None]) -> None:
        loop = asyncio.get_running_loop()
        way = to == self.far.write
        at = max(loop.time(), self.free_at.get(way, 0.0))
        for number, byte in enumerate(data):
            loop.call_at(at + number / 1_000, to, bytes((byte,)))
        self.free_at[way] = at + len(data) / 1_000


class Lossy(Wire):
    """Loses one piece in twenty-five, from a fixed seed.

    A start takes some twenty questions and nothing is asked twice, so on a worse line than this it
    fails more often than not, each time saying so.
    """

    def __init__(self, far: FarSide, seed: int = 1) -> None:
        super().__init__(far)
        self.random = random.Random(seed)

    def carry(self, data: bytes, to: Callable[[bytes], None]) -> None:
        if self.random.random() > 0.04:
            to(data)


class Delayed(Wire):
    """Every piece takes 0.2 s, and more when a test says so."""

    extra_s = 0.0

    def carry(self, data: bytes, to: Callable[[bytes], None]) -> None:
        asyncio.get_running_loop().call_later(0.2 + self.extra_s, to, data)


class BitFlip(Wire):
    """Turns one bit of the n-th piece, counted in both directions."""

    def __init__(self, far: FarSide, piece: int, bit: int) -> None:
        super().__init__(far)
        self.piece, self.bit, self.seen = piece, bit, 0

    def carry(self, data: bytes, to: Callable[[bytes], None]) -> None:
        self.seen += 1
        if self.seen == self.piece:
            turned = bytearray(data)
            turned[self.bit // 8 % len(data)] ^= 1 << self.bit % 8
            data = bytes(turned)
        to(data)


class Echo:
    """The pump's other jack: everything comes back."""

    def __init__(self) -> None:
        self.receive: Callable[[bytes], None] = lambda data: None

    def write(self, data: bytes) -> None:
        self.receive(data)


class Bus:
    """Several pumps on one line: all hear everything, each may speak."""

    def __init__(self, *pumps: FarSide) -> None:
        self.receive: Callable[[bytes], None] = lambda data: None
        self.pumps = pumps
        for pump in pumps:
            pump.receive = lambda data: self.receive(data)

    def write(self, data: bytes) -> None:
        for pump in self.pumps:
            pump.write(data)


class Socket:
    """Where a pump is plugged in, and can be exchanged for another one."""

    def __init__(self, pump: FarSide) -> None:
        self.receive: Callable[[bytes], None] = lambda data: None
        self.plug(pump)

    def plug(self, pump: FarSide) -> None:
        self.pump = pump
        pump.receive = lambda data: self.receive(data) if self.pump is pump else None

    def write(self, data: bytes) -> None:
        self.pump.write(data)


class Tardy(Wire):
    """Keeps what comes from the pump for a while, in order, and lets something go ahead of it."""

    def __init__(self, far: FarSide) -> None:
        super().__init__(far)
        self._hold_s = 0.0
        self._until = 0.0
        self._ahead = b""

    def write(self, data: bytes) -> None:
        self.far.write(data)

    def hold(self, seconds: float) -> None:
        """The next piece, and all that follow it meanwhile, come so much later."""
        self._hold_s = seconds

    def ahead(self, data: bytes) -> None:
        """Bytes that arrive just before the next piece."""
        self._ahead = data

    def carry(self, data: bytes, to: Callable[[bytes], None]) -> None:
        loop = asyncio.get_running_loop()
        if self._hold_s:
            self._until, self._hold_s = loop.time() + self._hold_s, 0.0
        data, self._ahead = self._ahead + data, b""
        if loop.time() < self._until:
            loop.call_at(self._until, to, data)
        else:
            to(data)

"""The serial line between host and pumps: baud pacing and everything that goes wrong with bytes.

A byte takes ten bit times. Nothing here knows a protocol. Time enters only through `advance`;
real-time runners and virtual-time tests use the same object. Where two pumps answer at once
their bytes overlap and the host reads the bitwise AND of both (ours: any garbage would do).
"""

import random
from bisect import insort
from collections import deque
from collections.abc import Sequence

from simulators.device import Device, Message, Truth

BITS_PER_BYTE = 10
_NS = 1_000_000_000
_NEVER_NS = 1 << 62
_NOISE_BYTES = 8


class Line:
    """One line with one pump, or several in multi-drop; the faults are the first pump's.

    Attributes:
        devices: the pumps.
        garbled: the host's baud rate is not the pump's: only noise passes.
        unplug_s: set when the adapter is to vanish for that long; whoever owns the port clears
            it. Until then nothing passes.
    """

    def __init__(self, *devices: Device, baud: int = 19_200, seed: int = 0) -> None:
        """Wire the pumps to a line; its random faults are drawn from the seed."""
        if not devices or baud <= 0:
            raise ValueError("a line has at least one pump and a baud rate above 0")
        self.devices: Sequence[Device] = devices
        self.garbled = False
        self.unplug_s: float | None = None
        self._faults = devices[0].faults
        self._byte_ns = BITS_PER_BYTE * _NS // baud
        self._random = random.Random(seed)
        self._now_ns = 0
        self._rest_ns = 0.0
        self._to_pump: deque[tuple[int, int]] = deque()
        self._to_host: deque[tuple[int, int]] = deque()
        self._to_pump_free_ns = 0
        self._to_host_free_ns = [0] * len(devices)
        self._talker_ns = 0
        self._vanish_ns = _NEVER_NS

    def feed(self, data: bytes) -> None:
        """Put bytes of the host on the line, now; they arrive at baud pace."""
        faults = self._faults
        if self.unplug_s is not None:
            return
        gap_ns = int(faults.gap_to_pump_s * _NS)
        for byte in data:
            start_ns = max(self._now_ns, self._to_pump_free_ns)
            at_ns = start_ns + self._byte_ns
            self._to_pump_free_ns = at_ns + gap_ns
            if faults.echo_first > 0 or faults.echo != "off":
                faults.echo_first = max(0, faults.echo_first - 1)
                self._insert(at_ns, byte)
            for heard in self._passed_to_pump(byte):
                self._to_pump.append((at_ns, heard))

    def advance(self, dt_s: float) -> bytes:
        """Let real time pass; returns what reached the host meanwhile."""
        if not dt_s >= 0.0:
            raise ValueError("time does not run backwards")
        # The rest of a nanosecond is carried on, so that slices add up to the whole.
        exact_ns = dt_s * _NS + self._rest_ns
        dt_ns = round(exact_ns)
        self._rest_ns = exact_ns - dt_ns
        goal_ns = self._now_ns + dt_ns
        while (at_ns := self._next_heard_ns()) <= goal_ns:
            self._listen_to(at_ns)
            self._hear()
        self._run_to(goal_ns)
        return self._delivered()

    def due_s(self) -> float | None:
        """Seconds until something happens by itself; None when nothing is foreseen."""
        due_ns = self._vanish_ns
        if self._faults.second_talker_s > 0.0:
            due_ns = min(due_ns, self._talker_ns)
        # Once for all that is under way: an answer to the first of several requests waits so long.
        if self._to_pump:
            due_ns = min(due_ns, self._to_pump[-1][0])
        if self._to_host:
            due_ns = min(due_ns, self._to_host[0][0])
        for device in self.devices:
            own_ns = device.due_ns()
            if own_ns is not None and own_ns < due_ns:
                due_ns = own_ns
        return None if due_ns >= _NEVER_NS else max(0, due_ns - self._now_ns) / _NS

    def quiet_s(self) -> float:
        """Seconds until every byte that is under way now has arrived."""
        last_ns = self._now_ns
        for queue in (self._to_pump, self._to_host):
            if queue and queue[-1][0] > last_ns:
                last_ns = queue[-1][0]
        return (last_ns - self._now_ns) / _NS

    def inject(self, data: bytes, to_pump: bool) -> None:
        """Put a stranger's bytes on the line, as they are and past every fault."""
        queue = self._to_pump if to_pump else self._to_host
        at_ns = max(self._now_ns, queue[-1][0] if queue else 0)
        for byte in data:
            at_ns += self._byte_ns
            queue.append((at_ns, byte))

    def truth(self) -> Truth:
        """The hidden state of the first pump."""
        return self.devices[0].truth()

    def power_off(self) -> None:
        """Cut the power of every pump; the byte under way is the last."""
        self._to_host.clear()
        for device in self.devices:
            device.power_off()

    def power_on(self, after_s: float = 0.0) -> None:
        """Give power back to every pump after a time."""
        for device in self.devices:
            device.power_on(after_s)

    def power_cycle(self, outage_s: float = 0.0) -> None:
        """Cut the power and give it back after the outage."""
        self.power_off()
        self.power_on(outage_s)

    def plug_in(self) -> None:
        """The adapter is back: what was under way is lost."""
        self.unplug_s = None
        self._to_pump.clear()
        self._to_host.clear()

    def _next_heard_ns(self) -> int:
        """When the pumps have something to hear, or the stranger talks."""
        next_ns = self._talker_ns if self._faults.second_talker_s > 0.0 else _NEVER_NS
        return min(next_ns, self._to_pump[0][0]) if self._to_pump else next_ns

    def _listen_to(self, at_ns: int) -> None:
        """Let time pass until something is heard, with the pumps no further than that needs."""
        self._now_ns = max(self._now_ns, at_ns)
        if self._faults.second_talker_s > 0.0 and self._now_ns >= self._talker_ns:
            self._run_to(self._now_ns)
            self._talk()
            return
        for index, device in enumerate(self.devices):
            device.listen_to(self._now_ns)
            if device.outbox:
                self._collect(index, device)

    def _run_to(self, at_ns: int) -> None:
        self._now_ns = max(self._now_ns, at_ns)
        for index, device in enumerate(self.devices):
            device.run_to(self._now_ns)
            if device.outbox:
                self._collect(index, device)

    def _delivered(self) -> bytes:
        """Take off the line what has arrived at the host, up to the vanishing of the adapter."""
        if not self._to_host and self._now_ns < self._vanish_ns:
            return b""
        until_ns = min(self._now_ns, self._vanish_ns)
        out, queue = bytearray(), self._to_host
        while queue and queue[0][0] <= until_ns:
            byte = queue.popleft()[1]
            if self.unplug_s is None:
                out.append(self._noise() if self.garbled else byte)
        if self._now_ns >= self._vanish_ns:
            self._vanish_ns, self.unplug_s = _NEVER_NS, self._faults.unplug_s
        return bytes(out)

    def _hear(self) -> None:
        """Let the pumps hear the bytes whose time has come."""
        queue = self._to_pump
        while queue and queue[0][0] <= self._now_ns:
            byte = queue.popleft()[1]
            for index, device in enumerate(self.devices):
                device.hear(byte)
                if device.outbox:
                    self._collect(index, device)

    def _passed_to_pump(self, byte: int) -> Sequence[int]:
        """What becomes of one byte on its way to the pump."""
        faults = self._faults
        if faults.flip_after >= 0:
            if faults.flip_after == 0:
                byte ^= faults.flip_mask
            faults.flip_after -= 1
        if faults.deaf or faults.echo == "wrong_jack":
            return ()
        byte = self._noise() if self.garbled else byte
        return self._worn(
            byte, faults.drop_to_pump, faults.corrupt_to_pump, faults.duplicate_to_pump
        )

    def _worn(self, byte: int, drop: float, corrupt: float, duplicate: float) -> Sequence[int]:
        """One byte after loss, bit flip and doubling, each with its probability."""
        if drop and self._random.random() < drop:
            return ()
        if corrupt and self._random.random() < corrupt:
            byte ^= 1 << self._random.randrange(8)
        doubled = duplicate and self._random.random() < duplicate
        return (byte, byte) if doubled else (byte,)

    def _collect(self, index: int, device: Device) -> None:
        """Take what a pump wants to send and put it on the line, or lose it."""
        messages, device.outbox = device.outbox, []
        faults = self._faults
        for message in messages:
            if message.unplug:
                self.unplug_s = faults.unplug_s
                continue
            if faults.mute or faults.echo == "wrong_jack" or faults.use("lose_replies"):
                continue
            data = message.data
            if faults.use("half_replies"):
                data = data[: len(data) // 2]
            late_ns = int(faults.delay_s * _NS) if faults.use("delay_replies") else 0
            for _ in range(2 if faults.use("duplicate_replies") else 1):
                self._send(index, message, data, late_ns)

    def _send(self, index: int, message: Message, data: bytes, late_ns: int) -> None:
        """Schedule the bytes of one message after those this pump is still sending."""
        faults = self._faults
        at_ns = message.at_ns + int(faults.turnaround_s * _NS) + late_ns
        at_ns = max(at_ns, self._to_host_free_ns[index])
        gap_ns = int(faults.gap_to_host_s * _NS)
        pause_ns = int(faults.split_s * _NS) if faults.use("split_replies") else 0
        vanishes = faults.use("unplug_in_reply")
        for number, sent in enumerate(data[: faults.split_at] if vanishes else data):
            if number == faults.split_at:
                at_ns += pause_ns
            for byte in self._worn(
                sent, faults.drop_to_host, faults.corrupt_to_host, faults.duplicate_to_host
            ):
                at_ns += self._byte_ns
                self._insert(at_ns, byte)
            at_ns += gap_ns
        self._to_host_free_ns[index] = at_ns
        if vanishes:
            self._vanish_ns = at_ns

    def _insert(self, at_ns: int, byte: int) -> None:
        """Add a byte to the host's side; where another is in its slot they collide."""
        if not self._to_host or self._to_host[-1][0] <= at_ns - self._byte_ns:
            self._to_host.append((at_ns, byte))
            return
        for place, (other_ns, other) in enumerate(self._to_host):
            if abs(other_ns - at_ns) < self._byte_ns // 2:
                self._to_host[place] = (other_ns, other & byte)
                return
        insort(self._to_host, (at_ns, byte))

    def _talk(self) -> None:
        """Let the stranger on the line say something."""
        self._talker_ns = self._now_ns + max(self._byte_ns, int(self._faults.second_talker_s * _NS))
        count = self._random.randrange(1, _NOISE_BYTES + 1)
        for place in range(1, count + 1):
            self._insert(self._now_ns + place * self._byte_ns, self._noise())

    def _noise(self) -> int:
        return self._random.randrange(256)

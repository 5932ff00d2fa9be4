"""The gateway's way to the ward: one message at a time, each until its acknowledgement comes.

A message that is not acknowledged in time is sent again with the same bytes, so the same MSH-10;
after a few times on a new connection. Events and alarms wait for as long as the ward cannot be
reached; of snapshots only the newest of each pump does, for a reporter does not tell old ones.
"""

import asyncio
from collections import Counter, deque
from dataclasses import dataclass

from simulators.ihe_pcd_er7 import Message, NotReadableError, read
from simulators.ihe_pcd_faults import Misbehaviour
from simulators.ihe_pcd_mllp import Connect, FrameError, Frames, Stream, frame

HUGE_BYTES = 10_000_000
TRIES = 3
"""Sendings of one message on one connection."""

ACCEPTED = ("CA", "AA")
_LEVELS = frozenset(("CA", "CE", "CR", "AA", "AE", "AR"))


class Channel:
    """One connection to the ward's listener."""

    def __init__(self, stream: Stream, patience_s: float) -> None:
        """Take over an open connection; every acknowledgement has this long to come."""
        self._stream = stream
        self._patience_s = patience_s
        self._frames = Frames()

    async def send(self, data: bytes) -> None:
        """Send bytes as they are; raises OSError when the connection is gone."""
        await self._stream.write(data)

    async def acknowledged(self, control_id: str) -> str:
        """Wait for the acknowledgement of a message: its MSA-1, or "" when none came in time.

        Raises OSError when the connection ends first. Anything else that comes is passed over.
        """
        try:
            async with asyncio.timeout(self._patience_s):
                while True:
                    data = await self._stream.read()
                    if not data:
                        raise ConnectionResetError("the ward hung up")
                    for message in self._frames.feed(data):
                        if level := _level(message, control_id):
                            return level
        except TimeoutError:
            return ""
        except FrameError as error:
            raise ConnectionAbortedError(str(error)) from error

    def close(self) -> None:
        """Hang up."""
        self._stream.close()


def _level(data: bytes, control_id: str) -> str:
    """MSA-1 of an acknowledgement of this message; "" when it is something else."""
    try:
        msa = read(data).first("MSA")
    except NotReadableError:
        return ""
    if msa is None or msa.part(2) != control_id or msa.part(1) not in _LEVELS:
        return ""
    return msa.part(1)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that waits; `newest_of` names the pump whose older snapshot it replaces."""

    control_id: str
    data: bytes
    newest_of: str = ""


class Outbox:
    """What waits for the ward.

    Attributes:
        heard: how often each MSA-1 came for a report or an answer.
        sendings: how often a message was put on a connection.
        paused: the gateway is down; nothing is sent.
    """

    def __init__(self, connect: Connect, faults: Misbehaviour, *, patience_s: float) -> None:
        """Nothing waits yet."""
        self.heard: Counter[str] = Counter()
        self.sendings = 0
        self.paused = False
        self._connect = connect
        self._faults = faults
        self._patience_s = patience_s
        self._waiting: deque[Letter] = deque()
        self._held: list[Letter] = []
        self._channel: Channel | None = None
        self._last_id = ""
        self._wake = asyncio.Event()

    @property
    def waiting(self) -> int:
        """Messages not acknowledged yet."""
        return len(self._waiting) + len(self._held)

    def put(self, message: Message, newest_of: str = "") -> None:
        """Post a report."""
        if self._last_id and self._faults.use("duplicate_control_ids"):
            message = _renumbered(message, self._last_id)
        self._last_id = message.control_id
        letter = Letter(message.control_id, message.data, newest_of)
        if newest_of:
            # The first may be under way already and stays.
            later = [other for other in list(self._waiting)[1:] if other.newest_of == newest_of]
            for other in later:
                self._waiting.remove(other)
        elif self._faults.hold_events > 0:
            self._held.append(letter)
            if len(self._held) >= self._faults.hold_events:
                self._faults.hold_events = 0
                self._waiting.extend(reversed(self._held))
                self._held.clear()
                self._wake.set()
            return
        self._waiting.append(letter)
        self._wake.set()

    def forget(self) -> None:
        """Lose everything that waits."""
        self._waiting.clear()
        self._held.clear()

    def hang_up(self) -> None:
        """Drop the connection to the ward; the next message opens another."""
        channel, self._channel = self._channel, None
        if channel is not None:
            channel.close()

    def look_again(self) -> None:
        """A fault has changed."""
        if self._faults.offline or self.paused:
            self.hang_up()
        self._wake.set()

    async def run(self) -> None:
        """Send what waits, for ever."""
        try:
            while True:
                while not self._waiting or self._faults.offline or self.paused:
                    self._wake.clear()
                    await self._wake.wait()
                letter = self._waiting[0]
                if await self._deliver(letter) and letter in self._waiting:
                    self._waiting.remove(letter)
        finally:
            self.hang_up()

    async def _deliver(self, letter: Letter) -> bool:
        """Try one message on one connection; true when the ward has answered for it."""
        try:
            channel = self._channel
            if channel is None:
                channel = self._channel = Channel(await self._connect(), self._patience_s)
            for _ in range(TRIES):
                level = await self._sent(channel, letter)
                if level:
                    self.heard[level] += 1
                    return True
                if self._faults.offline or self._channel is not channel:
                    return False
        except OSError:
            self.hang_up()
            await asyncio.sleep(min(1.0, self._patience_s))
            return False
        self.hang_up()
        return False

    async def _sent(self, channel: Channel, letter: Letter) -> str:
        """Put a message on the connection, whole or not; returns what came back for it."""
        self.sendings += 1
        data, faults = letter.data, self._faults
        if faults.use("half_frames"):
            await channel.send(frame(data)[: len(data) // 2])
            raise ConnectionAbortedError("half a frame sent")
        if faults.use("huge_frames"):
            data += b"NTE|1||" + b"x" * HUGE_BYTES + b"\r"
        if faults.use("not_utf8"):
            data = data[:-1] + b"\xff\xfe\xe9" + data[-1:]
        await channel.send(frame(data) * (2 if faults.use("send_twice") else 1))
        return await channel.acknowledged(letter.control_id)


async def send_alone(connect: Connect, message: Message, *, patience_s: float) -> str:
    """Send one message on a connection of its own, up to three times; returns MSA-1 or ""."""
    for attempt in range(TRIES):
        if attempt:
            await asyncio.sleep(min(1.0, patience_s))
        try:
            channel = Channel(await connect(), patience_s)
            try:
                await channel.send(frame(message.data))
                if level := await channel.acknowledged(message.control_id):
                    return level
            finally:
                channel.close()
        except OSError:
            continue
    return ""


def _renumbered(message: Message, control_id: str) -> Message:
    """The same message under another's MSH-10."""
    header = message.header
    fields = (*header.fields[:9], control_id, *header.fields[10:])
    return Message((type(header)(fields), *message.segments[1:]))

"""Runs lines in real time: moves bytes between each and its port, and serves its control port.

A line is the same object the virtual-time tests use; only here does a clock exist, and it is
the monotonic one.
"""

import os
import select
import signal
import socket
import time
from collections.abc import Sequence
from itertools import chain
from types import FrameType

from simulators.control import handle_line
from simulators.line import Line
from simulators.ports import LOOPBACK, Port

LONGEST_NAP_S = 0.25
SHORTEST_NAP_S = 0.002
"""An adapter hands on what came within its latency timer, at the least 1 ms, and a frame of the bus
(USB 2.0, full speed: 1 ms)."""
LONGEST_REQUEST = 65_536


class ControlServer:
    """Control clients on a loopback port, as many as like."""

    def __init__(self, port: int) -> None:
        """Listen; 0 chooses a free port."""
        self._listener = socket.create_server((LOOPBACK, port))
        self._listener.setblocking(False)
        self._clients: dict[int, tuple[socket.socket, bytearray]] = {}

    @property
    def number(self) -> int:
        """The port listened on."""
        return int(self._listener.getsockname()[1])

    def files(self) -> list[int]:
        """Descriptors to wait on for reading."""
        return [self._listener.fileno(), *self._clients]

    def serve(self, ready: set[int], line: Line) -> None:
        """Answer whoever has sent something."""
        if self._listener.fileno() in ready:
            client, _ = self._listener.accept()
            client.setblocking(False)  # nobody beside the pumps makes them wait
            self._clients[client.fileno()] = (client, bytearray())
        for number in [number for number in self._clients if number in ready]:
            client, buffer = self._clients[number]
            try:
                alive = self._answer(client, buffer, line)
            except OSError:
                alive = False
            if not alive:
                del self._clients[number]
                client.close()

    def close(self) -> None:
        """Hang up on everybody."""
        for client, _ in self._clients.values():
            client.close()
        self._listener.close()

    @staticmethod
    def _answer(client: socket.socket, buffer: bytearray, line: Line) -> bool:
        try:
            data = client.recv(4_096)
        except BlockingIOError:  # it has the number of a connection that was closed in this turn
            return True
        buffer += data
        while b"\n" in buffer:
            text, _, rest = bytes(buffer).partition(b"\n")
            buffer[:] = rest
            client.sendall(handle_line(line, text))
        return bool(data) and len(buffer) <= LONGEST_REQUEST


class Wired:
    """One line behind a port, with perhaps a control port beside it."""

    def __init__(self, line: Line, port: Port, control: ControlServer | None) -> None:
        """Bring the parts together; the line's time begins with the first turn."""
        self._line = line
        self._port = port
        self._control = control
        self._then_s: float | None = None
        self._back_at_s: float | None = None
        self.due_at_s = 0.0
        """When the line is to be turned, in seconds of the monotonic clock, if nothing is sent."""

    def files(self) -> list[int]:
        """Descriptors to wait on for reading."""
        control = self._control.files() if self._control is not None else []
        return [*self._port.files(), *control]

    def turn(self, ready: set[int]) -> None:
        """Bring the line up to now, then give it what was sent."""
        now_s = self._advance()
        if not ready.isdisjoint(self._port.files()):
            self._line.feed(self._port.read())
        if self._control is not None and not ready.isdisjoint(self._control.files()):
            self._control.serve(ready, self._line)
        self._plug()
        self._look_ahead(now_s)

    def close(self) -> None:
        """Leave nothing behind."""
        self._port.close()
        if self._control is not None:
            self._control.close()

    def _advance(self) -> float:
        """Let the line's time pass up to now, and return that."""
        now_s = time.monotonic()
        self._line.garbled = not self._port.matches_baud()
        data = self._line.advance(0.0 if self._then_s is None else now_s - self._then_s)
        self._then_s = now_s
        if data:
            self._port.write(data)
        return now_s

    def _look_ahead(self, now_s: float) -> None:
        """Foresee when something is due next."""
        due_s = self._line.due_s()
        nap_s = LONGEST_NAP_S if due_s is None else min(due_s, LONGEST_NAP_S)
        self.due_at_s = now_s + max(nap_s, SHORTEST_NAP_S)
        if self._back_at_s is not None:
            self.due_at_s = min(self.due_at_s, self._back_at_s)

    def _plug(self) -> None:
        """Carry out an unplugging the line asks for, and end it when its time is over."""
        if self._back_at_s is not None:
            if time.monotonic() >= self._back_at_s:
                self._back_at_s = None
                self._line.plug_in()
                self._port.come_back()
        elif self._line.unplug_s is not None:
            self._back_at_s = time.monotonic() + self._line.unplug_s
            self._port.vanish()


class Runner:
    """Lines that run in one process until told to stop."""

    def __init__(self, wired: Sequence[Wired]) -> None:
        """Take the lines; from here on a signal ends the run in good order."""
        self._wired = wired
        self._stopping = False
        self._wake, wake_write = os.pipe()
        os.set_blocking(wake_write, False)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)

    def run(self, parent: int | None) -> None:
        """Run until SIGTERM or SIGINT, or until the parent's pipe ends if one is given."""
        own = [self._wake] if parent is None else [self._wake, parent]
        try:
            for each in self._wired:
                each.turn(set())
            while not self._stopping:
                self._turn(own, parent)
        finally:
            signal.set_wakeup_fd(-1)
            for each in self._wired:
                each.close()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _turn(self, own: list[int], parent: int | None) -> None:
        """Wait for bytes or the next thing due, then bring the lines concerned up to now.

        The others have nothing to say before their own time: a byte is due somewhere every
        millisecond, and turning them all each time would cost more than everything else.
        """
        nap_s = max(0.0, min(each.due_at_s for each in self._wired) - time.monotonic())
        files = [each.files() for each in self._wired]
        ready = set(select.select([*chain(*files), *own], [], [], nap_s)[0])
        if parent is not None and parent in ready and not os.read(parent, 4_096):
            self._stopping = True
        now_s = time.monotonic()
        for each, its in zip(self._wired, files, strict=True):
            if each.due_at_s <= now_s or not ready.isdisjoint(its):
                each.turn(ready)

"""A network between page and ward where connections die in silence: they stay open, for nothing."""

import select
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Network(socketserver.ThreadingTCPServer):
    """Carries connections to the ward, in threads: the browser's calls block."""

    daemon_threads = True
    lost = False
    """While it is, every connection dies that carries anything, also a new one."""

    def __init__(self, to: int) -> None:
        super().__init__(("127.0.0.1", 0), _Carried)
        self.ward = ("127.0.0.1", to)
        self.carried: set[_Carried] = set()
        self.address = f"http://127.0.0.1:{self.server_address[1]}"

    def kill_all_open(self) -> None:
        """Let every connection there is die; a new one is well."""
        for each in list(self.carried):
            each.dead = True


class _Carried(socketserver.BaseRequestHandler):
    """One connection, until either end closes it."""

    server: Network
    dead = False

    def handle(self) -> None:
        client: socket.socket = self.request
        self.server.carried.add(self)
        with suppress(OSError), socket.create_connection(self.server.ward) as ward:
            other = {client: ward, ward: client}
            while True:
                for end in select.select(list(other), [], [])[0]:
                    data = end.recv(65_536)
                    self.dead = self.dead or self.server.lost
                    if not data and end is ward and self.dead:
                        del other[ward]  # the page does not hear that it is closed
                    elif not data:
                        return
                    elif not self.dead:
                        other[end].sendall(data)

    def finish(self) -> None:
        self.server.carried.discard(self)


@contextmanager
def network(to: int) -> Iterator[Network]:
    """Yield a network to a port of this machine."""
    with Network(to) as it:
        thread = threading.Thread(target=it.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield it
        finally:
            it.shutdown()
            thread.join()

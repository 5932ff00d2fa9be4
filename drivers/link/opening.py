"""Which kind of link a URL means."""

from urllib.parse import urlsplit

from drivers.link.fd import open_socket, open_tty
from drivers.link.link import Link
from drivers.link.rfc2217 import open_rfc2217
from drivers.port import PortUnavailable


async def open_link(url: str, *, baudrate: int) -> Link:
    """Open a device path, `socket://host:port` or `rfc2217://host:port` at `baudrate` bit/s.

    Raises `drivers.port.PortUnavailable`, also when another process holds the line.
    """
    scheme = urlsplit(url).scheme
    if scheme == "socket":
        return await open_socket(url, baudrate=baudrate)
    if scheme == "rfc2217":
        return await open_rfc2217(url, baudrate=baudrate)
    if scheme:
        raise PortUnavailable(f"{url}: a line is a device path, socket:// or rfc2217://")
    return await open_tty(url, baudrate=baudrate)

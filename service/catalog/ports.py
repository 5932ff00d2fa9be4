"""Where a ward's file may say that a pump is: on a line, behind a gateway, or simulated."""

from urllib.parse import parse_qs, urlsplit

from drivers.link.sockets import is_loopback
from service.catalog.pumps import PumpProfile
from service.catalog.wards import SIMULATOR

LINES = ("/dev/", "socket://", "rfc2217://")
PLAIN, SECURE = "mllp://", "mllps://"
GATEWAYS = (PLAIN, SECURE)


def is_gateway(port: str) -> bool:
    """Whether a pump with this port speaks through a gateway, and has no line of its own."""
    return port.startswith(GATEWAYS)


def refusal_of_port(port: str) -> str | None:
    """Return why there can be no pump at this port, or None. A family may ask more of it."""
    if is_gateway(port):
        return _refusal_of_gateway(port)
    if port == SIMULATOR or port.startswith(LINES):
        return None
    return f"must be {SIMULATOR} or begin with one of: {', '.join((*LINES, *GATEWAYS))}"


def refusal_of_reach(port: str, profile: PumpProfile) -> str | None:
    """Return why this kind of pump cannot be reached that way, or None."""
    behind = profile.reached_by == "gateway"
    if behind and port == SIMULATOR:
        return (
            f"{profile.profile} is simulated behind a gateway of its own: run"
            f" python -m simulators {profile.family}, and write the port as for a real one"
        )
    if behind != is_gateway(port):
        how = f"a gateway ({SECURE}...)" if behind else "a line of its own"
        return f"{profile.profile} is reached by {how}, not by this port"
    return None


def _refusal_of_gateway(port: str) -> str | None:
    try:
        parts = urlsplit(port)
        asked = parse_qs(parts.query)
        host, number = parts.hostname, parts.port
        ours = urlsplit(f"//{asked.get('listen', [''])[0]}").hostname
    except ValueError as error:
        return f"is no URL: {error}"
    if not host or not number or not ours:
        return "needs the gateway's host and port, and listen=HOST:PORT, our own"
    secured = "certificates" in asked
    if port.startswith(SECURE):
        return None if secured else "needs certificates=FOLDER: own.pem, own.key, authority.pem"
    if secured:
        return f"has certificates, which belong to {SECURE}"
    if not (is_loopback(host) and is_loopback(ours)):
        return f"without TLS only loopback is allowed, at both ends: use {SECURE}"
    return None

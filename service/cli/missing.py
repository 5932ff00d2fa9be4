"""What a ward that is served still lacks before anybody can sign in at a tablet."""

import ipaddress
from collections.abc import Iterator

from service.catalog.wards import Acting, WardConfig
from service.people.people import People

NO_TLS = (
    "No TLS: over this address no tablet enrols, nobody signs in, and the page cannot be installed"
    " (no wake lock, nothing without the link). Say --tls-cert and --tls-key, or put a proxy with"
    " TLS in front at this machine: docs/people.md. STOP works."
)


def missing(ward: WardConfig, people: People | None, *, tls: bool) -> Iterator[str]:
    """Yield a line for each thing that whoever starts the ward should know."""
    if not tls and not ipaddress.ip_address(ward.bind).is_loopback:
        yield NO_TLS
    if ward.acting is Acting.TRUSTED:
        yield "Nobody signs in (people: trusted): whoever taps is believed. For trying out alone."
    if people is not None and not people.roll.people:
        yield f"Nobody can sign in yet: chairside user add … --config {ward.id}"
    if people is not None and not people.roll.tablets:
        yield f"No tablet is enrolled yet: chairside enrol tablet-1 --config {ward.id}"

"""What a ward is made of, as its file says: chairs, pumps, people, rules."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from service.catalog.pumps import PumpProfile
from service.catalog.settings import SettingBlock
from service.core.booking.resources import BagTimes, LocalTimes, Promises, Resources
from service.core.monograph import Monograph
from service.core.protocol import Protocol
from service.core.rules import Rules
from service.core.session.state import Person
from service.core.sign_in import SignInRules
from service.core.times import Span

SIMULATOR = "simulator"
"""The port of a pump that `chairside demo` and `chairside simulate` bring along themselves."""


class Mode(Enum):
    """Whether anybody is at the other end of the line."""

    SIMULATION = "simulation"
    """Simulated pumps, or real ones on a bench. Every screen says so."""
    PATIENT = "patient"


class Acting(Enum):
    """How the ward knows who acts."""

    TRUSTED = "trusted"
    """Pages say who taps, out of the file's lists, and are believed. At this machine alone."""
    SIGNED_IN = "signed-in"
    """By badge and PIN, on an enrolled tablet. The file's lists mean nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpPlace:
    """One pump of the ward and how it is reached."""

    id: str
    profile: PumpProfile
    port: str
    """A device path, `socket://host:port`, `rfc2217://host:port`, the URL of a pump behind a
    gateway (`mllps://...`, as its family's page says), or `SIMULATOR`."""
    address: int
    """On a line that several pumps share; 0 where a pump is alone or behind a gateway."""
    baud: int
    """Speed of its line (bit/s); 0 behind a gateway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chair:
    """A bookable place and the pump that stands at it."""

    id: str
    pump: str
    """The `id` of a pump of this ward. No two chairs share one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tablet:
    """A registered tablet. Taps name it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Ward rules that the shell needs and the core does not."""

    poll: Span
    """Time between two readings of a pump; below a third of its watchdog."""
    writer_stall: Span
    """How long an append may take before nothing is raised any more."""
    telemetry_sample: Span
    """Time between two recorded readings of a running pump."""
    loop_stalled: Span
    """How long the event loop may be away before every pump is read afresh."""
    loop_ends: Span
    """How long it may be away before the process ends itself."""
    sign_in: SignInRules


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstBooking:
    """What every ward that books begins with."""

    times: LocalTimes
    bag: BagTimes
    promises: Promises


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """The first values, as far as they are whole by themselves."""

    rules: Rules
    timing: Timing
    people: tuple[Person, ...]
    tablets: tuple[Tablet, ...]
    booking: FirstBooking
    sources: tuple[tuple[str, str], ...]
    """Every block of rules with its source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whose word counts about which pumps may be controlled, and where it is written."""

    keys: tuple[str, ...] = ()
    """Public keys, as `chairside qualify --make-key` prints them."""
    files: tuple[Path, ...] = ()
    """Qualifications, relative to the ward's file. Read at start, and only where they count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolVersion:
    """Which text of a protocol is in use."""

    id: str
    drug: str
    version: str
    label: str
    status: str
    signed_by: str | None
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WardConfig:
    """One ward as its file and the first values describe it. Everything in it is checked."""

    id: str
    """Name of the file."""
    name: str
    zone: str
    """IANA time zone, for booking and display only."""
    mode: Mode
    bind: str
    """Address to listen on. Loopback unless `allow_lan`."""
    port: int
    allow_lan: bool
    acting: Acting
    store: Path
    """SQLite file of the ward, relative to the folder in which the service is started."""
    protocols: tuple[Protocol, ...]
    """Those whose bag is always the same."""
    by_order: tuple[Monograph, ...]
    """Those whose rates wait for the bag of an order."""
    pumps: tuple[PumpPlace, ...]
    chairs: tuple[Chair, ...]
    rules: Rules
    timing: Timing
    people: tuple[Person, ...]
    tablets: tuple[Tablet, ...]
    sources: tuple[tuple[str, str], ...]
    """Every block of rules with its source, the ward's own ones first."""
    trust: Trust = Trust()
    rescue_drugs: tuple[str, ...] = ()
    """Names of the drugs in the ward's reaction kit, offered as words: never with a dose."""
    booking: Resources | None = None
    """What can be booked; None: this ward books nothing here."""
    settings: tuple[SettingBlock, ...] = ()
    """What its files say of all this, value by value, for people to read."""
    protocol_files: tuple[ProtocolVersion, ...] = ()

    @property
    def infused(self) -> tuple[Protocol | Monograph, ...]:
        """Everything that may be infused here."""
        return (*self.protocols, *self.by_order)

    def pump_of(self, chair: str) -> PumpPlace:
        """Return the pump at a chair; `KeyError` for an unknown chair."""
        pumps = {pump.id: pump for pump in self.pumps}
        return pumps[{each.id: each.pump for each in self.chairs}[chair]]

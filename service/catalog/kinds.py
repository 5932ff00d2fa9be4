"""Reads a file of any kind: what it is shows in its top-level keys."""

from pathlib import Path

from service.catalog.document import read_document
from service.catalog.problems import ConfigError, Problem
from service.catalog.protocols import ProtocolFile, read_protocol
from service.catalog.pumps import PumpProfile, read_pump
from service.catalog.regimens import RegimenFile, read_regimen
from service.catalog.ward_files import load_defaults, load_ward
from service.catalog.wards import Defaults, WardConfig

Loaded = ProtocolFile | RegimenFile | PumpProfile | WardConfig | Defaults


def load_any(path: Path) -> Loaded:
    """Return what a file describes; `ConfigError` with all that is wrong with it."""
    keys = {key.value for key, _ in read_document(path).value}
    if "cycles" in keys:
        return read_regimen(path)
    if "profiles" in keys or "drug" in keys:
        return read_protocol(path)
    if "capabilities" in keys:
        return read_pump(path)
    if "ward" in keys:
        return load_ward(path)
    if "rules" in keys:
        return load_defaults(path)
    raise ConfigError(
        [Problem(path, 1, "describes neither a protocol, a regimen, a pump nor a ward")]
    )

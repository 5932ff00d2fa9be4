"""From `config/*.yaml` to core values: every number with its source, every doubt refused.

`ConfigError` carries all problems of a file with their lines. What is returned needs no checking.
"""

from service.catalog.kinds import Loaded, load_any
from service.catalog.problems import ConfigError, Problem
from service.catalog.protocols import ProtocolFile, load_protocol, read_protocol
from service.catalog.pumps import PumpProfile, load_pump, read_pump
from service.catalog.regimens import RegimenFile, read_regimen
from service.catalog.signatures import Status
from service.catalog.ward_files import load_defaults, load_ward
from service.catalog.wards import (
    SIMULATOR,
    Chair,
    Defaults,
    Mode,
    PumpPlace,
    Tablet,
    Timing,
    WardConfig,
)

__all__ = [
    "SIMULATOR",
    "Chair",
    "ConfigError",
    "Defaults",
    "Loaded",
    "Mode",
    "Problem",
    "ProtocolFile",
    "PumpPlace",
    "PumpProfile",
    "RegimenFile",
    "Status",
    "Tablet",
    "Timing",
    "WardConfig",
    "load_any",
    "load_defaults",
    "load_protocol",
    "load_pump",
    "load_ward",
    "read_protocol",
    "read_pump",
    "read_regimen",
]

"""A ward of three pumps in a folder of its own, to see what is said of it."""

from pathlib import Path

import pytest

import config
from service.catalog import ConfigError, WardConfig, load_ward
from tests.service.catalog.edits import shipped

PUMP = """\
family: new_era
profile: ne9000
model: NE-9000
capabilities:
  kind: control
  bench_only: true
  rate_min_ml_h: "1"
  rate_max_ml_h: "999"
  rate_increment_ml_h: "0.1"
  volume_increment_ml: "0.1"
  counter_max_ml: "999.9"
  watchdog_s: 30
  moves_limit_while_running: false
  answer_max_s: "0.5"
  report_every_s: "1"
  source: made up for these tests
"""
AUTOMATIC = (
    "  attestation:\n    mode: automatic\n    open_min: 5\n    max_age_min: 5\n"
    "    source: local, made up for these tests\n"
)
BENCH = shipped("wards", "bench")


def ward(folder: Path, text: str) -> WardConfig:
    """Load a ward of this text, every other file from the folder."""

    def find(kind: config.Kind, name: str) -> Path:
        return folder / kind / config.find(kind, name).name

    path = folder / "wards" / "bench.yaml"
    path.write_text(text, encoding="utf-8")
    return load_ward(path, find=find)


def refusals(folder: Path, text: str) -> list[tuple[str, str]]:
    """Return the line that is blamed, as it is written, and the reason."""
    with pytest.raises(ConfigError) as refused:
        ward(folder, text)
    lines = text.splitlines()
    return [(lines[problem.line - 1], problem.reason) for problem in refused.value.problems]

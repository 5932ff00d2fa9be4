"""What the tests of the files share."""

import shutil
from pathlib import Path

import pytest

import config
from tests.service.catalog.wards import PUMP


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the configuration in which everything may be changed."""
    copy = tmp_path / "config"
    shutil.copytree(config.find("wards", "default").parent.parent, copy)
    (copy / "pumps" / "ne9000.yaml").write_text(PUMP, encoding="utf-8")
    return copy

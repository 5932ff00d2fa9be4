"""Shipped files with one thing changed, to see that it is noticed where it stands."""

from pathlib import Path

import pytest

import config
from service.catalog import ConfigError, load_any


def shipped(kind: config.Kind, name: str) -> str:
    return config.find(kind, name).read_text(encoding="utf-8")


def edited(text: str, old: str, new: str) -> tuple[str, int]:
    """Return the text with the first `old` made `new`, and the line on which that begins."""
    assert old in text, f"nothing to change: {old!r}"
    return text.replace(old, new, 1), text[: text.index(old)].count("\n") + 1


def problems_of(folder: Path, name: str, text: str) -> list[tuple[int, str]]:
    """Return line and reason of everything that is wrong with a file of this text."""
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load_any(path)
    assert {problem.file for problem in refused.value.problems} == {path}
    return [(problem.line, problem.reason) for problem in refused.value.problems]

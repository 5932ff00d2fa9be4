"""No number without a source: every file of config/ is walked, whatever its reader asks for."""

import re
from collections.abc import Iterator

import pytest
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

import config
from service.catalog import ConfigError, read_protocol
from service.catalog.document import read_document
from tests.service.catalog.edits import problems_of, shipped

FILES = [
    *(("protocols", name) for name in config.names("protocols")),
    *(("regimens", name) for name in config.names("regimens")),
    *(("pumps", name) for name in config.names("pumps")),
    ("wards", "default"),
]
NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)
NAMES = frozenset({"version"})
"""Keys whose values look like numbers and are names."""


def unsourced(node: Node, *, sourced: bool = False) -> Iterator[tuple[int, str]]:
    """Yield line and text of every number that neither its block nor one around it explains."""
    if isinstance(node, MappingNode):
        here = {key.value: value for key, value in node.value}
        for key, value in here.items():
            if key not in NAMES:
                yield from unsourced(value, sourced=sourced or "source" in here)
    elif isinstance(node, SequenceNode):
        for child in node.value:
            yield from unsourced(child, sourced=sourced)
    elif isinstance(node, ScalarNode) and NUMBER.fullmatch(str(node.value)) and not sourced:
        yield node.start_mark.line + 1, str(node.value)


@pytest.mark.parametrize(("kind", "name"), FILES)
def test_no_number_is_without_a_source(kind: config.Kind, name: str) -> None:
    assert [] == [*unsourced(read_document(config.find(kind, name)))]


@pytest.mark.parametrize("name", config.names("protocols"))
def test_no_block_of_a_protocol_may_leave_out_its_source(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    text = shipped("protocols", name)
    lines = text.splitlines(keepends=True)
    blocks = [at for at, line in enumerate(lines) if re.match(r" +source: ", line)]

    assert len(blocks) == len(read_protocol(config.find("protocols", name)).sources)
    for at in blocks:
        # A folded text (`>-`) goes with its key.
        end = at + 1
        indent = len(lines[at]) - len(lines[at].lstrip())
        while lines[at].rstrip().endswith(">-") and lines[end].startswith(" " * (indent + 1)):
            end += 1
        without = "".join((*lines[:at], *lines[end:]))
        found = problems_of(tmp_path_factory.mktemp("one"), name, without)
        # A block whose only line is gone is no block any more.
        reasons = ("source is missing", "must be a block")
        assert any(reason in said for _, said in found for reason in reasons), lines[at]


def test_the_walk_finds_a_number_that_has_none(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("one") / "isatuximab.yaml"
    text = shipped("protocols", "isatuximab").replace(
        "  source: local, first value; no label gives a flush", "  sauce: none; no label"
    )
    path.write_text(text, encoding="utf-8")

    assert ["20"] == [number for _, number in unsourced(read_document(path))]
    with pytest.raises(ConfigError, match="flush: source is missing"):
        read_protocol(path)

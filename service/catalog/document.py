"""From a file to a tree of nodes that is plain enough to be read the same way by everybody.

YAML has more ways to write a thing than a safety document should use. Refused here, before any
meaning is given: tabs, duplicate keys, anchors and aliases, tags, merge keys, several documents.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from service.catalog.problems import ConfigError, Problem

FILE_BYTES_MAX = 200_000
"""A configuration is written by people; the largest shipped file is a twentieth of this."""

_KEY = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_OWN_TAGS = "tag:yaml.org,2002:"


def line_of(node: Node) -> int:
    """Return the line a node begins on, counted from 1."""
    return int(node.start_mark.line) + 1


def read_document(path: Path) -> MappingNode:
    """Return the root of the file; `ConfigError` with every offence against plainness.

    A file that cannot be read at all is a `ConfigError` on line 1.
    """
    text = _text(path)
    tabs = [n for n, line in enumerate(text.splitlines(), start=1) if "\t" in line]
    if tabs:
        raise ConfigError(Problem(path, n, "a tab; indent and separate with spaces") for n in tabs)
    root = _compose(path, text)
    if not isinstance(root, MappingNode):
        raise ConfigError([Problem(path, 1, "the file must be a list of `key: value` lines")])
    offences = [Problem(path, line_of(node), reason) for node, reason in _offences(root)]
    if offences:
        raise ConfigError(offences)
    return root


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        why = error.strerror or "cannot be read"
        raise ConfigError([Problem(path, 1, f"cannot be read: {why}")]) from error
    if len(raw) > FILE_BYTES_MAX:
        raise ConfigError([Problem(path, 1, f"larger than {FILE_BYTES_MAX} bytes")])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError([Problem(path, line, "not UTF-8 text")]) from error


@lru_cache(maxsize=64)  # texts: several times what a ward names
def _compose(path: Path, text: str) -> Node | None:
    """Return the nodes of a text; nobody changes them.

    A ward's first values are asked for by several readers, and composing is most of a reading.
    """
    try:
        # Nodes know their lines in every mode; the round-trip mode adds marks to folded texts.
        root: Node | None = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        line = 1 if mark is None else int(mark.line) + 1
        reason = f"not readable as YAML: {error.problem or error.context or 'unknown'}"
        raise ConfigError([Problem(path, line, reason)]) from error
    except YAMLError as error:
        first = str(error).strip().splitlines()[0]
        raise ConfigError([Problem(path, 1, f"not readable as YAML: {first}")]) from error
    except RecursionError as error:
        raise ConfigError([Problem(path, 1, "nested too deeply")]) from error
    return root


def _offences(node: Node) -> Iterator[tuple[Node, str]]:
    """Find what is not plain in a tree. Anchored nodes are not entered: they may be cyclic."""
    if node.anchor:
        yield node, f"an anchor (&{node.anchor}); write the value out where it is needed"
        return
    if not str(node.tag).startswith(_OWN_TAGS):
        yield node, f"a tag ({node.tag}); only plain values are read"
    if isinstance(node, SequenceNode):
        for child in node.value:
            yield from _offences(child)
    if isinstance(node, MappingNode):
        yield from _offences_of_keys(node)
        for _, child in node.value:
            yield from _offences(child)


def _offences_of_keys(node: MappingNode) -> Iterator[tuple[Node, str]]:
    seen: dict[str, int] = {}
    for key, _ in node.value:
        if not isinstance(key, ScalarNode) or key.anchor or not _KEY.fullmatch(key.value):
            yield key, "a key must be lower-case letters, digits and _, and begin with a letter"
        elif key.value in seen:
            yield key, f"{key.value} is given twice (first on line {seen[key.value]})"
        else:
            seen[key.value] = line_of(key)

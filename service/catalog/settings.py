"""What a ward's file and the first values say, value by value: for people to read, not to run by.

The same choice as `Chosen` and `Mixed` make: a block stands whole in the ward's own file, or whole
in the first values. Read from files that have been found sound.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from service.catalog.document import line_of, read_document

UNITS = {
    "_ml_h": "mL/h",
    "_per_min": "/min",
    "_mmhg": "mmHg",
    "_percent": "%",
    "_days": "days",
    "_min": "min",
    "_ms": "ms",
    "_ml": "mL",
    "_mg": "mg",
    "_kg": "kg",
    "_s": "s",
    "_h": "h",
    "_c": "°C",
}
"""How a key says the unit of its value, the longer endings first."""
LOCAL = "local"
"""How a source begins that names no document."""
SHOWN = ("rules", "booking")
"""The parts of a ward's file in which every block has a source and may be left to the defaults."""
_HEAD = "ward"
_HEAD_SHOWN = ("name", "zone", "mode", "speed", "people")
"""Of the head: what changes how the ward works. Ports and paths are the machine's affair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One value as a file has it."""

    name: str
    """Without its unit: `silent_after`, `systolic.low`."""
    value: str
    unit: str
    """Empty where there is none."""
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingBlock:
    """One block of values with its source."""

    name: str
    file: str
    """Name of the file it stands in."""
    line: int
    own: bool
    """In the ward's own file; else one of the first values."""
    source: str
    """Where the numbers come from; empty where the block does not say."""
    settings: tuple[Setting, ...]

    @property
    def local(self) -> bool:
        """Whether no document says it: the ward answers for the number itself."""
        return not self.source or self.source.startswith(LOCAL)


def read_settings(own: Path, first: Path) -> tuple[SettingBlock, ...]:
    """Return every block that is in force, the ward's head first, then by the first values' order.

    Raises `ConfigError` for a file that cannot be read as plain YAML.
    """
    mine, theirs = _fields(read_document(own)), _fields(read_document(first))
    found = [_head(own, mine[_HEAD])] if _HEAD in mine else []
    for part in SHOWN:
        if part == "booking" and part not in mine:
            continue  # a ward without this block books nothing
        chosen = _blocks(mine.get(part))
        others = _blocks(theirs.get(part))
        for name in dict.fromkeys((*others, *chosen)):
            file, (line, node) = (own, chosen[name]) if name in chosen else (first, others[name])
            found.append(_block(f"{part}.{name}", file, line, node, own=name in chosen))
    return tuple(found)


def _head(file: Path, at: tuple[int, Node]) -> SettingBlock:
    line, node = at
    shown = tuple(each for each in _settings(node) if each.name in _HEAD_SHOWN)
    return SettingBlock(
        name=_HEAD, file=file.name, line=line, own=True, source=LOCAL, settings=shown
    )


def _block(name: str, file: Path, line: int, node: Node, *, own: bool) -> SettingBlock:
    return SettingBlock(
        name=name,
        file=file.name,
        line=line,
        own=own,
        source="; ".join(dict.fromkeys(_sources(node))),
        settings=tuple(_settings(node, line=line)),
    )


def _sources(node: Node) -> Iterator[str]:
    """Yield what a block says of its numbers, or what the blocks of a list say of theirs."""
    if isinstance(node, SequenceNode):
        for each in node.value:
            yield from _sources(each)
    found = _fields(node).get("source", (0, None))[1]
    if isinstance(found, ScalarNode):
        yield str(found.value)


def _blocks(at: tuple[int, Node] | None) -> dict[str, tuple[int, Node]]:
    return {} if at is None else _fields(at[1])


def _fields(node: Node) -> dict[str, tuple[int, Node]]:
    """Return the fields of a mapping with the line of each key; none of any other node."""
    if not isinstance(node, MappingNode):
        return {}
    return {key.value: (line_of(key), value) for key, value in node.value}


def _settings(node: Node, name: str = "", unit: str = "", line: int = 0) -> Iterator[Setting]:
    """Yield the values below a node; what lies deeper has the unit of the key above it."""
    if isinstance(node, MappingNode):
        for key, (at, value) in _fields(node).items():
            if key != "source":
                stem, own = _unit(key)
                yield from _settings(value, f"{name}.{stem}".strip("."), own or unit, at)
    elif isinstance(node, SequenceNode):
        if all(isinstance(each, ScalarNode) for each in node.value):
            said = ", ".join(str(each.value) for each in node.value)
            yield Setting(name=name, value=said, unit=unit, line=line)
            return
        for count, each in enumerate(node.value, start=1):
            yield from _settings(each, f"{name}[{count}]", unit, line_of(each))
    elif isinstance(node, ScalarNode):
        yield Setting(name=name, value=str(node.value), unit=unit, line=line)


def _unit(key: str) -> tuple[str, str]:
    """Return a key without its unit, and the unit."""
    for ending, unit in UNITS.items():
        if key.endswith(ending):
            return key.removesuffix(ending), unit
    return key, ""

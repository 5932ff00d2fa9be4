"""One block of `key: value` lines, read field by field.

Every method returns a value of its type whatever the file says: a problem is noted, and a harmless
value stands in so that reading goes on and finds the next problem. Nothing built from a stand-in
ever leaves the catalog, because a reading with problems ends in `ConfigError`.
"""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from drivers.quantities import Rate, Volume
from service.catalog import scalars
from service.catalog.document import line_of
from service.catalog.problems import ConfigError, Problem
from service.core.times import Span, minutes, seconds

T = TypeVar("T")

_UNITS = (
    *("_ml_min", "_ml_h", "_ul_h", "_mg_h", "_mg_ml", "_ml", "_ul", "_mg", "_l"),
    *("_minutes", "_seconds", "_hours", "_min", "_sec", "_ms", "_s", "_h", "_percent", "_hz"),
)


@dataclass(slots=True)
class Reading:
    """What one file has shown so far."""

    file: Path
    problems: list[Problem] = field(default_factory=list)
    _sources: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """Every block with its source, in the order of the file."""
        return tuple((name, said) for _, name, said in sorted(self._sources))

    def note_source(self, line: int, name: str, said: str) -> None:
        """Remember where the numbers of a block come from."""
        self._sources.append((line, name, said))

    def finish(self) -> None:
        """Raise `ConfigError` if anything was wrong."""
        if self.problems:
            raise ConfigError(self.problems)


class Block:
    """A mapping of the file, with the name it has in messages."""

    def __init__(
        self, reading: Reading, node: MappingNode, name: str = "", line: int | None = None
    ) -> None:
        """Take over a mapping that `read_document` found to be plain."""
        self.reading = reading
        self.name = name
        self._first = line_of(node) if line is None else line
        self._fields = {key.value: (line_of(key), value) for key, value in node.value}
        self._sound: dict[str, bool] = {}
        self._optional: set[str] = set()

    # -- problems

    def refuse(self, key: str | None, reason: str) -> None:
        """Note a problem on the line of `key`, or on the first line of the block."""
        line = self._fields[key][0] if key in self._fields else self._first
        where = ".".join(part for part in (self.name, key) if part)
        said = f"{where}: {reason}" if where else reason
        self.reading.problems.append(Problem(self.reading.file, line, said))

    def sound(self, *keys: str) -> bool:
        """Whether the values under `keys` (default: all read so far) may be calculated with."""
        return all(self._sound.get(key, False) for key in keys or self._sound)

    def finish(self) -> None:
        """Note the keys that are missing and those that nobody asked for."""
        missing = [key for key in self._sound if key not in self._fields]
        for key in self._fields:
            if key in self._sound:
                continue
            same = [other for other in missing if _stem(other) == _stem(key)]
            if same:
                missing.remove(same[0])
                self.refuse(key, f"the name must carry the unit: {same[0]}")
                continue
            close = difflib.get_close_matches(key, {*self._sound, *self._optional}, n=1)
            self.refuse(key, "unknown key" + (f"; did you mean {close[0]}?" if close else ""))
        for key in missing:
            self.refuse(None, f"{key} is missing")

    # -- single values

    def has(self, key: str) -> bool:
        """Whether an optional key is given. Asking makes it known, not required."""
        self._optional.add(key)
        return key in self._fields

    def text(self, key: str) -> str:
        """Return a text."""
        return self._read(key, scalars.text, "")

    def source(self) -> str:
        """Return where the numbers of this block come from: a label, a paper, or `local, ...`."""
        said = self.text("source")
        self.reading.note_source(self._first, self.name, said)
        return said

    def flag(self, key: str) -> bool:
        """Return `true` or `false`."""
        return self._read(key, scalars.flag, False)

    def word(self, key: str, words: Mapping[str, T]) -> T:
        """Return the meaning of one of a few words."""
        return self._read(key, lambda node: scalars.word(node, words), next(iter(words.values())))

    def whole(self, key: str, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`."""
        return self._read(key, lambda node: _within(scalars.whole(node), low, high), low)

    def whole_or(self, key: str, word: str, low: int, high: int) -> int | None:
        """Return a whole number from `low` to `high`, or None where the file says `word`."""

        def read(node: Node) -> int | None:
            if scalars.scalar(node).value == word:
                return None
            return _within(scalars.whole(node), low, high)

        instead: int | None = low
        return self._read(key, read, instead)

    def milli(self, key: str) -> int:
        """Return quoted decimal text, such as "12.5", in thousandths of the key's unit."""
        return self._read(key, scalars.milli, 1)

    def milli_or(self, key: str, word: str) -> int | None:
        """Return thousandths as `milli` does, or None where the file says `word`."""

        def read(node: Node) -> int | None:
            return None if scalars.scalar(node).value == word else scalars.milli(node)

        instead: int | None = 1
        return self._read(key, read, instead)

    def rate(self, key: str) -> Rate:
        """Return a rate; the key ends in `_ml_h`, the value is quoted decimal text in mL/h."""
        return Rate(self._read(key, scalars.milli, 1))

    def volume(self, key: str) -> Volume:
        """Return a volume; the key ends in `_ml`, the value is quoted decimal text in mL."""
        return Volume(self._read(key, scalars.milli, 1))

    def tenths(self, key: str, low: int, high: int) -> int:
        """Return quoted decimal text such as "36.8" in tenths, from `low` to `high` tenths."""
        return self._read(key, lambda node: _within(scalars.tenths(node), low, high), low)

    def minutes(self, key: str, low: int = 1, high: int = 1440) -> Span:
        """Return a span; the key ends in `_min`."""
        return minutes(self.whole(key, low, high))

    def seconds(self, key: str, low: int = 1, high: int = 3600) -> Span:
        """Return a span; the key ends in `_s`."""
        return seconds(self.whole(key, low, high))

    def decimal_seconds_ms(self, key: str) -> int:
        """Return quoted decimal seconds, such as "0.5", in ms; above zero, at most an hour."""
        return self._read(key, lambda node: _within(scalars.milli(node), 1, 3_600_000), 1)

    def time_of_day(self, key: str) -> int:
        """Return a quoted time such as "07:30" in minutes after midnight."""
        return self._read(key, scalars.time_of_day, 0)

    def day(self, key: str) -> date:
        """Return a quoted date such as "2026-12-24"."""
        return self._read(key, scalars.day, date.min)

    # -- blocks and lists

    def block(self, key: str, read: "Callable[[Block], T]", instead: T) -> T:
        """Return what `read` makes of the block under `key`, or `instead` when there is none."""

        def child(node: Node) -> T:
            if not isinstance(node, MappingNode):
                raise scalars.Wrong("must be a block of `key: value` lines")
            return self._child(node, key, read, self._fields[key][0])

        return self._read(key, child, instead)

    def block_or(self, key: str, word: str, read: "Callable[[Block], T]") -> T | None:
        """Return what `read` makes of the block under `key`, or None where the file says `word`."""
        _, node = self._fields.get(key, (0, None))
        if isinstance(node, ScalarNode):
            return self.word(key, {word: None})
        return self.block(key, read, None)

    def blocks(self, key: str, read: "Callable[[Block], T]") -> tuple[T, ...]:
        """Return what `read` makes of each block of the list under `key`, at least one."""

        def children(node: Node) -> tuple[T, ...]:
            return tuple(
                self._child(child, f"{key}[{_id_of(child) or count}]", read)
                for count, child in enumerate(
                    _list(node, MappingNode, "blocks of `key: value` lines"), start=1
                )
            )

        return self._read(key, children, ())

    def blocks_or(self, key: str, word: str, read: "Callable[[Block], T]") -> tuple[T, ...]:
        """Return what `read` makes of each block of a list; nothing where the file says `word`."""
        _, node = self._fields.get(key, (0, None))
        if isinstance(node, ScalarNode):
            self.word(key, {word: None})
            return ()
        return self.blocks(key, read)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, at least one."""

        def texts(node: Node) -> tuple[str, ...]:
            return tuple(scalars.text(child) for child in _list(node, ScalarNode, "single values"))

        return self._read(key, texts, ())

    def wholes(self, key: str, allowed: range) -> tuple[int, ...]:
        """Return a list of whole numbers within a range, at least one."""

        def numbers(node: Node) -> tuple[int, ...]:
            return tuple(
                _within(scalars.whole(child), allowed[0], allowed[-1])
                for child in _list(node, ScalarNode, "single values")
            )

        return self._read(key, numbers, ())

    def words(self, key: str, words: Mapping[str, T]) -> tuple[T, ...]:
        """Return the meanings of a list of known words, at least one."""

        def meanings(node: Node) -> tuple[T, ...]:
            return tuple(
                scalars.word(child, words) for child in _list(node, ScalarNode, "single values")
            )

        return self._read(key, meanings, ())

    def _child(
        self, node: MappingNode, key: str, read: "Callable[[Block], T]", line: int | None = None
    ) -> T:
        child = Block(self.reading, node, f"{self.name}.{key}" if self.name else key, line)
        value = read(child)
        child.finish()
        return value

    def _read(self, key: str, read: Callable[[Node], T], instead: T) -> T:
        """Read one value and remember whether anything was wrong with it or within it."""
        self._sound[key] = False
        if key not in self._fields:
            return instead
        before = len(self.reading.problems)
        try:
            value = read(self._fields[key][1])
        except scalars.Wrong as error:
            self.refuse(key, str(error))
            return instead
        self._sound[key] = len(self.reading.problems) == before
        return value


NodeT = TypeVar("NodeT", MappingNode, ScalarNode)


def _list(node: Node, kind: type[NodeT], what: str) -> list[NodeT]:
    if not isinstance(node, SequenceNode) or not node.value:
        raise scalars.Wrong("must be a list with at least one entry")
    if not all(isinstance(child, kind) for child in node.value):
        raise scalars.Wrong(f"must be a list of {what}")
    return list(node.value)


def _id_of(node: MappingNode) -> str:
    """Return what a block of a list calls itself, for messages; empty where it does not say."""
    for key, value in node.value:
        if key.value == "id" and isinstance(value, ScalarNode):
            return str(value.value)[:40]
    return ""


def _within(number: int, low: int, high: int) -> int:
    if not low <= number <= high:
        raise scalars.Wrong(f"{number} is not within {low} to {high}")
    return number


def _stem(key: str) -> str:
    """Return the key without its unit."""
    for unit in _UNITS:
        if key.endswith(unit):
            return key.removesuffix(unit)
    return key

r"""HL7 v2 text ("ER7"): segments, fields, repetitions, components, subcomponents, escapes.

Own and small, because what arrives here decides what a pump is believed to do: it reads strictly
(`MSH|^~\&`, UTF-8, no control characters), within limits, in one pass, and raises `Er7Error` only.
A message that was read is kept as it came: `parse(body).encode() == body`, but for the end of the
last segment, which some leave out and MLLP makes superfluous.
"""

import re
from dataclasses import dataclass

MESSAGE_MAX = 1_048_576
"""Bytes. A report of a pump with every parameter of TF9 has under 10,000."""
SEGMENTS_MAX = 500
FIELDS_MAX = 250
"""The longest segment of HL7 v2.6 has under 60 fields."""
REPETITIONS_MAX = 200
COMPONENTS_MAX = 100
"""In one repetition; subcomponents in one component likewise. The largest type has 23."""

HEAD = "MSH|^~\\&"
_NAME = re.compile(r"[A-Z][A-Z0-9]{2}", re.ASCII)
_CONTROL = re.compile("[\x00-\x08\x0a-\x0c\x0e-\x1f\x7f]")
_ESCAPED = re.compile(r"\\([^\\]*)\\")
_TO_ESCAPE = re.compile(r"[|^&~\\\x00-\x1f\x7f]")
_HEX = re.compile(r"X((?:[0-9A-Fa-f]{2})+)", re.ASCII)
_SIGNS = {"F": "|", "S": "^", "T": "&", "R": "~", "E": "\\"}
_ESCAPES = {sign: f"\\{letter}\\" for letter, sign in _SIGNS.items()}


class Er7Error(ValueError):
    """A text that is not an HL7 v2 message as we take it; the message says what was wrong."""


def escape(text: str) -> str:
    """Return `text` so that it can stand inside a field."""
    return _TO_ESCAPE.sub(_escape_one, text)


def unescape(text: str) -> str:
    """Return what `text` means. An escape that we do not know stays as it came."""
    return _ESCAPED.sub(_unescape_one, text) if "\\" in text else text


def _escape_one(found: re.Match[str]) -> str:
    sign = found[0]
    return _ESCAPES.get(sign) or f"\\X{ord(sign):02X}\\"


def _unescape_one(found: re.Match[str]) -> str:
    inside = found[1]
    if sign := _SIGNS.get(inside):
        return sign
    if inside == ".br":
        return "\n"
    if hexadecimal := _HEX.fullmatch(inside):
        try:
            return bytes.fromhex(hexadecimal[1]).decode()
        except UnicodeDecodeError:
            return found[0]
    return found[0]


def components(*parts: str) -> str:
    """Return a field of components from plain texts; empty ones at the end are dropped."""
    return "^".join(map(escape, parts)).rstrip("^")


def _split(text: str, sign: str, limit: int) -> list[str]:
    if text.count(sign) >= limit:
        raise Er7Error(f"more than {limit} parts between {sign!r}")
    return text.split(sign)


@dataclass(frozen=True, slots=True)
class Segment:
    """One line. Fields are kept as they came; what they mean is read when it is asked for."""

    name: str
    fields: tuple[str, ...]
    """Field 1 first. In `MSH` field 1 is the separator itself."""

    def raw(self, number: int) -> str:
        """Return field `number`, counted from 1, as it came; empty when the line is shorter."""
        return self.fields[number - 1] if number <= len(self.fields) else ""

    def repetitions(self, number: int) -> list[list[str]]:
        """Return the components of each repetition, unescaped; subcomponents are left joined.

        Raises `Er7Error` beyond the limits.
        """
        raw = self.raw(number)
        if not raw:
            return []
        return [
            [unescape(part) for part in _split(repetition, "^", COMPONENTS_MAX)]
            for repetition in _split(raw, "~", REPETITIONS_MAX)
        ]

    def parts(self, number: int) -> list[str]:
        """Return the components of the first repetition of a field, unescaped."""
        raw = self.raw(number).partition("~")[0]
        return [unescape(part) for part in _split(raw, "^", COMPONENTS_MAX)] if raw else []

    def text(self, number: int, component: int = 1) -> str:
        """Return one component of the first repetition, unescaped; empty when it is not there."""
        parts = self.parts(number)
        return parts[component - 1] if component <= len(parts) else ""

    def subcomponents(self, number: int, component: int = 1) -> list[str]:
        """Return the subcomponents of one component of the first repetition, unescaped."""
        raw = self.raw(number).partition("~")[0]
        found = _split(raw, "^", COMPONENTS_MAX)
        if component > len(found) or not found[component - 1]:
            return []
        return [unescape(part) for part in _split(found[component - 1], "&", COMPONENTS_MAX)]

    def __str__(self) -> str:
        """Return the line as it is sent, without its end."""
        fields = self.fields[1:] if self.name == "MSH" else self.fields
        return "|".join((self.name, *fields))


def segment(name: str, *fields: str) -> Segment:
    """Build a segment of fields that are ready to send; empty ones at the end are dropped."""
    length = len(fields)
    while length and not fields[length - 1]:
        length -= 1
    return Segment(name, fields[:length])


@dataclass(frozen=True, slots=True)
class Message:
    """All segments in their order; the first one is `MSH`."""

    segments: tuple[Segment, ...]

    @property
    def msh(self) -> Segment:
        """The message header."""
        return self.segments[0]

    def first(self, name: str) -> Segment | None:
        """Return the first segment of that name."""
        return next((each for each in self.segments if each.name == name), None)

    def all(self, name: str) -> list[Segment]:
        """Return all segments of that name, in their order."""
        return [each for each in self.segments if each.name == name]

    def encode(self) -> bytes:
        """Return the bytes of the message, each segment ended by a carriage return."""
        return "".join(f"{each}\r" for each in self.segments).encode()


def parse(body: bytes) -> Message:
    """Read one message; `Er7Error` when it is not one, or is beyond a limit."""
    if len(body) > MESSAGE_MAX:
        raise Er7Error(f"more than {MESSAGE_MAX} bytes")
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise Er7Error(f"not UTF-8 at byte {error.start}") from None
    if not text.startswith(f"{HEAD}|"):
        raise Er7Error(f"does not begin with {HEAD}|")
    if sign := _CONTROL.search(text):
        raise Er7Error(f"control character {sign[0]!r} at character {sign.start()}")
    head, *rest = _split(text.removesuffix("\r"), "\r", SEGMENTS_MAX)
    message = Message((_segment(head), *map(_segment, rest)))
    if any(each.name == "MSH" for each in message.segments[1:]):
        raise Er7Error("two messages in one frame")
    return message


def _segment(line: str) -> Segment:
    name, *fields = _split(line, "|", FIELDS_MAX)
    if not _NAME.fullmatch(name):
        raise Er7Error(f"{name[:20]!r} is not the name of a segment")
    if name == "MSH":
        fields = ["|", *fields]
    return Segment(name, tuple(fields))

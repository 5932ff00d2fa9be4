r"""ER7, the pipe-and-hat text of HL7 v2: read into segments of raw fields and written back.

A message is kept as it came: fields are raw text, so reading and writing give the same bytes, and
a component is only taken apart when somebody asks for it. Fields are numbered as HL7 numbers them
(MSH-1 is the separator itself). Only the usual delimiters `|^~\&` are read; a peer that uses
others is told so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

MSH_START = "MSH|^~\\&"
MAX_BYTES = 1 << 20
MAX_SEGMENTS = 500
MAX_FIELDS = 512
END = "\r"

_ESCAPES = {"F": "|", "S": "^", "R": "~", "T": "&", "E": "\\"}
_SPECIAL = {sign: f"\\{letter}\\" for letter, sign in _ESCAPES.items()}


class NotReadableError(ValueError):
    """The bytes are no message that this gateway reads; says why."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One line: its name and its raw fields, `fields[0]` being the name."""

    fields: tuple[str, ...]

    @property
    def name(self) -> str:
        """The three letters the line begins with."""
        return self.fields[0]

    def raw(self, number: int) -> str:
        """Field as it stands; "" where the line ends before it."""
        if self.name == "MSH" and number == 1:
            return "|"
        place = number - 1 if self.name == "MSH" else number
        return self.fields[place] if place < len(self.fields) else ""

    def part(self, number: int, component: int = 1, repetition: int = 1) -> str:
        """One component, unescaped and without blanks at its ends."""
        again = self.raw(number).split("~")
        if repetition > len(again):
            return ""
        parts = again[repetition - 1].split("^")
        return unescaped(parts[component - 1]).strip() if component <= len(parts) else ""

    def parts(self, number: int) -> tuple[str, ...]:
        """Every component of the first repetition, unescaped."""
        first = self.raw(number).split("~")[0]
        return tuple(unescaped(part).strip() for part in first.split("^"))

    @property
    def text(self) -> str:
        """The line as it is sent."""
        return "|".join(self.fields)


@dataclass(frozen=True, slots=True)
class Message:
    """A message: its segments in order, the first of them MSH."""

    segments: tuple[Segment, ...]

    @property
    def header(self) -> Segment:
        """MSH."""
        return self.segments[0]

    @property
    def kind(self) -> str:
        """Message code and trigger, as in `RGV^O15`."""
        return "^".join(self.header.part(9, number) for number in (1, 2))

    @property
    def control_id(self) -> str:
        """MSH-10."""
        return self.header.part(10)

    def all(self, name: str) -> Iterator[Segment]:
        """Every segment of a name."""
        return (segment for segment in self.segments if segment.name == name)

    def first(self, name: str) -> Segment | None:
        """The first segment of a name."""
        return next(self.all(name), None)

    @property
    def data(self) -> bytes:
        """The message as bytes, every segment ended."""
        return "".join(segment.text + END for segment in self.segments).encode()


def read(data: bytes) -> Message:
    """Read one message; raises NotReadableError with the reason."""
    if len(data) > MAX_BYTES:
        raise NotReadableError(f"longer than {MAX_BYTES} bytes")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise NotReadableError("not UTF-8") from error
    if not text.startswith(MSH_START) or text[len(MSH_START) : len(MSH_START) + 1] != "|":
        raise NotReadableError(f"does not begin with {MSH_START}|")
    lines = text.removesuffix(END).split(END)
    if len(lines) > MAX_SEGMENTS:
        raise NotReadableError(f"more than {MAX_SEGMENTS} segments")
    return Message(tuple(_segment(line) for line in lines))


def _segment(line: str) -> Segment:
    if line.count("|") > MAX_FIELDS:
        raise NotReadableError(f"more than {MAX_FIELDS} fields in a segment")
    fields = tuple(line.split("|"))
    name = fields[0]
    if len(name) != len("MSH") or not (name.isascii() and name.isalnum() and name.isupper()):
        raise NotReadableError(f"no segment name: {name[:8]!r}")
    return Segment(fields)


def segment(name: str, values: Mapping[int, str]) -> Segment:
    """Make a segment from raw fields by number: `segment("MSA", {1: "CA", 2: "M1"})`.

    What is left out is empty, and the line ends with the last field that is not.
    """
    last = max((number for number, value in values.items() if value), default=0)
    return Segment((name, *(values.get(number, "") for number in range(1, last + 1))))


def header(fields: Sequence[str]) -> Segment:
    """Make MSH from its raw fields, MSH-3 first."""
    filled = list(fields)
    while filled and not filled[-1]:
        filled.pop()
    return Segment(("MSH", MSH_START[4:], *filled))


def escaped(text: str) -> str:
    """Free text with the delimiters written as escapes."""
    return "".join(_SPECIAL.get(sign, sign) for sign in text)


def unescaped(raw: str) -> str:
    """The text that escapes stand for; an escape we do not know stays as it came."""
    if "\\" not in raw:
        return raw
    pieces = raw.split("\\")
    out = [pieces[0]]
    place = 1
    while place < len(pieces):
        inside, closed = pieces[place], place + 1 < len(pieces)
        plain = _ESCAPES.get(inside)
        if closed and plain is None:
            plain = _from_hex(inside)
        if closed and plain is not None:
            out += [plain, pieces[place + 1]]
            place += 2
        else:
            out += ["\\", inside]
            place += 1
    return "".join(out)


def _from_hex(inside: str) -> str | None:
    if not inside.startswith("X") or not inside[1:]:
        return None
    try:
        return bytes.fromhex(inside[1:]).decode()
    except ValueError:
        return None


def moment(text: str) -> datetime | None:
    """Read a time stamp to the second with its zone; None where it is neither.

    `-0000` (UTC, the local zone is not known) counts as UTC.
    """
    place = max(text.find("+"), text.find("-"))
    digits, sign, zone = text[:place].partition(".")[0], text[place : place + 1], text[place + 1 :]
    if place < 0 or len(digits) != len("YYYYMMDDHHMMSS") or len(zone) != len("0000"):
        return None
    if not (digits.isascii() and digits.isdecimal() and zone.isascii() and zone.isdecimal()):
        return None
    away = timedelta(hours=int(zone[:2]), minutes=int(zone[2:]))
    try:
        zoned = timezone(-away if sign == "-" else away)
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=zoned)
    except ValueError:
        return None

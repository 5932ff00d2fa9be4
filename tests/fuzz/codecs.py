"""What must hold of every codec, whatever bytes come: one function for each, which asserts it.

It takes bytes and returns nothing; anything it raises is a find. A codec may raise its own error
and no other; what it holds back for later has a limit; nothing that came is lost or invented; and
it makes no difference in which pieces the bytes came. That it does not hang is for whoever calls to
see.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime

from drivers.alaris import frames as alaris_frames
from drivers.alaris.reading import parse_state
from drivers.bbraun_bcc import frames as bcc_frames
from drivers.bbraun_bcc.overhear import BccListener
from drivers.bbraun_bcc.records import RECORDS_MAX, parse_records
from drivers.ihe_pcd.er7 import Er7Error, Message, parse
from drivers.ihe_pcd.hearing import Hearing
from drivers.ihe_pcd.messages import Letterhead
from drivers.ihe_pcd.place import read_place
from drivers.link.mllp import FrameCutter, MllpError, frame
from drivers.new_era import figures
from drivers.new_era import frames as new_era_frames
from drivers.quantities import QuantityError

NEW_ERA_HELD_MAX = 45
"""Bytes of the longest packet that is accepted."""
ALARIS_HELD_MAX = 207
"""Bytes of the longest message that is accepted."""
BCC_HELD_MAX = bcc_frames.FRAME_MAX - 1
"""Bytes of the longest frame that is accepted, but for its last one."""
MLLP_LIMIT = 64
"""Bytes of a message here; small, so that the limit itself is met often."""
NOW = datetime(2026, 1, 2, 8, 0, tzinfo=UTC)
ENDS = read_place(
    "mllp://127.0.0.1:3000/A0001?pump=080019FFFE3E0001&gateway=PUMPGW.080019FFFE3ED02D"
    "&own=WARDSVC.080019FFFE3ED02E&listen=127.0.0.1:3001"
).ends


def pieces(data: bytes) -> Iterator[bytes]:
    """Cut `data` at places that only its own bytes decide, so that a find can be repeated."""
    at = 0
    while at < len(data):
        size = 1 + data[at] % 7
        yield data[at : at + size]
        at += size


def new_era(data: bytes) -> None:
    """Packets of a New Era pump, what they say, and the numbers in that."""
    whole, cut = new_era_frames.PacketCutter(), new_era_frames.PacketCutter()
    found = whole.feed(data)
    again = list[new_era_frames.Packet]()
    for piece in pieces(data):
        again += cut.feed(piece)
        assert len(cut._held) <= NEW_ERA_HELD_MAX, "more is held than one packet can have"
    assert len(whole._held) <= NEW_ERA_HELD_MAX, "more is held than one packet can have"
    assert found == again, "it matters in which pieces they came"
    told = sum(len(packet.raw) for packet in found)
    assert len(data) == told + whole.garbage + len(whole._held), "bytes were lost or invented"
    for packet in found:
        assert packet == new_era_frames.parse_packet(packet.raw)
        with suppress(new_era_frames.ParsingError):
            said = new_era_frames.parse_reply(packet)
            if isinstance(said, new_era_frames.Reply):
                _new_era_figures(said.data)
    whole.reset()
    assert not whole._held


def _new_era_figures(text: str) -> None:
    for read in (
        figures.rate_from_text,
        figures.volume_from_text,
        figures.dispensed_from_text,
        figures.from_text,
    ):
        with suppress(QuantityError):
            read(text)


def alaris(data: bytes) -> None:
    """Messages of an Alaris pump, and the state that one of them may be."""
    whole, cut = alaris_frames.MessageCutter(), alaris_frames.MessageCutter()
    found = whole.feed(data)
    again = list[alaris_frames.Message]()
    for piece in pieces(data):
        again += cut.feed(piece)
        assert len(cut._held) <= ALARIS_HELD_MAX, "more is held than one message can have"
    assert len(whole._held) <= ALARIS_HELD_MAX, "more is held than one message can have"
    assert found == again, "it matters in which pieces they came"
    told = sum(len(message.raw) for message in found)
    assert len(data) == told + whole.garbage + len(whole._held), "bytes were lost or invented"
    for message in found:
        assert message == alaris_frames.parse_message(message.raw)
        with suppress(alaris_frames.ParsingError, QuantityError):
            parse_state(message)
    whole.reset()
    assert not whole._held


def bbraun_bcc(data: bytes) -> None:
    """Frames of a BCC station, the records in them, and what is overheard of its pumps."""
    whole, cut = bcc_frames.FrameCutter(), bcc_frames.FrameCutter()
    found, again = whole.feed(data), list[bcc_frames.Frame]()
    for piece in pieces(data):
        again += cut.feed(piece)
        assert len(cut._held) <= BCC_HELD_MAX, "more is held than one frame can have"
    assert found == again, "it matters in which pieces they came"
    told = sum(len(each.raw) for each in found)
    passed_over = len(data) - told - whole.garbage - len(whole._held)
    assert 0 <= passed_over <= data.count(bcc_frames.ACK), "bytes were lost or invented"
    for each in found:
        assert each.refuses or each == bcc_frames.parse_frame(each.raw)
        with suppress(bcc_frames.ParsingError):
            assert len(parse_records(each)) <= RECORDS_MAX
    for reading in BccListener().heard(data):
        assert reading.rate.ul_per_h >= 0
    whole.reset()
    assert not whole._held


def er7(data: bytes) -> None:
    """HL7 v2 text, read to its full depth, and written again."""
    try:
        message = parse(data)
    except Er7Error:
        return
    assert data.removesuffix(b"\r") + b"\r" == message.encode(), "not kept as it came"
    assert message == parse(message.encode())
    with suppress(Er7Error):
        to_full_depth(message)


def to_full_depth(message: Message) -> int:
    """Read every subcomponent of a message; return how many there are. Or `Er7Error`."""
    count = 0
    for segment in message.segments:
        for number in range(1, len(segment.fields) + 1):
            for repetition in segment.repetitions(number):
                count += len(repetition)
            if "&" in segment.raw(number):  # elsewhere a component is its only subcomponent
                for component in range(1, len(segment.parts(number)) + 1):
                    count += len(segment.subcomponents(number, component))
    return count


def hearing(data: bytes) -> None:
    """What is made of a message that a gateway sends: an acknowledgement, or silence."""
    heard = Hearing(ENDS, Letterhead(ENDS, lambda: NOW))
    reply = heard.take(data, None)
    if reply.acknowledgement:
        assert "ACK" == parse(reply.acknowledgement).msh.text(9)


def mllp(data: bytes) -> None:
    """Frames of MLLP."""
    found = _cut((data,), len(data))
    assert found == _cut(pieces(data), 7), "it matters in which pieces they came"
    for body in found or ():
        if b"\x1c" not in body:  # half an end sign inside a message is taken, but never sent
            assert [body] == FrameCutter().feed(frame(body))


def _cut(parts: Iterator[bytes] | tuple[bytes, ...], longest: int) -> list[bytes] | None:
    """Return the messages in `parts`, or None once one was too long."""
    cutter, found, fed = FrameCutter(MLLP_LIMIT), list[bytes](), 0
    for part in parts:
        fed += len(part)
        try:
            found += cutter.feed(part)
        except MllpError:
            return None
        assert len(cutter._held) <= MLLP_LIMIT + longest, "more is held than one message"
    assert all(len(body) <= MLLP_LIMIT for body in found), "a message beyond the limit"
    told = sum(len(body) + 3 for body in found)
    assert fed == told + cutter.garbage + len(cutter._held) + cutter.half, "bytes were lost"
    return found


CODECS: dict[str, Callable[[bytes], None]] = {
    "new_era": new_era,
    "alaris": alaris,
    "bbraun_bcc": bbraun_bcc,
    "er7": er7,
    "hearing": hearing,
    "mllp": mllp,
}
"""By the name that `make fuzz` takes. A family with a codec of its own adds it here."""

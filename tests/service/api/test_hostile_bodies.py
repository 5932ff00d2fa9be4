"""Bodies that are made to hurt: whatever a body is, the loop goes on, and STOP with it."""

import json
import time

import pytest

from service.api.bodies_in import BODY_MAX
from service.api.strict_json import NotStrictJson, read_json

CPU_MAX_S = 2.0
"""Processor time, which a busy machine does not stretch. Each takes some milliseconds."""


def _filled(start: bytes, part: bytes, end: bytes = b"") -> bytes:
    return start + part * ((BODY_MAX - len(start) - len(end)) // len(part)) + end


LONGEST = {
    "a text that never ends": _filled(b'"', b'\\"'),
    "a text of nothing but signs that are written as two": _filled(b'"', b"\\\\", b'"'),
    "texts that never begin": _filled(b"", b"\\"),
    "quotes": _filled(b"", b'"'),
    "opened": _filled(b"", b"["),
    "closed": _filled(b"", b"]"),
    "opened and closed": _filled(b"[", b"[],", b"[]]"),
    "one long number": _filled(b"", b"9"),
    "one long fraction": _filled(b"0.", b"0", b"1"),
    "one long exponent": _filled(b"1e", b"9"),
    "many fields": b"{" + b",".join(b'"%d":0' % n for n in range(BODY_MAX // 10)) + b"}",
    "one long name": _filled(b'{"', b"n", b'":1}'),
    "spaces": _filled(b"", b" "),
    "zeros": _filled(b"", b"\x00"),
    "halves of pairs": _filled(b'"', b"\\ud800", b'"'),
    "bytes that are no text": _filled(b"", b"\xff"),
}


@pytest.mark.shows("INV-06")
@pytest.mark.parametrize("name", LONGEST)
def test_no_body_holds_up_the_loop(name: str) -> None:
    """A body of the greatest length is read in the loop that every STOP goes through."""
    body = LONGEST[name]
    assert len(body) <= BODY_MAX

    began = time.process_time()
    try:
        read_json(body)
    except NotStrictJson as refusal:
        json.dumps([refusal.field, refusal.reason])

    assert CPU_MAX_S > time.process_time() - began

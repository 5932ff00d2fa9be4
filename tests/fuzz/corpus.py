"""The bytes that a search starts from, made of the golden frames, and what searches have found."""

import json
from pathlib import Path
from typing import Any

from drivers.alaris.frames import Message
from drivers.link.mllp import frame

GOLDEN = Path(__file__).parent.parent / "golden"

FOUND: dict[str, dict[str, bytes]] = {
    "mllp": {
        "as long as allowed, and the end came in two pieces": b"\x0b" + b"A" * 64 + b"\x1c\r",
    },
}
"""What a search has found once, by codec, each with what was wrong. It stays here for good."""


def seeds(codec: str) -> list[bytes]:
    """Return the golden frames of a codec: each alone, and all in a row."""
    alone = _golden(codec)
    return [*alone, b"".join(alone)]


def _golden(codec: str) -> list[bytes]:
    if codec == "new_era":
        return [bytes.fromhex(each["hex"]) for each in _json("new_era")["frames"]]
    if codec == "alaris":
        return [Message(each["text"]).raw for each in _json("alaris")["captured"]]
    if codec == "bbraun_bcc":
        kinds = ("recorded", "worked", "requests")
        told = [each for kind in kinds for each in _json("bbraun_bcc")[kind]]
        return [bytes.fromhex(each["hex"]) for each in told]
    bodies = [path.read_bytes() for path in sorted((GOLDEN / "hl7").glob("*.hl7"))]
    if codec == "mllp":  # short ones too, since the search is held to a small limit
        return [frame(body) for body in (*bodies, b"MSH", b"", b"A" * 63)]
    return bodies


def _json(name: str) -> Any:
    return json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))

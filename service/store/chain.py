"""The hash chain: every row carries the hash of itself and, through it, of all rows before.

A chain shows that a row was changed, exchanged or taken out of the middle. It cannot show that the
newest rows are gone; that is what the head file is for (anchor.py). It is no signature: who can
write the file and knows this page can write another chain, but not one with the same head.
"""

import hashlib
from dataclasses import dataclass

from service.store import canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A place in the chain."""

    seq: int
    hash: str
    """SHA-256 as 64 hexadecimal digits."""


GENESIS = Link(seq=0, hash=hashlib.sha256(b"chairside journal 1").hexdigest())
"""Before the first row."""


def link(
    before: Link,
    *,
    stream: str,
    version: int,
    kind: str,
    schema: int,
    at_ms: int,
    wall_ms: int,
    payload: str,
) -> Link:
    """Return the link of the row that follows `before`."""
    text = canonical.dumps(
        {
            "prev_hash": before.hash,
            "seq": before.seq + 1,
            "stream": stream,
            "version": version,
            "kind": kind,
            "schema": schema,
            "at_ms": at_ms,
            "wall_ms": wall_ms,
            "payload": payload,
        }
    )
    return Link(seq=before.seq + 1, hash=hashlib.sha256(text.encode("ascii")).hexdigest())

"""The head file `<store>.head`: how far the journal had come, kept outside the database.

It is written in place after each commit, so it may be behind the journal by one commit (a crash in
between), never ahead: a head that the journal does not contain means that rows are missing. It is
not synced with each commit, because an old head is harmless; its place on the disk never changes,
and its size is far below a sector, so that a power cut leaves the old or the new one.
"""

import os
from hashlib import sha256
from pathlib import Path

from service.store import canonical
from service.store.chain import GENESIS, Link
from service.store.errors import StoreError
from service.store.place import FILE_MODE, sync_folder

SIZE = 256
"""Bytes of the file, always; padded with spaces, closed by a newline."""


class AnchorDamaged(StoreError):
    """The head file is there and says nothing that can be trusted."""


class Anchor:
    """Writes the head file. Made by `Store.open`; called on the writer's thread only."""

    def __init__(self, store: Path) -> None:
        self.path = anchor_path(store)
        new = not self.path.exists()
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, FILE_MODE)
        if new:
            # A file whose size is not yet on the disk would be found empty after a power cut.
            self.write(GENESIS)
            os.fsync(self._descriptor)
            sync_folder(self.path.parent)

    def write(self, head: Link) -> None:
        """Say that the journal has come as far as `head`; `OSError` if that cannot be written."""
        written = os.pwrite(self._descriptor, _text(head), 0)
        if written != SIZE:
            raise OSError(f"{self.path}: {written} of {SIZE} bytes written")

    def close(self) -> None:
        """Make the last head durable and close; safe to repeat."""
        if self._descriptor >= 0:
            try:
                os.fsync(self._descriptor)
            finally:
                os.close(self._descriptor)
                self._descriptor = -1


def anchor_path(store: Path) -> Path:
    """Return the name of the head file that belongs to `store`."""
    return store.with_name(store.name + ".head")


def read_anchor(store: Path) -> Link | None:
    """Return what the head file says; None without one; `AnchorDamaged` if it is unreadable."""
    try:
        content = anchor_path(store).read_bytes()
    except FileNotFoundError:
        return None
    try:
        said = canonical.loads(content.decode("ascii"))
    except ValueError as fault:
        raise AnchorDamaged(f"the head file is not readable: {fault}") from fault
    if isinstance(said, dict):
        seq, digest = said.get("seq"), said.get("hash")
        if type(seq) is int and isinstance(digest, str):
            head = Link(seq=seq, hash=digest)
            if content == _text(head):
                return head
    raise AnchorDamaged("the head file does not agree with its own checksum")


def _text(head: Link) -> bytes:
    said = canonical.dumps({"hash": head.hash, "seq": head.seq})
    check = sha256(said.encode("ascii")).hexdigest()[:16]
    text = canonical.dumps({"check": check, "hash": head.hash, "seq": head.seq})
    return text.ljust(SIZE - 1).encode("ascii") + b"\n"

"""The head file of the acts, `<file>.head`: how far they had come, kept outside of the database.

The same as that of the ward's journal (`service.store.anchor`), with one difference: two programs
write acts, the service and the command line. So each moves the head along the chain only: one that
the acts do not contain, or that cannot be read, is left as it is, for `chairside verify-journal` to
find. A head that is behind is harmless.
"""

import logging
from pathlib import Path

from sqlalchemy import Connection

from service.people.acts import holds, newest
from service.store.anchor import Anchor, AnchorDamaged, anchor_path, read_anchor
from service.store.chain import Link

_log = logging.getLogger(__name__)


def make_head(path: Path, head: Link) -> None:
    """Make the head file of a file that has none yet."""
    anchor = Anchor(path)
    try:
        anchor.write(head)
    finally:
        anchor.close()


class ActsHead:
    """Moves the head of one file. Used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # A file that is missing is not made anew: that would hide what it has seen.
        self._anchor = Anchor(path) if anchor_path(path).exists() else None

    def next(self, connection: Connection) -> Link | None:
        """Return what the head will be once this transaction is on the disk; None: as it is."""
        try:
            said = read_anchor(self._path)
        except (AnchorDamaged, OSError):
            return None
        head = newest(connection)
        if said is None or head.seq <= said.seq or not holds(connection, said):
            return None
        return head

    def write(self, head: Link | None) -> None:
        """Say that the acts have come so far. What cannot be written stays behind."""
        if head is None or self._anchor is None:
            return
        try:
            self._anchor.write(head)
        except OSError as fault:
            _log.warning("the head file of the acts could not be written: %s", fault)

    def close(self) -> None:
        """Make the last head durable and close; safe to repeat."""
        if self._anchor is not None:
            self._anchor.close()

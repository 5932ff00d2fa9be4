"""One process per store, by a lock that the kernel lets go when the process dies.

The lock is taken on a file of its own, `<store>.lock`: SQLite locks ranges of the database itself.
The file stays behind, which means nothing; only the lock counts.
"""

import fcntl
import os
from pathlib import Path
from typing import Self

from service.store.errors import StoreInUse
from service.store.place import FILE_MODE


class StoreLock:
    """Holds the store for this process.

    Raises:
        StoreInUse: Another process (or another store in this one) holds it.
    """

    def __init__(self, store: Path) -> None:
        self._store = store
        self._descriptor = os.open(lock_path(store), os.O_RDWR | os.O_CREAT, FILE_MODE)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _pid(os.pread(self._descriptor, 32, 0))
            os.close(self._descriptor)
            raise StoreInUse(store, holder) from None
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let go; safe to repeat."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def lock_path(store: Path) -> Path:
    """Return the name of the lock file that belongs to `store`."""
    return store.with_name(store.name + ".lock")


def _pid(content: bytes) -> int | None:
    return int(content) if content.strip().isdigit() else None

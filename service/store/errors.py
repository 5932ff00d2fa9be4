"""What can go wrong with the record.

    StoreError
    ├── StoreInUse        another process has this store open
    ├── StoreUnfit        the file, its place or its settings cannot be trusted with a record
    ├── SchemaTooNew      written by a newer version of this program
    ├── JournalDamaged    the record does not agree with itself: reading only
    ├── CodecError
    │   ├── NotStorable   an event class has a field that has no exact stored form
    │   ├── NotEncodable  a value does not have the type its event declares
    │   └── Undecodable   a stored row does not fit the event it names
    └── WriteRefused
        ├── Conflict      the batch is not the next one of its stream: a bug above
        ├── QueueFull     the disk has not taken anything for too long
        ├── StoreClosed   the writer has been closed
        └── NotAllWritten closing gave up on a disk that does not answer

Trouble of the disk itself is not here: a batch that cannot be written *yet* stays queued, and the
writer's status says so.
"""

from pathlib import Path


class StoreError(Exception):
    """Anything the store refuses or reports."""


class StoreInUse(StoreError):
    """Another process holds the store; only one may."""

    def __init__(self, path: Path, pid: int | None) -> None:
        self.path, self.pid = path, pid
        who = "a process that did not leave its number" if pid is None else f"process {pid}"
        super().__init__(f"{path} is in use by {who}")


class StoreUnfit(StoreError):
    """The file, the place it lies in, or a setting of the database is not what a record needs."""


class SchemaTooNew(StoreError):
    """The file was written by a newer version; running would mean not understanding it."""

    def __init__(self, found: str, newest: str) -> None:
        self.found, self.newest = found, newest
        super().__init__(
            f"the record has schema {found}, this version knows none newer than {newest}: "
            "install the newer version again"
        )


class JournalDamaged(StoreError):
    """The record was damaged or altered. Nothing is written to it until a person has decided."""


class CodecError(StoreError):
    """An event and its stored form do not fit."""

    def __init__(self, kind: str, field: str, reason: str) -> None:
        self.kind, self.field, self.reason = kind, field, reason
        super().__init__(f"{kind}{'.' + field if field else ''}: {reason}")


class NotStorable(CodecError):
    """A declared type has no exact stored form (a float, a class that is not a dataclass…)."""


class NotEncodable(CodecError):
    """A value is not of its declared type."""


class Undecodable(CodecError):
    """A stored row is of an unknown kind or schema, or its fields are not those of its kind."""


class WriteRefused(StoreError):
    """A batch was not taken, or was given up; it was not acknowledged."""


class Conflict(WriteRefused):
    """The batch does not continue its stream."""

    def __init__(self, stream: str, expected: int, got: int) -> None:
        self.stream, self.expected, self.got = stream, expected, got
        super().__init__(f"stream {stream}: version {expected} comes next, not {got}")


class QueueFull(WriteRefused):
    """As many events as may wait are waiting."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"{limit} events already wait for the disk")


class StoreClosed(WriteRefused):
    """The writer no longer takes anything."""


class NotAllWritten(WriteRefused):
    """The writer was closed while the disk did not answer."""

    def __init__(self, events: int) -> None:
        self.events = events
        super().__init__(f"closed with {events} events not known to be written")

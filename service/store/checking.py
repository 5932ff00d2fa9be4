"""Following the chain row by row: fed by the verifier of a file, and by a running ward."""

from dataclasses import dataclass, field

from service.store.chain import GENESIS, Link, link
from service.store.findings import Damage, Finding, Verification

FINDINGS_MAX = 20
"""After so many findings the rest says nothing new."""

COLUMNS = "seq, stream, version, kind, schema, at_ms, wall_ms, payload, prev_hash, hash"
"""What `ChainCheck.feed` takes, in this order, rows by ascending seq."""


@dataclass(slots=True)
class ChainCheck:
    """Reads rows in order and remembers what does not fit.

    After a damaged row it goes on from what that row says of itself, so that one flipped byte is
    one finding and not one for every row behind it.
    """

    anchor: Link | None
    """What the head file says; None: it was lost, which is a finding of its own."""
    rows: int = 0
    head: Link = GENESIS
    findings: list[Finding] = field(default_factory=list)
    _versions: dict[object, int] = field(default_factory=dict)
    _anchor_seen: bool = False

    def __post_init__(self) -> None:
        self._meet_anchor()

    def feed(self, row: tuple[object, ...]) -> None:
        """Check one row, given as `COLUMNS`. Types are checked too: SQLite stores any."""
        self.rows += 1
        seq, stream, version, kind, schema, at_ms, wall_ms, payload, prev_hash, digest = row
        self._check_version(stream, version, seq)
        if not (
            isinstance(seq, int)
            and isinstance(stream, str)
            and isinstance(version, int)
            and isinstance(kind, str)
            and isinstance(schema, int)
            and isinstance(at_ms, int)
            and isinstance(wall_ms, int)
            and isinstance(payload, str)
        ):
            self._find(Damage.ALTERED, f"row {seq} holds a value of a wrong type", seq)
            at = seq if isinstance(seq, int) else self.head.seq + 1
            self.head = Link(seq=at, hash=str(digest))
            return
        self._check_place(seq, prev_hash)
        before = Link(seq=seq - 1, hash=str(prev_hash))
        expected = link(
            before,
            stream=stream,
            version=version,
            kind=kind,
            schema=schema,
            at_ms=at_ms,
            wall_ms=wall_ms,
            payload=payload,
        )
        if expected.hash != digest:
            self._find(Damage.ALTERED, f"row {seq} ({kind} of {stream}) was altered", seq)
        self.head = Link(seq=seq, hash=str(digest))
        self._meet_anchor()

    def result(self) -> Verification:
        """Return what was found, once every row has been fed."""
        if self.anchor is not None and not self._anchor_seen and self.anchor.seq > self.head.seq:
            missing = self.anchor.seq - self.head.seq
            text = f"the newest {missing} rows are gone: the head file has seen {self.anchor.seq}"
            self._find(Damage.ROWS_MISSING, text, self.head.seq)
        return Verification(rows=self.rows, head=self.head, findings=tuple(self.findings))

    def _check_place(self, seq: int, prev_hash: object) -> None:
        if seq != self.head.seq + 1:
            text = f"rows {self.head.seq + 1} to {seq - 1} are gone"
            self._find(Damage.ROWS_MISSING, text, seq)
        elif prev_hash != self.head.hash:
            text = f"row {seq} does not follow row {seq - 1}: one of them was exchanged"
            self._find(Damage.ALTERED, text, seq)

    def _check_version(self, stream: object, version: object, seq: object) -> None:
        expected = self._versions.get(stream, 0) + 1
        if version != expected:
            text = f"{stream} goes on with version {version} where {expected} is next"
            self._find(Damage.VERSION_GAP, text, seq)
        self._versions[stream] = version if isinstance(version, int) else expected

    def _meet_anchor(self) -> None:
        if self.anchor is None or self.head.seq != self.anchor.seq:
            return
        self._anchor_seen = True
        if self.head != self.anchor:
            text = f"row {self.head.seq} is not the one the head file has seen"
            self._find(Damage.ALTERED, text, self.head.seq)

    def _find(self, damage: Damage, text: str, seq: object) -> None:
        if len(self.findings) < FINDINGS_MAX:
            at = seq if isinstance(seq, int) else None
            self.findings.append(Finding(damage=damage, text=text, seq=at))

"""The journal with its guards, telemetry, taps and meta."""

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None

# A removed or replaced row shows in the hash chain; these keep a mistake from getting that far.
# INSERT OR REPLACE fires the DELETE trigger only while recursive_triggers is on.
_GUARDS = {
    "sqlite": (
        "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
        "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    ),
}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    if dialect not in _GUARDS:
        raise ValueError(f"no guards of the journal are written for {dialect}")
    _journal()
    _others()
    for guard in _GUARDS[dialect]:
        op.execute(guard)
    op.execute("INSERT INTO meta (key, value) VALUES ('commits', 0)")


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stream", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(200), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("wall_ms", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.String(), nullable=False),
        sa.Column("prev_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("stream", "version", name="journal_stream_version"),
    )


def _others() -> None:
    op.create_table(
        "telemetry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session", sa.String(200), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("rate_ul_h", sa.Integer(), nullable=True),
        sa.Column("infused_ul", sa.Integer(), nullable=True),
        sa.Column("delivery", sa.String(50), nullable=False),
        sa.Column("served_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("telemetry_session_at", "telemetry", ["session", "at_ms"])
    op.create_table(
        "tap",
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("body_hash", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("response", sa.String(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_tap_at_ms", "tap", ["at_ms"])
    op.create_table(
        "meta",
        sa.Column("key", sa.String(50), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )

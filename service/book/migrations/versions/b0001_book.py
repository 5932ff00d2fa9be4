"""The book: visits, what they take, and the guards that refuse a double booking."""

import sqlalchemy as sa
from alembic import op

from service.book.migrations.guards import GUARDS

revision = "b0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    if dialect not in GUARDS:
        raise ValueError(f"no guards of the book are written for {dialect}")
    _visits()
    _pools()
    _beside()
    _journal()
    for guard in GUARDS[dialect]:
        op.execute(guard)


def _visits() -> None:
    op.create_table(
        "visit",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("patient", sa.String(80), nullable=False),
        sa.Column("what", sa.String(80), nullable=False),
        sa.Column("infusion_no", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("seat_slot", sa.Integer(), nullable=False),
        sa.Column("wait_slots", sa.Integer(), nullable=False),
        sa.Column("bag_slot", sa.Integer(), nullable=True),
        sa.Column("zone", sa.String(80), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("held_until_ms", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(80), nullable=True),
        sa.Column("expected_slot", sa.Integer(), nullable=True),
        sa.Column("seated_slot", sa.Integer(), nullable=True),
        sa.Column("left_slot", sa.Integer(), nullable=True),
        sa.Column("series", sa.String(64), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _SHAPE),
        sa.Column("compound", sa.Integer(), nullable=True),
        sa.Column("transport", sa.Integer(), nullable=True),
        sa.Column("stable", sa.Integer(), nullable=True),
        sa.Column("to_order", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("visit_seat", "visit", ["seat_slot"])


_SHAPE = (
    "arrive",
    "wait_min",
    "wait_max",
    "hang",
    "infuse",
    "flush",
    "observe",
    "disconnect",
    "clean",
    "ratio",
    "overrun",
)


def _pools() -> None:
    op.create_table(
        "pool_slot",
        sa.Column("pool", sa.String(20), nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pool", "slot"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "visit_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit", sa.String(64), nullable=False),
        sa.Column("pool", sa.String(20), nullable=False),
        sa.Column("from_slot", sa.Integer(), nullable=False),
        sa.Column("to_slot", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_slot < to_slot", name="visit_use_from_to"),
        sa.CheckConstraint("amount > 0", name="visit_use_amount"),
        sa.ForeignKeyConstraint(["visit"], ["visit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("visit_use_visit", "visit_use", ["visit"])
    op.create_table(
        "binding",
        sa.Column("visit", sa.String(64), nullable=False),
        sa.Column("chair", sa.String(80), nullable=False),
        sa.Column("from_slot", sa.Integer(), nullable=False),
        sa.Column("to_slot", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_slot < to_slot", name="binding_from_to"),
        sa.ForeignKeyConstraint(["visit"], ["visit.id"]),
        sa.PrimaryKeyConstraint("visit"),
    )
    op.create_index("binding_chair", "binding", ["chair", "from_slot"])


def _beside() -> None:
    op.create_table(
        "cut",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("pool", sa.String(20), nullable=False),
        sa.Column("from_slot", sa.Integer(), nullable=False),
        sa.Column("to_slot", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "waiting",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("patient", sa.String(80), nullable=False),
        sa.Column("what", sa.String(80), nullable=False),
        sa.Column("infusion_no", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("shape", sa.String(), nullable=False),
        sa.Column("first_day", sa.String(10), nullable=False),
        sa.Column("last_day", sa.String(10), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("offered_slot", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "series",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("patient", sa.String(80), nullable=False),
        sa.Column("what", sa.String(80), nullable=False),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _journal() -> None:
    op.create_table(
        "change",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("tablet", sa.String(80), nullable=False),
        sa.Column("tap", sa.String(64), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("about", sa.String(64), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("change_about", "change", ["about"])
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

"""People, tablets, enrolments, sign-ins, and the guarded journal of what was done with them."""

import sqlalchemy as sa
from alembic import op

revision = "p0001"
down_revision = None
branch_labels = None
depends_on = None

_GUARDS = {
    "sqlite": (
        "CREATE TRIGGER act_no_update BEFORE UPDATE ON act "
        "BEGIN SELECT RAISE(ABORT, 'people: acts are append-only'); END",
        "CREATE TRIGGER act_no_delete BEFORE DELETE ON act "
        "BEGIN SELECT RAISE(ABORT, 'people: acts are append-only'); END",
        # A sign-in that has ended stays ended, whatever any program thinks.
        "CREATE TRIGGER sign_in_ended BEFORE UPDATE ON sign_in WHEN OLD.ended_at_ms IS NOT NULL "
        "BEGIN SELECT RAISE(ABORT, 'people: the sign-in has ended'); END",
        "CREATE TRIGGER enrolment_once BEFORE UPDATE ON enrolment WHEN OLD.used_at_ms IS NOT NULL "
        "BEGIN SELECT RAISE(ABORT, 'people: the code has been used'); END",
    ),
}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    if dialect not in _GUARDS:
        raise ValueError(f"no guards of the people's file are written for {dialect}")
    _people()
    _sign_ins()
    _acts()
    for guard in _GUARDS[dialect]:
        op.execute(guard)


def _tries() -> tuple[sa.Column[int], ...]:
    return (
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("first_wrong_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("locked_until_ms", sa.BigInteger(), nullable=True),
    )


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("roles", sa.String(120), nullable=False),
        sa.Column("badge_hash", sa.String(64), nullable=False),
        sa.Column("pin_hash", sa.String(200), nullable=False),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("disabled_at_ms", sa.BigInteger(), nullable=True),
        *_tries(),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("badge_hash"),
    )
    op.create_table(
        "tablet",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("enrolled_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at_ms", sa.BigInteger(), nullable=True),
        *_tries(),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("secret_hash"),
    )


def _sign_ins() -> None:
    op.create_table(
        "enrolment",
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("tablet", sa.String(40), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("code_hash"),
    )
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person", sa.String(40), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("tablet", sa.String(40), sa.ForeignKey("tablet.id"), nullable=False),
        sa.Column("began_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("ended", sa.String(20), nullable=True),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("sign_in_tablet", "sign_in", ["tablet"])


def _acts() -> None:
    op.create_table(
        "act",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(80), nullable=False),
        sa.Column("tablet", sa.String(80), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("about", sa.String(300), nullable=False),
        sa.Column("tap", sa.String(64), nullable=True),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("act_at", "act", ["at_ms"])

"""Which chair is broken, where a cut is of one."""

import sqlalchemy as sa
from alembic import op

revision = "b0003"
down_revision = "b0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cut", sa.Column("chair", sa.String(80), nullable=True))

"""Who made the code by which a tablet was enrolled."""

import sqlalchemy as sa
from alembic import op

revision = "p0002"
down_revision = "p0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("enrolment", sa.Column("offered_by", sa.String(80), nullable=True))
    op.add_column("tablet", sa.Column("enrolled_by", sa.String(80), nullable=True))

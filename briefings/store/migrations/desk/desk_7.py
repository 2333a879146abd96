"""Who made a digest, and whether somebody was told why it is paused.

A picture of the tables at that time: it does not change when `schema.py` does; the next revision does.
"""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column

revision = "desk_7"
down_revision = "desk_6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("schedule", Column("made_by", BigInteger))
    op.add_column("schedule", Column("told", Boolean))
    op.create_index("ix_schedule_told", "schedule", ["told"])

"""Where a part goes is frozen with it, and somebody is told what became of it.

A picture of the tables at that time: it does not change when `schema.py` does; the next revision does.
"""

from alembic import op
from sqlalchemy import Boolean, Column, Text

revision = "desk_5"
down_revision = "desk_4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("part", Column("place", Text))
    op.add_column("part", Column("told", Boolean))
    op.create_index("ix_part_told", "part", ["told"])

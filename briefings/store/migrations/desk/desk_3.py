"""Digests by other rules than daily, for some of the news, in forums, and paused until a day.

A picture of the tables at that time: it does not change when `schema.py` does; the next revision does.
"""

from alembic import op
from sqlalchemy import Column, DateTime, String, Text

revision = "desk_3"
down_revision = "desk_2"
branch_labels = None
depends_on = None

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def upgrade() -> None:
    with op.batch_alter_table("schedule", naming_convention=_NAMES) as table:  # SQLite makes it anew
        table.alter_column("destination", existing_type=String(128), type_=Text(), existing_nullable=False)
        table.add_column(Column("paused_until", DateTime(timezone=True)))
        table.add_column(Column("chosen", Text))
        table.create_index("ix_schedule_paused_until", ["paused_until"])

"""What is due is found by its zone too: schedules of one rule are opened together.

A picture of the tables at that time: it does not change when `schema.py` does; the next revision does.
"""

from alembic import op

revision = "desk_6"
down_revision = "desk_5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_schedule_next_due", "schedule")
    op.create_index("ix_schedule_next_due_zone", "schedule", ["next_due", "zone"])

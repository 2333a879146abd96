"""What is due is found by its rule: schedules that are due alike are opened at once. Who changed one stands with it.

A picture of the tables at that time: it does not change when `schema.py` does; the next revision does.
"""

import hashlib
import json

from alembic import op
from sqlalchemy import BigInteger, Column, DateTime, String, text

revision = "desk_8"
down_revision = "desk_7"
branch_labels = None
depends_on = None

_NAMES = {"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"}


def upgrade() -> None:
    op.drop_index("ix_schedule_next_due_zone", "schedule")
    op.add_column("schedule", Column("rule", String(32)))
    connection = op.get_bind()
    rows = connection.execute(text("SELECT id, at, days, zone, chosen FROM schedule")).all()
    if rows:
        values = [{"id": row.id, "rule": _rule(row.at, row.days, row.zone, row.chosen)} for row in rows]
        connection.execute(text("UPDATE schedule SET rule = :rule WHERE id = :id"), values)
    op.add_column("schedule", Column("changed_how", String(16)))
    op.add_column("schedule", Column("changed_by", BigInteger))
    op.add_column("schedule", Column("changed_at", DateTime(timezone=True)))
    with op.batch_alter_table("schedule", naming_convention=_NAMES) as table:  # SQLite makes it anew
        table.alter_column("rule", existing_type=String(32), nullable=False)
    op.create_index(
        "ix_schedule_next_due_rule",
        "schedule",
        ["next_due", "rule"],
        sqlite_where=text("paused = 0 AND removed = 0"),
        postgresql_where=text("NOT paused AND NOT removed"),
    )


def _rule(at: str, days: str, zone: str, chosen: str | None) -> str:
    """A digest of the first release chose nothing."""
    of = json.loads(chosen or "{}")
    words = at, days, zone, str(of.get("every_hours", 24)), of.get("cron", ""), *of.get("quiet", ())
    return hashlib.blake2b("\n".join(words).encode(), digest_size=16).hexdigest()

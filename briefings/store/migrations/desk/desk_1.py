"""What people decided, as of the first release: settings, schedules, and the outbox.

A picture of the tables at that time: it does not change when `schema.py` does; the next revision does.
"""

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

revision = "desk_1"
down_revision = None
branch_labels = None
depends_on = None

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

tables = MetaData(naming_convention=_NAMES)

Table("note", tables, Column("name", String(64), primary_key=True), Column("value", Text, nullable=False))

Table(
    "server",
    tables,
    Column("server", String(128), primary_key=True),
    Column("zone", String(64)),
    Column("alert_channel", BigInteger),
    Column("curator_role", BigInteger),
    Column("public", Boolean, nullable=False),
)

Table(
    "schedule",
    tables,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("collection", String(128), nullable=False),
    Column("destination", String(128), nullable=False),
    Column("name", Text, nullable=False),
    Column("at", String(16), nullable=False),
    Column("days", String(16), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("template", Text, nullable=False),
    Column("created", DateTime(timezone=True), nullable=False),
    Column("next_due", DateTime(timezone=True), nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("paused_why", Text),
    Column("removed", Boolean, nullable=False),
    Index(None, "next_due"),
    Index(None, "collection"),
)

Table(
    "edition",
    tables,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("schedule", BigInteger, ForeignKey("schedule.id"), nullable=False),
    Column("local_date", Date, nullable=False),
    Column("slot", String(16), nullable=False),
    Column("due", DateTime(timezone=True), nullable=False),
    Column("state", String(16), nullable=False),
    Column("until", DateTime(timezone=True)),
    Column("why", Text),
    Column("changed", DateTime(timezone=True), nullable=False),
    UniqueConstraint("schedule", "local_date", "slot"),
    Index(None, "state", "due"),
)

Table(
    "part",
    tables,
    Column("edition", BigInteger, ForeignKey("edition.id"), primary_key=True, autoincrement=False),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("payload", Text, nullable=False),
    Column("nonce", String(25), nullable=False),
    Column("marker", String(100), nullable=False),
    Column("state", String(16), nullable=False),
    Column("first_try", DateTime(timezone=True)),
    Column("last_try", DateTime(timezone=True)),
    Column("tries", Integer, nullable=False),
    Column("looked", Integer, nullable=False),
    Column("message", String(64)),
    Column("why", Text),
    Index(None, "state"),
)

Table(
    "told",
    tables,
    Column("schedule", BigInteger, ForeignKey("schedule.id"), primary_key=True, autoincrement=False),
    Column("article", String(64), primary_key=True),
    Column("edition", BigInteger, ForeignKey("edition.id"), nullable=False),
    Index(None, "edition"),
)

Table(
    "request",
    tables,
    Column("key", String(128), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("payload", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)


def upgrade() -> None:
    tables.create_all(op.get_bind(), checkfirst=False)

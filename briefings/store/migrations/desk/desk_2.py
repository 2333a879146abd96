"""What people say is wrong, which lines are hidden, and who was taken for whom by decision.

A picture of the tables at that time: it does not change when `schema.py` does; the next revision does.
"""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, Integer, MetaData, String, Table, Text

revision = "desk_2"
down_revision = "desk_1"
branch_labels = None
depends_on = None

_NAMES = {"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"}

tables = MetaData(naming_convention=_NAMES)

Table(
    "report",
    tables,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("collection", String(128), nullable=False),
    Column("article", String(64), nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("words", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("state", String(16), nullable=False),
    Column("told", Boolean, nullable=False),
    Index(None, "collection", "state"),
)

Table(
    "hidden",
    tables,
    Column("view", String(128), primary_key=True),
    Column("article", String(64), primary_key=True),
    Column("first", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, primary_key=True, autoincrement=False),
    Column("by", BigInteger),
    Column("at", DateTime(timezone=True), nullable=False),
)

Table(
    "decision",
    tables,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("view", String(128), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("people", Text, nullable=False),
    Column("by", BigInteger),
    Column("at", DateTime(timezone=True), nullable=False),
    Index(None, "view"),
)


def upgrade() -> None:
    tables.create_all(op.get_bind(), checkfirst=False)

"""The sentences that a digest showed, so that none comes twice.

A picture of the tables at that time: it does not change when `schema.py` does; the next revision does.
"""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, String, Table

revision = "desk_4"
down_revision = "desk_3"
branch_labels = None
depends_on = None

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

tables = MetaData(naming_convention=_NAMES)

Table("edition", tables, Column("id", BigInteger, primary_key=True, autoincrement=False))

Table(
    "line",
    tables,
    Column("edition", BigInteger, ForeignKey("edition.id"), primary_key=True, autoincrement=False),
    Column("article", String(64), primary_key=True),
    Column("first", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, primary_key=True, autoincrement=False),
)


def upgrade() -> None:
    tables.tables["line"].create(op.get_bind(), checkfirst=False)

"""What was read, as of the first release: articles, people, what they said and did, and how to find it.

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
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

revision = "news_1"
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

Table("meta", tables, Column("name", String(64), primary_key=True), Column("value", BigInteger, nullable=False))

Table(
    "outcome",
    tables,
    Column("key", String(128), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("detail", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

Table("heartbeat", tables, Column("name", String(32), primary_key=True), Column("at", DateTime(timezone=True)))

Table(
    "collection",
    tables,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(128), nullable=False, unique=True),
    Column("articles", BigInteger, nullable=False),
    Column("quotes", BigInteger, nullable=False),
)

Table(
    "article",
    tables,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("slot", BigInteger, nullable=False, unique=True),
    Column("collection", BigInteger, ForeignKey("collection.id"), nullable=False),
    Column("key", String(64), nullable=False),
    Column("tie", BigInteger, nullable=False),
    Column("doc", Text, nullable=False),
    Column("title", Text),
    Column("source", Text),
    Column("url", Text),
    Column("first", Date),
    Column("last", Date),
    Column("origin", String(16), nullable=False),
    Column("estimated", Boolean, nullable=False),
    Column("ago", BigInteger, nullable=False),
    Column("retrieved", DateTime(timezone=True), nullable=False),
    Column("newest", Boolean, nullable=False),
    Column("version", Text, nullable=False),
    UniqueConstraint("collection", "key"),
    Index(None, "collection", "newest", "ago", "tie"),
    Index(None, "collection", "retrieved"),
    Index(None, "collection", "url"),
)

Table(
    "story",
    tables,
    Column("article", BigInteger, ForeignKey("article.id"), primary_key=True, autoincrement=False),
    Column("text", LargeBinary, nullable=False),
    Column("body", Text, nullable=False),
    Column("sentences", Text, nullable=False),
)

Table(
    "parse",
    tables,
    Column("article", BigInteger, ForeignKey("article.id"), primary_key=True, autoincrement=False),
    Column("parse", LargeBinary, nullable=False),
)

Table(
    "person",
    tables,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("collection", BigInteger, ForeignKey("collection.id"), nullable=False),
    Column("key", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("articles", BigInteger, nullable=False),
    Column("mentions", BigInteger, nullable=False),
    Column("quotes", BigInteger, nullable=False),
    Column("title", Text),
    Column("first_first", Date),
    Column("first_last", Date),
    Column("last_first", Date),
    Column("last_last", Date),
    UniqueConstraint("collection", "key"),
    Index(None, "collection", "folded"),
)

Table(
    "alias",
    tables,
    Column("person", BigInteger, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("text", Text, primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("collection", BigInteger, ForeignKey("collection.id"), nullable=False),
    Column("folded", Text, nullable=False),
    Column("n", BigInteger, nullable=False),
    Index(None, "collection", "folded"),
)

Table(
    "sighting",
    tables,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("collection", BigInteger, ForeignKey("collection.id"), nullable=False),
    Column("article", BigInteger, ForeignKey("article.id"), nullable=False),
    Column("person", BigInteger, ForeignKey("person.id"), nullable=False),
    Column("key", String(64), nullable=False),
    Column("surname", Text, nullable=False),
    Column("found", Text, nullable=False),
    Column("mentions", BigInteger, nullable=False),
    Column("quotes", BigInteger, nullable=False),
    Column("sentence", BigInteger, nullable=False),
    Column("published_first", Date),
    Column("published_last", Date),
    Column("ago", BigInteger, nullable=False),
    Column("tie", BigInteger, nullable=False),
    Index(None, "collection", "surname"),
    Index(None, "person", "ago", "tie"),
    Index(None, "article"),
)

Table(
    "role",
    tables,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("collection", BigInteger, ForeignKey("collection.id"), nullable=False),
    Column("article", BigInteger, ForeignKey("article.id"), nullable=False),
    Column("sighting", BigInteger, nullable=False),
    Column("person", BigInteger, ForeignKey("person.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("organisation", Text),
    Column("status", String(16), nullable=False),
    Column("shown", Text),
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("passage", Text, nullable=False),
    Column("ago", BigInteger, nullable=False),
    Column("tie", BigInteger, nullable=False),
    Index(None, "person", "ago", "tie", "start"),
    Index(None, "article"),
)

Table(
    "quote",
    tables,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("collection", BigInteger, ForeignKey("collection.id"), nullable=False),
    Column("article", BigInteger, ForeignKey("article.id"), nullable=False),
    Column("sighting", BigInteger),
    Column("person", BigInteger, ForeignKey("person.id")),
    Column("title", Text),
    Column("content", Text, nullable=False),
    Column("speaker", Text),
    Column("speaker_kind", String(16), nullable=False),
    Column("cue", Text),
    Column("kind", String(16), nullable=False),
    Column("grade", String(16), nullable=False),
    Column("said_first", Date),
    Column("said_last", Date),
    Column("start", BigInteger, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("passage", Text, nullable=False),
    Column("ago", BigInteger, nullable=False),
    Column("tie", BigInteger, nullable=False),
    Index(None, "person", "ago", "tie", "start"),
    Index(None, "collection", "ago", "tie", "start"),
    Index(None, "article"),
)

Table(
    "event",
    tables,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("collection", BigInteger, ForeignKey("collection.id"), nullable=False),
    Column("article", BigInteger, ForeignKey("article.id"), nullable=False),
    Column("when_first", Date, nullable=False),
    Column("when_last", Date, nullable=False),
    Column("about", Boolean, nullable=False),
    Column("planned", Boolean, nullable=False),
    Column("spoken", Boolean, nullable=False),
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("passage", Text, nullable=False),
    Column("reported", BigInteger, nullable=False),
    Column("tie", BigInteger, nullable=False),
    Index(None, "collection", "when_first", "when_last", "reported", "tie", "start"),
    Index(None, "article"),
)

Table(
    "event_person",
    tables,
    Column("event", BigInteger, ForeignKey("event.id"), primary_key=True, autoincrement=False),
    Column("sighting", BigInteger, ForeignKey("sighting.id"), primary_key=True, autoincrement=False),
    Column("n", Integer, nullable=False),
    Column("person", BigInteger, ForeignKey("person.id"), nullable=False),
    Index(None, "person"),
    Index(None, "sighting"),
)

Table(
    "telling",
    tables,
    Column("collection", BigInteger, ForeignKey("collection.id"), primary_key=True, autoincrement=False),
    Column("when_first", Date, primary_key=True),
    Column("when_last", Date, primary_key=True),
    Column("article", BigInteger, ForeignKey("article.id"), primary_key=True, autoincrement=False),
    Column("tie", BigInteger, nullable=False),
    Column("sentences", Integer, nullable=False),
    Column("events", Integer, nullable=False),
    Column("happened", Integer, nullable=False),
    Column("early", Integer, nullable=False),
    Column("later", Integer, nullable=False),
    Column("ahead", Integer, nullable=False),
    Index(None, "article"),
    sqlite_with_rowid=False,
)

Table(
    "person_month",
    tables,
    Column("person", BigInteger, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("month", Integer, primary_key=True, autoincrement=False),
    Column("collection", BigInteger, ForeignKey("collection.id"), nullable=False),
    Column("n", BigInteger, nullable=False),
)

Table(
    "person_pair",
    tables,
    Column("person", BigInteger, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("other", BigInteger, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("collection", BigInteger, ForeignKey("collection.id"), nullable=False),
    Column("n", BigInteger, nullable=False),
    Index(None, "person", "n"),
    Index(None, "other"),
)


def upgrade() -> None:
    tables.create_all(op.get_bind(), checkfirst=False)
    connection = op.get_bind()
    for index in "article", "quote", "event":
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(
                f"CREATE VIRTUAL TABLE {index}_fts USING fts5(title, every, often, keys, "
                "content='', columnsize=0, detail=column, tokenize='ascii')"
            )
            connection.exec_driver_sql(f"CREATE TABLE {index}_row (id INTEGER PRIMARY KEY, words BLOB NOT NULL)")
        else:
            connection.exec_driver_sql(f"CREATE TABLE {index}_row (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
            connection.exec_driver_sql(f"CREATE INDEX ix_{index}_row_words ON {index}_row USING gin (words)")

"""The tables. `news` is what was read and how reading went; `desk` is what people decided and were promised.

Each is a database of its own: two files on SQLite, two schemas on PostgreSQL (chosen by the connection's search
path, so that the tables need no prefix). The search tables stand in `search.py`. Every row of `news` that an
answer can show carries its collection. Row numbers are private: no answer depends on one.

`ago` is the day counted backwards (the 1st of January 1970 is 0, a later day less), so that a plain ascending index
gives the newest first; what is undated has `UNDATED` and comes last. `tie` is the head of the article's key as a
number: it orders as the key does.
"""

from datetime import date

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from briefings.dates import DateSpan, day_number
from briefings.store.types import Numbers, Packed, UtcDateTime, Words

UNDATED = 1_000_000

REVISIONS: dict[str, tuple[str, ...]] = {
    "news": ("news_1",),
    "desk": ("desk_1", "desk_2", "desk_3", "desk_4", "desk_5", "desk_6", "desk_7", "desk_8"),
}
"""Every version of the two schemas, oldest first: the files under `migrations/`. The last is what stands here."""

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

news = MetaData(naming_convention=_NAMES)
desk = MetaData(naming_convention=_NAMES)


def ago(published: DateSpan | None) -> int:
    """The order of an article in time, ascending from the newest."""
    return UNDATED if published is None else -day_number(published.first)


def ago_of(on: date) -> int:
    """A day, counted backwards."""
    return -day_number(on)


def tie(key: str) -> int:
    """The head of a key in hex digits as a number below 2**60, ordered as the keys are."""
    return int(key[:15], 16)


def _number(name: str = "id") -> Column[int]:
    """A row number that the writer gives out itself."""
    return Column(name, BigInteger, primary_key=True, autoincrement=False)


# --- news --------------------------------------------------------------------------------------------------------

meta = Table("meta", news, Column("name", String(64), primary_key=True), Column("value", BigInteger, nullable=False))

outcome = Table(
    "outcome",
    news,
    Column("key", String(128), primary_key=True),
    Column("state", String(16), nullable=False),  # done, failed
    Column("detail", Packed, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

heartbeat = Table("heartbeat", news, Column("name", String(32), primary_key=True), Column("at", UtcDateTime))

collection = Table(
    "collection",
    news,
    _number(),
    Column("name", String(128), nullable=False, unique=True),
    Column("articles", BigInteger, nullable=False),
    Column("quotes", BigInteger, nullable=False),
)

article = Table(
    "article",
    news,
    _number(),
    Column("slot", BigInteger, nullable=False, unique=True),  # carries the day, for the search index
    Column("collection", BigInteger, ForeignKey("collection.id"), nullable=False),
    Column("key", String(64), nullable=False),
    Column("tie", BigInteger, nullable=False),
    Column("doc", Words, nullable=False),
    Column("title", Words),
    Column("source", Words),
    Column("url", Words),
    Column("first", Date),
    Column("last", Date),
    Column("origin", String(16), nullable=False),
    Column("estimated", Boolean, nullable=False),
    Column("ago", BigInteger, nullable=False),
    Column("retrieved", UtcDateTime, nullable=False),
    Column("newest", Boolean, nullable=False),  # of all versions with this url in this collection
    Column("version", Words, nullable=False),  # of the findings
    UniqueConstraint("collection", "key"),
    Index(None, "collection", "newest", "ago", "tie"),
    Index(None, "collection", "retrieved"),
    Index(None, "collection", "url"),
)

story = Table(
    "story",
    news,
    Column("article", BigInteger, ForeignKey("article.id"), primary_key=True, autoincrement=False),
    Column("text", LargeBinary, nullable=False),  # UTF-8; NUL and lone surrogates survive
    Column("body", Numbers, nullable=False),
    Column("sentences", Numbers, nullable=False),
)

parse = Table(
    "parse",
    news,
    Column("article", BigInteger, ForeignKey("article.id"), primary_key=True, autoincrement=False),
    Column("parse", LargeBinary, nullable=False),
)

person = Table(
    "person",
    news,
    _number(),
    Column("collection", BigInteger, ForeignKey("collection.id"), nullable=False),
    Column("key", String(64), nullable=False),
    Column("name", Words, nullable=False),
    Column("folded", Words, nullable=False),  # the surname, to be found by
    Column("articles", BigInteger, nullable=False),
    Column("mentions", BigInteger, nullable=False),
    Column("quotes", BigInteger, nullable=False),
    Column("title", Words),  # the latest seen
    Column("first_first", Date),
    Column("first_last", Date),
    Column("last_first", Date),
    Column("last_last", Date),
    UniqueConstraint("collection", "key"),
    Index(None, "collection", "folded"),
)

alias = Table(
    "alias",
    news,
    Column("person", BigInteger, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("text", Words, primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("collection", BigInteger, ForeignKey("collection.id"), nullable=False),
    Column("folded", Words, nullable=False),
    Column("n", BigInteger, nullable=False),  # articles that print it
    Index(None, "collection", "folded"),
)

sighting = Table(
    "sighting",
    news,
    _number(),
    Column("collection", BigInteger, ForeignKey("collection.id"), nullable=False),
    Column("article", BigInteger, ForeignKey("article.id"), nullable=False),
    Column("person", BigInteger, ForeignKey("person.id"), nullable=False),
    Column("key", String(64), nullable=False),  # the person's key in that article
    Column("surname", Words, nullable=False),
    Column("found", Packed, nullable=False),  # name, aliases, mentions and roles, as `identify` wants them
    Column("mentions", BigInteger, nullable=False),
    Column("quotes", BigInteger, nullable=False),
    Column("sentence", BigInteger, nullable=False),  # the first one that names him; -1 when he stands outside of all
    Column("published_first", Date),
    Column("published_last", Date),
    Column("ago", BigInteger, nullable=False),
    Column("tie", BigInteger, nullable=False),
    Index(None, "collection", "surname"),
    Index(None, "person", "ago", "tie"),
    Index(None, "article"),
)

role = Table(
    "role",
    news,
    _number(),
    Column("collection", BigInteger, ForeignKey("collection.id"), nullable=False),
    Column("article", BigInteger, ForeignKey("article.id"), nullable=False),
    Column("sighting", BigInteger, nullable=False),
    Column("person", BigInteger, ForeignKey("person.id"), nullable=False),
    Column("title", Words, nullable=False),
    Column("organisation", Words),
    Column("status", String(16), nullable=False),
    Column("shown", Words),  # the title with its organisation; None for a former one and a nominee
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("passage", Numbers, nullable=False),
    Column("ago", BigInteger, nullable=False),
    Column("tie", BigInteger, nullable=False),
    Index(None, "person", "ago", "tie", "start"),
    Index(None, "article"),
)

quote = Table(
    "quote",
    news,
    _number(),  # the article's slot and the quote's number in it, for the search index
    Column("collection", BigInteger, ForeignKey("collection.id"), nullable=False),
    Column("article", BigInteger, ForeignKey("article.id"), nullable=False),
    Column("sighting", BigInteger),
    Column("person", BigInteger, ForeignKey("person.id")),
    Column("title", Words),  # the speaker's, as seen in that article
    Column("content", Numbers, nullable=False),
    Column("speaker", Numbers),
    Column("speaker_kind", String(16), nullable=False),
    Column("cue", Numbers),
    Column("kind", String(16), nullable=False),
    Column("grade", String(16), nullable=False),
    Column("said_first", Date),
    Column("said_last", Date),
    Column("start", BigInteger, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("passage", Numbers, nullable=False),
    Column("ago", BigInteger, nullable=False),
    Column("tie", BigInteger, nullable=False),
    Index(None, "person", "ago", "tie", "start"),
    Index(None, "collection", "ago", "tie", "start"),
    Index(None, "article"),
)

event = Table(
    "event",
    news,
    _number(),
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
    Column("passage", Numbers, nullable=False),
    Column("reported", BigInteger, nullable=False),  # day number; UNDATED comes last
    Column("tie", BigInteger, nullable=False),
    Index(None, "collection", "when_first", "when_last", "reported", "tie", "start"),
    Index(None, "article"),
)

event_person = Table(
    "event_person",
    news,
    Column("event", BigInteger, ForeignKey("event.id"), primary_key=True, autoincrement=False),
    Column("sighting", BigInteger, ForeignKey("sighting.id"), primary_key=True, autoincrement=False),
    Column("n", Integer, nullable=False),  # the order in which the event names them
    Column("person", BigInteger, ForeignKey("person.id"), nullable=False),
    Index(None, "person"),
    Index(None, "sighting"),
)

telling = Table(  # the days that an article speaks of, whatever it says of them: what a timeline is ranked by
    "telling",
    news,
    Column("collection", BigInteger, ForeignKey("collection.id"), primary_key=True, autoincrement=False),
    Column("when_first", Date, primary_key=True),
    Column("when_last", Date, primary_key=True),
    Column("article", BigInteger, ForeignKey("article.id"), primary_key=True, autoincrement=False),
    Column("tie", BigInteger, nullable=False),
    Column("sentences", Integer, nullable=False),  # that speak of them
    Column("events", Integer, nullable=False),  # of them that tell an event
    Column("happened", Integer, nullable=False),  # 1 where one of these was no saying
    Column("early", Integer, nullable=False),  # 1 where one of the article's first sentences does
    Column("later", Integer, nullable=False),  # 1 where the article appeared more than a week after
    Column("ahead", Integer, nullable=False),  # 1 where it appeared before
    Index(None, "article"),
    sqlite_with_rowid=False,  # a shelf's days lie together, to be added up in one go
)

person_month = Table(
    "person_month",
    news,
    Column("person", BigInteger, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("month", Integer, primary_key=True, autoincrement=False),  # 201712
    Column("collection", BigInteger, ForeignKey("collection.id"), nullable=False),
    Column("n", BigInteger, nullable=False),
)

person_pair = Table(
    "person_pair",
    news,
    Column("person", BigInteger, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("other", BigInteger, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("collection", BigInteger, ForeignKey("collection.id"), nullable=False),
    Column("n", BigInteger, nullable=False),
    Index(None, "person", "n"),
    Index(None, "other"),
)

# --- desk --------------------------------------------------------------------------------------------------------

note = Table("note", desk, Column("name", String(64), primary_key=True), Column("value", Words, nullable=False))

server = Table(
    "server",
    desk,
    Column("server", String(128), primary_key=True),
    Column("zone", String(64)),
    Column("alert_channel", BigInteger),
    Column("curator_role", BigInteger),
    Column("public", Boolean, nullable=False),
)

schedule = Table(
    "schedule",
    desk,
    _number(),
    Column("collection", String(128), nullable=False),
    Column("destination", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("at", String(16), nullable=False),  # local time of day, ISO
    Column("days", String(16), nullable=False),  # ISO weekdays: "12345"
    Column("zone", String(64), nullable=False),
    Column("template", Words, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    Column("next_due", UtcDateTime, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("paused_why", Words),
    Column("removed", Boolean, nullable=False),  # its messages may still be asked for their sources
    Column("paused_until", UtcDateTime),
    Column("chosen", Text),  # what was chosen beside these, packed by schedules.py; never asked for
    Column("made_by", BigInteger),  # None: somebody who had that deleted, or before the third release
    Column("told", Boolean),  # somebody was told why it is paused; None where there is nothing to tell
    Column(
        "rule", String(32), nullable=False
    ),  # made of all that its slots are made of: those alike are opened at once
    Column("changed_how", String(16)),  # what somebody did last to it; None: nothing yet
    Column("changed_by", BigInteger),  # None: somebody who had that deleted
    Column("changed_at", UtcDateTime),
    Index(
        None,
        "next_due",
        "rule",
        sqlite_where=text("paused = 0 AND removed = 0"),
        postgresql_where=text("NOT paused AND NOT removed"),
    ),
    Index(None, "collection"),
    Index(None, "paused_until"),
    Index(None, "told"),
)

edition = Table(
    "edition",
    desk,
    _number(),
    Column("schedule", BigInteger, ForeignKey("schedule.id"), nullable=False),
    Column("local_date", Date, nullable=False),
    Column("slot", String(16), nullable=False),
    Column("due", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("until", UtcDateTime),  # the end of the window that it looked at; None until frozen
    Column("why", Words),
    Column("changed", UtcDateTime, nullable=False),
    UniqueConstraint("schedule", "local_date", "slot"),
    Index(None, "state", "due"),
)

part = Table(
    "part",
    desk,
    Column("edition", BigInteger, ForeignKey("edition.id"), primary_key=True, autoincrement=False),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("payload", Packed, nullable=False),
    Column("nonce", String(25), nullable=False),
    Column("marker", String(100), nullable=False),
    Column("state", String(16), nullable=False),
    Column("first_try", UtcDateTime),
    Column("last_try", UtcDateTime),
    Column("tries", Integer, nullable=False),
    Column("looked", Integer, nullable=False),
    Column("message", String(64)),
    Column("why", Words),
    Column("place", Packed),  # where it goes, frozen with it; None in the first release's
    Column("told", Boolean),  # somebody was told what became of it; None where there is nothing to tell
    Index(None, "state"),
    Index(None, "told"),
)

told = Table(
    "told",
    desk,
    Column("schedule", BigInteger, ForeignKey("schedule.id"), primary_key=True, autoincrement=False),
    Column("article", String(64), primary_key=True),
    Column("edition", BigInteger, ForeignKey("edition.id"), nullable=False),
    Index(None, "edition"),
)

line = Table(  # a sentence, or several, that a digest showed
    "line",
    desk,
    Column("edition", BigInteger, ForeignKey("edition.id"), primary_key=True, autoincrement=False),
    Column("article", String(64), primary_key=True),
    Column("first", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, primary_key=True, autoincrement=False),
)

request = Table(
    "request",
    desk,
    Column("key", String(128), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("payload", Packed, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

report = Table(
    "report",
    desk,
    _number(),  # made from what is reported, so that a button never means another
    Column("collection", String(128), nullable=False),  # the shelf of the article
    Column("article", String(64), nullable=False),
    Column("first", Integer, nullable=False),  # sentences
    Column("last", Integer, nullable=False),
    Column("start", BigInteger, nullable=False),  # characters
    Column("end", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("words", Words, nullable=False),  # of whoever reported it; not who that was
    Column("at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("told", Boolean, nullable=False),
    Index(None, "collection", "state"),
)

hidden = Table(
    "hidden",
    desk,
    Column("view", String(128), primary_key=True),  # the collection for whose readers it holds
    Column("article", String(64), primary_key=True),
    Column("first", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, primary_key=True, autoincrement=False),
    Column("by", BigInteger),  # None: the operator, or somebody who had that deleted
    Column("at", UtcDateTime, nullable=False),
)

decision = Table(
    "decision",
    desk,
    _number(),  # made from what is decided
    Column("view", String(128), nullable=False),
    Column("kind", String(16), nullable=False),  # merge, split
    Column("people", Packed, nullable=False),  # their keys; for a split the person's, and those of the sightings parted
    Column("by", BigInteger),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "view"),
)

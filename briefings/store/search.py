"""Searching. The one function that cuts text into terms, and the only place where the two engines differ.

We cut text into terms ourselves, so both engines index and find exactly the same. SQLite keeps them in FTS5 tables,
PostgreSQL in `tsvector` columns made from arrays of terms, without a dictionary of its own. Each index row holds the
terms of the title, of the whole, those that are said often, and keys: its collection and its people. A row's number
carries the day, so that the newest matches come first from the index. The newest 1,000 are ranked here, in Python.
"""

# ruff: noqa: S608  (what is written into a statement are the names of our own tables)

import json
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from threading import Lock
from typing import Literal

import snowballstemmer
from sqlalchemy import BigInteger, ColumnElement, Connection, func, literal, select
from sqlalchemy import text as sql
from sqlalchemy.dialects import postgresql

from briefings.names import UNSEEN, small_words, straight
from briefings.remembered import Remembered
from briefings.store.schema import UNDATED, ago_of

# --- terms ---------------------------------------------------------------------------------------------------------

# Words that nearly every story has. "us" is not among them: it is also a country.
_STOP_WORDS = frozenset(
    """a about after again against all also am an and any are as at be because been before being below between both
    but by can could did do does doing down during each few for from further had has have having he her here hers
    herself him himself his how i if in into is it its itself just me more most my myself no nor not now of off on
    once only or other our ours ourselves out over own same she should so some such than that the their theirs them
    themselves then there these they this those through to too under until up very was we were what when where which
    while who whom why will with would you your yours yourself yourselves""".split()
)
_WORD = re.compile(r"[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*")  # accents may follow their letters
_INITIALS = re.compile(
    r"\.(?<=\b[^\W\d_]\.)(?:[^\W\d_]\.)+"
)  # U.S., U.N.: one word; from the first dot, which is found soonest
_POSSESSIVE = re.compile(r"['’ʼ]s\b")
_LONGEST_TERM = 40
_MOST_TERMS = 20_000  # different ones in one text
_MOST_BYTES = 300_000  # what PostgreSQL takes in one row is a megabyte, marked terms included
_SURELY_FITTING = _MOST_BYTES // (4 * _LONGEST_TERM + 8)  # so many terms, however long they are
_MOST_ASKED = 8
_stemmer = snowballstemmer.stemmer("english")
_stemming = Lock()  # a stemmer keeps the word it works on in itself, and several threads answer questions


def terms(text: str) -> tuple[str, ...]:
    """The terms of a text in its order: folded, without accents, stemmed, stop words left out.

    >>> terms("The U.S. envoy's talks in Málaga")
    ('us', 'envoy', 'talk', 'malaga')
    """
    text = straight(text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", UNSEEN.sub("", text))
    text = _POSSESSIVE.sub("", _INITIALS.sub(lambda found: found.group().replace(".", "") + " ", text))
    words = small_words(text)
    return tuple(filter(None, map(_TERMS.__getitem__, _WORD.findall(text) if words is None else words)))


def fold(word: str) -> str:
    """A word without case and accents."""
    if word.isascii():
        return word.lower()
    letters = unicodedata.normalize("NFKD", word.casefold().replace("ı", "i").replace("ł", "l"))
    return "".join(c for c in letters if c.isalnum())


def _term(word: str) -> str | None:
    word = fold(word)
    if not word or word in _STOP_WORDS:
        return None
    with _stemming:
        return str(_stemmer.stemWord(word[:_LONGEST_TERM]))


_TERMS = Remembered(_term, 1 << 16)


def asked(terms_: Iterable[str]) -> tuple[str, ...]:
    """The terms of a question, each once and not too many."""
    return tuple(dict.fromkeys(terms_))[:_MOST_ASKED]


# --- what is indexed -----------------------------------------------------------------------------------------------

Index = Literal["article", "quote", "event"]
INDEXES: tuple[Index, ...] = ("article", "quote", "event")

DAY = 1 << 24  # row numbers of one day
IN_ARTICLE = 1 << 12  # row numbers of one article in the index of quotes
_BEFORE_ALL_DAYS = -(1 << 45)  # undated articles
_ROOM = 1 << 45
_OFTEN = 3
_WORTH_PACKING = 1000  # characters


def first_slot(ago: int) -> int:
    """The lowest row number of a day."""
    return _BEFORE_ALL_DAYS if ago == UNDATED else -ago * DAY


Texts = tuple[str, ...]
"""The same words as SQLite is given them: the title's, every one, those said often, the keys."""


@dataclass(frozen=True, slots=True)
class Words:
    """What one index row holds: terms and keys, each once and sorted."""

    title: tuple[str, ...]
    every: tuple[str, ...]  # the title's too
    often: tuple[str, ...]
    keys: tuple[str, ...]

    @property
    def texts(self) -> Texts:
        return " ".join(self.title), " ".join(self.every), " ".join(self.often), " ".join(self.keys)

    def with_keys(self, keys: Iterable[str]) -> "Words":
        """The same text under other keys."""
        return Words(self.title, self.every, self.often, tuple(sorted(set(keys))))


def words_of(title: Iterable[str], told: Iterable[str], keys: Iterable[str]) -> Words:
    """The index row of a text whose terms are `told`, under a title of these terms."""
    counted = Counter(islice(told, _MOST_TERMS * 50))
    every = sorted(_fitting(dict.fromkeys((*title, *counted))))
    repeated = {term for term, n in counted.items() if n >= _OFTEN}
    often = [term for term in every if term in repeated] if repeated else []
    return Words(tuple(sorted(set(title))), tuple(every), tuple(often), tuple(sorted(set(keys))))


def _fitting(found: Collection[str]) -> Collection[str]:
    """As many terms as one row may hold, the first ones."""
    if len(found) < _SURELY_FITTING:
        return found
    fitting, room = [], _MOST_BYTES
    for term in islice(found, _MOST_TERMS):
        room -= len(term.encode()) + 8
        if room < 0:
            break
        fitting.append(term)
    return fitting


def collection_key(number: int) -> str:
    """The key that index rows of this collection bear."""
    return f"c{number}"


def person_key(number: int) -> str:
    """The key that index rows naming this person bear."""
    return f"p{number}"


# --- what is asked -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """Rows of any of these collections, with all terms, naming any of these people, of these days.

    `about`: the terms are said often, or stand in the title.
    """

    collections: tuple[int, ...]
    terms: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None
    about: bool = False


# A story dated only by its decade begins at most so many days before a day that it covers.
_WIDEST_SPAN = 3660
_FIRST_DAY = -ago_of(date.min) * DAY


def _bounds(wanted: Wanted) -> tuple[int, int]:
    """The lowest and the highest slot that may be wanted. What is undated is wanted only where no day is asked for."""
    low = _BEFORE_ALL_DAYS if wanted.since is None and wanted.until is None else _FIRST_DAY
    high = _ROOM
    if wanted.since is not None:
        low = max(_FIRST_DAY, -(ago_of(wanted.since) + _WIDEST_SPAN) * DAY)
    if wanted.until is not None:
        high = -(ago_of(wanted.until) - 1) * DAY - 1
    return low, high


def find(connection: Connection, index: Index, wanted: Wanted, limit: int | None) -> list[int]:
    """The row numbers of the newest `limit` matches, and of all others of the last one's day, newest first; None: all.

    A whole day, because within a day the numbers depend on the order of loading and answers must not.
    """
    scale = IN_ARTICLE if index == "quote" else 1
    low, high = _bounds(wanted)
    found = _matches(connection, index, wanted, low * scale, (high + 1) * scale - 1, limit)
    if len(found) == limit:
        slot = found[-1] // scale
        day_begins = slot // DAY * DAY if slot >= _FIRST_DAY else _BEFORE_ALL_DAYS
        found += _matches(connection, index, wanted, day_begins * scale, found[-1] - 1, None)
    return found


def find_all(connection: Connection, index: Index, wanted: Wanted) -> list[int]:
    """The row numbers of all matches, for an index whose rows carry no day."""
    return _matches(connection, index, wanted, -(1 << 62), 1 << 62, None)


def among(connection: Connection, column: ColumnElement[int], numbers: Iterable[int]) -> ColumnElement[bool]:
    """The condition that a column is one of many numbers, as one value: a list of a thousand is slow to write out."""
    if _is_sqlite(connection):
        listed = func.json_each(json.dumps(list(numbers))).table_valued("value")
        return column.in_(select(listed.c.value))
    return column == func.any(literal(list(numbers), postgresql.ARRAY(BigInteger)))


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _matches(connection: Connection, index: Index, wanted: Wanted, low: int, high: int, limit: int | None) -> list[int]:
    given: dict[str, object] = {"low": low, "high": high, "limit": -1 if limit is None else limit}
    joined = _JOINS[index] if wanted.since is not None else ""
    covered = " AND a.last >= :since" if joined else ""
    if wanted.since is not None:
        given["since"] = wanted.since.isoformat() if _is_sqlite(connection) else wanted.since
    if _is_sqlite(connection):
        given["match"] = _fts_query(wanted)
        # a cross join is SQLite's word for: begin with the index of terms
        statement = f"""SELECT f.rowid FROM {index}_fts f {joined.format(row="f.rowid", join="CROSS JOIN")}
            WHERE f.{index}_fts MATCH :match AND f.rowid BETWEEN :low AND :high{covered}
            ORDER BY f.rowid DESC LIMIT :limit"""
    else:
        given["match"] = _ts_query(wanted)
        if limit is None:
            given["limit"] = None
        # materialised: with a LIMIT in sight the planner walks the index of days backwards and reads everything
        statement = f"""WITH f AS MATERIALIZED (
            SELECT id FROM {index}_row WHERE words @@ CAST(:match AS tsquery) AND id BETWEEN :low AND :high)
            SELECT f.id FROM f {joined.format(row="f.id", join="JOIN")} WHERE TRUE{covered} ORDER BY f.id DESC LIMIT :limit"""
    return [int(row[0]) for row in connection.execute(sql(statement), given)]


_JOINS: dict[Index, str] = {
    "article": "{join} article a ON a.slot = {row}",
    "quote": "{join} quote q ON q.id = {row} {join} article a ON a.id = q.article",
    "event": "",
}


def _fts_query(wanted: Wanted) -> str:
    parts = [_any_of(f'keys:"{collection_key(number)}"' for number in wanted.collections)]
    if wanted.people:
        parts.append(_any_of(f'keys:"{person_key(number)}"' for number in wanted.people))
    parts += [f'{{title often}}:"{term}"' if wanted.about else f'every:"{term}"' for term in wanted.terms]
    return " AND ".join(parts)


def _any_of(parts: Iterable[str]) -> str:
    return "(" + " OR ".join(parts) + ")"


def _ts_query(wanted: Wanted) -> str:
    parts = ["(" + " | ".join(f"'k:{collection_key(number)}'" for number in wanted.collections) + ")"]
    if wanted.people:
        parts.append("(" + " | ".join(f"'k:{person_key(number)}'" for number in wanted.people) + ")")
    parts += [f"('t:{term}' | 'o:{term}')" if wanted.about else f"'{term}'" for term in wanted.terms]
    return " & ".join(parts)


# --- ranking -------------------------------------------------------------------------------------------------------

CANDIDATES = 1000
_HALF_LIFE_DAYS = 365.0


def strengths(connection: Connection, wanted: Wanted, found: Sequence[int]) -> dict[int, float]:
    """How strongly each found article speaks of the terms, 0 to 1: said at all, said often, in the title."""
    points = dict.fromkeys(found, float(len(wanted.terms)))
    for term in wanted.terms:
        for column, worth in (("often", 1.0), ("title", 2.0)):
            for row in _having(connection, wanted, column, term, found):
                if row in points:
                    points[row] += worth
    return {row: p / (4.0 * len(wanted.terms)) if wanted.terms else 1.0 for row, p in points.items()}


def _having(connection: Connection, wanted: Wanted, column: str, term: str, found: Sequence[int]) -> list[int]:
    if _is_sqlite(connection):
        statement = "SELECT rowid FROM article_fts WHERE article_fts MATCH :match AND rowid BETWEEN :low AND :high"
        match = f'{_fts_query(wanted)} AND {column}:"{term}"'
    else:
        statement = """WITH f AS MATERIALIZED (
            SELECT id FROM article_row WHERE words @@ CAST(:match AS tsquery) AND id BETWEEN :low AND :high)
            SELECT id FROM f"""
        match = f"{_ts_query(wanted)} & '{column[0]}:{term}'"
    given = {"match": match, "low": min(found), "high": max(found)}
    return [int(row[0]) for row in connection.execute(sql(statement), given)]


def score(strength: float, on: date | None, newest: date | None) -> float:
    """Strength, worth up to twice as much for the newest of what the asker may see as for the oldest."""
    if on is None or newest is None:
        return round(strength / 2, 6)
    days = max(0, (newest - on).days)
    return round(strength * (1 + 1 / (1 + days / _HALF_LIFE_DAYS)) / 2, 6)


# --- writing -------------------------------------------------------------------------------------------------------


def create(connection: Connection) -> None:
    """Make the search tables. The first revision says the same in words of its own."""
    for index in INDEXES:
        if _is_sqlite(connection):
            # contentless: the terms are kept once, packed, because taking a row out needs exactly what was put in
            connection.exec_driver_sql(
                f"CREATE VIRTUAL TABLE {index}_fts USING fts5(title, every, often, keys, "
                "content='', columnsize=0, detail=column, tokenize='ascii')"
            )
            connection.exec_driver_sql(f"CREATE TABLE {index}_row (id INTEGER PRIMARY KEY, words BLOB NOT NULL)")
        else:
            connection.exec_driver_sql(f"CREATE TABLE {index}_row (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
            connection.exec_driver_sql(f"CREATE INDEX ix_{index}_row_words ON {index}_row USING gin (words)")


def put(connection: Connection, index: Index, rows: Sequence[tuple[int, Words]]) -> None:
    """Index these rows, which are not there yet."""
    if not rows:
        return
    if _is_sqlite(connection):
        _put_texts(connection, index, [(row, words.texts) for row, words in rows])
    else:
        put_lexemes(connection, index, [(row, _lexemes(words)) for row, words in rows])


def put_lexemes(connection: Connection, index: Index, rows: Sequence[tuple[int, list[str]]]) -> None:
    """PostgreSQL only: index rows by their marked terms."""
    statement = sql(f"INSERT INTO {index}_row (id, words) VALUES (:id, array_to_tsvector(CAST(:words AS text[])))")
    connection.execute(statement, [{"id": row, "words": lexemes} for row, lexemes in rows])


def take(connection: Connection, index: Index, rows: Sequence[int]) -> None:
    """Take these rows out of the index."""
    if not rows:
        return
    if _is_sqlite(connection):
        _take_held(connection, index, _held(connection, index, rows))
    else:
        connection.execute(sql(f"DELETE FROM {index}_row WHERE id = :id"), [{"id": row} for row in rows])


def rekey(connection: Connection, index: Index, keys: Mapping[int, Sequence[str]]) -> None:
    """Give rows other keys: their people turned out to be others."""
    if not keys:
        return
    if _is_sqlite(connection):
        held = _held(connection, index, keys)
        _take_held(connection, index, held)
        _put_texts(connection, index, [(row, (*texts[:3], " ".join(sorted(set(keys[row]))))) for row, texts in held])
    else:
        statement = sql(f"""UPDATE {index}_row SET words = array_to_tsvector(
            array(SELECT w FROM unnest(tsvector_to_array(words)) w WHERE w NOT LIKE 'k:%')
            || CAST(:keys AS text[])) WHERE id = :id""")
        given = [{"id": row, "keys": sorted({f"k:{key}" for key in new})} for row, new in keys.items()]
        connection.execute(statement, given)


def _put_texts(connection: Connection, index: Index, rows: Sequence[tuple[int, Texts]]) -> None:
    _fts_write(connection, f"INSERT INTO {index}_fts(rowid, title, every, often, keys) VALUES (?,?,?,?,?)", rows)
    packed = [(row, _pack(texts)) for row, texts in rows]
    connection.exec_driver_sql(f"INSERT INTO {index}_row (id, words) VALUES (?, ?)", packed)


def _fts_write(connection: Connection, statement: str, rows: Iterable[tuple[int, Texts]]) -> None:
    connection.exec_driver_sql(statement, [(row, *texts) for row, texts in sorted(rows)])


def _pack(texts: Texts) -> str | bytes:
    """A line each; packed only where that saves more than some forty bytes, as it does of a sentence."""
    lines = "\n".join(texts)
    if len(lines) < _WORTH_PACKING:
        return lines
    packer = zlib.compressobj(level=1, wbits=12, memLevel=4)  # clearing a larger window takes longer than packing
    return packer.compress(lines.encode()) + packer.flush()


def _unpack(packed: str | bytes) -> Texts:
    lines = packed if isinstance(packed, str) else zlib.decompress(packed).decode()
    if lines.startswith("["):  # as it was written at first
        return tuple(map(" ".join, json.loads(lines)))
    return tuple(lines.split("\n"))


def _held(connection: Connection, index: Index, rows: Iterable[int]) -> list[tuple[int, Texts]]:
    """SQLite only: what these rows hold, of those that are there."""
    asked = f"SELECT id, words FROM {index}_row WHERE id IN (SELECT value FROM json_each(?))"
    found = connection.exec_driver_sql(asked, (json.dumps(list(rows)),))
    return [(row, _unpack(packed)) for row, packed in found]


def _take_held(connection: Connection, index: Index, held: Sequence[tuple[int, Texts]]) -> None:
    if not held:
        return
    insert = f"INSERT INTO {index}_fts({index}_fts, rowid, title, every, often, keys) VALUES ('delete',?,?,?,?,?)"
    _fts_write(connection, insert, held)
    connection.exec_driver_sql(f"DELETE FROM {index}_row WHERE id = ?", [(row,) for row, _ in held])


def _lexemes(words: Words) -> list[str]:
    """One set of lexemes: those of the title, the often said and the keys bear a mark, which no term has."""
    return [
        *words.every,
        *(f"t:{term}" for term in words.title),
        *(f"o:{term}" for term in words.often),
        *(f"k:{key}" for key in words.keys),
    ]

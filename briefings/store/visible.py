"""What an asker may see. Every read of news passes through here: `see` resolves his collections, `within` keeps a
statement to them, and to the lines that are not hidden. A row of another collection cannot be reached, whatever
its key, number or person."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Row, Select, and_, case, not_, select

from briefings.model import PUBLIC, ArticleHead, Hidden, Passage, PersonId, Published, Scope, Sentence, Slice
from briefings.store import schema, search
from briefings.store.parted import Parted, parted
from briefings.store.schema import UNDATED, article, collection, person, story
from briefings.store.sides import MOMENT
from briefings.store.types import span


class Seen:
    """The collections of one scope that exist: their numbers, their names, and their order in the scope.

    `hidden` are sentences `[first, last]` of articles, by the articles' row numbers; `parted` is who is somebody else
    for this asker than for the news, by decision.
    """

    def __init__(
        self,
        numbers: dict[int, str],
        order: Sequence[str],
        hidden: Sequence[tuple[int, int, int]] = (),
        parted: Parted | None = None,
    ) -> None:
        self.names = numbers
        self.parted = parted or Parted()
        self.people: dict[PersonId, int | None] = dict(self.parted.people)  # row numbers that were looked up
        self.sentences: dict[int, Sequence[Sequence[Any]]] = {}  # of articles, by row number
        self.hidden = tuple(hidden)
        self.articles = self.quotes = 0  # in all of these collections
        self._rank = {name: rank for rank, name in reversed(list(enumerate(order)))}

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(sorted(self.names, key=self.rank))

    def rank(self, number: int) -> int:
        """0 for the first collection of the scope."""
        return self._rank[self.names[number]]

    def hides(self, article_: int, first: int, last: int) -> bool:
        """Is one of these sentences hidden?"""
        return any(one == article_ and a <= last and first <= b for one, a, b in self.hidden)


def see(connection: Connection, scope: Scope) -> Seen:
    """The collections of a scope as rows name them. One that does not exist is not there."""
    known = connection.info.get(MOMENT, {})
    if scope not in known:
        known[scope] = _seen(connection, scope)
    seen: Seen = known[scope]
    return seen


def _seen(connection: Connection, scope: Scope) -> Seen:
    rows = list(connection.execute(select(collection).where(collection.c.name.in_(scope.collections))))
    names = {row.id: row.name for row in rows}
    hidden = _hidden(connection, names, scope.hidden) if scope.hidden else ()
    seen = Seen(names, scope.collections, hidden, parted(connection, names, scope.parted) if scope.parted else None)
    seen.articles, seen.quotes = sum(row.articles for row in rows), sum(row.quotes for row in rows)
    return seen


def _hidden(connection: Connection, names: dict[int, str], hidden: Sequence[Hidden]) -> list[tuple[int, int, int]]:
    """The lines that are hidden, on every shelf for which that was decided."""
    keys = sorted({one.article for one in hidden})
    found: list[tuple[int, int, int]] = []
    for start in range(0, len(keys), 500):
        asked = select(article.c.id, article.c.key, article.c.collection).where(
            article.c.collection.in_(tuple(names)), article.c.key.in_(keys[start : start + 500])
        )
        for number, key, shelf in connection.execute(asked):
            here = (one for one in hidden if one.article == key and (one.view != PUBLIC or names[shelf] == PUBLIC))
            found += [(number, one.first, one.last) for one in here]
    return found


def whose(seen: Seen, table: FromClause) -> ColumnElement[int]:
    """The person of a row as this asker knows him, in a table that knows person and sighting."""
    if not seen.parted:
        return table.c.person
    parts = [(_sighting(table).in_(numbers), who) for who, numbers in sorted(seen.parted.members().items())]
    return case(*parts, else_=table.c.person)


def his(seen: Seen, table: FromClause, people: Collection[int], *, by_index: bool = True) -> ColumnElement[bool]:
    """The condition that a row of such a table is of one of these people. Without `by_index`, others find it first."""
    column = table.c.person if by_index else table.c.person + 0
    here = one_of(column, seen.parted.rows_of(people))
    if not seen.parted.concerns(people):
        return here
    return and_(here, whose(seen, table).in_(sorted(people)))


def _sighting(table: FromClause) -> ColumnElement[int]:
    return table.c.sighting if "sighting" in table.c else table.c.id


def within(seen: Seen, table: FromClause, *, by_index: bool = False) -> ColumnElement[bool]:
    """The condition that keeps a statement to what may be seen.

    `by_index` where the rows are to be found by their collection. Elsewhere the sum keeps an engine from walking a
    whole shelf, which it takes for small, instead of the few rows that the other conditions name.
    """
    column = table.c.collection if by_index else table.c.collection + 0
    here = one_of(column, seen.numbers)
    return and_(here, *_shown(seen, table)) if seen.hidden else here


def one_of(column: ColumnElement[int], numbers: Sequence[int]) -> ColumnElement[bool]:
    """The condition that a column is one of a few numbers; of a single one it is quicker to write out."""
    return column == numbers[0] if len(numbers) == 1 else column.in_(numbers)


def _shown(seen: Seen, table: FromClause) -> Iterator[ColumnElement[bool]]:
    """Keeps what is hidden out of the tables that know a sentence."""
    name = getattr(table, "name", None)  # an alias of a table bears another
    if name in {"quote", "event", "role", "sighting"}:
        first, last = (table.c.sentence,) * 2 if name == "sighting" else (table.c.first, table.c.last)
        for number, hidden_first, hidden_last in seen.hidden:
            yield not_(and_(table.c.article == number, first <= hidden_last, last >= hidden_first))


def numbers_of(connection: Connection, seen: Seen, ids: Iterable[PersonId]) -> dict[int, PersonId]:
    """The row numbers of these people, as far as they exist and may be seen."""
    wanted = set(ids)
    if new := wanted - seen.people.keys():
        asked = select(person.c.id, person.c.collection, person.c.key).where(
            within(seen, person, by_index=True), person.c.key.in_(sorted({one.key for one in new}))
        )
        found = {PersonId(seen.names[shelf], key): number for number, shelf, key in connection.execute(asked)}
        seen.people |= {one: found.get(one) for one in new}
    numbers = {number: one for one in wanted if (number := seen.people[one]) is not None}
    return dict(sorted(numbers.items()))


# --- heads and passages --------------------------------------------------------------------------------------------

HEAD = tuple(
    article.c[name].label(f"a_{name}")
    for name in [
        "id",
        "collection",
        "key",
        "doc",
        "title",
        "source",
        "url",
        "first",
        "last",
        "origin",
        "estimated",
        "retrieved",
        "ago",
    ]
)
HEADS = select(*HEAD)  # made once: a statement is copied quickly, but takes its columns in slowly
TEXT = story.c.text.label("s_text")


def head_of(row: Row[Any], seen: Seen) -> ArticleHead:
    """The article of a row that holds HEAD."""
    return ArticleHead(
        collection=seen.names[row.a_collection],
        key=row.a_key,
        doc=row.a_doc,
        title=row.a_title,
        source=row.a_source,
        url=row.a_url,
        published=Published(span(row.a_first, row.a_last), row.a_origin, row.a_estimated),
        retrieved=row.a_retrieved,
    )


def text_of(packed: bytes) -> str:
    """The text that `bytes_of` was given, character for character."""
    return bytes(packed).decode("utf-8", "surrogatepass")


def bytes_of(text: str) -> bytes:
    """A text as it is kept; NUL and lone surrogates survive."""
    return text.encode("utf-8", "surrogatepass")


def passage_of(row: Row[Any], seen: Seen, first: int, last: int, place: Sequence[int]) -> Passage:
    """The whole sentences of a row that holds HEAD and TEXT."""
    slice_ = Slice(place[0], place[1])
    return Passage(head_of(row, seen), (first, last), slice_, slice_.of(text_of(row.s_text)))


def pack_sentences(sentences: Iterable[Sentence]) -> list[list[float]]:
    """What `unpack_sentences` makes the sentences from again."""
    return [[*s.slice, s.rank, int(s.quoted), int(s.dangling)] for s in sentences]


def unpack_sentences(packed: Sequence[Sequence[Any]]) -> tuple[Sentence, ...]:
    """The sentences that `pack_sentences` was given."""
    return tuple(
        Sentence(index, Slice(start, end), rank, bool(quoted), bool(dangling))
        for index, (start, end, rank, quoted, dangling) in enumerate(packed)
    )


# --- rows ----------------------------------------------------------------------------------------------------------


def those(
    connection: Connection, asked: Select[Any], column: ColumnElement[int], numbers: Sequence[int] | None
) -> list[Row[Any]]:
    """The rows of a statement whose column is one of these numbers; None: all of them."""
    if numbers is not None:
        asked = asked.where(search.among(connection, column, numbers))
    return list(connection.execute(asked))


def from_first_shelf(rows: Iterable[Row[Any]], seen: Seen) -> list[Row[Any]]:
    """Each article's rows from one shelf: the first collection of the scope that has any of them."""
    rows = list(rows)
    shelf: dict[str, int] = {}
    for row in rows:
        rank = seen.rank(row.a_collection)
        shelf[row.a_key] = min(shelf.get(row.a_key, rank), rank)
    return [row for row in rows if seen.rank(row.a_collection) == shelf[row.a_key]]


# --- order and days ------------------------------------------------------------------------------------------------


def newest_first(table: FromClause) -> tuple[ColumnElement[Any], ...]:
    """By published, the newest first, undated last; ties by the article's key."""
    return table.c.ago, table.c.tie


def in_days(since: date | None, until: date | None, ago: ColumnElement[int]) -> list[ColumnElement[bool]]:
    """The conditions on a statement that joins `article`: its date covers a day of [since, until]. Undated: no."""
    conditions: list[ColumnElement[bool]] = []
    if since is not None:
        conditions.append(article.c.last >= since)
    if until is not None:
        conditions.append(ago >= schema.ago_of(until))
    if conditions:
        conditions.append(ago < UNDATED)
    return conditions


def with_text(statement: Select[Any]) -> Select[Any]:
    """A statement on `article` that brings the text along."""
    return statement.add_columns(TEXT).join(story, story.c.article == article.c.id)

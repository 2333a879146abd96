"""Articles: saving what was read, and reading it again, word for word.

The same text is the same article on one shelf, so saving it twice is once. What a second saving can do is correct the
date (`better_date`) and fill in a title, masthead or address that was missing. Another text under the same address on
the same shelf is another version: each keeps its key, its text and its sentences, so old receipts stay true, but only
the newest (retrieved last; of two retrieved together the one with the higher key) has facts. So lists, searches,
people and figures know the newest alone.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, union_all, update

from briefings.dates import DateSpan
from briefings.model import (
    Article,
    ArticleHead,
    ArticleKey,
    Findings,
    Identify,
    Passage,
    Published,
    Scope,
    Searched,
    Sentence,
    SentenceRef,
    Slice,
)
from briefings.store import schema, search
from briefings.store.rows import put_rows
from briefings.store.schema import article, meta, parse, story
from briefings.store.sides import Side
from briefings.store.types import clean, span
from briefings.store.visible import (
    HEADS,
    Seen,
    bytes_of,
    head_of,
    in_days,
    newest_first,
    pack_sentences,
    see,
    text_of,
    unpack_sentences,
    with_text,
    within,
)
from briefings.store.writing import Entering, Groups, next_number, place_of, shelve

AT_ONCE = 200
"""Articles in one transaction: who is who among all bearers of a surname is asked once in each."""

_MOST_KEPT = 200_000  # sightings that the writer keeps in memory

Batch = Sequence[tuple[Article, Findings]]


class Articles:
    """What was read. Reading takes a scope; writing is the reader's process alone."""

    def __init__(self, news: Side) -> None:
        self._news = news
        self._groups: Groups = {}
        self._shelving = threading.Lock()

    # --- writing ---------------------------------------------------------------------------------------------------

    def save(self, article: Article, findings: Findings, *, collection: str, identify: Identify, at: datetime) -> bool:
        """Put one article on a shelf, all of it or nothing. True when it was not there before."""
        return self.save_many([(article, findings)], collection=collection, identify=identify, at=at)[0]

    def save_many(self, batch: Batch, *, collection: str, identify: Identify, at: datetime) -> tuple[bool, ...]:
        """Put several articles on a shelf, `AT_ONCE` in a transaction. True for each that was not there before.

        An exception leaves the transaction it arose in undone, and those before it kept.
        """
        new: list[bool] = []
        for start in range(0, len(batch), AT_ONCE):
            with self._shelving, self._kept_groups(), self._news.write() as connection:
                together = batch[start : start + AT_ONCE]
                writing = _Shelf(connection, collection, at, [article for article, _ in together])
                new += [writing.take_in(*pair) for pair in together]
                writing.finish(identify, self._groups)
        return tuple(new)

    def replace(
        self, key: ArticleKey, findings: Findings, *, collection: str, identify: Identify, at: datetime
    ) -> None:
        """Give an article other findings, by better rules. Nothing happens when it is not on that shelf."""
        self.replace_many([(key, findings)], collection=collection, identify=identify, at=at)

    def replace_many(
        self, batch: Sequence[tuple[ArticleKey, Findings]], *, collection: str, identify: Identify, at: datetime
    ) -> None:
        """Give several articles of a shelf other findings, `AT_ONCE` in a transaction."""
        for start in range(0, len(batch), AT_ONCE):
            with self._shelving, self._kept_groups(), self._news.write() as connection:
                writing = _Shelf(connection, collection, at)
                for key, findings in batch[start : start + AT_ONCE]:
                    writing.find_anew(key, findings)
                writing.finish(identify, self._groups)

    def forget(self, collection: str, *, identify: Identify, at: datetime) -> int:
        """Nothing of this shelf is left. How many articles stood there.

        `AT_ONCE` in a transaction: one that is broken off has forgotten some, and goes on when it is asked again.
        """
        gone = 0
        while True:
            with self._shelving, self._kept_groups(), self._news.write() as connection:
                clearing = _Shelf(connection, collection, at)
                some = clearing.clear_out(AT_ONCE)
                clearing.finish(identify, self._groups)
                clearing.leave_behind(some)
                if not some:
                    clearing.take_down()
                    self._groups.clear()
                    return gone
                gone += len(some)

    def _kept_groups(self) -> "_KeptGroups":
        return _KeptGroups(self._groups)

    # --- one article -----------------------------------------------------------------------------------------------

    def text(self, scope: Scope, key: ArticleKey) -> str | None:
        """The text exactly as it came."""
        with self._news.read() as connection:
            found = _first(connection, see(connection, scope), key, with_text(_heads()))
            return text_of(found.s_text) if found else None

    def head(self, scope: Scope, key: ArticleKey) -> ArticleHead | None:
        with self._news.read() as connection:
            seen = see(connection, scope)
            found = _first(connection, seen, key, _heads())
            return head_of(found, seen) if found else None

    def article(self, scope: Scope, key: ArticleKey) -> Article | None:
        with self._news.read() as connection:
            seen = see(connection, scope)
            found = _first(connection, seen, key, with_text(_heads()).add_columns(story.c.body))
            return _article_of(found, head_of(found, seen)) if found else None

    def starting(self, scope: Scope, prefix: str) -> tuple[ArticleHead, ...]:
        """The articles whose key begins so, in the order of their keys: a button carries a part of a key."""
        if not prefix or set(prefix) - set("0123456789abcdef"):
            return ()
        with self._news.read() as connection:
            seen = see(connection, scope)
            asked = _heads().where(
                within(seen, article, by_index=True), article.c.key >= prefix, article.c.key < prefix + "g"
            )
            return tuple(sorted(_once(connection.execute(asked.limit(100)), seen), key=lambda head: head.key))

    def sentences(self, scope: Scope, key: ArticleKey) -> tuple[Sentence, ...]:
        """In text order, without those that are hidden."""
        with self._news.read() as connection:
            asked = _heads().join(story, story.c.article == article.c.id).add_columns(story.c.sentences)
            seen = see(connection, scope)
            found = _first(connection, seen, key, asked)
            if found is None:
                return ()
            there = unpack_sentences(found.sentences)
            return tuple(one for one in there if not seen.hides(found.a_id, one.index, one.index))

    def passage(self, scope: Scope, ref: SentenceRef) -> Passage | None:
        return self.passages(scope, [ref]).get(ref)

    def passages(self, scope: Scope, refs: Iterable[SentenceRef]) -> dict[SentenceRef, Passage]:
        """The whole sentences of each reference. One that names none of an article in sight, or a hidden one, is left out."""
        wanted = sorted(set(refs))
        with self._news.read() as connection:
            seen = see(connection, scope)
            keys = sorted({ref.article for ref in wanted})
            asked = with_text(_heads()).add_columns(story.c.sentences).where(within(seen, article, by_index=True))
            rows = list(connection.execute(asked.where(article.c.key.in_(keys))))
            found = {row.a_key: row for row in sorted(rows, key=lambda r: -seen.rank(r.a_collection))}
            return {
                ref: passage for ref in wanted if (row := found.get(ref.article)) and (passage := _cut(row, seen, ref))
            }

    # --- lists -----------------------------------------------------------------------------------------------------

    def newest(
        self, scope: Scope, *, since: date | None = None, until: date | None = None, limit: int = 10
    ) -> tuple[ArticleHead, ...]:
        """By published, the newest first, then by key; undated last, and not at all between days."""
        with self._news.read() as connection:
            seen = see(connection, scope)
            found: list[Row[Any]] = []
            for number in seen.numbers:
                asked = _heads().where(within(seen, article), article.c.collection == number, article.c.newest)
                asked = asked.where(*in_days(since, until, article.c.ago)).order_by(*newest_first(article))
                found += connection.execute(asked.limit(limit))
            return _in_order(_once(found, seen))[:limit]

    def count(self, scope: Scope, *, since: date | None = None, until: date | None = None) -> int:
        """How many articles `newest` would list, an article on two shelves once."""
        with self._news.read() as connection:
            seen = see(connection, scope)
            listed = select(func.count(article.c.key.distinct())).where(within(seen, article, by_index=True))
            listed = listed.where(article.c.newest, *in_days(since, until, article.c.ago))
            return int(connection.execute(listed).scalar() or 0)

    def arrived(self, scope: Scope, since: datetime, until: datetime) -> tuple[ArticleHead, ...]:
        """Those retrieved in [since, until), in the order of `newest`."""
        with self._news.read() as connection:
            seen = see(connection, scope)
            asked = _heads().where(
                within(seen, article, by_index=True),
                article.c.newest,
                article.c.retrieved >= since,
                article.c.retrieved < until,
            )
            return _in_order(_once(connection.execute(asked), seen))

    def searched(self, scope: Scope) -> Searched:
        """How much the asker may see: the sum over his collections, so that an article on two shelves counts twice."""
        with self._news.read() as connection:
            seen = see(connection, scope)
            return Searched(seen.articles, seen.quotes, *_ends(connection, seen))

    def outdated(self, version: str) -> Iterator[tuple[str, Article, bytes]]:
        """Every article whose findings are of another version, with its collection and its parse. For the reader."""
        shelves = schema.collection
        with self._news.read() as connection:
            asked = select(shelves.c.name, article.c.key).join(article, article.c.collection == shelves.c.id)
            wanted = sorted(tuple(row) for row in connection.execute(asked.where(article.c.version != version)))
        for name, key in wanted:
            with self._news.read() as connection:
                seen = see(connection, Scope((name,)))
                asked_one = with_text(_heads()).join(parse, parse.c.article == article.c.id)
                row = _first(connection, seen, key, asked_one.add_columns(story.c.body, parse.c.parse))
            if row is not None:
                yield name, _article_of(row, head_of(row, seen)), bytes(row.parse)


class _KeptGroups:
    """The writer's memory of sightings: forgotten when a transaction fails, or when it grows too large."""

    def __init__(self, groups: Groups) -> None:
        self.groups = groups

    def __enter__(self) -> None:
        if sum(map(len, self.groups.values())) > _MOST_KEPT:
            self.groups.clear()

    def __exit__(self, failed: object, *_: object) -> None:
        if failed is not None:
            self.groups.clear()


# --- putting on a shelf --------------------------------------------------------------------------------------------


class _Shelf:
    """One transaction on one collection: decides which articles' facts leave and which enter.

    The rows of new articles are collected, and put in before anything is asked that they could answer.
    """

    def __init__(self, connection: Connection, name: str, at: datetime, coming: Sequence[Article] = ()) -> None:
        self.connection = connection
        self.at = at
        self.leaving: dict[int, int] = {}  # the article's number → the slot that its facts stand under
        self.entering: dict[int, Entering] = {}
        self.changed = False
        shelves = schema.collection
        found = connection.execute(select(shelves.c.id).where(shelves.c.name == name)).scalar()
        if found is None:
            found = next_number(connection, shelves)
            connection.execute(insert(shelves).values(id=found, name=name, articles=0, quotes=0))
        self.number: int = found
        self.next = next_number(connection, article)
        self.slots: dict[int, int] = {}  # for each day the last one that was given
        self.rows: dict[str, list[dict[str, Any]]] = {"article": [], "story": [], "parse": []}
        self.keys = self._there("key", (one.key for one in coming))
        self.urls = self._there("url", (clean(one.url) for one in coming if one.url))

    def _there(self, name: str, values: Iterable[str]) -> set[str]:
        """Those of these keys or addresses that articles on the shelf have."""
        column = article.c[name]
        asked = select(column).where(article.c.collection == self.number, column.in_(sorted(set(values))))
        return set(self.connection.execute(asked).scalars())

    def take_in(self, new: Article, findings: Findings) -> bool:
        """Put the article's own rows in, and decide on its facts. True when it is new."""
        _check(new, findings)
        if new.key in self.keys and (row := self._row(new.key)):
            self._correct(row, new, findings)
            return False
        rival = self._rival(new)
        is_newest = rival is None or (rival.retrieved, rival.key) < (self.at, new.key)
        if rival is not None and is_newest:
            self.connection.execute(update(article).where(article.c.id == rival.id).values(newest=False))
            self._leave(rival.id, rival.slot)
        number, self.next = self.next, self.next + 1
        slot = self._slot(new.published.span)
        shown = self._columns(new) | {"id": number, "slot": slot, "retrieved": self.at, "newest": is_newest}
        self.rows["article"].append(shown | {"version": findings.version})
        self.rows["story"].append({"article": number, "text": bytes_of(new.text), **_packed(new, findings)})
        self.rows["parse"].append({"article": number, "parse": findings.parse})
        self.keys.add(new.key)
        self.urls |= {clean(new.url)} if new.url else set()
        if is_newest:
            self._enter(number, slot, new, findings)
        self.changed = True
        return True

    def find_anew(self, key: ArticleKey, findings: Findings) -> None:
        row = self._row(key)
        if row is None:
            return
        old = _stored(self.connection, row)
        _check(old, findings)
        here = article.c.id == row.id
        self.connection.execute(update(article).where(here).values(version=findings.version))
        self.connection.execute(update(story).where(story.c.article == row.id).values(_packed(old, findings)))
        self.connection.execute(update(parse).where(parse.c.article == row.id).values(parse=findings.parse))
        if row.newest:
            self._leave(row.id, row.slot)
            self._enter(row.id, row.slot, old, findings)
        self.changed = True

    def clear_out(self, most: int) -> list[int]:
        """The facts of so many articles leave. The articles' numbers."""
        asked = select(article.c.id, article.c.slot, article.c.newest).where(article.c.collection == self.number)
        rows = list(self.connection.execute(asked.order_by(article.c.id).limit(most)))
        for row in rows:
            if row.newest:
                self._leave(row.id, row.slot)
        self.changed = bool(rows)
        return [row.id for row in rows]

    def leave_behind(self, numbers: Sequence[int]) -> None:
        """These articles, whose facts are gone, are gone too."""
        for table, column in ((story, story.c.article), (parse, parse.c.article), (article, article.c.id)):
            self.connection.execute(delete(table).where(column.in_(numbers)))

    def take_down(self) -> None:
        """The empty shelf is no more."""
        self.connection.execute(delete(schema.collection).where(schema.collection.c.id == self.number))

    def finish(self, identify: Identify, groups: Groups) -> None:
        """Move the facts, and let everybody know that something changed."""
        if not self.changed:
            return
        self._put()
        entering = list(self.entering.values())
        shelve(self.connection, self.number, leaving=self.leaving, entering=entering, identify=identify, groups=groups)
        risen = self.connection.execute(update(meta).where(meta.c.name == "version").values(value=meta.c.value + 1))
        if not risen.rowcount:
            self.connection.execute(insert(meta).values(name="version", value=1))

    def _correct(self, row: Row[Any], new: Article, findings: Findings) -> None:
        """The same text again: a better date corrects, what was missing is filled in."""
        old = _stored(self.connection, row)
        corrected = replace(
            old,
            published=better_date(old.published, new.published),
            title=old.title or new.title,
            source=old.source or new.source,
        )
        if corrected == old:
            return
        is_dated_anew = corrected.published != old.published
        slot = row.slot if corrected.published.span == old.published.span else self._slot(corrected.published.span)
        if row.newest:
            self._leave(row.id, row.slot)
        values = self._columns(corrected) | {"slot": slot}
        if is_dated_anew:
            values["version"] = findings.version
            self.connection.execute(update(story).where(story.c.article == row.id).values(_packed(corrected, findings)))
            self.connection.execute(update(parse).where(parse.c.article == row.id).values(parse=findings.parse))
        self.connection.execute(update(article).where(article.c.id == row.id).values(values))
        if row.newest:
            self._enter(row.id, slot, corrected, findings)
        self.changed = True

    def _put(self) -> None:
        for table in (article, story, parse):
            put_rows(self.connection, table, self.rows[table.name])
            self.rows[table.name].clear()

    def _row(self, key: ArticleKey) -> Row[Any] | None:
        self._put()
        asked = select(article).where(article.c.collection == self.number, article.c.key == key)
        return self.connection.execute(asked).first()

    def _rival(self, new: Article) -> Row[Any] | None:
        """The newest version so far under the same address."""
        if not new.url or clean(new.url) not in self.urls:
            return None
        self._put()
        here = article.c.collection == self.number, article.c.url == new.url, article.c.newest
        wanted: Select[Any] = select(article.c.id, article.c.slot, article.c.key, article.c.retrieved)
        return self.connection.execute(wanted.where(*here)).first()

    def _leave(self, number: int, slot: int) -> None:
        if self.entering.pop(number, None) is None:
            self.leaving.setdefault(number, slot)

    def _enter(self, number: int, slot: int, entering: Article, findings: Findings) -> None:
        self.entering[number] = Entering(number, slot, entering, findings)

    def _slot(self, published: DateSpan | None) -> int:
        first = search.first_slot(schema.ago(published))
        if first not in self.slots:
            last = self.connection.execute(
                select(func.max(article.c.slot)).where(article.c.slot >= first, article.c.slot < first + search.DAY)
            ).scalar()
            self.slots[first] = first - 1 if last is None else int(last)
        self.slots[first] += 1
        return self.slots[first]

    def _columns(self, shown: Article) -> dict[str, Any]:
        published = shown.published
        return {
            "collection": self.number,
            "key": shown.key,
            "tie": schema.tie(shown.key),
            "doc": shown.doc,
            "title": shown.title,
            "source": shown.source,
            "url": shown.url,
            "first": published.span and published.span.first,
            "last": published.span and published.span.last,
            "origin": published.origin,
            "estimated": published.estimated,
            "ago": schema.ago(published.span),
        }


_ORIGINS = ["none", "text", "page", "feed", "manifest", "given"]  # from the weakest witness to the strongest


def better_date(one: Published, other: Published) -> Published:
    """The better of two dates for one text, whichever came first: the stronger witness, then the certain one, then the
    finer, then the later."""

    def worth(published: Published) -> tuple[bool, int, bool, int, date]:
        found = published.span
        days = (found.last - found.first).days if found else 0
        return (
            found is not None,
            _ORIGINS.index(published.origin),
            not published.estimated,
            -days,
            found.first if found else date.min,
        )

    return max(one, other, key=worth)


def _check(new: Article, findings: Findings) -> None:
    """Raises before anything is written when findings speak of sentences or people that are not there."""
    people = {person.key for person in findings.people}
    sources = [role.source for role in findings.roles] + [quote.source for quote in findings.quotes]
    for source in (*sources, *(event.source for event in findings.events)):
        place_of(findings.sentences, source)
    named = {role.person for role in findings.roles} | {quote.person for quote in findings.quotes if quote.person}
    named |= {key for event in findings.events for key in event.people}
    if strangers := named - people:
        raise ValueError(f"{new.doc}: findings name people that are not among them: {sorted(strangers)}")
    if len(findings.quotes) > search.IN_ARTICLE:
        raise ValueError(f"{new.doc}: more than {search.IN_ARTICLE} quotes in one article")


def _packed(shown: Article, findings: Findings) -> dict[str, Any]:
    return {"body": [list(part) for part in shown.body], "sentences": pack_sentences(findings.sentences)}


def _stored(connection: Connection, row: Row[Any]) -> Article:
    """The article as its rows say."""
    text, body = connection.execute(select(story.c.text, story.c.body).where(story.c.article == row.id)).one()
    return Article(
        key=row.key,
        text=text_of(text),
        body=tuple(Slice(start, end) for start, end in body),
        title=row.title,
        published=Published(span(row.first, row.last), row.origin, row.estimated),
        source=row.source,
        url=row.url,
        doc=row.doc,
    )


# --- reading -------------------------------------------------------------------------------------------------------


def _heads() -> Select[Any]:
    return HEADS


def _first(connection: Connection, seen: Seen, key: ArticleKey, asked: Select[Any]) -> Row[Any] | None:
    """The article with this key in the first collection of the scope that has it."""
    rows = connection.execute(asked.where(within(seen, article, by_index=True), article.c.key == key)).all()
    return min(rows, key=lambda row: seen.rank(row.a_collection), default=None)


def _once(rows: Iterable[Row[Any]], seen: Seen) -> list[ArticleHead]:
    """Each article once, from the first collection of the scope that has it."""
    found: dict[str, ArticleHead] = {}
    for row in sorted(rows, key=lambda row: seen.rank(row.a_collection)):
        found.setdefault(row.a_key, head_of(row, seen))
    return list(found.values())


def _in_order(heads: Iterable[ArticleHead]) -> tuple[ArticleHead, ...]:
    return tuple(sorted(heads, key=lambda head: (schema.ago(head.published.span), head.key)))


def _article_of(row: Row[Any], head: ArticleHead) -> Article:
    body = tuple(Slice(start, end) for start, end in row.body)
    return Article(row.a_key, text_of(row.s_text), body, head.title, head.published, head.source, head.url, head.doc)


def _cut(row: Row[Any], seen: Seen, ref: SentenceRef) -> Passage | None:
    sentences = row.sentences
    if not 0 <= ref.first <= ref.last < len(sentences) or seen.hides(row.a_id, ref.first, ref.last):
        return None
    place = Slice(sentences[ref.first][0], sentences[ref.last][1])
    return Passage(head_of(row, seen), (ref.first, ref.last), place, place.of(text_of(row.s_text)))


def _ends(connection: Connection, seen: Seen) -> tuple[DateSpan | None, DateSpan | None]:
    """The first and the last published span among what may be seen."""
    edges: list[Select[Any]] = []
    for number in seen.numbers:
        here = within(seen, article), article.c.collection == number, article.c.newest, article.c.ago < schema.UNDATED
        for order in (article.c.ago.desc(), article.c.last), (article.c.ago, article.c.last.desc()):
            edge = select(article.c.first, article.c.last).where(*here).order_by(*order).limit(1).subquery()
            edges.append(select(edge.c.first, edge.c.last))
    spans = [DateSpan(first, last) for first, last in connection.execute(union_all(*edges))] if edges else []
    return min(spans, default=None), max(spans, default=None)

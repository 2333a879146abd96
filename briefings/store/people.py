"""People and what they said and did, each shelf's people as people of their own."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Text, case, cast, func, or_, select

from briefings.dates import DateSpan
from briefings.model import (
    Appearance,
    ArticleKey,
    EventFound,
    Named,
    NamingFound,
    Passage,
    PersonId,
    Present,
    Quote,
    QuoteFound,
    Role,
    RoleFound,
    Scope,
    Searched,
    SentenceRef,
    SightingFound,
    Slice,
)
from briefings.names import fold
from briefings.store import naming, schema, search
from briefings.store.happenings import (
    EVENT_NUMBERS,
    EVENT_ORDER,
    EVENTS,
    event_order,
    event_sources,
    events_found,
)
from briefings.store.named import beside, by_weight, called, months, named_of
from briefings.store.schema import article, event, person, quote, role, sighting, story
from briefings.store.sides import Side
from briefings.store.sightings import of_articles
from briefings.store.types import span
from briefings.store.visible import (
    HEADS,
    Seen,
    from_first_shelf,
    head_of,
    his,
    in_days,
    newest_first,
    numbers_of,
    passage_of,
    see,
    text_of,
    those,
    whose,
    with_text,
    within,
)

_AT_ONCE = 500  # values in one condition


class People:
    """Reading what is known of people. Everything takes a scope."""

    def __init__(self, news: Side) -> None:
        self._news = news

    # --- who -------------------------------------------------------------------------------------------------------

    def by_alias(self, scope: Scope, folded: str) -> tuple[Named, ...]:
        """Those whom some article calls exactly so, or whose surname it is; the most often reported first."""
        folded = fold(folded)
        with self._news.read() as connection:
            seen = see(connection, scope)
            return by_weight(called(connection, seen, folded))

    def sightings(self, scope: Scope, ids: Sequence[PersonId]) -> tuple[SightingFound, ...]:
        """Each article that names one of these people, the newest first, with how it names him."""
        with self._news.read() as connection:
            seen = see(connection, scope)
            asked = with_text(HEADS.join(sighting, sighting.c.article == article.c.id)).add_columns(
                sighting.c.key, sighting.c.found, sighting.c.sentence, story.c.sentences
            )
            asked = asked.where(within(seen, sighting), his(seen, sighting, numbers_of(connection, seen, ids)))
            rows = from_first_shelf(connection.execute(asked), seen)
            rows.sort(key=lambda row: (row.a_ago, row.a_key, row.key))
            return tuple(_sighting_found(row, seen) for row in rows)

    def everyone(self, scope: Scope) -> tuple[Named, ...]:
        """Everybody in sight, the most often reported first: what a name is completed from."""
        with self._news.read() as connection:
            seen = see(connection, scope)
            return by_weight(named_of(connection, seen, None).values())

    def parted(self, scope: Scope) -> tuple[Named, ...]:
        """Whom a decision parted from somebody in sight: people of their own, and not among `everyone` without it."""
        with self._news.read() as connection:
            seen = see(connection, scope)
            return by_weight(named_of(connection, seen, seen.parted.numbers).values())

    def get(self, scope: Scope, ids: Sequence[PersonId]) -> tuple[Named, ...]:
        """These people in the order asked for, without those who are not there or not in sight."""
        if not ids:
            return ()
        with self._news.read() as connection:
            seen = see(connection, scope)
            named = named_of(connection, seen, numbers_of(connection, seen, ids))
            found = {one.id: one for one in named.values()}
            return tuple(found[one] for one in dict.fromkeys(ids) if one in found)

    # --- titles ----------------------------------------------------------------------------------------------------

    def roles(self, scope: Scope, ids: Sequence[PersonId], *, until: date | None = None) -> tuple[RoleFound, ...]:
        """For each title, organisation and status the first and the last time it was seen, and once undated.

        By published, undated last, then by article and place. `until`: as of that day, by articles whose last possible
        day is not after it.
        """
        with self._news.read() as connection:
            seen = see(connection, scope)
            people = numbers_of(connection, seen, ids)
            rows = from_first_shelf(_role_rows(connection, seen, tuple(people), until), seen)
            rows.sort(key=lambda row: (_oldest_first(row.a_ago), row.a_key, row.start, row.n))
            return tuple(_role_found(row, seen, people[row.person]) for row in rows)

    def titles(self, scope: Scope, articles: Collection[ArticleKey]) -> dict[ArticleKey, frozenset[str]]:
        """The titles that somebody bears in these articles, on any shelf; without the articles that have none."""
        with self._news.read() as connection:
            seen = see(connection, scope)
            asked = select(article.c.key, role.c.title).join(role, role.c.article == article.c.id)
            asked = asked.where(within(seen, article, by_index=True), article.c.key.in_(sorted(articles)))
            found: defaultdict[ArticleKey, set[str]] = defaultdict(set)
            for key, title in connection.execute(asked):
                found[key].add(title)
            return {key: frozenset(titles) for key, titles in found.items()}

    # --- what was said ---------------------------------------------------------------------------------------------

    def quotes(
        self,
        scope: Scope,
        ids: Sequence[PersonId] | None = None,
        *,
        terms: tuple[str, ...] = (),
        since: date | None = None,
        until: date | None = None,
        articles: Collection[ArticleKey] | None = None,
        unsigned: bool = False,
        limit: int | None = 10,
    ) -> tuple[QuoteFound, ...]:
        """The newest quotes of these people, or of everybody; undated last, and not at all between days.

        Each of `terms` (from `search.terms`) stands in the quote's sentences or in the article's title. `unsigned`:
        only those of nobody whom the article names.
        """
        with self._news.read() as connection:
            seen = see(connection, scope)
            people = numbers_of(connection, seen, ids) if ids is not None else {}
            if not seen.numbers or (ids is not None and not people):
                return ()
            some = _QUOTES.where(quote.c.person.is_(None)) if unsigned else _QUOTES
            if terms:
                rows = _quotes_with(connection, some, seen, people, search.asked(terms), since, until, limit, articles)
            else:
                of = people if ids is not None else None
                rows = _quotes_of(connection, some, seen, of, since, until, limit, articles)
            chosen = from_first_shelf(rows, seen)
            chosen.sort(key=lambda row: (row.a_ago, row.a_key, row.start, row.n))
            speakers = _speakers(connection, seen, chosen[:limit])
            return tuple(_quote_found(row, seen, speakers) for row in chosen[:limit])

    def count_quotes(
        self,
        scope: Scope,
        ids: Sequence[PersonId],
        *,
        terms: tuple[str, ...] = (),
        since: date | None = None,
        until: date | None = None,
    ) -> int:
        """How many of their quotes `quotes` would find, as lines: two paraphrases out of one sentence are one."""
        with self._news.read() as connection:
            seen = see(connection, scope)
            people = tuple(numbers_of(connection, seen, ids))
            if not people:
                return 0
            line = case((quote.c.kind == "direct", cast(quote.c.content, Text)), else_=cast(quote.c.passage, Text))
            lines = select(article.c.key, line.label("line")).join(quote, quote.c.article == article.c.id).distinct()
            lines = lines.where(within(seen, quote), his(seen, quote, people))
            if terms:
                rows_of = seen.parted.rows_of(people)
                wanted = search.Wanted(seen.numbers, search.asked(terms), rows_of, since, until)
                found = search.find(connection, "quote", wanted, None)
                lines = lines.where(search.among(connection, quote.c.id, found))
            else:
                lines = lines.where(*in_days(since, until, quote.c.ago))
            return int(connection.execute(select(func.count()).select_from(lines.subquery())).scalar() or 0)

    def quote_count(self, scope: Scope, ids: Sequence[PersonId]) -> Searched:
        """How many quotes these people have, the articles that name them, and the first and last day of a quote."""
        with self._news.read() as connection:
            seen = see(connection, scope)
            people = tuple(numbers_of(connection, seen, ids))
            if not people:
                return Searched()
            articles, quotes = connection.execute(
                select(func.sum(person.c.articles), func.sum(person.c.quotes)).where(
                    within(seen, person), person.c.id.in_(people)
                )
            ).one()
            if seen.parted.concerns(people):
                tally = seen.parted.tally(connection)
                articles = (articles or 0) + sum(tally.articles[number] for number in people)
                quotes = (quotes or 0) + sum(tally.quotes[number] for number in people)
            spans = _quoted_days(connection, seen, people)
            return Searched(int(articles), int(quotes), min(spans, default=None), max(spans, default=None))

    # --- what happened ---------------------------------------------------------------------------------------------

    def events(
        self,
        scope: Scope,
        ids: Sequence[PersonId] | None = None,
        *,
        terms: tuple[str, ...] = (),
        since: date | None = None,
        until: date | None = None,
        planned: bool | None = None,
        spoken: bool | None = None,
        articles: Collection[ArticleKey] | None = None,
        limit: int | None = 10,
    ) -> tuple[EventFound, ...]:
        """The earliest happenings that name one of these people, by their own date, then by the report's, undated last.

        Each of `terms` stands in the event's sentences or in the article's title; [since, until] touches its date.
        Whom an event names was asked; it is not told again.
        """
        with self._news.read() as connection:
            seen = see(connection, scope)
            people = numbers_of(connection, seen, ids) if ids is not None else {}
            if not seen.numbers or (ids is not None and not people):
                return ()
            conditions = [within(seen, event)]
            if since is not None:
                conditions.append(event.c.when_last >= since)
            if until is not None:
                conditions.append(event.c.when_first <= until)
            if planned is not None:
                conditions.append(event.c.planned == planned)
            if spoken is not None:
                conditions.append(event.c.spoken == spoken)
            numbers: list[int] = []
            whom = tuple(people) if ids is not None else None
            most = None if limit is None else limit * len(seen.numbers)
            for chosen in event_sources(connection, seen, whom, search.asked(terms)):
                for among in _among(articles):
                    asked = EVENT_NUMBERS.where(*conditions, *chosen, *among).order_by(*EVENT_ORDER).limit(most)
                    numbers += connection.execute(asked).scalars()
            rows = those(connection, EVENTS.where(within(seen, event)), event.c.id, numbers)
            found = from_first_shelf(rows, seen)
            found.sort(key=event_order)
            return events_found(seen, found[:limit])

    def happened(
        self,
        scope: Scope,
        ids: Sequence[PersonId],
        *,
        days: Sequence[date],
        enough: int,
        until: date | None = None,
        as_of: date | None = None,
        limit: int = 200,
    ) -> tuple[EventFound, ...]:
        """What happened to these people since the latest of `days` since which it was `enough`; in the order of `events`.

        Else since the last of `days`; and where nothing did since then, whenever it was. The newest `limit` of them,
        no sayings, nothing after `until`, nothing that was perhaps not printed `as_of` that day.
        """
        with self._news.read() as connection:
            seen = see(connection, scope)
            people = tuple(numbers_of(connection, seen, ids))
            if not people:
                return ()
            (his_own,) = event_sources(connection, seen, people, ())
            asked = EVENT_NUMBERS.add_columns(event.c.when_last, event.c.tie, event.c.start)
            asked = asked.where(within(seen, event), event.c.spoken.is_(False), *his_own)
            if until is not None:
                asked = asked.where(event.c.when_first <= until)
            if as_of is not None:
                asked = asked.where(article.c.last <= as_of)
            newest = event.c.when_last.desc(), event.c.reported, event.c.tie, event.c.start, event.c.id
            found = list(connection.execute(asked.order_by(*newest).limit(limit * len(seen.numbers))))
            chosen = _since(found, days, enough)
            rows = those(connection, EVENTS.where(within(seen, event)), event.c.id, [row.id for row in chosen])
            happened = sorted(from_first_shelf(rows, seen), key=event_order)
            return events_found(seen, happened[-limit:])

    # --- figures ---------------------------------------------------------------------------------------------------

    def mentioned(
        self,
        scope: Scope,
        ids: Sequence[PersonId],
        *,
        since: date | None = None,
        until: date | None = None,
        limit: int = 5,
    ) -> tuple[Passage, ...]:
        """The newest articles' first sentence that names them, one for each article; undated not between days."""
        with self._news.read() as connection:
            seen = see(connection, scope)
            rows: list[Row[Any]] = []
            for number in numbers_of(connection, seen, ids):
                asked = with_text(HEADS.join(sighting, sighting.c.article == article.c.id)).add_columns(
                    sighting.c.sentence, sighting.c.ago, sighting.c.tie, story.c.sentences
                )
                asked = asked.where(within(seen, sighting), his(seen, sighting, (number,)), sighting.c.sentence >= 0)
                asked = asked.where(*in_days(since, until, sighting.c.ago))
                rows += connection.execute(
                    asked.order_by(*newest_first(sighting), sighting.c.sentence).limit(limit * 2)
                )
            rows.sort(key=lambda row: (row.a_ago, row.a_key, seen.rank(row.a_collection), row.sentence))
            first: dict[str, Row[Any]] = {}
            for row in rows:
                first.setdefault(row.a_key, row)
            return tuple(
                passage_of(row, seen, row.sentence, row.sentence, row.sentences[row.sentence])
                for row in list(first.values())[:limit]
            )

    def newest_articles(
        self,
        scope: Scope,
        ids: Sequence[PersonId],
        *,
        since: date | None = None,
        until: date | None = None,
        limit: int = 10,
    ) -> tuple[ArticleKey, ...]:
        """The newest articles that name one of these people, each once; undated last, and not between days."""
        with self._news.read() as connection:
            seen = see(connection, scope)
            rows: list[Row[Any]] = []
            for number in numbers_of(connection, seen, ids):
                asked = select(article.c.key, sighting.c.ago).join(sighting, sighting.c.article == article.c.id)
                asked = asked.where(within(seen, sighting), his(seen, sighting, (number,)))
                asked = asked.where(*in_days(since, until, sighting.c.ago)).order_by(*newest_first(sighting))
                rows += connection.execute(asked.limit(limit * 2))  # one article may name him under two keys
            rows.sort(key=lambda row: (row.ago, row.key))
            return tuple(dict.fromkeys(row.key for row in rows))[:limit]

    def namings(
        self, scope: Scope, ids: Sequence[PersonId], forms: Sequence[str], *, until: date | None = None
    ) -> tuple[NamingFound, ...]:
        """Where each of these forms of their names was printed last, by its folded form; as of a day, if one is given."""
        with self._news.read() as connection:
            seen = see(connection, scope)
            return naming.namings(connection, seen, tuple(numbers_of(connection, seen, ids)), forms, until)

    def appearances(
        self, scope: Scope, ids: Sequence[PersonId], *, until: date | None = None
    ) -> tuple[Appearance, ...]:
        """Each article that names one of these people, once, by its key; as of a day, if one is given."""
        with self._news.read() as connection:
            seen = see(connection, scope)
            found = naming.appearances(connection, seen, tuple(numbers_of(connection, seen, ids)), until)
            return tuple(sorted(found, key=lambda one: one.article))

    def together(
        self,
        scope: Scope,
        ids: Sequence[PersonId],
        others: Sequence[Sequence[PersonId]],
        *,
        since: date | None = None,
        until: date | None = None,
        most: int = 1,
    ) -> dict[int, Passage]:
        """Of each of `others`, by its place, a sentence that names him and one of the first, from the newest article.

        Of the first `most` who have one, among the newest articles that name both.
        """
        with self._news.read() as connection:
            seen = see(connection, scope)
            people, *with_them = (tuple(numbers_of(connection, seen, some)) for some in (ids, *others))
            return naming.together(connection, seen, people, with_them, since, until, most)

    def articles_together(
        self,
        scope: Scope,
        ids: Sequence[PersonId],
        others: Sequence[PersonId],
        *,
        since: date | None = None,
        until: date | None = None,
    ) -> int:
        """How many articles name both, one on two shelves once."""
        with self._news.read() as connection:
            seen = see(connection, scope)
            people, with_them = (tuple(numbers_of(connection, seen, some)) for some in (ids, others))
            return naming.articles_together(connection, seen, people, with_them, since, until)

    def present(self, scope: Scope, articles: Collection[ArticleKey]) -> tuple[Present, ...]:
        """Everybody in these articles, as the first shelf that has one tells it; by article, then by key.

        Without the titles of hidden lines.
        """
        with self._news.read() as connection:
            seen = see(connection, scope)
            asked = HEADS.where(within(seen, article, by_index=True), article.c.key.in_(sorted(articles)))
            heads = {row.a_id: row for row in from_first_shelf(connection.execute(asked), seen)}
            kept = of_articles(connection, heads)
            numbers = sorted({one.person for one in kept if one.person is not None})
            keys = {
                row.id: row.key for row in those(connection, select(person.c.id, person.c.key), person.c.id, numbers)
            }
            return tuple(
                Present(
                    id=PersonId(
                        seen.names[heads[one.article].a_collection], seen.parted.key(one.number) or keys[one.person]
                    ),
                    article=heads[one.article].a_key,
                    mentions=one.sighting.person.mentions,
                    roles=tuple(
                        role
                        for role in one.sighting.roles
                        if not seen.hides(one.article, role.source.first, role.source.last)
                    ),
                )
                for one in sorted(kept, key=lambda one: (heads[one.article].a_key, one.key))
                if one.person is not None
            )

    def present_by_article(
        self, scope: Scope, articles: Collection[ArticleKey]
    ) -> dict[ArticleKey, tuple[Present, ...]]:
        """The same, each article's people together; without the articles that name nobody."""
        there = self.present(scope, articles) if articles else ()
        return {key: tuple(some) for key, some in groupby(there, attrgetter("article"))}

    def months(self, scope: Scope, ids: Sequence[PersonId]) -> tuple[tuple[DateSpan, int], ...]:
        """In how many articles of each month they are named. Articles without a month count nowhere."""
        with self._news.read() as connection:
            seen = see(connection, scope)
            return months(connection, seen, tuple(numbers_of(connection, seen, ids)))

    def related(self, scope: Scope, ids: Sequence[PersonId], limit: int = 10) -> tuple[tuple[Named, int], ...]:
        """Whom articles name beside them, and in how many; each shelf's people apart. Ties by name, then by key."""
        with self._news.read() as connection:
            seen = see(connection, scope)
            people = tuple(numbers_of(connection, seen, ids))
            together = beside(connection, seen, people, limit)
            pairs = [(one, together[number]) for number, one in named_of(connection, seen, together).items()]
            return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0].name, pair[0].id))[:limit])


# --- sightings ---------------------------------------------------------------------------------------------------------


def _sighting_found(row: Row[Any], seen: Seen) -> SightingFound:
    n = row.sentence
    is_shown = n >= 0 and not seen.hides(row.a_id, n, n)
    passage = passage_of(row, seen, n, n, row.sentences[n]) if is_shown else None
    names = tuple(dict.fromkeys([row.found[0], *(text for text, _ in row.found[1])]))
    return SightingFound(row.key, names, head_of(row, seen), passage)


# --- roles ---------------------------------------------------------------------------------------------------------


def _role_rows(connection: Connection, seen: Seen, people: tuple[int, ...], until: date | None) -> list[Row[Any]]:
    is_dated = role.c.ago < schema.UNDATED
    group = [whose(seen, role), role.c.title, role.c.organisation, role.c.status, is_dated]
    printed = select(
        role.c.id,
        func.row_number()
        .over(partition_by=group, order_by=[role.c.ago, role.c.tie, role.c.start, role.c.id])
        .label("newest"),
        func.row_number()
        .over(partition_by=group, order_by=[role.c.ago.desc(), role.c.tie, role.c.start, role.c.id])
        .label("oldest"),
    ).where(within(seen, role), his(seen, role, people))
    if until is not None:
        by_then = select(article.c.id).where(article.c.id == role.c.article, article.c.last <= until)
        printed = printed.where(by_then.exists())
    ranked = printed.subquery()
    columns = [role.c[name] for name in "title organisation status start end first last passage".split()]
    asked = with_text(HEADS.join(role, role.c.article == article.c.id)).add_columns(*columns, role.c.id.label("n"))
    asked = asked.add_columns(whose(seen, role).label("person"))
    asked = asked.join(ranked, ranked.c.id == role.c.id).where(or_(ranked.c.newest == 1, ranked.c.oldest == 1))
    return list(connection.execute(asked))


def _oldest_first(ago: int) -> int:
    return schema.UNDATED if ago == schema.UNDATED else -ago


def _role_found(row: Row[Any], seen: Seen, who: PersonId) -> RoleFound:
    ref = SentenceRef(row.a_key, row.first, row.last)
    found = Role(who.key, row.title, row.organisation, row.status, Slice(row.start, row.end), ref)
    return RoleFound(found, passage_of(row, seen, row.first, row.last, row.passage))


# --- quotes --------------------------------------------------------------------------------------------------------

_QUOTE_COLUMNS = "person sighting title content speaker speaker_kind cue kind grade said_first said_last start first last passage".split()
_QUOTES = (
    with_text(HEADS.join(quote, quote.c.article == article.c.id))
    .add_columns(*(quote.c[name].label(name) for name in _QUOTE_COLUMNS), person.c.key.label("p_key"))
    .add_columns(person.c.name.label("p_name"), quote.c.id.label("n"))
    .outerjoin(person, person.c.id == quote.c.person)
)
_QUOTE_ORDER = (*newest_first(quote), quote.c.start, quote.c.id)  # numbers order within one article, no further


def _quotes_of(
    connection: Connection,
    some: Select[Any],
    seen: Seen,
    people: Iterable[int] | None,
    since: date | None,
    until: date | None,
    limit: int | None,
    articles: Collection[ArticleKey] | None,
) -> list[Row[Any]]:
    """The newest of each person or, for None, each shelf, from an index that stands in this very order."""
    if people is None:
        sources = [quote.c.collection == number for number in seen.numbers]
    else:
        sources = [his(seen, quote, (number,)) for number in people]
    rows: list[Row[Any]] = []
    for source in sources:
        for among in _among(articles):
            asked = some.where(within(seen, quote), source, *among, *in_days(since, until, quote.c.ago))
            rows += connection.execute(asked.order_by(*_QUOTE_ORDER).limit(limit))
    return rows


def _quotes_with(
    connection: Connection,
    some: Select[Any],
    seen: Seen,
    people: Collection[int],
    terms: tuple[str, ...],
    since: date | None,
    until: date | None,
    limit: int | None,
    articles: Collection[ArticleKey] | None,
) -> list[Row[Any]]:
    """Those with the wanted terms; a whole day at the end, so more than `limit`."""
    chosen = [his(seen, quote, people)] if seen.parted.concerns(people) else []
    is_all = some is _QUOTES and not chosen and articles is None
    most = limit * len(seen.numbers) if limit is not None and is_all else None
    wanted = search.Wanted(seen.numbers, terms, seen.parted.rows_of(people), since, until)
    found = search.find(connection, "quote", wanted, most)
    rows = those(connection, some.where(within(seen, quote), *chosen), quote.c.id, found)
    return [row for row in rows if articles is None or row.a_key in articles]


def _since(rows: Sequence[Row[Any]], days: Sequence[date], enough: int) -> Sequence[Row[Any]]:
    since: Sequence[Row[Any]] = rows
    for day in days:
        since = [row for row in rows if row.when_last >= day]
        if len({(row.tie, row.start) for row in since}) >= enough:  # on however many shelves
            break
    return since or rows


def _among(articles: Collection[ArticleKey] | None) -> list[list[ColumnElement[bool]]]:
    """Conditions that keep a statement on `article` to these, several where they are many."""
    if articles is None:
        return [[]]
    keys = sorted(articles)
    return [[article.c.key.in_(keys[start : start + _AT_ONCE])] for start in range(0, len(keys), _AT_ONCE)]


def _quoted_days(connection: Connection, seen: Seen, people: tuple[int, ...]) -> list[DateSpan]:
    spans: list[DateSpan] = []
    for number in people:
        here = within(seen, quote), his(seen, quote, (number,)), quote.c.ago < schema.UNDATED
        days = select(article.c.first, article.c.last).join(quote, quote.c.article == article.c.id).where(*here)
        for order in (quote.c.ago, article.c.last.desc()), (quote.c.ago.desc(), article.c.last):
            spans += [DateSpan(first, last) for first, last in connection.execute(days.order_by(*order).limit(1))]
    return spans


def _speakers(connection: Connection, seen: Seen, rows: Sequence[Row[Any]]) -> dict[int, Named]:
    """Those of the speakers whom this asker knows otherwise than the news, by the numbers of the quotes."""
    if not seen.parted:
        return {}
    whom = {row.n: seen.parted.sightings.get(row.sighting, row.person) for row in rows}
    named = named_of(connection, seen, seen.parted.concerned().intersection(whom.values()))
    return {n: named[number] for n, number in whom.items() if number in named}


def _quote_found(row: Row[Any], seen: Seen, speakers: Mapping[int, Named]) -> QuoteFound:
    known = speakers.get(row.n)
    speaker = Slice(*row.speaker) if row.speaker else None
    text = text_of(row.s_text)
    found = Quote(
        content=tuple(Slice(start, end) for start, end in row.content),
        speaker=speaker,
        speaker_kind=row.speaker_kind,
        person=known.id.key if known else row.p_key,
        cue=Slice(*row.cue) if row.cue else None,
        kind=row.kind,
        grade=row.grade,
        said=span(row.said_first, row.said_last),
        source=SentenceRef(row.a_key, row.first, row.last),
    )
    words = speaker.of(text) if speaker else None
    name = known.name if known else row.p_name
    return QuoteFound(found, passage_of(row, seen, row.first, row.last, row.passage), name, row.title, words)

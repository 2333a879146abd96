"""How an article comes onto a shelf: its facts, the figures and the search rows, and who its people are.

Facts are rows made from findings. `shelve` takes the facts of some articles out and puts those of others in, asks
`identify` again for every surname that was touched, and follows its answer: a person keeps his row as long as most of
his sightings stay together, so that usually only figures rise; where sightings move to another person, the articles
concerned are counted out and in again. The outcome does not depend on the order in which articles came.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, select, update

from briefings.dates import DateSpan
from briefings.model import Article, Event, Findings, Identify, Identity, Quote, Role, Sentence, SentenceRef, Slice
from briefings.names import surname
from briefings.store import schema, search, sightings
from briefings.store.rows import put_rows
from briefings.store.schema import article, event, event_person, person, quote, role, sighting, telling
from briefings.store.sightings import Kept
from briefings.store.tallies import Tally


@dataclass(frozen=True, slots=True)
class Entering:
    """An article that has its row already, and the facts to put in."""

    number: int
    slot: int
    article: Article
    findings: Findings


Groups = dict[tuple[int, str], list[Kept]]
"""All sightings of a surname on a shelf, kept by the writer between two articles."""


def shelve(
    connection: Connection,
    shelf: int,
    *,
    leaving: Mapping[int, int],
    entering: Sequence[Entering],
    identify: Identify,
    groups: Groups,
) -> None:
    """Take the facts of the articles `leaving` out, put those of `entering` in, and settle who is who.

    `leaving` gives for each article's number the slot that its facts stand under.
    """
    gone = _take_facts(connection, shelf, leaving)
    coming = _sightings(connection, entering)
    change = _settle(connection, shelf, gone, coming, identify, groups)
    _write_people(connection, shelf, change)
    _put_facts(connection, shelf, entering, change.coming)
    _move(connection, change)
    change.tally.write(connection, shelf)
    _refresh(connection, change)
    for key, kept in change.groups.items():
        groups[shelf, key] = kept


# --- facts in and out ----------------------------------------------------------------------------------------------


def _take_facts(connection: Connection, shelf: int, leaving: Mapping[int, int]) -> list[Kept]:
    """Take the facts of these articles out. The sightings that were there, with whom they were taken for."""
    if not leaving:
        return []
    gone = sightings.of_articles(connection, leaving)
    for number, slot in leaving.items():
        events = list(connection.execute(select(event.c.id).where(event.c.article == number)).scalars())
        quotes = list(connection.execute(select(quote.c.id).where(quote.c.article == number)).scalars())
        search.take(connection, "article", [slot])
        search.take(connection, "quote", quotes)
        search.take(connection, "event", events)
        if events:
            connection.execute(delete(event_person).where(event_person.c.event.in_(events)))
        for table in (event, quote, role, sighting, telling):
            connection.execute(delete(table).where(table.c.article == number))
        _count(connection, shelf, articles=-1, quotes=-len(quotes))
    return gone


def _count(connection: Connection, shelf: int, *, articles: int, quotes: int) -> None:
    shelves = schema.collection
    connection.execute(
        update(shelves)
        .where(shelves.c.id == shelf)
        .values(articles=shelves.c.articles + articles, quotes=shelves.c.quotes + quotes)
    )


def next_number(connection: Connection, table: Table) -> int:
    """The next row number; there is one writer."""
    return (connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1


def _sightings(connection: Connection, entering: Sequence[Entering]) -> list[Kept]:
    coming: list[Kept] = []
    number = next_number(connection, sighting)
    for entry in entering:
        coming += sightings.sightings_in(entry.article, entry.findings, entry.number, number + len(coming))
    return coming


def _put_facts(connection: Connection, shelf: int, entering: Sequence[Entering], coming: Sequence[Kept]) -> None:
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    indexed: dict[search.Index, list[tuple[int, search.Words]]] = {index: [] for index in search.INDEXES}
    role_number, event_number = next_number(connection, role), next_number(connection, event)
    by_article: dict[int, dict[str, Kept]] = defaultdict(dict)
    for kept in coming:
        by_article[kept.article][kept.key] = kept
    for entry in entering:
        facts = _Facts(shelf, entry, by_article[entry.number])
        rows["sighting"] += facts.sightings()
        rows["role"] += facts.roles(role_number + len(rows["role"]))
        rows["quote"] += facts.quotes()
        rows["telling"] += facts.tellings()
        for number, happening in enumerate(entry.findings.events, event_number + len(rows["event"])):
            rows["event_person"] += facts.people_of(happening, number)
            indexed["event"].append((number, facts.indexed(happening.source, happening.people)))
            rows["event"].append(facts.event(happening, number))
        indexed["article"].append((entry.slot, facts.words()))
        for number, said in facts.numbered_quotes():
            indexed["quote"].append((number, facts.indexed(said.source, (said.person,))))
    for table in (sighting, role, quote, event, event_person, telling):
        put_rows(connection, table, rows[table.name])
    for index, words in indexed.items():
        search.put(connection, index, words)
    if entering:
        _count(connection, shelf, articles=len(entering), quotes=len(rows["quote"]))


_EARLY, _A_WEEK, _A_YEAR = 4, 7, 366


class _Facts:
    """The rows of one article."""

    def __init__(self, shelf: int, entry: Entering, kept: dict[str, Kept]) -> None:
        self.article = entry.article
        self.findings = entry.findings
        self.slot = entry.slot
        self.kept = kept
        self.shelf = shelf
        published = entry.article.published.span
        self.common = {
            "collection": shelf,
            "article": entry.number,
            "tie": schema.tie(entry.article.key),
        }
        self.ago = schema.ago(published)
        self.published = published
        self.starts = [sentence.slice.start for sentence in entry.findings.sentences]
        titles: dict[str, str] = {}
        for found in sorted(entry.findings.roles, key=lambda r: r.slice):
            if words := spoken_title(found, entry.article.text):
                titles.setdefault(found.person, words)
        self.titles = titles
        self.titled = search.terms(entry.article.title or "")
        self.told = [search.terms(sentence.slice.of(entry.article.text)) for sentence in entry.findings.sentences]
        self._passages: dict[SentenceRef, search.Words] = {}

    def sightings(self) -> list[dict[str, Any]]:
        return [
            self.common
            | {
                "id": kept.number,
                "person": kept.person,
                "key": kept.key,
                "surname": kept.surname,
                "found": sightings.pack(kept.sighting),
                "mentions": kept.mentions,
                "quotes": kept.quotes,
                "sentence": self._first_naming(kept),
                "published_first": self.published and self.published.first,
                "published_last": self.published and self.published.last,
                "ago": self.ago,
            }
            for kept in self.kept.values()
        ]

    def _first_naming(self, kept: Kept) -> int:
        """The first sentence in which the name itself stands, -1 when it stands in none."""
        for at in sorted(m.slice.start for m in kept.sighting.person.mentions if m.kind == "name"):
            index = bisect_right(self.starts, at) - 1
            if index >= 0 and at < self.findings.sentences[index].slice.end:
                return index
        return -1

    def roles(self, number: int) -> list[dict[str, Any]]:
        return [
            self.common
            | self._passage(found.source)
            | {
                "id": number + i,
                "sighting": self.kept[found.person].number,
                "person": self.kept[found.person].person,
                "title": found.title,
                "organisation": found.organisation,
                "status": found.status,
                "shown": shown_title(found, self.article.text) if found.status in {"held", "acting"} else None,
                "start": found.slice.start,
                "end": found.slice.end,
                "ago": self.ago,
            }
            for i, found in enumerate(self.findings.roles)
        ]

    def numbered_quotes(self) -> Iterator[tuple[int, Quote]]:
        first = self.slot * search.IN_ARTICLE
        yield from enumerate(self.findings.quotes[: search.IN_ARTICLE], first)

    def quotes(self) -> list[dict[str, Any]]:
        return [
            self.common
            | self._passage(said.source)
            | {
                "id": number,
                "sighting": self.kept[said.person].number if said.person else None,
                "person": self.kept[said.person].person if said.person else None,
                "title": self.titles.get(said.person) if said.person else None,
                "content": [list(part) for part in said.content],
                "speaker": list(said.speaker) if said.speaker else None,
                "speaker_kind": said.speaker_kind,
                "cue": list(said.cue) if said.cue else None,
                "kind": said.kind,
                "grade": said.grade,
                "said_first": said.said and said.said.first,
                "said_last": said.said and said.said.last,
                "start": said.content[0].start,
                "ago": self.ago,
            }
            for number, said in self.numbered_quotes()
        ]

    def event(self, happening: Event, number: int) -> dict[str, Any]:
        return (
            self.common
            | self._passage(happening.source)
            | {
                "id": number,
                "when_first": happening.when.first,
                "when_last": happening.when.last,
                "about": happening.about,
                "planned": happening.planned,
                "spoken": happening.spoken,
                "start": happening.when_text.start,
                "end": happening.when_text.end,
                "reported": schema.UNDATED if self.published is None else -self.ago,
            }
        )

    def people_of(self, happening: Event, number: int) -> list[dict[str, Any]]:
        return [
            {"event": number, "sighting": self.kept[key].number, "n": n, "person": self.kept[key].person}
            for n, key in enumerate(dict.fromkeys(happening.people))
        ]

    def tellings(self) -> list[dict[str, Any]]:
        """The days and months that the article speaks of: in its dates, or at least in its events."""
        told: dict[DateSpan, list[int]] = defaultdict(list)
        for date in self.findings.dates:
            index = bisect_right(self.starts, date.slice.start) - 1
            if date.type in {"DATE", "TIME"} and date.span is not None and index >= 0:
                told[date.span].append(index)
        events = Counter(happening.when for happening in self.findings.events)
        happened = {happening.when for happening in self.findings.events if not happening.spoken}
        for happening in self.findings.events:
            told[happening.when].append(happening.source.first)
        return [
            self.common
            | {
                "when_first": when.first,
                "when_last": when.last,
                "sentences": len(set(sentences)),
                "events": events[when],
                "happened": int(when in happened),
                "early": int(min(sentences) < _EARLY),
                "later": int(self.published is not None and (self.published.first - when.last).days > _A_WEEK),
                "ahead": int(self.published is not None and self.published.last < when.first),
            }
            for when, sentences in told.items()
            if (when.last - when.first).days <= _A_YEAR
        ]

    def words(self) -> search.Words:
        return search.words_of(self.titled, chain.from_iterable(self.told), self._keys(self.kept))

    def indexed(self, source: SentenceRef, people: Iterable[str | None]) -> search.Words:
        """Several quotes and an event may stand in one passage."""
        if source not in self._passages:
            told = chain.from_iterable(self.told[source.first : source.last + 1])
            self._passages[source] = search.words_of(self.titled, told, ())
        return self._passages[source].with_keys(self._keys(key for key in people if key))

    def _keys(self, people: Iterable[str]) -> list[str]:
        return [search.collection_key(self.shelf), *(search.person_key(self.kept[key].person or 0) for key in people)]

    def _passage(self, source: SentenceRef) -> dict[str, Any]:
        place = place_of(self.findings.sentences, source)
        return {"first": source.first, "last": source.last, "passage": list(place)}


def place_of(sentences: Sequence[Sentence], source: SentenceRef) -> Slice:
    """The whole sentences that a reference names."""
    return Slice(sentences[source.first].slice.start, sentences[source.last].slice.end)


def shown_title(found: Role, text: str) -> str:
    """The title with its organisation, in the order in which the article prints them."""
    if not found.organisation or found.organisation.casefold() in found.title.casefold():
        return found.title
    printed = found.slice.of(text)
    if printed.find(found.organisation) > printed.find(found.title) >= 0:
        return f"{found.title}, {found.organisation}"
    return f"{found.organisation} {found.title}"


def spoken_title(found: Role, text: str) -> str:
    """The title as it stands beside a speaker's name."""
    title = shown_title(found, text)
    if found.status in {"former", "acting"} and found.status not in title.casefold():
        return f"{found.status} {title}"
    return f"{title} nominee" if found.status == "nominee" and "nominee" not in title.casefold() else title


# --- who is who ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Change:
    """What a change of some articles means for the people of a shelf."""

    coming: list[Kept]  # the new sightings, taken for somebody
    moved: list[Kept]  # older sightings that are now taken for somebody else
    new: dict[int, Identity]  # people who get a row
    kept: dict[int, Identity]  # people whose row stays: their key and name may have changed
    vanished: list[int]  # people nobody is taken for any more
    tally: Tally
    groups: dict[str, list[Kept]]
    titled: set[int]  # people whose first and last days, and title, are to be looked up again


def _settle(
    connection: Connection, shelf: int, gone: Sequence[Kept], coming: Sequence[Kept], identify: Identify, groups: Groups
) -> _Change:
    """Ask who is who among all sightings of the touched surnames, and compare with what was so far."""
    number = next_number(connection, person)
    left = {kept.number for kept in gone}
    before: dict[int, int] = {}  # whom each sighting was taken for
    after: dict[int, int] = {}
    change = _Change([], [], {}, {}, [], Tally(), {}, set())
    names = sorted({kept.surname for kept in (*gone, *coming)})
    forgotten = sightings.of_surnames(connection, shelf, (name for name in names if (shelf, name) not in groups))
    arriving: dict[str, list[Kept]] = defaultdict(list)
    for kept in coming:
        arriving[kept.surname].append(kept)
    for name in names:
        known = forgotten[name] if name in forgotten else groups[shelf, name]
        group = [kept for kept in known if kept.number not in left] + arriving[name]
        before |= {kept.number: kept.person for kept in group if kept.person is not None}
        held = {kept.person for kept in (*group, *gone) if kept.person is not None and kept.surname == name}
        free = set(held)
        for identity, members in _identities(group, identify):
            taken = Counter(before[kept.number] for kept in members if before.get(kept.number) in free)
            if taken:
                chosen = min(taken, key=lambda n: (-taken[n], n))
                free.discard(chosen)
                change.kept[chosen] = identity
            else:
                chosen, number = number, number + 1
                change.new[chosen] = identity
            after |= {kept.number: chosen for kept in members}
        change.vanished += sorted(free)
        change.groups[name] = [
            kept if kept.person == after[kept.number] else replace(kept, person=after[kept.number]) for kept in group
        ]
    now = {kept.number: kept for group in change.groups.values() for kept in group}
    change.coming = [now[kept.number] for kept in coming]
    change.moved = [kept for kept in now.values() if kept.number in before and before[kept.number] != kept.person]
    _tally(connection, change, gone, now)
    return change


def _identities(group: Sequence[Kept], identify: Identify) -> Iterator[tuple[Identity, list[Kept]]]:
    """Who is who, the earliest key first. A sighting that `identify` says nothing of is somebody of his own."""
    by_key = {kept.key: kept for kept in group}
    asked = tuple(by_key[key].sighting for key in sorted(by_key))
    told = set()
    for identity in sorted(identify(asked), key=lambda i: i.key) if asked else ():
        members = [by_key[key] for key in identity.sightings if key in by_key and key not in told]
        told |= {kept.key for kept in members}
        if members:
            yield identity, members
    for key in sorted(set(by_key) - told):
        yield Identity(key, by_key[key].sighting.person.name, (key,)), [by_key[key]]


def _tally(connection: Connection, change: _Change, gone: Sequence[Kept], now: dict[int, Kept]) -> None:
    """Count what left and what came. An article with a sighting that moved is counted out and in again, whole."""
    came = {kept.article for kept in change.coming}
    shaken = {kept.article for kept in change.moved} - came
    whole = sightings.of_articles(connection, shaken) if shaken else []
    change.tally.add(gone, -1)
    change.tally.add(whole, -1)
    change.tally.add([now.get(kept.number, kept) for kept in whole], 1)
    change.tally.add(change.coming, 1)
    concerned = (*gone, *whole, *change.coming, *change.moved)
    change.titled = {kept.person for kept in concerned if kept.person is not None}


def _write_people(connection: Connection, shelf: int, change: _Change) -> None:
    """New rows, and the keys and names of those that stay. Keys may change hands, so all let go of theirs first."""
    kept = {
        row.id: row
        for start in range(0, len(change.kept), 500)
        for row in connection.execute(
            select(person.c.id, person.c.key, person.c.name).where(
                person.c.id.in_(sorted(change.kept)[start : start + 500])
            )
        )
    }
    other_key = [n for n, identity in change.kept.items() if kept[n].key != identity.key]
    letting_go = [{"who": n, "to": f"~{n}"} for n in (*other_key, *change.vanished)]
    if letting_go:
        connection.execute(
            update(person).where(person.c.id == bindparam("who")).values(key=bindparam("to")), letting_go
        )
    changed = [
        {"who": n, "to": identity.key, "named": identity.name, "by": surname(identity.name)}
        for n, identity in change.kept.items()
        if (kept[n].key, kept[n].name) != (identity.key, identity.name)
    ]
    if changed:
        naming: dict[str, Any] = {"key": bindparam("to"), "name": bindparam("named"), "folded": bindparam("by")}
        connection.execute(update(person).where(person.c.id == bindparam("who")).values(naming), changed)
    if change.new:
        nothing = dict.fromkeys(person.c.keys()) | {"collection": shelf, "articles": 0, "mentions": 0, "quotes": 0}
        put_rows(
            connection,
            person,
            [
                nothing | {"id": n, "key": identity.key, "name": identity.name, "folded": surname(identity.name)}
                for n, identity in change.new.items()
            ],
        )


def _move(connection: Connection, change: _Change) -> None:
    """Hand over the facts of sightings that are taken for somebody else, and the search rows of their articles."""
    if not change.moved:
        return
    moves = [{"of": kept.number, "in_article": kept.article, "to": kept.person} for kept in change.moved]
    connection.execute(
        update(sighting).where(sighting.c.id == bindparam("of")).values(person=bindparam("to")),
        [{"of": move["of"], "to": move["to"]} for move in moves],
    )
    for table in (role, quote):
        here = table.c.article == bindparam("in_article"), table.c.sighting == bindparam("of")
        connection.execute(update(table).where(*here).values(person=bindparam("to")), moves)
    connection.execute(
        update(event_person).where(event_person.c.sighting == bindparam("of")).values(person=bindparam("to")),
        [{"of": move["of"], "to": move["to"]} for move in moves],
    )
    _rekey(connection, sorted({kept.article for kept in change.moved}))


def _rekey(connection: Connection, articles: Sequence[int]) -> None:
    """Let the search rows of these articles name the people whom their sightings are taken for now."""
    keys: dict[search.Index, dict[int, list[str]]] = {index: {} for index in search.INDEXES}
    for number in articles:
        shelf, slot = connection.execute(
            select(article.c.collection, article.c.slot).where(article.c.id == number)
        ).one()
        here = search.collection_key(shelf)
        people = connection.execute(select(sighting.c.person).where(sighting.c.article == number)).scalars()
        keys["article"][slot] = [here, *map(search.person_key, people)]
        said = connection.execute(select(quote.c.id, quote.c.person).where(quote.c.article == number))
        keys["quote"] |= {n: [here, search.person_key(who)] for n, who in said if who is not None}
        named = select(event.c.id, event_person.c.person).join(event_person, event_person.c.event == event.c.id)
        for n, who in connection.execute(named.where(event.c.article == number)):
            keys["event"].setdefault(n, [here]).append(search.person_key(who))
    for index, rows in keys.items():
        search.rekey(connection, index, rows)


def _refresh(connection: Connection, change: _Change) -> None:
    """Remove those nobody is taken for; look up the first and last day and the latest title of the others concerned."""
    for start in range(0, len(change.vanished), 500):
        connection.execute(delete(person).where(person.c.id.in_(change.vanished[start : start + 500])))
    concerned = sorted(change.titled - set(change.vanished))
    for start in range(0, len(concerned), 500):
        connection.execute(_LOOK_UP.where(person.c.id.in_(concerned[start : start + 500])))


def _day(column: str, *order: Any) -> Any:
    dated = select(sighting.c[column]).where(sighting.c.person == person.c.id, sighting.c.ago < schema.UNDATED)
    return dated.order_by(*order).limit(1).scalar_subquery()


_EARLIEST = (sighting.c.ago.desc(), sighting.c.published_last)
_LATEST = (sighting.c.ago, sighting.c.published_last.desc())
_LATEST_TITLE = (
    select(role.c.shown)
    .where(role.c.person == person.c.id, role.c.shown.is_not(None))
    .order_by(role.c.ago, role.c.tie, role.c.start, role.c.shown)
    .limit(1)
    .scalar_subquery()
)
_LOOK_UP = update(person).values(
    first_first=_day("published_first", *_EARLIEST),
    first_last=_day("published_last", *_EARLIEST),
    last_first=_day("published_first", *_LATEST),
    last_last=_day("published_last", *_LATEST),
    title=_LATEST_TITLE,
)

"""Sightings: each article's people as evidence for who is who, kept whole so that `identify` can be asked again."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from briefings.dates import DateSpan
from briefings.model import Alias, Article, Findings, Mention, Person, Role, SentenceRef, Sighting, Slice
from briefings.names import surname_family
from briefings.store.schema import article, sighting
from briefings.store.types import span


@dataclass(frozen=True, slots=True)
class Kept:
    """A sighting as it stands in the store. `person` is the number of the person it was taken for, None at first."""

    number: int
    article: int
    person: int | None
    surname: str  # the family of it, see names.surname_family
    quotes: int
    sighting: Sighting

    @property
    def key(self) -> str:
        return self.sighting.person.key

    @property
    def mentions(self) -> int:
        return len(self.sighting.person.mentions)

    @property
    def month(self) -> int | None:
        """The month of the article, 201712, None when its date is wider or unknown."""
        published = self.sighting.published
        if published is None or (published.first.year, published.first.month) != (
            published.last.year,
            published.last.month,
        ):
            return None
        return published.first.year * 100 + published.first.month


def sightings_in(story: Article, findings: Findings, article_number: int, next_number: int) -> list[Kept]:
    """The article's people, each with the titles it gives him, numbered from `next_number`."""
    quotes = Counter(quote.person for quote in findings.quotes)
    kept = []
    for number, person in enumerate(findings.people, next_number):
        roles = tuple(role for role in findings.roles if role.person == person.key)
        seen = Sighting(person, story.key, story.published.span, roles)
        kept.append(Kept(number, article_number, None, surname_family(person.name), quotes[person.key], seen))
    return kept


def pack(seen: Sighting) -> list[Any]:
    """What `unpack` makes the sighting from again."""
    person = seen.person
    return [
        person.name,
        [[alias.text, alias.kind] for alias in person.aliases],
        [[mention.slice.start, mention.slice.end, mention.kind] for mention in person.mentions],
        [[r.title, r.organisation, r.status, *r.slice, r.source.first, r.source.last] for r in seen.roles],
    ]


def unpack(key: str, article_key: str, published: DateSpan | None, packed: list[Any]) -> Sighting:
    """The sighting that `pack` was given."""
    name, aliases, mentions, roles = packed
    person = Person(
        key,
        name,
        tuple(Alias(text, kind) for text, kind in aliases),
        tuple(Mention(Slice(start, end), kind) for start, end, kind in mentions),
    )
    found = tuple(
        Role(key, title, organisation, status, Slice(start, end), SentenceRef(article_key, first, last))
        for title, organisation, status, start, end, first, last in roles
    )
    return Sighting(person, article_key, published, found)


_COLUMNS = select(
    sighting.c.id,
    sighting.c.article,
    sighting.c.person,
    sighting.c.surname,
    sighting.c.quotes,
    sighting.c.key,
    sighting.c.found,
    sighting.c.published_first,
    sighting.c.published_last,
    article.c.key.label("article_key"),
).join(article, article.c.id == sighting.c.article)


def of_surnames(connection: Connection, shelf: int, surnames: Iterable[str]) -> dict[str, list[Kept]]:
    """Every sighting of these surnames in one collection, by surname."""
    wanted = sorted(surnames)
    found: dict[str, list[Kept]] = {name: [] for name in wanted}
    for start in range(0, len(wanted), 500):
        named = sighting.c.surname.in_(wanted[start : start + 500])
        for row in connection.execute(_COLUMNS.where(sighting.c.collection == shelf, named)):
            found[row.surname].append(_kept(*tuple(row)))
    return found


def of_articles(connection: Connection, numbers: Iterable[int]) -> list[Kept]:
    """Every sighting in these articles, in no order."""
    found: list[Kept] = []
    wanted = sorted(numbers)
    for start in range(0, len(wanted), 500):
        asked = _COLUMNS.where(sighting.c.article.in_(wanted[start : start + 500]))
        found += [_kept(*tuple(row)) for row in connection.execute(asked)]
    return found


def _kept(
    number: int,
    in_article: int,
    person: int,
    surname_: str,
    quotes: int,
    key: str,
    found: list[Any],
    first: date | None,
    last: date | None,
    article_key: str,
) -> Kept:
    return Kept(number, in_article, person, surname_, quotes, unpack(key, article_key, span(first, last), found))

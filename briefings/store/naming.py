"""Where people are named: each form of a name, the articles that name somebody, and two names in one sentence."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from briefings.model import Appearance, NamingFound, Passage, Published, Slice
from briefings.names import fold
from briefings.store.schema import article, sighting, story
from briefings.store.types import span
from briefings.store.visible import HEADS, Seen, his, newest_first, passage_of, those, whose, with_text, within

_ONE, _OTHER = sighting.alias("one"), sighting.alias("other")
_TRIES = 25  # newest articles of two people that are looked through for a sentence with both names


def appearances(
    connection: Connection, seen: Seen, people: Sequence[int], until: date | None
) -> tuple[Appearance, ...]:
    """Each article that names one of these people, once, in no order; as of that day where one is given."""
    rows = connection.execute(
        HEADS.add_columns(sighting.c.mentions)
        .join(article, article.c.id == sighting.c.article)
        .where(within(seen, sighting), his(seen, sighting, people), *_printed_by(until))
    )
    found: dict[str, Appearance] = {}
    for row in rows:
        published = Published(span(row.a_first, row.a_last), row.a_origin, row.a_estimated)
        before = found.get(row.a_key)
        found[row.a_key] = Appearance(row.a_key, published, max(row.mentions, before.mentions if before else 0))
    return tuple(found.values())


def namings(
    connection: Connection, seen: Seen, people: Sequence[int], forms: Iterable[str], until: date | None
) -> tuple[NamingFound, ...]:
    """Where each of these forms of a name was printed last, as far as it stands in a sentence."""
    missing = {fold(form): form for form in forms}
    found: dict[str, NamingFound] = {}
    for row in _sightings(connection, seen, people, until):
        printed = {fold(text) for text, _ in row.found[1]} & missing.keys()
        if not printed:
            continue
        whole = connection.execute(_WHOLE.where(article.c.id == row.article)).one()
        for naming in _named_in(whole, seen, row.found[2]):
            form = fold(naming.text)
            if form in printed and form in missing:
                found[form] = naming
                missing.pop(form)
        if not missing:
            break
    return tuple(found[form] for form in sorted(found))


def _sightings(
    connection: Connection, seen: Seen, people: Sequence[int], until: date | None
) -> Iterable[Row[tuple[int, Any]]]:
    """The newest first; a person's own index stands in this order, so that few are read."""
    asked = select(sighting.c.article, sighting.c.found).where(within(seen, sighting), his(seen, sighting, people))
    if until is not None:
        asked = asked.join(article, article.c.id == sighting.c.article).where(*_printed_by(until))
    return connection.execute(asked.order_by(*newest_first(sighting), sighting.c.id))


_WHOLE = with_text(HEADS).add_columns(story.c.sentences)


def _named_in(row: Row[Any], seen: Seen, mentions: Iterable[Sequence[Any]]) -> Iterator[NamingFound]:
    """The names of an article that stand in a sentence, in its order."""
    sentences = row.sentences
    for name in _names(mentions):
        index = _sentence(sentences, name)
        if index is not None and not seen.hides(row.a_id, index, index):
            passage = passage_of(row, seen, index, index, sentences[index])
            cut = passage.text[name.start - passage.slice.start : name.end - passage.slice.start]
            yield NamingFound(cut, name, passage)


def together(
    connection: Connection,
    seen: Seen,
    people: Sequence[int],
    others: Sequence[Sequence[int]],
    since: date | None,
    until: date | None,
    most: int,
) -> dict[int, Passage]:
    """For the first `most` of `others` with one, by their place, the first sentence that names one of them and one of
    `people`, in the newest article that has one; among the newest that name both.
    """
    newest = _newest(connection, seen, people, since, until)
    named: dict[tuple[int, int], list[Slice]] = defaultdict(list)  # in an article, somebody
    everybody = {number for group in others for number in group}
    asked = select(sighting.c.article, whose(seen, sighting).label("who"), sighting.c.found)
    there = (
        sighting.c.article.in_([row.article for row in newest]),
        within(seen, sighting),
        his(seen, sighting, everybody),
    )
    for row in connection.execute(asked.where(*there).order_by(sighting.c.id)):
        named[row.article, row.who] += _names(row.found[2])
    found: dict[int, tuple[int, int]] = {}
    for place, group in enumerate(others):
        if len(found) == most:
            break
        here = [(row, [name for number in group for name in named.get((row.article, number), ())]) for row in newest]
        sentence = _first_with_both(
            seen, ((row.article, row.sentences, row.found, names) for row, names in here if names)
        )
        if sentence is None and len(newest) == _TRIES:  # there may be older ones
            sentence = _older(connection, seen, people, group, since, until)
        if sentence is not None:
            found[place] = sentence
    articles = sorted({number for number, _ in found.values()})
    whole = {row.a_id: row for row in those(connection, _WHOLE, article.c.id, articles)} if articles else {}
    return {
        place: passage_of(whole[number], seen, index, index, whole[number].sentences[index])
        for place, (number, index) in found.items()
    }


def _newest(
    connection: Connection, seen: Seen, people: Sequence[int], since: date | None, until: date | None
) -> Sequence[Row[Any]]:
    """The newest articles that name one of these people, with where."""
    asked = select(sighting.c.article, sighting.c.found, story.c.sentences)
    asked = asked.join(story, story.c.article == sighting.c.article)
    asked = asked.where(within(seen, sighting), his(seen, sighting, people))
    if since or until:
        asked = asked.join(article, article.c.id == sighting.c.article).where(*_printed_by(until, since))
    return list(connection.execute(asked.order_by(*newest_first(sighting), sighting.c.id).limit(_TRIES)))


def _older(
    connection: Connection,
    seen: Seen,
    people: Sequence[int],
    others: Sequence[int],
    since: date | None,
    until: date | None,
) -> tuple[int, int] | None:
    """The article and the place of the sentence, among the newest articles that name both."""
    one, other = _ONE, _OTHER
    here = within(seen, one), his(seen, one, others), his(seen, other, people, by_index=False)
    asked = select(one.c.article, one.c.found, other.c.found.label("found_other"), story.c.sentences)
    asked = asked.join(other, other.c.article == one.c.article).join(story, story.c.article == one.c.article)
    asked = asked.where(*here)
    if since or until:
        asked = asked.join(article, article.c.id == one.c.article).where(*_printed_by(until, since))
    rows = connection.execute(asked.order_by(one.c.ago, one.c.tie, one.c.id, other.c.id).limit(_TRIES))
    return _first_with_both(
        seen, ((row.article, row.sentences, row.found_other, list(_names(row.found[2]))) for row in rows)
    )


def _first_with_both(
    seen: Seen, articles: Iterable[tuple[int, Sequence[Sequence[Any]], Any, Sequence[Slice]]]
) -> tuple[int, int] | None:
    """The first article with a sentence that names one whose sighting it gives and somebody with these names."""
    for number, sentences, found, others in articles:
        shown = [not seen.hides(number, n, n) for n in range(len(sentences))]
        index = _names_both(sentences, others, list(_names(found[2])), shown)
        if index is not None:
            return number, index
    return None


def articles_together(
    connection: Connection,
    seen: Seen,
    people: Sequence[int],
    others: Sequence[int],
    since: date | None,
    until: date | None,
) -> int:
    """How many articles name both, one on two shelves once."""
    one, other = _ONE, _OTHER
    both = select(func.count(article.c.key.distinct())).join(one, one.c.article == article.c.id)
    both = both.join(other, other.c.article == one.c.article)
    both = both.where(within(seen, one), his(seen, one, others), his(seen, other, people, by_index=False))
    return int(connection.execute(both.where(*_printed_by(until, since))).scalar() or 0)


def _names(mentions: Iterable[Sequence[Any]]) -> Iterator[Slice]:
    return (Slice(start, end) for start, end, kind in mentions if kind == "name")


def _sentence(sentences: Sequence[Sequence[Any]], name: Slice) -> int | None:
    """The sentence that this name stands in."""
    index = bisect_right([sentence[0] for sentence in sentences], name.start) - 1
    return index if index >= 0 and name.end <= sentences[index][1] else None


def _names_both(
    sentences: Sequence[Sequence[Any]], ones: Sequence[Slice], others: Sequence[Slice], shown: Sequence[bool]
) -> int | None:
    """The first sentence that is shown, with a name of each, which do not share their words: a father's stands in his son's."""
    places: dict[int, list[Slice]] = {}
    for name in others:
        index = _sentence(sentences, name)
        if index is not None and shown[index]:
            places.setdefault(index, []).append(name)
    for name in ones:
        index = _sentence(sentences, name)
        if index is not None and any(a.end <= name.start or name.end <= a.start for a in places.get(index, ())):
            return index
    return None


def _printed_by(until: date | None, since: date | None = None) -> list[ColumnElement[bool]]:
    """On `article`: surely printed by that day, and perhaps since the other. What is undated is neither."""
    by_then = [] if until is None else [article.c.last <= until]
    return by_then if since is None else [*by_then, article.c.last >= since]

"""Quotes that a name alone does not find: of those who are called by what they speak for, and of one office's days."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import pairwise

from briefings import names
from briefings.answers.bearers import gives_office
from briefings.answers.subject import Subject
from briefings.lexicon import word_set
from briefings.model import PersonId, Present, QuoteFound, Scope, SentenceRef
from briefings.store import Store
from briefings.store.search import terms

MOST = 500  # quotes looked through
ARTICLES = 50  # the newest that name somebody, looked through for what he said together with another
BACK = 3  # sentences before “they” in which it is told who they are

_THE_TWO = re.compile(r"(?:they|both|the (?:two|pair|duo))\b", re.I)


def said_under_no_name(
    store: Store,
    scope: Scope,
    speaker: str,
    *,
    of: tuple[str, ...] = (),
    since: date | None = None,
    until: date | None = None,
) -> list[QuoteFound] | None:
    """What “the White House” or “a Pentagon spokesman” said, whom the articles do not name; None when none of it is there.

    Every word of `speaker` stands in the article's own words for whoever spoke, or once there and later “the spokesman”
    alone; and every term of `of` in the quote.
    """
    called = frozenset(terms(speaker))
    if not called:
        return None

    def words(one: QuoteFound) -> frozenset[str]:
        return frozenset(terms(one.speaker_words or ""))

    unsigned = partial(store.people.quotes, scope, since=since, until=until, unsigned=True, limit=MOST)

    def said(of: tuple[str, ...]) -> list[QuoteFound]:
        found = unsigned(terms=(*called, *of))
        return [one for one in found if called <= words(one)]

    everything = said(())
    there = sorted({one.passage.head.key for one in everything})
    also = unsigned(terms=of, articles=there) if there else ()
    shorter = [one for one in also if frozenset() < words(one) < called]
    return [*(said(of) if of else everything), *shorter] if everything else None


def said_under_surname(
    store: Store, scope: Scope, whom: Subject, *, since: date | None = None, until: date | None = None
) -> list[QuoteFound]:
    """What “Holm said” in articles that name him in full, and somebody else of his surname: probably he, but who knows.

    Not what a “Mrs. Holm” says, where he has a man's name.
    """
    keys = store.people.newest_articles(scope, whom.ids, since=since, until=until, limit=ARTICLES)
    surname = names.fold(names.surname(whom.name))
    others = _OF_MEN if names.fold(whom.name.split()[0]) in word_set("women") else _OF_WOMEN
    found = store.people.quotes(scope, since=since, until=until, articles=keys, unsigned=True, limit=None)
    return [
        replace(one, quote=replace(one.quote, grade="likely"))
        for one in found
        if (words := names.fold(one.speaker_words or "").split())
        and words[-1] == surname
        and len(words) < 3
        and not others.intersection(words)
    ]


_OF_MEN, _OF_WOMEN = frozenset(("mr", "sir", "mr.")), frozenset(("mrs", "ms", "miss", "mrs.", "ms."))


def said_in_office(
    store: Store,
    scope: Scope,
    whom: Subject,
    office: str,
    *,
    of: tuple[str, ...] = (),
    since: date | None = None,
    until: date | None = None,
) -> list[QuoteFound]:
    """What he said in articles that give him this office as one he holds."""
    found = store.people.quotes(scope, whom.ids, terms=of, since=since, until=until, limit=MOST)
    keys = sorted({one.passage.head.key for one in found})
    there = {
        one.article
        for one in store.people.present(scope, keys)
        if one.id in whom.ids and gives_office(store, scope, one, office)
    }
    return [one for one in found if one.passage.head.key in there]


def said_together(
    store: Store, scope: Scope, whom: Subject, *, since: date | None = None, until: date | None = None
) -> list[QuoteFound]:
    """What he said with one other: “Roe and Lund said”, or “they wrote” close behind both their names.

    It is signed with his name alone; its sentence shows who else said it.
    """
    keys = store.people.newest_articles(scope, whom.ids, since=since, until=until, limit=ARTICLES)
    there = store.people.present_by_article(scope, keys)
    quotes = store.people.quotes(scope, since=since, until=until, articles=keys, unsigned=True, limit=None)
    return [
        replace(one, speaker_name=whom.name)
        for one in quotes
        if one.quote.speaker is not None and _is_joint(store, scope, one, whom, there.get(one.passage.head.key, ()))
    ]


def _is_joint(store: Store, scope: Scope, line: QuoteFound, whom: Subject, there: Sequence[Present]) -> bool:
    words, where = line.speaker_words or "", line.quote.speaker
    if (
        where is not None
        and re.search(r"\band\b", words)
        and any(
            one.id in whom.ids and where.covers(m.slice) and not _AMONG.search(words[: m.slice.start - where.start])
            for one in there
            for m in one.mentions
        )
    ):
        return True
    return bool(_THE_TWO.match(words)) and not _two_before(store, scope, line, there).isdisjoint(whom.ids)


def _two_before(store: Store, scope: Scope, line: QuoteFound, there: Sequence[Present]) -> frozenset[PersonId]:
    """The two people with whom the nearest sentence before begins that names anybody: “Roe and Lund met”; or nobody.

    “The two” may look further back, and over others who are named in between: “Roe and Lund wrote to Keller”.
    """
    key, first = line.passage.head.key, line.passage.sentences[0]
    refs = [SentenceRef(key, at, at) for at in range(first - 1, max(-1, first - 1 - BACK), -1)]
    passages = store.articles.passages(scope, refs)
    the_two = (line.speaker_words or "").casefold().startswith("the ")
    for passage in (passages[ref] for ref in refs if ref in passages):
        named = sorted((m.slice, one.id) for one in there for m in one.mentions if passage.slice.covers(m.slice))
        start = passage.slice.start
        joined = [
            _AND.fullmatch(passage.text[one.end - start : other.start - start]) is not None
            for (one, _), (other, _) in pairwise(named)
        ]
        people = frozenset(one for _, one in named)
        if joined and joined[0] and not any(joined[1:]) and (the_two or len(people) == 2):
            return frozenset(one for _, one in named[:2])
        if people and not the_two:
            break
    return frozenset()


_AMONG = re.compile(r"\b(?:including|among|such as|led by)\b")  # half a dozen players, | including Roe and Lund, agreed
_AND = re.compile(r"(?:\s\([^)]*\))?\s+and\s+(?:(?:[A-Z][\w.’'-]*|the|of|for)\s+)*")  # Roe (D-Wis.) and Chairman | Lund

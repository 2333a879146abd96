"""When, where, how many, whom somebody met: the sentences that say so, or none.

A sentence answers when it says the words of the question, or its neighbours and headline say what it leaves out, and
when it holds what was asked for: a day, a place, a number, a meeting. Half an answer is none; it is shown as closest.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from typing import ClassVar, Literal, NamedTuple

from briefings import names
from briefings.answers.entries import page
from briefings.answers.moment import at_one_moment
from briefings.answers.saying import NEIGHBOUR, OTHERWISE, UNDERSTOOD, Around, alike, mark, often, said, telling
from briefings.answers.stories import once
from briefings.answers.subject import Nothing, Subject, bearer
from briefings.model import (
    Answer,
    ArticleHead,
    ArticleKey,
    PersonId,
    Present,
    ReadAs,
    Scope,
    Sentence,
    SentenceRef,
    Slice,
)
from briefings.receipts import Receipts
from briefings.store import Store
from briefings.store.search import terms

Fact = Literal["when", "where", "how-many", "met", "latest", "that", "printed"]
"""What is asked for; "latest" and "that" ask for no more than the words, the former newest first, "printed" for these
words side by side: a name or an office of which no more is known."""

ARTICLES = 20  # looked into
ENOUGH = 0.75  # of the question's words
MOST_UNTOLD = 1  # of them that is no name is told neither by the sentence nor by what the article is about
MANY = 6  # of so many words one may be missing altogether
CLOSE = 0.5
CLOSEST = 1

_MONTH = r"Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June|July|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
_SO_MANY = r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|some)"
_WHEN = re.compile(
    rf"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:{_MONTH})\.? \d{{1,2}}|\d{{1,2}} (?:{_MONTH})|(?:in|since|until|by|last|this|next|early|late) (?:{_MONTH})|"
    r"(?:19|20)\d\ds?|yesterday|today|tonight|tomorrow|(?:last|this|next|previous|following) (?:night|week|weekend|month|year|spring|summer|fall|autumn|winter)|"
    rf"{_SO_MANY} (?:hours?|days?|weeks?|months?|years?|decades?) (?:ago|later|earlier|before|after)|"
    r"(?:end|start|beginning|middle) of (?:the|this|next|last) (?:week|month|year|decade)|"
    r"(?:the|New) (?:Year’s|Year's) (?:Day|Eve)|Election Day|Inauguration Day|Christmas|Thanksgiving|Easter|Ramadan)\b"
)
_NUMBER = re.compile(
    r"\d(?![\d.,]*-[a-z])|\b(?:one (?!of|should|must|can|may|might|would|could|has|is|was|who|day)|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|scores|hundreds?|thousands?|millions?|billions?|trillions?|"
    r"half|a third|quarter|none|no one|nobody|several)\b",
    re.I,
)
_COUNTED = re.compile(
    rf"(?:{_NUMBER.pattern})[\w.,]*(?:[\s-]+[\w’'-]+){{1,4}}", re.I
)  # a number and the words behind it
_ALONE = re.compile(  # of what? “3,000 a year”, “200 more”
    rf"(?:{_NUMBER.pattern})[\d.,]*\s+(?:(?:an?|per|each|every)\s+\w+|more\b(?! than)|of (?:them|these|those|which|whom)\b)",
    re.I,
)
_MONEY = re.compile(r"[$€£¥] ?\d|\b(?:dollars?|euros?|pounds?|yen|yuan|rupees?|rubles?)\b", re.I)  # which counts itself
_PRICE = re.compile(r"\b(?:for|worth) (?:\w+ )?[$€£¥] ?\d", re.I)
_DATES = re.compile(  # of which no number counts anything
    rf"\b(?:{_MONTH})\.? \d{{1,2}}(?:,? (?:19|20)\d\d)?\b|\b\d{{1,2}} (?:{_MONTH})\b|"
    rf"\b(?:in|since|until|by|before|after|from|to|of|{_MONTH}) (?:19|20)\d\d\b(?! [a-z]+s\b)"
)
_JOINED = re.compile(r"\b\d[\d.,]*-([a-z]+)")  # a 27-nation bloc
_FIGURE = re.compile(rf"(?!none|no one|nobody)(?:{_NUMBER.pattern})|{_JOINED.pattern}", re.I)
_PIECES = re.compile(r"[,;:()\[\]—–]")
_CLAUSES = re.compile(r"[;:—]|, | - ")
_WHERE = re.compile(
    r"\b(?:in front of|in|at|near|outside|to|from|on|into|across|around)\s+(?:the\s+|a\s+|\d+\s+)?(?:\w+ (?:of|in) )?(?P<place>[A-Z][\w’'-]+)"
)
_MEETING = re.compile(
    r"\b(?:met|meet|meets|meeting|meetings|talks|(?:hosted|hosts|received|receives|welcomed|welcomes)(?!(?: [\w.-]+){1,3}['’]s\b)|sat down|joined|"
    r"visited|held discussions|discussions with|(?:spoke|talk|talked|talking) with|conferred)\b"
)  # fmt: skip
_ITS_THING = re.compile(
    r"['’]s? (?!(?:[\w-]+ )?(?:meeting|talks|discussions|visit))"
)  # Okafor | 's proposal met nobody
_MARKED = re.compile(r"[\"“][^\"“”]*[\"”]|''[^']*''")
_NAMED = re.compile(r"\b(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)[A-Z][A-Za-z0-9’'-]+")
_NAME = re.compile(rf"{_NAMED.pattern}|\b(?:19|20)\d\d\b")  # a year is one, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Answer):
    """Sentences that answer a question of fact, the fullest first."""

    kind: ClassVar[str] = "hits"
    template: ClassVar[str] = "answers/told.md.j2"


class _Wanted(NamedTuple):
    """A question of fact: what its sentences are to say."""

    fact: Fact
    words: tuple[str, ...]  # as `terms` cuts them
    named: frozenset[str]  # those of them that are names, or years
    people: tuple[Subject, ...]  # whom it names, and who are no words any more


@dataclass(frozen=True, slots=True)
class _Found:
    head: ArticleHead
    sentence: Sentence
    covered: float  # share of the question's words, 0 to 1
    holds: bool  # what was asked for


@at_one_moment
def told(
    store: Store,
    scope: Scope,
    fact: Fact,
    topic: str,
    *,
    now: datetime,
    subject: Subject | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int = 5,
    offset: int = 0,
) -> Told | Nothing:
    """The sentences that tell `fact` of `topic`. `subject` is the person whom `met` asks about."""
    read_as = ReadAs(fact, topic=topic or None, since=since, until=until, offset=offset)
    if subject:
        read_as = subject.asked(read_as)
    people, rest = ((), topic) if fact == "printed" else _people(store, scope, topic, [subject] if subject else [])
    wanted = telling(rest)
    found = _found(
        store, scope, _Wanted(fact, wanted, frozenset(said(" ".join(_NAME.findall(rest)))), people), since, until
    )
    answering = [one for one in found if one.holds and one.covered >= ENOUGH]
    if fact == "latest":
        answering.sort(key=lambda one: -_day(one.head))
    shown, more = page(answering, offset, limit)
    receipts = Receipts()
    chosen = shown if answering else [one for one in found if one.covered >= CLOSE][:CLOSEST]
    refs = [SentenceRef(one.head.key, one.sentence.index, one.sentence.index) for one in chosen]
    passages = store.articles.passages(scope, refs)
    entries = tuple(receipts.sentence(passages[ref]) for ref in refs if ref in passages)
    searched = store.articles.searched(scope)
    if answering:
        return Told(
            question=topic,
            read_as=read_as,
            now=now,
            entries=entries,
            receipts=receipts.all(),
            searched=searched,
            more=more,
        )
    asked = f"“{topic}”" if topic else subject.name if subject else ""
    return Nothing(
        question=topic,
        read_as=read_as,
        now=now,
        entries=entries,
        receipts=receipts.all(),
        searched=searched,
        subject=asked,
    )


def _found(store: Store, scope: Scope, wanted: _Wanted, since: date | None, until: date | None) -> list[_Found]:
    """Every sentence that says some of it, the fullest and shortest first."""
    heads = _candidates(store, scope, wanted, since, until)
    present = store.people.present_by_article(scope, [head.key for head in heads])
    found = [one for head in heads for one in _weighed(store, scope, head, present.get(head.key, ()), wanted)]
    found.sort(
        key=lambda one: (-one.covered, len(one.sentence.slice), -_day(one.head), one.head.key, one.sentence.index)
    )
    return found


def _day(head: ArticleHead) -> int:
    return head.published.span.last.toordinal() if head.published.span else 0


# --- whom and what the question names ------------------------------------------------------------------------------


def _people(store: Store, scope: Scope, topic: str, known: list[Subject]) -> tuple[tuple[Subject, ...], str]:
    """The people whom `topic` names so that only one can be meant, and `topic` without their names."""
    words, people, rest = topic.split(), list(known), []
    at = 0
    while at < len(words):
        for length in range(min(4, len(words) - at), 0, -1):
            name = " ".join(words[at : at + length]).strip(",.;:?!“”\"'()")
            if name[:1].isupper() or (length > 1 and not name.islower()):
                whom = bearer(store, scope, name)
                if whom is not None:
                    people.append(whom)
                    at += length
                    break
        else:
            rest.append(words[at])
            at += 1
    return tuple({one.ids: one for one in people}.values()), " ".join(rest)


def _candidates(
    store: Store, scope: Scope, wanted: _Wanted, since: date | None, until: date | None
) -> list[ArticleHead]:
    """The articles that say all of it, else those that leave one word out, else two; of what is to be printed, all."""
    surnames = (names.surname(one.name).split()[-1] for one in wanted.people)
    every = tuple(
        dict.fromkeys((*wanted.words, *(term for surname in surnames for term in terms(surname) or (surname,))))
    )
    for less in range(1 if wanted.fact == "printed" else min(3, len(every))):
        heads: list[ArticleHead] = []
        for some in combinations(every, len(every) - less):
            hits = store.search.find(scope, some, since=since, until=until, limit=ARTICLES)
            heads += [hit.head for hit in hits]
        if heads:
            return once(heads)[:ARTICLES]
    return []


# --- what a sentence says --------------------------------------------------------------------------------------------


def _weighed(
    store: Store, scope: Scope, head: ArticleHead, present: Sequence[Present], wanted: _Wanted
) -> Iterator[_Found]:
    """The sentences of one article that say some word of the question, or speak of somebody whom it names."""
    text = store.articles.text(scope, head.key) or ""
    sentences = store.articles.sentences(scope, head.key)
    words = [frozenset(said(sentence.slice.of(text))) for sentence in sentences]
    headline = words[0].union(said(head.title or "")) if words else frozenset()
    topics = often(words)
    places = [_places(present, person.ids) for person in wanted.people]
    spoken = _spoken(store, scope, head.key, wanted.people) if wanted.fact == "met" else ()
    for at, sentence in enumerate(sentences):
        if wanted.fact == "how-many":
            words[at] |= _said_of_prices(sentence.slice.of(text))
        around = Around(frozenset().union(*words[max(0, at - 1) : at + 2]), headline, topics)
        near = Slice(sentences[max(0, at - 1)].slice.start, sentences[min(len(sentences) - 1, at + 1)].slice.end)
        marks = [mark(term, words[at], around) for term in wanted.words]
        meant = [1.0 if _in(each, sentence.slice) else NEIGHBOUR if _in(each, near) else 0.0 for each in places]
        if max(*marks, *meant, 0.0) < OTHERWISE:
            continue
        untold = sum(
            each < UNDERSTOOD for term, each in zip(wanted.words, marks, strict=True) if term not in wanted.named
        )
        told_there = _without(text, sentence.slice, spoken) if wanted.fact == "met" else sentence.slice.of(text)
        whole = 0.0 not in meant and marks.count(0.0) <= (len(marks) >= MANY) and untold <= MOST_UNTOLD
        holds = whole and _holds(wanted, sentence.slice, told_there, words[at], around.beside, places)
        yield _Found(head, sentence, sum((*marks, *meant)) / len((*marks, *meant)), holds)


def _without(text: str, there: Slice, spoken: Iterable[Slice]) -> str:
    """A sentence with blanks in place of what these people say in it, and of what anybody says in marks."""
    sentence = _MARKED.sub(lambda found: " " * len(found[0]), there.of(text))
    for each in spoken:
        start, end = max(0, each.start - there.start), min(len(sentence), each.end - there.start)
        if start < end:
            sentence = sentence[:start] + " " * (end - start) + sentence[end:]
    return sentence


def _counts(
    sentence: str, here: frozenset[str], beside: frozenset[str], wanted: Sequence[str], named: frozenset[str]
) -> bool:
    """Is it that which is counted, not so many of another country's or another year's?

    The number is the only one of a sentence that says every word of the question, or stands before what is counted, or
    with it in one clause of such a sentence; a number that counts
    nothing itself (“about 3,000 a year”) is of what the sentence beside it speaks of. A name that it leaves out is
    understood only where no other name stands beside the number.
    """
    missing = [term for term in wanted if not mark(term, here)]
    if not missing and len(_FIGURE.findall(sentence)) == 1:
        return True
    thing = next((term for term in wanted if term not in named), wanted[0]) if wanted else ""
    for clause in _CLAUSES.split(sentence):
        others = (
            found for found in _NAMED.finditer(clause, clause.find(" ", 1)) if not named.issuperset(said(found[0]))
        )
        if not _FIGURE.search(clause) or (named.intersection(missing) and any(others)):
            continue
        alone = _ALONE.search(clause) is not None
        spoken = frozenset(said(clause)) | _said_of_prices(clause)
        if not missing and (not thing or alone or mark(thing, spoken)):
            return True
        if (
            named.issuperset(missing)
            and _MONEY.search(clause)
            and any(mark(t, spoken) for t in wanted if t not in named)
        ):
            return True
        counted = [said(" ".join(found[0].split()[1:])) for found in _COUNTED.finditer(clause)]
        counted += [said(found[1]) for found in _JOINED.finditer(clause)]
        if (alone and thing in missing and mark(thing, beside)) or any(mark(thing, frozenset(one)) for one in counted):
            return True
    return False


def _said_of_prices(text: str) -> frozenset[str]:
    """ "Bought for $3 million" says what it cost."""
    return frozenset(said("cost")) if _PRICE.search(text) else frozenset()


def _places(present: Iterable[Present], ids: Iterable[PersonId]) -> tuple[Slice, ...]:
    whom = set(ids)
    return tuple(mention.slice for one in present if one.id in whom for mention in one.mentions)


def _in(places: Iterable[Slice], within: Slice) -> bool:
    return any(within.covers(place) for place in places)


def _spoken(store: Store, scope: Scope, key: ArticleKey, people: Sequence[Subject]) -> tuple[Slice, ...]:
    """What these people themselves say there: who tells of a meeting need not have been at it."""
    ids = [one for person in people for one in person.ids]
    quotes = store.people.quotes(scope, ids, articles=[key], limit=None)
    return tuple(content for found in quotes for content in found.quote.content)


def _holds(
    wanted: _Wanted,
    there: Slice,
    sentence: str,
    here: frozenset[str],
    beside: frozenset[str],
    places: Sequence[Sequence[Slice]],
) -> bool:
    """Is what was asked for in this sentence: a day, a place, so many, a meeting with somebody?"""
    if wanted.fact == "printed":
        return any(_prints(said(piece), wanted.words) for piece in _PIECES.split(sentence))
    if wanted.fact == "when":
        return _WHEN.search(sentence) is not None
    if wanted.fact == "how-many":
        sentence = _DATES.sub(lambda found: " " * len(found[0]), sentence)
        numbered = _NUMBER.search(sentence) or _JOINED.search(sentence)
        return numbered is not None and _counts(sentence, here, beside, wanted.words, wanted.named)
    if wanted.fact == "where":
        known = set(wanted.words).union(*(terms(person.name) for person in wanted.people))
        return any(not known.issuperset(terms(found["place"])) for found in _WHERE.finditer(sentence))
    if wanted.fact == "met":
        own = [place for each in places for place in each if there.covers(place)]
        own = [place for place in own if not _ITS_THING.match(sentence, place.end - there.start)]
        return bool(own) and _MEETING.search(sentence) is not None and _somebody_else(sentence, there, own)
    return True


def _prints(sentence: Sequence[str], wanted: Sequence[str]) -> bool:
    """Do these words stand side by side, in whatever order: “president of Norway”, “the Norwegian president”?"""
    many = len(wanted)
    places = (frozenset(sentence[at : at + many]) for at in range(len(sentence) - many + 1))
    return any(all(word in here or alike(word) & here for word in wanted) for here in places)


def _somebody_else(sentence: str, there: Slice, own: Sequence[Slice]) -> bool:
    """Does the sentence name anything beside these places, not counting its first word?"""
    return any(
        not any(place.start <= there.start + found.start() < place.end for place in own)
        for found in _NAME.finditer(sentence, 1)
    )

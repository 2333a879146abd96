"""When, where, how many, whom somebody met: the sentences that say so, or none.

A sentence answers when it says the words of the question, or its neighbours and headline say what it leaves out, and
when it holds what was asked for: a day, a place, a number, a meeting. Half an answer is none; it is shown as closest.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import combinations
from typing import ClassVar, Literal, NamedTuple

from briefings import names
from briefings.answers.entries import page
from briefings.answers.moment import at_one_moment
from briefings.answers.stories import once
from briefings.answers.subject import Nothing, Subject, bearer
from briefings.model import (
    Answer,
    ArticleHead,
    ArticleKey,
    Passage,
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

Fact = Literal["when", "where", "how-many", "met", "latest", "that"]
"""What is asked for; "latest" and "that" ask for no more than the words, the former newest first."""

ARTICLES = 20  # looked into
NEIGHBOUR = (
    0.5  # what a word counts that stands in the sentence before or after, or in the headline or the first sentence
)
LONG = 6  # letters of a word that another may begin with: biotech, biotechnology
BOTH = 0.25  # and what is added where it stands there and there
ENOUGH = 0.75  # of the question's words
CLOSE = 0.5
CLOSEST = 1

# Words that say the same of a happening. Each row is one word; its members are stems.
_SAME = tuple(
    frozenset(row.split())
    for row in (
        "arriv land came come visit travel trip fli flew went go",
        "meet met talk talks host receiv welcom",
        "kill die dead death shot shoot slain murder",
        "injur wound hurt",
        "fine penalti penal",
        "cut suspend halt stop cancel withheld withhold freez froze",
        "rais increas boost more",
        "begin began start launch open",
        "end lift close finish",
        "live resid",
        "particip part took join attend",
        "elect won win vote",
        "resign quit step left leav",
        "endors endorsement support",
        "explod explos blast bomb",
        "big larg",
        "cost pay paid spend spent worth",
        "born birth",
        "bill legisl law measur act",
        "override overridden overrid",
        "word languag phrase text",
        "mail email letter",
        "us america american",
        "uk britain british",
        "prison prisoner inmat jail",
    )
)
# Verbs whose forms the stemmer does not bring together.
_FORMS = """sell sold|buy bought|tell told|give gave given|make made|speak spoke spoken|write wrote written|see saw seen|know knew known|
grow grew grown|fall fell fallen|rise rose risen|lose lost|find found|hold held|lead led|leav left|send sent|build built|pay paid|
teach taught|catch caught|fight fought|bring brought|think thought|seek sought|stand stood|understand understood|break broke broken|
choos chose chosen|drive drove driven|throw threw thrown|draw drew drawn|steal stole stolen|hide hid hidden|swear swore sworn|
run ran|sit sat|win won|begin began begun|sing sang sung|drink drank drunk|swim swam swum|shoot shot|feel felt|keep kept|sleep slept|
deal dealt|mean meant|spend spent|lend lent|bend bent|wear wore worn|bear bore born|forget forgot forgotten|strike struck stricken"""
_ALIKE: dict[str, frozenset[str]] = {}
for _row in (*_SAME, *(frozenset(row.split()) for row in _FORMS.split("|"))):
    for _stem in _row:
        _ALIKE[_stem] = _ALIKE.get(_stem, frozenset()) | _row

_EMPTY = frozenset(
    "give gave given keep kept make made money get got go took take place happen there exact peopl person ever still actual realli get got total mani much have be".split()
)

_COUNTRIES = re.compile(r"\b(?:the )?United States(?: of America)?\b")
_MONTH = r"Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June|July|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
_WHEN = re.compile(
    rf"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:{_MONTH})\.? \d{{1,2}}|\d{{1,2}} (?:{_MONTH})|(?:in|since|until|last|this|early|late) (?:{_MONTH})|"
    r"(?:19|20)\d\d|yesterday|today|tonight|tomorrow|(?:last|this|next) (?:week|month|year|spring|summer|fall|autumn|winter)|"
    r"\d+ (?:days?|weeks?|months?|years?) (?:ago|later|earlier))\b"
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|scores|hundreds?|thousands?|millions?|billions?|"
    r"half|a third|quarter|none|no one|nobody|several)\b",
    re.I,
)
_COUNTED = re.compile(
    rf"(?:{_NUMBER.pattern})[\w.,]*(?:[\s-]+[\w’'-]+){{1,4}}", re.I
)  # a number and the words behind it
_WHERE = re.compile(
    r"\b(?:in front of|in|at|near|outside|to|from|on|into|across|around)\s+(?:the\s+|a\s+|\d+\s+)?(?:\w+ (?:of|in) )?(?P<place>[A-Z][\w’'-]+)"
)
_MEETING = re.compile(
    r"\b(?:met|meet|meets|meeting|meetings|talks|hosted|hosts|received|receives|welcomed|welcomes|sat down|joined|"
    r"visited|held discussions|discussions with|spoke with|conferred)\b"
)  # fmt: skip
_NAME = re.compile(
    r"\b(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)[A-Z][A-Za-z’'-]+|\b(?:19|20)\d\d\b"
)  # a year is one, too


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
        read_as = replace(read_as, person=subject.name, key=subject.key)
    people, rest = _people(store, scope, _COUNTRIES.sub("US", topic), [subject] if subject else [])
    wanted = telling(rest)
    found = _found(
        store, scope, _Wanted(fact, wanted, frozenset(terms(" ".join(_NAME.findall(rest)))), people), since, until
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
    present = _present(store, scope, [head.key for head in heads])
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
    """The articles that say all of it, else those that leave one word out, else two."""
    every = tuple(dict.fromkeys((*wanted.words, *(names.surname(one.name).split()[-1] for one in wanted.people))))
    every = tuple(dict.fromkeys(term for word in every for term in (terms(word) or (word,))))
    for less in range(min(3, len(every))):
        heads: list[ArticleHead] = []
        for some in combinations(every, len(every) - less):
            hits = store.search.find(scope, some, since=since, until=until, limit=ARTICLES)
            heads += [hit.head for hit in hits]
        if heads:
            return once(heads)[:ARTICLES]
    return []


def _present(store: Store, scope: Scope, keys: Sequence[ArticleKey]) -> dict[ArticleKey, tuple[Present, ...]]:
    found: dict[ArticleKey, list[Present]] = {}
    for one in store.people.present(scope, keys) if keys else ():
        found.setdefault(one.article, []).append(one)
    return {key: tuple(them) for key, them in found.items()}


# --- what a sentence says --------------------------------------------------------------------------------------------


def _weighed(
    store: Store, scope: Scope, head: ArticleHead, present: Sequence[Present], wanted: _Wanted
) -> Iterator[_Found]:
    """The sentences of one article that say some word of the question, or speak of somebody whom it names."""
    text = store.articles.text(scope, head.key) or ""
    sentences = store.articles.sentences(scope, head.key)
    said = [frozenset(terms(_COUNTRIES.sub("US", sentence.slice.of(text)))) for sentence in sentences]
    headline = said[0].union(terms(head.title or "")) if said else frozenset()
    places = [_places(present, person.ids) for person in wanted.people]
    spoken = _spoken(store, scope, head.key, wanted.people) if wanted.fact == "met" else ()
    for at, sentence in enumerate(sentences):
        beside = frozenset().union(*said[max(0, at - 1) : at + 2])
        around = Slice(sentences[max(0, at - 1)].slice.start, sentences[min(len(sentences) - 1, at + 1)].slice.end)
        marks = [_mark(term, said[at], beside, headline) for term in wanted.words]
        meant = [1.0 if _in(each, sentence.slice) else NEIGHBOUR if _in(each, around) else 0.0 for each in places]
        if 1.0 not in (*marks, *meant):
            continue
        holds = 0.0 not in meant and _holds(wanted, sentence.slice, sentence.slice.of(text), said[at], places)
        own_words = any(sentence.slice.start < each.end and each.start < sentence.slice.end for each in spoken)
        yield _Found(head, sentence, sum((*marks, *meant)) / len((*marks, *meant)), holds and not own_words)


def _counts(sentence: str, said: frozenset[str], wanted: Sequence[str], named: frozenset[str]) -> bool:
    """Is it that which is counted, not so many of another country's or another year's?

    The number stands before what is counted, unless the sentence says every word of the question. A name that it leaves
    out is understood only where no other name stands.
    """
    missing = [term for term in wanted if not _mark(term, said)]
    if any(term in named for term in missing) and _NAME.search(sentence, sentence.find(" ")):
        return False
    if not missing or not wanted:
        return True
    counted = (terms(" ".join(found[0].split()[1:])) for found in _COUNTED.finditer(sentence))
    return any(_mark(wanted[0], frozenset(words)) for words in counted)


def telling(topic: str) -> tuple[str, ...]:
    """The words of a topic that tell something, each once, as `terms` cuts them; all of them where none does."""
    every = tuple(dict.fromkeys(terms(topic)))
    return tuple(term for term in every if term not in _EMPTY) or every


def covered(store: Store, scope: Scope, passage: Passage, wanted: Sequence[str]) -> float:
    """The share of these words that a passage says, 0 to 1; what its neighbours or the headline say counts half."""
    first, last = passage.sentences
    key = passage.head.key
    refs = [SentenceRef(key, at, at) for at in (0, first - 1, last + 1) if at >= 0]
    around = {ref: frozenset(terms(one.text)) for ref, one in store.articles.passages(scope, refs).items()}
    beside = frozenset().union(*(around.get(ref, frozenset()) for ref in refs[1:]))
    headline = around.get(refs[0], frozenset()).union(terms(passage.head.title or ""))
    here = frozenset(terms(passage.text))
    return sum(_mark(term, here, beside, headline) for term in wanted) / len(wanted)


def _mark(
    term: str, here: frozenset[str], beside: frozenset[str] = frozenset(), headline: frozenset[str] = frozenset()
) -> float:
    """How well a sentence says a word: itself, in another word, or by what stands beside it and at the article's head."""
    if term in here:
        return 1.0
    if _ALIKE.get(term, frozenset()) & here or (len(term) >= LONG and any(word.startswith(term) for word in here)):
        return 0.9
    return NEIGHBOUR * (term in beside or term in headline) + BOTH * (term in beside and term in headline)


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
    wanted: _Wanted, there: Slice, sentence: str, said: frozenset[str], places: Sequence[Sequence[Slice]]
) -> bool:
    """Is what was asked for in this sentence: a day, a place, so many, a meeting with somebody?"""
    if wanted.fact == "when":
        return _WHEN.search(sentence) is not None
    if wanted.fact == "how-many":
        return _NUMBER.search(sentence) is not None and _counts(sentence, said, wanted.words, wanted.named)
    if wanted.fact == "where":
        known = set(wanted.words).union(*(terms(person.name) for person in wanted.people))
        return any(not known.issuperset(terms(found["place"])) for found in _WHERE.finditer(sentence))
    if wanted.fact == "met":
        own = [place for each in places for place in each if there.covers(place)]
        return bool(own) and _MEETING.search(sentence) is not None and _somebody_else(sentence, there, own)
    return True


def _somebody_else(sentence: str, there: Slice, own: Sequence[Slice]) -> bool:
    """Does the sentence name anything beside these places, not counting its first word?"""
    return any(
        not any(place.start <= there.start + found.start() < place.end for place in own)
        for found in _NAME.finditer(sentence, 1)
    )

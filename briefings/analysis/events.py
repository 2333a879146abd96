"""Events: what happened on a known date, or is to happen, told in one sentence."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from briefings.analysis.calendar_words import PARTS_OF_DAY, SEASONS
from briefings.analysis.people import Cast
from briefings.analysis.sentences import begins, sentence_ref
from briefings.analysis.tense import governing_verb, has_tense, tense_of
from briefings.analysis.words import Doc, Token
from briefings.dates import DateSpan
from briefings.lexicon import word_set
from briefings.model import Article, DateMention, Event, Quote, Sentence, SentenceRef, Slice

_LONGEST = 366  # days; "the 1990s" is no date for a timeline
_STAMPED = re.compile(
    r"\b(?:updated|posted|published|modified)\s*:\s*(?:[A-Z]\w{2,8},?\s+)?$", re.IGNORECASE
)  # a page's own date
_LIMITS = frozenset("since until till before after by from through than between".split())  # not the day itself
_FROM_TO = 5  # words from "from" to the second date
_COMPARES = frozenset("since unlike".split())
_ABOUT = frozenset("about of".split())
_DOUBTFUL = frozenset("may might could can should would must 'd".split())
_NO_FACT = frozenset("if unless whether since".split())  # nor does "three since it began in 2002" tell that it began
_PARTS = (
    frozenset(PARTS_OF_DAY)
    | frozenset(SEASONS)
    | frozenset(
        "second minute hour day weekend week fortnight month quarter year half part start beginning middle end".split()
    )
)  # "on the evening of Dec. 4" is that day; "the anniversary of", "the victims of" are not
_OF_A_NOUN = frozenset(("poss", "compound", "amod", "nummod", "nmod"))  # "Monday's attack": dated, but not told here


def find_events(
    doc: Doc,
    article: Article,
    sentences: tuple[Sentence, ...],
    cast: Cast,
    quotes: tuple[Quote, ...],
    dates: tuple[DateMention, ...],
) -> tuple[Event, ...]:
    """At most one event per sentence, in text order: a date that is known and the verb that happened then.

    What stands in quotation marks is no event, nor is a denial, a condition, a question or a mere possibility. `planned`
    is true for what lies ahead of the story, or is only meant to happen; `spoken` where the date is that of the saying
    itself ("said on Monday") and nothing else in the sentence has one.
    """
    if not sentences:
        return ()
    said = _covered(article, (part for quote in quotes if quote.kind != "indirect" for part in quote.content))
    cues = _covered(article, (quote.cue for quote in quotes if quote.cue is not None))
    clauses = [
        c for date in dates if not any(said[date.slice.start : date.slice.end]) and (c := _clause(doc, date, cues))
    ]
    told = [(sentence_ref(article, sentences, clause.date.slice), clause) for clause in clauses]
    first = begins(article.text, sentences)  # a by-line's date above the dateline dates nothing
    return tuple(
        _event(article, sentences, cast, source, min(dated, key=_weight))
        for source, group in groupby(told, key=lambda pair: pair[0])
        if first <= source.first == source.last and (dated := _without_rivals([clause for _, clause in group]))
    )


def date_quotes(quotes: tuple[Quote, ...], events: tuple[Event, ...]) -> tuple[Quote, ...]:
    """The quotes, each with the day on which it was said where its reporting sentence names one."""
    said = {event.source.first: event.when for event in events if event.spoken}
    return tuple(
        replace(quote, said=said[quote.source.last]) if quote.cue and quote.source.last in said else quote
        for quote in quotes
    )


class _Clause(NamedTuple):
    """A date and the verb it goes with."""

    date: DateMention
    verb: Token
    spoken: bool
    of_noun: bool  # "talks in Kabul on Monday"


def _without_rivals(clauses: list[_Clause]) -> list[_Clause]:
    """ "The attack of May and that of June had one thing in common": dates of several things are not the verb's."""
    days: dict[int, set[DateSpan | None]] = {}
    for clause in clauses:
        if clause.of_noun:
            days.setdefault(clause.verb.i, set()).add(clause.date.span)
    return [clause for clause in clauses if not clause.of_noun or len(days[clause.verb.i]) == 1]


def _weight(clause: _Clause) -> tuple[bool, int, int, int]:
    """What happened before what was said, the main clause first, then the finer date, then the earlier."""
    span = clause.date.span
    length = (span.last - span.first).days if span else _LONGEST
    return clause.spoken, sum(1 for _ in clause.verb.ancestors), length, clause.date.slice.start


def _event(
    article: Article, sentences: tuple[Sentence, ...], cast: Cast, source: SentenceRef, clause: _Clause
) -> Event:
    date = clause.date
    assert date.span is not None  # noqa: S101  # _clause() takes no other
    anchor = article.published.span
    ahead = anchor is not None and date.span.first > anchor.last
    people = tuple(person.key for person in cast.mentioned(sentences[source.first].slice))
    over = anchor is not None and date.span.last < anchor.first  # "the cuts it pledged to make in Paris last December"
    planned = ahead or (not over and tense_of(clause.verb) == "future")
    return Event(date.span, date.slice, date.about, people, planned, source, clause.spoken)


def _covered(article: Article, parts: Iterable[Slice]) -> bytes:
    """For each character of the text whether it stands in one of these: a page of dates and quotes is long."""
    covered = bytearray(len(article.text))
    for start, end in parts:
        covered[start:end] = b"\1" * (end - start)
    return bytes(covered)


def _clause(doc: Doc, date: DateMention, cues: bytes) -> _Clause | None:
    """The date with the happening that it dates. None when in doubt."""
    if date.type not in {"DATE", "TIME"} or date.span is None or (date.span.last - date.span.first).days > _LONGEST:
        return None
    if _STAMPED.search(doc.text, max(0, date.slice.start - 20), date.slice.start):
        return None
    words = doc.char_span(*date.slice, alignment_mode="expand")
    if words is None or not len(words) or words.text.isspace():  # a dateline is no part of the body
        return None
    if words.start and (doc[words.start - 1].lower_ in _LIMITS or _is_second_of_two(doc, words.start)):
        return None
    verb = _dated_verb(words.root)
    if verb is None or not _happens(verb):
        return None
    spoken = _is_saying(verb, cues)
    if spoken and _is_of_what_is_said(words.root):
        return None
    of_noun = any(step.pos_ in {"NOUN", "PROPN"} for step in _way_up(words.root) if step.i < words.start)
    return _Clause(date, verb, spoken, of_noun)


def _is_of_what_is_said(token: Token) -> bool:
    """ "Keller, up for reelection in 2018, said", "said of the plans for 2018": nothing was said then."""
    way = list(_way_up(token))
    return way[-1].lower_ in _ABOUT or any(step.dep_ in {"nsubj", "nsubjpass"} for step in way)


def _is_second_of_two(doc: Doc, at: int) -> bool:
    """ "From 2011 to | 2016", "between 2011 and | 2016" name no one time."""
    before = doc[max(0, at - _FROM_TO) : at]
    opens = {"to": "from", "and": "between"}.get(before[-1].lower_)
    return opens is not None and any(t.lower_ == opens for t in before)


def _dated_verb(token: Token) -> Token | None:
    """The verb that a date goes with: directly, after "on", or after a noun of its clause ("talks in Kabul on Monday")."""
    for step in _way_up(token):
        if step.dep_ in _OF_A_NOUN or (step != token and step.lower_ in _COMPARES):
            return None  # "the first since the flood of 1888", "unlike in 2012"
        if step.lower_ == "of" and step.head.pos_ in {"NOUN", "PROPN"} and step.head.lemma_.lower() not in _PARTS:
            return None
        if step.dep_ in {"acl", "relcl"} and step.pos_ not in {"VERB", "AUX"}:
            return None
    return governing_verb(token.head)


def _way_up(token: Token) -> Iterator[Token]:
    """The date's own word and the words between it and its verb."""
    yield token
    for above in token.ancestors:
        if above.pos_ in {"VERB", "AUX"}:
            return
        yield above


def _happens(verb: Token) -> bool:
    """It is told as a fact or a plan: finite, not denied, not doubted, not asked, no condition."""
    children = list(verb.children)
    auxiliaries = {t.lower_ for t in children if t.dep_ in {"aux", "auxpass"}}
    if auxiliaries & _DOUBTFUL or any(t.dep_ == "neg" or t.lower_ in _NO_FACT for t in children):
        return False
    if any(t.lower_ in {"if", "unless"} for above in verb.ancestors for t in above.children if t.dep_ == "mark"):
        return False
    if verb.sent.text.rstrip().rstrip("\"')").endswith("?"):
        return False
    return _is_finite(verb, auxiliaries) and _is_finite_sentence(verb)


def _is_finite(verb: Token, auxiliaries: set[str]) -> bool:
    if has_tense(verb) or auxiliaries & {"will", "wo", "'ll", "shall", "did"}:
        return True
    if verb.tag_ in {"VBN", "VBG"} and auxiliaries:
        return True
    if "to" in auxiliaries:  # "is due to meet on Monday"
        return tense_of(verb) is not None
    return verb.tag_ == "VBG" and verb.dep_ == "advcl"  # "Trump, while announcing his policy in August, …"


def _is_finite_sentence(verb: Token) -> bool:
    root = verb.sent.root
    return has_tense(root) or any(has_tense(t) or t.tag_ == "MD" for t in root.children if t.dep_ in {"aux", "auxpass"})


def _is_saying(verb: Token, cues: bytes) -> bool:
    """A reporting verb that reports: "said on Monday"; but "announced the policy in August" is a happening."""
    if any(cues[verb.idx : verb.idx + len(verb)]):
        return True
    if verb.lemma_.lower() not in word_set("reporting_verbs"):
        return False
    objects = {t.dep_ for t in verb.children}
    return verb.lemma_.lower() in {"say", "tell"} or not objects & {"dobj", "nsubjpass"} or "ccomp" in objects

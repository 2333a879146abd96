"""Summaries: how much each sentence tells of its story, and the best sentences of several stories."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import heapify, heappop, heappush
from itertools import chain, pairwise
from math import fsum, log
from string import ascii_lowercase, digits
from typing import Literal, NamedTuple

from briefings.analysis.language import Parse, shadow
from briefings.analysis.marks import find_runs
from briefings.analysis.sentences import begins, find_sentences
from briefings.analysis.tense import has_tense
from briefings.analysis.unseen import Seen, seen
from briefings.analysis.words import Doc, Span, Token
from briefings.lexicon import entries, word_set
from briefings.model import Article, Quote, Sentence, Slice, says_only
from briefings.names import small_words, straight
from briefings.remembered import Remembered

_LEAD = 0.7  # how fast worth falls: the nth sentence weighs n to the power of minus this
_PAIRS = 0.4  # what a pair of words that comes again is worth beside a word
_LENGTH = 5  # words that every sentence is taken to be longer, or the shortest would win
_MOSTLY = 0.6  # a sentence with more than this share in quotation marks is a quotation

# The three figures above and the four of several stories were chosen on public benchmarks (`python -m benchmarks
# summaries`), all of them seen; none is a peak, a step to either side costs little.

Standing = Literal["alone", "leaning", "not"]
"""Whether a sentence can be read by itself, only right after the one before it, or not at all."""

Pairs = frozenset[tuple[str, str]]


def rank_sentences(
    doc: Doc, article: Article, sentences: tuple[Sentence, ...], quotes: tuple[Quote, ...]
) -> tuple[Sentence, ...]:
    """The same sentences with `rank`, `quoted` and `dangling` filled in.

    The rank is how early a sentence stands times how much it tells of what the story tells again and again, and that
    no better sentence tells already; the best has 1.0. A heading, a caption or a fragment dangles, and so does a
    sentence whose opening or subject points back.
    """
    told = _told(doc, article, sentences, quotes)
    worth = _worth(told)
    best = max(worth, default=0.0)
    return tuple(
        Sentence(
            each.sentence.index,
            each.sentence.slice,
            rank=round(value / best, 6) if best else 0.0,
            quoted=each.quoted,
            dangling=each.standing != "alone",
        )
        for each, value in zip(told, worth, strict=True)
    )


class _Told(NamedTuple):
    """A sentence and what it tells."""

    sentence: Sentence
    quoted: bool
    standing: Standing
    length: int  # words
    words: frozenset[str]  # as stems, without the small words
    pairs: Pairs  # of stems that follow each other


def _told(doc: Doc, article: Article, sentences: tuple[Sentence, ...], quotes: Iterable[Quote]) -> tuple[_Told, ...]:
    runs = [run.slice for run in find_runs(article.text, doc.text)]
    runs += [part for quote in quotes if quote.kind == "direct" for part in quote.content]
    ends = [sentence.slice.end for sentence in sentences]
    touching: list[list[Slice]] = [[] for _ in sentences]
    for run in runs:
        for n in range(bisect_right(ends, run.start), len(sentences)):
            if sentences[n].slice.start >= run.end:
                break
            touching[n].append(run)
    small, first = _is_in_small_letters(article, sentences), begins(article.text, sentences)
    return tuple(_tells(doc, article, *each, first, small=small) for each in zip(sentences, touching, strict=True))


def _tells(doc: Doc, article: Article, sentence: Sentence, runs: Sequence[Slice], first: int, *, small: bool) -> _Told:
    """What the sentence tells; the story begins with the one of the index `first`."""
    text = sentence.slice.of(article.text)
    span = doc.char_span(*sentence.slice, alignment_mode="expand")
    words = small_words(straight(text))
    stems = [*map(_STEMS.__getitem__, _WORD.findall(text.lower()) if words is None else words)]
    return _Told(
        sentence,
        bool(runs) and _share_inside(sentence.slice, runs) >= _MOSTLY,
        "not"
        if sentence.index < first or _is_half_quoted(text, sentence.slice, runs) or says_only(article.title, text)
        else _standing(text, sentence.index - first, span, small=small),
        len(text.split()),
        frozenset(stems) - _small_stems() if words else frozenset(filter(_tells_something, stems)),
        frozenset(pairwise(stems)),
    )


# --- what a sentence is worth ------------------------------------------------------------------------------------


def _worth(told: Sequence[_Told]) -> list[float]:
    """What each sentence adds to those that are worth more. A word counts the more, the more sentences hold it."""
    words = Counter(chain.from_iterable(each.words for each in told))
    weights = dict(zip(words, map(_LOGS.__getitem__, words.values()), strict=True))
    again = _told_again([each.pairs for each in told])
    further = {pair: n - 1 for pair, n in Counter(chain.from_iterable(again)).items()}
    heard: set[str] = set()
    heard_pairs: set[tuple[str, str]] = set()

    costs = [(each.length + _LENGTH, (1 + place) ** _LEAD) for each, place in zip(told, _places(told), strict=True)]
    weight_of, told_further = weights.__getitem__, further.__getitem__

    def adds(n: int) -> float:
        value = fsum(map(weight_of, told[n].words - heard))
        if again[n]:
            value += _PAIRS * sum(map(told_further, again[n] - heard_pairs))
        length, place = costs[n]
        return float(value / length / place) if value > 0 else 0.0

    worth = [adds(n) for n in range(len(told))]
    # What a sentence adds only falls as others are taken, so one that still adds what it did when it stood first is
    # the best: long stories need no look at every sentence each time.
    waiting = [(-value, n) for n, value in enumerate(worth) if told[n].standing == "alone"]
    heapify(waiting)
    quoted = False
    while waiting:
        before, n = heappop(waiting)
        worth[n] = adds(n)
        if worth[n] < -before:
            heappush(waiting, (-worth[n], n))
        elif not (quoted and told[n].quoted):  # no summary has a second quotation
            quoted = quoted or told[n].quoted
            heard |= told[n].words
            heard_pairs |= again[n]
    return worth


_LOGS: Remembered[int, float] = Remembered(lambda n: log(n + 0.1))


def _told_again(pairs: Sequence[Pairs]) -> list[Pairs]:
    """Of each sentence's pairs those that another has as well. Whole sets at once: each pair is looked at by itself only
    where it is.
    """
    once: set[tuple[str, str]] = set()
    again: set[tuple[str, str]] = set()
    for each in pairs:
        again |= once & each
        once |= each
    return [each & again for each in pairs]


def _places(told: Sequence[_Told]) -> Iterator[int]:
    """How many sentences stand before each that can be read by themselves: a by-line takes no place."""
    place = 0
    for each in told:
        yield place
        place += each.standing == "alone"


_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"(?:ings?|ied|ies|ed|es|s|ly|e|y)$")


def _stem(word: str) -> str:
    """A word without its ending, near enough to find it again: "planned" and "planning" are "plan"."""
    if len(word) < 5:
        return word
    stem = _ENDING.sub("", word)
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "lsz" else stem


_STEMS = Remembered(_stem)


@cache
def _small_stems() -> frozenset[str]:
    """Small words, and single letters and figures."""
    return frozenset(map(_stem, word_set("function_words"))) | {*ascii_lowercase, *digits}


def _tells_something(stem: str) -> bool:
    return len(stem) > 1 and stem not in _small_stems()


# --- what says little by itself ----------------------------------------------------------------------------------

_STOPS = (".", "!", "?", "…")
_BEHIND_STOP = "\"'”’)]"
_OPENS_QUOTED = re.compile(r"\s*[\"“„«'‘`]")
_NO_NEWS = re.compile(
    r"(?:last |first )?(?:updated|published|posted|modified)\b.{0,60}\d"  # Last updated at 1:25 AM on 3rd August 2011.
    r"|(?:[\w'’-]+ ){0,2}[\w'’-]+: (?![\"“'‘])",  # Under fire: the minister leaves his house.
    re.IGNORECASE,
)
_ASKS_READER = re.compile(r"^(?=[^“\"]*\b[Yy](?:ou|ours?)\b)[^“\"]*\?$")  # Do you think that this is fair?
_CLOSES_FIRST = re.compile(r'[^"]*[^\s"(]"(?!\w)')  # We will win," he said.
_FURNISHED = re.compile(r"\s\|\s")  # YES | NO The unrest is largely focused on …
_BY_LINE = re.compile(  # By Ann Marie Lee and Bo Field, The Daily Wall Protesters have …: it has run into the story
    r"(?:[A-Z]\w+ \d{1,2}, \d{4} )?(?:By|From) "
    r"(?:the [A-Z]\w+(?: [A-Z]\w+)* [Ss]taff\b"
    r"|{name}(?:(?:,| and) {name})*(?:, (?:Special to )?| for )(?:[A-Z]{2,}|[A-Z]\w+ [A-Z]))".replace(
        "{name}", r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}"
    )
)
_WITHIN = ",;:.…)]"  # what a piece of a sentence begins with
_FINITE = frozenset("VBD VBZ VBP MD".split())
_COMMON = frozenset("NN NNS".split())
_GOES_ON = _FINITE | {"RB"}
_CLOSING = frozenset('”"')
_TOLD = frozenset("ccomp dobj xcomp".split())
_JUST_BEFORE = 60  # words, two sentences or three
_HE_SHE_THEY = frozenset("he she they".split())
_OWN = frozenset("his her its their".split())
_WANTS_MORE = frozenset("of from than into".split())
_REFERRING = frozenset(
    "he she it they his her its their this that these those both such others another".split()
)  # of the weak openers, those that are well understood right after the sentence they refer to


def _openers() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, entries("weak_openers")), key=lambda word: (-len(word), word)))
    said = r"(?:he|she|it|this|that)(?=['’]s\b)"  # "It's dangerous": not whose, as in "the official's"
    return re.compile(rf"\s*({said}|(?:{words})\b(?!['’]s| (?:week|month|year|morning|time)\b))", re.IGNORECASE)


_OPENER = _openers()


def _share_inside(where: Slice, runs: Iterable[Slice]) -> float:
    inside, end = 0, where.start
    for run in sorted(runs):
        inside += max(0, min(run.end, where.end) - max(run.start, end))
        end = max(end, min(run.end, where.end))
    return inside / (where.end - where.start)


def _is_half_quoted(text: str, where: Slice, runs: Iterable[Slice]) -> bool:
    """A piece of a longer quotation, or all quotation: whoever says it stands in another sentence."""
    if text.count("“") < text.count("”") or (text.count('"') % 2 and _CLOSES_FIRST.match(text)):
        return True  # the mark that opens it stands in a paragraph before, or nowhere
    return any(where == run or not where.covers(run) for run in runs)


def _is_in_small_letters(article: Article, sentences: Sequence[Sentence]) -> bool:
    """A story that never writes large; elsewhere a sentence that opens with a small letter is a piece of one."""
    return not any(article.text[s.slice.start].isupper() for s in sentences)


def _standing(text: str, index: int, span: Span | None, *, small: bool) -> Standing:
    """A heading, a caption and a fragment cannot be read by themselves, nor what points back."""
    if span is None or not text.rstrip().rstrip(_BEHIND_STOP).endswith(_STOPS) or _NO_NEWS.match(text):
        return "not"
    if not _has_finite_verb(span) or _breaks_off(span) or text[0] in _WITHIN or (text[0].islower() and not small):
        return "not"
    if ("|" in text and _FURNISHED.search(text)) or (index == 0 and _BY_LINE.match(text)):
        return "not"
    if (index == 0 and _is_caption(span)) or ("?" in text and _ASKS_READER.match(text)) or _only_says(span):
        return "not"
    opener = None if _OPENS_QUOTED.match(text) else _OPENER.match(text)
    if opener and not (index == 0 and _points_ahead(span)):
        return "leaning" if index and opener[1].lower() in _REFERRING else "not"
    if _points_back(span) or (index and _takes_up(span)):
        return "leaning" if index else "not"
    return "alone"


def _points_ahead(span: Span) -> bool:
    """ "These two dogs can sing", "It was the day that …": as a story's first sentence it points to what comes."""
    first, second = span[0].lower_, span[1].pos_ if len(span) > 1 else ""
    points = first in {"this", "these"} and second in {"NOUN", "PROPN", "ADJ", "NUM"}
    return first == "it" or points or (first == "the" and second == "NUM")


def _only_says(span: Span) -> bool:
    """“Who needs a law?” | Keller said to the Courier. It is a whole sentence only for the parser."""
    doc = span.doc
    before = next((doc[i] for i in range(span.start - 1, -1, -1) if not doc[i].is_space), None)
    if before is None or before.text not in _CLOSING:
        return False
    verb = span.root
    return verb.lemma_.lower() in word_set("reporting_verbs") and not any(
        child.dep_ in _TOLD for child in verb.children
    )


def _breaks_off(span: Span) -> bool:
    """ "Bathers were warned off the coast of ." """
    doc, texts = span.doc, span.doc.texts
    last = next((doc[i] for i in range(span.end - 1, span.start - 1, -1) if texts[i].isalpha()), None)
    return last is not None and (last.tag_ in {"DT", "CC", "PRP$"} or last.lower_ in _WANTS_MORE)


def _has_finite_verb(span: Span) -> bool:
    return not _FINITE.isdisjoint(span.doc.tags[span.start : span.end]) or has_tense(span.root)


def _is_caption(span: Span) -> bool:
    """ "Protesters face riot police in Cairo on Friday.": somebody does, in the present, what a photograph can show."""
    verb = span.root
    if verb.tag_ not in {"VBZ", "VBP"} or verb.lemma_ not in word_set("shown_verbs"):
        return False
    children = list(verb.children)
    who = next((t for t in children if t.dep_ == "nsubj"), None)
    if who is None or any(t.dep_ in {"aux", "neg", "ccomp"} for t in children):
        return False
    known = {t.lower_ for t in who.children if t.dep_ in {"det", "poss", "predet"}} - {"a", "an", "some"}
    return who.tag_ in {"NN", "NNS", "NNPS"} and not known


def _points_back(span: Span) -> bool:
    """Its subject is "he" or "they", and nobody whom that could be was named before in the sentence."""
    if _HE_SHE_THEY.isdisjoint(span.doc.lowers[span.start : span.end]):
        return False
    tokens = span.doc[span.start : span.end]
    pronouns = [t for t in tokens if t.lower_ in _HE_SHE_THEY and t.dep_ in {"nsubj", "nsubjpass"}]
    subjects = [t for t in pronouns if t.head is not t and t.head is span.root]
    return any(not any(_may_be_person(t) for t in tokens if t.i < subject.i) for subject in subjects)


def _takes_up(span: Span) -> bool:
    """ "The report will be delivered": no more is said of it than that it is the one that was told of just before."""
    if len(span) < 3 or span[0].lower_ != "the" or span[1].tag_ not in _COMMON or span[2].tag_ not in _GOES_ON:
        return False
    doc, noun = span.doc, span[1].lower_
    return noun in word_set("shell_nouns") or any(
        doc[i].lower_ == noun and _is_new(doc, i) for i in range(max(0, span.start - _JUST_BEFORE), span.start)
    )


def _is_new(doc: Doc, noun: int) -> bool:
    """Whether "a" or whose it is stands before it: "will release a long report", "its report"; "its harbours" are known."""
    before = {doc[i].lower_ for i in range(max(0, noun - 3), noun)}
    return not before.isdisjoint({"a", "an"}) or (doc[noun].tag_ == "NN" and not before.isdisjoint(_OWN))


def _may_be_person(token: Token) -> bool:
    return token.pos_ == "PROPN" and token.ent_type_ in {"", "PERSON", "NORP"}


# --- several stories ---------------------------------------------------------------------------------------------

_SAME_STORY = 0.5  # share of pairs: two copies of one wire story are one witness
_SAME_SENTENCE = 0.4
_LEAD_OF_SEVERAL = 0.25
_ONE_WITNESS = 0.5  # what one story tells alone counts for so much less


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence that may be taken."""

    text: str
    story: int
    place: int  # among those of its story that can be read
    rank: float
    told: _Told

    @property
    def index(self) -> int:
        return self.told.sentence.index


def summarise(
    articles: Sequence[Article], parse: Parse, sentences: int = 3, words: int | None = None
) -> tuple[str, ...]:
    """The best whole sentences of these stories on one event: `sentences` of them, or as many as fit into `words`.

    A pair of words counts for as many independent stories as hold it (copies of one wire story are one), and only
    once in the summary. The first sentences of the stories lead. "He said" stands only right after the sentence that
    says who he is. In the order of the stories; none stands twice, and at most one is a quotation.
    """
    seen_ = [seen(article) for article in articles]
    stories = [_read(each.article, parse) for each in seen_]
    weights = _weights(stories) if len(stories) > 1 else None
    chosen: list[_Candidate] = []
    waiting = [c for n, story in enumerate(stories) for c in _candidates(articles[n], seen_[n], n, story)]
    if weights is None:
        waiting = [c for c in waiting if c.told.standing == "alone"]
    while waiting and (words is not None or len(chosen) < sentences):
        left = None if words is None else words - sum(c.told.length for c in chosen)
        waiting = [c for c in waiting if (left is None or c.told.length <= left) and not _is_told(c, chosen[-1:])]
        ready = [c for c in waiting if c.told.standing == "alone" or _follows(c, chosen)]
        if not ready:
            break
        best = _best(ready, chosen, weights)
        chosen.append(best)
        waiting.remove(best)
    return tuple(c.text for c in sorted(chosen, key=lambda c: (c.story, c.index)))


def _read(article: Article, parse: Parse) -> tuple[_Told, ...]:
    doc = Doc.of(parse(shadow(article)))
    return _told(doc, article, find_sentences(doc, article), ())


def _candidates(article: Article, seen_: Seen, n: int, story: Sequence[_Told]) -> list[_Candidate]:
    """A story's sentences that can be read, by themselves or after the one before."""
    readable = [(each, worth) for each, worth in zip(story, _worth(story), strict=True) if each.standing != "not"]
    return [
        _Candidate(seen_.as_it_came(each.sentence.slice).of(article.text), n, place, worth, each)
        for place, (each, worth) in enumerate(readable)
    ]


def _weights(stories: Sequence[Sequence[_Told]]) -> dict[tuple[str, str], float]:
    """What each pair of words is worth: by how many independent stories tell it, and how often."""
    independent: list[tuple[Pairs, Sequence[_Told]]] = []
    for story in stories:
        pairs: Pairs = frozenset().union(*(each.pairs for each in story))
        if not any(_overlap(pairs, other) > _SAME_STORY for other, _ in independent):
            independent.append((pairs, story))
    witnesses = Counter(pair for pairs, _ in independent for pair in pairs)
    often = Counter(pair for _, story in independent for each in story for pair in each.pairs)
    return {pair: witnesses[pair] - _ONE_WITNESS + log(often[pair]) for pair in witnesses}


def _best(
    ready: Sequence[_Candidate], chosen: Sequence[_Candidate], weights: dict[tuple[str, str], float] | None
) -> _Candidate:
    """The sentence that adds most; of one story alone (`weights` is None) the one with the highest rank."""
    covered: Pairs = frozenset().union(*(c.told.pairs for c in chosen))

    def worth(candidate: _Candidate) -> tuple[float, int, int]:
        gain = candidate.rank if weights is None else _gain(candidate, weights, covered)
        return gain, -candidate.index, -candidate.story

    return max(ready, key=worth)


def _gain(candidate: _Candidate, weights: dict[tuple[str, str], float], covered: Pairs) -> float:
    fresh = fsum(weights.get(pair, 0.0) for pair in candidate.told.pairs - covered)
    lead = float((1 + candidate.place) ** _LEAD_OF_SEVERAL)
    return round(fresh / (candidate.told.length + _LENGTH) / lead, 9)


def _is_told(candidate: _Candidate, chosen: Sequence[_Candidate]) -> bool:
    """It stands there already in other words, or it would be the second quotation."""
    return any(
        c.text == candidate.text
        or _overlap(candidate.told.pairs, c.told.pairs) > _SAME_SENTENCE
        or (c.told.quoted and candidate.told.quoted)
        for c in chosen
    )


def _follows(candidate: _Candidate, chosen: Sequence[_Candidate]) -> bool:
    return any(c.story == candidate.story and c.index == candidate.index - 1 for c in chosen)


def _overlap(one: Pairs, other: Pairs) -> float:
    """Of the smaller, how much stands in the larger."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0

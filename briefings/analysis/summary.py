"""Summaries: how central each sentence is to its story, and the best sentences of several stories."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from spacy.tokens import Doc, Span, Token

from briefings.analysis.language import shadow
from briefings.analysis.lexicon import entries
from briefings.analysis.marks import find_runs
from briefings.analysis.sentences import find_sentences
from briefings.model import Article, Quote, Sentence, Slice, summary_of

_CONTENT = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "NUM"))
_LEAD = 0.8  # how fast the rank falls: the nth sentence weighs n to the power of minus this
_MOSTLY = 0.6  # a sentence with more than this share in quotation marks is a quotation
_SHORT, _LONG = 6, 45  # words; a shorter sentence tells little, a longer one is hard to read


def rank_sentences(
    doc: Doc, article: Article, sentences: tuple[Sentence, ...], quotes: tuple[Quote, ...]
) -> tuple[Sentence, ...]:
    """The same sentences with `rank`, `quoted` and `dangling` filled in.

    The rank is how early a sentence stands times how much it shares with the rest of the story; the best has 1.0. A
    heading, a caption or a fragment dangles, and so does a sentence whose opening or subject points back.
    """
    spans = [doc.char_span(*sentence.slice, alignment_mode="expand") for sentence in sentences]
    contents = [_content(span) for span in spans]
    shared = Counter(word for content in contents for word in content)
    scores = [_centrality(content, shared) / (1 + n) ** _LEAD for n, content in enumerate(contents)]
    best = max(scores, default=0.0)
    runs = [run.slice for run in find_runs(article.text, doc.text)] + [
        part for quote in quotes if quote.kind == "direct" for part in quote.content
    ]
    return tuple(
        replace(
            sentence,
            rank=round(score / best, 6) if best else 0.0,
            quoted=_share_inside(sentence.slice, runs) >= _MOSTLY,
            dangling=_is_half_quoted(sentence.slice, runs) or _dangles(article, sentence, span),
        )
        for sentence, span, score in zip(sentences, spans, scores, strict=True)
    )


def _content(span: Span | None) -> frozenset[str]:
    """The words of a sentence that say what it is about."""
    words = (t for t in span or () if t.pos_ in _CONTENT and not t.is_stop and any(c.isalnum() for c in t.text))
    return frozenset((t.lemma_ or t.text).lower() for t in words)


def _centrality(content: frozenset[str], shared: Counter[str]) -> float:
    """How much of the story's recurring words a sentence holds; long sentences gain less and less."""
    if len(content) < _SHORT // 2:
        return 0.0
    return sum(shared[word] - 1 + 0.1 for word in sorted(content)) / (len(content) + 10) + 0.3


def _share_inside(where: Slice, runs: Iterable[Slice]) -> float:
    inside = {at for run in runs for at in range(max(run.start, where.start), min(run.end, where.end))}
    return len(inside) / (where.end - where.start)


# --- what says little by itself ----------------------------------------------------------------------------------

_ENDS = re.compile(r"[.!?…][\"'”’)\]]*\s*$")
_OPENS_QUOTED = re.compile(r"\s*[\"“„«'‘`]")


def _openers() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, entries("weak_openers")), key=lambda word: (-len(word), word)))
    return re.compile(rf"\s*(?:{words})\b(?!['’]s| (?:week|month|year|morning|time)\b)", re.IGNORECASE)


_OPENER = _openers()


def _is_half_quoted(where: Slice, runs: Iterable[Slice]) -> bool:
    """A piece of a longer quotation, or all quotation: whoever says it stands in another sentence."""
    return any(
        run.start < where.end and where.start < run.end and not (where.covers(run) and where != run) for run in runs
    )


def _dangles(article: Article, sentence: Sentence, span: Span | None) -> bool:
    """A heading or a fragment, or a sentence that points back."""
    text = sentence.slice.of(article.text)
    if span is None or not _ENDS.search(text) or not _has_finite_verb(span):
        return True
    opens_weakly = not _OPENS_QUOTED.match(text) and _OPENER.match(text)
    return bool(opens_weakly) or _points_back(span)


def _has_finite_verb(span: Span) -> bool:
    return any(t.tag_ in {"VBD", "VBZ", "VBP", "MD"} for t in span)


def _points_back(span: Span) -> bool:
    """Its subject is "he" or "they", and nobody whom that could be was named before in the sentence."""
    pronouns = (t for t in span.root.children if t.dep_ in {"nsubj", "nsubjpass"} and t.lower_ in {"he", "she", "they"})
    return any(not any(_may_be_person(t) for t in span if t.i < pronoun.i) for pronoun in pronouns)


def _may_be_person(token: Token) -> bool:
    return token.pos_ == "PROPN" and token.ent_type_ in {"", "PERSON", "NORP"}


# --- several stories ---------------------------------------------------------------------------------------------

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_SAME_STORY = 0.5  # share of bigrams: two copies of one wire story are one witness
_SAME_SENTENCE = 0.5

Bigrams = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence that may be taken."""

    text: str
    story: int
    index: int
    length: int  # words
    bigrams: Bigrams
    rank: float


def summarise(
    texts: Sequence[str], parse: Callable[[str], Doc], sentences: int = 3, words: int | None = None
) -> tuple[str, ...]:
    """The best whole sentences of these stories on one event: `sentences` of them, or as many as fit into `words`.

    A pair of words counts for as many independent stories as hold it (copies of one wire story are one), and only
    once in the summary. The first sentences of the stories lead. In the order of the stories; none stands twice.
    """
    stories = [_candidates(text, n, parse) for n, text in enumerate(texts)]
    witnesses = _witnesses([frozenset().union(*(c.bigrams for c in story)) for story in stories])
    chosen: list[_Candidate] = []
    waiting = [candidate for story in stories for candidate in story]
    while waiting and (words is not None or len(chosen) < sentences):
        left = None if words is None else words - sum(c.length for c in chosen)
        waiting = [c for c in waiting if (left is None or c.length <= left) and not _is_near(c, chosen)]
        if not waiting:
            break
        best = _best(waiting, chosen, witnesses if len(stories) > 1 else None)
        chosen.append(best)
        waiting.remove(best)
    return tuple(c.text for c in sorted(chosen, key=lambda c: (c.story, c.index)))


def _best(
    waiting: list[_Candidate], chosen: list[_Candidate], witnesses: Counter[tuple[str, str]] | None
) -> _Candidate:
    """The sentence that adds most; of one story alone (`witnesses` is None) the one with the highest rank."""
    covered: Bigrams = frozenset().union(*(c.bigrams for c in chosen))

    def worth(candidate: _Candidate) -> tuple[float, int, int]:
        gain = candidate.rank if witnesses is None else _gain(candidate, witnesses, covered)
        return gain, -candidate.index, -candidate.story

    return max(waiting, key=worth)


def _candidates(text: str, story: int, parse: Callable[[str], Doc]) -> list[_Candidate]:
    """A story's sentences that can stand by themselves."""
    article = Article(key="", text=text, body=(Slice(0, len(text)),))
    doc = parse(shadow(article))
    ranked = rank_sentences(doc, article, find_sentences(doc, article), ())
    return [_candidate(sentence, article, story) for sentence in summary_of(ranked, len(ranked))]


def _candidate(sentence: Sentence, article: Article, story: int) -> _Candidate:
    text = sentence.slice.of(article.text)
    tokens = [word.lower() for word in _WORD.findall(text)]
    return _Candidate(text, story, sentence.index, len(text.split()), frozenset(pairwise(tokens)), sentence.rank)


def _witnesses(stories: Sequence[Bigrams]) -> Counter[tuple[str, str]]:
    """In how many independent stories each pair of words stands."""
    independent: list[Bigrams] = []
    for story in stories:
        if not any(_overlap(story, other) > _SAME_STORY for other in independent):
            independent.append(story)
    return Counter(bigram for story in independent for bigram in story)


def _gain(candidate: _Candidate, witnesses: Counter[tuple[str, str]], covered: Bigrams) -> float:
    fresh = sum(witnesses[bigram] - 0.5 for bigram in candidate.bigrams - covered)
    lead = float((1 + candidate.index) ** -0.25)
    return round(fresh * lead / (candidate.length + 10), 9)


def _is_near(candidate: _Candidate, chosen: Sequence[_Candidate]) -> bool:
    return any(c.text == candidate.text or _overlap(candidate.bigrams, c.bigrams) > _SAME_SENTENCE for c in chosen)


def _overlap(one: Bigrams, other: Bigrams) -> float:
    """Of the smaller, how much stands in the larger."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0

"""Which articles tell one story, and how many publishers tell it of their own. Pure: no store, no clock.

Two articles tell one story when one is a version or a copy of the other, or when their headlines or their openings are
alike: the same rare terms, the same people, within days of each other. Thresholds were chosen on six headlines of one
event that a peer had printed as six stories (koala73/worldmonitor#3195) and on headlines beside it that are none of it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import combinations
from math import fsum, log, sqrt
from urllib.parse import urlsplit

from briefings.model import ArticleHead, Sentence
from briefings.store.search import terms

SHINGLE = 4  # terms in a row
COPIED = 0.5  # of the shorter text's shingles stand in the other: a wire text, printed again
MANY_STORIES = 3  # times as long as one of its parts: a page of several, which is known by what it leads with
FEWEST_SHINGLES = 6  # of a text that can be known for a copy
OPENING = 4  # sentences that say what a story is about
HEADLINES_ALIKE, OPENINGS_ALIKE = 0.45, 0.30  # cosine of two articles
ALIKE_ON_AVERAGE = 0.15  # with all articles of the story: or one leads to the next, and a year's news is one story
FURNITURE = 3  # articles that print the same line
DAYS = 2  # between two articles that tell of one event without being alike word for word
NAMELESS = 0.6  # what likeness is worth between two articles that share no name
PRIOR = 200  # articles without the term, so that five articles of one event do not make its name a common word

_RUNNING = re.compile(r"^[^:–—|]{0,60}\b(?:live|live updates?|latest)\s*[:–—|]\s*", re.IGNORECASE)  # "Budget live: …"
_QUOTED = re.compile(r"[“«„].*?[”»]|\"[^\"]*\"|''.*?''|(?<!\w)['‘].*?['’](?!\w)|[“\"].*$", re.DOTALL)
_YOU = re.compile(
    r"\b(?:[Yy]ou|[Yy]ours?|[Yy]ourself)\b|\?\W*$|^\W*Please\b"
)  # speaks to who reads it: "We want to hear your story."
_WE = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|me|us)\b(?!\.)")
_SIGNED = re.compile(  # "January 28, 2011 at 7:10 pm | Report abuse |": a reader's comment, whose text stands around it
    r"\b(?:19|20)\d\d,? (?:at )?\d{1,2}:\d\d ?[ap]\.?m\b[^|]{0,20}\|", re.IGNORECASE
)
_CAPITAL = re.compile(r"(?<!^)\b[A-Z][\w’'-]+")
_SAYING = frozenset(terms("say says said tell report warn message claim"))
_CALENDAR = frozenset(
    terms(
        "January February March April May June July August September October November December Monday Tuesday Wednesday "
        "Thursday Friday Saturday Sunday Jan Feb Mar Apr Aug Sept Oct Nov Dec today yesterday tomorrow week month year"
    )
)


@dataclass(frozen=True)
class Telling:
    """An article as it is compared with others."""

    head: ArticleHead
    sentences: tuple[Sentence, ...]
    texts: tuple[str, ...]  # of the sentences
    named: frozenset[tuple[int, str]] = frozenset()  # who is named in the sentence at which place
    told: bool = False  # by an earlier digest
    leaning: frozenset[int] = frozenset()  # places of sentences with a "her" whose name stands in another one

    @cached_property
    def terms(self) -> tuple[tuple[str, ...], ...]:
        """The terms of each sentence."""
        return tuple(map(terms, self.texts))

    @cached_property
    def alone(self) -> frozenset[int]:
        """Places of the sentences that say something of the news by themselves."""
        return frozenset(
            n
            for n, (sentence, text) in enumerate(zip(self.sentences, self.texts, strict=True))
            if not sentence.dangling and n not in self.leaning and not _YOU.search(_QUOTED.sub(" ", text))
        )

    def rank(self, n: int) -> float:
        """How much the sentence tells of the story; half as much where it speaks of who tells it."""
        rank = self.sentences[n].rank
        return rank / 2 if _WE.search(_QUOTED.sub(" ", self.texts[n])) else rank

    @cached_property
    def led(self) -> range:
        """Places of the opening: what stands over the lead (by-lines, dates, captions) is alike in any two pages."""
        lead = min(self.alone, default=0)
        return range(lead, min(lead + OPENING, len(self.texts)))

    @cached_property
    def people(self) -> frozenset[str]:
        """Who is named in the opening."""
        return frozenset(who for n, who in self.named if n in self.led)

    @cached_property
    def headline(self) -> frozenset[str]:
        """Its terms, without a running head; the lead's, where an article has none."""
        title = self.head.title or (self.texts[self.led[0]] if self.texts else "")
        return frozenset(terms(_RUNNING.sub("", title)))

    @cached_property
    def names(self) -> frozenset[str]:
        """The headline's words with a capital that is not its first letter."""
        return _named(_RUNNING.sub("", self.head.title or ""))

    @cached_property
    def all_names(self) -> frozenset[str]:
        """Those of the opening too, and the people in it."""
        said = (name for n in self.led for name in _named(self.texts[n]))
        return frozenset((*self.names, *said, *self.people))

    @cached_property
    def opening(self) -> frozenset[str]:
        said = (term for n in self.led for term in terms(_RUNNING.sub("", self.texts[n])))
        return frozenset((*self.headline, *said, *self.people)) - _SAYING - _CALENDAR

    @cached_property
    def shingles(self) -> frozenset[tuple[str, ...]]:
        return _shingles(self.terms[self.led.start :])

    @cached_property
    def led_shingles(self) -> frozenset[tuple[str, ...]]:
        """Those of the opening."""
        return _shingles(self.terms[self.led.start : self.led.stop])

    @property
    def day(self) -> date:
        span = self.head.published.span
        return span.last if span else self.head.retrieved.date()

    @property
    def publisher(self) -> str:
        """The masthead, else the address's host; an article with neither is a publisher of its own."""
        host = urlsplit(self.head.url or "").netloc.removeprefix("www.")
        return " ".join((self.head.source or host or self.head.key).casefold().split())


def _shingles(sentences: Iterable[Sequence[str]]) -> frozenset[tuple[str, ...]]:
    body = [term for sentence in sentences for term in sentence]
    return frozenset(zip(*(body[n:] for n in range(SHINGLE)), strict=False))


def _named(text: str) -> frozenset[str]:
    return frozenset(term for word in _CAPITAL.findall(text) for term in terms(word)) - _CALENDAR


@dataclass
class Group:
    """Articles of one story, in order of their days."""

    members: list[Telling] = field(default_factory=list)
    independent: int = 0  # publishers with a text of their own, of those not told before

    @property
    def new(self) -> list[Telling]:
        return [one for one in self.members if not one.told]

    @property
    def told(self) -> list[Telling]:
        return [one for one in self.members if one.told]


class Likeness:
    """How alike these articles are; a term weighs by how few of them have it."""

    def __init__(self, tellings: Sequence[Telling]) -> None:
        self._n = len(tellings)
        self._df = Counter(term for one in tellings for term in one.opening | one.headline)
        self._named = Counter(term for one in tellings for term in one.opening)
        self._lengths: dict[frozenset[str], float] = {}

    def weight(self, term: str) -> float:
        return log((self._n + PRIOR) / (self._df[term] + 1))

    def _length(self, found: frozenset[str]) -> float:
        if found not in self._lengths:
            self._lengths[found] = sqrt(fsum(self.weight(term) ** 2 for term in found))
        return self._lengths[found]

    def cosine(self, one: frozenset[str], other: frozenset[str]) -> float:
        shared = fsum(self.weight(term) ** 2 for term in one & other)  # exact, so that the order of a set is nothing
        return round(shared / (self._length(one) * self._length(other)), 9) if shared else 0.0

    def of(self, one: Telling, other: Telling) -> float:
        """From 0 to 1, measured so that `OPENINGS_ALIKE` is where one event begins."""
        if same_text(one, other):
            return 1.0
        headlines = self.cosine(one.headline - _SAYING, other.headline - _SAYING)
        if len(one.headline & other.headline - _SAYING) < 3:
            headlines = 0.0  # two words of five are chance
        alike = max(headlines * OPENINGS_ALIKE / HEADLINES_ALIKE, self.cosine(one.opening, other.opening))
        return alike if one.all_names & other.all_names else alike * NAMELESS

    def centrality(self, tellings: Sequence[Telling]) -> dict[str, float]:
        """How much of each article's opening is what the openings of the others are about."""
        said: Counter[str] = Counter(term for one in tellings for term in one.opening)
        return {
            one.head.key: round(
                fsum((said[t] - 1) * self.weight(t) for t in one.opening) / (self._length(one.opening) or 1), 6
            )
            for one in tellings
        }

    def only_in(self, term: str, members: Sequence[Telling]) -> bool:
        """Whether nobody else uses the term: then it is this event's name."""
        return self._named[term] <= sum(term in one.opening for one in members)


def without_furniture(tellings: Sequence[Telling]) -> list[Telling]:
    """The articles without the lines that stand in several of them though these are no copies: those are the page's."""
    having: dict[str, list[frozenset[str]]] = defaultdict(list)
    lines = {one.head.key: [" ".join(text.casefold().split()) for text in one.texts] for one in tellings}
    for own in map(frozenset, lines.values()):
        for line in own:
            having[line].append(own)
    furniture = {line for line, those in having.items() if len(those) >= FURNITURE and not _are_copies(those)}
    return [
        _only(one, [n for n in range(_readers_begin(one)) if lines[one.head.key][n] not in furniture])
        for one in tellings
    ]


def _readers_begin(one: Telling) -> int:
    """The place of the sentence from which on the page is its readers': behind the story they sign by the minute."""
    signed = (n for n in range(OPENING, len(one.texts)) if _SIGNED.search(one.texts[n]))
    return next(signed, len(one.texts))


def _are_copies(those: Sequence[frozenset[str]]) -> bool:
    """Whether most of them have most of their lines in common."""
    pairs = list(combinations(those[:10], 2))
    return 2 * sum(len(one & other) >= COPIED * min(len(one), len(other)) for one, other in pairs) > len(pairs)


def _only(one: Telling, kept: Sequence[int]) -> Telling:
    if len(kept) == len(one.texts):
        return one
    place = {n: new for new, n in enumerate(kept)}
    leaning = frozenset(place[n] for n in one.leaning if n in place)
    named = frozenset((place[n], who) for n, who in one.named if n in place)
    sentences, texts = tuple(one.sentences[n] for n in kept), tuple(one.texts[n] for n in kept)
    return replace(one, sentences=sentences, texts=texts, leaning=leaning, named=named)


def same_text(one: Telling, other: Telling) -> bool:
    """Versions of one article, or copies of one text: a page of many stories, of which one is the other, is no copy."""
    if one.head.url and one.head.url == other.head.url:
        return True
    short, long = sorted((one, other), key=lambda each: len(each.shingles))
    of_many = len(long.shingles) > MANY_STORIES * len(short.shingles)
    there = long.led_shingles if of_many else long.shingles
    fewer = min(len(short.shingles), len(there))
    return fewer >= FEWEST_SHINGLES and len(short.shingles & there) >= COPIED * fewer


def group(tellings: Iterable[Telling]) -> list[Group]:
    """Every article in exactly one group. The order in which they are given does not matter."""
    in_order = sorted(tellings, key=lambda one: (one.day, not one.told, one.head.key))
    likeness = Likeness(in_order)
    groups: list[Group] = []
    by_term: dict[str, set[int]] = defaultdict(set)
    for one in in_order:
        near = Counter(number for term in sorted(one.opening) for number in by_term[term])
        found = [(_fits(likeness, one, groups[number]), -number) for number in sorted(near)]
        best, number = max(found, default=(0.0, 0))
        if best <= 0:
            groups.append(Group())
            number = 1 - len(groups)
        groups[-number].members.append(one)
        for term in one.opening:
            by_term[term].add(-number)
    groups = _named_alike(likeness, groups)
    for each in groups:
        each.independent = independent(each.new)
    return groups


def _fits(likeness: Likeness, one: Telling, there: Group) -> float:
    """How well the article fits into the group; 0 where it does not."""
    each = [(likeness.of(one, other), other) for other in there.members]
    if any(alike == 1.0 for alike, _ in each):
        return 2.0
    near = [alike for alike, other in each if abs((one.day - other.day).days) <= DAYS]
    alike = max(near, default=0.0)
    average = fsum(alike for alike, _ in each) / len(each)
    return alike if alike >= OPENINGS_ALIKE and average >= ALIKE_ON_AVERAGE else 0.0


def _named_alike(likeness: Likeness, groups: list[Group]) -> list[Group]:
    """A lone article joins the story of three or more that has all the names of its headline, one of them its alone."""
    large = [each for each in groups if len(each.members) >= 3]
    kept = []
    for each in groups:
        home = next((one for one in large if len(each.members) == 1 and _shares_names(likeness, each, one)), None)
        if home is None:
            kept.append(each)
        else:
            home.members.append(each.members[0])
            home.members.sort(key=lambda one: (one.day, not one.told, one.head.key))
    return kept


def _shares_names(likeness: Likeness, lone: Group, there: Group) -> bool:
    (one,) = lone.members
    everywhere = frozenset.intersection(*(other.opening for other in there.members))
    if len(one.names) < 2 or not one.names <= everywhere:
        return False
    near = any(abs((one.day - other.day).days) <= DAYS for other in there.members)
    return near and any(likeness.only_in(name, [*there.members, one]) for name in sorted(one.names))


def independent(members: Sequence[Telling]) -> int:
    """How many publishers tell it of their own: a copy of a text adds none, nor does a publisher's second article."""
    root = list(range(len(members)))

    def top(n: int) -> int:
        while root[n] != n:
            n = root[n]
        return n

    for n, one in enumerate(members):
        for m, other in enumerate(members[:n]):
            if one.publisher == other.publisher or same_text(one, other):
                root[top(n)] = top(m)
    return len({top(n) for n in range(len(members))})

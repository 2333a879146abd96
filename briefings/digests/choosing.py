"""Which stories of a window are told, what is new in each, and what became of every article."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from briefings.digests.novelty import Printed, Told
from briefings.digests.stories import Group, Likeness, Telling, group, without_furniture
from briefings.digests.wanted import EVERYTHING, kept_out
from briefings.model import (
    ArticleHead,
    ArticleKey,
    Became,
    Fate,
    Filters,
    Layout,
    Mention,
    Passage,
    PersonKey,
    Scope,
    ToldBefore,
)
from briefings.store import Store

_NEWS = timedelta(days=1)  # before an article's day: what happened then is news in it
_NEWS_COUNTS = 1  # times what a story weighs, where it begins with news


@dataclass(frozen=True)
class Draft:
    """A story that could be told: its articles of the window, the weightiest first, and what stands by itself in each."""

    group: Group
    new: tuple[Telling, ...]
    fresh: dict[ArticleKey, frozenset[int]]  # indexes of sentences that add something
    worth: dict[ArticleKey, tuple[int, ...]]  # of them, places of those that may be shown; best first
    weight: float

    @property
    def update(self) -> bool:
        return bool(self.group.told)

    @property
    def title(self) -> str:
        return self.new[0].head.title or self.new[0].head.doc

    @property
    def publisher(self) -> str:
        return self.new[0].publisher

    @property
    def opening(self) -> frozenset[str]:
        return self.new[0].opening

    @property
    def day(self) -> int:
        """Of its newest article; undated ones come last."""
        spans = [one.head.published.span for one in self.new]
        return max((span.last.toordinal() for span in spans if span), default=0)

    @property
    def key(self) -> ArticleKey:
        return min(one.head.key for one in self.new)

    def adds(self, passage: Passage) -> bool:
        """Whether any of these sentences adds something."""
        first, last = passage.sentences
        return any(first <= index <= last for index in self.fresh.get(passage.head.key, ()))

    def stands(self, passage: Passage) -> bool:
        """Whether these sentences say something by themselves."""
        one = next(one for one in self.new if one.head.key == passage.head.key)
        first, last = passage.sentences
        return any(first <= one.sentences[n].index <= last for n in one.alone)


class Choice:
    """The stories of one digest, in order, and where every article of its window went."""

    def __init__(
        self,
        store: Store,
        scope: Scope,
        heads: Sequence[ArticleHead],
        *,
        before: ToldBefore,
        printed: Printed,
        to: Layout,
        filters: Filters = EVERYTHING,
    ) -> None:
        self._store = store
        self._scope = scope
        self._heads = heads
        self._printed = printed
        self._filters = filters
        self._fates: dict[ArticleKey, Fate] = {}  # of those that are not in a story of `told`
        self.told = self._chosen(self._drafts(before), to)

    @property
    def articles(self) -> frozenset[ArticleKey]:
        """Those of the window that tell these stories."""
        return frozenset(one.head.key for draft in self.told for one in draft.new)

    @property
    def window(self) -> frozenset[ArticleKey]:
        return frozenset(head.key for head in self._heads)

    @property
    def covered(self) -> tuple[ArticleKey, ...]:
        """Those that need not come again: they are told, or add nothing to what was."""
        old = {key for key, fate in self._fates.items() if fate.became == "told"}
        return tuple(sorted(self.articles | old))

    def draft_of(self, key: ArticleKey) -> Draft:
        return next(draft for draft in self.told if any(one.head.key == key for one in draft.new))

    def rank(self, key: ArticleKey) -> int:
        """The place of the article's story among those told."""
        return self.told.index(self.draft_of(key))

    def drop(self, draft: Draft) -> None:
        """All that it could say is said by the others."""
        self.told.remove(draft)
        self._note(draft.new, "told", of=draft.title)

    def fates(self, cited: Collection[ArticleKey]) -> tuple[Fate, ...]:
        """Of each article of the window once, now that lines of those `cited` are shown."""
        for draft in self.told:
            is_here = any(one.head.key in cited for one in draft.new)
            self._note(draft.new, "grouped" if is_here else "bare", of=draft.title)
        return tuple(
            Fate(head, "used") if head.key in cited else self._fates.get(head.key, Fate(head, "no_room"))
            for head in self._heads
        )

    def _note(
        self,
        which: Iterable[Telling],
        became: Became,
        *,
        of: str | None = None,
        why: str | None = None,
        word: str | None = None,
    ) -> None:
        for one in which:
            own = (one.head.title or one.head.doc) == of
            self._fates[one.head.key] = Fate(one.head, became, None if own else of, why, word)

    # --- which -------------------------------------------------------------------------------------------------------

    def _chosen(self, drafts: Iterable[Draft], to: Layout) -> list[Draft]:
        """Those with room for them; of one publisher at most so many.

        A story weighs less the more its opening is that of one chosen before: many tell the day's main event, each from
        another side, and would leave no room for any other.
        """
        chosen: list[Draft] = []
        taken: Counter[str] = Counter()
        left, alike = list(drafts), defaultdict[ArticleKey, float](float)

        def order(draft: Draft) -> tuple[int, int, float, str]:
            publishers = draft.group.independent if to.order == "weightiest" else 1
            return -publishers, -draft.day, -draft.weight * (1 - alike[draft.key]), draft.key

        while left and len(chosen) < to.stories:
            best = min(left, key=order)
            chosen.append(best)
            taken[best.publisher] += 1
            left = [draft for draft in left if draft is not best]
            if taken[best.publisher] == to.per_publisher:
                for draft in left:
                    if draft.publisher == best.publisher:
                        self._note(draft.new, "no_room", of=draft.title, why="publisher")
                left = [draft for draft in left if draft.publisher != best.publisher]
            for draft in left:
                alike[draft.key] = max(alike[draft.key], self._likeness.cosine(draft.opening, best.opening))
        for draft in left:
            self._note(draft.new, "no_room", of=draft.title, why="stories")
        return chosen

    def _of_late(self, tellings: Collection[Telling]) -> dict[ArticleKey, float]:
        """How early each article tells what happened on its day or the day before: 1.0 where it begins with that.

        News leads with what happened; what was written about it comes to that later, or never.
        """
        days = {one.head.key: one.day for one in tellings}
        told: dict[ArticleKey, set[int]] = defaultdict(set)
        for each in self._store.people.events(self._scope, articles=days, limit=None):
            when, key = each.event.when, each.passage.head.key
            if when.is_day and not each.event.planned and timedelta(0) <= days[key] - when.first <= _NEWS:
                told[key].add(each.passage.sentences[0])
        return {one.head.key: _how_early(one, told[one.head.key]) for one in tellings}

    def _drafts(self, before: ToldBefore) -> list[Draft]:
        new = self._tellings(self._heads, told=False)
        recent = [self._store.articles.head(self._scope, key) for key in sorted(before.recent)]
        told = self._tellings([head for head in recent if head is not None], told=True)
        tellings = without_furniture([*new, *told])
        fresh = [one for one in tellings if not one.told]
        self._likeness = Likeness(fresh)
        weights, of_late = self._likeness.centrality(fresh), self._of_late(fresh)
        drafts = (self._draft(each, weights, of_late) for each in group(tellings) if each.new)
        return [draft for draft in drafts if draft is not None]

    def _draft(
        self, each: Group, weights: Mapping[ArticleKey, float], of_late: Mapping[ArticleKey, float]
    ) -> Draft | None:
        """None where nothing of it can be told; what became of its articles is noted then."""
        known = Told(each.told)
        fresh = {one.head.key: known.fresh(one) for one in each.new}
        worth = {one.head.key: self._worth(each, one, fresh[one.head.key]) for one in each.new}
        telling = [one for one in each.new if worth[one.head.key]]
        if not telling or each.told:
            before = each.told[0].head.title if each.told else None
            for one in each.new:
                if not worth[one.head.key]:
                    self._note([one], "told" if one.alone else "bare", of=before)
        if not telling:
            return None
        order = sorted(telling, key=lambda one: (-weights[one.head.key], one.day, one.head.key))
        others = [one for one in each.new if not worth[one.head.key] and one.head.key not in self._fates]
        indexes = {
            one.head.key: frozenset(one.sentences[n].index for n in fresh[one.head.key]) for one in (*order, *others)
        }
        first = order[0].head.key
        weight = weights[first] * (1 + _NEWS_COUNTS * of_late[first])
        return Draft(each, (*order, *others), indexes, worth, weight)

    def _worth(self, each: Group, one: Telling, fresh: Sequence[int]) -> tuple[int, ...]:
        """A sentence that leans on the one before it says little; what a new version changed is shown all the same."""
        version = any(one.head.url and one.head.url == other.head.url for other in each.told)
        stand = [n for n in fresh if version or n in one.alone]
        stand = [n for n in stand if not self._printed.says(one.texts[n], nearly=not version)]
        return tuple(sorted(stand, key=lambda n: (-one.rank(n), n)))

    # --- reading -----------------------------------------------------------------------------------------------------

    def _tellings(self, heads: Sequence[ArticleHead], *, told: bool) -> list[Telling]:
        same = {key: keys[0] for keys in self._scope.joined for key in keys}  # who is one man by decision
        people: dict[ArticleKey, list[tuple[PersonKey, tuple[Mention, ...]]]] = defaultdict(list)
        for present in self._store.people.present(self._scope, {head.key for head in heads}):
            people[present.article].append((same.get(present.id.key, present.id.key), present.mentions))
        tellings = [self._telling(head, people[head.key], told) for head in heads]
        if told:
            return tellings
        for one in tellings:
            if by := self._kept_out(one, {key for key, _ in people[one.head.key]}):
                self._note([one], "filtered", why=by[0], word=by[1])
        return [one for one in tellings if one.head.key not in self._fates]

    def _kept_out(self, one: Telling, people: set[PersonKey]) -> tuple[str, str | None] | None:
        joined = {other for keys in self._scope.joined if people & set(keys) for other in keys}
        text = "\n".join((one.head.title or "", *one.texts))
        return kept_out(self._filters, one.head.source, text, people | joined)

    def _telling(
        self, head: ArticleHead, people: Sequence[tuple[PersonKey, tuple[Mention, ...]]], told: bool
    ) -> Telling:
        sentences = self._store.articles.sentences(self._scope, head.key)
        text = self._store.articles.text(self._scope, head.key) or ""
        starts = [sentence.slice.start for sentence in sentences]
        named = frozenset(
            (max(0, bisect_right(starts, each.slice.start) - 1), key) for key, mentions in people for each in mentions
        )
        leaning = frozenset(n for _, mentions in people for n in _leaning(starts, mentions))
        return Telling(head, sentences, tuple(one.slice.of(text) for one in sentences), named, told, leaning)


def _how_early(one: Telling, told: Collection[int]) -> float:
    """From 1.0 for the first sentence that stands by itself, and 0 where none of them is among those `told`."""
    standing = (one.sentences[n].index for n in sorted(one.alone))
    place = next((place for place, index in enumerate(standing) if index in told), None)
    return 0.0 if place is None else 1 / (place + 1) ** 2


def _leaning(starts: Sequence[int], mentions: Sequence[Mention]) -> Iterable[int]:
    """Places of the sentences (given by where they start) that speak of this person by a pronoun alone."""
    named = {bisect_right(starts, each.slice.start) - 1 for each in mentions if each.kind != "pronoun"}
    return {bisect_right(starts, each.slice.start) - 1 for each in mentions if each.kind == "pronoun"} - named

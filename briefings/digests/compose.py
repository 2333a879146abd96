"""A window of articles → a `Digest`: the stories, what was said in them, who is new in them, and what lies ahead."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import Any

from briefings.digests.choosing import Choice, Draft
from briefings.digests.layouts import SECTIONS
from briefings.digests.layouts import layout as layout_of
from briefings.digests.news import changed_titles, newcomer, newcomers
from briefings.digests.novelty import Printed
from briefings.digests.wanted import EVERYTHING
from briefings.model import (
    Coverage,
    Digest,
    Entry,
    Event,
    EventFound,
    Filters,
    Layout,
    Newcomer,
    Passage,
    PersonKey,
    QuoteFound,
    Scope,
    Section,
    SentenceRef,
    Story,
    TitleChange,
    ToldBefore,
)
from briefings.receipts import Receipts
from briefings.store import Store

LOOK_BACK = timedelta(days=7)  # a story told longer ago is new when it comes again
SILENT = timedelta(hours=1)  # a reader that was not seen for so long has stopped

NOTHING_YET = ToldBefore()

_SAMPLED = 20  # articles, of the many that may have been loaded at once
_BEST_OF_EACH = 6  # sentences of an article that may be shown
_EARLY = 0.7  # of them, how much rather an early one: what a newsroom led with is what editors keep of a day
_HEADLINE_AGAIN = 0.9  # of a sentence's terms, in the headline above it: it is no sentence of its own
_SAYS_THE_SAME = 0.6  # of a sentence's terms, in one that is shown already
_WEEK = timedelta(days=7)


def compose(
    store: Store,
    scope: Scope,
    *,
    name: str,
    template_name: str,
    day: date,
    zone: str,
    since: datetime,
    until: datetime,
    overlap: timedelta = timedelta(0),
    told: ToldBefore = NOTHING_YET,
    layout: Layout | None = None,
    filters: Filters = EVERYTHING,
    late: bool = False,
    most: int | None = None,
) -> Digest:
    """All that a template may use about the articles that arrived in [since, until), one story once.

    What an earlier digest told does not come back: of a story that goes on, only sentences that add something are
    shown, and it is an update. The window counts arrival, not publication, so that a story printed before the last
    digest and found after it is not lost; it begins `overlap` earlier, for a story that was being stored when the last
    digest looked. Without a `layout` it is the template's; with `most`, only so many of the articles are looked at.
    """
    to = layout or layout_of(template_name)
    heads = [head for head in store.articles.arrived(scope, since - overlap, until) if head.key not in told.articles][
        :most
    ]
    lines = store.articles.passages(scope, told.lines)
    printed = Printed(lines[ref].text for ref in sorted(lines))
    choice = Choice(store, scope, heads, before=told, printed=printed, to=to, filters=filters)
    page = _Page(store, scope, to, choice, printed, day, since)
    cut = {section: page.section(section) for section in to.sections}
    receipts = page.receipts.all()
    fates = choice.fates({receipt.article for receipt in receipts})
    return Digest(
        name=name,
        template_name=template_name,
        day=day,
        zone=zone,
        since=since,
        until=until,
        stories=cut.get("stories", ()),
        quotes=cut.get("said", ()),
        events=cut.get("ahead", ()),
        people=cut.get("people", ()),
        titles=cut.get("titles", ()),
        happened=cut.get("happened", ()),
        receipts=receipts,
        articles=len(heads),
        sources=len({head.source for head in heads if head.source}),
        late=late,
        sections=to.sections,
        coverage=Coverage(read=len(fates), **Counter(str(fate.became) for fate in fates)),
        covered=choice.covered,
        read_until=_stopped(store, until),
        says_quiet=to.says_quiet,
        fates=fates,
    )


def samples(store: Store, now: datetime) -> tuple[Digest, ...]:
    """What every digest template must be able to show: what came last, in all sections there are, and a quiet day."""
    scope = Scope(store.collections())
    newest = store.articles.newest(scope, limit=1)
    until = newest[0].retrieved + timedelta(seconds=1) if newest else now
    windows = ((until - timedelta(days=1), until), (until, until + timedelta(seconds=1)))
    return tuple(
        compose(
            store, scope, name="", template_name="", day=end.date(), zone="UTC", since=since, until=end,
            layout=Layout(sections=SECTIONS, says_quiet=True), late=True, most=_SAMPLED,
        )
        for since, end in windows
    )  # fmt: skip


def _stopped(store: Store, until: datetime) -> datetime | None:
    """When the reader stopped, if it did before the window's end; None too where none ever ran beside this store."""
    seen = store.reader_seen()
    return seen if seen is not None and seen < until - SILENT else None


class _Page:
    """The sections of one digest, each cut when it is asked for: what one has shown, no other shows again."""

    def __init__(
        self,
        store: Store,
        scope: Scope,
        to: Layout,
        choice: Choice,
        printed: Printed,
        day: date,
        since: datetime,
    ) -> None:
        self.receipts = Receipts()
        self._store = store
        self._scope = scope
        self._to = to
        self._choice = choice
        self._printed = printed
        self._day = day
        self._since = since
        self._first_day = min(since.date(), day - _WEEK)  # of what is news

    def section(self, name: Section) -> tuple[Any, ...]:
        sections: dict[Section, Callable[[], tuple[Any, ...]]] = {
            "stories": self._stories,
            "said": self._said,
            "people": self._people,
            "titles": self._titles,
            "happened": self._happened,
            "ahead": self._ahead,
        }
        return sections[name]()

    def _shown(self, passage: Passage, entry: Entry) -> Entry:
        self._printed.add(passage.text)
        return entry

    def _is_new(self, passage: Passage) -> bool:
        """Whether the passage adds something, and was not shown."""
        draft = self._choice.draft_of(passage.head.key)
        return draft.adds(passage) and not self._printed.says(passage.text)

    # --- stories -----------------------------------------------------------------------------------------------------

    def _stories(self) -> tuple[Story, ...]:
        told = []
        for draft in list(self._choice.told):
            entries = self._lines(draft)
            if entries:
                told.append(_story(draft, entries))
            else:
                self._choice.drop(draft)
        return tuple(told)

    def _lines(self, draft: Draft) -> tuple[Entry, ...]:
        """The sentences that carry the story, whole: the best of the weightiest article, then what others add."""
        picked: list[tuple[int, int]] = []
        while len(picked) < self._to.sentences and (found := self._next(draft, picked)):
            picked.append(found)
        indexes = [(draft.new[m].head.key, draft.new[m].sentences[n].index) for m, n in sorted(picked)]
        refs = [SentenceRef(key, index, index) for key, index in indexes]
        passages = self._store.articles.passages(self._scope, refs)
        return tuple(self._shown(passages[ref], self.receipts.sentence(passages[ref])) for ref in refs)

    def _next(self, draft: Draft, picked: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
        """The places of an article and of its sentence; None when no other adds anything to those picked.

        Where a story has one sentence only, it is the first that can be read by itself: what a newsroom led with.
        """
        leads = self._to.sentences == 1 and not draft.update
        shown = [frozenset(draft.new[m].terms[n]) for m, n in picked]
        headline = draft.new[0].headline if draft.new[0].head.title else frozenset()
        quoted = any(draft.new[m].sentences[n].quoted for m, n in picked)
        worth = []
        for m, one in enumerate(draft.new if picked else draft.new[:1]):
            for n in draft.worth[one.head.key][: None if leads else _BEST_OF_EACH]:
                found = frozenset(one.terms[n])
                again = max((len(found & other) / len(found) for other in shown if found), default=0.0)
                if found and len(found & headline) >= _HEADLINE_AGAIN * len(found):
                    continue
                second = one.sentences[n].quoted and quoted  # a story is not told in quotations
                if (
                    again < _SAYS_THE_SAME
                    and not second
                    and not self._printed.says(one.texts[n], nearly=not draft.update)
                ):
                    told = 0.0 if leads else round((1 - again) / (n + 1) ** _EARLY, 9)
                    worth.append((told, -m, -n))
        best = max((each for each in worth if (-each[1], -each[2]) not in picked), default=None)
        return (-best[1], -best[2]) if best else None

    # --- what was said -----------------------------------------------------------------------------------------------

    def _said(self) -> tuple[Entry, ...]:
        """What known people surely said of late in these stories, beside the sentences that are shown already.

        One quote of each, for a briefing of one man's is no digest; and one of each story before a second of any.
        """
        same = {key: keys[0] for keys in self._scope.joined for key in keys}  # who is one man by decision
        heard: set[PersonKey] = set()
        said: list[Entry] = []
        for found in self._in_turn(self._store.people.quotes(self._scope, articles=self._choice.articles, limit=None)):
            person = found.quote.person and same.get(found.quote.person, found.quote.person)
            if len(said) < self._to.quotes and person and person not in heard and self._is_new(found.passage):
                heard.add(person)
                said.append(self._shown(found.passage, self.receipts.quote(found)))
        return tuple(said)

    def _in_turn(self, quotes: Iterable[QuoteFound]) -> Iterator[QuoteFound]:
        """Those that may be shown: the first of each story, the weightiest story first, then the second of each."""
        by_story: dict[int, list[QuoteFound]] = defaultdict(list)
        for found in quotes:
            if self._is_notable(found):
                by_story[self._choice.rank(found.passage.head.key)].append(found)
        rounds = zip_longest(*(by_story[rank] for rank in sorted(by_story)))
        return (found for each in rounds for found in each if found is not None)

    def _is_notable(self, found: QuoteFound) -> bool:
        """Word for word, surely his, and said for this story: what it quotes of years before is no news."""
        said, printed = found.quote.said, found.passage.head.published.span
        of_late = said is None or printed is None or said.last >= printed.first - _WEEK
        return of_late and found.quote.kind == "direct" and found.quote.grade == "attributed"

    # --- days --------------------------------------------------------------------------------------------------------

    def _ahead(self) -> tuple[Entry, ...]:
        """What these stories date to later days, soonest first; a sentence once, whatever it dates.

        "In 2018", said in August, is ahead only when it is planned; and so is what is told of this very day.
        """

        def is_ahead(event: Event) -> bool:
            return event.when.last >= self._day and (event.planned or event.when.first > self._day)

        return self._dated(self._events(is_ahead), self._to.events)

    def _happened(self) -> tuple[Entry, ...]:
        """What these stories date to the last seven days or the window, of the weightiest stories, in order of time."""

        def is_past(event: Event) -> bool:
            return event.when.is_day and self._first_day <= event.when.first <= self._day and not event.planned

        by_weight = sorted(self._events(is_past), key=lambda found: self._choice.rank(found.passage.head.key))
        entries = self._dated(by_weight, self._to.happened)
        return tuple(sorted(entries, key=lambda entry: (entry.date is None, entry.date)))

    def _events(self, wanted: Callable[[Event], bool]) -> list[EventFound]:
        found = self._store.people.events(self._scope, articles=self._choice.articles, spoken=False, limit=None)
        return [each for each in found if wanted(each.event)]

    def _dated(self, found: Iterable[EventFound], most: int) -> tuple[Entry, ...]:
        entries: list[Entry] = []
        for each in found:
            stands = self._choice.draft_of(each.passage.head.key).stands(each.passage)
            if len(entries) < most and stands and self._is_new(each.passage):
                entries.append(self._shown(each.passage, self.receipts.event(each)))
        return tuple(entries)

    # --- people ------------------------------------------------------------------------------------------------------

    def _people(self) -> tuple[Newcomer, ...]:
        known = newcomers(self._store, self._scope, self._choice.articles, self._choice.window, self._since)

        def order(found: tuple[Any, ...]) -> tuple[int, int, int]:
            _, one, _, passage = found
            return -len(one.articles), self._choice.rank(passage.head.key), passage.sentences[0]

        found = sorted(known, key=order)
        return tuple(newcomer(self.receipts, *each) for each in found[: self._to.people])

    def _titles(self) -> tuple[TitleChange, ...]:
        found = changed_titles(self._store, self._scope, self._choice.articles)
        return tuple(each.cited(self.receipts) for each in found[: self._to.titles])


def _story(draft: Draft, entries: tuple[Entry, ...]) -> Story:
    head = draft.new[0].head
    return Story(
        title=head.title,
        source=head.source,
        url=head.url,
        published=head.published,
        entries=entries,
        update=draft.update,
        publishers=draft.group.independent,
        articles=len(draft.new),
        doc=head.doc,
    )

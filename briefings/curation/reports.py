"""“Something wrong?”: a line is reported, and hidden or left by those who answer for its shelf.

A report is kept with its receipt and without who made it. Hiding holds for one view: a server's own, or the
operator's public one; it changes nothing that was read, and can be taken back.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

from briefings.errors import WrongUsage
from briefings.model import PUBLIC, HiddenLine, Passage, Report, Scope, SentenceRef, Wrong
from briefings.store import Store

KINDS: tuple[Wrong, ...] = get_args(Wrong)

LONGEST_WORDS = 500
MOST_A_LINE = 5  # open reports of one line: the sixth tells nobody anything
MOST_OPEN = 500  # of one shelf

COLUMNS = tuple("id state kind words at collection article doc title first last start end text".split())

What = Literal["kept", "known", "too_many"]


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of a report: `kept` is new, and to be told once; `known` was there; `too_many` is not kept."""

    what: What
    report: Report
    passage: Passage

    @property
    def is_public(self) -> bool:
        """It is the operator's to look at."""
        return self.report.collection == PUBLIC


def report(store: Store, scope: Scope, ref: SentenceRef, kind: str, words: str, *, now: datetime) -> Reported:
    """The line is reported, with the asker's words, cut at `LONGEST_WORDS`. Raises `WrongUsage` when he sees no such line.

    `ref.article` may be the beginning of an article's key.
    """
    passage = _passage(store, scope, ref)
    if passage is None or kind not in KINDS:
        raise WrongUsage("line_gone")
    head, (first, last) = passage.head, passage.sentences
    new = Report(
        id=0,
        collection=head.collection,
        ref=SentenceRef(head.key, first, last),
        slice=passage.slice,
        kind=kind,
        words=" ".join(words.split())[:LONGEST_WORDS],
        at=now,
    )
    there = store.decisions.reports(head.collection, open_only=True)
    same = [one for one in there if one.ref == new.ref]
    known = next((one for one in same if (one.kind, one.words) == (new.kind, new.words)), None)
    if known is not None:
        return Reported("known", known, passage)
    if len(same) >= MOST_A_LINE or len(there) >= MOST_OPEN:
        return Reported("too_many", new, passage)
    kept = store.decisions.report(new)
    return Reported("kept" if kept.at == now else "known", kept, passage)


def hide(store: Store, scope: Scope, number: int, view: str, *, by: int | None, now: datetime) -> Reported:
    """The reported line is shown no more to who reads by `view`. Raises `WrongUsage` when there is no such report here."""
    found = find(store, scope, number)
    store.decisions.hide(view, found.report.ref, by=by, now=now)
    return _settled(store, found, view, "hidden")


def show(store: Store, scope: Scope, number: int, view: str) -> Reported:
    """The line is shown again, and its report is open again."""
    found = find(store, scope, number)
    store.decisions.show(view, found.report.ref)
    return _settled(store, found, view, "open")


def dismiss(store: Store, scope: Scope, number: int, view: str) -> Reported:
    """Nothing is wrong with the line. Raises `WrongUsage` for a report that somebody else has to answer."""
    found = find(store, scope, number)
    if found.report.collection != view:
        raise WrongUsage("report_not_yours")
    return _settled(store, found, view, "dismissed")


def hidden(store: Store, scope: Scope, view: str) -> tuple[tuple[HiddenLine, Reported], ...]:
    """What is hidden from who reads by `view`, the newest first, each with its report. A line that is gone is not there."""
    known = {one.ref: one for one in store.decisions.reports() if one.collection in scope.collections}
    there = [(line, report) for line in store.decisions.lines(view) if (report := known.get(line.ref))]
    shown = [(line, one, store.articles.passage(Scope((one.collection,)), one.ref)) for line, one in there]
    return tuple((line, Reported("known", one, passage)) for line, one, passage in shown if passage)


def find(store: Store, scope: Scope, number: int) -> Reported:
    """The report of a line that stands on a shelf in sight, hidden or not. Raises `WrongUsage` when there is none."""
    kept = store.decisions.one_report(number)
    if kept is None or kept.collection not in scope.collections:
        raise WrongUsage("report_gone")
    passage = store.articles.passage(Scope((kept.collection,)), kept.ref)
    if passage is None:
        raise WrongUsage("report_gone")
    return Reported("known", kept, passage)


def _settled(store: Store, found: Reported, view: str, state: Literal["open", "hidden", "dismissed"]) -> Reported:
    """A server that hides a public line for itself leaves the operator's report open."""
    if found.report.collection != view:
        return found
    store.decisions.settle(found.report.id, state)
    return replace(found, report=replace(found.report, state=state))


def rows(store: Store, collection: str | None = None, *, open_only: bool = False) -> Iterator[dict[str, Any]]:
    """The reports as rows of a table that a test can be made from: each with the words that it is about.

    `text` is empty when the article is not there any more.
    """
    for one in store.decisions.reports(collection, open_only=open_only):
        shelf = Scope((one.collection,))
        head, text = store.articles.head(shelf, one.ref.article), store.articles.text(shelf, one.ref.article)
        yield {
            "id": one.id,
            "state": one.state,
            "kind": one.kind,
            "words": one.words,
            "at": one.at.isoformat(),
            "collection": one.collection,
            "article": one.ref.article,
            "doc": head.doc if head else "",
            "title": head.title if head else None,
            "first": one.ref.first,
            "last": one.ref.last,
            "start": one.slice.start,
            "end": one.slice.end,
            "text": one.slice.of(text) if text is not None else "",
        }


def _passage(store: Store, scope: Scope, ref: SentenceRef) -> Passage | None:
    """The line as the asker sees it; None when no article begins so, or more than one."""
    keys = {head.key for head in store.articles.starting(scope, ref.article)}
    return store.articles.passage(scope, ref._replace(article=keys.pop())) if len(keys) == 1 else None

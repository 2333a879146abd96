"""Digests: 14 days of public news sent day by day to one schedule, and what a reader would notice."""

import hashlib
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.evaluation import data
from benchmarks.timelines import _lines
from briefings import ingest, reader
from briefings.config import Settings
from briefings.dates import read_iso
from briefings.digests.due import freeze_due, preview
from briefings.digests.stories import Telling, group, without_furniture
from briefings.model import Digest, Published, Schedule, Scope
from briefings.render import Renderer
from briefings.store import Store

FIRST, DAYS = date(2011, 1, 25), 14
TOP_DAYS = 10
TOPIC = "t17/egypt"
DETOKENISED = ((" ,", ","), (" .", "."), (" 's", "'s"), ("`` ", "“"), (" ''", "”"), ("-LRB- ", "("), (" -RRB-", ")"))

# What was first reported on three of the days, marked by hand before any of this was run: each fact is words of ours,
# all of which one line must have; `|` parts such as mean the same.
FACTS: dict[str, tuple[str, ...]] = {
    "2011-01-27": (
        "twitter block",
        "police|security water|tear|beaten|arrest",
        "yemen demonstrat|protest",
        "storm|snow",
        "financial crisis report",
        "facebook 80,000",
    ),
    "2011-01-28": (
        "mubarak|government resign",
        "obama mubarak spoke|telephone|phone",
        "army|military deploy|streets",
        "internet|servers down|cut|off",
        "camera|crew|journalists seize|rough|arrest|police",
        "ban ki-moon|moon",
        "abhisit|thai",
        "canisters|u.s.-made",
    ),
    "2011-02-01": (
        "mubarak not|n't|again seek|run|office|september",
        "tahrir crowd|million|march|tens",
        "human rights watch report|torture|detainee",
        "google",
        "obama transition",
    ),
}


@dataclass(frozen=True)
class Sent:
    """One day's digest, and its text."""

    on: date
    digest: Digest
    text: str


def digests() -> Iterator[str]:
    """Repeats, stories, coverage, bytes and facts found over 14 days."""
    folder = data("timeline")
    if folder is None:
        yield "digests: skipped: no data"
        return
    first = FIRST.isoformat(), (FIRST + timedelta(days=DAYS - 1)).isoformat()
    articles = [one for one in _lines(folder / "articles.jsonl.gz") if one["topic"] == TOPIC]
    articles = [one for one in articles if first[0] <= one["date"] <= first[1]]
    with tempfile.TemporaryDirectory() as place:
        yield from _figures(articles, Path(place))


def _figures(articles: Sequence[Any], place: Path) -> Iterator[str]:
    with Store.open(f"{place}/n.db", writes="both", now=_at(FIRST, 0)) as store:
        for on, of_day in _by_day(articles):
            inputs = (ingest.Input(one["id"], _read(one)) for one in of_day)
            list(reader.load(store, inputs, model=Settings().model, clock=partial(_at, on, 12)))
        schedule = store.schedules.add(_schedule())
        sent = list(_replay(store, schedule))
        again = list(_replay(store, store.schedules.add(_schedule())))
        tops = [_has_top_story(store, day.digest) for day in sent[:TOP_DAYS]]
        changed = _one_changed(store, schedule, sent, {one["id"]: one for one in articles})
    lines = [line for day in sent for line in _printed(day.digest)]
    days = len(sent)
    read = sum(day.digest.articles for day in sent)
    adds_up = sum(_adds_up(day.digest) for day in sent)
    found, marked = _facts(sent)
    printed = Counter(re.sub(r"\W+", " ", line.casefold()) for line in lines)
    yield f"digests: {days} days, {read} articles, {sum(len(d.digest.stories) for d in sent)} stories, {len(lines)} lines"
    yield f"  repeated sentences {sum(n - 1 for n in printed.values())}   must be 0"
    yield f"  days whose coverage adds up {adds_up} of {days}"
    yield f"  updates {sum(story.update for day in sent for story in day.digest.stories)}"
    yield f"  facts first reported on 3 days, marked by hand {found} of {marked} = {found / marked:.2f}   must be 0.80"
    yield f"  days with the story that most publishers tell {sum(tops)} of {len(tops)}   must be 8"
    yield f"  one sentence changed in one story: {changed}   must be exactly that one update"
    same = [day.text for day in sent] == [day.text for day in again]
    digest = hashlib.sha256("\f".join(day.text for day in sent).encode()).hexdigest()[:16]
    yield f"  all bytes {digest}: {'the same' if same else 'OTHER ONES'} when it is done again"


def _by_day(articles: Sequence[Any]) -> Iterator[tuple[date, list[Any]]]:
    for n in range(DAYS):
        on = FIRST + timedelta(days=n)
        yield on, [one for one in articles if one["date"] == on.isoformat()]


def _replay(store: Store, schedule: Schedule) -> Iterator[Sent]:
    renderer = Renderer(Settings().templates)
    for n in range(DAYS):
        now = _at(FIRST + timedelta(days=n), 20)
        yield from _day(store, schedule, renderer, now)


def _day(store: Store, schedule: Schedule, renderer: Renderer, now: datetime) -> Iterator[Sent]:
    digest = preview(store, schedule, now.date(), now)
    freeze_due(store, now, renderer.render)
    yield Sent(now.date(), digest, renderer.text(digest))


def _printed(digest: Digest) -> list[str]:
    entries = [entry for story in digest.stories for entry in story.entries]
    return [entry.text for entry in (*entries, *digest.quotes, *digest.happened, *digest.events)]


def _adds_up(digest: Digest) -> bool:
    c = digest.coverage
    return digest.articles == c.read == c.used + c.grouped + c.told + c.no_room + c.bare + c.filtered


def _has_top_story(store: Store, digest: Digest) -> bool:
    """Whether a line of it stands there; the articles of the window are grouped anew, by no digest's leave."""
    scope = Scope()
    tellings = []
    for head in store.articles.arrived(scope, digest.since, digest.until):
        text, sentences = store.articles.text(scope, head.key) or "", store.articles.sentences(scope, head.key)
        tellings.append(Telling(head, sentences, tuple(one.slice.of(text) for one in sentences)))
    groups = group(without_furniture(tellings))
    most = max(each.independent for each in groups)
    shown = {receipt.article for receipt in digest.receipts}
    return any(one.head.key in shown for each in groups if each.independent == most for one in each.members)


def _one_changed(store: Store, schedule: Schedule, sent: Sequence[Sent], articles: Mapping[str, Any]) -> str:
    """The last day's articles come again a day later, all as they were but for one sentence that was shown."""
    last = sent[-1]
    receipt = next(r for r in last.digest.receipts if any(e.receipt == r.n for e in last.digest.stories[0].entries))
    told = {r.article: r.doc for r in last.digest.receipts}
    marked = "The ministry said on Wednesday that exactly 4,711 people were on their way to Alexandria by train."
    tomorrow = last.on + timedelta(days=1)
    inputs = []
    for doc in sorted(told.values()):
        one = dict(articles[doc])
        if doc == receipt.doc:
            own = [" ".join(each.split()) for each in one["sents"]]
            at = max(range(len(own)), key=lambda n: _overlap(own[n], receipt.text))
            one["sents"] = [*own[:at], marked, *own[at + 1 :]]
        else:
            one["sents"] = [*one["sents"], ""]
        inputs.append(ingest.Input(doc, _read(one)))
    list(reader.load(store, inputs, model=Settings().model, clock=partial(_at, tomorrow, 12)))
    digest = preview(store, schedule, tomorrow, _at(tomorrow, 20))
    updates = sum(story.update for story in digest.stories)
    exact = [[entry.text for entry in story.entries] for story in digest.stories] == [[marked]]
    return f"{len(digest.stories)} stories, {updates} updates, {'that line alone' if exact else _printed(digest)}"


def _overlap(one: str, other: str) -> int:
    return len(set(one.split()) & set(other.split()))


def _facts(sent: Sequence[Sent]) -> tuple[int, int]:
    found = 0
    for day in sent:
        for fact in FACTS.get(day.on.isoformat(), ()):
            found += any(_tells(line, fact) for line in _printed(day.digest))
    return found, sum(map(len, FACTS.values()))


def _tells(line: str, fact: str) -> bool:
    said = line.casefold()
    return all(any(word in said for word in words.split("|")) for words in fact.split())


def _schedule() -> Schedule:
    return Schedule(
        id=0, collection="guild:1", destination="discord:1", name="Morning brief", at=time(20), days=tuple(range(1, 8)),
        zone="UTC", template="daily", created=_at(FIRST, 12), next_due=_at(FIRST, 20),
    )  # fmt: skip


def _at(on: date, hour: int) -> datetime:
    return datetime(on.year, on.month, on.day, hour, tzinfo=UTC)


def _read(one: Any) -> Any:
    text = "\n".join(one["sents"])
    for printed, meant in DETOKENISED:
        text = text.replace(printed, meant)

    def read() -> tuple[Any, ...]:
        # Nobody knows who published it, so each is of a publisher of its own; by its address a new version is known.
        day, url = Published(read_iso(one["date"]), "given"), f"https://{one['id'].replace('/', '-')}.example/"
        return (ingest.article_from_text(text, doc=one["id"], published=day, url=url),)

    return read

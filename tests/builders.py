"""Small news to test with: an article, its people, titles, quotes and events, with every offset right.

    story = article("NATO ministers met in Brussels. “We will stay,” said Defense Secretary Jim Mattis.")
    mattis = person(story, "Jim Mattis", "Mattis")
    found = findings(story, people=[mattis], quotes=[quote(story, "“We will stay,”", mattis)])

Words are looked for in the article's text, so a test never counts characters; words that are not there raise.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from briefings.dates import DateSpan, read_iso
from briefings.model import (
    Alias,
    AliasKind,
    Article,
    DateMention,
    Event,
    Findings,
    Grade,
    Mention,
    Person,
    Published,
    Quote,
    QuoteKind,
    Role,
    RoleStatus,
    Sentence,
    SentenceRef,
    Slice,
    SpeakerKind,
)

NOW = datetime(2018, 9, 7, 12, 0, tzinfo=UTC)
"""A Friday noon for tests whose clock does not matter."""

TEXT = (
    "Defense Secretary Jim Mattis arrived in Brussels on Wednesday for talks with NATO allies. "
    "“We are in this fight together,” Mattis said. "
    "He will travel to Kabul on Friday."
)


def article(
    text: str = TEXT,
    *,
    title: str | None = None,
    published: str | DateSpan | None = "2017-11-10",
    estimated: bool = False,
    source: str | None = "The Brussels Courier",
    url: str | None = None,
    doc: str = "courier-001",
    body: Sequence[Slice] | None = None,
) -> Article:
    """One story. `published` is an ISO day, month or year; None leaves it undated. The whole text is its body."""
    span = read_iso(published) if isinstance(published, str) else published
    return Article(
        key=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        body=tuple(body) if body is not None else (Slice(0, len(text)),),
        title=title,
        published=Published(span, "given", estimated) if span else Published(),
        source=source,
        url=url,
        doc=doc,
    )


def where(story: Article, words: str, nth: int = 0) -> Slice:
    """Where these words stand in the text: the first time, or the nth from 0. Raises when they do not."""
    start = -1
    for _ in range(nth + 1):
        start = story.text.index(words, start + 1)
    return Slice(start, start + len(words))


_SENTENCE_END = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][”\"]))\s+(?=[“\"A-Z])|\n+")


def sentences(story: Article) -> tuple[Sentence, ...]:
    """The body cut after full stops, good enough for tidy text. Earlier sentences rank higher."""
    cuts = []
    for part in story.body:
        start = part.start
        for end in _SENTENCE_END.finditer(story.text, part.start, part.end):
            cuts.append(Slice(start, end.start()))
            start = end.end()
        cuts.append(Slice(start, part.end))
    whole = [cut for cut in cuts if cut.of(story.text).strip()]
    return tuple(Sentence(i, cut, rank=1 / (1 + i)) for i, cut in enumerate(whole))


def sentence_ref(story: Article, slice_: Slice) -> SentenceRef:
    """The sentences that these characters touch."""
    touched = [s.index for s in sentences(story) if s.slice.start < slice_.end and slice_.start < s.slice.end]
    return SentenceRef(story.key, touched[0], touched[-1])


def person(story: Article, name: str = "Jim Mattis", *others: str) -> Person:
    """Somebody named in the story: every place where `name` or one of `others` stands is a mention."""
    taken: list[Slice] = []
    for form in sorted({name, *others}, key=lambda form: (-len(form), form)):
        for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", story.text):
            at = Slice(*match.span())
            if not any(at.start < other.end and other.start < at.end for other in taken):
                taken.append(at)
    taken.sort()
    first = next(at for at in taken if at.of(story.text) == name)
    printed = sorted({at.of(story.text) for at in taken})
    return Person(
        key=f"{story.key[:16]}:{first.start}-{first.end}",
        name=name,
        aliases=tuple(Alias(form, _alias_kind(form, name)) for form in printed),
        mentions=tuple(Mention(at) for at in taken),
    )


def _alias_kind(form: str, name: str) -> AliasKind:
    if form == name and " " in name:
        return "full"
    return "surname" if " " not in form else "variant"


def role(
    story: Article,
    who: Person,
    title: str = "Defense Secretary",
    organisation: str | None = None,
    *,
    status: RoleStatus = "held",
) -> Role:
    """A title as the story prints it, the organisation too when it stands before the title: "US Defense Secretary"."""
    at = where(story, f"{organisation} {title}" if organisation and f"{organisation} {title}" in story.text else title)
    return Role(who.key, title, organisation, status, at, sentence_ref(story, at))


def quote(
    story: Article,
    words: str | Sequence[str],
    who: Person | None = None,
    *,
    speaker: str | None = None,
    speaker_kind: SpeakerKind | None = None,
    cue: str | None = None,
    kind: QuoteKind = "direct",
    grade: Grade = "attributed",
    said: DateSpan | None = None,
) -> Quote:
    """Something said. `words` are the content's slices, quotation marks included.

    `speaker` and `cue` are words outside the content; of several such words the nearest are meant.
    """
    content = tuple(where(story, part) for part in ([words] if isinstance(words, str) else words))
    at = _nearest(story, speaker, content) if speaker else None
    touched = [s for s in (*content, at) if s is not None]
    return Quote(
        content=content,
        speaker=at,
        speaker_kind=speaker_kind or ("person" if who else "unknown"),
        person=who.key if who else None,
        cue=_nearest(story, cue, content) if cue else None,
        kind=kind,
        grade=grade,
        said=said or story.published.span,
        source=sentence_ref(story, Slice(min(s.start for s in touched), max(s.end for s in touched))),
    )


def _nearest(story: Article, words: str, content: Sequence[Slice]) -> Slice:
    """The place of these words that is closest to the content and outside it."""
    places = [Slice(*match.span()) for match in re.finditer(re.escape(words), story.text)]
    outside = [at for at in places if not any(at.start < c.end and c.start < at.end for c in content)]
    if not outside:
        raise ValueError(f"not beside the quote: {words}")
    return min(outside, key=lambda at: min(max(at.start - c.end, c.start - at.end) for c in content))


def event(
    story: Article,
    when_text: str,
    when: str | DateSpan,
    people: Iterable[Person] = (),
    *,
    planned: bool = False,
    about: bool = False,
    spoken: bool = False,
) -> Event:
    """A dated happening: the sentence in which `when_text` stands, on the ISO day, month or year `when`."""
    at = where(story, when_text)
    span = read_iso(when) if isinstance(when, str) else when
    if span is None:
        raise ValueError(f"no date: {when}")
    return Event(span, at, about, tuple(who.key for who in people), planned, sentence_ref(story, at), spoken)


def findings(
    story: Article,
    *,
    people: Iterable[Person] = (),
    roles: Iterable[Role] = (),
    quotes: Iterable[Quote] = (),
    dates: Iterable[DateMention] = (),
    events: Iterable[Event] = (),
    version: str = "1",
    parse: bytes = b"parse",
) -> Findings:
    """What one story says. The sentences are cut from its body."""
    return Findings(
        sentences(story), tuple(people), tuple(roles), tuple(quotes), tuple(dates), tuple(events), version, parse
    )


def day(iso: str) -> date:
    """The day of an ISO date."""
    return date.fromisoformat(iso)

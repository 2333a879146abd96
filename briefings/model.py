"""The things we speak of: frozen values, shared by every room.

Text offsets count Python characters of `Article.text`, half-open `[start, end)`. `Article.text` is the decoded
text exactly as it came: nothing rewrites it, so an offset stays true for ever. Instants are aware datetimes in
UTC; days are `date`s in a `DateSpan`.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, ClassVar, Literal, NamedTuple

from briefings.dates import DateSpan, year

ArticleKey = str
"""64 hex digits: SHA-256 of the decoded text. The same text is the same article, wherever it came from."""

PersonKey = str
"""`<first 16 hex digits of an article key>:<start>-<end>`: where the person was first named.

In `Findings` it is the person's first naming in that one article; across articles a person bears the key of the
earliest article that names him. Never a counter, so the order of loading cannot change it.
"""

PUBLIC = "public"
"""The operator's collection, which every asker may see unless his server turned it off."""

MOST_MONTHS = 18  # listed one by one


class Slice(NamedTuple):
    """Characters `[start, end)` of one article's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def covers(self, other: "Slice") -> bool:
        return self.start <= other.start and other.end <= self.end


# --- what was read -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Published:
    """When an article appeared, as well as we know it. `span` is None when nothing says so."""

    span: DateSpan | None = None
    origin: Literal["given", "manifest", "feed", "page", "text", "none"] = "none"
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """One story as it came. `body` are the slices that are the story, `subheads` the short lines between them, which are
    no sentences; the rest of `text` is furniture."""

    key: ArticleKey
    text: str
    body: tuple[Slice, ...]
    title: str | None = None
    published: Published = Published()
    source: str | None = None  # the masthead, as printed
    url: str | None = None
    doc: str = ""  # file stem or the feed's own id: what a person would call this input
    from_page: bool = False  # `text` was taken from HTML, so offsets are into nothing that anybody else has
    subheads: tuple[Slice, ...] = ()  # nothing is read from them, so the store does not keep which they are


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the body. `rank` is 0.0 to 1.0: the higher, the more central to the story."""

    index: int  # from 0, in text order
    slice: Slice
    rank: float = 0.0
    quoted: bool = False  # all of it, or nearly, stands inside quotation marks
    dangling: bool = False  # opens with "He", "But", "The official": says little without the sentence before


def says_only(title: str | None, sentence: str) -> bool:
    """Whether a sentence is the headline once more, with or without its full stop."""
    around = " \t\n\"'“”‘’.!"
    return title is not None and sentence.strip(around).casefold() == title.strip(around).casefold()


def summary_of(sentences: tuple[Sentence, ...], n: int) -> tuple[Sentence, ...]:
    """The `n` best of these sentences in text order: none that dangles, at most one that is a quotation.

    Fewer when there are not so many; of equals the earlier. The one rule for every summary of one story.
    """
    chosen: list[Sentence] = []
    for sentence in sorted(sentences, key=lambda s: (-s.rank, s.index)):
        second_quote = sentence.quoted and any(s.quoted for s in chosen)
        if len(chosen) < n and not sentence.dangling and not second_quote:
            chosen.append(sentence)
    return tuple(sorted(chosen, key=lambda s: s.index))


class SentenceRef(NamedTuple):
    """Sentences `[first, last]` of one article, both included. No fact without a sentence."""

    article: ArticleKey
    first: int
    last: int


# --- who ---------------------------------------------------------------------------------------------------------

AliasKind = Literal["full", "surname", "nickname", "initials", "variant"]
MentionKind = Literal["name", "pronoun", "title"]
RoleStatus = Literal["held", "former", "acting", "nominee"]


class Mention(NamedTuple):
    """One place where a person is spoken of: by name, by pronoun or by title ("the secretary")."""

    slice: Slice
    kind: MentionKind = "name"


class Alias(NamedTuple):
    """A form of a person's name, as printed somewhere."""

    text: str
    kind: AliasKind


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in one article, with every mention of him there, in text order."""

    key: PersonKey
    name: str  # the fullest form that the article prints, without honorific or title
    aliases: tuple[Alias, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """One observation of a title, not a biography. The day it was seen is the article's."""

    person: PersonKey
    title: str  # as printed, organisation split off: "Defense Secretary"
    organisation: str | None  # as printed: "US", "CIA"
    status: RoleStatus
    slice: Slice  # the words that say so
    source: SentenceRef


# --- what was said and what happened -----------------------------------------------------------------------------

SpeakerKind = Literal["person", "organisation", "anonymous", "unknown"]
QuoteKind = Literal["direct", "indirect", "mixed"]
Grade = Literal["attributed", "likely"]


@dataclass(frozen=True, slots=True)
class Quote:
    """Something said, and who said it. `person` is None unless exactly one person could have spoken."""

    content: tuple[Slice, ...]  # quotation marks included; broken by its reporting clause: several slices
    speaker: Slice | None  # the words that name the speaker beside this quote
    speaker_kind: SpeakerKind
    person: PersonKey | None
    cue: Slice | None  # the reporting verb, or "according to"
    kind: QuoteKind
    grade: Grade
    said: DateSpan | None
    source: SentenceRef


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date, time, duration or set in the text, with its TIMEX3 value ("2017-12-04", "P3D", "XXXX-WXX-1")."""

    slice: Slice
    type: Literal["DATE", "TIME", "DURATION", "SET"]
    value: str
    span: DateSpan | None  # the days meant, when they can be known
    about: bool = False  # worked out from an estimated or coarser anchor


@dataclass(frozen=True, slots=True)
class Event:
    """One dated happening told in one sentence. `when` is its own date; the report's date is the article's.

    `spoken`: what is dated is that something was said, "the Pentagon said on Monday"; a timeline shows both.
    """

    when: DateSpan
    when_text: Slice
    about: bool  # `when` rests on an estimated or month-wide anchor
    people: tuple[PersonKey, ...]
    planned: bool
    source: SentenceRef
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that one article says, knowing no other article."""

    sentences: tuple[Sentence, ...]
    people: tuple[Person, ...]
    roles: tuple[Role, ...]
    quotes: tuple[Quote, ...]
    dates: tuple[DateMention, ...]
    events: tuple[Event, ...]
    version: str  # of the rules, the model and the libraries
    parse: bytes = b""  # as the rules read it, so that better ones need no second parse
    english: bool = True  # else its words can be searched, and no more


# --- who is who across articles ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sighting:
    """One article's person as evidence for identity: his names there, his titles there, and when."""

    person: Person
    article: ArticleKey
    published: DateSpan | None
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """Sightings that are one and the same person. `key` is the earliest sighting's."""

    key: PersonKey
    name: str
    sightings: tuple[PersonKey, ...]  # sorted


Identify = Callable[[tuple[Sighting, ...]], tuple[Identity, ...]]
"""All sightings that share a family of surnames within one collection → who is who among them. Pure; order must not matter."""


# --- who may see what --------------------------------------------------------------------------------------------


class Hidden(NamedTuple):
    """Sentences `[first, last]` of an article that nobody is shown who reads by this view."""

    view: str  # a collection: "public" hides on that shelf, a server's own hides all that the server reads
    article: ArticleKey
    first: int
    last: int


class Apart(NamedTuple):
    """Somebody is not the person that he was read as."""

    of: tuple[PersonKey, ...]  # that person's keys, on whatever shelf
    sightings: tuple[PersonKey, ...]  # his own, in the articles that name him


@dataclass(frozen=True, slots=True)
class Scope:
    """The collections that an asker may see, and what was decided about them. There is no read without one.

    `Store.decisions.decided` adds the decisions; without them everything is as it was read.
    """

    collections: tuple[str, ...] = (PUBLIC,)
    hidden: tuple[Hidden, ...] = ()
    joined: tuple[tuple[PersonKey, ...], ...] = ()  # people who are one
    parted: tuple[Apart, ...] = ()


# --- what the store gives back -----------------------------------------------------------------------------------


class PersonId(NamedTuple):
    """A person on one shelf. The same key on another shelf is another row, with figures of its own."""

    collection: str
    key: PersonKey


@dataclass(frozen=True, slots=True)
class ArticleHead:
    """An article without its text."""

    collection: str
    key: ArticleKey
    doc: str
    title: str | None
    source: str | None
    url: str | None
    published: Published
    retrieved: datetime


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences of a stored article: what a receipt is made of."""

    head: ArticleHead
    sentences: tuple[int, int]  # first and last index, both included
    slice: Slice
    text: str


@dataclass(frozen=True, slots=True)
class Named:
    """A person as the store knows him on one shelf."""

    id: PersonId
    name: str
    aliases: tuple[Alias, ...]  # sorted by text
    articles: int
    mentions: int
    first: DateSpan | None
    last: DateSpan | None
    title: str | None = None  # the latest title seen, with its organisation: "Defense Secretary"


@dataclass(frozen=True, slots=True)
class QuoteFound:
    """A stored quote with its passage and with what is known of its speaker."""

    quote: Quote
    passage: Passage
    speaker_name: str | None  # the person's name across articles; None when nobody is known
    speaker_title: str | None  # his title as seen in that article
    speaker_words: str | None  # the article's own words for the speaker


@dataclass(frozen=True, slots=True)
class EventFound:
    """A stored event with its passage, without its people."""

    event: Event
    passage: Passage


@dataclass(frozen=True, slots=True)
class DayTold:
    """A day, a month or a year that articles speak of, and how they do. The figures count articles."""

    when: DateSpan
    articles: int
    sentences: int  # of all of them
    happened: int  # tell what happened then, not only what was said
    early: int  # among their first sentences
    later: int  # more than a week after it
    ahead: int  # before it


@dataclass(frozen=True, slots=True)
class RoleFound:
    """A stored title with its passage."""

    role: Role
    passage: Passage


@dataclass(frozen=True, slots=True)
class NamingFound:
    """A form of a name where it stands in an article. `text` are the words there."""

    text: str
    slice: Slice
    passage: Passage


@dataclass(frozen=True, slots=True)
class Appearance:
    """An article that names somebody, and how often it speaks of him."""

    article: ArticleKey
    published: Published
    mentions: int


@dataclass(frozen=True, slots=True)
class Present:
    """A person in one article: where it speaks of him, and the titles it gives him."""

    id: PersonId
    article: ArticleKey
    mentions: tuple[Mention, ...]
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that matches a search. `score` orders hits within one search and means nothing beyond it."""

    head: ArticleHead
    score: float


# --- what is answered --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadAs:
    """How a question was understood: all that is needed to ask it again (`answers.again`)."""

    kind: str
    person: str | None = None
    topic: str | None = None
    since: date | None = None
    until: date | None = None
    key: PersonKey | None = None  # of the one person it was about
    other: PersonKey | None = None  # of the second one, where two are compared
    as_of: date | None = None  # nothing that was printed later is shown
    ahead: bool = False  # only what is planned
    offset: int = 0  # entries shown before these
    namesakes: int = 0  # who bear the person's full name too, and are named far less often


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a line is written: whole sentences of one stored article. `text` equals the article's text there."""

    n: int  # from 1, in the order the answer uses them
    article: ArticleKey
    doc: str
    title: str | None
    source: str | None
    url: str | None
    published: Published
    sentences: tuple[int, int]  # first and last index, both included
    slice: Slice
    text: str

    def text_of(self, slices: tuple[Slice, ...]) -> str:
        """These slices of the receipt, joined by ` … `. They must lie inside it."""
        return " … ".join(self.text[s.start - self.slice.start : s.end - self.slice.start] for s in slices)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an answer: slices of its receipt and nothing more. The rest stands in fields of its own."""

    text: str  # the slices joined by " … "
    slices: tuple[Slice, ...]
    receipt: int  # Receipt.n
    date: DateSpan | None = None  # of the happening or the saying
    about: bool = False  # `date` rests on an estimate
    reported: Published | None = None  # the article's date
    speaker: str | None = None  # who said it: the person's name, or the words of the article
    title: str | None = None  # the speaker's title as seen in that article
    kind: str | None = None  # direct, indirect, mixed; None for what is not a quote
    grade: str | None = None
    planned: bool = False
    spoken: bool = False  # dated, and said rather than done
    articles: int = 1  # that tell the same of that day
    disputed: bool = False  # another article tells the same of another day, and stands beside it
    score: float | None = None
    beside: str | None = None  # the other person whom the line names
    together: int = 0  # articles that name both
    fresh: tuple[Slice, ...] = ()  # words that the line before, of the same speaker, does not have
    gone: tuple[str, ...] = ()  # the line before's words that this one does not have


@dataclass(frozen=True, slots=True)
class RoleSeen:
    """A title through time: the days of the first and the last article that show it."""

    title: str
    organisation: str | None
    status: RoleStatus
    first: DateSpan | None
    last: DateSpan | None
    about: bool
    receipt: int
    text: str  # the words that say so, an exact slice
    slices: tuple[Slice, ...]
    first_about: bool = False
    first_receipt: int | None = None  # where it was seen first, if that was another day

    @property
    def shown(self) -> str:
        """Title and organisation, in the order that the article prints them: "US Defense Secretary"."""
        before = f"{self.organisation} {self.title}"
        if self.organisation is None or self.organisation in self.title:
            return self.title
        return before if before in " ".join(self.text.split()) else f"{self.title}, {self.organisation}"


@dataclass(frozen=True, slots=True)
class NameSeen:
    """A form of a name, an exact slice, and where it was printed last."""

    text: str
    slices: tuple[Slice, ...]
    receipt: int
    reported: Published


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person as an answer shows him."""

    key: PersonKey
    name: str
    aliases: tuple[str, ...]
    roles: tuple[RoleSeen, ...] = ()
    mentions: int = 0
    articles: int = 0
    first_seen: DateSpan | None = None
    last_seen: DateSpan | None = None
    first_about: bool = False
    last_about: bool = False
    namings: tuple[NameSeen, ...] = ()
    months: tuple[tuple[DateSpan, int], ...] = ()  # the articles of each month that name him

    @property
    def counted(self) -> tuple[tuple[DateSpan, int], ...]:
        """The months, or the years where the months are too many to be read."""
        if len(self.months) <= MOST_MONTHS:
            return self.months
        years = Counter[int]()
        for span, articles in self.months:
            years[span.first.year] += articles
        return tuple((year(of), articles) for of, articles in sorted(years.items()))


@dataclass(frozen=True, slots=True)
class Searched:
    """How much was looked through, so that "nothing" can be weighed."""

    articles: int = 0
    quotes: int = 0
    first: DateSpan | None = None
    last: DateSpan | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What every answer holds; the kinds stand beside their functions in `answers/`."""

    kind: ClassVar[str]
    template: ClassVar[str]  # under templates/

    question: str
    read_as: ReadAs
    people: tuple[PersonCard, ...] = ()
    entries: tuple[Entry, ...] = ()
    candidates: tuple[str, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    searched: Searched = Searched()
    more: int = 0  # how many quotes, happenings, stories or people come after these
    spelled_out: bool = False  # the first line says how the question was read
    now: datetime

    @property
    def offset(self) -> int:
        """How many came before these."""
        return self.read_as.offset

    @property
    def after(self) -> int:
        """The offset of the next page."""
        return self.offset + len(self.entries)

    @property
    def newest(self) -> DateSpan | None:
        """The day of the newest source, None when no source is dated."""
        return max((r.published.span for r in self.receipts if r.published.span), key=lambda s: s.last, default=None)

    @property
    def newest_source(self) -> Published | None:
        """The same with where that day comes from, to say "about" of an estimate."""
        dated = [r.published for r in self.receipts if r.published.span is not None]
        return max(dated, key=lambda p: (p.span.last if p.span else date.min, not p.estimated), default=None)

    @property
    def stale(self) -> bool:
        """The newest source is older than 90 days: the first line says so."""
        return self.newest is not None and (self.now.date() - self.newest.last).days > 90


# --- what is rendered --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Budget:
    """What one Discord message may hold. The reserve below Discord's 4,000 is for what it may count beside text."""

    characters: int = 3600
    buttons: int = 5


DISCORD = Budget()


@dataclass(frozen=True, slots=True)
class Button:
    """A button as plain data. `refs` are what it is about: the sentences to show, or to say something wrong of."""

    label: str
    action: Literal["sources", "wrong", "stop"]
    refs: tuple[SentenceRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One message: markdown with its `[n]`, and its buttons."""

    text: str
    buttons: tuple[Button, ...] = ()


# --- what is drawn -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Months:
    """How often, month by month or year by year, in order of time and none left out. Each span is one bar.

    `calendar`: what the twelve months are called, in short; their numbers when it is empty.
    """

    title: str
    note: str
    counts: tuple[tuple[DateSpan, int], ...]
    calendar: tuple[str, ...] = ()


class Moment(NamedTuple):
    """A row of a drawn timeline: what its day is called, and what happened. `open`: planned, drawn as a ring."""

    when: DateSpan
    heading: str
    text: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class Moments:
    """Dated happenings, in order of time."""

    title: str
    note: str
    rows: tuple[Moment, ...]
    calendar: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Network:
    """Somebody, and in how many articles others are named beside him, most first."""

    title: str
    note: str
    centre: str
    others: tuple[tuple[str, int], ...]


Chart = Months | Moments | Network


@dataclass(frozen=True, slots=True)
class Pictured:
    """The chart for an answer. `alt` states its figures for whoever does not see it."""

    chart: Chart
    alt: str


# --- digests -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What a server's managers chose."""

    server: str  # "guild:<id>", which is also its own collection
    zone: str | None = None  # IANA
    alert_channel: int | None = None
    curator_role: int | None = None
    public: bool = True  # may the server see the operator's public collection

    @property
    def scope(self) -> Scope:
        return Scope((PUBLIC, self.server)) if self.public else Scope((self.server,))


DeliveryState = Literal["due", "built", "sending", "publishing", "sent", "unknown", "blocked", "skipped"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the news a digest tells. A field that is empty leaves everything in; each of the others narrows it.

    A story is in when it mentions one of `people`, holds all words of one of `topics`, is of one of `sources`, holds
    one of `include`, and none of `exclude`. Words are found as `/search` finds them, whatever their case and ending.
    """

    people: tuple[PersonKey, ...] = ()
    topics: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()  # mastheads, whatever their case
    include: tuple[str, ...] = ()  # words, or phrases of some
    exclude: tuple[str, ...] = ()


Section = Literal["stories", "said", "people", "titles", "happened", "ahead"]
Order = Literal["weightiest", "newest"]
Length = Literal["short", "normal", "long"]


@dataclass(frozen=True, slots=True)
class LayoutChoice:
    """What a schedule changes of its template's layout. What is 0, empty or None is as the template has it."""

    length: Length = "normal"  # of every section
    stories: int = 0
    per_publisher: int = 0
    sentences: int = 0  # a story
    sections: tuple[Section, ...] = ()  # in this order
    order: Order | None = None
    says_quiet: bool = False  # one line on a quiet day, not none


@dataclass(frozen=True, slots=True)
class Changed:
    """What somebody did last to a schedule that was there: "edited", "paused" or "resumed"."""

    how: str
    by: int | None  # None: somebody who had that deleted
    at: datetime


@dataclass(frozen=True, slots=True)
class Schedule:
    """A digest that an admin set up: local rule and zone, never only an instant."""

    id: int  # 0 until stored
    collection: str  # "guild:<id>", the server's own: what it may show, its settings say; or "user:<id>", a person's
    destination: str  # opaque to the domain, written by bot/destination.py: "discord:<channel id>"
    name: str
    at: time  # local time of day
    days: tuple[int, ...]  # ISO weekdays 1 to 7
    zone: str  # IANA
    template: str  # under templates/digests/, without the suffix
    created: datetime
    next_due: datetime  # derived from the rule; recomputed when the zone data change
    paused: bool = False
    paused_why: str | None = None
    paused_until: datetime | None = None  # None, while it is paused: until somebody resumes it
    every_hours: int = 24  # from `at` on, around the clock
    cron: str = ""  # five fields; says dates and times instead of `at`, `days` and `every_hours`
    quiet: tuple[time, time] | None = None  # local; from the first until the second nothing is due
    filters: Filters = Filters()
    layout: LayoutChoice = LayoutChoice()
    made_by: int | None = None  # who is told where nobody else can be; None where that is not known
    changed: Changed | None = None  # None: by nobody yet; what goes on or rests by itself changes nothing here

    @property
    def rule(self) -> tuple[object, ...]:
        """All that its slots are made of: where it is the same, they are too."""
        return self.at, self.days, self.every_hours, self.cron, self.quiet, self.zone


@dataclass(frozen=True, slots=True)
class Slot:
    """One time at which a schedule is due. The local date and the wall clock's time name the edition, once."""

    local_date: date
    name: str  # "07:30"
    due: datetime  # its instant, in UTC


@dataclass(frozen=True, slots=True)
class Alike:
    """Schedules that have one rule, and wait for the same instant."""

    rule: str  # what the store calls it
    next_due: datetime
    like: Schedule  # one that has this rule, or once had it: all else of it may be out of date


@dataclass(frozen=True, slots=True)
class Opening:
    """What is to be opened for schedules that are alike."""

    alike: Alike
    slot: Slot  # the latest
    following: Slot
    missed: Slot | None = None  # the one that they waited for, if that is an earlier one


@dataclass(frozen=True, slots=True)
class Story:
    """One story of a digest: its headline, if it has one, masthead and day, and whole sentences of it."""

    title: str | None
    source: str | None
    url: str | None
    published: Published
    entries: tuple[Entry, ...]
    update: bool = False  # it was told before, and these sentences add to it
    publishers: int = 1  # that tell it of their own; a copy of a wire text is none
    articles: int = 1  # of the window that tell it
    doc: str = ""  # what it is called where nothing else does

    @property
    def outlets(self) -> int:
        """How many more publishers than the one that is named."""
        return self.publishers - 1


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody whom no article before this window names, with the sentence that does."""

    name: str
    title: str | None  # as seen there
    articles: int  # of the window that name him
    receipt: int
    source: str | None


@dataclass(frozen=True, slots=True)
class TitleSeen:
    """A title as one article prints it."""

    title: str
    former: bool
    reported: Published
    receipt: int


@dataclass(frozen=True, slots=True)
class TitleChange:
    """Somebody who was seen with one title and is now seen with another: no more is said, for no more is known."""

    person: str
    was: TitleSeen
    now: TitleSeen


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of every article of the window: each is in one of these, so that they add up to `read`."""

    read: int = 0
    used: int = 0  # a line of it is here
    grouped: int = 0  # it tells one of these stories, and no line of it is here
    told: int = 0  # it adds nothing to what was told before
    no_room: int = 0  # its story is left out
    bare: int = 0  # none of its sentences stands by itself, or none belongs into these sections
    filtered: int = 0  # the schedule does not want it


Became = Literal["used", "grouped", "told", "no_room", "bare", "filtered", "sent", "old"]
"""The first six as `Coverage` counts them; before its window an article was sent, or is too old for it."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one article, and why."""

    head: ArticleHead
    became: Became
    of: str | None = None  # the headline of the story that it tells, where that is another article's
    why: str | None = None  # no room: "stories" or "publisher"; filtered: the name of the filter
    word: str | None = None  # that a filter leaves out


@dataclass(frozen=True, slots=True)
class Layout:
    """How long a digest is, what is in it, and in which order. A template has one; a schedule may change it."""

    sections: tuple[Section, ...] = ("stories", "said", "people", "titles", "ahead")
    stories: int = 8
    per_publisher: int = 2
    sentences: int = 3  # a story
    quotes: int = 5
    people: int = 5
    titles: int = 5
    happened: int = 10
    events: int = 5
    order: Order = "weightiest"  # by how many publishers tell a story, or by its day
    says_quiet: bool = False  # one line on a quiet day, not none


@dataclass(frozen=True, slots=True)
class ToldBefore:
    """What a schedule has sent, or has frozen and will send."""

    articles: frozenset[ArticleKey] = frozenset()  # ever: they do not come back
    recent: frozenset[ArticleKey] = frozenset()  # those that new articles are compared with
    lines: tuple[SentenceRef, ...] = ()  # shown lately, sorted


@dataclass(frozen=True, slots=True)
class Digest:
    """All that a digest template may use, already chosen and ordered."""

    name: str
    template_name: str
    day: date  # local date of the slot
    zone: str
    since: datetime
    until: datetime
    stories: tuple[Story, ...]
    quotes: tuple[Entry, ...]
    events: tuple[Entry, ...]
    receipts: tuple[Receipt, ...]
    articles: int  # seen in the window
    sources: int
    late: bool = False
    personal: bool = False  # one person asked for it, and can stop it with one press
    sections: tuple[Section, ...] = ("stories", "said", "people", "titles", "ahead")
    people: tuple[Newcomer, ...] = ()  # newly in the news
    titles: tuple[TitleChange, ...] = ()
    happened: tuple[Entry, ...] = ()  # in order of their days
    coverage: Coverage = Coverage()
    covered: tuple[ArticleKey, ...] = ()  # articles that this digest stands for, sorted: they do not come back
    read_until: datetime | None = None  # the reader stopped then; None where nothing failed
    says_quiet: bool = False  # one line on a quiet day, not none
    fates: tuple[Fate, ...] = ()  # of every article of the window

    @property
    def template(self) -> str:
        return f"digests/{self.template_name}.md.j2"

    @property
    def date(self) -> DateSpan:
        return DateSpan(self.day, self.day)

    @property
    def by_article(self) -> tuple[tuple[tuple[int, ...], Receipt], ...]:
        """Each article that is cited, with its numbers here."""
        numbers: dict[ArticleKey, list[Receipt]] = {}
        for receipt in self.receipts:
            numbers.setdefault(receipt.article, []).append(receipt)
        return tuple((tuple(receipt.n for receipt in some), some[0]) for some in numbers.values())

    @property
    def quiet(self) -> bool:
        """There is nothing new to say."""
        return not self.receipts

    @property
    def silent(self) -> bool:
        """Nothing is posted: a quiet day, unless it is wanted that one line says so, or nothing could be read."""
        return self.quiet and not self.says_quiet and self.read_until is None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One part of one edition in the outbox, frozen before it is sent. An edition is one schedule, local date and slot."""

    edition: int
    n: int  # part number, from 0
    schedule: int
    destination: str
    part: Part
    nonce: str
    marker: str  # stands in a button's custom_id, so that history shows it
    state: DeliveryState
    first_try: datetime | None = None
    last_try: datetime | None = None
    tries: int = 0
    looked: int = 0  # look-ups that did not find the marker
    message: str | None = None  # what the destination called it
    why: str | None = None
    opened: str | None = None  # what the destination called the edition's first part
    due: datetime | None = None  # the edition's
    frozen: datetime | None = None  # when it was: what is changed before it is sent is frozen anew
    day: date | None = None
    name: str = ""  # the schedule's
    collection: str = ""
    without_links: bool = False  # with them it was refused
    asked_again: bool = False  # somebody wants it, however late


@dataclass(frozen=True, slots=True)
class Trouble:
    """What somebody has to be told about a digest, once: why it is paused, or what became of one of its parts."""

    schedule: Schedule
    why: str
    delivery: Delivery | None = None  # None: of the digest as a whole


@dataclass(frozen=True, slots=True)
class Edition:
    """One schedule, local date and slot: what is promised once."""

    id: int
    schedule: int
    local_date: date
    slot: str  # "07:30"
    due: datetime
    state: DeliveryState


@dataclass(frozen=True, slots=True)
class EditionSeen:
    """What became of an edition, as its history tells it."""

    local_date: date
    slot: str  # "07:30"; "now 14:05" when somebody asked for it
    due: datetime
    state: DeliveryState
    why: str | None  # it was not sent
    message: str | None  # its first, as its destination calls it

    @property
    def asked_for(self) -> bool:
        """Beside the schedule's own times."""
        return self.slot.startswith("now")


@dataclass(frozen=True, slots=True)
class SightingFound:
    """A person as one article names him, with the first sentence that does; None where he stands outside of all."""

    key: PersonKey  # in that article
    names: tuple[str, ...]
    head: ArticleHead
    passage: Passage | None


# --- what a person decided ----------------------------------------------------------------------------------------

Wrong = Literal["person", "speaker", "date", "not_news", "other"]


@dataclass(frozen=True, slots=True)
class Report:
    """Somebody says that a line is wrong. Who said so is not kept."""

    id: int  # 0 until stored
    collection: str  # the shelf of the article
    ref: SentenceRef
    slice: Slice
    kind: Wrong
    words: str
    at: datetime
    state: Literal["open", "hidden", "dismissed"] = "open"
    told: bool = False  # to those who can do something about it


@dataclass(frozen=True, slots=True)
class HiddenLine:
    """Sentences that a view does not show, and who decided so; None: the operator, or somebody who had that deleted."""

    ref: SentenceRef
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """Who is whom, by decision of a person, for all who read by this view.

    `keys` are of people who are one or, with `sightings`, of the one from whom these are parted.
    """

    id: int  # 0 until stored
    view: str
    kind: Literal["merge", "split"]
    keys: tuple[PersonKey, ...]
    by: int | None
    at: datetime
    sightings: tuple[PersonKey, ...] = ()

    @property
    def apart(self) -> Apart:
        return Apart(self.keys, self.sightings)


@dataclass(frozen=True, slots=True)
class KeptOfUser:
    """How many rows name a user: all that is kept about him."""

    hidden: int = 0
    decisions: int = 0
    watches: int = 0  # digests that he alone gets
    digests: int = 0  # of servers, that he made or was the last to change

    @property
    def anything(self) -> bool:
        return bool(self.hidden or self.decisions or self.watches or self.digests)


# --- between the two processes ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Request:
    """A wish of the bot that only the reader can fulfil."""

    key: str
    kind: str
    payload: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request. `detail` is the reader's answer."""

    state: Literal["waiting", "done", "failed", "no reader"]
    detail: dict[str, Any]

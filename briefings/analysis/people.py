"""Who is spoken of in one article, under which names, and where."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span

from briefings import names
from briefings.model import Alias, Article, Mention, Person, Sentence, Slice


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of one article, in the order in which they appear."""

    people: tuple[Person, ...]
    _places: tuple[tuple[Slice, Person], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        places = sorted(((m.slice, p) for p in self.people for m in p.mentions), key=lambda place: place[0])
        object.__setattr__(self, "_places", tuple(places))

    def at(self, where: Slice) -> Person | None:
        """The one person whose mention overlaps these characters; None when there is none, or more than one."""
        people = {p.key: p for p in self._overlapping(where)}
        return next(iter(people.values())) if len(people) == 1 else None

    def mentioned(self, within: Slice) -> tuple[Person, ...]:
        """The people with a mention that starts inside, each once, in text order."""
        first = bisect_left(self._places, within.start, key=lambda place: place[0].start)
        last = bisect_left(self._places, within.end, key=lambda place: place[0].start)
        return tuple({p.key: p for _, p in self._places[first:last]}.values())

    def _overlapping(self, where: Slice) -> Iterable[Person]:
        last = bisect_left(self._places, where.end, key=lambda place: place[0].start)
        first = bisect_right(self._places, where.start, key=lambda place: place[0].end)
        return (p for _, p in self._places[first:last])


def find_people(doc: Doc, article: Article, sentences: tuple[Sentence, ...]) -> Cast:
    """The people whom the article names."""
    named: dict[str, list[Span]] = {}
    for ent in doc.ents:
        if ent.label_ == "PERSON":
            named.setdefault(names.surname(ent.text), []).append(ent)
    return Cast(tuple(_person(article, spans) for spans in named.values()))


def _person(article: Article, spans: list[Span]) -> Person:
    mentions = tuple(Mention(Slice(s.start_char, s.end_char)) for s in spans)
    fullest = max(mentions, key=lambda m: (len(m.slice.of(article.text).split()), -m.slice.start))
    name = fullest.slice.of(article.text)
    aliases = tuple(Alias(text, "full" if " " in text else "surname") for text in sorted({s.text for s in spans}))
    return Person(f"{article.key[:16]}:{fullest.slice.start}-{fullest.slice.end}", name, aliases, mentions)

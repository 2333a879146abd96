"""What can be asked next: the questions behind the buttons under an answer, as plain data."""

from dataclasses import dataclass, replace
from typing import Literal

from briefings.answers.again import LIMIT, can
from briefings.answers.brief import SENTENCES, Brief
from briefings.answers.compare import Comparison
from briefings.answers.links import Links
from briefings.answers.quotes import Quotations
from briefings.answers.search import Hits
from briefings.answers.subject import Ambiguous, Nothing, Unknown
from briefings.answers.timeline import Timeline
from briefings.answers.who import Profile
from briefings.model import Answer, PersonCard, ReadAs

MOST_CANDIDATES = 5
LONGEST_NAME = 80  # characters of a button: Discord's

What = Literal["who", "quotes", "timeline", "links", "search", "newer", "older", "back", "more", "person"]


@dataclass(frozen=True, slots=True)
class Next:
    """One press. `what` names the question in the catalogue; for a `person` it is his `name`.

    `turns`: it is the same answer, another page of it.
    """

    what: What
    asked: ReadAs
    name: str = ""
    turns: bool = False


# Beside an answer about one person, and beside one about a topic.
_OF_A_PERSON: dict[type[Answer], tuple[What, ...]] = {
    Profile: ("quotes", "timeline", "links"),
    Quotations: ("who", "timeline", "links"),
    Timeline: ("who", "quotes", "links"),
    Links: ("who", "quotes", "timeline"),
}
_OF_A_TOPIC: dict[type[Answer], tuple[What, ...]] = {
    Timeline: ("search",),
    Hits: ("timeline",),
    Brief: ("timeline", "search"),
}


def further(answer: Answer) -> tuple[Next, ...]:
    """The next questions, in the order of their buttons; none that could not be asked again by itself."""
    if isinstance(answer, Ambiguous):
        found = _candidates(answer)
    elif isinstance(answer, Unknown | Nothing):
        found = (*_near(answer), *_all_of_his(answer))
    else:
        found = (*_beside(answer), *_pages(answer))
    return tuple(one for one in found if can(one.asked))


def people_of(answer: Answer) -> tuple[Next, ...]:
    """The people whom the answer names, to choose one from a list."""
    if not isinstance(answer, Links):
        return ()
    return tuple(Next("person", ReadAs("who", key=one.key), _called(one)) for one in answer.people)


def _beside(answer: Answer) -> tuple[Next, ...]:
    read_as = answer.read_as
    asked = replace(read_as, offset=0, ahead=False)
    if read_as.key:
        asked = replace(asked, topic=None)
        return tuple(Next(what, replace(asked, kind=what)) for what in _OF_A_PERSON.get(type(answer), ()))
    if read_as.topic:
        return tuple(Next(what, replace(asked, kind=what)) for what in _OF_A_TOPIC.get(type(answer), ()))
    return ()


def _pages(answer: Answer) -> tuple[Next, ...]:
    """What comes before and after. A page is as long as the question makes it: stories have several sentences."""
    offset = answer.read_as.offset
    step = LIMIT // SENTENCES if isinstance(answer, Brief) else LIMIT
    if isinstance(answer, Comparison):
        step = answer.each
    by_day = isinstance(answer, Quotations)
    before: What = "newer" if by_day else "back"
    after: What = "older" if by_day else "more"
    pages: list[Next] = []
    if offset:
        pages.append(Next(before, replace(answer.read_as, offset=max(offset - step, 0)), turns=True))
    if answer.more:
        pages.append(Next(after, replace(answer.read_as, offset=answer.after), turns=True))
    return tuple(pages)


def _candidates(answer: Ambiguous) -> tuple[Next, ...]:
    """The same question about each of those who bear the name."""
    topic = None if answer.read_as.topic == answer.name else answer.read_as.topic
    asked = replace(answer.read_as, person=None, topic=topic)
    people = zip(answer.choices, answer.people, strict=True)
    found = [Next("person", replace(asked, key=choice.value), _called(shown)) for choice, shown in people]
    return tuple(found[:MOST_CANDIDATES])


def _near(answer: Answer) -> tuple[Next, ...]:
    """Did you mean …?"""
    named = [name for name in answer.candidates if len(name) <= LONGEST_NAME][:MOST_CANDIDATES]
    return tuple(Next("person", replace(answer.read_as, person=name, key=None), name) for name in named)


def _all_of_his(answer: Answer) -> tuple[Next, ...]:
    """Nothing on the topic or in these days: then all that he said, and what happened."""
    if not isinstance(answer, Nothing) or not answer.read_as.key:
        return ()
    asked = ReadAs("quotes", key=answer.read_as.key, as_of=answer.read_as.as_of)
    narrower = answer.of_quotes and asked != replace(answer.read_as, person=None, offset=0)
    quotes = (Next("quotes", asked),) if narrower else ()
    return (*quotes, Next("who", replace(asked, kind="who")))


def _called(person: PersonCard) -> str:
    """His name with his latest title, which tells him from another of that name."""
    title = f" — {person.roles[0].shown}" if person.roles else ""
    called = " ".join(f"{person.name}{title}".split())
    return called if len(called) <= LONGEST_NAME else called[: LONGEST_NAME - 1].rstrip() + "…"

"""A question in plain words, answered. What we cannot read says what can be asked; what we do not know, we say."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any, ClassVar

from briefings.answers import asked as forms
from briefings.answers.again import again
from briefings.answers.asked import Asked
from briefings.answers.bearers import bearers
from briefings.answers.brief import brief
from briefings.answers.compare import compare
from briefings.answers.links import links
from briefings.answers.mentioned import mentioned, people_in
from briefings.answers.moment import at_one_moment
from briefings.answers.over_time import over_time
from briefings.answers.quotes import quotes
from briefings.answers.search import search
from briefings.answers.shelves import display_name
from briefings.answers.subject import Ambiguous, Nothing, Subject, Unknown, among, bearer, find, misspelt, namesakes
from briefings.answers.timeline import timeline
from briefings.answers.told import Fact, told
from briefings.answers.who import Profile, who
from briefings.model import Answer, PersonKey, ReadAs, Scope
from briefings.names import title_form
from briefings.store import Store
from briefings.store.search import terms

AT_ONCE = 5  # entries of an answer in a conversation; "more" goes on


@dataclass(frozen=True, slots=True, kw_only=True)
class Help(Answer):
    """What can be asked, or a word about the conversation: `said` is "start", "unread", "hello", "thanks", "reset",
    "no more" or "about nobody"."""

    kind: ClassVar[str] = "help"
    template: ClassVar[str] = "answers/help.md.j2"

    said: str = "start"


@dataclass(slots=True)
class Conversation:
    """What one asker's questions so far were about: whom "he" means, and what "more" goes on with."""

    latest: ReadAs | None = None  # how the last question was read
    asked: Asked | None = None  # its words, when it was no going on
    shown: int = 0  # entries of all its pages so far

    @property
    def person(self) -> str | None:
        """The key of the last person who was talked about."""
        return self.latest.key if self.latest else None

    def go_on_from(self, answer: Answer) -> None:
        """What follows goes on from this answer, which was asked for with a press."""
        _remember(self, answer, None)

    def forget(self) -> None:
        self.latest, self.asked, self.shown = None, None, 0


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every answer needs: where to look, what is remembered, and the days."""

    store: Store
    scope: Scope
    now: datetime
    talk: Conversation
    limit: int
    since: date | None
    until: date | None
    offset: int = 0  # entries that were shown before

    @property
    def days(self) -> dict[str, Any]:
        return {"now": self.now, "limit": self.limit, "since": self.since, "until": self.until}

    @property
    def page(self) -> dict[str, Any]:
        return self.days | {"offset": self.offset}


@at_one_moment
def ask(
    store: Store,
    scope: Scope,
    question: str,
    *,
    now: datetime,
    conversation: Conversation | None = None,
    limit: int = AT_ONCE,
    since: date | None = None,
    until: date | None = None,
) -> Answer:
    """The answer to a question in plain words. A bare name means who it was; days may be named anywhere.

    `conversation` is what was talked about before; it learns from this question.
    """
    talk = conversation if conversation is not None else Conversation()
    asked = forms.read(question, now)
    desk = _Desk(store, scope, now, talk, limit, since, until)
    if asked is not None:
        desk = replace(desk, since=asked.since or since, until=asked.until or until)
        answer = _ANSWERS[asked.kind](desk, asked)
    else:
        answer = _unformed(desk, " ".join(question.split()).strip(" ?!.,;:"))
    answer = replace(answer, question=question, spelled_out=answer.kind != "help")
    _remember(talk, answer, asked)
    return answer


def asks_for_sources(question: str, now: datetime) -> bool:
    """Does it ask for the sentences that the answer before rests on? `ask` gives that answer again."""
    asked = forms.read(question, now)
    return asked is not None and asked.kind == "sources"


def _remember(talk: Conversation, answer: Answer, asked: Asked | None) -> None:
    if answer.kind == "help":
        return
    if answer.kind in {"ambiguous", "unknown"} and talk.latest is not None:
        return
    key = answer.read_as.key or (answer.people[0].key if len(answer.people) == 1 else None)
    talk.latest = replace(answer.read_as, key=key or (talk.person if not answer.read_as.person else None))
    talk.shown = answer.after
    if asked is None or asked.kind not in _GOING_ON:
        talk.asked = asked
    elif asked.kind == "then":
        talk.asked = None


_GOING_ON = frozenset({"then", "more", "sources"})


# --- one kind of question each ---------------------------------------------------------------------------------------


def _said(desk: _Desk, asked: Asked) -> Answer:
    whom = _whom(desk, asked.subject, _read_as("quotes", desk, asked))
    if whom is None:
        return _help(desk, "about nobody")
    about = asked.topic or None
    if isinstance(whom, Ambiguous) and asked.office:  # that says which of them
        whom = bearer(desk.store, desk.scope, f"{asked.office} {asked.subject}") or whom
    if isinstance(whom, Subject):
        answer = _quotes(desk, whom.key, about, asked.office or None)
        if answer.kind != "nothing" or bearer(desk.store, desk.scope, asked.subject) is not None:
            return answer
        other = _quotes(desk, asked.subject, about)  # whoever is called so without a name
        return other if other.kind == "quotations" else answer
    if isinstance(whom, Ambiguous) and about:
        answers = (_quotes(desk, key, about) for key in _who_may_have_said(desk, asked.subject, about))
        spoke = list(islice((answer for answer in answers if answer.kind == "quotations"), 2))
        if len(spoke) == 1:
            return spoke[0]
    return _quotes(desk, asked.subject, about) if isinstance(whom, Unknown) else whom


def _who_may_have_said(desk: _Desk, name: str, about: str) -> Iterable[PersonKey]:
    """The bearers of a name; and those whom an article calls only so, of whom there may be hundreds, if they say it outright."""
    bearers = [each.key for each in _meant(desk, name)]
    alone = [one for each in namesakes(desk.store, desk.scope, name) if " " not in each.name for one in each.ids]
    found = desk.store.people.quotes(desk.scope, alone, terms=terms(about), since=desk.since, until=desk.until)
    return dict.fromkeys([*bearers, *(one.quote.person for one in found if one.quote.person)])


def _quotes(desk: _Desk, name: str, about: str | None, office: str | None = None) -> Answer:
    return quotes(desk.store, desk.scope, name, about=about, office=office, **desk.page)


def _of(kind: str, question: Callable[..., Answer], *options: str) -> Callable[[_Desk, Asked], Answer]:
    """A question about one person. `options` are what it also takes: "page", "topic"."""

    def answer(desk: _Desk, asked: Asked) -> Answer:
        whom = _whom(desk, asked.subject, _read_as(kind, desk, asked))
        if whom is None:
            return _help(desk, "about nobody")
        if not isinstance(whom, Subject):
            return whom
        more: dict[str, Any] = desk.page if "page" in options else desk.days
        if "topic" in options:
            more["about"] = asked.topic or None
        return question(desk.store, desk.scope, whom.key, **more)

    return answer


def _read_as(kind: str, desk: _Desk, asked: Asked) -> ReadAs:
    """All that was asked, so that it can be asked again of whoever is chosen."""
    topic = asked.topic or None
    return ReadAs(kind, person=asked.subject, topic=topic, since=desk.since, until=desk.until)


def _compare(desk: _Desk, asked: Asked) -> Answer:
    """Two beside each other. Who of them is unclear is asked for beside the other."""
    read_as = _read_as("compare", desk, asked)
    one, other = _whom(desk, asked.subject, read_as), _whom(desk, asked.other, read_as)
    if one is None or other is None:
        return _help(desk, "about nobody")
    name = one.key if isinstance(one, Subject) else asked.subject
    beside = other.key if isinstance(other, Subject) else asked.other
    return compare(desk.store, desk.scope, name, beside, asked.topic or None, **desk.page)


_who_known = _of("who", who)


def _who(desk: _Desk, asked: Asked) -> Answer:
    """Of whom no more is known than that the articles print his name, or somebody's office, these sentences."""
    answer = _who_known(desk, asked)
    words = asked.subject.split()
    if not isinstance(answer, Unknown) or answer.changed or len(terms(asked.subject)) < _LEAST_PRINTED:
        return answer
    if not any(word[0].isupper() for word in words):
        return answer
    printed = told(desk.store, desk.scope, "printed", asked.subject, **desk.page)
    return answer if printed.kind == "nothing" else printed


_LEAST_PRINTED = 2  # words of a name or an office: one alone may be anything


def _jobs(desk: _Desk, asked: Asked) -> Answer:
    answer = _who(desk, asked)
    if isinstance(answer, Profile) and not answer.person.roles:
        return Nothing(
            question="", read_as=answer.read_as, now=desk.now, subject=answer.person.name, searched=answer.searched
        )
    return answer


def _met(desk: _Desk, asked: Asked) -> Answer:
    whom = _whom(desk, asked.subject, _read_as("met", desk, asked))
    if whom is None:
        return _help(desk, "about nobody")
    if not isinstance(whom, Subject):
        return whom
    return told(desk.store, desk.scope, "met", asked.topic, subject=whom, **desk.page)


def _fact(fact: Fact) -> Callable[[_Desk, Asked], Answer]:
    """What was printed on the days asked for; else what tells of such days itself, as “last year” in an old report."""

    def answer(desk: _Desk, asked: Asked) -> Answer:
        found = told(desk.store, desk.scope, fact, _with_name(desk, asked.topic), **desk.page)
        if found.kind != "nothing" or not asked.whole:
            return found
        anytime = replace(desk, since=None, until=None).page
        whole = told(desk.store, desk.scope, fact, _with_name(desk, asked.whole), **anytime)
        return found if whole.kind == "nothing" else whole

    return answer


def _with_name(desk: _Desk, topic: str) -> str:
    """A topic in which “he” is the one who was talked about."""
    return re.sub(r"\b(?:he|she|they|him|her|them)\b", lambda found: _name(desk) or found[0], topic, flags=re.I)


def _timeline(desk: _Desk, asked: Asked) -> Answer:
    return timeline(desk.store, desk.scope, asked.topic or None, **desk.page)


def _brief(desk: _Desk, asked: Asked) -> Answer:
    return brief(desk.store, desk.scope, asked.topic or None, **desk.page)


def _latest(desk: _Desk, asked: Asked) -> Answer:
    if not asked.topic:
        return _brief(desk, asked)
    return told(desk.store, desk.scope, "latest", asked.topic, **desk.page)


def _mentioned(desk: _Desk, asked: Asked) -> Answer:
    return mentioned(desk.store, desk.scope, asked.topic, now=desk.now, limit=desk.limit)


def _search(desk: _Desk, asked: Asked) -> Answer:
    return search(desk.store, desk.scope, asked.topic, **desk.page)


def _help(desk: _Desk, said: str) -> Answer:
    return Help(question="", read_as=ReadAs("help"), now=desk.now, said=said)


def _words(said: str) -> Callable[[_Desk, Asked], Answer]:
    return lambda desk, _asked: _help(desk, said)


# --- going on --------------------------------------------------------------------------------------------------------


def _then(desk: _Desk, asked: Asked) -> Answer:
    """“And in 2018?”, “and about airstrikes?”, “what about Pence?”: the question before, otherwise."""
    before = desk.talk.latest
    if before is None:
        return _unformed(desk, asked.topic or asked.subject) if asked.topic or asked.subject else _help(desk, "unread")
    now_asked = replace(before, offset=0)
    if desk.since or desk.until:
        now_asked = replace(now_asked, since=desk.since, until=desk.until)
    if asked.subject:  # a person, or else a topic
        whom = bearer(desk.store, desk.scope, asked.subject)
        if whom is not None:
            now_asked = replace(now_asked, person=whom.name, key=whom.key)
        elif before.key and before.kind != "quotes":
            now_asked = replace(now_asked, kind="quotes", topic=asked.subject)
        else:
            now_asked = replace(now_asked, topic=asked.subject)
    elif asked.topic:
        now_asked = replace(now_asked, kind="quotes" if before.key else before.kind, topic=asked.topic)
    return again(desk.store, desk.scope, now_asked, now=desk.now, limit=desk.limit) or _help(desk, "unread")


def _more(desk: _Desk, _asked: Asked) -> Answer:
    before, asked = desk.talk.latest, desk.talk.asked
    if before is None:
        return _help(desk, "about nobody")
    if before.kind in _WITHOUT_PAGES:
        return _help(desk, "no more")
    if asked is not None:
        answer = _ANSWERS[asked.kind](
            replace(desk, since=before.since, until=before.until, offset=desk.talk.shown), asked
        )
    else:
        further = replace(before, offset=desk.talk.shown)
        answer = again(desk.store, desk.scope, further, now=desk.now, limit=desk.limit) or _help(desk, "no more")
    return answer if answer.entries and answer.kind != "nothing" else _help(desk, "no more")


_WITHOUT_PAGES = frozenset({"who"})


def _sources(desk: _Desk, _asked: Asked) -> Answer:
    """The latest answer again: each of its lines carries its number, and its sources are a tap away."""
    before = desk.talk.latest
    if before is None:
        return _help(desk, "about nobody")
    return again(desk.store, desk.scope, before, now=desk.now, limit=desk.limit) or _help(desk, "unread")


def _reset(desk: _Desk, _asked: Asked) -> Answer:
    desk.talk.forget()
    return _help(desk, "reset")


# --- what has no form ------------------------------------------------------------------------------------------------

_LONGEST_NAME = 6  # words of a question that is only a name
_WORDS_OF_NO_NAME = frozenset(
    "a an and are be can could did do does for had has have how i if in is it make me my not of on or please should "
    "thank thanks that the this to was we were what when where which who why will with would yes you your".split()
)


def _unformed(desk: _Desk, words: str) -> Answer:
    """A bare name or office; “Mattis on Pakistan”; else the sentences that say all of these words."""
    if of_topic := re.fullmatch(r"(.+?) (?:on|about) (.+)", words, re.IGNORECASE):
        answer = _said(desk, Asked(kind="said", subject=of_topic[1], topic=of_topic[2]))
        if answer.kind not in {"unknown", "help"}:
            return answer
    bare = words.split()
    if not _LETTER.search(words) and not _meant(desk, words):
        return _help(desk, "unread" if words else "start")
    if bare and len(bare) <= _LONGEST_NAME and not {word.casefold() for word in bare} & _WORDS_OF_NO_NAME:
        return _or_named_in_it(desk, words, _who(desk, Asked(kind="who", subject=words)))
    if bare and _meant(desk, words):
        return _who(desk, Asked(kind="who", subject=words))
    if len(terms(words)) < 2:
        return _help(desk, "unread" if words else "start")
    return told(desk.store, desk.scope, "that", words, **desk.page)


_LETTER = re.compile(r"[A-Za-zÀ-ɏ]")  # Latin: of other alphabets there are no names here


def _or_named_in_it(desk: _Desk, words: str, answer: Answer) -> Answer:
    """Nobody is called so; the people whose names stand in it may be meant: “qui est Pompeo”."""
    if not isinstance(answer, Unknown) or answer.candidates:
        return answer
    people, _ = people_in(desk.store, desk.scope, words)
    return replace(answer, candidates=tuple(display_name(person) for person in people[:AT_ONCE]))


# --- whom it is about ------------------------------------------------------------------------------------------------

_PRONOUNS = frozenset("he him she her they them his".split())


def _whom(desk: _Desk, name: str, read_as: ReadAs) -> Subject | Ambiguous | Unknown | None:
    """The one who is meant by a name, an office or a pronoun; None when a pronoun means nobody yet."""
    if name.casefold() in _PRONOUNS:
        return bearer(desk.store, desk.scope, desk.talk.person) if desk.talk.person else None
    found = find(desk.store, desk.scope, name, read_as=read_as, now=desk.now)
    if not isinstance(found, Unknown):
        return found
    people = _meant(desk, name)
    if len(people) == 1:
        return people[0]
    if not people and (whom := misspelt(desk.store, desk.scope, name)):
        return whom
    return among(desk.store, desk.scope, name, people[:AT_ONCE], read_as=read_as, now=desk.now) if people else found


def _meant(desk: _Desk, office: str) -> Sequence[Subject]:
    """Those who bear an office, or a name that several bear."""
    held = bearers(desk.store, desk.scope, office, since=desk.since, until=desk.until)
    if held or not title_form(office):
        return held
    found = find(desk.store, desk.scope, office, read_as=ReadAs("who"), now=desk.now)
    keys = [card.key for card in found.people] if isinstance(found, Ambiguous) else []
    return [subject for key in keys if (subject := bearer(desk.store, desk.scope, key))]


def _name(desk: _Desk) -> str | None:
    whom = bearer(desk.store, desk.scope, desk.talk.person) if desk.talk.person else None
    return whom.name if whom else None


_ANSWERS: dict[forms.Kind, Callable[[_Desk, Asked], Answer]] = {
    "said": _said,
    "who": _who,
    "jobs": _jobs,
    "met": _met,
    "links": _of("links", links, "page"),
    "compare": _compare,
    "mentioned": _mentioned,
    "over time": _of("over-time", over_time, "page", "topic"),
    "when": _fact("when"),
    "where": _fact("where"),
    "how many": _fact("how-many"),
    "happened": _timeline,
    "timeline": _timeline,
    "latest": _latest,
    "brief": _brief,
    "search": _search,
    "then": _then,
    "more": _more,
    "sources": _sources,
    "reset": _reset,
    "hello": _words("hello"),
    "thanks": _words("thanks"),
    "help": _words("start"),
}

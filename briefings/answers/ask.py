"""A plain sentence, read as one of our questions. What we cannot read says what can be asked."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple

from briefings.answers.brief import brief
from briefings.answers.compare import compare
from briefings.answers.links import links
from briefings.answers.mentioned import mentioned
from briefings.answers.over_time import over_time
from briefings.answers.quotes import quotes
from briefings.answers.search import search
from briefings.answers.subject import Unknown
from briefings.answers.timeline import timeline
from briefings.answers.who import who
from briefings.answers.window import Window, window
from briefings.model import Answer, ReadAs, Scope
from briefings.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Help(Answer):
    """What can be asked."""

    kind: ClassVar[str] = "help"
    template: ClassVar[str] = "answers/help.md.j2"


@dataclass(slots=True)
class Conversation:
    """What one asker's questions so far were about: whom "he" means in the next."""

    person: str | None = field(default=None)


def _told(_store: Store, _scope: Scope, *, now: datetime, **_days: Any) -> Help:
    return Help(question="", read_as=ReadAs("help"), now=now)


class Question(NamedTuple):
    """One thing that can be asked: its function, and the sentences that ask it.

    A pattern's groups are `subject` (a name, a topic, a query) and, for quotes, `about`.
    """

    name: str
    answer: Callable[..., Answer]
    subject: str | None  # the function's argument that `subject` is
    patterns: tuple[str, ...]


_SUBJECT = r"(?P<subject>.+?)"
_SAY = r"(?:say|said|says|saying|state|stated|claim|claimed|tell|told|think|thought)"
_DID = r"(?:can|could|did|does|had|has|have|made|met|said|says|spoke|told|will|would|wrote)\b"

# The first pattern that fits the whole question wins; so a longer sentence stands above a shorter one.
QUESTIONS = (
    Question(
        "quotes",
        quotes,
        "name",
        (
            (
                rf"what (?:did|does|do|has|have|had) {_SUBJECT} (?:ever )?{_SAY}"
                r"(?: (?:about|on|of|regarding|concerning|to) (?P<about>.+?))?"
            ),  # what did Mattis say about India
            rf"(?:the )?quot(?:es?|ations?) (?:by|from|of) {_SUBJECT}(?: (?:about|on|regarding) (?P<about>.+?))?",
            rf"{_SUBJECT}(?:'s|’s|s'|s’)? quotes(?: (?:about|on) (?P<about>.+?))?",  # Mattis quotes on Pakistan
        ),
    ),
    Question(
        "timeline",
        timeline,
        "topic",
        (
            rf"(?:show (?:me )?)?(?:a |the )?(?:timeline|chronology)(?: (?:of|for|on|about) {_SUBJECT})?",
            rf"what happened(?: (?:in|to|with|at|between) {_SUBJECT})?",  # what happened in Kabul
        ),
    ),
    Question(
        "search",
        search,
        "query",
        (
            rf"(?:search|look)(?: for)? {_SUBJECT}",  # search safe havens
            rf"(?:find|show)(?: me)?(?: articles?| stories| news)? (?:about|on|for|with) {_SUBJECT}",
            rf"find {_SUBJECT}",
        ),
    ),
    Question(
        "brief",
        brief,
        "topic",
        (
            rf"(?:give me )?(?:a |the )?brief(?:ing)?(?: me)?(?: (?:on|about|of) {_SUBJECT})?",  # brief me on Kabul
            (
                rf"(?:what is|what's|what’s|whats) (?:new|the latest|the news|happening|going on)"
                rf"(?: (?:on|in|about|with) {_SUBJECT})?"
            ),
            rf"(?:the )?(?:latest|news)(?: news)?(?: (?:on|about|from|in) {_SUBJECT})?",
        ),
    ),
    Question(
        "compare",
        compare,
        "name",
        (rf"compare {_SUBJECT} (?:and|with|to) (?P<other>.+?)(?: (?:about|on|over|regarding) (?P<about>.+?))?",),
    ),
    Question(
        "over-time",
        over_time,
        "name",
        (
            rf"{_SUBJECT} over time(?: (?:about|on|regarding) (?P<about>.+?))?",  # Mattis over time on Pakistan
            rf"how did {_SUBJECT}(?:'s|’s) words (?:about|on) (?P<about>.+?) change",
        ),
    ),
    Question(
        "mentioned",
        mentioned,
        "text",
        (r"who (?:is|was|are) (?:mentioned|named) (?:here|in this|in)[:,]? (?P<subject>.+)",),
    ),
    Question(
        "links",
        links,
        "name",
        (
            rf"(?:the )?links? (?:of|to|for|with) {_SUBJECT}",  # links of Mattis
            rf"who (?:is|was|are|were) (?:named|mentioned|linked|connected)(?: together)? (?:with|to) {_SUBJECT}",
        ),
    ),
    Question(
        "who",
        who,
        "name",
        (
            rf"(?:and )?who(?: is|'s|’s| was| are| were|s) {_SUBJECT}",  # who is Mattis
            rf"who (?!{_DID}){_SUBJECT}",  # who mattis; but not: who said that
            rf"(?:tell me|what do you know|what is known|info|information) (?:about|on) {_SUBJECT}",
        ),
    ),
    Question(
        "help",
        _told,
        None,
        (r"help(?: me)?", r"what can (?:i ask|you do)", r"(?:hi|hello|hey)(?: there)?"),
    ),
)

_LONGEST_NAME = 6  # words of a question that is only a name
_PRONOUNS = frozenset("he him she her they them".split())
_WORDS_OF_NO_NAME = frozenset(
    "a an and are be can could did do does for had has have how i if in is it make me my not of on or please should "
    "thank thanks that the this to was we were what when where which who why will with would yes you your".split()
)


def ask(
    store: Store,
    scope: Scope,
    question: str,
    *,
    now: datetime,
    conversation: Conversation | None = None,
    limit: int = 10,
    since: date | None = None,
    until: date | None = None,
) -> Answer:
    """The answer to a question in plain words. A bare name means who it was; days may be named anywhere.

    `conversation` is what was talked about before; it learns from this question.
    """
    read = window(_tidy(question), now)
    days = {"since": read.since or since, "until": read.until or until, "limit": limit, "now": now}
    answer = _read(store, scope, read, conversation, days) or _told(store, scope, now=now)
    if conversation is not None and answer.read_as.person and answer.kind not in {"ambiguous", "unknown"}:
        conversation.person = answer.read_as.person
    return replace(answer, question=question)


def _read(
    store: Store, scope: Scope, read: Window, conversation: Conversation | None, days: dict[str, Any]
) -> Answer | None:
    for asked in QUESTIONS:
        for pattern in asked.patterns:
            found = re.fullmatch(pattern, read.rest, re.IGNORECASE)
            if found and asked.subject is None:
                return asked.answer(store, scope, **days)
            if found:
                said = {name: text for name, text in found.groupdict().items() if text}
                subject = said.pop("subject", None)
                if asked.subject == "name":
                    subject = _meant(subject or "", conversation)
                    if subject is None:
                        return None
                return asked.answer(store, scope, **{str(asked.subject): subject}, **said, **days)
    if of_topic := re.fullmatch(r"(.+?) (?:on|about) (.+)", read.rest, re.IGNORECASE):  # Mattis on Pakistan
        answer = quotes(store, scope, of_topic[1], about=of_topic[2], **days)
        return None if isinstance(answer, Unknown) else answer
    words = read.rest.split()
    if not words or len(words) > _LONGEST_NAME or {word.casefold() for word in words} & _WORDS_OF_NO_NAME:
        return None
    name = _meant(read.rest, conversation)
    return who(store, scope, name, **days) if name else None


def _meant(name: str, conversation: Conversation | None) -> str | None:
    """The name itself, or whom a pronoun means in this conversation; None when nobody was talked about."""
    if name.casefold() not in _PRONOUNS:
        return name
    return conversation.person if conversation else None


def _tidy(question: str) -> str:
    """The question without what people put around it."""
    question = " ".join(question.split()).strip(' ?!.,;:“”"')
    return re.sub(r"^(?:please|so|ok|okay|hey|hi|hello)[, ]+(?=\S)|[, ]+please$", "", question, flags=re.IGNORECASE)

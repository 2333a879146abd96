"""A plain sentence, read as one of our questions, or as none. Words only: it knows no store and parses nothing."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from briefings.answers.window import Window, window

Kind = Literal[
    "said", "who", "jobs", "met", "when", "where", "how many", "happened", "timeline", "latest", "brief", "search", "links",
    "compare", "over time", "mentioned", "then", "more", "sources", "reset", "hello", "thanks", "help",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants to know: of whom, about what, of which days.

    `subject` is a name, an office or a pronoun as it was typed; for what is not asked of somebody, it is empty and
    `topic` holds all that was said. `office` is the one in which something is to have been said.
    """

    kind: Kind
    subject: str = ""
    other: str = ""  # of two who are compared
    topic: str = ""
    office: str = ""
    since: date | None = None
    until: date | None = None
    whole: str = ""  # of a question of fact its topic with the words for its days: “killed last year”


class Form(NamedTuple):
    """Sentences of one kind; its groups are the fields of `Asked`."""

    kind: Kind
    pattern: str


_S = r"(?P<subject>.+?)"
_T = r"(?P<topic>.+?)"
_ABOUT = r"(?:about|on|of|regarding|concerning|over|to|towards?)"
_SAY = (
    r"(?:say|said|says|saying|state|stated|claim|claimed|tell(?: us| reporters)?|told(?: us| reporters)?|think|thought|"
    r"argue|argued|warn|warned|announce|announced|comment|commented|speak|spoke|spoken|talk|talked|write|wrote|written)"
)
_MEET = r"(?:meet|met|meeting|see|talk|talked|speak|spoke)"
_DO = r"(?:do|does|did|has|have|had|is|was|were|are|will)"
_POST = r"(?:jobs?|posts?|positions?|offices?|titles?|roles?)"

# The first that fits the whole question is taken, so a longer sentence stands above a shorter one that it contains.
FORMS = (
    # --- what somebody said
    Form("said", rf"what (?:else )?{_DO} {_S} (?:ever |also |just )?{_SAY}(?: (?:anything )?{_ABOUT} {_T})?"),  # what did Mattis say about India
    Form("said", rf"(?:and )?what (?:about|of) {_S} {_ABOUT} {_T}"),
    Form("said", rf"{_DO} {_S} (?:ever )?{_SAY} (?:anything )?{_ABOUT} {_T}"),  # did Mattis say anything about India
    Form("said", rf"{_DO} {_S} (?:ever )?(?:mention|mentioned|address|addressed|discuss|discussed) {_T}"),
    Form("said", rf"what (?:is|was|are|were) {_S}(?:'s|’s|s'|s’) (?:view|position|stance|opinion|comment|reaction|response|statement|remark)s?(?: {_ABOUT} {_T})?"),
    Form("said", rf"how did {_S} (?:react|respond|answer) to {_T}"),
    Form("said", rf"what {_S} (?:has |had )?(?:said|says|thinks|thought|told reporters)(?: {_ABOUT} {_T})?"),  # what Mattis said on India
    Form("said", rf"(?:the |all )?(?:quot(?:es?|ations?)|statements?|remarks?|comments?) (?:by|from|of) {_S}(?: {_ABOUT} {_T})?"),
    Form("said", rf"{_S}(?:'s|’s|s'|s’)? (?:quotes|statements|remarks|comments)(?: {_ABOUT} {_T})?"),  # Mattis quotes on Pakistan
    Form("mentioned", r"who (?:is|was|are) (?:mentioned|named) (?:here|in this|in)[:,]? (?P<topic>.+)"),
    # --- two beside each other
    Form("compare", rf"compare (?:what )?{_S} (?:and|with|to|versus|vs\.?) (?P<other>.+?)(?: said| say)?(?: {_ABOUT} {_T})?"),
    Form("compare", rf"{_S} (?:versus|vs\.?) (?P<other>.+?)(?: {_ABOUT} {_T})?"),  # Mattis vs Pompeo on Pakistan
    Form("over time", rf"{_S} over time(?: (?:about|on|regarding) {_T})?"),  # Mattis over time on Pakistan
    Form("over time", rf"how (?:did|have|has) {_S}(?:'s|’s) (?:words|views?|position) (?:about|on) {_T} changed?"),
    Form("links", rf"(?:who|whom) (?:is|was|are|were) {_S} (?:linked|connected|related) (?:to|with)"),
    Form("links", rf"(?:who|whom) (?:is|was|are|were) (?:named|mentioned|linked|connected)(?: together)? (?:with|to) {_S}"),
    Form("links", rf"(?:the )?(?:links?|connections|relations) (?:of|from|for|to|with) {_S}"),
    # --- who somebody is, which posts he held
    Form("jobs", rf"(?:which|what) (?:other |public )?{_POST} (?:has|had|have|did|does|do) {_S} (?:ever )?(?:held|hold|have|had)"),
    Form("jobs", rf"what (?:is|was|were|are) {_S}(?:'s|’s|s'|s’) (?:current |former |old )?{_POST}"),
    Form("jobs", rf"(?:the )?{_POST} (?:of|held by) {_S}"),
    # --- whom somebody met
    Form("met", rf"(?:who|whom) (?:all )?(?:did|does|has|had|is|was) {_S} {_MEET}(?: with)?(?: {_T})?"),  # who did Pompeo meet in Islamabad
    Form("met", rf"(?:who|which officials?) (?:has |had )?(?:met|saw|talked|spoke)(?: with| to)? {_S}"),  # who met with Ghani
    # --- when, where, how many
    Form("when", rf"(?:when|what day|on what day|on which day|at what time) {_DO} {_T}"),
    Form("when", rf"since when {_DO} {_T}"),
    Form("where", rf"(?:where|in which (?:city|country|place|town|state)) {_DO} {_T}"),
    Form("who", rf"how (?:many (?:articles?|stories)|often) (?:mention|name|do(?:es)?|is|was|are|were|has been|have been) {_S}(?: mentioned| named)?"),
    Form("how many", rf"(?:how (?:many|much)|what (?:number|share|percentage) of) {_T}"),
    # --- what happened
    Form("timeline", r"(?:show (?:me )?)?(?:a |the )?(?:timeline|chronology)(?: (?:of|for|on|about) (?P<topic>.+?))?"),
    Form("happened", rf"what (?:has )?happened(?: (?:in|to|with|at|between|on|around) {_T})?"),  # what happened in Kabul
    Form("latest", rf"(?:what is|what's|what’s|whats|what are|show me|give me|tell me|any)? ?(?:new|the latest|latest|the news|the newest|news|happening|going on)(?: news| developments?)?(?: {_ABOUT} {_T}| (?:in|with|at|from) (?P<topic2>.+?))?"),
    Form("brief", rf"(?:give me )?(?:a |the )?brief(?:ing)?(?: me)?(?: {_ABOUT} {_T})?"),  # brief me on Kabul
    # --- looking for words
    Form("search", rf"(?:search|look)(?: for)? {_T}"),  # search safe havens
    Form("search", rf"(?:find|show)(?: me)?(?: (?:articles?|stories|news))? (?:about|on|for|with) {_T}"),
    Form("search", rf"find {_T}"),
    Form("who", rf"(?:so )?(?:who|wo|hwo|woh)(?: is|'s|’s| was| are| were|s) {_S}"),  # who is Mattis
    Form("who", rf"who (?!(?:can|could|{_DO}|made|met|said|says|spoke|told|would|wrote)\b){_S}"),  # who mattis
    Form("who", rf"(?:tell me|what do you know|what is known|info|information) (?:about|on) {_S}"),
    # --- about the conversation
    Form("more", r"more|(?:show |tell |give )(?:me )?more|next|go on|continue|what else|anything else|and then"),
    Form("sources", r"(?:show (?:me )?)?(?:the |your )?(?:sources?|receipts?)|where (?:is|was) (?:that|this|it) written|says who"),
    Form("reset", r"reset|start (?:over|again)|forget (?:it|that|everything)|new (?:topic|question)|never ?mind"),
    Form("thanks", r"(?:many )?(?:thanks?|thank you|thx|ty|cheers|great|cool|nice|ok|okay)(?:[ ,]+(?:a lot|so much|very much|you|bot|then))*"),
    Form("hello", r"(?:hi|hello|hey|good (?:morning|afternoon|evening)|greetings|yo)(?: there| bot| all)*"),
    Form("help", r"help(?: me)?|what can (?:i ask|you do)|how do(?:es)? (?:this|it|you) work|commands?"),
    # --- what goes on from the question before
    Form("then", rf"(?:and|more) (?:what )?(?:about|on|of) {_T}"),  # and about airstrikes: the same person on another topic
    Form("then", rf"(?:and|what about|how about|what of) {_S}"),  # what about Pence: the same of another person
    Form("then", rf"(?:about|on) {_T}"),
)  # fmt: skip

_AS = re.compile(
    r"\s+(?:as|while (?:he|she) was)\s+(?:the |a |an )?(?P<office>[^,?]+?)(?=$|\s+(?:about|on|in|since)\b)", re.I
)
_POLITE = re.compile(
    r"^(?:(?:please|so|well|um|ok|okay|hey|hi|hello|and now|bot)[, ]+(?=\S)|"
    r"(?:can|could|would|will) you (?:please )?(?:tell|show|give) (?:me |us )?(?=\S)|"
    r"(?:do you know|i(?: would|'d|’d)? (?:like|want) to know|tell me|show me)[, ]+(?=(?:who|what|when|where|how|which)\b))",
    re.I,
)

_OF_FACT = re.compile(r"(?:when|where|how (?:many|much)|what (?:number|share|percentage))\b", re.I)
_OF_MEETING = re.compile(r"whom?\b.+\b(?:meet|met)\b", re.I)
# The day of what happened, which need not be that of a report: it is looked for as it stands.
_WEEKDAY = re.compile(r"(?<!last )(?<!this )\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", re.I)
_DAY = re.compile(rf"\d|{_WEEKDAY.pattern}", re.I)


def read(question: str, now: datetime) -> Asked | None:
    """What is asked; None when the sentence has the form of no question. Days may stand anywhere in it."""
    words = _tidy(question)
    read_ = window(words, now)
    if (_OF_FACT.match(words) and _DAY.search(words)) or (_OF_MEETING.match(words) and _WEEKDAY.search(words)):
        read_ = Window(words)
    days: dict[str, Any] = {"since": read_.since, "until": read_.until}
    if not read_.rest:
        return Asked(kind="then", **days) if read_.since or read_.until else None
    rest, office = _without_office(read_.rest)
    for form in FORMS:
        if found := re.fullmatch(form.pattern, rest, re.IGNORECASE):
            fields: dict[str, Any] = {
                name.rstrip("2"): text.strip() for name, text in found.groupdict().items() if text
            }
            if (
                any(days.values())
                and _OF_FACT.match(words)
                and (whole := re.fullmatch(form.pattern, words, re.IGNORECASE))
            ):
                fields["whole"] = (whole["topic"] or "").strip()
            return Asked(kind=form.kind, office=office, **days, **fields)
    if re.fullmatch(r"and|and also|also|then", rest, re.IGNORECASE) and any(days.values()):
        return Asked(kind="then", **days)
    return None


def _without_office(rest: str) -> tuple[str, str]:
    """“… say as CIA director about Iran” without the office, and the office."""
    found = _AS.search(rest)
    if found is None or not re.match(r"what|did|has|had", rest, re.IGNORECASE):
        return rest, ""
    return rest[: found.start()] + rest[found.end() :], found["office"].strip()


def _tidy(question: str) -> str:
    """The question without what people put around it."""
    question = " ".join(question.split()).strip(' ?!.,;:“”"')
    while (
        shorter := re.sub(r"[, ]+(?:please|thanks|thank you)$", "", _POLITE.sub("", question), flags=re.I)
    ) != question:
        question = shorter
    return question

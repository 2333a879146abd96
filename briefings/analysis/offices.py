"""Titles that a clause gives: "Ann Roe, who served as mayor of Holm until May", "Roe was named director on Monday"."""

from collections.abc import Sequence
from dataclasses import replace

from briefings.analysis.title_parts import Title
from briefings.analysis.titles import title_stated
from briefings.analysis.words import Doc, Token
from briefings.model import RoleStatus

_HELD_AS = frozenset("serve work".split())  # with "as"
_CALLED_TO = frozenset("name appoint elect".split())  # in the passive
_DENIED = frozenset("not n't n’t never no hardly nearly almost".split())
_TELLING = frozenset("ROOT relcl".split())  # not what somebody thinks, hopes or asks
_WERE = frozenset("was were been".split())
# "The first candidate to …" tells of a race; a "contender" or a "supporter" is what somebody finds that he is.
_RANKED = frozenset("first second third only last latest next".split())
_FOUND_TO_BE = frozenset("champion contender donor frontrunner resident supporter survivor veteran".split())


def titles_told(doc: Doc, start: int, end: int, quoted: Sequence[bool]) -> tuple[Title, ...]:
    """The titles that the clause about the name at tokens `[start, end)` states of him, whose subject he or his "who" is.

    What is denied, only possible, planned, asked, thought by others or said in quotation marks states none; nor does
    an office entered in a year that is named, which may be over. "Was" and "served" are over, "is", "has been … since"
    and "was appointed" are not.
    """
    told: list[Title] = []
    for verb in _verbs_of(doc, start, end):
        if quoted[verb.i] or not _states(verb):
            continue
        status, at = _read_verb(verb)
        if status is None or at >= len(doc) or quoted[at]:
            continue
        for title in title_stated(doc, at):
            if not any(quoted[title.start : title.end]) and _is_office(title):
                over = status == "former" and title.status != "nominee"
                told.append(replace(title, status="former") if over else title)
    return tuple(told)


def _verbs_of(doc: Doc, start: int, end: int) -> list[Token]:
    """The verbs whose subject the name is: its sentence's, those that "and" joins, and that of "…, who" after it."""
    root = doc.span(start, end).root
    verbs: list[Token] = []
    if root.dep_ in {"nsubj", "nsubjpass"} and not any(child.dep_ == "conj" for child in root.children):
        verbs += _joined(root.head)
    at = end + (end < len(doc) and doc[end].text == ",")
    if at < len(doc) and doc[at].lower_ == "who" and start <= doc[at].head.head.i < end:
        verbs += [verb for verb in _joined(doc[at].head) if verb.i > at]
    return verbs


def _is_office(title: Title) -> bool:
    ranked = title.text.split()[0].lower() in _RANKED and not title.text.lower().startswith(title.head)
    return not ranked and title.head.split()[0] not in _FOUND_TO_BE


def _joined(verb: Token) -> list[Token]:
    """The verb, and those beside it that have no subject of their own."""
    others = [child for child in verb.children if child.dep_ == "conj" and child.pos_ in {"VERB", "AUX"}]
    return [verb, *(other for other in others if not any(c.dep_.startswith("nsubj") for c in other.children))]


def _states(verb: Token) -> bool:
    """The clause says it outright."""
    first = verb.head if verb.dep_ == "conj" else verb
    if (
        first.dep_ not in _TELLING
        or verb.doc[verb.sent.end - 1].text == "?"
        or verb.tag_ not in {"VBD", "VBZ", "VBP", "VBN"}
    ):
        return False
    before = [child for child in verb.children if child.dep_ in {"aux", "auxpass", "neg", "advmod", "mark"}]
    return not any(
        child.tag_ == "MD" or child.dep_ in {"neg", "mark"} or child.lower_ in _DENIED or child.lower_ == "be"
        for child in before
    )


def _read_verb(verb: Token) -> tuple[RoleStatus | None, int]:
    """What the verb says of the office, and the token at which the office begins; None when it gives none."""
    lemma = verb.lemma_.lower()
    helps = [child.lower_ for child in verb.children if child.dep_ in {"aux", "auxpass"} and child.i < verb.i]
    perfect = verb.tag_ == "VBN" and bool({"has", "have", "'s"} & set(helps))
    over = (verb.tag_ == "VBD") or "had" in helps
    if lemma in _CALLED_TO:
        passive = verb.tag_ == "VBN" and any(c.dep_ == "auxpass" and c.lower_ in _WERE for c in verb.children)
        return ("held" if passive and "had" not in helps and not _has_year(verb) else None), _past_as(verb)
    if lemma == "become":
        return ("held" if (over or perfect) and "had" not in helps and not _has_year(verb) else None), verb.i + 1
    if lemma == "be":
        at = verb.i + 1
    elif lemma in _HELD_AS and (as_ := _past_as(verb)) > verb.i + 1:
        at = as_
    else:
        return None, 0
    if perfect:
        return ("held" if any(child.lower_ == "since" for child in verb.subtree) else None), at
    if over and any(child.lower_ == "when" for clause in verb.children for child in clause.children):
        return None, at  # "was a captain when the ship sank": he may be one still
    return "former" if over else "held", at


def _past_as(verb: Token) -> int:
    """Past the "as" of "served briefly as": where the office begins, else behind the verb."""
    return next((child.i for child in verb.children if child.lower_ == "as" and child.i > verb.i), verb.i) + 1


def _has_year(verb: Token) -> bool:
    """Of "was elected president in 1993" nobody knows whether it lasts."""
    return any(token.text.isdecimal() and len(token.text) == 4 for token in verb.subtree)

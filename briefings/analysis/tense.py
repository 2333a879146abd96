"""Whether a verb tells of what has been or of what is to come."""

from itertools import chain
from typing import Literal

from briefings.analysis.words import Span, Token
from briefings.lexicon import word_set

Tense = Literal["past", "future"]

_MODALS = frozenset("will wo 'll shall would 'd may might could can should must".split())
_HAVE = frozenset("have has had 've having".split())
_AWAITED = frozenset("until till before after once".split())
_OPEN = frozenset("when if whether whoever".split())  # "if Keller wins in November"
_WAS = frozenset("was were been".split())
_ARE_ACTS = frozenset(
    "agree arrange ask decide invite pledge prepare promise propose urge vow".split()
)  # done on a day
_FACES = frozenset("await face have hold seek stage".split())
_APPOINTED = frozenset(
    "anniversary auction ballot birthday caucus caucuses ceremony conference congress convention deadline debate election "
    "elections event final funeral hearing inauguration launch match meeting poll polls primaries primary reelection "
    "referendum release rematch retrial runoff sentencing session showdown summit talks trial vote wedding".split()
)
_GOING = frozenset(("go", "be"))  # "is going to meet", "is to meet"


def has_tense(verb: Token) -> bool:
    """The form shows it: "sent", "sends". So does "Hale sent in troops" where the tagger takes "sent" for a participle."""
    return verb.tag_ in {"VBD", "VBZ", "VBP"} or (
        verb.tag_ == "VBN"
        and any(t.dep_ == "nsubj" for t in verb.children)
        and not any(t.dep_ in {"aux", "auxpass"} for t in verb.children)
    )


def tense_at(words: Span) -> Tense | None:
    """The tense of the clause in which these words stand. None when its verb does not say."""
    verb = governing_verb(words.root.head)  # the words are no verb themselves, even where the model says so of "May"
    if verb is None:
        return None
    return tense_of(verb) or ("future" if _is_awaited(verb, words.root) else None)


def _is_awaited(verb: Token, date: Token) -> bool:
    """ "The deadline is Friday", "Keller faces re-election in November", "if she wins in November": in the present, and the date is the verb's own."""
    if verb.tag_ not in {"VBZ", "VBP"} or not (
        date.head == verb or (date.head.head == verb and date.head.lower_ in {"in", "on", "at"})
    ):
        return False
    if any(t.lower_ in _OPEN for t in verb.children):
        return True
    if verb.lemma_.lower() in _FACES:
        return any(t.dep_ == "dobj" and t.lower_ in _APPOINTED for t in verb.children)
    if verb.lemma_.lower() != "be":
        return False
    up_for = (t for up in verb.children if up.lower_ == "up" for of in up.children for t in of.children)
    whats = chain((t for t in verb.children if t.dep_ == "nsubj"), up_for)
    return any(t.lower_ in _APPOINTED for t in whats)


def was_planned(words: Span) -> bool:
    """ "Was due to leave in March", "was scheduled for March": told of what was planned then; not "said that it was due"."""
    verb = governing_verb(words.root.head)
    if verb is None:
        return False
    due = verb if verb.tag_ == "VBN" and verb.lemma_.lower() in word_set("planning_verbs") else verb.head
    planned = due.tag_ == "VBN" and due.lemma_.lower() in word_set("planning_verbs")
    if not (planned or due.lower_ in {"due", "supposed"}) or "ccomp" in {due.dep_, due.head.dep_}:
        return False
    return any(t.lower_ in {"was", "were"} for t in (due.head, *due.children))


def governing_verb(token: Token) -> Token | None:
    """The nearest verb above a token, or the token itself."""
    return next((t for t in chain((token,), token.ancestors) if t.pos_ in {"VERB", "AUX"}), None)


def tense_of(verb: Token) -> Tense | None:
    """ "will go", "may go", "plans to go", "is due" → future; "went", "has gone", "had to go" → past; "goes" → None,
    but "until he goes" and "the trial begins (on Monday)" → future.
    """
    auxiliaries = {t.lower_ for t in verb.children if t.dep_ in {"aux", "auxpass"}}
    if auxiliaries & _MODALS and verb.tag_ != "VBD":
        return "past" if auxiliaries & _HAVE else "future"
    plans = verb.lemma_.lower() in word_set("planning_verbs") and verb.tag_ in {"VBN", "VBZ", "VBP", "VBG"}
    if plans and not _is_done(verb, auxiliaries):
        return "future"
    if "to" in auxiliaries:
        return _tense_of_infinitive(verb)
    if verb.tag_ == "VBD" or (verb.tag_ == "VBN" and not auxiliaries & _MODALS):
        return "past"
    if verb.tag_ == "VBG":
        return _tense_of_ing(verb, auxiliaries)
    if verb.tag_ == "VB" and "did" in auxiliaries:
        return "past"
    if verb.tag_ in {"VBZ", "VBP"}:
        is_set = verb.lemma_.lower() in word_set("scheduled_verbs") and not auxiliaries
        return "future" if is_set or any(t.lower_ in _AWAITED for t in verb.children) else None
    return None


def _is_done(verb: Token, auxiliaries: set[str]) -> bool:
    """ "A truce was agreed on Friday", "a record was set"; but "the vote is set for Friday", "a truce to be agreed"."""
    if verb.tag_ == "VBG" and not auxiliaries:
        return verb.lemma_.lower() in _ARE_ACTS  # "…, urging calm on Friday"
    if verb.tag_ != "VBN" or not auxiliaries & (_WAS | _HAVE) or "to" in auxiliaries:
        return False
    if verb.lower_ != "set":
        return verb.lemma_.lower() in _ARE_ACTS
    after = [t for t in verb.children if t.i > verb.i]
    return not any(t.lower_ in {"for", "to"} or t.dep_ in {"xcomp", "ccomp"} for t in after)


def _tense_of_infinitive(verb: Token) -> Tense | None:
    head = verb.head
    if head == verb:
        return None
    if any(t.dep_ == "advcl" and _is_meanwhile(t) and tense_of(t) == "past" for t in verb.children):
        return "past"  # "her decision to meet him in June while the inquiry was going on"
    planned = word_set("planning_verbs") | word_set("planning_words")
    if head.lemma_.lower() in planned or (head.lemma_.lower() in _GOING and verb.dep_ in {"xcomp", "ccomp", "acl"}):
        return "future"
    return tense_of(head) if head.pos_ in {"VERB", "AUX"} and verb.dep_ in {"xcomp", "advcl"} else None


def _is_meanwhile(verb: Token) -> bool:
    """A clause with "while" and a tense of its own: "when leaving" and "when to leave" have that of the verb above."""
    helps = {t.lower_ for t in verb.children if t.dep_ in {"aux", "auxpass"}}
    has_tense = "to" not in helps and (verb.tag_ != "VBG" or bool(helps))
    return has_tense and any(t.lower_ in {"while", "when"} for t in verb.children)


def _tense_of_ing(verb: Token, auxiliaries: set[str]) -> Tense | None:
    if auxiliaries & {"was", "were", "been", "had"}:
        return "past"
    if not auxiliaries and verb.dep_ in {"acl", "advcl", "pcomp", "xcomp", "conj"}:
        above = governing_verb(verb.head) if verb.head != verb else None
        return tense_of(above) if above is not None and above != verb else None
    return None

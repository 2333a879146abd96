"""Docs parsed by hand, for rules that need no more than the words, the verb and its helpers."""

from functools import cache

from spacy.lang.en import English
from spacy.tokens import Doc, Token

_VERBS = {
    "arrived": ("arrive", "VBD"), "met": ("meet", "VBD"), "said": ("say", "VBD"), "signed": ("sign", "VBD"),
    "fell": ("fall", "VBD"), "was": ("be", "VBD"), "meet": ("meet", "VB"), "travel": ("travel", "VB"),
    "visit": ("visit", "VB"), "meets": ("meet", "VBZ"), "announced": ("announce", "VBD"), "told": ("tell", "VBD"),
    "begin": ("begin", "VB"), "attacked": ("attack", "VBD"), "seized": ("seize", "VBD"), "has": ("have", "VBZ"),
}  # fmt: skip
_HELPERS = {
    "will": ("MD", "aux"),
    "may": ("MD", "aux"),
    "not": ("RB", "neg"),
    "to": ("TO", "aux"),
    "if": ("IN", "mark"),
}
_ON = frozenset("on in since until during at by".split())


@cache
def _english() -> English:
    return English()


def plain_doc(text: str) -> Doc:
    """Each sentence hangs on its first verb; what follows a preposition hangs on that. Full stops end sentences."""
    doc = _english()(text)
    for token in doc:
        before = doc[token.i - 1] if token.i else None
        ended = before is not None and (before.text in {".", "?", "!"} or "\n" in before.text)
        closes = token.text in {"”", '"'} and before is not None and not before.whitespace_
        token.is_sent_start = before is None or (ended and not closes)
    heads = [_head(token) for token in doc]
    for token, head in zip(doc, heads, strict=True):
        token.head = head
        token.lemma_ = _VERBS.get(token.lower_, (token.lower_, ""))[0]
        token.tag_, token.pos_, token.dep_ = _labels(token, head)
    return doc


def _sentence(token: Token) -> list[Token]:
    doc, start, end = token.doc, token.i, token.i + 1
    while not doc[start].is_sent_start:
        start -= 1
    while end < len(doc) and not doc[end].is_sent_start:
        end += 1
    return [doc[i] for i in range(start, end)]


def _head(token: Token) -> Token:
    words = _sentence(token)
    verb = next((word for word in words if word.lower_ in _VERBS), words[0])
    on = next((word for word in reversed(words) if word.i < token.i and word.lower_ in _ON), None)
    between = token.doc[on.i + 1 : token.i] if on is not None else ()
    if on is None or token.lower_ in _ON or token in words[words.index(verb) : words.index(verb) + 1]:
        return verb
    return on if not any(word.lower_ in _VERBS or word.is_punct for word in between) and not token.is_punct else verb


def _labels(token: Token, head: Token) -> tuple[str, str, str]:
    dep = "ROOT" if head is token else "dep"
    if token.text in _HELPERS and token is not head:
        tag, helper = _HELPERS[token.text]
        return tag, "AUX" if tag == "MD" else "PART", helper
    if token.lower_ in _VERBS:
        return _VERBS[token.lower_][1], "VERB", dep
    if token.lower_ in _ON:
        return "IN", "ADP", "prep" if dep == "dep" else dep
    if dep == "dep" and head.lower_ in _VERBS and (token.is_alpha or token.is_title):
        dep = "nsubj" if token.i < head.i else "dobj"
    if token.is_title:
        return "NNP", "PROPN", dep
    return ("NN", "NOUN", dep) if token.is_alpha else ("CD", "NUM", dep) if token.like_num else (".", "PUNCT", dep)

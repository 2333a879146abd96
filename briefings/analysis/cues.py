"""Reporting clauses: the verb that says that something was said, and the words that say by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from briefings.analysis.calendar_words import WEEKDAY_NAMES
from briefings.analysis.subjects import is_real, privy, speaker_head, subject_of
from briefings.analysis.titles import titles_after
from briefings.analysis.words import Doc, Token
from briefings.lexicon import word_set

_REPORT = word_set("reporting_verbs")
_QUOTE = word_set("quoting_verbs")
_VERBS = frozenset("VERB AUX".split())
_VERB_TAGS = frozenset("VB VBD VBG VBN VBP VBZ".split())
_SOURCES = frozenset("according per".split())
_RELATIVE = frozenset("who which that".split())
_WHOM = frozenset("what which who whom that".split())
_WHEREVER = frozenset("anywhere everywhere where wherever".split())
_DOES_WITH_PARTICLE = frozenset("begin call end go hold open show start".split())  # "showed up", "went out"
_OBJECTS = frozenset("dobj ccomp xcomp attr acomp oprd".split())
_TOLD = frozenset("tell inform remind assure reassure warn ask urge advise notify caution".split())
_FAR_DOWN = 60
_BESIDE = frozenset("dobj dative prt prep npadvmod advmod agent nsubj intj aux neg acomp oprd".split())


@dataclass(frozen=True, slots=True)
class Cue:
    """One reporting clause. Everything counts tokens, half-open; `head` is the speaker's own word."""

    verb: Token
    head: Token | None
    speaker: tuple[int, int] | None
    start: int  # of the clause: subject, adverbs and verb
    end: int  # after the verb, its addressee and its adverbs; what follows may be content
    always: bool  # reports even without quotation marks
    shared: bool  # its subject is another verb's: "said A, adding B"
    according: bool = False

    @property
    def tells_somebody(self) -> bool:
        """Its object is whom it is said to."""
        return self.verb.lemma_.lower() in _TOLD

    @property
    def head_at(self) -> int:
        return self.head.i if self.head is not None else -1


def find_cues(doc: Doc, quoted: Sequence[bool]) -> tuple[Cue, ...]:
    """The reporting clauses outside quotation marks, in text order. `quoted` tells of each token if it stands inside.

    What is denied, only possible, asked for or conditional reports nothing: "declined to say", "could argue",
    "if he says".
    """
    sources = {token.i: to for token in doc.all_of(_SOURCES) if (to := _source(token)) is not None}
    told = [t for t in doc if (t.pos_ in _VERBS or t.tag_ in _VERB_TAGS or t.i in sources) and not quoted[t.i]]
    found = [
        _according(token, sources[token.i], quoted) if token.i in sources else _reporting(token, quoted)
        for token in told
    ]
    return tuple(cue for cue in found if cue is not None)


def _source(token: Token) -> Token | None:
    """The word that the source hangs on: the "to" of "according to", or "per" itself behind a comma."""
    doc = token.doc
    if token.lower_ == "according" and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "to":
        return doc[token.i + 1]
    return token if token.lower_ == "per" and token.i and doc[token.i - 1].text == "," else None


def _according(token: Token, to: Token, quoted: Sequence[bool]) -> Cue | None:
    """ "According to", or "per" as captions and short reports print it."""
    head = next((c for c in to.children if c.dep_ == "pobj" and c.i > to.i), None)
    if head is None:
        return None
    speaker = _noun_phrase(head, to.i + 1, token.sent.end, quoted)
    if token.text[0].isupper():  # "According to the Courier, | 571 of the delegates met": no apposition
        counted = (
            i for i in range(head.i + 1, speaker[1] - 1) if token.doc[i].text == "," and token.doc[i + 1].tag_ == "CD"
        )
        speaker = speaker[0], next(counted, speaker[1])
        if token.doc[speaker[1] - 1].pos_ == "PROPN":  # "According to Ann Keller, an aide at Holm College, | …"
            explained = (title.end for title in titles_after(token.doc, speaker[1]) if title.end < token.sent.end)
            speaker = speaker[0], next((end for end in explained if token.doc[end].text == ","), speaker[1])
    return Cue(token, head, speaker, token.i, speaker[1], always=True, shared=False, according=True)


def _reporting(verb: Token, quoted: Sequence[bool]) -> Cue | None:
    lemma = verb.lemma_.lower()
    always = lemma in _REPORT
    may = always or lemma in _QUOTE
    if not (may or _tags_quote(verb, quoted)) or not is_real(verb) or _does_otherwise(verb, lemma, quoted):
        return None
    head, shared = speaker_head(verb, quoted)
    if head is None or _is_nobody(head):
        return None
    if head.i < verb.i:
        speaker = _noun_phrase(head, verb.sent.start, verb.i, quoted)
        if head == privy(verb, quoted):
            speaker = speaker[0], verb.i
    else:
        speaker = _noun_phrase(head, verb.i + 1, verb.sent.end, quoted)
    if speaker[0] >= speaker[1]:
        return None
    shared = shared and not _is_quoted_as(verb)
    start = _first_of_verb(verb) if shared or head.i > verb.i else speaker[0]
    if head.lower_ in _RELATIVE and speaker[0] < head.i < verb.i:
        start = head.i  # "…,” said a man | who asked …": what stands before "who" may be another clause
    inverted = head.i > verb.i and not shared
    end = _clause_end(verb, speaker[1] if inverted else verb.i + 1, quoted)
    who = next((c.right_edge.i + 1 for c in head.children if c.dep_ == "relcl" and inverted and c.i >= end), end)
    if who < verb.sent.end and verb.doc[who].text == ",":
        end = who  # "The road, said Ann Keller, who knows it |, is shut"
    return Cue(verb, head, speaker, start, end, always=always, shared=shared)


def _is_quoted_as(verb: Token) -> bool:
    """ "“…,” Keller was quoted as | saying": all of it is the clause that says by whom."""
    of = verb.head
    return verb.dep_ == "pcomp" and of.lower_ == "as" and of.head.lemma_.lower() == "quote" and of.head.tag_ == "VBN"


def _is_nobody(head: Token) -> bool:
    """ "Nobody asked about it", "no official said so": it was not said. Nor does a clause speak: "claiming so is wrong"."""
    if head.lower_ == "that" and head.tag_ == "DT":
        return True  # "That said, …"
    denies = head.lower_ == "nobody" or any(c.lower_ == "no" and c.dep_ == "det" for c in head.children)
    return denies or head.dep_ == "csubj"


def _tags_quote(verb: Token, quoted: Sequence[bool]) -> bool:
    """Any verb reports that stands with nothing but its subject behind a sentence quoted with a comma: “Go home,” he barked."""
    if verb.tag_ not in ("VBD", "VBZ"):
        return False
    doc, first = verb.doc, verb.sent.start
    if True not in quoted[max(0, first - 1) : verb.i]:
        return False
    subject = subject_of(verb, quoted)
    if subject is None or any(c.dep_ in _OBJECTS and c.i > verb.i and not quoted[c.i] for c in verb.children):
        return False
    first = min(verb.i, max(subject.left_edge.i, first))
    while first < verb.i and quoted[first]:
        first += 1
    if first < 2 or not quoted[first - 1] or doc[first - 2].text not in (",", "?", "!") or abs(subject.i - verb.i) > 6:
        return False
    run = [doc[i] for i in range(max(0, first - _FAR_DOWN), first) if quoted[i]]
    return sum(t.is_alpha for t in run) > 3 and any(t.tag_ in ("VBD", "VBZ", "VBP", "MD", "VB") for t in run)


def _does_otherwise(verb: Token, lemma: str, quoted: Sequence[bool]) -> bool:
    """ "Showed up in a “beret”", "everywhere she went, “…”", "goes on leave", "a book | called “Home”": nothing is said."""
    if lemma in _DOES_WITH_PARTICLE and any(c.dep_ == "prt" and c.lower_ != "on" for c in verb.children):
        return True
    if lemma == "go":
        way = next((c for c in verb.children if c.i == verb.i + 1 and c.dep_ == "prep" and c.lower_ != "like"), None)
        moves = way is not None and any(way.children)
        return moves or (verb.i > 1 and verb.doc[verb.i - 2].lower_ in _WHEREVER)
    named = lemma == "call" and verb.dep_ in ("relcl", "acl", "ccomp") and True in quoted[verb.i + 1 : verb.i + 2]
    return named and not any(c.dep_ == "dobj" or c.tag_ == "PRP" or c.lower_ in _WHOM for c in verb.children)


def _noun_phrase(head: Token, low: int, high: int, quoted: Sequence[bool]) -> tuple[int, int]:
    """The speaker's whole phrase with its apposition, within tokens `[low, high)`, without a relative clause."""
    doc = head.doc
    start, end = max(head.left_edge.i, low), min(head.right_edge.i + 1, high)
    for child in head.children:
        if child.dep_ == "relcl" and child.i > head.i:
            end = min(end, max(child.left_edge.i, head.i + 1))
    for i in range(head.i, start - 1, -1):
        if quoted[i] or "\n" in doc[i].text:
            start = i + 1
            break
    for i in range(head.i, end):
        if quoted[i] or "\n" in doc[i].text:
            end = i
            break
    if head.lower_ in _RELATIVE and head.head.dep_ == "relcl" and head.head.head.i < head.i:
        start = max(low, min(start, head.head.head.left_edge.i))
    while start < head.i and (doc[start].is_punct or doc[start].is_space or doc[start].dep_ in ("cc", "mark")):
        start += 1
    first = start  # the parser lost the name's first words: “…,” Trump | senior adviser Paul Manafort
    while low < first and not quoted[first - 1] and _is_of_name(doc[first - 1]):
        first -= 1
    if first and quoted[first - 1]:
        start = first
    end = _closed(doc, head.i + 1, end)
    while end > head.i + 1 and doc[end - 1].text != ")" and (doc[end - 1].is_punct or doc[end - 1].is_space):
        end -= 1
    if start - 2 >= low and doc[start - 1].text == "-" and not doc[start - 1].whitespace_ and not quoted[start - 2]:
        start = max(low, doc[start - 2].left_edge.i)  # "the ex-|parishioner"
    return start, end


def _is_of_name(token: Token) -> bool:
    """A large letter, or what somebody is: “…,” | writer Ann Keller said."""
    return token.text[0].isupper() or (token.pos_ in ("NOUN", "ADJ") and token.nbor(1).text[0].isupper())


def _closed(doc: Doc, start: int, end: int) -> int:
    """Where a phrase ends whose brackets are its own: "Ann Keller (D-Holm|)", "exit polls | (a margin", "Keller|) and"."""
    opened = None
    for at in range(start, end):
        if doc[at].text == "(":
            opened = at
        elif doc[at].text == ")" and opened is None:
            return at
        elif doc[at].text == ")":
            opened = None
    if opened is None:
        return end
    return end + 1 if end < len(doc) and doc[end].text == ")" else opened


def _first_of_verb(verb: Token) -> int:
    first = verb.i
    while (
        first - 1 >= verb.sent.start
        and verb.doc[first - 1].head == verb
        and verb.doc[first - 1].dep_
        in (
            "aux",
            "advmod",
            "neg",
            "cc",
            "mark",
        )
    ):
        first -= 1
    before = verb.doc[first - 1] if first else None
    if before is not None and before.dep_ == "cc" and before.i >= verb.sent.start:
        first -= 1
    return first


def _clause_end(verb: Token, at: int, quoted: Sequence[bool]) -> int:
    """After the addressee and the adverbs that belong to the verb: "told reporters on Monday | that …".

    Not after what the clause itself begins with: "said | among the dead were two children".
    """
    doc = verb.doc
    beside = [c for c in verb.children if c.i >= at and c.dep_ in _BESIDE]
    clauses: dict[Token, int] = {}  # by what stands beside the verb, where the last clause in it has its verb
    tells = verb.lemma_.lower() in _TOLD
    while at < verb.sent.end and not quoted[at] and not _pauses(doc[at]):
        if tells and doc[at].text in _MARKS:  # told “Norland Tonight” | that …
            at += 1
            continue
        child = next((c for c in beside if c.left_edge.i <= at <= c.right_edge.i), None)
        put = child is not None and verb.lower_ == "put" and child.lower_ == "it"
        if child is None or doc[at].dep_ == "mark" or (child.dep_ == "dobj" and not (tells or put)):
            break
        if child.dep_ in ("nsubj", "prep"):
            if child not in clauses:
                clauses[child] = max((d.i for d in islice(child.subtree, _FAR_DOWN) if _tells(d, of=child)), default=-1)
            if clauses[child] >= at:
                break
        at += 1
    told = verb.doc[at] if at < verb.sent.end else None
    if told is not None and told.dep_ == "ccomp" and told.head == verb and told.pos_ == "AUX" and not quoted[at]:
        return next((c.left_edge.i for c in beside if c.dep_ == "prep" and c.right_edge.i == at - 1), at)
    return _past_day(verb, at, quoted)


def _tells(verb: Token, *, of: Token) -> bool:
    """It has a clause of its own, which may be what is said."""
    return verb.dep_ == "ccomp" or (verb.dep_ == "relcl" and not _is_of_whom(of, verb))


def _is_of_whom(of: Token, verb: Token) -> bool:
    """ "About Keller, who | has left": she is told of by the way; "in a statement that | the road was shut" is said."""
    return of.lower_ in ("about", "of", "on") and any(c.lower_ in ("who", "whose", "whom") for c in verb.children)


def _past_day(verb: Token, at: int, quoted: Sequence[bool]) -> int:
    """ "Said Monday | the road was open": it was said then, where no verb follows the day."""
    doc, last = verb.doc, verb.sent.end
    day = at + 1 if at < last and doc[at].lower_ == "on" else at
    if day + 2 >= last or any(quoted[at : day + 1]) or doc[day].text not in WEEKDAY_NAMES:
        return at
    day += doc[day + 1].lower_ in _OF_THE_DAY
    if day + 1 >= last:
        return at
    after = doc[day + 1]
    is_subject = (
        doc[day].dep_ in ("nsubj", "nsubjpass")
        or after.tag_ == "POS"
        or after.pos_ in ("VERB", "AUX", "NOUN")
        or _pauses(after)
    )
    return at if is_subject else day + 1


_OF_THE_DAY = frozenset("morning afternoon evening night".split())
_MARKS = frozenset(('"', "“", "”"))


def _pauses(token: Token) -> bool:
    """A comma, a dash, a new line; no mark around the name of a programme: told NBC's "Today" show | that …"""
    joins = token.tag_ in ("HYPH", "POS") or token.text in ('"', "“", "”")
    return "\n" in token.text or (token.is_punct and not joins)

"""What each reporting clause reports: the words before it, after it, or both around it."""

from dataclasses import dataclass
from itertools import islice, pairwise

from briefings.analysis.cues import Cue
from briefings.analysis.speakers import may_speak
from briefings.analysis.units import CLOSING, COMMAS, Page, Span
from briefings.analysis.words import FINITE, Token
from briefings.lexicon import word_set
from briefings.model import Grade

_UNNAMED = frozenset("named identified quoted".split())  # "who asked not to be named"
_RELATIVE = frozenset("who which".split())
_WHETHER = frozenset("whether if why how what who when where which".split())
_WONDERS = frozenset("ask wonder inquire".split())
_TALKS = frozenset("talk speak warn complain boast brag".split())
_OF_WHAT = frozenset("about of against".split())
_PAUSES = frozenset((",", ";", ":", "—", "–", "--"))
_LEADS_TO = frozenset((":", "—", "–", "--"))
_JOINS = frozenset("and but or so yet".split())
_NO_CONTENT = frozenset("when while as after before since during because although though to about".split())
_WORDS_OF_OTHERS = frozenset(
    "accusation allegation argument assertion call charge claim complaint criticism idea news notion question remark report "
    "rumor rumour statement suggestion".split()
)
_OVER = frozenset("about after against amid by despite following on over".split())
_SUBORDINATE = frozenset("advcl relcl acl pcomp".split())
_ONLY_DIRECT = frozenset(  # "opened a show called “Home”": words in marks further on are not what was said
    "put open start begin end close finish go offer invite hold show find press point sign continue order sum speak".split()
)
_ASKS_BY = {"call": ("on", "upon"), "appeal": ("to",)}
_ASKS_FOR = frozenset(("call", "appeal"))
_JUDGES = frozenset("call deem label brand".split())
_GOES_ON = frozenset("go continue begin start".split())
_WHOM = frozenset("dobj dative nsubj".split())
_COMPLEMENTS = frozenset("ccomp xcomp dobj pobj".split())
_CLAUSES = frozenset("ccomp xcomp".split())
_FAR_UP = 30  # words to look up to for the clause that this one stands in
_SHORT = 1  # a single word tells nothing
_BRIEF = 4  # nor does a talk about "the weather in town"
_TEMPORAL = frozenset("after as before once since until when while".split())
_FAR = 8  # tokens between a reporting verb and its "that"


@dataclass(slots=True)
class Draft:
    """A quotation being put together."""

    content: list[Span]
    cue: Cue | None
    grade: Grade = "attributed"


def find_reported(page: Page, unit: Span) -> list[Draft]:
    """The quotations that the unit's own reporting clauses make, in text order."""
    cues = _sisters(page, page.cues_in(unit))
    if not cues:
        return []
    drafts = _drafts(page, unit, cues)
    report = {draft.cue.verb.i for draft in drafts if draft.cue}
    idle = [
        cue
        for before, cue in pairwise(cues)
        if cue.verb.i not in report and not cue.according and _is_part_of(before, cue) and not _is_tail(page, cue)
    ]
    return _drafts(page, unit, [cue for cue in cues if cue not in idle]) if idle else drafts


def _drafts(page: Page, unit: Span, cues: list[Cue]) -> list[Draft]:
    drafts = []
    floor = unit[0]
    for at, cue in enumerate(cues):
        if at and _names_same(cues[at - 1], cue):
            continue
        limit = _next_start(page, cue, cues[at + 1]) if at + 1 < len(cues) else unit[1]
        low, limit = _within_brackets(page, cue, floor, limit)
        content = _content(page, cue, page.trimmed((low, max(low, cue.start))), _right(page, cue, limit))
        if content:
            drafts.append(Draft(content, cue))
            floor = max(cue.end, content[-1][1])
    return drafts


def _within_brackets(page: Page, cue: Cue, floor: int, limit: int) -> Span:
    """What stands in brackets is told in them: "It was late (too late, | Keller said) and dark", "she said it was late (too …"."""
    if (brackets := page.parenthesis(cue.verb.i)) is not None:
        return max(floor, brackets[0] + 1), min(limit, brackets[1])
    cut = page.parenthesis(limit) if limit < len(page.doc) else None
    return floor, cut[0] if cut is not None and cut[0] > cue.end else limit


def _is_part_of(before: Cue, cue: Cue) -> bool:
    """A verb that reports nothing itself, within another clause or what that reports: "said they were mad for agreeing"."""
    return before.verb.is_ancestor(cue.verb) or (cue.shared and cue.verb.i < before.end)


def _names_same(before: Cue, cue: Cue) -> bool:
    """ "…,” said Ann Keller, asked about the talks": one phrase cannot say twice."""
    inverted = before.head_at > before.verb.i and not before.shared
    return inverted and not cue.shared and cue.start < before.end and cue.start != cue.head_at


def _next_start(page: Page, cue: Cue, after: Cue) -> int:
    """Where the next clause begins, which may stand around this one: "Keller, who said that …, said that …"."""
    colon = _behind_colon(page, after)
    if colon is not None and colon >= cue.end:
        return colon
    return after.start if after.start >= cue.end else max(cue.end, after.verb.i)


def _sisters(page: Page, cues: tuple[Cue, ...]) -> list[Cue]:
    """Without those that speak inside what another one reports: "Smith said that Jones told him …".

    One that opens a whole quoted sentence (Jones replied, “We won.”) always speaks for itself.
    """
    by_verb = {cue.verb.i: cue for cue in cues}
    sisters: list[Cue] = []
    before: Cue | None = None
    for cue in cues:
        beside = before in sisters[-1:] and _speaks_beside(page, cue, sisters[-1])
        before = cue
        own = beside or _opens_sentence(page, cue) or _is_tail(page, cue) or _behind_colon(page, cue) is not None
        if own or not _is_inside(cue, by_verb):
            sisters.append(cue)
    return sisters


def _opens_sentence(page: Page, cue: Cue) -> bool:
    return not cue.shared and _leads_on(page, cue.end)


def _behind_colon(page: Page, cue: Cue) -> int | None:
    """The colon of "Keller says she is worried: | “It was late,” Keller said", or a dash: who follows the quotation signs it."""
    if not _tags(page, cue):
        return None
    run, at = page.run_of[cue.start - 1], cue.start - 1
    while at and page.run_of[at] == run:
        at -= 1
    leads = page.doc[at].text in _LEADS_TO
    said = page.doc[at].text == ":" and any(other.end == at for other in page.cues_in((max(0, at - _FAR), at)))
    return at if leads and not said else None  # not: Keller said: “…,” the Courier reported


def _tags(page: Page, cue: Cue) -> bool:
    """It stands right behind a quotation that ends with its pause: “We won,” | Keller said."""
    at = cue.start - 1
    return at > 0 and not cue.shared and page.quoted[at] and page.doc[at - 1].text in (",", "?", "!")


def _is_tail(page: Page, cue: Cue) -> bool:
    """ "Keller said the road was open, | the Courier reported": who ends the sentence is no part of what she said."""
    first = cue.start
    if cue.shared or cue.according or not cue.always or cue.head_at > cue.verb.i or not first:
        return False
    pause = page.doc[first - 1].text == "," or (page.quoted[first - 1] and page.doc[first - 2].text == ",")
    return pause and page.ends_clause(cue.end)


def _speaks_beside(page: Page, cue: Cue, other: Cue) -> bool:
    """ "Keller said that it was late, while Brandt said it was not", "some argue that it is late, and others note …"."""
    if cue.shared or not cue.always or cue.head is None or cue.head_at > cue.verb.i or cue.head.tag_ == "PRP":
        return False
    joins = cue.start - 1
    if other.end >= joins or not page.has_clause((other.end, joins)) or cue.verb.tag_ not in FINITE:
        return False
    pause = page.doc[joins - 1].text == "," or cue.verb.lemma_ == other.verb.lemma_
    return page.doc[joins].lower_ == "while" or (pause and page.doc[joins].lower_ in _JOINS)


def _is_of_what_is_done(cue: Cue) -> bool:
    """ "A policy of inviting everybody", "it began reporting losses": it is told within, and not beside."""
    return cue.verb.dep_ in ("pcomp", "xcomp") and cue.verb.head.lower_ not in _TEMPORAL


def _is_inside(cue: Cue, by_verb: dict[int, Cue]) -> bool:
    if cue.according or (cue.shared and cue.verb.tag_ == "VBG" and not _is_of_what_is_done(cue)):
        return False
    below = cue.verb
    for above in islice(cue.verb.ancestors, _FAR_UP):
        other = by_verb.get(above.i)
        if other and other.verb.lemma_.lower() in _GOES_ON:
            continue  # "went on to say that …"
        if other and cue.shared and cue.verb.dep_ == "conj" and cue.head == other.head:
            below = above
            continue  # "said that it was late but added, “…”"
        if other and not other.according and below.dep_ in _COMPLEMENTS and other.verb.i < min(below.i, cue.verb.i):
            return below.dep_ in _CLAUSES or not _is_of_what_is_done(cue)
        below = above
    return False


def _right(page: Page, cue: Cue, limit: int) -> Span:
    """What may be reported after the verb, without the "that" or the colon before it."""
    if cue.verb.dep_ in ("relcl", "acl") and not cue.according:
        edge = max(cue.verb.right_edge.i + 1, cue.end)
        whom = cue.verb.head
        somebody = cue.always and may_speak(whom) and not (whom.dep_ in _WHOM and whom.i > whom.head.i)
        says = cue.shared or (somebody and not any(c.dep_ in _CLAUSES for c in cue.verb.children))
        if not (
            says and _leads_on(page, edge)
        ):  # "a statement that read in part, | “…”", "Keller, who said there, | “…”"
            limit = min(limit, edge)
    if page.has_bare_clause(cue.end):
        limit = max(limit, page.end_of_sentence(cue.verb.i)) if cue.verb.dep_ in ("relcl", "acl") else limit
    start, end = page.trimmed((cue.end, limit))
    if (
        cue.verb.text[0].isupper() and cue.head_at > cue.verb.i and not cue.shared
    ):  # Said Ann Keller, who was there, “…”
        start = next((i for i in range(start, end) if page.quoted[i] and page.doc[i - 1].text in (",", ":")), start)
    if start + 2 < end and page.doc[start].text.endswith("ing") and _leads_on(page, start + 1):
        start += 2  # "Keller answered on her page, | writing, “…”"
    aside = _after_aside(page, cue, start, end)
    if aside == start < end and not page.quoted[start] and _leads(page.doc[start]):
        start, end = page.trimmed((start + 1, end))
    start = max(start, aside, _after_that(page, start, min(end, start + _FAR)))
    while end > start and not page.quoted[end - 1] and _joins_on(page.doc[end - 1]):
        start, end = page.trimmed((start, end - 1))
    return page.trimmed((start, _end_of_told(page, cue, start, end)))


def _leads_on(page: Page, at: int) -> bool:
    """A pause, and a whole sentence in marks behind it."""
    pauses = at + 1 < len(page.doc) and page.doc[at].text in (",", ":") and page.quoted[at + 1]
    return pauses and page.opens_with_capital((at + 1, at + 2))


def _joins_on(word: Token) -> bool:
    """The last word before the next clause is no part of this one: "vowed to return, even as | officials urged him"."""
    joins = word.dep_ in ("cc", "mark") or word.tag_ == "TO"
    return joins or (word.lower_ == "even" and word.nbor(1).dep_ == "mark")


def _leads(word: Token) -> bool:
    """ "Said | that …", "dismissed it | as …"; but not "said as he left", nor "said that fact speaks volumes"."""
    that = word.lower_ == "that" and not (word.dep_ == "det" and word.head.tag_ in ("NN", "NNP"))
    return that or (word.lower_ == "as" and word.dep_ != "mark")


def _end_of_told(page: Page, cue: Cue, start: int, end: int) -> int:
    """Where the writer goes on himself: "While he said that the road was open, | trucks …", "… was open, | and left".

    A tail is the writer's when the clause that holds the cue goes on in it, or when it hangs on the cue itself.
    """
    if start >= end or cue.according:
        return end
    last, texts, lowers = min(end, page.end_of_sentence(cue.verb.i)), page.doc.texts, page.doc.lowers
    for at in range(start + 1, last):
        pause, joins = texts[at - 1] in _PAUSES, lowers[at] in _JOINS
        inside = page.quoted[at - 1] and _pauses_inside(page, at)
        tells_when = page.quoted[start] and lowers[at] in _TEMPORAL
        if not (pause or joins or inside or tells_when) or page.quoted[at] or _tells_more(page, start, at):
            continue
        host = _host(page, at, page.end_of_sentence(cue.verb.i))
        if page.quoted[start]:  # "warned of a “storm” to come, | but stayed", "shouted “no” | when he was asked"
            if host is cue.verb and (joins or tells_when) and _has_finite(page, at, last):
                return at
            if inside and page.doc[at].tag_ == "VBG" and page.is_all_quoted((start, at)):
                return at  # said, “We won,” | promising to come back
            continue
        if (host is None and (pause or inside)) or (
            host is not None
            and host.i < start
            and ((joins and _has_finite(page, at, last)) or ((pause or inside) and page.doc[at].tag_ == "VBG"))
        ):
            return at
    return end


def _tells_more(page: Page, start: int, at: int) -> bool:
    """ "Said that the claim was “false,” | and that “nobody” had left"."""
    that = page.doc[at + 1] if at + 1 < len(page.doc) and page.doc[at].lower_ in _JOINS else page.doc[at]
    return that.i > at and that.lower_ == "that" and that.dep_ == "mark" and page.doc[start - 1].lower_ == "that"


def _pauses_inside(page: Page, at: int) -> bool:
    """The comma stands inside the mark that closes: "After he called it “soft,” | Keller left"."""
    return at > 1 and page.quoted[at - 1] and page.doc[at - 1].text in CLOSING and page.doc[at - 2].text == ","


def _host(page: Page, start: int, end: int) -> Token | None:
    """The word before `start` that the words of `[start, end)` hang on; None when they hold the sentence's own root."""
    for token in page.doc[start:end]:
        if token.head.i < start:
            return token.head
        if token.head.i >= end or token.head == token:
            return None
    return None


def _has_finite(page: Page, at: int, end: int) -> bool:
    """A verb of its own follows soon."""
    return any(page.doc[i].tag_ in FINITE for i in range(at + 1, min(end, at + _FAR + 1)))


def _after_aside(page: Page, cue: Cue, start: int, end: int) -> int:
    """ "said as she left the talks | that the road was open": where what is said begins, behind when it was said.

    So it is behind what the writer puts in: "said, wrongly, | that the road was open".
    """
    last = min(end, start + _FAR)
    if cue.end < start < last and page.doc[cue.end].text in COMMAS and not page.quoted[start]:
        put_in = next((i for i in range(start, last) if page.doc[i].text == page.doc[cue.end].text), last)
        behind = put_in + 1 < last and page.doc[put_in + 1].lower_ == "that" and _leads(page.doc[put_in + 1])
        if behind and not any(page.quoted[start:put_in]) and not page.has_clause((start, put_in)):
            return put_in + 2
    if cue.tells_somebody and (that := _that_is_told(page, cue)) is not None and start < that < end:
        return that + 1 if not any(page.quoted[start:that]) and not page.has_clause((start, that)) else start
    if not start < end or page.doc[start].pos_ != "SCONJ" or page.doc[start].lower_ == "that":
        return start
    that = _that_is_told(page, cue)
    return start if that is None or not start < that < end or any(page.quoted[start : that + 1]) else that + 1


def _that_is_told(page: Page, cue: Cue) -> int | None:
    """The word of "told Keller, the mayor of Hull, on Monday | that the road was open"."""
    marks = (c for told in cue.verb.children if told.dep_ == "ccomp" for c in told.children if c.dep_ == "mark")
    return next((c.i for c in marks if c.lower_ == "that" and c.i >= cue.end), None)


def _after_that(page: Page, start: int, end: int) -> int:
    """ "said during the talks that …": where the clause begins; `start` when no preposition leads the way."""
    if start < end and page.doc[start].pos_ == "ADP" and not any(page.quoted[start:end]):
        that = next((page.doc[i] for i in range(start, end) if page.doc[i].lower_ == "that"), None)
        return (
            start if that is None or that.dep_ in ("nsubj", "nsubjpass") else that.i + 1
        )  # "a letter that angered him"
    return start


def _content(page: Page, cue: Cue, left: Span, right: Span) -> list[Span]:
    """The spans that this clause reports: before it, after it, or both around it."""
    if cue.according:
        told_by = cue.end < len(page.doc) and page.doc[cue.end].lower_ in ("that", "which", "who")
        paused = right[0] > cue.end and not told_by  # not: "according to an account | she gave to the Courier"
        return [part for part in ((left, right) if paused else (left,)) if page.is_statement(part)]
    if told := _as_told(page, cue, left) or _as_it_goes_on(page, cue, right):
        return [told]
    left = _behind_pause(page, left)
    left_run = (
        left[0] < left[1] and page.quoted[left[1] - 1] and (page.is_all_quoted(left) or _may_front(page, cue, left))
    )
    comma_before = page.doc[cue.start - 1].text in COMMAS or left_run if cue.start else False
    comma_after = cue.end < len(page.doc) and page.doc[cue.end].text in COMMAS
    right_run = right[0] < right[1] and page.quoted[right[0]]
    if left_run and _tags(page, cue) and page.is_all_quoted(left):
        return [left, *_goes_on_behind(page, right)]
    aside = any(c.lower_ in _RELATIVE and c.dep_ in ("nsubj", "nsubjpass") for c in cue.verb.children)
    clause = page.has_clause(left) or (cue.head_at > cue.verb.i and page.is_statement(left))
    of_another = left[0] < left[1] and page.doc[left[0]].lower_ in _RELATIVE and not page.quoted[left[0]]
    says_left = left_run or (
        not of_another  # “…,” asked the boy, | who wore a hat, as the hall laughed
        and cue.always
        and not cue.shared
        and not aside
        and comma_before
        and not _is_meanwhile(cue)
        and clause
        and not _only_when(cue, left)
    )
    asked = _asked(page, cue)
    if asked is not None and asked < right[1]:
        right = page.trimmed((asked, right[1]))
    says_right = right_run or asked is not None or _has_complement(page, cue, right)
    in_short = asked is None and cue.verb.lemma_.lower() in _ASKS_FOR | _JUDGES and not left_run
    if (in_short or not says_right) and (named := _named(page, cue, right)):
        return [named]
    if page.ends_clause(cue.end) or right[0] >= right[1]:
        content = [left] if says_left else []
    elif left_run and not right_run and page.doc[right[0]].pos_ in ("SCONJ", "ADP"):
        content = [left]  # “…,” she told them | as he left
    elif comma_after and comma_before and not (cue.shared or aside or _of_somebody_else(cue)):
        content = _around(page, left, right, left_run, right_run)
    else:
        content = [right] if says_right else [left] if left_run else []
    if not cue.always and asked is None and not any(map(page.has_quoted, content)):
        return []
    return content if cue.always else [_from_marks(page, part) if part == right else part for part in content]


def _goes_on_behind(page: Page, right: Span) -> list[Span]:
    """ "“…,” she said of those who had left, | “but I know it”": nothing else behind the clause is said."""
    if any(after.start == right[1] and _tags(page, after) for after in page.cues_in((right[1], right[1] + _FAR))):
        return []  # “…,” she said, but “…,” said Brandt
    for at in range(right[0], right[1]):
        if page.quoted[at] and not page.quoted[at - 1]:
            pauses = page.doc[at - 1].text in (":", *COMMAS)
            if at == right[0] and pauses:
                return [right]
            whole = page.is_all_quoted((at, right[1])) and page.has_clause((at, right[1]))
            return [(at, right[1])] if whole and (pauses or page.opens_with_capital((at, right[1]))) else []
    return []


def _from_marks(page: Page, right: Span) -> Span:
    """ "Interrupted me to announce, | “We won.”": a verb that reports only what stands in marks reports what is in them."""
    for at in range(right[0] + 1, right[1]):
        if page.quoted[at] and not page.quoted[at - 1]:
            pauses = page.doc[at - 1].text in (",", ":") and page.opens_with_capital((at, right[1]))
            return (at, right[1]) if pauses and not page.quoted[right[0]] else right
    return right


def _behind_pause(page: Page, left: Span) -> Span:
    """ "They painted his reaction — | “We won,” Keller said": a whole sentence in marks is told, and not what leads to it."""
    start, last = left[1], left[1] - 1
    if left[0] >= left[1] or not page.quoted[last]:
        return left
    while start > left[0] and page.run_of[start - 1] == page.run_of[last]:
        start -= 1
    pauses = left[0] < start and page.doc[start - 1].text in _LEADS_TO
    return (start, left[1]) if pauses and page.opens_with_capital((start, left[1])) else left


def _is_meanwhile(cue: Cue) -> bool:
    """ "It was cut to show that she was silent, when, in fact, | she answered": what stands before is the writer's."""
    return any(c.lower_ in _TEMPORAL and c.dep_ in ("advmod", "mark") and c.i < cue.verb.i for c in cue.verb.children)


def _only_when(cue: Cue, left: Span) -> bool:
    """ "Not long after Keller left, Brandt asked the mayor about it": the clause before the comma tells when he did."""
    fronted = [c for c in cue.verb.children if left[0] <= c.i < left[1] and c.dep_ in ("advcl", "ccomp")]
    return bool(fronted) and all(
        clause.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ in _TEMPORAL for c in clause.children)
        for clause in fronted
    )


def _asked(page: Page, cue: Cue) -> int | None:
    """Where the to-clause of "urged Kabul to open the road" begins, with whom it is asked of unless that is a pronoun;
    or the clause of "asked whether the road was open".
    """
    verb, doc = cue.verb, page.doc
    lemma = verb.lemma_.lower()
    for clause in (c for c in verb.children if c.i > verb.i and c.dep_ in ("xcomp", "ccomp", "advcl")):
        to = next((c for c in clause.children if c.tag_ == "TO" and verb.i < c.i < clause.i), None)
        called = [c for c in _called_on(verb) if c.i < clause.i]
        if to is not None and (called or lemma in word_set("asking_verbs")) and clause.lower_ not in _UNNAMED:
            whom = called or [c for c in (*verb.children, *clause.children) if c.dep_ in _WHOM and verb.i < c.i < to.i]
            named = whom and whom[0].pos_ != "PRON" and not any(map(page.quoted.__getitem__, range(verb.i, to.i)))
            return whom[0].left_edge.i if named else _with_not(page, to.i, verb.i)
        first = clause.left_edge.i
        if lemma in _WONDERS and clause.dep_ == "ccomp" and first > verb.i and doc[first].lower_ in _WHETHER:
            return first
    return None


def _with_not(page: Page, to: int, verb: int) -> int:
    """ "Warned him | not to go": without the "not" it would say the contrary."""
    while to - 1 > verb and page.doc[to - 1].dep_ == "neg":
        to -= 1
    return to


def _judged(page: Page, cue: Cue) -> Span | None:
    """What is called what: "called | the strike a breach of the truce"; no name is given so: "called his ship Aurora"."""
    if cue.verb.lemma_.lower() not in _JUDGES:
        return None
    whom = next((c for c in cue.verb.children if c.dep_ == "dobj" and c.i > cue.verb.i), None)
    what = next((c for c in cue.verb.children if c.dep_ == "oprd" and whom is not None and c.i > whom.i), None)
    if whom is None or what is None or whom.pos_ == "PRON" or what.pos_ not in ("NOUN", "ADJ"):
        return None  # "called it a mistake" tells nothing by itself
    return page.trimmed((whom.left_edge.i, what.right_edge.i + 1))


def _called_on(verb: Token) -> list[Token]:
    """Those of whom something is asked with a preposition: "called on | Kabul to open the road", "appealed to | …"."""
    by = _ASKS_BY.get(verb.lemma_.lower(), ())
    return [c for of in verb.children if of.i > verb.i and of.lower_ in by for c in of.children if c.dep_ == "pobj"]


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in ("nsubj", "nsubjpass", "expl", "csubj", "attr") for child in verb.children)


def _is_somebody(noun: Token) -> bool:
    return noun.ent_type_ == "PERSON" or noun.lemma_.lower() in word_set("people_nouns")


def _named(page: Page, cue: Cue, right: Span) -> Span | None:
    """What is said in short: the object of "announced a truce", or what "warned of" goes with."""
    by_the_way = cue.verb.dep_ in ("advcl", "pcomp") and any(
        c.dep_ in ("mark", "advmod", "nsubj") for c in cue.verb.lefts
    )
    if by_the_way or cue.head is None or not may_speak(cue.head):
        return None  # "since Kabul announced a truce", "the scene underlines the need"
    if judged := _judged(page, cue):
        return judged
    for child in cue.verb.children:
        lemma = cue.verb.lemma_.lower()
        told = child.dep_ == "dobj" and lemma in word_set("naming_verbs")
        talks = lemma in _TALKS and child.i > cue.verb.i
        asks = lemma in _ASKS_FOR and child.lower_ == "for"
        of = child.dep_ == "prep" and (asks or (child.lower_ in _OF_WHAT and (cue.always or talks)))
        if (
            child.i < (cue.verb.i if talks or asks else cue.end - of)
            or not (told or of)
            or page.quoted[child.i]
            or child.pos_ == "PRON"
            or (lemma == "recall" and _is_somebody(child))  # "recalled its envoy"
            or any(c.lower_ == "this" and c.i == child.i - 1 for c in child.children)  # "reported this story"
        ):
            continue
        span = page.trimmed((child.left_edge.i + of, min(child.right_edge.i + 1, right[1])))
        if page.doc[span[1] - 1].tag_ in ("WP", "WDT"):  # "talked of his daughters, | who he said were in Holm"
            span = page.trimmed((span[0], span[1] - 1))
        if sum(page.is_word(i) for i in range(*span)) > (_BRIEF if talks else _SHORT):
            return span
    return None


def _as_told(page: Page, cue: Cue, left: Span) -> Span | None:
    """ "The race “is a dead heat,” as she put it": what stands before the pause. Not "…, as she urges them to go"."""
    if cue.start - 2 < left[0] or page.doc[cue.start - 1].lower_ != "as":
        return None
    if any(c.dep_ in ("ccomp", "xcomp") and c.i >= cue.end for c in cue.verb.children):
        return None
    before = page.trimmed((left[0], cue.start - 1))
    pause = page.doc[cue.start - 2].text in COMMAS or page.quoted[cue.start - 2]
    if not cue.always and cue.verb.lemma_.lower() != "put":
        return None  # "…, as the hall laughed"
    return before if pause and page.is_statement(before) else None


def _as_it_goes_on(page: Page, cue: Cue, right: Span) -> Span | None:
    """ "As Keller told the council, the road was open": what stands behind the pause."""
    if (
        not cue.start
        or page.doc[cue.start - 1].lower_ != "as"
        or page.unit_at(cue.start - 1) != page.unit_at(cue.verb.i)
    ):
        return None
    opens = not any(map(page.is_word, range(page.units[page.unit_at(cue.verb.i)][0], cue.start - 1)))
    pause = cue.end < len(page.doc) and page.doc[cue.end].text == ","
    words = [
        c
        for c in cue.verb.children
        if c.i > cue.verb.i and ((c.dep_ in ("dobj", "ccomp") and c.i >= cue.end) or c.lower_ == "so")
    ]
    put = cue.verb.lower_ == "put" and cue.verb.nbor(1).lower_ == "it"
    return right if opens and pause and (put or (cue.always and not words)) and page.is_statement(right) else None


def _may_front(page: Page, cue: Cue, left: Span) -> bool:
    """ "The plan is “dead,” he said", but not "Asked about a “dead” plan, he …"."""
    first = page.doc[left[0]]
    return cue.always and (first.tag_ not in ("VBG", "VBN") or first.dep_ == "csubj")


def _around(page: Page, left: Span, right: Span, left_run: bool, right_run: bool) -> list[Span]:
    """A clause between two commas: "The talks, he said, had failed." """
    if left_run:
        return [left, right] if right_run else [left]
    if right_run and page.opens_with_capital(right):
        return [right]
    if not page.has_clause(left):
        subject = any(page.doc[i].dep_ in ("nsubj", "nsubjpass", "expl") for i in range(*left))
        return [left, right] if subject and page.has_clause(right) else [right] if page.has_clause(right) else []
    return [left, right] if page.has_clause(right) else [left]


def _of_somebody_else(cue: Cue) -> bool:
    """ "Keller responded to the minister's claim that | the road was closed": the claim is not hers."""
    to = next((child for child in cue.verb.children if child.i > cue.verb.i and child.lower_ == "to"), None)
    return to is not None and any(child.lemma_.lower() in _WORDS_OF_OTHERS for child in to.children)


def _is_main(page: Page, cue: Cue, clause: Token) -> bool:
    """ "At the moment Keller announced her bid, | Brandt was in Holm": what she announced ended at the comma."""
    subject = next((c for c in clause.lefts if c.dep_ in ("nsubj", "nsubjpass")), clause)
    first, opens = clause.left_edge.i, subject.left_edge.i
    named = any(c.dep_ == "dobj" and cue.end <= c.i < opens for c in cue.verb.children)
    paused = "," in (page.doc[first - 1].text, page.doc[first].text, page.doc[opens - 1].text)
    return named and paused and not any(c.dep_ == "mark" for c in clause.children)


def _is_of_others(clause: Token, start: int) -> bool:
    """ "The company agreed to pay over allegations that | it sold bad pipes": it does not say so."""
    word = clause.head
    others = clause.dep_ == "acl" and word.i < start and word.lemma_.lower() in _WORDS_OF_OTHERS
    return others and word.head.lower_ in _OVER


def _has_complement(page: Page, cue: Cue, right: Span) -> bool:
    """Do words without quotation marks at their head tell what was said? A clause does, "when he left" does not."""
    if not page.has_words(right):
        return False
    if _of_somebody_else(cue):
        return False
    after = [child for child in cue.verb.children if child.i >= cue.end]
    opens = page.doc[right[0]]
    if opens.dep_ == "cc" and not page.quoted[opens.i]:
        return False  # "asked him about the talks | and it was after this that he left"
    if opens.tag_ in ("VBN", "VBD") and opens in after and not page.quoted[opens.i] and not _has_subject(opens):
        return False  # "said in a statement | read out on television"
    if any(child.dep_ == "ccomp" and not _is_main(page, cue, child) for child in after):
        return True
    if page.has_bare_clause(right[0]):
        return True
    if page.doc[right[0]].lower_ in _NO_CONTENT or (
        page.doc[cue.end].lower_ in _NO_CONTENT and page.doc[right[0] - 1].lower_ != "that"
    ):
        return False
    if page.has_quoted(right) and cue.verb.lemma_.lower() in _ONLY_DIRECT:
        return False
    if page.has_quoted(right) and (any(child.dep_ in ("dobj", "oprd") for child in after) or page.has_clause(right)):
        return page.doc[right[0]].dep_ != "prep"
    if any(child.dep_ == "dobj" for child in after):
        return False
    first = next((page.doc[i] for i in range(*right) if page.doc[i].tag_ in FINITE), None)
    clause = first.head if first is not None and first.dep_ in ("aux", "auxpass") else first
    if clause is not None and (clause.dep_ == "relcl" or _is_of_others(clause, right[0])):
        return False  # "wrote in the email, which was first reported by Northwire"
    beside = cue.verb.dep_ not in _SUBORDINATE or (first is not None and cue.verb.is_ancestor(first))
    return first is not None and beside  # not: "many claims since he declared for president | have come from …"

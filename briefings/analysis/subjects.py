"""Whose words a verb reports: the subject that it has, borrows from another verb, or that the parser hung elsewhere."""

from collections.abc import Sequence
from itertools import islice

from briefings.analysis.calendar_words import WEEKDAY_NAMES
from briefings.analysis.words import FINITE, Doc, Token
from briefings.lexicon import word_set

_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_UNREAL = frozenset("would could might should may must can".split())
_HELPS = frozenset("will 'll did do does".split())
_TO_SOMEBODY = frozenset("tell inform notify".split())  # whom they name behind them is told: “…,” told BBC News
_GO_ON = frozenset("continue go begin start try proceed rush hasten come".split())
_WRITINGS = frozenset("statement letter tweet post message memo memorandum email note release".split())
_PAPERS = _WRITINGS | frozenset("article book document law poll report resolution ruling story study survey".split())
_ISSUES = frozenset("issue release send write post publish put make tweet deliver".split())
_SENDS = frozenset("blast cable email fax mail message text wire write".split())
# Whose subject never follows them: "…, praises Keller as “steady”" tells what somebody says of Keller.
_OF_SOMEBODY = frozenset(
    "accuse attack back bash blame blast brand call cite condemn criticise criticize defend denounce describe dub endorse "
    "hail label lambast lambaste mock portray praise quote rebuke rip slam thank".split()
)
# Who is praised or thanked so does not speak: "introduced Keller | saying: “…”".
_WHILE = _OF_SOMEBODY | frozenset(
    "answer dismiss greet interrupt introduce justify oppose reject ridicule support warn welcome".split()
)
_ANYTHING = frozenset("all anything everything nothing something thing things".split())  # "nothing that Keller said …"
_KEPT = frozenset(
    "abstain ban bar block deter discourage dissuade keep prevent prohibit refrain stop".split()
)  # from it
_BLAMES = frozenset("accuse convict suspect".split())
_CITES = frozenset("cite quote".split())
_FAR_UP = 12  # verbs to look up to for a shared subject; a text without full stops is one endless sentence
_RELATIVE = frozenset("who which that".split())


def speaker_head(verb: Token, quoted: Sequence[bool]) -> tuple[Token | None, bool]:
    """The subject's head word, and whether it is borrowed from the verb that this one hangs on."""
    passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children)
    if passive or (verb.tag_ == "VBN" and not any(c.dep_ in ("aux", "nsubj") for c in verb.children)):
        agent = next((c for c in verb.children if c.dep_ == "agent"), None)
        return next((c for c in agent.children if c.dep_ == "pobj"), None) if agent else None, False
    if (whoever := _while_doing(verb, quoted) or _quoted_as(verb)) is not None:
        return whoever, True
    own, follows = subject_of(verb, quoted), verb.lemma_.lower() not in _OF_SOMEBODY
    if own is not None and (_is_like(own) or (verb.dep_ == "relcl" and verb.head.lower_ in _ANYTHING)):
        return None, False
    if own is not None and (framed := _framed(own, verb, quoted)) is not None:
        return framed, False
    if own is None and (said := _said_before_comma(verb, quoted)) is not None:
        return said, True
    if (own is None or own.lower_ in _RELATIVE) and (issuer := _issuer(verb, quoted)):
        return issuer, True
    if own is not None:
        own = _behind_comma(own, verb)
        behind = follows and not _acts(own) and (verb.tag_ == "VBZ" or _may_be_inverted(verb, quoted))
        fits = own.i < verb.i or behind
        if own.lower_ == "what" or not (fits or verb.dep_ == "conj"):
            return None, False
        if fits:
            return own, False
    elif inverted := (follows and _inverted(verb, quoted)) or _lost(verb, quoted):
        return inverted, False
    if verb.tag_ != "VBG" and verb.dep_ not in ("conj", "xcomp"):
        return None, False
    if (whose := _despite(verb)) is not None:
        return whose, False
    if verb.dep_ == "acl" and (sends := _sends(verb.head)) is not None:
        sender = subject_of(sends, quoted)
        return (sender, True) if sender is not None and sender.i < sends.i else (None, False)
    if verb.dep_ == "acl":
        return (verb.head, True) if verb.head.pos_ in ("NOUN", "PROPN", "PRON") else (None, False)
    if verb.dep_ == "xcomp" and (whom := next((c for c in verb.head.children if c.dep_ == "dobj"), None)) is not None:
        return (whom, True) if verb.head.i < whom.i < verb.i else (None, False)  # "which left her | feeling “safe”"
    if _is_blamed_on_another(verb):
        return None, False
    if (gathered := _gathered(verb, quoted)) is not None:
        return gathered, True
    for above in islice(verb.ancestors, _FAR_UP):
        if quoted[above.i] and not _is_right_behind_marks(verb, quoted):
            break
        if quoted[above.i]:
            continue  # Keller said, “We won,” | adding, “We are glad”
        subject = subject_of(above, quoted)
        if subject is not None:
            if _opens_quotation(verb, quoted) and _is_within_relative(above):
                continue  # "Keller praised a man who came early, | saying: “…”": she says it
            of_another = _is_told(above, quoted) or _tells_noun(above)
            if of_another and (verb.tag_ == "VBG" or _leads_to_marks(verb, quoted)):
                continue  # "Keller said Brandt would go, adding that …", "it was late but added, “…”": she added it
            if verb.tag_ == "VBD" and above.tag_ == "VB" and not any(c.lower_ == "did" for c in above.children):
                continue  # "Keller said the plan would stand | and added that …": she added it
            passive = subject.dep_ == "nsubjpass" and verb.dep_ == "conj"
            fronted = verb.tag_ == "VBG" and verb.i <= verb.sent.start + 2 and not _has_colon(verb, subject)
            return (subject, True) if not passive and (subject.i < verb.i or fronted) else (None, False)
    return None, False


def _gathered(verb: Token, quoted: Sequence[bool]) -> Token | None:
    """The protesters of "Keller spoke in the square, where protesters had gathered, | chanting: “…”"."""
    doc, last = verb.doc, verb.i - 2
    if (
        verb.tag_ != "VBG"
        or verb.dep_ != "advcl"
        or last < verb.sent.start
        or doc[last + 1].text != ","
        or quoted[last]
    ):
        return None
    clause = next((t for t in (doc[last], *islice(doc[last].ancestors, _FAR_UP)) if t.dep_ == "relcl"), None)
    if clause is None or clause.is_ancestor(verb):
        return None
    first = clause.left_edge.i
    if not any(token.lower_ in ("where", "which") for token in doc[first : first + 2]):
        return None
    subject = next((c for c in clause.children if c.dep_ == "nsubj" and c.i < clause.i), None)
    return subject if subject is not None and subject.lemma_.lower() in word_set("people_nouns") else None


def _is_right_behind_marks(verb: Token, quoted: Sequence[bool]) -> bool:
    """“We won,” | adding …: the parser hangs it on what was said."""
    return verb.tag_ == "VBG" and verb.i > 1 and quoted[verb.i - 1] and verb.nbor(-2).text == ","


def _has_colon(verb: Token, subject: Token) -> bool:
    """ "Also threatening to undermine it: | Keller praised …": it is not she who threatens."""
    return any(token.text == ":" for token in verb.doc[verb.i : subject.i])


def is_real(verb: Token) -> bool:
    """Whether it tells what was said: nothing that is denied, only possible, conditional, kept from or still to come."""
    deps = {c.dep_: c for c in verb.children if c.i < verb.i}
    if "neg" in deps or any(c.lower_ in _UNREAL for c in verb.children if c.dep_ == "aux"):
        return False
    if "mark" in deps and deps["mark"].lower_ in ("if", "unless", "whether"):
        return False
    if verb.dep_ == "pcomp" and (verb.head.lower_ == "without" or verb.head.nbor(-1).lower_ == "short"):
        return False  # "stopped short of calling for it", "left without saying so"
    if verb.dep_ == "pcomp" and verb.head.lower_ == "from" and verb.head.head.lemma_.lower() in _KEPT:
        return False  # "kept clerks from denying licences"
    if verb.dep_ == "pcomp" and _is_driven(verb.head):
        return False  # "pressed her into announcing it", "accused her of saying so"
    if verb.dep_ == "amod" and verb.tag_ == "VBG":
        return False  # "the ruling party"
    if verb.head.lower_ == "worth" and verb.tag_ == "VBG":
        return False  # "it is worth noting that …"
    if verb.tag_ == "VBN" and verb.i == verb.sent.start and verb.dep_ == "advcl":
        return False  # "Posted by the analysts at Northwire, | the game is …"
    if verb.lower_ == "speaking" and verb.i <= verb.sent.start + 1:
        return False  # "Speaking to “Good Day Holm” on Monday, | she …": where, and not what
    if verb.tag_ == "VB" and verb.dep_ == "ROOT" and not any(c.dep_ == "aux" for c in verb.children):
        return any(c.dep_ == "nsubj" and c.i < verb.i for c in verb.children)  # "groups that met him say": a wrong tag
    if verb.tag_ == "VB":  # "continued to assert" goes on, "will say" and "did say" do; "declined to say" does not
        helped = any(c.lower_ in _HELPS for c in verb.children if c.dep_ == "aux")
        return helped or (verb.dep_ == "xcomp" and verb.head.lemma_ in _GO_ON)
    return True


def _is_driven(of: Token) -> bool:
    """Whoever presses somebody "into" saying something, or accuses him "of" it, does not say it."""
    return of.lower_ == "into" or (of.lower_ == "of" and of.head.lemma_.lower() in _BLAMES)


def _quoted_as(verb: Token) -> Token | None:
    """The minister of "Northwire quoted the minister as | saying that …"."""
    of = verb.head
    if verb.dep_ != "pcomp" or of.lower_ != "as" or of.head.lemma_.lower() not in _CITES:
        return None
    return next((c for c in of.head.children if c.dep_ == "dobj" and of.head.i < c.i < of.i), None)


def _is_blamed_on_another(verb: Token) -> bool:
    """ "The mayor attacked Keller for saying …", "with Keller under fire for suggesting …": the subject did not say it."""
    of = verb.head
    if verb.dep_ != "pcomp" or of.lower_ != "for":
        return False
    if of.head.pos_ == "NOUN":
        return of.head.dep_ != "dobj"  # "Keller drew criticism for saying …": she did
    whom = (c for c in of.head.children if c.dep_ == "dobj" and of.head.i < c.i < verb.i)
    return any(c.pos_ in ("PROPN", "PRON") or c.lemma_.lower() in word_set("people_nouns") for c in whom)


def _while_doing(verb: Token, quoted: Sequence[bool]) -> Token | None:
    """Keller in "Keller introduced the mayor | saying: “…”", "Keller defended the plan | saying it was fair".

    But "criticised a resolution saying …", "those saying …", "the man saying …" who is seen.
    """
    whom = verb.head if verb.dep_ == "acl" else next((c for c in verb.head.children if c.dep_ == "dobj"), None)
    own = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    whom = own or whom
    does = verb.head.head if verb.dep_ == "acl" else verb.head
    if verb.lower_ != "saying" or whom is None or not does.i < whom.i < verb.i or does.lemma_.lower() not in _WHILE:
        return None
    known = whom.pos_ == "PROPN" or any(c.lower_ == "the" or c.dep_ == "poss" for c in whom.children)
    subject = subject_of(does, quoted) if known and whom.lemma_.lower() not in _PAPERS else None
    return subject if subject is not None and subject.dep_ == "nsubj" and subject.i < does.i else None


def _sends(whom: Token) -> Token | None:
    """What is done to those who are sent words: "Keller | emailed supporters saying: …", "| sent a message to them stating …"."""
    if whom.dep_ == "dobj":
        return whom.head if whom.head.lemma_.lower() in _SENDS else None
    over = whom.head.head
    if whom.dep_ != "pobj" or whom.head.lower_ != "to":
        return None
    over = over.head if over.dep_ == "dobj" and over.lemma_.lower() in _WRITINGS else over
    return over if over.lemma_.lower() in _SENDS | _ISSUES else None


def _tells_noun(verb: Token) -> bool:
    """What an idea or a charge is: "rejected the idea that Keller | would go"."""
    return verb.dep_ == "acl" and any(c.dep_ == "mark" and c.lower_ == "that" for c in verb.children)


def _opens_quotation(verb: Token, quoted: Sequence[bool]) -> bool:
    """ "…, saying, “We won.”": behind a comma, and what was said comes at once."""
    return verb.tag_ == "VBG" and verb.i > 0 and verb.nbor(-1).text == "," and True in quoted[verb.i + 1 : verb.i + 3]


def _leads_to_marks(verb: Token, quoted: Sequence[bool]) -> bool:
    """ "… and added, “We won.”": what was said comes at once, behind a comma."""
    pauses = verb.tag_ == "VBD" and verb.i + 2 < len(verb.doc) and verb.nbor(1).text in (",", ":")
    return pauses and quoted[verb.i + 2]


def _is_within_relative(verb: Token) -> bool:
    """It stands in a clause with "who", or in one that such a clause holds."""
    up = (verb, *islice(verb.ancestors, _FAR_UP))
    return any(above.dep_ == "relcl" for above in up)


def _despite(verb: Token) -> Token | None:
    """Who does what "despite", "with" and "of" tell: "it went on despite Keller | insisting that …", "reminds me of Keller | saying …"."""
    at = verb.i - 1
    while at > verb.sent.start and verb.doc[at].dep_ == "advmod" and verb.doc[at].head == verb:
        at -= 1
    who = verb.doc[at]
    of = who.head
    named = who.pos_ in ("PROPN", "PRON") and who.dep_ == "pobj" and of.lower_ in ("despite", "with", "without")
    named = named or (who.ent_type_ == "PERSON" and who.dep_ == "pobj" and of.lower_ == "of")
    return who if verb.tag_ == "VBG" and verb.dep_ in ("advcl", "acl") and named and of.head == verb.head else None


def _is_like(subject: Token) -> bool:
    """ "Like Keller, …", "and like Keller has spoken of it": Keller is only whom the speaker is like."""
    first = subject.left_edge.i
    return first > 0 and subject.doc[first - 1].lower_ in ("like", "unlike")


def _said_before_comma(verb: Token, quoted: Sequence[bool]) -> Token | None:
    """Whoever said what stands before: "“…,” Keller added, | saying that …"."""
    at = verb.i - 2
    if verb.tag_ != "VBG" or at < verb.sent.start or verb.nbor(-1).text != "," or quoted[at]:
        return None
    before = verb.doc[at]
    reports = before.lemma_.lower() in word_set("reporting_verbs") and before.tag_ in ("VBD", "VBZ")
    return subject_of(before, quoted) if reports else None


def _is_told(verb: Token, quoted: Sequence[bool]) -> bool:
    """What somebody says that it does: "Keller said Brandt | would go"."""
    says = verb.head
    reports = verb.dep_ == "ccomp" and not quoted[says.i] and says.lemma_.lower() in word_set("reporting_verbs")
    return reports and says.i < verb.i


def subject_of(verb: Token, quoted: Sequence[bool]) -> Token | None:
    """The verb's own subject outside quotation marks; the parser sometimes hangs it on "has" of "has said"."""
    hosts = (verb, *(c for c in verb.children if c.dep_ == "aux" and c.i < verb.i))
    subjects = (_outside_marks(c, quoted) for host in hosts for c in host.children if c.dep_ in _SUBJECTS)
    found = [c for c in subjects if c is not None]
    before = [c for c in found if c.i < verb.i]
    behind = next((c for c in found if c.left_edge.i == verb.i + 1 and c.pos_ == "PROPN" and not _acts(c)), None)
    if before and behind is not None and _may_be_inverted(verb, quoted):
        return behind  # The treaty's rejection signals “the end” of it, said Steve Smith
    return before[-1] if before else found[0] if found else None  # the nearest: a long sentence may bring a wrong one


def _outside_marks(subject: Token, quoted: Sequence[bool]) -> Token | None:
    """The subject, or what the parser takes for its apposition: “They were friends, but also rivals,” | Ann Keller, his aide, said."""
    if not quoted[subject.i]:
        return subject
    return next((c for c in subject.children if c.dep_ == "appos" and c.i > subject.i and not quoted[c.i]), None)


def _acts(name: Token) -> bool:
    """A verb follows the name at once: what somebody "said Keller was" is of Keller, not hers."""
    return name.i + 1 < len(name.doc) and name.nbor(1).tag_ in ("VBD", "VBZ", "VBP", "MD")


def _is_rank(token: Token) -> bool:
    """A word of a title that the parser takes for a verb: the panel's | ranking member Ann Keller."""
    return token.lower_ in ("ranking", "acting", "managing") and token.nbor(1).pos_ in ("PROPN", "NOUN")


def _behind_comma(subject: Token, verb: Token) -> Token:
    """The name directly before "X said," that the parser took for an apposition: To know the true Lind, | Keller said, …"""
    before = verb.nbor(-1) if verb.i else verb
    named = before.dep_ == "appos" and before.head == subject and before.ent_type_ == "PERSON"
    tag = verb.i + 1 < len(verb.doc) and verb.nbor(1).text == ","
    return before if named and tag and any(t.text == "," for t in verb.doc[subject.i : before.i]) else subject


def _issuer(verb: Token, quoted: Sequence[bool]) -> Token | None:
    """Whose words a statement says: Keller in "Keller issued a statement | saying that …", "a letter that said …"."""
    paper = verb.head
    if verb.dep_ not in ("acl", "relcl") or paper.dep_ != "dobj" or paper.lemma_.lower() not in _WRITINGS:
        return None
    issues = paper.head.lemma_.lower() in _ISSUES and is_real(paper.head)
    subject = subject_of(paper.head, quoted) if issues and not quoted[paper.head.i] else None
    return subject if subject is not None and subject.dep_ == "nsubj" and subject.i < paper.head.i else None


def _framed(subject: Token, verb: Token, quoted: Sequence[bool]) -> Token | None:
    """Who speaks between two commas behind whom it is said of: "The road, | said Ann Keller, who knows it, is shut"."""
    doc, comma = verb.doc, verb.i - 1
    first = subject.left_edge.i
    if (beside := _said_beside(subject, verb)) is not None:
        return beside
    if verb.lemma_.lower() != "say" or not first <= subject.i < comma or doc[comma].text != ",":
        return None
    if any(doc[i].text == "," or quoted[i] for i in range(first, comma)):
        return None
    speaker = _inverted(verb, quoted)
    if speaker is None:
        return None
    after = next((i for i in range(speaker.i + 1, verb.sent.end) if doc[i].text == "," or doc[i].tag_ in FINITE), 0)
    return speaker if after and doc[after].text == "," else None


def _said_beside(subject: Token, verb: Token) -> Token | None:
    """ "Keller, an aide | said, “is very confident”": an apposition would end in a comma."""
    doc = verb.doc
    beside = next((c for c in subject.children if c.dep_ == "appos" and c.right_edge.i == verb.i - 1), None)
    if beside is None or doc[beside.left_edge.i - 1].text != "," or verb.nbor(1).text != ",":
        return None
    after = verb.nbor(3) if verb.nbor(2).is_punct else verb.nbor(2)
    return beside if after.tag_ in FINITE else None


def _inverted(verb: Token, quoted: Sequence[bool]) -> Token | None:
    """The speaker right of the verb whom the parser did not see: “…,” said Steve Smith, a doctor."""
    doc = verb.doc
    if verb.tag_ not in ("VBD", "VBZ") or not _may_be_inverted(verb, quoted) or verb.lemma_.lower() in _TO_SOMEBODY:
        return None
    at = verb.i + 1
    modifies = at < len(doc) and doc[at].dep_ in ("amod", "compound", "nummod")
    if (
        at >= len(doc)
        or quoted[at]
        or doc[at].tag_ in ("WP", "WDT")
        or not (modifies or doc[at].pos_ in ("PROPN", "NOUN", "PRON", "DET", "ADJ"))
    ):
        return None
    while (
        at + 1 < len(doc)
        and (doc[at + 1].pos_ in ("PROPN", "NOUN", "ADJ") or _is_rank(doc[at + 1]))
        and not quoted[at + 1]
    ):
        at += 1
    return doc[at] if doc[at].pos_ in ("PROPN", "NOUN", "PRON") and not _acts(doc[at]) else None


def _lost(verb: Token, quoted: Sequence[bool]) -> Token | None:
    """The name directly before the verb, or before an apposition, that the parser hung elsewhere."""
    doc, first = verb.doc, verb.sent.start
    goes_on = verb.dep_ in ("relcl", "acl") or (verb.dep_ == "conj" and not quoted[verb.head.i])
    if verb.tag_ not in ("VBD", "VBZ") or goes_on or verb.i <= first:
        return None
    if (sources := privy(verb, quoted)) is not None:
        return sources
    if (first_of_all := _before_who(verb)) is not None:
        return first_of_all
    at = _before_the_day(verb)
    if doc[at].text == ",":
        if (name := _between_commas(verb, at)) is not None and not quoted[name.i]:
            return name
        at = next((i for i in range(at - 1, max(first, at - _FAR_UP), -1) if doc[i].text == ","), first) - 1
        explains = doc[at + 2].pos_ in ("DET", "ADJ", "NOUN") or _is_behind_marks(doc, at, quoted)
        if at < first or not explains:
            return None
    named = doc[at].pos_ == "PROPN" and doc[at].ent_type_ in ("PERSON", "ORG") and not quoted[at]
    return doc[at] if named else None


def _before_the_day(verb: Token) -> int:
    """The token before "on Friday" of "Keller | on Friday said …", else the one before the verb."""
    doc, at = verb.doc, verb.i - 1
    if doc[at].text not in WEEKDAY_NAMES or at - 2 <= verb.sent.start:
        return at
    return at - 2 if doc[at - 1].lower_ == "on" else at - 1


def _before_who(verb: Token) -> Token | None:
    """ "Keller, meanwhile, who was there, | said …": the parser takes the name for the subject of "was"."""
    for clause in (c for c in verb.children if c.dep_ == "ccomp" and c.i < verb.i):
        subjects = [c for c in clause.children if c.dep_ == "nsubj" and c.i < clause.i]
        if len(subjects) > 1 and subjects[-1].lower_ == "who" and subjects[0].pos_ == "PROPN":
            return subjects[0]
    return None


def _is_behind_marks(doc: Doc, last: int, quoted: Sequence[bool]) -> bool:
    """Does the name that ends here begin right behind a quotation: “…,” | Ann Keller, President Holm's aide, said …"""
    while last and doc[last].pos_ == "PROPN" and not quoted[last]:
        last -= 1
    return quoted[last]


def _between_commas(verb: Token, last: int) -> Token | None:
    """The name alone between two commas: In a letter to the council, her adviser, | Ann Keller, said …"""
    doc, first = verb.doc, last
    while first > verb.sent.start and doc[first - 1].ent_type_ == "PERSON":
        first -= 1
    framed = first < last and first > verb.sent.start and doc[first - 1].text == ","
    return doc[last - 1] if framed else None


def privy(verb: Token, quoted: Sequence[bool]) -> Token | None:
    """The noun of "sources privy to the meeting | told …", where the parser takes the adjective for the verb."""
    doc = verb.doc
    for at in range(verb.i - 1, max(verb.sent.start, verb.i - _FAR_UP), -1):
        if doc[at].is_punct or quoted[at]:
            return None
        if doc[at].tag_ == "JJ" and doc[at + 1].lower_ in ("to", "with", "of"):
            return doc[at - 1] if doc[at - 1].lemma_.lower() in word_set("people_nouns") else None
    return None


def _may_be_inverted(verb: Token, quoted: Sequence[bool]) -> bool:
    """Only after a comma, a dash or a closing mark does the speaker follow the verb, or at the head of a sentence."""
    doc = verb.doc
    if verb.i == verb.sent.start and verb.text[0].isupper() and verb.tag_ == "VBD":
        return True
    before = _solid(doc, verb.i - 1, -1)
    return before is not None and (quoted[before] or doc[before].text in (",", "—", "–", "-", "--"))


def _solid(doc: Doc, at: int, step: int) -> int | None:
    """The index of the nearest token from `at` on that is no white space."""
    while 0 <= at < len(doc):
        if not doc[at].is_space:
            return at
        at += step
    return None

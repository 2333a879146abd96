"""Names as they stand in the text: which runs of large letters are people's names, and what speaks for each."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from briefings import names
from briefings.analysis.lexicon import word_set, word_set_as_printed
from briefings.analysis.likeness import is_given_name
from briefings.analysis.titles import Title, is_country, office_ending, title_then_name, titles_after, titles_before
from briefings.analysis.words import Doc, Span, Token

_PARTICLES = frozenset(
    "al ul ur el bin bint ibn de da do dos das del della di du la le van von der den ten ter zu abu".split()
)
_LEADING = frozenset("von van der den ter del della di de bin ibn el al".split())  # "said von der Leyen"
_NAMED_AFTER = frozenset(
    "airport arena award bridge disease highway hospital library museum prize school square stadium station street"
    " terminal tunnel university".split()
)
_MOST_WORDS = 5
_ADJECTIVAL = re.compile(
    r"(led|backed|era|style|like|controlled|elect|appointed|friendly|linked|aligned|born|inspired)$"
)


@dataclass(frozen=True, slots=True)
class Naming:
    """Tokens `[start, end)` that look like somebody's name, with what stands around them."""

    start: int
    end: int
    words: tuple[str, ...]  # folded
    titles: tuple[Title, ...]  # before the name and after it
    honorific: str | None
    labelled: bool  # the model says PERSON of its last word
    other_label: bool  # the model says that it is something else
    speaks: bool  # it is the subject of a reporting verb
    compound: bool  # "the Trump administration": it only stands before a noun
    headline: bool  # in a line where every word is written large
    acts: bool  # it does something, or is explained: the subject of a verb, beside an apposition, before "who"
    exact: bool  # the model marks just these words as one person, no "the" stands before, no word is also written small
    doubtful: bool  # a place, a day, an office: a name only if somebody bears it as a surname

    @property
    def is_full(self) -> bool:
        return len(self.words) > 1 and not all(word in _PARTICLES for word in self.words[:-1])


def find_namings(doc: Doc) -> tuple[Naming, ...]:
    """Every run of large letters that may be a name, in text order. None is believed yet."""
    small = {token.text for token in doc if token.is_lower}
    surnames = _surnames(doc)
    found = (naming for sent in doc.sents for naming in _in_sentence(sent, surnames))
    return tuple(replace(n, exact=False) if n.exact and small & set(n.words) else n for n in found)


def believe(namings: tuple[Naming, ...], says_i: Callable[[Naming], bool]) -> frozenset[tuple[str, ...]]:
    """The names, as folded words, that enough witnesses speak for.

    A full name needs a title, or the model's word for it more often than against it, or two weaker signs. A word
    alone needs a title or "Mr.", or it must say something while the model calls it a person or it says "I".
    """
    by_words: dict[tuple[str, ...], list[Naming]] = {}
    for naming in namings:
        by_words.setdefault(naming.words, []).append(naming)
    return frozenset(
        words
        for words, found in by_words.items()
        if (_is_full_name(found, by_words.get(words[-1:], [])) if len(words) > 1 else _is_lone_name(found, says_i))
    )


def without_epithets(namings: tuple[Naming, ...], believed: frozenset[tuple[str, ...]]) -> tuple[Naming, ...]:
    """ "Crooked Hillary Clinton" is Hillary Clinton, where she is also named without it."""
    return tuple(
        replace(n, start=n.start + 1, words=n.words[1:])
        if len(n.words) > 2 and n.words[1:] in believed and is_given_name(n.words[1]) and not is_given_name(n.words[0])
        else n
        for n in namings
    )


def _is_full_name(found: list[Naming], alone: list[Naming]) -> bool:
    """`alone` are the places where its last word stands by itself."""
    known = is_given_name(found[0].words[0])
    plain = [n for n in found if not n.headline]
    if any(n.titles or n.honorific for n in plain):
        return True
    votes = Counter("for" if n.labelled else "against" if n.other_label else "none" for n in plain or found)
    if not plain:
        return known and len(found[0].words) < 4 and bool(votes["for"])
    if votes["for"] and votes["for"] >= votes["against"]:
        return (
            known
            or any(n.speaks or (n.exact and n.acts) for n in plain)
            or any(n.honorific or n.labelled for n in alone)
        )
    return known and not votes["against"] and any(n.speaks for n in plain)


def _is_lone_name(found: list[Naming], says_i: Callable[[Naming], bool]) -> bool:
    plain = [n for n in found if not (n.compound or n.headline or n.doubtful)]
    if any(n.honorific or any(t.text[0].isupper() for t in n.titles) for n in plain):
        return True
    labelled = sum(n.labelled for n in plain) > sum(n.other_label for n in plain)
    return any(n.speaks and (labelled or says_i(n)) for n in plain)


# --- runs of large letters ---------------------------------------------------------------------------------------


def _surnames(doc: Doc) -> frozenset[str]:
    """The last words of what the model calls people of several words: a sentence may begin with one of them."""
    return frozenset(ent[-1].text for ent in doc.ents if ent.label_ == "PERSON" and len(ent) > 1)


def _in_sentence(sent: Span, surnames: frozenset[str]) -> Iterator[Naming]:
    headline = is_headline(sent)
    at = sent.start
    while at < sent.end:
        end = _run_end(sent, at) if _is_large(sent.doc[at], surnames) else at
        if end == at:
            at += 1
            continue
        yield from _pieces(sent.doc, at, end) if headline else _whole(sent.doc, at, end)
        at = end


def is_headline(sent: Span) -> bool:
    """A line where nearly every word is written large: there a large letter says nothing.

    With a full stop it is one only as the first line of all.
    """
    words = [token for token in sent if token.is_alpha and len(token.text) > 3]
    stopped = any(token.text in {".", "!"} for token in list(sent)[-3:])
    told = any(token.tag_ in {"VBD", "VBZ"} and token.is_lower for token in sent)  # a headline's verbs are large too
    first_line = sent.start == 0 and "\n" in sent[-1].text and not told
    return (
        len(words) > 3
        and (not stopped or first_line)
        and sum(token.text[0].isupper() for token in words) / len(words) > 0.7
    )


def _is_large(token: Token, surnames: frozenset[str]) -> bool:
    if not token.text[0].isupper() or token.text == "I":
        return False
    first = token.is_sent_start or token.nbor(-1).text in {'"', "'", ":", "-", "–", "—", "*"}
    name = token.tag_ in {"NNP", "NNPS"} or token.ent_type_ == "PERSON" or token.text in surnames
    return not first or name or is_given_name(token.text)


def _run_end(sent: Span, at: int) -> int:
    doc, end = sent.doc, at + 1
    while end < sent.end:
        token = doc[end]
        joined = not doc[end - 1].whitespace_
        if token.text[0].isupper() and (not joined or doc[end - 1].text in {"-", "."}):
            end += 1
        elif token.text == "-" and joined and end + 1 < sent.end and not token.whitespace_:
            if not doc[end + 1].is_alpha or (doc[end + 1].is_lower and _ADJECTIVAL.search(doc[end + 1].text)):
                break
            end += 2
        elif token.text == "." and joined and doc[end - 1].text in {"Jr", "Sr"}:
            end += 1
        elif nickname_end := _after_nickname(doc, end, sent.end):
            end = nickname_end
        elif token.lower_ in _PARTICLES and end + 1 < sent.end and _after_particles(doc, end, sent.end):
            end = _after_particles(doc, end, sent.end)
        else:
            break
    return end


def _after_nickname(doc: Doc, at: int, last: int) -> int:
    """Past the marks in 'Robert "Bob" Hale' or "Maria (Masha) Orlova", up to the surname; 0 elsewhere."""
    marks = doc[at].text + (doc[at + 2].text if at + 3 < last else "")
    framed = marks in {'""', "''", "()"} and doc[at + 1].text.istitle() and doc[at + 3].text.istitle()
    return at + 3 if framed and is_given_name(doc[at - 1].text) and not doc[at].whitespace_ else 0


def _after_particles(doc: Doc, at: int, last: int) -> int:
    """Past "von der Leyen" or "al-Sisi"; 0 when no large letter follows."""
    while at < last and (doc[at].lower_ in _PARTICLES or doc[at].text == "-"):
        at += 1
    return at + 1 if at < last and doc[at].text[0].isupper() else 0


def _whole(doc: Doc, start: int, end: int) -> Iterator[Naming]:
    start = _after_titles(doc, start, end)
    while start < end - 1 and (_is_no_name(doc[start]) or doc[start].text in {"-", "–"}):
        start += 1
    while end - 1 > start and (_is_no_name(doc[end - 1]) or doc[end - 1].text in {"-", "–"}):
        end -= 1
    start = _past_junk(doc, start, end)
    while start > doc[start].sent.start and doc[start - 1].text in _LEADING:
        start -= 1
    while end - start > 1 and doc[end - 1].is_stop and not doc[end - 1].is_upper:
        end -= 1  # "Mr. Sanders Is Not …"
    naming = _naming(doc, start, end)
    if naming and _may_be_name(doc, naming):
        yield naming


def _past_junk(doc: Doc, start: int, end: int) -> int:
    """Past large words that no name begins with: "Miss Universe Alicia Machado", "Crooked Hillary Clinton"."""
    if end - start > 1 and _opens_sentence(doc[start]) and not is_given_name(doc[start].text):
        start += 1  # "Without Bloomberg", "Painting Trump as …"
    if start > 1 and doc[start - 1].lower_ == "of" and office_ending(doc, start - 1) is not None:
        start = next((i for i in range(start, end) if doc[i].ent_type_ == "PERSON"), start)  # "Minister of Health | …"
    for at in range(start, end - 1):
        word, after = doc[at], doc[at + 1]
        if is_given_name(word.text) or word.text.endswith("."):
            return start
        one_person = word.ent_type_ == "PERSON" and after.ent_iob_ == "I"
        if is_given_name(after.text) and end - at > 2 and not one_person:
            return at + 1
    return start


def _opens_sentence(token: Token) -> bool:
    """A little word or a participle that is written large only because a sentence begins."""
    little = token.is_stop or token.text.endswith("ing")
    return little and (token.is_sent_start or token.nbor(-1).is_punct) and not token.is_upper


def _pieces(doc: Doc, start: int, end: int) -> Iterator[Naming]:
    """In a headline: what the model calls people, and single words, to be compared with names found elsewhere."""
    at = start
    while at < end:
        label = next(
            (e for e in doc.span(at, end).ents if e.start == at and e.label_ == "PERSON" and e.end <= end), None
        )
        to = label.end if label is not None else at + 1
        naming = _naming(doc, at, to, headline=True)
        if naming and _may_be_name(doc, naming):
            yield naming
        at = to


def _after_titles(doc: Doc, start: int, end: int) -> int:
    for at in range(end - 1, start - 1, -1):
        if at > 0 and doc[at - 1].text.casefold() in word_set("honorifics") and at - 1 >= start:
            return at
        office = office_ending(doc, at) if at > 0 else None
        if office is None or _is_within_name(doc, start, office, at, end):
            continue
        return at
    return start


def _is_within_name(doc: Doc, start: int, office: int, at: int, end: int) -> bool:
    """ "Dean Acheson" and "Larry King Live" hold no office; "Charlotte Mayor Jennifer Roberts" does."""
    if at - office > 1 or is_given_name(doc[at].text):
        return False
    first = office == start and at == end - 1 and is_given_name(doc[office].text)
    return first or (office > start and is_given_name(doc[office - 1].text))


def _is_no_name(token: Token) -> bool:
    return token.ent_type_ != "PERSON" and (
        is_country(token)
        or token.text in word_set_as_printed("name_traps")
        or token.text in word_set_as_printed("places")
    )


def _may_be_name(doc: Doc, naming: Naming) -> bool:
    words = [token for token in doc[naming.start : naming.end] if token.text[0].isalnum()]
    last = doc[naming.end - 1]
    if not words or len(words) > _MOST_WORDS or any(len(word) > 25 for word in words):
        return False
    if not all(re.fullmatch(r"[^\W\d_][\w.'’]*", word.text) for word in words):
        return False
    if (
        _is_credit(doc, naming)
        or _is_named_after(doc, naming)
        or _is_adjectival(doc, naming)
        or not _is_last_word(words[-1], naming)
    ):
        return False
    whole = doc.span(naming.start, naming.end).text
    if whole in word_set_as_printed("name_traps") | word_set_as_printed("places") and (naming.is_full or "." in whole):
        return False
    if not naming.is_full:
        addressed = f"{naming.honorific} {last.text}" in word_set_as_printed("name_traps")  # "Miss Universe"
        return (not last.is_upper or naming.labelled) and not addressed
    if any(word.is_upper and len(word) > 1 and (word.is_stop or word.like_num) for word in words):
        return False
    known = is_given_name(words[0].text)
    if any(word.lower_ in word_set("organisation_words") for word in words[known:-1]):
        return False
    doubtful = last.lower_ in word_set("organisation_words") or office_ending(doc, naming.end) is not None
    places = any(is_country(word) or word.text in word_set_as_printed("places") for word in words)
    witnessed = naming.labelled or bool(naming.titles)
    return not (doubtful or places) or (witnessed and known and (len(words) == 2 or not doubtful))


def _is_last_word(word: Token, naming: Naming) -> bool:
    """No initial; but "V" is the fifth of his name, where a title says so: "King Harald V"."""
    return len(word.text.rstrip(".")) > 1 or (names.fold(word.text) in names.SUFFIXES and bool(naming.titles))


def _is_named_after(doc: Doc, naming: Naming) -> bool:
    """ "Charles de Gaulle airport" is a place, whoever he was."""
    return naming.compound and doc[naming.end].lower_ in _NAMED_AFTER


def _is_credit(doc: Doc, naming: Naming) -> bool:
    """ "Win McNamee—AFP", "Photo by Jane Roe": who took the picture is not in the story."""
    after = doc.span(naming.end, naming.end + 2).text
    before = doc.span(max(0, naming.start - 2), naming.start).text.lower()
    return bool(re.match(r"\s?[—–/-]\s?[A-Z]{2,}|/\s?\w", after)) or bool(
        re.search(r"(photo|image|picture)s? by$", before)
    )


def _is_adjectival(doc: Doc, naming: Naming) -> bool:
    """ "Pompeo-led", "anti-Trump"."""
    after = naming.end < len(doc) and doc[naming.end].text in {"-", "–"} and not doc[naming.end - 1].whitespace_
    before = naming.start > 1 and doc[naming.start - 1].text == "-" and not doc[naming.start - 1].whitespace_
    return (after and not doc[naming.end].whitespace_) or (before and not doc[naming.start - 2].whitespace_)


def _naming(doc: Doc, start: int, end: int, *, headline: bool = False) -> Naming | None:
    text = doc.span(start, end).text if start < end else ""
    words = tuple(names.fold(text).split())
    if not words:
        return None
    at, honorific = start, None
    while at > 0 and doc[at - 1].text.casefold() in word_set("honorifics"):
        at -= 1
        honorific = doc[at].text
    last, head = doc[end - 1], doc.span(start, end).root
    return Naming(
        start=start,
        end=end,
        words=words,
        titles=() if headline else _titles(doc, at, end),
        honorific=honorific,
        labelled=last.ent_type_ == "PERSON",
        other_label=last.ent_type_ not in {"", "PERSON"},
        speaks=head.dep_ == "nsubj" and head.head.lemma_ in word_set("reporting_verbs"),
        compound=head.dep_ in {"compound", "amod", "nmod"}
        and head.head.i >= end
        and doc[end].pos_ in {"NOUN", "PROPN"},
        headline=headline,
        acts=_acts(doc, start, end),
        exact=_is_exactly_a_person(doc, start, end),
        doubtful=len(words) == 1 and _is_doubtful(doc, start),
    )


def _titles(doc: Doc, start: int, end: int) -> tuple[Title, ...]:
    return (*titles_before(doc, start), *title_then_name(doc, start, end), *titles_after(doc, end))


def _acts(doc: Doc, start: int, end: int) -> bool:
    head = doc.span(start, end).root
    who = end + 1 < len(doc) and doc[end + 1].lower_ in {"who", "whose", "whom"}
    return who or head.dep_ in {"nsubj", "nsubjpass"} or any(c.dep_ == "appos" and c.i >= end for c in head.children)


def _is_exactly_a_person(doc: Doc, start: int, end: int) -> bool:
    bounds = [token.ent_iob_ for token in doc[start : end + 1]] + ["O"]
    one = bounds[0] == "B" and "B" not in bounds[1 : end - start] and bounds[end - start] != "I"
    return (
        one
        and all(token.ent_type_ == "PERSON" for token in doc[start:end])
        and (start == 0 or doc[start - 1].pos_ != "DET")
    )


def _is_doubtful(doc: Doc, at: int) -> bool:
    word = doc[at]
    return (
        is_country(word)
        or word.text in word_set_as_printed("places")
        or word.text in word_set_as_printed("name_traps")
        or word.lower_ in word_set("organisation_words")
        or office_ending(doc, at + 1) is not None
    )

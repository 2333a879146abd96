"""The words of an office, so that one is known in other words: “the ISI chief” and “director of the ISI”."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice, product

from briefings import names
from briefings.answers.saying import letters
from briefings.lexicon import entries

LITTLE = frozenset("the a an of for in at to and current then incumbent new s".split())
OTHER_OFFICE = frozenset("deputy vice assistant under undersecretary associate".split())
_FORMER = frozenset("former ex old onetime".split())
_SAME = (  # one office in other words
    ("spokesman", "spokeswoman", "spokesperson"),
    ("chairman", "chairwoman", "chair"),
    ("ceo", "chief executive officer"),
    ("head", "chief", "director", "boss"),
    ("governor", "gov"),
    ("senator", "sen"),
    ("representative", "rep", "congressman", "congresswoman"),
    ("general", "gen"),
    ("secretarygeneral", "secretary general"),
    ("pentagon", "defense department"),
    ("us", "american", "america"),
    ("uk", "british", "britain"),
    ("eu", "european", "europe"),
    *(tuple(row.casefold().split()) for row in entries("states") if "_" not in row),  # France, French
)  # fmt: skip
_BODIES = {  # without those that are another's, as the United Nations High Commissioner
    names.title_form(name): short.casefold()
    for name, short in letters().items()
    if not any(other in name for other in letters() if other != name)
}
CHIEFS = frozenset(("secretarygeneral", "president", "chairman", "ceo"))  # whom a paper also calls the chief of a body
_FORMS = {short: (short, name) for name, short in _BODIES.items()} | {form: row for row in _SAME for form in row}
_PRINTED = _FORMS | {"head": (*_FORMS["head"], "secretary general", "president", "chairman")}
_BODY = re.compile(rf"\b(?:{'|'.join(sorted(_BODIES, key=len, reverse=True))})\b")
_WRITTEN_OUT = (  # the same in several words
    (re.compile(r"\bchief executive(?: officer)?\b"), "ceo"),
    (re.compile(r"\b(?:us )?(?:department of defense|defense department)\b"), "pentagon"),
    (re.compile(r"\bpress secretary\b"), "spokesman"),
    (re.compile(r"\bdirector general\b"), "head"),
    (re.compile(r"\bsecretary general\b"), "secretarygeneral"),
)


def words_of(office: str) -> tuple[list[str], bool]:
    """The words that tell this office, and whether somebody is meant who held it before."""
    words = [word for word in sorted(canonical(names.title_form(office))) if word not in LITTLE]
    return [word for word in words if word not in _FORMER], bool(_FORMER.intersection(words))


MOST_VARIANTS = 24


def variants(wanted: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """The words, and the same office in other words; the last ones first are left out where there are too many."""
    forms = [_PRINTED.get(word, (word,)) for word in wanted]
    return islice(product(*forms), MOST_VARIANTS)


_OF_A_LAND = ("n", "an", "ian", "ean", "ese", "ish", "i")


def same_land(one: str, other: str) -> bool:
    """Malaysia and Malaysian, Pakistan and Pakistani: one is the other and an ending, but for a letter or two."""
    short, long = sorted((one, other), key=len)
    stem = short.rstrip("aey") if len(short) > 4 else short
    return (
        len(stem) >= 4
        and long.startswith(stem)
        and long != short
        and long[len(stem) :]
        in {
            *_OF_A_LAND,
            *(f"{letter}{ending}" for letter in "aeiy" for ending in _OF_A_LAND),
        }
    )


def head(title: str) -> str:
    """The word that says what he is: “director” of “director of the agency”."""
    return one_form(_short(names.title_form(re.split(r",| (?:of|for|to|at|in) ", title)[0])).split()[-1])


def canonical(form: str) -> set[str]:
    """The words of a `title_form`, each as `one_form` has it: equal sets are one office."""
    return {one_form(word) for word in _short(form).split()}


def _short(form: str) -> str:
    form = _BODY.sub(lambda found: _BODIES[found[0]], form)
    for pattern, word in _WRITTEN_OUT:
        form = pattern.sub(word, form)
    return form


def one_form(word: str) -> str:
    """The first of the words that say the same: “chairman” for chair, “Sanders” for Sanders'."""
    word = word.rstrip("'’")
    return _FORMS.get(word, (word,))[0]

"""Names as strings: one form to compare them by, the surname, and the words of a text. Knows no article."""

import re
import unicodedata
from functools import lru_cache

INVISIBLE = "".join(map(chr, (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)))
"""Soft hyphens, zero-width marks and marks of direction."""

UNSEEN = re.compile(f"[{INVISIBLE}][{INVISIBLE}]*")  # one of a set first is found soonest
"""A run of them: inside a word nobody sees it."""

_PLAIN = re.compile("[A-Za-z]+(?: [A-Za-z]+)*")
_ARTICLE = re.compile(r"\b(al|el|ul)\s?[-–]\s?(?=[a-z]{2})")  # al-Assad, al - Assad
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"})
_PARTICLES = frozenset("al bin bint da das de del della den der di dos du el ibn la le st ter van von ten".split())
SUFFIXES = frozenset("jr sr ii iii iv v vi vii viii xi xii xiii xiv xvi".split())
"""What stands behind a surname, or behind the one name of a king: "x" is not among them, for Malcolm's sake."""


@lru_cache(maxsize=1 << 15)
def fold(name: str) -> str:
    """The form to compare names by: no case, no accents, no dots, no possessive, single spaces.

    >>> fold("Recep Tayyip Erdoğan’s")
    'recep tayyip erdogan'
    """
    if _PLAIN.fullmatch(name):  # most names: nothing else would change
        return name.lower()
    name = name.translate(_APOSTROPHES)
    if not name.isascii():
        name = UNSEEN.sub("", name)
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    name = _ARTICLE.sub(r"\1 ", name.casefold().replace("ı", "i").replace("ł", "l"))
    name = re.sub(r"'s?\b(?=\s|$)", "", name)
    return " ".join(re.sub(r"[^\w'-]+", " ", name).split())


@lru_cache(maxsize=1 << 13)
def words(name: str) -> tuple[str, ...]:
    """The folded words of a name, without Jr., Sr., III."""
    parts = fold(name).split()
    return tuple(p for i, p in enumerate(parts) if i == 0 or p not in SUFFIXES)


@lru_cache(maxsize=1 << 13)
def surname(name: str) -> str:
    """The folded surname with its particles: "Ursula von der Leyen" → "von der leyen". A single word is its own."""
    parts = words(name)
    at = len(parts) - 1
    while at > 1 and parts[at - 1] in _PARTICLES:
        at -= 1
    return " ".join(parts[at:])


@lru_cache(maxsize=1 << 13)
def surname_family(name: str) -> str:
    """What the surnames have in common that may be one name in another alphabet: Zelensky and Zelenskyy, Gaddafi and
    Gadhafi. It brings names together to be compared, and says nothing of who is who.
    """
    plain = re.sub(r"(?<=[bdgkt])h|['-]", "", surname(name))
    return re.sub(r"(?:ij|[iyj])+$", "y", re.sub(r"([^\W\daeiouy])\1+", r"\1", plain))


_SET_BY_EDITORS = (
    ("’", "'"),
    ("“", '"'),
    ("”", '"'),
    ("‘", '"'),
    ("–", "-"),
    ("—", "-"),
    ("…", "..."),
    ("\u00a0", " "),
)
_ONLY_WORDS = str.maketrans({c: c.lower() if c.isalnum() else " " for c in map(chr, range(128))})


def straight(text: str) -> str:
    """The text with the plain marks for those that editors set: nearly always it is ASCII then."""
    if not text.isascii():
        for mark, plain in _SET_BY_EDITORS:
            text = text.replace(mark, plain)
    return text


def small_words(text: str) -> list[str] | None:
    """The runs of letters and digits in small letters, which a pattern finds in six times as long; None beyond ASCII."""
    return text.translate(_ONLY_WORDS).split() if text.isascii() else None


_TITLE_SPELLINGS = {
    "defence": "defense",
    "adviser": "advisor",
    "counsellor": "counselor",
    "labour": "labor",
    "organiser": "organizer",
    "usa": "us",
    "pm": "prime minister",
    "cm": "chief minister",
    "coas": "chief of army staff",
    "dg": "director general",
    "ig": "inspector general",
    "gen": "general",
    "lt": "lieutenant",
    "maj": "major",
    "brig": "brigadier",
    "col": "colonel",
    "capt": "captain",
    "cmdr": "commander",
    "cpl": "corporal",
    "sgt": "sergeant",
    "adm": "admiral",
    "sen": "senator",
    "rep": "representative",
    "gov": "governor",
    "amb": "ambassador",
    "prof": "professor",
    "rev": "reverend",
}


_INITIALS = re.compile(r"\b[a-z](?: [a-z])+\b")  # U.N., F.B.I.


@lru_cache(maxsize=1 << 13)
def title_form(title: str) -> str:
    """The form to compare titles by: small letters, no hyphens, American spelling, abbreviations written out.

    >>> title_form("Defence Secretary") == title_form("defense secretary")
    True
    >>> title_form("U.N. Ambassador") == title_form("UN ambassador")
    True
    """
    folded = re.sub(r"\bu s( a)?\b", "us", fold(title).replace("-", " "))
    folded = _INITIALS.sub(lambda found: found[0].replace(" ", ""), folded)
    return " ".join(_TITLE_SPELLINGS.get(word, word) for word in folded.split())

"""Whether a text is English: the model calls the words of any other language people and places."""

import re

from briefings.lexicon import word_set
from briefings.names import straight

FEWEST_WORDS = 30  # of a text that can be told
LEAST_SHARE = 0.1  # of small words: news has a third of them, a page of results a fifth, other languages a twentieth

_ENOUGH = 4_000  # characters that are looked at

_WORD = re.compile(r"[^\W\d_]+")
_ONLY_LETTERS = str.maketrans({c: c.lower() if c.isalpha() else " " for c in map(chr, range(128))})


def is_english(text: str) -> bool:
    """True as well of what is too short to tell."""
    words = _words(straight(text[:_ENOUGH]))
    small = sum(map(word_set("function_words").__contains__, words))
    return len(words) < FEWEST_WORDS or small >= LEAST_SHARE * len(words)


def _words(text: str) -> list[str]:
    """Its runs of letters, in small ones; a pattern, which takes longer to find them, only beyond ASCII."""
    return text.translate(_ONLY_LETTERS).split() if text.isascii() else " ".join(_WORD.findall(text)).lower().split(" ")

"""Whether a text is English: the model calls the words of any other language people and places."""

import re

from briefings.lexicon import word_set

FEWEST_WORDS = 30  # of a text that can be told
LEAST_SHARE = 0.1  # of small words: news has a third of them, a page of results a fifth, other languages a twentieth

_ENOUGH = 4_000  # characters that are looked at

_WORD = re.compile(r"[^\W\d_]+")


def is_english(text: str) -> bool:
    """True as well of what is too short to tell."""
    words = " ".join(_WORD.findall(text, 0, _ENOUGH)).lower().split(" ")
    small = sum(map(word_set("function_words").__contains__, words))
    return len(words) < FEWEST_WORDS or small >= LEAST_SHARE * len(words)

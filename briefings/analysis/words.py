"""A parse as the rules read it: spaCy's Doc in plain Python objects, made once an article.

The names are spaCy's, and so is what they say; only what the rules ask for is here. Asking a spaCy token for its form,
its head or its children makes new objects each time, and the rules ask some hundred times a word: read from here they
take a third of the time.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator
from functools import cached_property
from itertools import compress
from typing import Any

from spacy.lang.en.lex_attrs import like_num
from spacy.lang.en.stop_words import STOP_WORDS
from spacy.lang.lex_attrs import is_punct
from spacy.tokens import Doc as Parsed

from briefings.analysis.table import Table
from briefings.remembered import Remembered

FINITE = frozenset("VBD VBZ VBP MD".split())  # tags

_IOB = ("", "I", "O", "B")
_STARTS = (None, True, False)  # by 0, 1 and -1


class Token:
    """One word of a Doc. There is one object for it, so two tokens are the same where they are identical."""

    __slots__ = (
        "children",  # in text order
        "dep_",
        "doc",
        "ent_iob_",
        "ent_type_",
        "head",
        "i",
        "idx",
        "is_sent_start",
        "is_space",
        "lemma_",
        "lower_",
        "pos_",
        "sent",
        "tag_",
        "text",
        "whitespace_",
    )

    doc: "Doc"
    i: int
    idx: int
    text: str
    lower_: str
    lemma_: str
    tag_: str
    pos_: str
    dep_: str
    ent_type_: str
    ent_iob_: str
    whitespace_: str
    is_sent_start: bool | None
    is_space: bool
    head: "Token"
    children: "tuple[Token, ...]"
    sent: "Span"

    def __len__(self) -> int:
        return len(self.text)

    def __repr__(self) -> str:
        return self.text

    @property
    def is_alpha(self) -> bool:
        return self.text.isalpha()

    @property
    def is_punct(self) -> bool:
        return _IS_PUNCT[self.text]

    @property
    def is_upper(self) -> bool:
        return self.text.isupper()

    @property
    def is_lower(self) -> bool:
        return self.text.islower()

    @property
    def is_title(self) -> bool:
        return self.text.istitle()

    @property
    def is_stop(self) -> bool:
        return self.lower_ in STOP_WORDS

    @property
    def like_num(self) -> bool:
        return bool(like_num(self.text))  # type: ignore[no-untyped-call]  # spaCy gives it no type

    @property
    def ancestors(self) -> "Iterator[Token]":
        """Its head, the head's head, and so on up to the root of the sentence."""
        token = self
        while (head := token.head) is not token:
            yield head
            token = head

    def is_ancestor(self, other: "Token") -> bool:
        """Whether the other hangs on this one."""
        return any(above is self for above in other.ancestors)

    @property
    def lefts(self) -> "list[Token]":
        """The children that stand before it."""
        return [child for child in self.children if child.i < self.i]

    @property
    def subtree(self) -> "Iterator[Token]":
        """The token and all that hangs on it, in text order but for crossing branches."""
        before = self.lefts
        for token in before:
            yield from token.subtree
        yield self
        for token in self.children[len(before) :]:
            yield from token.subtree

    @property
    def left_edge(self) -> "Token":
        """The first token of all that hangs on this one."""
        return self.doc[self.doc.edges[0][self.i]]

    @property
    def right_edge(self) -> "Token":
        """The last token of all that hangs on this one."""
        return self.doc[self.doc.edges[1][self.i]]

    def nbor(self, by: int = 1) -> "Token":
        """The token so many places on; beyond the ends of the Doc one that says nothing, as many a text ends anywhere."""
        at = self.i + by
        return self.doc[at] if 0 <= at < len(self.doc) else _NOTHING


def _nothing() -> Token:
    token = Token()
    token.text = token.lower_ = token.lemma_ = token.tag_ = token.pos_ = token.dep_ = ""
    token.ent_type_ = token.ent_iob_ = token.whitespace_ = ""
    token.i, token.idx, token.is_sent_start, token.is_space = -1, 0, None, False
    token.head, token.children = token, ()
    return token


_NOTHING = _nothing()


class Span:
    """Tokens `[start, end)` of a Doc."""

    __slots__ = ("doc", "end", "label_", "start")

    def __init__(self, doc: "Doc", start: int, end: int, label_: str = "") -> None:
        self.doc, self.start, self.end, self.label_ = doc, start, end, label_

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[Token]:
        return iter(self.doc[self.start : self.end])

    def __getitem__(self, at: int) -> Token:
        return self.doc[self.start + at if at >= 0 else self.end + at]

    @property
    def start_char(self) -> int:
        return self.doc[self.start].idx

    @property
    def end_char(self) -> int:
        last = self.doc[self.end - 1]
        return last.idx + len(last.text)

    @property
    def text(self) -> str:
        return self.doc.text_of(self.start, self.end)

    @property
    def root(self) -> Token:
        """The token that the others hang on: the one nearest to the root of the sentence, the first of several.

        A mark or a space by itself only where there is no word.
        """
        start, end = self.start, self.end
        if end - start == 1:
            return self.doc[start]
        above = [token for token in self.doc[start:end] if token.head is token or not start <= token.head.i < end]
        return above[0] if len(above) == 1 else min(above, key=_depth)

    @property
    def ents(self) -> list["Span"]:
        """The model's entities that lie inside."""
        first, last = (bisect_left(self.doc.ents, at, key=lambda ent: ent.start) for at in (self.start, self.end))
        return [ent for ent in self.doc.ents[first:last] if ent.end <= self.end]


class Doc(list[Token]):
    """The words of an article in their order, and what they make up.

    A list, so that a word is had at once by its number; `doc[2:4]` are two words, `doc.span(2, 4)` is what they are
    together.
    """

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.titles: dict[tuple[int, int], Any] = {}  # what `titles_around` found for the names at these tokens
        self.sents = tuple(self._fill(table))
        self.text = "".join([token.text + token.whitespace_ for token in self])

    @classmethod
    def of(cls, parsed: Parsed) -> "Doc":
        """What spaCy says of a text."""
        return cls(Table.of(parsed))

    def _fill(self, table: Table) -> Iterator[Span]:
        """The tokens with all that they are, which become this list; their sentences."""
        self.texts, lemmas = table.words.rows()  # kept, as are two more: to go through all words by one of these alone
        self.lowers = [*map(str.lower, self.texts)]
        self.tags, *labels = table.labels.rows()
        columns = zip(self.texts, self.lowers, lemmas, self.tags, *labels, *table.marks.tolist(), strict=True)
        sent: Span | None = None
        at = 0
        for i, (text, lower, lemma, tag, part, dep, label, bound, spaced, start) in enumerate(columns):
            token = Token()
            token.doc, token.i, token.idx, token.text = self, i, at, text
            token.lower_, token.lemma_, token.is_space = lower, lemma, text.isspace()
            token.tag_, token.pos_, token.dep_ = tag, part, dep
            token.ent_type_, token.ent_iob_ = label, _IOB[bound]
            token.whitespace_ = " " if spaced else ""
            token.is_sent_start = _STARTS[start]
            token.children = ()
            if sent is None or start == 1:
                if sent is not None:
                    sent.end = i
                    yield sent
                sent = Span(self, i, i)
            token.sent = sent
            self.append(token)
            at += len(text) + spaced
        if sent is not None:
            sent.end = len(self)
            yield sent
        for token, by in zip(self, table.heads.tolist(), strict=True):
            token.head = above = self[token.i + by]
            if above is not token:
                above.children += (token,)

    def let_go(self) -> None:
        """Nobody reads it any more. Its words mean each other: only so are they freed at once, without the collector."""
        for token in self:
            del token.head  # what hangs on a word is held by it alone then
        self.clear()
        vars(self).clear()

    def span(self, start: int, end: int) -> Span:
        """Tokens `[start, end)`, as far as there are so many."""
        if not 0 <= start <= end <= len(self):
            start, end, _ = slice(start, end).indices(len(self))
        return Span(self, start, max(start, end))

    def text_of(self, start: int, end: int) -> str:
        """What tokens `[start, end)` say, as far as there are so many."""
        tokens = self[start:end]
        if len(tokens) < 2:
            return tokens[0].text if tokens else ""
        return self.text[tokens[0].idx : tokens[-1].idx + len(tokens[-1].text)]

    def char_span(self, start: int, end: int, *, alignment_mode: str = "strict") -> Span | None:
        """The tokens at these characters: just these ("strict") or all that they touch ("expand").

        None where no token is, and where "strict" characters are not those of whole tokens.
        """
        first, last = self._token_at(start), self._token_at(end - 1)
        if first is None or last is None:
            return None
        if alignment_mode == "strict":
            exact = first.idx == start and last.idx + len(last.text) == end
            return Span(self, first.i, last.i + 1) if exact else None
        return Span(self, first.i + (start == first.idx + len(first.text)), last.i + 1)

    def starting_in(self, start: int, end: int) -> range:
        """The numbers of the tokens whose first character is one of these."""
        return range(bisect_left(self._starts, start), bisect_left(self._starts, end))

    def all_of(self, words: Container[str]) -> list[Token]:
        """The tokens that are one of these words in small letters, in text order."""
        return [*compress(self, map(words.__contains__, self.lowers))]

    @cached_property
    def forms(self) -> frozenset[str]:
        """Its words as they are printed, each once."""
        return frozenset(self.texts)

    @cached_property
    def spaces(self) -> list[int]:
        """The numbers of the tokens that are white space by themselves."""
        return [token.i for token in self if token.is_space]

    @cached_property
    def breaks(self) -> list[int]:
        """The numbers of the tokens that are line breaks."""
        return [i for i in self.spaces if "\n" in self[i].text]

    def _token_at(self, character: int) -> Token | None:
        """The token at this character, or right before the space that it is."""
        if not 0 <= character < len(self.text):
            return None
        return self[bisect_right(self._starts, character) - 1]

    @cached_property
    def _starts(self) -> list[int]:
        return [token.idx for token in self]

    @cached_property
    def ents(self) -> tuple[Span, ...]:
        """What the model calls people, places and so on, in text order."""
        found: list[Span] = []
        for token in self:
            if token.ent_iob_ == "B":
                found.append(Span(self, token.i, token.i + 1, token.ent_type_))
            elif token.ent_iob_ == "I" and found:
                found[-1].end = token.i + 1
        return tuple(found)

    @cached_property
    def edges(self) -> tuple[list[int], list[int]]:
        """For each token where what hangs on it begins, and where its last token stands."""
        left, right = list(range(len(self))), list(range(len(self)))
        heads = [token.head.i for token in self]
        for i in range(len(self)):
            above = heads[i]
            while left[above] > i:
                left[above] = i
                above = heads[above]
        for i in reversed(range(len(self))):
            above = heads[i]
            while right[above] < i:
                right[above] = i
                above = heads[above]
        return left, right


_IS_PUNCT = Remembered(is_punct)


def _depth(token: Token) -> int:
    if not token.children and token.head is not token and (token.is_space or token.is_punct):
        return len(token.doc)
    return sum(1 for _ in token.ancestors)

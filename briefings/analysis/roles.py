"""Which titles the article gives its people: observations, not a biography."""

from collections.abc import Iterator, Sequence

from briefings.analysis.large_runs import is_headline
from briefings.analysis.marks import in_quotes
from briefings.analysis.offices import titles_told
from briefings.analysis.people import Cast
from briefings.analysis.sentences import sentence_ref
from briefings.analysis.title_parts import Title
from briefings.analysis.titles import address_before, titles_around
from briefings.analysis.words import Doc
from briefings.model import Article, Mention, Role, Sentence, Slice


def find_roles(doc: Doc, article: Article, sentences: tuple[Sentence, ...], cast: Cast) -> tuple[Role, ...]:
    """Every title that stands before a name, between commas after it or is stated of him, in text order.

    A country is split off ("US Defense Secretary" is a Defense Secretary of the "US"); an institution stays in the
    title and is its organisation too ("CIA Director", "CIA"). `Role.slice` holds the title and the name. In a headline
    only the office itself is read, for its other words are as large: "Lund Finally Backs House Speaker Ann Keller".
    """
    quoted = in_quotes(doc, article)
    found = [
        Role(person.key, title.text, title.organisation, title.status, where, sentence_ref(article, sentences, where))
        for person in cast.people
        for mention in person.mentions
        if mention.kind == "name"
        for title, where in _titles(doc, mention, quoted)
    ]
    return tuple(sorted(found, key=lambda role: (role.slice, role.title)))


def _titles(doc: Doc, mention: Mention, quoted: Sequence[bool]) -> Iterator[tuple[Title, Slice]]:
    name = doc.char_span(*mention.slice)
    if name is None:
        return
    before, after = titles_around(doc, address_before(doc, name.start), name.end)
    if before and is_headline(doc[name.start].sent):
        before = tuple(title for title in before if title.text.casefold() == title.head)
    for title in before:
        yield title, Slice(doc[title.start].idx, name.end_char)
    for title in (*after, *titles_told(doc, name.start, name.end, quoted)):
        last = doc[title.end - 1]
        yield title, Slice(name.start_char, last.idx + len(last))

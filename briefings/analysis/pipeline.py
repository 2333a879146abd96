"""The table of contents of the analysis: one article in, everything it says out."""

from dataclasses import replace

from briefings.analysis.dates import find_dates
from briefings.analysis.english import is_english
from briefings.analysis.events import date_quotes, find_events
from briefings.analysis.language import Language, Parse, shadow
from briefings.analysis.people import find_people
from briefings.analysis.quotes import find_quotes
from briefings.analysis.roles import find_roles
from briefings.analysis.sentences import find_sentences
from briefings.analysis.summary import rank_sentences
from briefings.analysis.table import Table
from briefings.analysis.unseen import findings_as_it_came, seen
from briefings.analysis.words import Doc
from briefings.model import Article, Findings

VERSION = 12
"""Of the rules. It rises when better rules should be run over what was read before."""


def analyse(article: Article, parse: Parse) -> Findings:
    """Everything that one article says, knowing no other article and no clock. `parse` is given `to_parse(article)`."""
    return analyse_parsed(article, Table.of(parse(to_parse(article))))


def to_parse(article: Article) -> str:
    """The shadow of the article as it reads: what a parse of it is made of."""
    return shadow(seen(article).article)


def analyse_parsed(article: Article, table: Table) -> Findings:
    """The same, where `to_parse(article)` is parsed already."""
    story = seen(article)
    return findings_as_it_came(_analyse(story.article, table), story)


def _analyse(article: Article, table: Table) -> Findings:
    doc = Doc(table)
    sentences, version = find_sentences(doc, article), _version(table.parsed_by)
    if not is_english(doc.text):  # it can be searched; but silence is better than what an English reader sees in it
        doc.let_go()
        silent = tuple(replace(sentence, dangling=True) for sentence in sentences)
        return Findings(silent, (), (), (), (), (), version, table.to_bytes(), english=False)
    cast = find_people(doc, article, sentences)
    roles = find_roles(doc, article, sentences, cast)
    quotes = find_quotes(doc, article, sentences, cast)
    dates = find_dates(doc, article)
    events = find_events(doc, article, sentences, cast, quotes, dates)
    quotes = date_quotes(quotes, events)
    ranked = rank_sentences(doc, article, sentences, quotes)
    doc.let_go()
    return Findings(ranked, cast.people, roles, quotes, dates, events, version, table.to_bytes())


def version_with(language: Language) -> str:
    """The `Findings.version` that this language and these rules give."""
    return _version(language.version)


def _version(model: str) -> str:
    return f"rules {VERSION}; {model}" if model else f"rules {VERSION}"

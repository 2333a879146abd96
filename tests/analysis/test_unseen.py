"""Soft hyphens and zero-width marks inside words are read past, and every offset is still the text's own."""

from collections.abc import Callable
from functools import partial

import pytest

from briefings.analysis.pipeline import analyse, to_parse
from briefings.analysis.summary import summarise
from briefings.analysis.unseen import seen
from briefings.model import Findings, Slice
from briefings.names import fold
from tests import builders
from tests.analysis.real_docs import language

UNSEEN = ["\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u200e", "\u200b\u00ad"]
STORY = (
    "Defence Minister Ann Kel|ler met Gen|eral Tom Brandt in Kab|ul on Mon|day.\n\n"
    "“We have agreed on ev|ery|thing,” Kel|ler said. She told reporters that Brandt had left in May 2017."
)


@pytest.mark.model
@pytest.mark.parametrize("mark", UNSEEN, ids=ascii)
def test_a_story_is_read_as_if_they_were_not_there(mark: str):
    plain, marked = builders.article(STORY.replace("|", "")), builders.article(STORY.replace("|", mark))
    expected, found = analyse(plain, language()), analyse(marked, language())
    as_printed = partial(_without, mark)
    assert [person.name for person in found.people] == ["Ann Keller", "Tom Brandt"]
    assert _told(found, marked.text, as_printed) == _told(expected, plain.text, as_printed)
    assert [sentence.rank for sentence in found.sentences] == [sentence.rank for sentence in expected.sentences]
    assert all(quote.person in {person.key for person in found.people} for quote in found.quotes)
    named = found.people[0]
    first = named.mentions[0].slice
    assert first.of(marked.text) == f"Ann Kel{mark}ler"
    assert named.key == f"{marked.key[:16]}:{first.start}-{first.end}"


def _told(found: Findings, text: str, as_printed: Callable[[str], str]) -> tuple[object, ...]:
    return (
        [as_printed(sentence.slice.of(text)) for sentence in found.sentences],
        [[as_printed(mention.slice.of(text)) for mention in person.mentions] for person in found.people],
        [(role.title, as_printed(role.slice.of(text))) for role in found.roles],
        [[as_printed(part.of(text)) for part in (*q.content, q.speaker, q.cue) if part] for q in found.quotes],
        [(date.value, as_printed(date.slice.of(text))) for date in found.dates],
        [(event.when, as_printed(event.when_text.of(text)), event.source[1:]) for event in found.events],
    )


def _without(mark: str, words: str) -> str:
    return words.replace(mark, "")


def test_between_words_such_a_mark_is_left_where_it_is():
    story = builders.article("Keller\u200b said\u00ad. \u200bNo\u200b")
    assert seen(story).article is story
    assert to_parse(story) == "Keller  said .  No "  # and parsed as a space


def test_the_body_is_the_same_words():
    text = "By Jane\n\nKel\u00adler agreed.\n\nShe le\u200bft.\n\nRelated"
    story = builders.article(text, body=(Slice(9, 24), Slice(26, 36)))
    read = seen(story)
    assert [part.of(read.article.text) for part in read.article.body] == ["Keller agreed.", "She left."]
    assert [read.as_it_came(part) for part in read.article.body] == list(story.body)


@pytest.mark.model
def test_a_summary_is_word_for_word_as_it_came():
    text = "The min\u00adister of Holm agreed to the plan on Mon\u200bday. It rained."
    (sentence,) = summarise([builders.article(text)], language(), sentences=1)
    assert sentence in text


@pytest.mark.parametrize("mark", UNSEEN, ids=ascii)
def test_a_name_is_the_same_with_and_without(mark: str):
    assert fold(f"Ann Kel{mark}ler") == fold("Ann Keller")

"""Which sentences say what a story is about, alone and among several stories."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.analysis.language import load_language, shadow
from briefings.analysis.sentences import find_sentences
from briefings.analysis.summary import rank_sentences, summarise
from briefings.config import Settings
from briefings.model import Sentence, Slice, summary_of
from tests.analysis.plain_docs import plain_doc
from tests.builders import article


def ranked(text: str) -> dict[str, Sentence]:
    story = article(text)
    doc = plain_doc(shadow(story))
    return {s.slice.of(text): s for s in rank_sentences(doc, story, find_sentences(doc, story), ())}


@pytest.mark.parametrize(
    "text",
    [
        "He arrived in Kabul.",
        "They met in Kabul.",
        "But ministers met in Kabul.",
        "However, ministers met in Kabul.",
        "The official said so.",
        "This was signed in Kabul.",
        "For instance, ministers met in Kabul.",
        "Ministers in Kabul",
        "Ministers of the region in Kabul.",
        "“Ministers met in Kabul.”",
    ],
)
def test_a_sentence_that_points_back_or_is_none_dangles(text):
    assert [s.dangling for s in ranked(text).values()] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "Mattis arrived in Kabul.",
        "Mattis said he arrived in Kabul.",
        "The minister's visit to Kabul was brief.",
        "“Ministers met in Kabul,” Mattis said.",
        "Italy said ministers met in Kabul.",
        "This week ministers met in Kabul.",
    ],
)
def test_a_sentence_that_stands_by_itself_does_not_dangle(text):
    assert [s.dangling for s in ranked(text).values()] == [False]


def test_a_piece_of_a_longer_quotation_dangles():
    text = "“Ministers met in Kabul. Generals met in Brussels,” Mattis said."
    assert [s.dangling for s in ranked(text).values()] == [True, True]


def test_a_sentence_that_is_mostly_quotation_is_a_quotation():
    text = "“Ministers of all the allies met in Kabul,” Mattis said. Mattis said it was “over” in Kabul."
    assert [s.quoted for s in ranked(text).values()] == [True, False]


def test_the_lead_ranks_first_when_all_tell_of_the_same():
    text = (
        "NATO ministers met in Brussels for talks about Afghanistan. "
        "Ministers said the talks in Brussels about Afghanistan will begin again. "
        "Shops in Oslo said prices fell."
    )
    ranks = [s.rank for s in ranked(text).values()]
    assert ranks == sorted(ranks, reverse=True)
    assert ranks[0] == 1.0


def test_a_summary_is_whole_sentences_in_their_order_none_dangling_and_one_quotation_at_most():
    told = (
        Sentence(0, Slice(0, 9), rank=0.5),
        Sentence(1, Slice(10, 19), rank=0.9, quoted=True),
        Sentence(2, Slice(20, 29), rank=0.8, quoted=True),
        Sentence(3, Slice(30, 39), rank=1.0, dangling=True),
        Sentence(4, Slice(40, 49), rank=0.5),
        Sentence(5, Slice(50, 59), rank=0.1),
    )
    assert [s.index for s in summary_of(told, 3)] == [0, 1, 4]
    assert [s.index for s in summary_of(told, 2)] == [0, 1]
    assert [s.index for s in summary_of(told, 99)] == [0, 1, 4, 5]
    assert summary_of(told, 0) == summary_of((), 3) == ()


# --- several stories ---------------------------------------------------------------------------------------------

LEAD = "NATO ministers met in Brussels for talks about the long war in Afghanistan."
ONE = f"{LEAD} Shops in Oslo said the prices of bread fell."
TWO = "In Brussels, NATO ministers met for talks about the long war in Afghanistan. Rain fell on the town of Ghent."
THREE = "Allied troops seized the airfield of Kunduz. NATO ministers met in Brussels."


def test_what_several_stories_tell_comes_before_what_one_tells():
    assert summarise((ONE, TWO, THREE), plain_doc, sentences=1) in {(LEAD,), (TWO.split(". ")[0] + ".",)}


def test_a_copy_of_a_story_is_no_second_witness():
    alone = "Generals attacked the plan in a paper of the year. Soldiers arrived in the town of Kunduz."
    assert summarise((alone, alone, alone), plain_doc, sentences=3) == tuple(
        part if part.endswith(".") else f"{part}." for part in alone.split(". ")
    )


def test_no_sentence_stands_twice_and_none_is_cut():
    chosen = summarise((ONE, ONE, TWO), plain_doc, sentences=9)
    assert len(set(chosen)) == len(chosen)
    assert all(sentence in f"{ONE} {TWO}" for sentence in chosen)


def test_a_number_of_words_is_kept():
    chosen = summarise((ONE, TWO, THREE), plain_doc, words=20)
    assert 0 < sum(len(sentence.split()) for sentence in chosen) <= 20


def test_nothing_comes_of_nothing():
    assert summarise((), plain_doc) == summarise(("",), plain_doc) == summarise((ONE,), plain_doc, words=0) == ()


_STORIES = st.lists(
    st.lists(
        st.sampled_from('NATO ministers met in Kabul . He said “ ” " \n , talks 2017'.split(" ")), max_size=20
    ).map(" ".join)
    | st.text(max_size=40),
    max_size=3,
)


@given(_STORIES, st.integers(0, 4))
def test_any_stories_give_whole_sentences_of_theirs_and_always_the_same(texts, n):
    chosen = summarise(texts, plain_doc, sentences=n)
    assert len(chosen) <= n
    assert len(set(chosen)) == len(chosen)
    assert all(any(sentence in text for text in texts) for sentence in chosen)
    assert chosen == summarise(texts, plain_doc, sentences=n)


@pytest.mark.model
def test_the_real_parse_gives_a_summary_that_reads_alone():
    text = (
        "The United States and Pakistan agreed to resume military talks after a visit by the Secretary of State.\n\n"
        "“It is time for Pakistan to act against these groups,” a senior official told reporters in Islamabad.\n\n"
        "“We will rely on a range of tools. We recognise common interests,” he added.\n\n"
        "“These talks are very good for both countries,” he said.\n\n"
        "However, both sides agreed that the talks would be difficult.\n\n"
        "What the generals want\n\n"
        "Pakistan had much to gain from military talks with the United States, analysts said."
    )
    story = article(text)
    doc = load_language(Settings().model)(shadow(story))
    chosen = summary_of(rank_sentences(doc, story, find_sentences(doc, story), ()), 5)
    assert [s.slice.of(text).split()[0] for s in chosen] == ["The", "“It", "Pakistan"]

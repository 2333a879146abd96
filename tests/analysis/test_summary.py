"""Which sentences say what a story is about, alone and among several stories."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.analysis.language import load_language, shadow
from briefings.analysis.sentences import find_sentences
from briefings.analysis.summary import rank_sentences, summarise
from briefings.analysis.words import Doc
from briefings.config import Settings
from briefings.model import Sentence, Slice, summary_of
from tests.analysis.plain_docs import plain_doc
from tests.analysis.real_docs import language
from tests.builders import article


def ranked(text: str, title: str | None = None) -> dict[str, Sentence]:
    story = article(text, title=title)
    doc = Doc.of(plain_doc(shadow(story)))
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
        "Last updated at 1:25 AM on 3rd August when ministers met.",
        "Ministers met in Kabul,” Mattis said.",
        'Ministers met in Kabul," Mattis said.',
        "Under fire: ministers met in Kabul.",
        "Ministers met off the coast of.",
        ", and ministers met in Kabul.",
        "YES | NO Ministers met in Kabul.",
        "By Ann Lee, Daily Wall Ministers met in Kabul.",
        "From Ann Lee and Bo Field, CNN Ministers met in Kabul.",
        "By the CNN Wire Staff Ministers met in Kabul.",
        "Do you think that ministers met in Kabul?",
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
        "These two ministers met in Kabul.",
        "Mattis said: “Ministers met in Kabul.”",
        "Mattis said the “allies” met in Kabul.",
        'Mattis said ministers met "allies" in Kabul.',
        "By Monday, ministers met in Kabul.",
        "From Kabul, Mattis said ministers met.",
        "Mattis asked: “Do you think that ministers met in Kabul?”",
    ],
)
def test_a_sentence_that_stands_by_itself_does_not_dangle(text):
    assert [s.dangling for s in ranked(text).values()] == [False]


@pytest.mark.parametrize(
    "second, dangles",
    [
        ("The decision was signed in Kabul.", True),
        ("It's signed in Kabul.", True),
        ("That’s what ministers signed in Kabul.", True),
        ("The report said ministers met.", True),
        ("The report of the judges said ministers met.", False),
        ("The government said ministers met.", False),
    ],
)
def test_a_bare_noun_for_what_was_told_just_before_points_back(second: str, dangles: bool):
    told = ranked(f"Mattis said judges signed a report in Kabul. {second}")
    assert [s.dangling for s in told.values()] == [False, dangles]


def test_whose_it_is_brings_a_noun_up_as_well_as_a_does():
    told = ranked("Judges will sign their report in Kabul. The report said ministers met.")
    assert [s.dangling for s in told.values()] == [False, True]


def test_what_stands_before_the_dateline_is_no_part_of_the_story():
    told = ranked("Ministers arrived in Kabul. Talks KABUL (CNN) -- Generals met ministers. They said so.")
    assert [s.dangling for s in told.values()] == [True, True, False, True]


@pytest.mark.model
@pytest.mark.parametrize(
    "lead, dangles",
    [
        ("Norland strikers face riot police in the port of Osk on Friday.", True),
        ("A woman carries a portrait of the mayor, whose arrest led to the strike in May.", True),
        ("Smoke surrounds strikers in the port.", True),
        ("The army holds the port of Osk.", False),
        ("Mayor Ann Keller faces a vote on Friday.", False),
        ("Strikers are holding the port of Osk.", False),
        ("Ministers meet in Osk on Friday.", False),
        ("Strikers in Osk face a winter without wages, a union said.", False),
    ],
)
def test_what_a_photograph_shows_is_a_caption_where_it_stands_first(lead: str, dangles: bool):
    story = article(f"{lead} For days the strike has spread along the coast.")
    doc = Doc.of(language()(shadow(story)))
    told = rank_sentences(doc, story, find_sentences(doc, story), ())
    assert [s.dangling for s in told] == [dangles, False]


def test_a_piece_of_a_longer_quotation_dangles():
    text = "“Ministers met in Kabul. Generals met in Brussels,” Mattis said."
    assert [s.dangling for s in ranked(text).values()] == [True, True]


def test_who_said_it_is_no_sentence_without_what_he_said():
    story = article("“Who needs a new law at all?” Ann Keller said to the Courier.")
    doc = Doc.of(load_language(Settings().model)(shadow(story)))
    told = rank_sentences(doc, story, find_sentences(doc, story), ())
    assert [(s.slice.of(story.text), s.dangling) for s in told][-1] == ("Ann Keller said to the Courier.", True)


def test_the_headline_once_more_is_no_sentence_to_show_under_it():
    told = ranked("Mattis met ministers in Kabul. Ministers met generals there.", "“Mattis met ministers in Kabul”")
    assert [s.dangling for s in told.values()] == [True, False]


def test_a_sentence_that_is_mostly_quotation_is_a_quotation():
    text = "“Ministers of all the allies met in Kabul,” Mattis said. Mattis said it was “over” in Kabul."
    assert [s.quoted for s in ranked(text).values()] == [True, False]


def test_the_lead_ranks_first_and_what_only_says_it_again_last():
    text = (
        "NATO ministers met in Brussels for talks about Afghanistan. "
        "Ministers said the talks in Brussels about Afghanistan will begin again. "
        "Shops in Oslo said prices fell."
    )
    lead, again, other = (s.rank for s in ranked(text).values())
    assert lead == 1.0
    assert again < other  # the lead has said nearly all of it


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


def summary(texts: Sequence[str], sentences: int = 3, words: int | None = None) -> tuple[str, ...]:
    return summarise([article(text) for text in texts], plain_doc, sentences=sentences, words=words)


LEAD = "NATO ministers met in Brussels for talks about the long war in Afghanistan."
ONE = f"{LEAD} Shops in Oslo said the prices of bread fell."
TWO = "In Brussels, NATO ministers met for talks about the long war in Afghanistan. Rain fell on the town of Ghent."
THREE = "Allied troops seized the airfield of Kunduz. NATO ministers met in Brussels."


def test_what_several_stories_tell_comes_before_what_one_tells():
    (chosen,) = summary((ONE, TWO, THREE), sentences=1)
    assert "NATO ministers met" in chosen


def test_a_copy_of_a_story_is_no_second_witness():
    alone = "Generals attacked the plan in a paper of the year. Soldiers arrived in the town of Kunduz."
    assert summary((alone, alone, alone), sentences=3) == tuple(
        part if part.endswith(".") else f"{part}." for part in alone.split(". ")
    )


def test_no_sentence_stands_twice_and_none_is_cut():
    chosen = summary((ONE, ONE, TWO), sentences=9)
    assert len(set(chosen)) == len(chosen)
    assert all(sentence in f"{ONE} {TWO}" for sentence in chosen)


def test_he_stands_only_right_after_the_sentence_that_says_who_he_is():
    told = "Holm met NATO ministers in Brussels. He said bread of Kabul fell in Ghent. Soldiers arrived in Oslo."
    other = "Rain fell on the shops. They met the envoy of Kabul in Ghent. Generals attacked the plan of the year."
    follows = {"He said": "Holm met", "They met": "Rain fell"}
    for chosen in (summary((told, other), sentences=n) for n in range(1, 7)):
        for before, sentence in zip(("", *chosen), chosen, strict=False):
            assert before.startswith(follows.get(" ".join(sentence.split()[:2]), ""))
    assert [s[:7] for s in summary((told, other), sentences=6) if s.startswith("He")] == ["He said"]


def test_several_stories_give_one_quotation():
    quoted = [f"“We met the ministers of {place},” {who} said." for place, who in (("Kabul", "Holm"), ("Oslo", "Roe"))]
    chosen = summary((f"{quoted[0]} Ministers met in Kabul.", f"{quoted[1]} Ministers met in Oslo."), sentences=9)
    assert len(set(quoted) & set(chosen)) == 1


def test_a_story_written_small_is_read_and_a_piece_of_a_sentence_elsewhere_is_not():
    small = ranked("ministers met in kabul . shops in oslo said prices fell .")
    assert [s.dangling for s in small.values()] == [False, False]
    assert [s.dangling for s in ranked("Ministers met in Kabul.\n\nwas signed in Oslo.").values()] == [False, True]


def test_a_number_of_words_is_kept():
    chosen = summary((ONE, TWO, THREE), words=20)
    assert 0 < sum(len(sentence.split()) for sentence in chosen) <= 20


def test_nothing_comes_of_nothing():
    assert summary(()) == summary(("",)) == summary((ONE,), words=0) == ()


_STORIES = st.lists(
    st.lists(
        st.sampled_from('NATO ministers met in Kabul . He said “ ” " \n , talks 2017'.split(" ")), max_size=20
    ).map(" ".join)
    | st.text(max_size=40),
    max_size=3,
)


@given(_STORIES, st.integers(0, 4))
def test_any_stories_give_whole_sentences_of_theirs_and_always_the_same(texts, n):
    chosen = summary(texts, sentences=n)
    assert len(chosen) <= n
    assert len(set(chosen)) == len(chosen)
    assert all(any(sentence in text for text in texts) for sentence in chosen)
    assert chosen == summary(texts, sentences=n)


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
    doc = Doc.of(load_language(Settings().model)(shadow(story)))
    chosen = summary_of(rank_sentences(doc, story, find_sentences(doc, story), ()), 5)
    assert [s.slice.of(text).split()[0] for s in chosen] == ["The", "“It", "Pakistan"]

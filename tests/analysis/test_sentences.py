import pytest
import spacy

from briefings.analysis.language import shadow
from briefings.analysis.sentences import find_sentences, sentence_ref
from briefings.analysis.words import Doc
from briefings.model import Article, Sentence, Slice
from tests.analysis.real_docs import language
from tests.builders import article, where


def read(story: Article) -> tuple[Sentence, ...]:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    return find_sentences(Doc.of(nlp(shadow(story))), story)


STORY = article("  Talks began.  They failed. \n\n  Nobody knows why. ")


def test_sentences_are_trimmed_and_numbered() -> None:
    sentences = read(STORY)
    assert [s.slice.of(STORY.text) for s in sentences] == ["Talks began.", "They failed.", "Nobody knows why."]
    assert [s.index for s in sentences] == [0, 1, 2]


def test_a_text_of_spaces_has_none() -> None:
    assert read(article(" \n \n ")) == ()


@pytest.mark.parametrize(
    "words, first, last",
    [("Talks", 0, 0), ("began.  They", 0, 1), ("failed. \n\n  Nobody", 1, 2), ("why.", 2, 2)],
)
def test_a_fact_points_to_all_the_sentences_it_touches(words: str, first: int, last: int) -> None:
    assert sentence_ref(STORY, read(STORY), where(STORY, words))[1:] == (first, last)


@pytest.mark.parametrize("gap, sentence", [(Slice(0, 1), 0), (Slice(29, 30), 1), (Slice(50, 51), 2)])
def test_what_lies_between_two_sentences_points_to_one_of_them(gap: Slice, sentence: int) -> None:
    assert sentence_ref(STORY, read(STORY), gap)[1:] == (sentence, sentence)


@pytest.mark.parametrize(
    "text, pieces",
    [
        (
            "Harbour town floods Hundreds flee BAYVILLE (CNN) -- Rain fell. It stopped.",
            ["Harbour town floods Hundreds flee BAYVILLE (CNN) --", "Rain fell.", "It stopped."],
        ),
        ("Floods (Reuters) - “Rain fell,” she said.", ["Floods (Reuters) -", "“Rain fell,” she said."]),
        ("The Bay Harbour Trust (BHT) -- Norland's oldest -- met.", ["The Bay Harbour Trust (BHT) -- Norland's oldest -- met."]),
        ("BAYVILLE, Norl. — Rain fell. It stopped.", ["BAYVILLE, Norl. —", "Rain fell.", "It stopped."]),
        ("A pier.\nNEW BAYVILLE -- Rain fell.", ["A pier.", "NEW BAYVILLE --", "Rain fell."]),
        (
            "Rain fell on the old town for the whole night. It stopped when the mayor opened her door. UNESCO — It has a house there — met.",
            [
                "Rain fell on the old town for the whole night.",
                "It stopped when the mayor opened her door.",
                "UNESCO — It has a house there — met.",
            ],
        ),
        ("NEW BAYVILLE—Rain fell. It stopped.", ["NEW BAYVILLE—", "Rain fell.", "It stopped."]),
        ("4 May 2011 Last updated at 12:41 GMT Help Rain fell.", ["4 May 2011 Last updated at 12:41 GMT Help", "Rain fell."]),
        (
            "Page last updated at 08:14 GMT, Tuesday, 8 November 2011 09:14 UK “Rain fell,” she said.",
            ["Page last updated at 08:14 GMT, Tuesday, 8 November 2011 09:14 UK", "“Rain fell,” she said."],
        ),
        ("NEW BAYVILLE, Norl. - Rain fell. It stopped.", ["NEW BAYVILLE, Norl. -", "Rain fell.", "It stopped."]),
        ("BAYVILLE - Rain fell.", ["BAYVILLE -", "Rain fell."]),
        ("LAHORE: Rain fell. It stopped.", ["LAHORE:", "Rain fell.", "It stopped."]),
        ("A pier.\nNew Delhi: Rain fell.", ["A pier.", "New Delhi:", "Rain fell."]),
        ("PESHAWAR/ISLAMABAD: “Rain fell,” she said.", ["PESHAWAR/ISLAMABAD:", "“Rain fell,” she said."]),
        ("KARACHI, Nov 3: Rain fell.", ["KARACHI, Nov 3:", "Rain fell."]),
        ("New Delhi [India], November 3 (ANI): Rain fell.", ["New Delhi [India], November 3 (ANI):", "Rain fell."]),
        ("EXCLUSIVE: Rain fell.", ["EXCLUSIVE: Rain fell."]),
        ("HOUSTON: Rain fell.\nKELLER: It stopped.", ["HOUSTON: Rain fell.", "KELLER: It stopped."]),
        ("She drove on to London: it rained.", ["She drove on to London: it rained."]),
        ("US - Norland talks began.", ["US - Norland talks began."]),
        ("UNESCO — the agency — met.", ["UNESCO — the agency — met."]),
        ("The Trust (a charity) -- Norland's oldest -- met.", ["The Trust (a charity) -- Norland's oldest -- met."]),
    ],
)  # fmt: skip
def test_a_story_begins_behind_its_dateline_though_headings_have_run_into_that(text: str, pieces: list[str]) -> None:
    assert [s.slice.of(text) for s in read(article(text))] == pieces


@pytest.mark.model
def test_the_parser_is_told_where_a_dateline_ends() -> None:
    story = article(
        "Gas canisters fired at strikers are marked with a lion Some ask why (CNN) -- A pall of smoke hung over Osk on Friday. "
        "It rose over the Norland Farmers Union (NFU) -- The oldest there is."
    )
    told = [s.slice.of(story.text) for s in find_sentences(Doc.of(language()(shadow(story))), story)]
    assert told[1] == "A pall of smoke hung over Osk on Friday."
    roots = [sent.root.text for sent in language()(shadow(story)).sents]
    assert "hung" in roots, "what ran into the dateline is no part of the sentence behind it"
    assert not any(sentence.startswith("The oldest") for sentence in told), "a gloss is no agency"


@pytest.mark.model
def test_a_sentence_ends_in_the_letter_of_the_site_where_it_was_written() -> None:
    story = article("“We are late,” Ann Keller said on X. Norland Premier Tom Brandt left. Malcolm X. Keller stayed.")
    told = [s.slice.of(story.text) for s in find_sentences(Doc.of(language()(shadow(story))), story)]
    assert told == [
        "“We are late,” Ann Keller said on X.",
        "Norland Premier Tom Brandt left.",
        "Malcolm X. Keller stayed.",
    ]

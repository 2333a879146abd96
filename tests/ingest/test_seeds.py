"""The five articles that the project was given: their titles, and nothing but the story in the body."""

from pathlib import Path

import pytest

from briefings.ingest import find_inputs, read
from briefings.model import Article

SEEDS = Path(__file__).parents[2] / "seeds"

STORIES = {
    "000": ("Mattis seeks more cooperation with Pakistan on terror fight", "Amid Washington's concerns", "and India was elevated."),
    "001": ("US working with partners to make Pak cut off insurgents: Jim Mattis", "The US wants to make sure", "South Asia region,\" he said."),
    "002": ("Radical change in approach to Pakistan: US official", "The United States has said", "region,” the official said."),
    "003": ("Pakistan sells civil-military unity to Pompeo as ties ‘reset’", "US Secretary of State Mike Pompeo met", "our side of the border.”"),
    "004": ("U.S. Talks with Pakistan on Safe Havens for Terrorists in Border Regions Ongoing", "The U.S. Department of Defense on Monday", "settlement to this war."),
}  # fmt: skip

FURNITURE = (
    "LaVar", "Batavia", "round-up", "newsletters", "Home", "Latest News", "White House", "Pajhwok", "Pashtun Times", "Reply", "Check Also",
    "images of the fall", "Photo:", "second right", "replies on", "Comments are closed", "by Newsweek", "McNamee", "File photo", "Related Articles",
    "Leave a", "Haqqani network\n", "Stick for the govt", "Pentagon spokesperson says",
)  # fmt: skip


@pytest.fixture(params=sorted(STORIES))
def seed(request: pytest.FixtureRequest) -> tuple[str, Path]:
    [path] = SEEDS.glob(f"{request.param}_*.txt")
    return request.param, path


def body(article: Article) -> str:
    return "\n".join(piece.of(article.text) for piece in article.body)


def test_title_first_and_last_words_are_those_a_reader_would_name(seed: tuple[str, Path]):
    number, path = seed
    title, first, last = STORIES[number]
    [article] = read(path.read_bytes(), doc=path.stem)
    assert article.title == title
    assert body(article).startswith(first)
    assert body(article).endswith(last)
    assert not [words for words in FURNITURE if words in body(article)]


def test_the_two_subheads_of_the_asia_times_are_the_only_ones(seed: tuple[str, Path]):
    number, path = seed
    [article] = read(path.read_bytes(), doc=path.stem)
    subheads = [piece.of(article.text) for piece in article.subheads]
    third = ["Action sought against Haqqani network", "‘Stick for the govt, carrot for the military’"]
    assert subheads == (third if number == "003" else [])


def test_every_paragraph_that_ends_like_a_sentence_is_there(seed: tuple[str, Path]):
    _, path = seed
    [article] = read(path.read_bytes(), doc=path.stem)
    left_out = {line.strip() for line in article.text.splitlines() if len(line.split()) > 12} - set(
        body(article).splitlines()
    )
    assert len(left_out) <= 4  # title lines, a caption, the paragraphs that lose a dateline or an agency's tail


def test_the_manifest_says_what_the_texts_do_not():
    told = {
        i.doc[:3]: (a.source, a.published.span and a.published.span.iso(), a.published.estimated)
        for i in find_inputs([SEEDS])
        for a in i.read()
    }
    assert told == {
        "000": (None, "2017-12-04", True),
        "001": (None, "2017-11-10", True),
        "002": ("The Pashtun Times", "2017-08", True),
        "003": ("Asia Times", "2018-09-06", False),
        "004": ("Newsweek Pakistan", "2021-08-10", False),
    }


def test_without_a_manifest_the_day_comes_from_the_text_or_is_unknown(seed: tuple[str, Path]):
    number, path = seed
    [article] = read(path.read_bytes(), doc=path.stem)
    expected = ("2017-12-04", "text", True) if number == "000" else (None, "none", False)
    assert (
        article.published.span and article.published.span.iso(),
        article.published.origin,
        article.published.estimated,
    ) == expected

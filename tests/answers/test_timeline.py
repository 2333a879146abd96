"""Which days a timeline shows, and which sentence of each."""

from pathlib import Path

import pytest

from briefings.answers import Timeline, timeline
from briefings.answers.central import Candidate, choose, disputing
from briefings.dates import DateSpan, day
from briefings.model import PUBLIC, Article, Findings, Scope
from briefings.render import Renderer
from briefings.store import Store
from tests import builders as b
from tests.answers.newsroom import THEN, newsroom, publish

RENDERER = Renderer(Path(__file__).parent.parent.parent / "templates")
EVERYBODY = Scope((PUBLIC,))
FIFTH, SIXTH = day(2017, 11, 5), day(2017, 11, 6)


@pytest.fixture
def store(tmp_path: Path):
    with newsroom(tmp_path) as opened:
        yield opened


def report(n: int, published: str, *sentences: tuple[str, str]) -> tuple[Article, Findings]:
    """A story of sentences, each with the words that date it and the day they mean."""
    text = " ".join(sentence for sentence, _ in sentences)
    story = b.article(f"Report {n}. {text}", published=published, doc=f"report-{n}")
    dated = [b.event(story, sentence, when) for sentence, when in sentences]
    return story, b.findings(story, events=dated)


def put(store: Store, *stories: tuple[Article, Findings]) -> None:
    for story, found in stories:
        publish(store, story, found)


def shown(answer: object) -> list[tuple[DateSpan | None, str]]:
    assert isinstance(answer, Timeline)
    return [(entry.date, entry.text) for entry in answer.entries]


def test_the_day_that_most_articles_tell_of_comes_first(store: Store):
    flood = "The dam near Vrana broke after three weeks of rain."
    put(
        store,
        report(1, "2017-11-07", (flood, "2017-11-05"), ("A bakery opened in Vrana.", "2017-11-06")),
        report(2, "2017-11-08", ("After weeks of rain the dam near Vrana broke.", "2017-11-05")),
    )
    answer = timeline(store, EVERYBODY, now=THEN, order="score")
    assert [when for when, _ in shown(answer)] == [FIFTH, SIXTH]
    assert [when for when, _ in shown(timeline(store, EVERYBODY, now=THEN, limit=1))] == [FIFTH]


def test_a_day_that_is_remembered_counts_more_than_one_that_was_news_once(store: Store):
    put(
        store,
        report(1, "2017-11-07", ("A bakery opened in Vrana.", "2017-11-06")),
        report(2, "2018-03-08", ("The dam near Vrana broke.", "2017-11-05")),
    )
    assert [when for when, _ in shown(timeline(store, EVERYBODY, now=THEN, order="score"))] == [FIFTH, SIXTH]


def test_the_same_told_by_three_articles_is_one_line_that_says_so(store: Store):
    put(
        store,
        report(1, "2017-11-06", ("The dam near Vrana broke after weeks of rain.", "2017-11-05")),
        report(2, "2017-11-06", ("After weeks of rain the dam near Vrana broke on Sunday.", "2017-11-05")),
        report(3, "2017-11-06", ("The dam near Vrana broke, and after weeks of rain the river took it.", "2017-11-05")),
        report(4, "2017-11-06", ("The mayor of Osk resigned over a parking ticket.", "2017-11-05")),
    )
    answer = timeline(store, EVERYBODY, now=THEN)
    assert isinstance(answer, Timeline)
    assert [entry.articles for entry in answer.entries] == [3, 1]
    assert "**5 November 2017** · in 3 articles · reported 6 November 2017" in RENDERER.text(answer)


def test_two_dates_of_the_same_happening_stand_side_by_side(store: Store):
    told = "Rebels seized the copper mine at Tolmin and drove out the forty guards of the owner"
    put(
        store,
        report(1, "2017-11-08", (f"{told} on Sunday.", "2017-11-05")),
        report(2, "2017-11-08", (f"{told} on Monday.", "2017-11-06")),
        report(3, "2017-11-08", ("The mayor of Osk resigned over a parking ticket.", "2017-11-01")),
    )
    answer = timeline(store, EVERYBODY, now=THEN)
    assert isinstance(answer, Timeline)
    assert [(entry.date, entry.disputed) for entry in answer.entries] == [
        (day(2017, 11, 1), False),
        (FIFTH, True),
        (SIXTH, True),
    ]
    assert "**5 November 2017** · dates differ · reported" in RENDERER.text(answer)


def test_the_whole_name_means_the_one_who_is_shown_by_it(store: Store):
    story = b.article("Peter Marsh resigned on 5 November.", doc="one")
    peter = b.person(story, "Peter Marsh")
    put(store, (story, b.findings(story, people=[peter], events=[b.event(story, "5 November", FIFTH, [peter])])))
    story = b.article("Peter John Marsh opened a bakery.", doc="two")
    publish(store, story, b.findings(story, people=[b.person(story, "Peter John Marsh", "Peter Marsh")]))
    assert [when for when, _ in shown(timeline(store, EVERYBODY, "Peter Marsh", now=THEN))] == [FIFTH]


# --- which sentence ----------------------------------------------------------------------------------------------


def candidates(*texts: str, when: DateSpan = FIFTH) -> list[Candidate]:
    return [Candidate(when, f"article {n}", text) for n, text in enumerate(texts)]


def test_the_sentence_that_says_what_most_say_comes_first():
    told = candidates(
        "Police in Osk closed two roads and a school.",
        "The dam near Vrana broke and flooded four villages.",
        "Four villages were flooded when the dam near Vrana broke.",
        "Vrana was flooded.",
    )
    first, *_ = choose(told, most=5)[FIFTH]
    assert first.n in {1, 2}
    assert first.articles >= 2


def test_a_saying_comes_after_a_happening():
    said = Candidate(FIFTH, "a", "The mayor said the dam near Vrana broke.", second=True)
    broke = Candidate(FIFTH, "b", "Soldiers carried sand to the gates of Osk.")
    assert [one.n for one in choose([said, broke], most=5)[FIFTH]] == [1, 0]


@pytest.mark.parametrize(
    "text, when",
    [
        ("Twelve miners were freed from the shaft at Tolmin after nine hours of digging.", day(2017, 12, 6)),  # later
        ("Twelve miners were freed.", SIXTH),  # says too little
        ("A bakery opened in Vrana with nine kinds of bread and the mayor cut a ribbon.", SIXTH),
    ],
)
def test_what_is_told_otherwise_or_much_later_is_no_dispute(text, when):
    one = Candidate(FIFTH, "a", "Twelve miners were freed from the shaft at Tolmin after nine hours of digging.")
    assert disputing(one, [Candidate(when, "b", text)]) == []
    assert disputing(one, [Candidate(SIXTH, "a", one.text)]) == []  # one article does not dispute with itself
    assert disputing(one, [Candidate(SIXTH, "b", one.text)]) == [0]

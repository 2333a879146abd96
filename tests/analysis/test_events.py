"""What counts as a happening on a day, and what is only talk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.analysis.dates import find_dates
from briefings.analysis.events import find_events
from briefings.analysis.language import load_language, shadow
from briefings.analysis.people import Cast
from briefings.analysis.sentences import find_sentences
from briefings.analysis.words import Doc
from briefings.config import Settings
from briefings.dates import month, read_iso
from briefings.model import Event
from tests.analysis.plain_docs import plain_doc
from tests.builders import article, person, quote

THURSDAY = "2018-09-06"


def events(
    text: str, *names: str, published: str | None = THURSDAY, estimated: bool = False, quoted: str = ""
) -> list[Event]:
    story = article(text, published=published, estimated=estimated)
    doc = Doc.of(plain_doc(text))
    cast = Cast(tuple(person(story, name) for name in names))
    quotes = (quote(story, quoted),) if quoted else ()
    return list(find_events(doc, story, find_sentences(doc, story), cast, quotes, find_dates(doc, story)))


@pytest.mark.parametrize(
    "text, when, planned",
    [
        ("Mattis arrived in Kabul on Wednesday.", "2018-09-05", False),
        ("Mattis arrived in Kabul on Dec. 4, 2017.", "2017-12-04", False),
        ("They signed the treaty in August.", "2018-08", False),
        ("The army attacked the town in 2015.", "2015", False),
        ("Mattis will travel to Kabul on Friday.", "2018-09-07", True),
        ("Pompeo meets Khan on Sept. 10, 2018.", "2018-09-10", True),
        ("Trump announced his policy in August.", "2018-08", False),
    ],
)
def test_a_verb_and_its_date_are_a_happening(text, when, planned):
    (event,) = events(text)
    assert (event.when, event.planned) == (read_iso(when), planned)


@pytest.mark.parametrize(
    "text",
    [
        "Mattis said on Wednesday the strikes were over.",
        "Kirby told reporters on Wednesday it was over.",
        "They may meet on Friday.",
        "They will not meet on Friday.",
        "Did they meet on Friday?",
        "Ties fell in the past few months.",
        "Ties fell in the 1990s.",
        "They met every Monday.",
        "The town has been calm since Monday.",
        "The town was calm until Monday.",
        "They worked there from 2011 to 2016.",
        "Wednesday.",
        "They met.",
    ],
)
def test_what_is_said_denied_doubted_or_vague_is_no_happening(text):
    assert [event for event in events(text) if not event.spoken] == []


@pytest.mark.parametrize(
    "text",
    ["Mattis said on Wednesday the strikes were over.", "Kirby told reporters on Wednesday it was over."],
)
def test_the_day_on_which_something_was_said_is_known_as_that(text):
    ((event),) = events(text)
    assert (event.when, event.spoken) == (read_iso("2018-09-05"), True)


def test_what_stands_in_quotation_marks_is_no_happening():
    assert events('"They signed it on Wednesday," he said.', quoted='"They signed it on Wednesday,"') == []


def test_a_sentence_tells_one_event_with_the_people_named_in_it():
    text = "Mattis arrived in Kabul. Pompeo met Khan on Wednesday and Dunford on Monday."
    (event,) = events(text, "Mattis", "Pompeo", "Khan")
    story = article(text, published=THURSDAY)
    assert event.people == (person(story, "Pompeo").key, person(story, "Khan").key)
    assert (event.source.first, event.source.last) == (1, 1)
    assert event.when_text.of(text) in {"Wednesday", "Monday"}


def test_an_undated_story_has_only_the_events_that_it_dates_itself():
    text = "They met on Wednesday. They signed it on Dec. 4, 2017."
    assert [event.when for event in events(text, published=None)] == [read_iso("2017-12-04")]


def test_an_event_counted_from_an_estimate_is_about():
    ((event),) = events("They met last month.", published="2017-08", estimated=True)
    assert (event.when, event.about) == (month(2017, 7), True)


@given(
    st.lists(
        st.sampled_from(
            'Mattis met said on Monday will travel 2017 . ? " ” in August Dec. 4, not if and \n'.split(" ")
        ),
        max_size=20,
    ).map(" ".join)
)
def test_any_text_gives_events_of_its_own_sentences_at_most_one_each(text):
    story = article(text, published=THURSDAY)
    doc = Doc.of(plain_doc(text))
    sentences = find_sentences(doc, story)
    found = find_events(doc, story, sentences, Cast(()), (), find_dates(doc, story))
    for event in found:
        assert event.source.first == event.source.last
        assert sentences[event.source.first].slice.covers(event.when_text)
    assert len({event.source for event in found}) == len(found)


@pytest.mark.model
def test_the_real_parse_tells_happenings_from_sayings():
    text = (
        "US Secretary of State Mike Pompeo met on Wednesday with the new government during a five-hour visit.\n\n"
        "The Pentagon on Monday said Washington continues to have talks with Islamabad.\n\n"
        "The ministers are scheduled to meet in Brussels on Friday.\n\n"
        "Trump, while announcing his policy in August, had criticised Pakistan.\n\n"
        "The deal signed in 2015 has collapsed.\n\n"
        "Mattis said on Wednesday that the envoys met in Doha on Tuesday.\n\n"
        "The White House condemned Monday's attack."
    )
    story = article(text, published=THURSDAY)
    doc = Doc.of(load_language(Settings().model)(shadow(story)))
    found = find_events(doc, story, find_sentences(doc, story), Cast(()), (), find_dates(doc, story))
    assert [(e.when, e.planned, e.spoken) for e in found] == [
        (read_iso("2018-09-05"), False, False),
        (read_iso("2018-09-03"), False, True),
        (read_iso("2018-09-07"), True, False),
        (month(2018, 8), False, False),
        (read_iso("2018-09-04"), False, False),  # what happened counts before what was said
    ]


@pytest.mark.model
@pytest.mark.parametrize(
    "text, when",
    [
        ("The victims of June 3, 2009 were remembered in Kabul on Tuesday.", ["2018-09-04"]),
        ("Posted: Mon Sep 03 2018 02:59:00 The mayor shows the old port.", []),
        ("The parade, on the ninth anniversary of June 3, 2009, was calm.", []),
        ("The army left the town on the evening of Aug. 4.", ["2018-08-04"]),
        ("The army left the town at the end of August.", ["2018-08"]),
        ("The siege of Ard in 2011 and the siege of Bel in 2014 had one thing in common.", []),
        ("Jon Tester, himself up for reelection in 2020, said he voted against the plan.", []),
        ("Jon Tester said of prospects for the plans in 2020 that they were good.", []),
        ("Unlike in 2012, when he wrote a book, Jon Tester said that he was glad.", []),
        ("Jon Tester said in an interview on Tuesday that he was glad.", ["2018-09-04"]),
        ("The siege of Ard in 2011 and the siege of Bel in 2014 led to a new law in 2016.", ["2016"]),
    ],
)
def test_the_date_of_a_thing_that_is_only_named_dates_nothing_else(text: str, when: list[str]):
    story = article(text, published=THURSDAY)
    doc = Doc.of(load_language(Settings().model)(shadow(story)))
    found = find_events(doc, story, find_sentences(doc, story), Cast(()), (), find_dates(doc, story))
    assert [event.when for event in found] == [read_iso(each) for each in when]

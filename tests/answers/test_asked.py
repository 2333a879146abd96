"""How a plain sentence is read: its form alone, without anything that is known of the news."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.answers.asked import Asked, read

NOW = datetime(2018, 9, 7, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "question, asked",
    [
        ("what did Mattis say about India?", Asked(kind="said", subject="Mattis", topic="India")),
        ("Please, what has he said?", Asked(kind="said", subject="he")),
        ("what did Mattis write about Kabul", Asked(kind="said", subject="Mattis", topic="Kabul")),
        ("Did Mattis say anything about the border", Asked(kind="said", subject="Mattis", topic="the border")),
        ("how did Kabul react to the strike", Asked(kind="said", subject="Kabul", topic="the strike")),
        ("what is Pompeo's position on Iran", Asked(kind="said", subject="Pompeo", topic="Iran")),
        ("quotes by Jim Mattis on Pakistan", Asked(kind="said", subject="Jim Mattis", topic="Pakistan")),
        ("what did Pompeo say as CIA director about Iran", Asked(kind="said", subject="Pompeo", topic="Iran", office="CIA director")),
        ("what did Kirby say last week", Asked(kind="said", subject="Kirby", since=date(2018, 8, 27), until=date(2018, 9, 2))),
        ("what has Kirby said about India since March", Asked(kind="said", subject="Kirby", topic="India", since=date(2018, 3, 1))),
        ("who is the ISI chief?", Asked(kind="who", subject="the ISI chief")),
        ("tell me about Mattis", Asked(kind="who", subject="Mattis")),
        ("Which jobs has Mike Pompeo held?", Asked(kind="jobs", subject="Mike Pompeo")),
        ("Who did Pompeo meet in Islamabad?", Asked(kind="met", subject="Pompeo", topic="in Islamabad")),
        ("who met with Ashraf Ghani", Asked(kind="met", subject="Ashraf Ghani")),
        ("When did Mattis arrive in Pakistan?", Asked(kind="when", topic="Mattis arrive in Pakistan")),
        ("where was the summit held", Asked(kind="where", topic="the summit held")),
        ("How many soldiers were killed in 2016?", Asked(kind="how many", topic="soldiers were killed in 2016")),
        ("How many trucks crossed on Tuesday?", Asked(kind="how many", topic="trucks crossed on Tuesday")),
        ("How many trucks crossed last Tuesday?", Asked(kind="how many", topic="trucks crossed", since=date(2018, 9, 4), until=date(2018, 9, 4), whole="trucks crossed last Tuesday")),
        ("latest on the Haqqani network", Asked(kind="latest", topic="the Haqqani network")),
        ("what's new in Kabul", Asked(kind="latest", topic="Kabul")),
        ("brief", Asked(kind="brief")),
        ("brief me on Kabul", Asked(kind="brief", topic="Kabul")),
        ("timeline of Pakistan since 2018", Asked(kind="timeline", topic="Pakistan", since=date(2018, 1, 1))),
        ("search safe havens", Asked(kind="search", topic="safe havens")),
        ("compare Mattis and Pompeo on Pakistan", Asked(kind="compare", subject="Mattis", other="Pompeo", topic="Pakistan")),
        ("mattis vs. pompeo", Asked(kind="compare", subject="mattis", other="pompeo")),
        ("wo is mattis", Asked(kind="who", subject="mattis")),
        ("How many articles mention Mattis?", Asked(kind="who", subject="Mattis")),
        ("how often is Jim Mattis named", Asked(kind="who", subject="Jim Mattis")),
        ("Mattis over time on Pakistan", Asked(kind="over time", subject="Mattis", topic="Pakistan")),
        ("links of Mattis", Asked(kind="links", subject="Mattis")),
        ("and in 2017?", Asked(kind="then", since=date(2017, 1, 1), until=date(2017, 12, 31))),
        ("and about airstrikes?", Asked(kind="then", topic="airstrikes")),
        ("more about airstrikes", Asked(kind="then", topic="airstrikes")),
        ("what about Pence?", Asked(kind="then", subject="Pence")),
        ("more", Asked(kind="more")),
        ("sources please", Asked(kind="sources")),
        ("start over", Asked(kind="reset")),
        ("thank you!", Asked(kind="thanks")),
        ("Good morning", Asked(kind="hello")),
        ("help", Asked(kind="help")),
        ("Mattis", None),
        ("why is the sea salt", None),
        ("Что сказал Мэттис?", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_sentence_is_read_by_its_form(question: str, asked: Asked | None):
    assert read(question, NOW) == asked


@given(st.text(max_size=400))
def test_no_words_are_too_odd_to_be_read(question: str):
    read(question, NOW)


def test_a_long_question_is_read_at_once():
    for question in ("what did " * 400, "who is " + "a " * 1900, "and " * 1000, "(" * 4000):
        started = datetime.now(UTC)
        read(question, NOW)
        assert (datetime.now(UTC) - started).total_seconds() < 1

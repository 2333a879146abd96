"""The chart for an answer holds what articles say, and its alt text states every figure."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from briefings import pictures
from briefings.dates import DateSpan, day, month, year
from briefings.model import Entry, Moments, Months, Network
from briefings.pictures import months, network, timeline
from briefings.render import Renderer

RENDERER = Renderer(Path(__file__).parent.parent / "templates")


def happened(on: DateSpan, text: str = "He arrived.", **more: Any) -> Entry:
    return Entry(text, (), 1, date=on, **more)


# --- how often ----------------------------------------------------------------------------------------------------


def test_every_month_between_has_its_bar_and_every_bar_its_figure_in_words():
    found = months("Jim Mattis", [(month(2017, 11), 3), (month(2018, 2), 7), (month(2018, 1), 1)], RENDERER)
    assert found is not None
    assert isinstance(found.chart, Months)
    assert [n for _, n in found.chart.counts] == [3, 0, 1, 7]
    assert (found.chart.title, found.chart.note) == ("Jim Mattis", "Articles per month")
    assert found.chart.calendar[:2] == ("Jan", "Feb")
    assert found.alt == (
        "Bar chart of the articles that name Jim Mattis, per month: November 2017 3, December 2017 0, "
        "January 2018 1, February 2018 7."
    )


def test_of_many_months_the_years_are_counted():
    counted = [(month(2014 + n // 12, n % 12 + 1), n) for n in range(60)]
    found = months("Jim Mattis", counted, RENDERER)
    assert found is not None
    assert isinstance(found.chart, Months)
    assert [span for span, _ in found.chart.counts] == [year(2014 + n) for n in range(5)]
    assert sum(n for _, n in found.chart.counts) == sum(range(60))
    assert "per year: 2014 66, 2015 210" in found.alt


@pytest.mark.parametrize(
    "counted",
    [[], [(month(2017, 11), 3)], [(month(2017, 11), 3), (month(2018, 11), 3)], [(month(2017, n), 0) for n in range(1, 9)]],
)  # fmt: skip
def test_of_two_months_there_is_nothing_to_see(counted: list[tuple[DateSpan, int]]):
    assert months("Jim Mattis", counted, RENDERER) is None


@pytest.mark.parametrize("many", [pictures.MOST_MONTHS, 200])
def test_the_longest_alt_text_still_has_every_figure(many: int):
    counted = [(month(2001 + n // 12, n % 12 + 1), 98_765) for n in range(many)]
    found = months("Muhammad bin Salman Al Saud", counted, RENDERER)
    assert found is not None
    assert isinstance(found.chart, Months)
    assert len(found.alt) <= 1024
    assert not found.alt.endswith("…")
    assert all(f"{n:,}" in found.alt for _, n in found.chart.counts)


# --- what happened when -------------------------------------------------------------------------------------------

VISITS = [
    happened(day(2018, 9, 6), "Pompeo landed in *New Delhi*.", score=1.0),
    happened(DateSpan(date(2018, 3, 1), date(2018, 3, 31)), "Talks were offered.", about=True, score=2.0),
    happened(day(2021, 9, 12), "They will meet.", planned=True, disputed=True, articles=3),
    happened(day(2017, 12, 4), "Mattis arrived.", spoken=True),
]


def test_a_timeline_shows_the_days_in_order_with_what_the_answer_says_of_them():
    found = timeline("Jim Mattis", VISITS, RENDERER)
    assert found is not None
    assert isinstance(found.chart, Moments)
    assert [(row.heading, row.text, row.open) for row in found.chart.rows] == [
        ("4 December 2017 [1] · said", "Mattis arrived.", False),
        ("about March 2018 [1]", "Talks were offered.", False),
        ("6 September 2018 [1]", "Pompeo landed in *New Delhi*.", False),
        ("12 September 2021 [1] · planned · in 3 articles · dates differ", "They will meet.", True),
    ]
    assert (found.chart.title, found.chart.note) == ("Timeline: Jim Mattis", "4 December 2017 to 12 September 2021")
    assert found.alt == (
        "Timeline of Jim Mattis, 4 December 2017 to 12 September 2021, true to scale. "
        "4 December 2017 [1] · said: Mattis arrived.; about March 2018 [1]: Talks were offered.; "
        "6 September 2018 [1]: Pompeo landed in *New Delhi*.; "
        "12 September 2021 [1] · planned · in 3 articles · dates differ: They will meet."
    )


def test_the_ends_of_a_timeline_are_no_finer_than_they_are_known():
    entries = [replace(VISITS[1], about=True), VISITS[0], happened(DateSpan(date(2021, 1, 1), date(2021, 12, 31)))]
    found = timeline("", entries, RENDERER)
    assert found is not None
    assert found.chart.note == "about March 2018 to 2021"


def test_of_many_happenings_the_most_telling_are_shown_and_all_their_days_are_in_the_alt_text():
    entries = [happened(day(2018, 1 + n % 12, 1 + n), "A long day. " * 30, score=float(n)) for n in range(25)]
    found = timeline("", entries, RENDERER)
    assert found is not None
    assert isinstance(found.chart, Moments)
    assert len(found.chart.rows) == pictures.MOST_ROWS
    assert {row.when.first.day for row in found.chart.rows} == set(range(14, 26))
    assert len(found.alt) <= 1024
    assert all(row.heading in found.alt for row in found.chart.rows)
    assert found.chart.title == "Timeline"


@pytest.mark.parametrize(
    "entries", [[], VISITS[:2], [happened(day(2018, 1, 1))] * 5, [Entry("He arrived.", (), 1)] * 5]
)  # fmt: skip
def test_of_two_happenings_or_one_day_there_is_nothing_to_see(entries: list[Entry]):
    assert timeline("", entries, RENDERER) is None


# --- who is named with whom ---------------------------------------------------------------------------------------


def test_a_network_names_everybody_with_his_figure():
    others = [("Mike Pompeo", 1234), ("Rex Tillerson", 7), ("Xi", 1)]
    found = network("Jim Mattis", others, RENDERER)
    assert found is not None
    assert found.chart == Network(
        "Jim Mattis", "Named together with, and in how many articles", "Jim Mattis", tuple(others)
    )
    assert found.alt == (
        "Network of the people named together with Jim Mattis, and in how many articles: "
        "Mike Pompeo 1,234, Rex Tillerson 7, Xi 1."
    )
    assert network("Jim Mattis", others[:2], RENDERER) is None


@pytest.mark.parametrize("name", ["@everyone", "<@123>", "[a](https://a.example)", "**b**", "$x$", "Ann Keller " * 450])
def test_a_name_is_neither_markup_nor_too_long_for_the_alt_text(name: str):
    found = network(name, [(name, 1), (name, 2), (name, 3)], RENDERER)
    assert found is not None
    assert name[:200] in found.alt
    assert len(found.alt) <= 1024

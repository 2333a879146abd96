"""Days inside a question."""

from datetime import date

import pytest

from briefings.answers.window import read_days, window, within
from briefings.dates import DateSpan, day, month, year
from tests.answers.newsroom import THEN


@pytest.mark.parametrize(
    "question, rest, since, until",
    [
        ("what did Mattis say in 2017", "what did Mattis say", date(2017, 1, 1), date(2017, 12, 31)),
        ("what did Mattis say in December 2017 about India", "what did Mattis say about India", date(2017, 12, 1), date(2017, 12, 31)),
        ("Mattis quotes since 2018", "Mattis quotes", date(2018, 1, 1), None),
        ("timeline of Kabul until March 2018", "timeline of Kabul", None, date(2018, 3, 31)),
        ("timeline between 2017 and June 2018", "timeline", date(2017, 1, 1), date(2018, 6, 30)),
        ("what happened on 4 December 2017", "what happened", date(2017, 12, 4), date(2017, 12, 4)),
        ("what happened on December 4, 2017", "what happened", date(2017, 12, 4), date(2017, 12, 4)),
        ("what happened in 2017-12", "what happened", date(2017, 12, 1), date(2017, 12, 31)),
        ("news last year", "news", date(2017, 1, 1), date(2017, 12, 31)),
        ("news last month", "news", date(2018, 8, 1), date(2018, 8, 31)),
        ("what did May say", "what did May say", None, None),
        ("what happened on 31 February 2017", "what happened on 31 February 2017", None, None),
        ("search 2017", "search 2017", None, None),
    ],
)  # fmt: skip
def test_the_days_of_a_question_are_taken_out_of_it(question: str, rest: str, since: date | None, until: date | None):
    assert window(question, THEN) == (rest, since, until)


@pytest.mark.parametrize(
    "text, days",
    [
        ("4 December 2017", day(2017, 12, 4)),
        ("Dec. 4, 2017", day(2017, 12, 4)),
        ("4th of December 2017", day(2017, 12, 4)),
        ("Sept. 2018", month(2018, 9)),
        ("2018", year(2018)),
        ("soon", None),
        ("31 June 2018", None),
    ],
)
def test_days_are_read_as_precisely_as_they_are_named(text: str, days: DateSpan | None):
    assert read_days(text) == days


def test_what_has_no_date_is_shown_only_when_no_days_were_asked_for():
    assert within(None, None, None)
    assert not within(None, date(2017, 1, 1), None)
    assert within(month(2017, 12), date(2017, 12, 31), None)
    assert not within(month(2017, 12), None, date(2017, 11, 30))

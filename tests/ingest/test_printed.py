"""The day on which a text itself says it was published."""

import pytest

from briefings.ingest import article_from_text
from briefings.model import Published

LEAD = "The foreign ministers of the two countries met in Geneva on Tuesday to discuss the ceasefire on the border."
REST = "“We have agreed on a list of prisoners,” said Foreign Minister Ana Brandt, who led the talks in Geneva."


def printed(*lines: str, url: str | None = None) -> tuple[object, bool]:
    article = article_from_text("\n\n".join(lines), doc="story", url=url)
    span = article.published.span
    assert article.published.origin == ("text" if span else "none")
    return span.iso() if span else None, article.published.estimated


@pytest.mark.parametrize(
    "line",
    [
        "Published: 4 December 2017",
        "Posted on December 4, 2017 by admin",
        "December 4, 2017",
        "Monday, 4 December 2017, 10:30 am",
        "2017-12-04T10:30:00Z",
        "By Ana Roe | Dec 4, 2017",
        "Published 2017-12-04",
    ],
)
def test_a_date_line_over_the_story_is_its_day(line: str):
    assert printed("Ministers agree at Geneva", line, LEAD, REST) == ("2017-12-04", False)


def test_a_dateline_with_a_full_date_is_its_day():
    assert printed("GENEVA, Dec 4, 2017 (AP) — " + LEAD, REST) == ("2017-12-04", False)


def test_the_address_holds_the_day():
    assert printed(LEAD, REST, url="https://news.example/2017/12/04/talks") == ("2017-12-04", False)


def test_only_an_update_is_an_estimate():
    assert printed("Ministers agree", "Updated: 4 December 2017", LEAD, REST) == ("2017-12-04", True)


def test_a_caption_is_an_estimate_when_nothing_is_later():
    caption = "Minister Ana Brandt speaks during a visit to the border, Dec. 4, 2017."
    assert printed(LEAD, caption, REST) == ("2017-12-04", True)
    assert printed(LEAD, caption.replace(" ", "  "), REST) == ("2017-12-04", True)
    assert printed(LEAD, caption, REST, "She will be back in 2019, she told the reporters in Geneva.") == (None, False)
    assert printed(LEAD, "In this Dec. 4, 2017, file photo, Minister Ana Brandt speaks at the border.", REST) == (
        None,
        False,
    )


@pytest.mark.parametrize(
    "lines",
    [
        (LEAD, REST),
        (LEAD, "The war began on 4 December 2017, when the first town fell, the minister said in Geneva."),
        ("04/05/2017", LEAD, REST),  # April or May
        ("31 February 2017", LEAD, REST),
        ("Friday, 8 December 2017", "4 December 2017", LEAD, REST),  # the day of the visit, or of the story
        (LEAD, REST, "© 2017 The Daily Bugle"),
    ],
)
def test_where_the_text_does_not_say_nothing_is_said(lines: tuple[str, ...]):
    assert printed(*lines) == (None, False)


def test_what_is_given_wins():
    given = Published(origin="given")
    assert article_from_text(f"Published: 4 December 2017\n\n{LEAD}", doc="x", published=given).published is given

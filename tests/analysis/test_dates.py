"""What a date in a story says, and what it does not."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.analysis.dates import ROWS, find_dates
from briefings.analysis.language import shadow
from briefings.analysis.near import windows
from briefings.analysis.words import Doc
from briefings.dates import DateSpan, month, read_iso, year
from briefings.model import DateMention, Slice
from tests.analysis.plain_docs import plain_doc
from tests.analysis.real_docs import language
from tests.builders import article

THURSDAY = "2018-09-06"
UNKNOWN = None


def found(
    text: str, published: str | DateSpan | None = THURSDAY, *, estimated: bool = False
) -> list[tuple[str, DateMention]]:
    story = article(text, published=published, estimated=estimated)
    return [(mention.slice.of(text), mention) for mention in find_dates(Doc.of(plain_doc(text)), story)]


def values(text: str, published: str | None = THURSDAY) -> list[str]:
    return [mention.value for _, mention in found(text, published)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.example)
def test_every_construction_reads_its_own_example(row):
    text = f"for {row.example}" if row.example == "for years" else f"over {row.example}"
    stretches = windows(text, text.split())[row.near]
    assert any(row.pattern.search(text, start, end) for start, end in stretches)


@pytest.mark.parametrize(
    "text, value",
    [
        # full dates need no anchor
        ("He arrived on Dec. 4, 2017.", "2017-12-04"),
        ("He arrived on Monday, December 4, 2017, in Kabul.", "2017-12-04"),
        ("He arrived on 4 December 2017.", "2017-12-04"),
        ("He arrived on the 4th of December, 2017.", "2017-12-04"),
        ("Updated 2017-12-04 in Kabul.", "2017-12-04"),
        ("Printed 25/12/2017 in Kabul.", "2017-12-25"),
        ("They met in December 2017.", "2017-12"),
        ("They met in early December 2017.", "2017-12"),
        ("They signed it in 2015.", "2015"),
        ("The 2016 election was close.", "2016"),
        ("Prices fell in fiscal 2018.", "2018"),
        ("It was so in the 1990s.", "199"),
        ("It was so in the '90s.", "199"),
        ("It was so in the 19th century.", "18"),
        ("Exports fell in the third quarter of 2017.", "2017-Q3"),
        ("Exports fell in the first half of 2017.", "2017-H1"),
        # days and months without a year: the nearest behind us
        ("He arrived on September 4.", "2018-09-04"),
        ("He arrived on 4 September.", "2018-09-04"),
        ("He arrived December 4.", "2017-12-04"),
        ("They met in August.", "2018-08"),
        ("They met in late August.", "2018-08"),
        ("They met last August.", "2018-08"),
        ("They met last September.", "2017-09"),
        ("They met in May.", "2018-05"),
        ("They met in August of last year.", "2017-08"),
        ("They met on August 4 last year.", "2017-08-04"),
        # … and ahead of us, when the verb looks ahead
        ("They will meet in May.", "2019-05"),
        ("They will meet on October 4.", "2018-10-04"),
        ("They will meet next May.", "2019-05"),
        # weekdays
        ("He arrived on Wednesday.", "2018-09-05"),
        ("He arrived on Thursday.", "2018-09-06"),
        ("He arrived on Friday.", "2018-08-31"),
        ("He will travel on Friday.", "2018-09-07"),
        ("They will meet by Monday.", "2018-09-10"),
        ("He arrived last Thursday.", "2018-08-30"),
        ("They will meet next Thursday.", "2018-09-13"),
        ("He arrived on Tuesday of last week.", "2018-08-28"),
        ("He arrived on Tuesday last week.", "2018-08-28"),
        ("He arrived on Wednesday morning.", "2018-09-05TMO"),
        # counted from the day of the story
        ("He arrived today.", "2018-09-06"),
        ("He arrived yesterday.", "2018-09-05"),
        ("They will meet tomorrow.", "2018-09-07"),
        ("He arrived last night.", "2018-09-05TNI"),
        ("He arrived this morning.", "2018-09-06TMO"),
        ("He arrived the day before yesterday.", "2018-09-04"),
        ("They met last week.", "2018-W35"),
        ("They will meet this week.", "2018-W36"),
        ("They met over the weekend.", "2018-W35-WE"),
        ("They met last month.", "2018-08"),
        ("They met earlier this year.", "2018"),
        ("They will meet next year.", "2019"),
        ("They met three days ago.", "2018-09-03"),
        ("They met two weeks ago.", "2018-W34"),
        ("They met one month ago.", "2018-08"),
        ("They met a decade ago.", "2008"),
        ("Exports fell in the third quarter.", "2018-Q3"),
        ("They met last summer.", "2018-SU"),
        # times
        ("He arrived at 9:30 a.m. on Wednesday.", "2018-09-05T09:30"),
        ("He arrived on Wednesday at 14:30 GMT.", "2018-09-05T14:30"),
        ("He arrived at noon.", "XXXX-XX-XXT12:00"),
        # durations and repeated times
        ("During a five-hour visit they met.", "PT5H"),
        ("They met for three months.", "P3M"),
        ("Ties fell in the past few months.", "PXM"),
        ("They met every Monday.", "XXXX-WXX-1"),
        ("They met on Mondays.", "XXXX-WXX-1"),
        ("He told a weekly briefing.", "P1W"),
        ("They met every two years.", "P2Y"),
        # days with a name
        ("He arrived on Thanksgiving Day.", "2017-11-23"),
        ("He will travel on Thanksgiving Day.", "2018-11-22"),
        ("He arrived on Good Friday.", "2018-03-30"),
        ("They met on Memorial Day.", "2018-05-28"),
        ("They met on Labor Day, 2017.", "2017-09-04"),
        ("They met by Christmas 1914.", "1914-12-25"),
        # years as they are read aloud
        ("They met in nineteen seventy-nine.", "1979"),
        ("They met in the winter of nineteen ninety-four.", "1994-WI"),
        ("They met in two thousand and four.", "2004"),
        ("They met over the summer.", "2018-SU"),
        ("They met in the spring.", "2018-SP"),
        # from what the story speaks of, which we do not know
        ("He signed it the following Monday.", "XXXX-WXX-1"),
        ("He signed it that day.", "XXXX-XX-XX"),
        ("He signed it two days later.", "XXXX-XX-XX"),
        # history
        ("Since the Sept. 11 attacks it was so.", "2001-09-11"),
        ("He arrived on Christmas Day.", "2017-12-25"),
    ],
)
def test_a_date_is_read_against_the_day_of_the_story(text, value):
    assert values(text) == [value]


@pytest.mark.parametrize(
    "text, said",
    [
        ("The talks of December 4-6, 2017, fell apart.", [("December 4", "2017-12-04"), ("6, 2017", "2017-12-06")]),
        ("They met on 4 and 6 December.", [("4", "2017-12-04"), ("6 December", "2017-12-06")]),
        ("They met from 30 March to 2 April 2017.", [("30 March", "2017-03-30"), ("2 April 2017", "2017-04-02")]),
        ("From March to May 2017 they met.", [("March", "2017-03"), ("May 2017", "2017-05")]),
        ("From November to January 2017 they met.", [("November", "2016-11"), ("January 2017", "2017-01")]),
        ("The war of 2010-14 was long.", [("2010", "2010"), ("14", "2014")]),
    ],
)
def test_a_range_is_its_first_and_its_last_date(text, said):
    assert [(words, mention.value) for words, mention in found(text)] == said


def test_the_days_of_a_range_are_all_of_them():
    ((_, first), (_, last)) = found("The talks of December 4-6, 2017, fell apart.")
    assert first.span == last.span == DateSpan(date(2017, 12, 4), date(2017, 12, 6))
    ((_, one), (_, other)) = found("They met on April 24 and 25.")
    assert (one.span, other.span) == (read_iso("2018-04-24"), read_iso("2018-04-25"))


@pytest.mark.parametrize(
    "text, said",
    [
        ("They met on Sept. 3. Two days later they signed it.", ["2018-09-03", "2018-09-05"]),
        ("They met on Sept. 3. The next day they signed it.", ["2018-09-03", "2018-09-04"]),
        ("They met on Sept. 3. That afternoon they signed it.", ["2018-09-03", "2018-09-03TAF"]),
        ("They met in 1995. The following year they signed it.", ["1995", "1996"]),
        ("They met in March 2016. A month later they signed it.", ["2016-03", "2016-04"]),
        ("They met in June 2016. Later that year they signed it.", ["2016-06", "2016"]),
        ("They met in 2015. They signed it in August of that year.", ["2015", "2015-08"]),
        ("They met in 2015. The next spring they signed it.", ["2015", "2016-SP"]),
        ("They met on Sept. 3. The following Friday they signed it.", ["2018-09-03", "2018-09-07"]),
        # too long ago in the story, or not said finely enough
        ("They met on Sept. 3. He was late. It was cold. The next day they signed it.", ["2018-09-03", "XXXX-XX-XX"]),
        ("They met in 2015. The next day they signed it.", ["2015", "XXXX-XX-XX"]),
    ],
)
def test_that_day_is_counted_from_what_was_told_just_before(text, said):
    assert values(text) == said


CHRONICLE = "The war began in 1914. It spread in 1915 and 1916. In 1917 it went on. The empire fell in 1918. "


@pytest.mark.parametrize(
    "text, said",
    [
        ("They met in 1915. In March they signed it. On 12 May he arrived.", ["1915", "1915-03", "1915-05-12"]),
        ("They met in 1915.\n\nIn March they signed it.", ["1915", "1915-03"]),
        ("They met in November 1915. In January they signed it.", ["1915-11", "1916-01"]),
        ("They met on 12 May 1915. On the 20th they signed it.", ["1915-05-12", "1915-05-20"]),
        ("They met in May 1915. They signed it by the end of the year.", ["1915-05", "1915"]),
        ("They met in the spring and summer of 1915. They signed it in the winter.", ["1915-SP", "1915-SU", "1916-WI"]),
        ("They met in 1915. In March and April 1917 they signed it.", ["1915", "1917-03", "1917-04"]),
        ("They met in 1915, two years after he arrived. In May they signed it.", ["1915", "P2Y", "1915-05"]),
    ],
)
def test_in_a_chronicle_a_month_belongs_to_the_year_told_of(text, said):
    assert values(CHRONICLE + text)[5:] == said


def test_a_report_of_what_people_said_is_no_chronicle_though_it_looks_back():
    assert values(f"{CHRONICLE}In March they signed it.")[-1] == "1918-03"
    assert (
        values(f"{CHRONICLE}Nobody knew, she said. “It was late,” he said. In March they signed it.")[-1] == "XXXX-03"
    )


def test_a_chronicle_needs_no_day_of_its_own():
    assert values(CHRONICLE + "They met in March 1915. In May they signed it.", UNKNOWN)[5:] == ["1915-03", "1915-05"]


def test_in_the_news_a_month_after_an_earlier_year_stays_open():
    news = "He said so on Monday. They met last week. He arrived yesterday. "
    assert values(news + CHRONICLE + "In March they signed it.")[-1] == "XXXX-03"
    assert values(f"{CHRONICLE}\n\n{news}In March they signed it.")[-1] == "2018-03"


@pytest.mark.parametrize(
    "text, said",
    [
        ("Profit fell in the third quarter. It was $2 million a year earlier.", ["2018-Q3", "2017-Q3"]),
        ("Profit fell in the third quarter from the year-ago period.", ["2018-Q3", "2017-Q3"]),
        ("Profit fell in the third quarter. Sales in the latest quarter were flat.", ["2018-Q3", "2018-Q3"]),
        ("Profit fell in the third quarter. In the 2016 quarter it was flat.", ["2018-Q3", "2016-Q3"]),
        ("Profit fell in the year-ago third quarter.", ["2017-Q3"]),
        ("Profit fell in the quarter ended June 30.", ["2018-Q2", "2018-06-30"]),
        ("Profit fell in the third quarter. Sales for the full year were flat.", ["2018-Q3", "2018"]),
        ("He was governor a year ago.", ["2017"]),  # no results, no quarter
    ],
)
def test_results_are_compared_with_the_same_quarter_of_the_year_before(text, said):
    assert values(text) == said


def test_the_dateline_and_the_headings_of_a_chronicle_are_read_though_they_are_no_body():
    text = "KABUL, September 5 (Reuters) -- The envoys met."
    story = article(text, published=THURSDAY, body=[Slice(text.index("The"), len(text))])
    (dateline,) = find_dates(Doc.of(plain_doc(shadow(story))), story)
    assert dateline.value == "2018-09-05"
    text = CHRONICLE + "\nThe last year (1918)\nThey met in March."
    body = [Slice(0, len(CHRONICLE)), Slice(text.index("They met"), len(text))]
    story = article(text, published=THURSDAY, body=body)
    assert [mention.value for mention in find_dates(Doc.of(plain_doc(shadow(story))), story)][-2:] == [
        "1918",
        "1918-03",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "They have over 300,000 soldiers.",
        "The US cut $300 million in aid.",
        "Some 2000 people fled.",
        "He may say so.",
        "Theresa said they march on.",
        "Printed 04/12/2017 in Kabul.",  # April or December
        "He arrived on February 30, 2018.",
        "The Sunday Times said so.",
        "On Black Friday shops were full.",
        "He asked for a second term.",
        "Boeing sold 2,017 jets.",
        "The 48-year-old general said so.",
        "They met after the fall of Kabul.",
        "They met at the Winter Games.",
        "He arrived for a Christmas party.",
        "They met the previous night and said so the next hour.",
    ],
)
def test_a_number_or_a_name_is_no_date(text):
    assert [mention for _, mention in found(text) if mention.span is not None] == []


@pytest.mark.parametrize(
    "text, published, value, span",
    [
        ("He arrived yesterday.", UNKNOWN, "XXXX-XX-XX", None),
        ("He arrived on Monday.", UNKNOWN, "XXXX-WXX-1", None),
        ("He arrived on December 4.", UNKNOWN, "XXXX-12-04", None),
        ("They met in August.", UNKNOWN, "XXXX-08", None),
        ("They met last week.", UNKNOWN, "XXXX-WXX", None),
        ("They met last year.", UNKNOWN, "XXXX", None),
        ("He arrived on Monday.", "2017-08", "XXXX-WXX-1", None),
        ("He arrived yesterday.", "2017-08", "XXXX-XX-XX", None),
        ("He arrived today.", "2017-08", "2017-08", month(2017, 8)),
        ("He arrived on August 4.", "2017-08", "2017-08", month(2017, 8)),
        ("They met last month.", "2017-08", "2017-07", month(2017, 7)),
        ("They met last week.", "2017-08", "XXXX-WXX", None),
        ("They met in August.", "2017", "XXXX-08", None),
        ("They met last year.", "2017", "2016", year(2016)),
        ("He arrived on Dec. 4, 2016.", "2017", "2016-12-04", DateSpan(date(2016, 12, 4), date(2016, 12, 4))),
    ],
)
def test_nothing_is_finer_than_what_is_known_of_the_day_of_the_story(text, published, value, span):
    ((_, mention),) = found(text, published)
    assert (mention.value, mention.span) == (value, span)


def test_what_rests_on_an_estimate_is_about():
    ((_, relative), (_, exact)) = found("He arrived on Monday, not on Dec. 4, 2017.", "2017-12-06", estimated=True)
    assert (relative.span, relative.about) == (read_iso("2017-12-04"), True)
    assert (exact.span, exact.about) == (read_iso("2017-12-04"), False)


def test_a_rough_count_is_about_and_a_vague_one_is_no_day():
    ((_, rough),) = found("They met about three weeks ago.")
    assert rough.about
    ((_, vague),) = found("They met several years ago.")
    assert vague.span is None


def test_a_month_after_an_earlier_year_stays_open():
    assert values("In 2003 they met. They signed it in March.") == ["2003", "XXXX-03"]
    assert values("In 2003 they met.\n\nThey signed it in March.") == ["2003", "XXXX-03"]
    assert values("In 2003 they met.\n\nThey signed it in March, he said.") == ["2003", "XXXX-03"]
    assert values("In 2003 they met.\n\nHe said so on Monday.\n\nThey signed it in March.")[-1] == "2018-03"


def test_the_words_of_a_date_are_all_of_it_and_no_more():
    text = "He arrived on Monday, Dec. 4, 2017, for a five-hour visit in late August."
    assert [words for words, _ in found(text)] == ["Monday, Dec. 4, 2017", "five-hour", "late August"]


@pytest.mark.model
@pytest.mark.parametrize(
    "text, values",
    [
        # not yet held, whatever the tense
        ("Keller led the polls ahead of Tuesday's vote.", ["2018-09-11"]),
        ("Keller was in a tight race ahead of the caucuses on Monday.", ["2018-09-10"]),
        ("Keller finished ahead of Lund on Monday.", ["2018-09-03"]),
        ("Lund was a doubt for Sunday's final against Holm.", ["2018-09-09"]),
        ("Lund was blamed for Sunday's attack.", ["2018-09-02"]),
        # a vote of which the last one is more than half a year ago
        ("Her fate hinged on the November election.", ["2018-11"]),
        ("Keller campaigned for the Feb. 9 primary.", ["2019-02-09"]),
        ("Keller lost the June 5 primary.", ["2018-06-05"]),
        ("Keller has been quiet since she won the November election.", ["2017-11"]),
        ("Keller resigned after the November election.", ["2017-11"]),
        ("Keller fell ill in November.", ["2017-11"]),
        # in the present
        ("If Keller wins in November, the tax falls.", ["2018-11"]),
        ("The board has its first session on Monday.", ["2018-09-10"]),
        ("It is all in this Monday edition.", ["2018-09-10"]),
        ("They met this Monday in Holm.", ["2018-09-03"]),
    ],
)
def test_what_is_held_only_then_lies_ahead(text: str, values: list[str]) -> None:
    story = article(text, published=THURSDAY)
    assert [mention.value for mention in find_dates(Doc.of(language()(shadow(story))), story)] == values


def test_two_runs_say_the_same():
    text = "They met on Monday, in August 2016 and for three days in the '90s."
    assert found(text) == found(text)


_PIECES = st.sampled_from(
    "on in since the last next this Monday Friday May August Dec. 4 31 2017 1999 2,017 '90s a few two 99999 years days "
    "weeks months ago earlier later every weekly 9 a.m. noon third quarter fiscal decade century tomorrow “ ” - – , . \n"
    "weekend that previous before later hour night minute spring Christmas nineteen seventy 9/11 29 February "
    "12/25/2017 0000-00-00 9999-12-31 will met".split(" ")
)
_NEWS = st.lists(_PIECES, max_size=14).map(" ".join) | st.text(max_size=60)
_ANCHORS = st.none() | st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31)).flatmap(
    lambda d: st.sampled_from([DateSpan(d, d), month(d.year, d.month), year(d.year)])
)


@given(_NEWS, _ANCHORS, st.booleans())
def test_any_text_gives_dates_inside_itself_in_order_and_no_finer_than_the_anchor(text, published, estimated):
    story = article(text, published=published, estimated=estimated)
    mentions = find_dates(Doc.of(plain_doc(text)), story)
    at, written_out = 0, False
    for mention in mentions:
        assert at <= mention.slice.start < mention.slice.end <= len(text)
        at = mention.slice.end
        # what is written out needs no anchor, nor does what is counted from it
        written_out = written_out or bool(re.search(r"\d{4}|9/11|'90s|nineteen", mention.slice.of(text)))
        if mention.span is not None and not written_out:
            assert published is not None
            assert _days(mention.span) >= _days(published) or published.is_day
            assert mention.about or not estimated
    assert mentions == find_dates(Doc.of(plain_doc(text)), story)


def _days(span: DateSpan) -> int:
    """Rounded down to what a calendar unit has at least: a month is 28 days, a year 365."""
    days = (span.last - span.first).days + 1
    return 365 if days >= 365 else 28 if days >= 28 else days

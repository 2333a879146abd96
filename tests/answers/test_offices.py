"""Which office somebody held on a day: the title seen nearest before it, never one that was seen only later."""

from datetime import UTC, date, datetime

import pytest

from briefings.answers.offices import offices_on
from briefings.dates import DateSpan
from briefings.model import ArticleHead, Passage, Published, Role, RoleFound, RoleStatus, SentenceRef, Slice


def seen(day: str | None, title: str, status: RoleStatus = "held") -> RoleFound:
    at = date.fromisoformat(day) if day else None
    published = Published(DateSpan(at, at), "given") if at else Published()
    key = (day or "undated").ljust(64, "0")
    head = ArticleHead("public", key, "wire", None, None, None, published, datetime(2021, 1, 1, tzinfo=UTC))
    where = Slice(0, len(title))
    role = Role("0" * 16 + ":0-10", title, None, status, where, SentenceRef(key, 0, 0))
    return RoleFound(role, Passage(head, (0, 0), where, title))


KELLER = (
    seen("2016-03-01", "nominee for ambassador", "nominee"),
    seen("2016-09-10", "ambassador"),
    seen("2017-02-01", "Acting Foreign Minister", "acting"),
    seen("2018-05-05", "Defence Minister"),
    seen("2018-05-05", "deputy prime minister"),
    seen("2018-05-05", "defense minister"),
    seen("2020-01-01", "Defence Minister", "former"),
    seen(None, "Queen"),
)


@pytest.mark.parametrize(
    "day, titles",
    [
        ("2016-02-29", []),
        ("2016-03-02", []),  # a nominee holds no office
        ("2016-12-31", ["ambassador"]),
        ("2017-02-01", ["Acting Foreign Minister"]),  # the day itself counts
        ("2018-05-04", ["Acting Foreign Minister"]),
        ("2019-07-01", ["Defence Minister", "deputy prime minister"]),  # two at once; two spellings are one title
        ("2021-01-01", ["deputy prime minister"]),  # of the other we read that it is over
    ],
)
def test_the_office_on_a_day_is_the_title_printed_nearest_before_it(day: str, titles: list[str]):
    for order in (KELLER, KELLER[::-1]):
        assert [found.role.title for found in offices_on(order, date.fromisoformat(day))] == titles

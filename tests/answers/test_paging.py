"""A long answer comes in pages: none repeats another, none is left out, and each says how many lines are left."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from briefings.answers import brief, quotes, search, timeline
from briefings.answers.as_json import answer_json
from briefings.model import PUBLIC, Answer, Scope
from briefings.store import Store
from tests import builders as b
from tests.answers.newsroom import THEN, newsroom, publish

EVERYBODY = Scope((PUBLIC,))
STORIES = 8
Ask = Callable[[Store, int], Answer]

PAGED: dict[str, tuple[Ask, int]] = {  # the answer from an offset on, and how many lines there are in all
    "quotes": (lambda store, at: quotes(store, EVERYBODY, "keller", now=THEN, limit=3, offset=at), STORIES),
    "quotes about": (
        lambda store, at: quotes(store, EVERYBODY, "keller", about="road", now=THEN, limit=3, offset=at),
        STORIES,
    ),
    "timeline": (lambda store, at: timeline(store, EVERYBODY, now=THEN, limit=3, offset=at), STORIES),
    "timeline of her": (lambda store, at: timeline(store, EVERYBODY, "keller", now=THEN, limit=3, offset=at), STORIES),
    "search": (lambda store, at: search(store, EVERYBODY, "road", now=THEN, limit=3, offset=at), STORIES),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path) as opened:
        for n in range(STORIES):
            story = b.article(
                f"“Road number {n} is open,” Ilse Keller said. Workers paved the road {'again ' * n}on {n + 1} May 2018.",
                published=f"2018-05-{n + 10}",
                doc=f"road-{n}",
            )
            keller = b.person(story, "Ilse Keller")
            found = b.findings(
                story,
                people=[keller],
                quotes=[b.quote(story, f"“Road number {n} is open,”", keller)],
                events=[b.event(story, f"{n + 1} May 2018", f"2018-05-{n + 1:02}", [keller])],
            )
            publish(opened, story, found)
        yield opened


@pytest.mark.parametrize("name", PAGED)
def test_pages_hold_every_line_once_and_count_what_is_left(store: Store, name: str):
    ask, total = PAGED[name]
    lines: list[str] = []
    left = []
    for offset in range(0, total, 3):
        answer = ask(store, offset)
        assert answer.offset == offset
        lines += [entry.text for entry in answer.entries]
        left.append(answer.more)
    assert len(lines) == len(set(lines)) == total
    assert left == [5, 2, 0]
    assert ask(store, total).kind == "nothing"


def test_a_brief_counts_its_pages_in_stories(store: Store):
    first = brief(store, EVERYBODY, now=THEN, limit=6)
    last = brief(store, EVERYBODY, now=THEN, limit=6, offset=6)
    assert (first.more, last.more) == (5, 0)
    assert {receipt.doc for receipt in last.receipts} == {"road-0", "road-1"}
    on_roads = brief(store, EVERYBODY, "road", now=THEN, limit=6)
    assert on_roads.more == 5


def test_a_page_counts_what_is_left_within_the_days(store: Store):
    answer = quotes(store, EVERYBODY, "keller", now=THEN, since=THEN.date().replace(month=5, day=13), limit=3)
    assert answer.more == 2


def test_the_json_says_where_the_page_stands(store: Store):
    told = answer_json(quotes(store, EVERYBODY, "keller", now=THEN, limit=3, offset=3), "")
    assert (told["offset"], told["more"]) == (3, 2)

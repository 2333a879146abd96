"""Nothing is told twice: a story that goes on comes back with what it adds, and every article is counted once."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from briefings.app import App
from briefings.digests.due import freeze_due, preview
from briefings.digests.layouts import layout
from briefings.model import Article, Digest, Filters, Layout, LayoutChoice, Schedule
from tests import builders
from tests.digests.newsroom import arrive, newsroom, promise, story, utc
from tests.digests.test_compose import composed

FLOOD = (
    "The river Sorv flooded the town of Mirel on Thursday. "
    "Rescuers brought 40 people to a school in Mirel. "
    "Mayor Ada Lund asked the army for boats."
)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with newsroom(tmp_path) as app:
        yield app


def flood(text: str = FLOOD, source: str = "The Courier", url: str | None = None, **more: Any) -> Article:
    given: dict[str, Any] = {"title": "Sorv floods Mirel", "published": "2026-11-20"} | more
    return builders.article(text, source=source, url=url, **given)


def post(app: App, made: Schedule, day: str, **options: Any) -> Digest:
    """What is posted in the morning of this day."""
    now = utc(f"{day}T07:30")
    digest = preview(app.store, made, date.fromisoformat(day), now, **options)
    freeze_due(app.store, now, app.render_digest)
    return digest


def lines(digest: Digest) -> list[str]:
    told = [entry for each in digest.stories for entry in each.entries]
    return [entry.text for entry in (*told, *digest.quotes, *digest.happened, *digest.events)]


def adds_up(digest: Digest) -> bool:
    c = digest.coverage
    return digest.articles == c.read == c.used + c.grouped + c.told + c.no_room + c.bare + c.filtered


def test_a_story_that_goes_on_comes_back_with_what_it_adds_and_is_called_an_update(app: App):
    made = promise(app)
    arrive(app, "2026-11-20T13:00", flood())
    first = post(app, made, "2026-11-21")
    assert [each.update for each in first.stories] == [False]
    more = (
        "Mayor Ada Lund asked the army for boats. A dam above Mirel on the Sorv broke overnight and two farms are gone."
    )
    arrive(app, "2026-11-21T13:00", flood(more, "The Herald", published="2026-11-21"))
    second = post(app, made, "2026-11-22")
    assert [each.update for each in second.stories] == [True]
    assert lines(second) == ["A dam above Mirel on the Sorv broke overnight and two farms are gone."]
    assert "Update · **Sorv floods Mirel**" in app.renderer.text(second)


def test_what_another_paper_prints_of_a_story_already_told_is_told(app: App):
    made = promise(app)
    arrive(app, "2026-11-20T13:00", flood())
    post(app, made, "2026-11-21")
    arrive(app, "2026-11-21T13:00", flood(FLOOD + " (Agencies)", "The Herald", published="2026-11-21"))
    second = post(app, made, "2026-11-22")
    assert (second.stories, second.coverage.told, second.coverage.read) == ((), 1, 1)
    assert second.silent


@pytest.mark.parametrize("old, new", [
    ("Rescuers brought 40 people to a school in Mirel.", "Rescuers brought 44 people to a school in Mirel."),
    ("Mayor Ada Lund asked the army for boats.", "Mayor Ada Lund asked the navy for boats."),
    ("Mayor Ada Lund asked the army for boats.", "Mayor Ada Lund has not asked the army for boats."),
])  # fmt: skip
def test_a_new_version_of_an_article_adds_exactly_the_sentence_that_changed(app: App, old: str, new: str):
    made = promise(app)
    arrive(app, "2026-11-20T13:00", flood(url="https://courier.example/1"))
    post(app, made, "2026-11-21")
    arrive(app, "2026-11-21T13:00", flood(FLOOD.replace(old, new), url="https://courier.example/1"))
    second = post(app, made, "2026-11-22")
    assert ([each.update for each in second.stories], lines(second)) == ([True], [new])


def test_a_comma_moved_in_a_new_version_is_no_news(app: App):
    made = promise(app)
    arrive(app, "2026-11-20T13:00", flood(url="https://courier.example/1"))
    post(app, made, "2026-11-21")
    arrive(app, "2026-11-21T13:00", flood(FLOOD.replace("Mirel on", "Mirel, on"), url="https://courier.example/1"))
    assert post(app, made, "2026-11-22").silent


def test_a_story_told_more_than_a_week_ago_is_new_when_it_comes_again(app: App):
    made = promise(app)
    arrive(app, "2026-11-20T13:00", flood())
    post(app, made, "2026-11-21")
    for day in range(22, 30):
        post(app, made, f"2026-11-{day}")
    arrive(app, "2026-11-29T13:00", flood(FLOOD + " (Archive)", "The Herald", published="2026-11-29"))
    assert [each.update for each in post(app, made, "2026-11-30").stories] == [False]


def test_one_story_of_several_papers_has_the_sentences_that_add_to_each_other(app: App):
    arrive(app, "2026-11-20T13:00", flood())
    arrive(app, "2026-11-20T13:00", flood(FLOOD + " (Agencies)", "The Gazette"))
    arrive(app, "2026-11-20T13:00", flood("The Sorv flooded Mirel, and a dam near Mirel broke at noon.", "The Herald"))
    digest = composed(app)
    (one,) = digest.stories
    assert (one.publishers, one.articles, one.outlets) == (2, 3, 1)
    assert len({entry.text for entry in one.entries}) == len(one.entries) == 3
    assert (digest.coverage.used + digest.coverage.grouped, adds_up(digest)) == (3, True)


def test_the_story_of_most_publishers_comes_first_unless_the_newest_is_wanted(app: App):
    for n in range(3):
        arrive(app, "2026-11-20T13:00", flood(f"The Sorv rose in Mirel, {n} of {n + 9} bridges fell.", f"Paper {n}"))
    arrive(app, "2026-11-20T13:00", story(1, published="2026-11-21"))
    assert [each.publishers for each in composed(app).stories] == [3, 1]
    newest = composed(app, layout=Layout(order="newest"))
    assert [each.publishers for each in newest.stories] == [1, 3]


def test_a_digest_of_fourteen_days_repeats_nothing_and_its_numbers_add_up(tmp_path: Path):
    texts = []
    for turn in "ab":
        with newsroom(tmp_path / turn) as app:
            made, seen = promise(app), []
            for n in range(14):
                on = (date(2026, 11, 20) + timedelta(days=n)).isoformat()
                arrive(app, f"{on}T13:00", story(n, published=on))
                arrive(app, f"{on}T14:00", flood(FLOOD + f" Paper {n} says so.", f"Paper {n}", published=on))
                version = flood(FLOOD.replace("40", str(40 + n)), "The Herald", "https://herald.example/", published=on)
                arrive(app, f"{on}T15:00", version)
                digest = post(app, made, (date(2026, 11, 21) + timedelta(days=n)).isoformat())
                assert adds_up(digest)
                seen += lines(digest)
                texts.append((turn, app.renderer.text(digest)))
            assert len(seen) == len(set(seen)) > 14
    assert [text for turn, text in texts if turn == "a"] == [text for turn, text in texts if turn == "b"]


def test_a_quiet_day_is_silent_or_one_line(app: App):
    quiet = composed(app)
    assert quiet.silent
    said = composed(app, layout=Layout(says_quiet=True))
    assert not said.silent
    assert "Nothing new since" in app.renderer.text(said)


def test_a_day_when_nothing_could_be_read_is_not_a_quiet_one(app: App):
    app.store.beat(utc("2026-11-20T18:00"))
    blind = composed(app)
    assert (blind.silent, blind.read_until) == (False, utc("2026-11-20T18:00"))
    assert "Nothing could be read since" in app.renderer.text(blind)
    app.store.beat(utc("2026-11-20T23:30"))
    assert composed(app).silent


def test_the_footer_says_what_became_of_every_article(app: App):
    for n in range(11):
        arrive(app, "2026-11-20T13:00", story(n))
    digest = composed(app)
    assert "11 articles read: 8 used · 3 without room" in app.renderer.text(digest)


def test_filters_keep_a_story_out_and_say_so(app: App):
    arrive(app, "2026-11-20T13:00", flood())
    arrive(app, "2026-11-20T13:00", story(1))
    rows = [
        (Filters(include=("river",)), ["Sorv floods Mirel"]),
        (Filters(include=("asked the army",)), ["Sorv floods Mirel"]),
        (Filters(include=("army asked",)), []),
        (Filters(exclude=("flooding",)), ["Meeting 1"]),
        (Filters(topics=("Mirel boats", "tennis")), ["Sorv floods Mirel"]),
        (Filters(sources=("the courier",)), ["Sorv floods Mirel"]),
        (Filters(sources=("the courier",), exclude=("boats",)), []),
    ]
    for filters, wanted in rows:
        digest = composed(app, filters=filters)
        assert [each.title for each in digest.stories] == wanted
        assert (digest.coverage.filtered, adds_up(digest)) == (2 - len(wanted), True)


def test_a_title_that_changed_stands_beside_the_old_one_each_with_its_receipt(app: App):
    old = builders.article("Labour Minister Ada Lund opened a school.", published="2026-10-01", doc="old")
    new = builders.article("Ambassador Ada Lund left for Rome on Friday.", published="2026-11-20", doc="new")
    for at, told, title in (("2026-10-01T10:00", old, "Labour Minister"), ("2026-11-20T10:00", new, "Ambassador")):
        lund = builders.person(told, "Ada Lund")
        arrive(app, at, told, builders.findings(told, people=[lund], roles=[builders.role(told, lund, title)]))
    digest = composed(app)
    (change,) = digest.titles
    assert (change.person, change.was.title, change.now.title) == ("Ada Lund", "Labour Minister", "Ambassador")
    cited = [digest.receipts[seen.receipt - 1].article for seen in (change.was, change.now)]
    assert cited == [old.key, new.key]
    assert "was Labour Minister, 1 October 2026 [2] → last seen as Ambassador" in app.renderer.text(digest)
    assert digest.coverage.read == 1


def test_a_longer_form_of_a_title_is_no_change(app: App):
    old = builders.article("Minister Ada Lund opened a school.", published="2026-10-01", doc="old")
    new = builders.article("Labour Minister Ada Lund left for Rome on Friday.", published="2026-11-20", doc="new")
    for at, told, title in (("2026-10-01T10:00", old, "Minister"), ("2026-11-20T10:00", new, "Labour Minister")):
        lund = builders.person(told, "Ada Lund")
        arrive(app, at, told, builders.findings(told, people=[lund], roles=[builders.role(told, lund, title)]))
    assert composed(app).titles == ()


def test_who_was_never_named_before_is_newly_in_the_news_once_there_was_news_before(app: App):
    first = builders.article("Envoy Ada Lund met Piet Bakker in Rome.", published="2026-11-20", doc="one")
    lund, bakker = builders.person(first, "Ada Lund"), builders.person(first, "Piet Bakker")
    found = builders.findings(first, people=[lund, bakker], roles=[builders.role(first, lund, "Envoy")])
    arrive(app, "2026-11-20T10:00", first, found)
    assert composed(app).people == ()  # the shelf is new itself
    arrive(app, "2026-11-18T10:00", story(1, published="2026-11-18"))
    assert [(who.name, who.title) for who in composed(app).people] == [("Ada Lund", "Envoy")]
    older = builders.article("Ada Lund wrote a book.", published="2026-11-17", doc="older")
    arrive(app, "2026-11-17T10:00", older, builders.findings(older, people=[builders.person(older, "Ada Lund")]))
    assert composed(app).people == ()


def test_a_layout_is_made_shorter_longer_and_put_in_another_order(app: App):
    assert (layout("headlines").stories, layout("headlines").sections) == (12, ("stories",))
    short = layout("daily", LayoutChoice(length="short", sections=("ahead", "stories")))
    assert (short.stories, short.sections) == (4, ("ahead", "stories"))
    assert layout("daily", LayoutChoice(length="long")).stories == 12
    assert layout("daily", LayoutChoice(length="long", stories=3)).stories == 3
    assert layout("daily", LayoutChoice()) == layout("daily")

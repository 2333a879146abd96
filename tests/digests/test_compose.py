"""What a digest says: the stories that arrived in its window, in their own whole sentences, none twice."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from briefings.app import App
from briefings.dates import read_iso
from briefings.digests.compose import compose
from briefings.model import PUBLIC, Digest, Layout, Mention, Scope, Section, Slice, ToldBefore
from briefings.render import unescape
from tests import builders
from tests.digests.newsroom import SERVER, arrive, newsroom, story, utc


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with newsroom(tmp_path) as app:
        yield app


def composed(app: App, since: str = "2026-11-20T00:00", until: str = "2026-11-21T00:00", **options: Any) -> Digest:
    given: dict[str, Any] = {
        "scope": Scope((PUBLIC, SERVER)), "name": "Morning brief", "template_name": "daily",
        "day": date(2026, 11, 21), "zone": "UTC",
    }  # fmt: skip
    given |= options
    return compose(app.store, given.pop("scope"), since=utc(since), until=utc(until), **given)


def titles(digest: Digest) -> list[str]:
    return [told.title or told.doc for told in digest.stories]


def test_a_window_counts_arrival_not_publication_and_its_end_belongs_to_the_next(app: App):
    arrive(app, "2026-11-19T23:59", story(1))  # before the window
    arrive(app, "2026-11-20T00:00", story(2, published="2026-10-01"))  # printed long ago, found now
    arrive(app, "2026-11-20T23:59", story(3))
    arrive(app, "2026-11-21T00:00", story(4))
    assert titles(composed(app)) == ["Meeting 3", "Meeting 2"]
    assert titles(composed(app, "2026-11-21T00:00", "2026-11-22T00:00")) == ["Meeting 4"]


def test_newest_first_by_the_day_of_print_and_undated_last(app: App):
    arrive(app, "2026-11-20T10:00", story(1, published=None))
    arrive(app, "2026-11-20T11:00", story(2, published="2026-11"))
    arrive(app, "2026-11-20T12:00", story(3, published="2026-11-19"))
    arrive(app, "2026-11-20T13:00", story(4, published="2026-11-20"))
    assert titles(composed(app)) == ["Meeting 2", "Meeting 4", "Meeting 3", "Meeting 1"]  # November ends on the 30th


def test_eight_stories_at_most_and_two_of_one_publisher(app: App):
    for number in range(12):
        arrive(app, "2026-11-20T10:00", story(number, source="The Courier" if number < 6 else None))
    digest = composed(app)
    assert len(digest.stories) == 8
    assert [told.source for told in digest.stories].count("The Courier") == 2
    assert (digest.articles, digest.sources) == (12, 7)


MARCH, STORM = "Thousands marched in Tarma against President Karim Hadad.", "A storm closed the harbour of Lunde."
SIDES = {  # of the day's main event two, and two of another, of which less is said in both
    "Bread costs twice its price": f"{MARCH} Shops in Orun closed early. Banks kept guards at their doors.",
    "Pilots on strike": f"{MARCH} Families slept beside their luggage. Hotels were full. Trains stood still.",
    "Ships wait outside": f"{STORM} Captains feared for engines. Insurers sent divers to the piers.",
    "Schools send children home": f"{STORM} Buses stood in deep water near Vell. Farmers counted drowned sheep.",
}


def test_a_story_of_another_event_goes_before_another_side_of_one_that_is_told(app: App):
    for title, text in SIDES.items():
        arrive(app, "2026-11-20T10:00", builders.article(text, title=title, source=title, published="2026-11-20"))
    march, storm = list(SIDES)[:2], list(SIDES)[2:]
    all_, two = titles(composed(app)), titles(composed(app, layout=Layout(stories=2)))
    assert sorted(all_) == sorted(SIDES)  # none of them is another one, told again
    assert two[0] in march
    assert two[1] in storm


@pytest.mark.parametrize("news", [1, 2, 3])
def test_what_begins_with_the_day_s_news_goes_before_what_explains(app: App, news: int):
    for number in (1, 2, 3):
        on = "2026-11-20" if number == news else ("1956-11-20", "2026-11-27")[number % 2]
        told = builders.article(
            f"Dated {on}. {story(number).text}", title=f"Page {number}", source=f"Paper {number}",
            published="2026-11-20", doc=f"page-{number}",
        )  # fmt: skip
        event = builders.event(told, on, on, planned=on > "2026-11-20")
        arrive(app, "2026-11-20T10:00", told, builders.findings(told, events=[event]))
    assert titles(composed(app, layout=Layout(stories=1))) == [f"Page {news}"]


@pytest.mark.parametrize("leads", [1, 2, 3])
def test_of_those_that_tell_the_day_s_news_the_one_that_begins_with_it_goes_first(app: App, leads: int):
    for number in (1, 2, 3):
        news, text = f"Ward {number} was closed on 2026-11-20.", story(number).text
        text = f"{news} {text}" if number == leads else f"{text} {news}"
        told = builders.article(
            text, title=f"Page {number}", source=f"Paper {number}", published="2026-11-20", doc=f"page-{number}"
        )
        event = builders.event(told, "2026-11-20", "2026-11-20")
        arrive(app, "2026-11-20T10:00", told, builders.findings(told, events=[event]))
    assert titles(composed(app, layout=Layout(stories=1))) == [f"Page {leads}"]


def test_a_story_without_a_headline_bears_its_publishers_name_and_no_files(app: App):
    text = "Ana Gomes flew to Oslo on Friday."
    arrive(app, "2026-11-20T10:00", builders.article(text, title=None, doc="a7.txt", source="The Courier"))
    other = "Rain fell in Lunde all night. Roads were under water."
    page = builders.article(other, title=None, doc="b8.txt", source=None, url="https://news.example/8")
    arrive(app, "2026-11-20T10:00", page)
    shown = app.renderer.text(composed(app))
    assert "**The Courier** ·" in shown
    assert "**[news.example](<https://news.example/8>)** · " in shown
    assert not re.search(r"a7|b8", shown)


def test_stories_without_a_publisher_are_not_one_publisher(app: App):
    for number in range(4):
        arrive(app, "2026-11-20T10:00", builders.article(story(number).text, source=None))
    assert len(composed(app).stories) == 4


def test_what_was_told_does_not_come_back(app: App):
    told = arrive(app, "2026-11-20T10:00", story(1))
    arrive(app, "2026-11-20T11:00", story(2))
    digest = composed(app, told=ToldBefore(frozenset({told.key}), frozenset({told.key})))
    assert (titles(digest), digest.articles) == (["Meeting 2"], 1)


def test_a_story_that_was_being_stored_when_the_last_digest_looked_is_in_the_next(app: App):
    arrive(app, "2026-11-19T23:55", story(1))
    assert titles(composed(app, overlap=timedelta(minutes=10))) == ["Meeting 1"]


def test_a_digest_shows_only_the_shelves_it_may_see(app: App):
    arrive(app, "2026-11-20T10:00", story(1))
    arrive(app, "2026-11-20T10:00", story(2), collection=SERVER)
    arrive(app, "2026-11-20T10:00", story(3), collection="guild:2")
    assert sorted(titles(composed(app))) == ["Meeting 1", "Meeting 2"]
    assert titles(composed(app, scope=Scope((SERVER,)))) == ["Meeting 2"]


def test_a_story_on_two_shelves_is_told_once(app: App):
    arrive(app, "2026-11-20T10:00", story(1))
    arrive(app, "2026-11-20T10:30", story(1), collection=SERVER)
    digest = composed(app)
    assert (titles(digest), digest.articles) == (["Meeting 1"], 1)


def test_a_story_of_which_no_sentence_stands_by_itself_is_left_out(app: App):
    empty = builders.article("He did. They had.", title="A headline alone", body=[Slice(0, 0)])
    arrive(app, "2026-11-20T10:00", empty, builders.findings(empty))
    assert composed(app).stories == ()


BRUSSELS = builders.article(
    "Defense Secretary Jim Mattis met NATO ministers in Brussels on Friday. "
    "The allies agreed on a plan for Kabul. "
    "“We are in this fight together,” Mattis said. "
    "Mattis will meet them again on 4 December 2026. "
    "In 2026 the alliance grew, an official said. "
    "“Nobody is sure,” an official said.",
    title="Mattis in Brussels",
    published="2026-11-20",
)
MATTIS = builders.person(BRUSSELS, "Jim Mattis", "Mattis")
FINDINGS = builders.findings(
    BRUSSELS,
    people=[MATTIS],
    quotes=[
        builders.quote(BRUSSELS, "“We are in this fight together,”", MATTIS, speaker="Mattis"),
        builders.quote(BRUSSELS, "“Nobody is sure,”", None, speaker="an official", speaker_kind="anonymous"),
    ],
    events=[
        builders.event(BRUSSELS, "on Friday", "2026-11-20"),
        builders.event(BRUSSELS, "4 December 2026", "2026-12-04", [MATTIS], planned=True),
        builders.event(BRUSSELS, "In 2026", "2026"),
    ],
)


def test_what_a_known_person_said_and_what_lies_ahead_stand_beside_the_stories(app: App):
    arrive(app, "2026-11-20T10:00", BRUSSELS, FINDINGS)
    digest = composed(app, layout=Layout(sentences=2))
    assert [entry.text for entry in digest.stories[0].entries] == [
        "Defense Secretary Jim Mattis met NATO ministers in Brussels on Friday.",
        "The allies agreed on a plan for Kabul.",
    ]
    assert [(entry.speaker, entry.text) for entry in digest.quotes] == [
        ("Jim Mattis", "“We are in this fight together,”")
    ]
    assert [entry.text for entry in digest.events] == ["Mattis will meet them again on 4 December 2026."]


def test_one_person_is_quoted_once_in_a_digest(app: App):
    briefing = builders.article(
        "Ministers met in Oslo on Friday for talks. The talks ended late. Envoys left on Saturday. "
        "“We will stay,” Jim Mattis said. “We will pay,” Mattis said."
    )
    mattis = builders.person(briefing, "Jim Mattis", "Mattis")
    said = [builders.quote(briefing, words, mattis) for words in ("“We will stay,”", "“We will pay,”")]
    arrive(app, "2026-11-20T18:00", briefing, builders.findings(briefing, people=[mattis], quotes=said))
    assert [entry.speaker for entry in composed(app).quotes] == ["Jim Mattis"]


def test_what_somebody_said_years_before_is_not_what_was_said_in_this_story(app: App):
    story_ = builders.article("Envoys met in Oslo. “Never,” Jim Mattis said in 2009. “We will stay,” Mattis said.")
    mattis = builders.person(story_, "Jim Mattis", "Mattis")
    old = builders.quote(story_, "“Never,”", mattis, said=read_iso("2009"))
    said = builders.quote(story_, "“We will stay,”", mattis)
    arrive(app, "2026-11-20T18:00", story_, builders.findings(story_, people=[mattis], quotes=[old, said]))
    assert [entry.text for entry in composed(app).quotes] == ["“We will stay,”"]


def test_each_story_is_quoted_once_before_one_is_quoted_twice(app: App):
    for number, names in ((1, ("Ana Gomes", "Lu Wei")), (2, ("Jim Mattis", "Ivo Daalder"))):
        told = builders.article(
            f"{story(number).text} “Yes, {number},” {names[0]} said. “No, {number},” {names[1]} said.",
            title=f"Meeting {number}", published="2026-11-20", source=f"Paper {number}",
        )  # fmt: skip
        people = [builders.person(told, name) for name in names]
        quotes = [builders.quote(told, f"“{w}, {number},”", who) for w, who in zip(("Yes", "No"), people, strict=True)]
        arrive(app, "2026-11-20T18:00", told, builders.findings(told, people=people, quotes=quotes))
    digest = composed(app, layout=Layout(quotes=3, sentences=1))
    assert [entry.text.strip("“”,")[:1] for entry in digest.quotes] == ["Y", "Y", "N"]


def test_where_a_story_has_one_line_it_is_the_one_that_the_newsroom_led_with(app: App):
    told = builders.article("Ana Gomes flew to Oslo. Oslo hosts talks in Oslo. The talks are on Oslo.", title="Gomes")
    sentences = [replace(one, rank=one.index / 9) for one in builders.sentences(told)]
    arrive(app, "2026-11-20T18:00", told, replace(builders.findings(told), sentences=tuple(sentences)))
    (one,) = composed(app, template_name="headlines").stories
    assert [entry.text for entry in one.entries] == ["Ana Gomes flew to Oslo."]
    (one,) = composed(app, layout=Layout(sentences=2)).stories
    assert [entry.text for entry in one.entries] != ["Ana Gomes flew to Oslo."]


def test_the_classrooms_sources_stand_once_each_with_their_numbers_and_its_sections_in_the_wished_order(app: App):
    arrive(app, "2026-11-20T10:00", BRUSSELS, FINDINGS)
    sections: tuple[Section, ...] = ("said", "stories")
    text = app.renderer.text(composed(app, template_name="classroom", layout=Layout(sections=sections, sentences=2)))
    assert text.index("### Who said it?") < text.index("met NATO ministers in Brussels")
    assert "-# 1, 2, 3 · Mattis in Brussels" in text


LINES = [
    # a story's second sentence, and whether a digest may show it
    ("The envoys agreed on a plan for Kabul.",                         True),
    ("We want to hear your story about Kabul.",                        False),  # a prompt to readers
    ("Please send pictures of Kabul to the newsroom.",                 False),
    ("Would Kabul hold without the envoys?",                           False),
    ("“We want you to stay,” the envoys told Kabul.",                  True),
    ("The envoys asked: “Will Kabul hold?”",                           True),
    ("The talks have forced her to think of Kabul.",                   False),  # whose name stands elsewhere
    ("Ana Gomes said the talks forced her to think of Kabul.",         True),
    ("Envoys meet in Oslo for talks.",                                 False),  # the headline again
]  # fmt: skip


@pytest.mark.parametrize("line,is_shown", LINES)
def test_a_line_says_something_of_the_news_by_itself(app: App, line: str, is_shown: bool):
    told = builders.article(f"Ana Gomes flew to Oslo on Friday. {line}", title="Envoys meet in Oslo for talks")
    gomes = builders.person(told, "Ana Gomes")
    her = [Mention(builders.where(told, "her"), "pronoun")] if " her " in line else []
    gomes = replace(gomes, mentions=(*gomes.mentions, *her))
    arrive(app, "2026-11-20T18:00", told, builders.findings(told, people=[gomes]))
    (one,) = composed(app).stories
    assert (line in [entry.text for entry in one.entries]) == is_shown


def test_what_an_earlier_story_said_is_not_said_again(app: App):
    arrive(app, "2026-11-19T10:00", BRUSSELS, FINDINGS)
    arrive(app, "2026-11-20T10:00", story(1))
    digest = composed(app)
    assert (digest.quotes, digest.events) == ((), ())


@pytest.mark.parametrize("template", ["daily", "headlines"])
def test_every_line_is_exactly_its_receipts_slices(app: App, template: str):
    arrive(app, "2026-11-20T10:00", BRUSSELS, FINDINGS)
    hostile = builders.article(
        "A *bold* @everyone move: 1. [link](https://e.example) <@1> was “denied”. # Not a heading_ at all.\n\n> Quoted.",
        title="*Bold* @everyone", source="The _Courier_", doc="hostile",
    )  # fmt: skip
    arrive(app, "2026-11-20T11:00", hostile)
    digest = composed(app, template_name=template)
    texts = {BRUSSELS.key: BRUSSELS.text, hostile.key: hostile.text}
    entries = [*(entry for told in digest.stories for entry in told.entries), *digest.quotes, *digest.events]
    for entry in entries:
        receipt = digest.receipts[entry.receipt - 1]
        assert receipt.text == receipt.slice.of(texts[receipt.article])
        assert all(receipt.slice.covers(piece) for piece in entry.slices)
        assert entry.text == " … ".join(piece.of(texts[receipt.article]) for piece in entry.slices)
    lines = re.findall(r"^> (.*) \[(\d+)\]$", app.renderer.text(digest), re.MULTILINE)
    shown = {(entry.receipt, " ".join(entry.text.split())) for entry in entries}
    assert lines
    assert {(int(n), unescape(text)) for text, n in lines} <= shown


def test_the_order_of_arrival_does_not_matter(tmp_path: Path):
    told = []
    for turn in (1, -1):
        with newsroom(tmp_path / str(turn)) as app:
            for each in [BRUSSELS, *(story(number) for number in range(9))][::turn]:
                arrive(app, "2026-11-20T10:00", each, FINDINGS if each is BRUSSELS else None)
            told.append(app.renderer.text(composed(app)))
    assert told[0] == told[1]

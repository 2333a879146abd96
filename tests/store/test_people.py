"""What people said, were called and did, with the sentence that says so."""

from datetime import date
from typing import Any

import pytest

from briefings.dates import day, month
from briefings.model import PUBLIC, Identity, Scope, Sighting
from briefings.names import surname
from briefings.store import Store
from tests.builders import NOW, article, event, findings, person, quote, role
from tests.store.newsroom import brussels, identify, islamabad
from tests.store.test_order import check_figures

HERE = Scope()


def one_mattis(sightings: tuple[Sighting, ...]) -> tuple[Identity, ...]:
    """Jim is James, and the others are who they are."""
    if surname(sightings[0].person.name) != "mattis":
        return identify(sightings)
    key = min(seen.person.key for seen in sightings)
    return (Identity(key, "James Mattis", tuple(sorted(seen.person.key for seen in sightings))),)


@pytest.fixture
def told(store: Store) -> Store:
    for story in brussels(), islamabad():
        store.articles.save(*story, collection=PUBLIC, identify=one_mattis, at=NOW)
    return store


def test_a_person_is_found_by_any_of_his_names_and_by_his_surname(told: Store):
    for name in ["Jim Mattis", "JAMES MATTIS", "mattis", "Mattis’s"]:
        (found,) = told.people.by_alias(HERE, name)
        assert found.name == "James Mattis"
        assert [form.text for form in found.aliases] == ["James Mattis", "Jim Mattis", "Mattis"]
        assert (found.articles, found.mentions) == (2, 4)
        assert (found.first, found.last) == (day(2017, 11, 10), day(2017, 12, 4))
        assert found.title == "Defense Secretary"
    assert told.people.by_alias(HERE, "pompeo")[0].name == "Mike Pompeo"  # never printed alone, still his surname
    assert told.people.by_alias(HERE, "matt") == ()


def test_people_are_sorted_by_how_often_they_are_reported(told: Store):
    assert [one.name for one in told.people.everyone(HERE)] == ["James Mattis", "Mike Pompeo", "Shahid Abbasi"]
    ids = [one.id for one in told.people.everyone(HERE)]
    assert [one.id for one in told.people.get(HERE, ids[::-1])] == ids[::-1]


def test_a_title_bears_its_organisation_and_its_sentence(told: Store):
    (pompeo,) = told.people.by_alias(HERE, "pompeo")
    assert pompeo.title == "CIA Director"
    (found,) = told.people.roles(HERE, [pompeo.id])
    assert (found.role.title, found.role.organisation, found.role.person) == ("Director", "CIA", pompeo.id.key)
    assert found.passage.text == "CIA Director Mike Pompeo will visit Kabul on 4 December 2017."


def test_the_titles_of_an_article_are_told_without_its_people(told: Store):
    keys = [story.key for story, _ in (brussels(), islamabad())]
    assert told.people.titles(HERE, keys) == {
        key: {one.title for one in telling.roles}
        for key, telling in ((story.key, telling) for story, telling in (brussels(), islamabad()))
        if telling.roles
    }
    assert told.people.titles(HERE, []) == {}
    assert told.people.titles(Scope(("elsewhere",)), keys) == {}


def test_the_newest_articles_that_name_somebody_are_told_without_being_read(told: Store):
    (mattis,), (pompeo,) = told.people.by_alias(HERE, "mattis"), told.people.by_alias(HERE, "pompeo")
    here, there = brussels()[0].key, islamabad()[0].key
    assert told.people.newest_articles(HERE, [mattis.id]) == (there, here)
    assert told.people.newest_articles(HERE, [mattis.id, pompeo.id], limit=1) == (there,)
    assert told.people.newest_articles(HERE, [mattis.id, pompeo.id], until=date(2017, 11, 30)) == (here,)
    assert told.people.newest_articles(HERE, [mattis.id], since=date(2018, 1, 1)) == ()


def test_quotes_of_nobody_are_found_alone(store: Store):
    story, known = brussels()
    unsigned = quote(story, "“We are in this fight together,”", None, speaker="Mattis", cue="said")
    store.articles.save(
        story, findings(story, people=known.people, quotes=[unsigned]), collection=PUBLIC, identify=identify, at=NOW
    )
    store.articles.save(*islamabad(), collection=PUBLIC, identify=identify, at=NOW)
    for terms in (), ("fight",):
        (found,) = store.people.quotes(HERE, terms=terms, unsigned=True)
        assert (found.speaker_words, found.quote.person) == ("Mattis", None)
    assert store.people.quotes(HERE, terms=("pakistan",), unsigned=True) == ()
    assert len(store.people.quotes(HERE)) == 3


def test_of_a_title_seen_often_the_first_and_the_last_time_are_told(store: Store):
    for on in "2017-03-01", "2017-05-01", "2017-04-01", None:
        story = article(f"Secretary Rex Tillerson spoke on {on}.", published=on)
        who = person(story, "Rex Tillerson")
        found = findings(story, people=[who], roles=[role(story, who, "Secretary")])
        store.articles.save(story, found, collection=PUBLIC, identify=identify, at=NOW)
    (rex,) = store.people.by_alias(HERE, "tillerson")
    seen = [found.passage.head.published.span for found in store.people.roles(HERE, [rex.id])]
    assert seen == [day(2017, 3, 1), day(2017, 5, 1), None]


def test_a_former_title_is_never_his_title(store: Store):
    story = article("Former CIA director Leon Panetta warned. “It is a mess,” Panetta said.")
    panetta = person(story, "Leon Panetta", "Panetta")
    found = findings(
        story,
        people=[panetta],
        roles=[role(story, panetta, "director", "CIA", status="former")],
        quotes=[quote(story, "“It is a mess,”", panetta, speaker="Panetta")],
    )
    store.articles.save(story, found, collection=PUBLIC, identify=identify, at=NOW)
    assert store.people.by_alias(HERE, "panetta")[0].title is None
    assert store.people.quotes(HERE)[0].speaker_title == "former CIA director"


def test_a_quote_comes_with_its_speaker_its_title_there_and_its_sentence(told: Store):
    ids = [one.id for one in told.people.by_alias(HERE, "mattis")]
    newest, oldest = told.people.quotes(HERE, ids)
    assert newest.quote.kind == "indirect"
    assert newest.speaker_title is None  # that story does not say
    assert oldest.speaker_name == "James Mattis"
    assert oldest.speaker_title == "Defense Secretary"
    assert oldest.speaker_words == "Mattis"
    assert oldest.quote.person == ids[0].key
    text = told.articles.text(HERE, oldest.passage.head.key) or ""
    assert oldest.quote.content[0].of(text) == "“We are in this fight together,”"
    assert [found.passage.head.doc for found in told.people.quotes(HERE, ids, limit=1)] == ["indus-017"]
    counted = told.people.quote_count(HERE, ids)
    assert (counted.articles, counted.quotes, counted.first, counted.last) == (
        2,
        2,
        day(2017, 11, 10),
        day(2017, 12, 4),
    )


def test_quotes_about_something_hold_all_its_words_in_sentence_or_title(told: Store):
    ids = [one.id for one in told.people.by_alias(HERE, "mattis")]
    assert [f.passage.head.doc for f in told.people.quotes(HERE, ids, terms=("pakistan", "effort"))] == ["indus-017"]
    assert [f.passage.head.doc for f in told.people.quotes(HERE, ids, terms=("warn", "effort"))] == ["indus-017"]
    assert told.people.quotes(HERE, ids, terms=("partner",)) == ()  # Abbasi's
    assert len(told.people.quotes(HERE, None, terms=("pakistan",))) == 2


def test_quotes_can_be_kept_to_days_and_to_articles(told: Store):
    assert [f.passage.head.doc for f in told.people.quotes(HERE, until=date(2017, 11, 30))] == ["courier-001"]
    assert {f.passage.head.doc for f in told.people.quotes(HERE, since=date(2017, 12, 1))} == {"indus-017"}
    for terms in (), ("pakistan",):
        key = islamabad()[0].key
        found = told.people.quotes(HERE, None, terms=terms, articles=[key], limit=None)
        assert len(found) == 2
        assert told.people.quotes(HERE, None, terms=terms, articles=[], limit=None) == ()


def test_events_run_by_their_own_date(told: Store):
    assert [found.event.when for found in told.people.events(HERE)] == [day(2017, 11, 9), day(2017, 12, 4)]
    (visit,) = told.people.events(HERE, planned=True)
    (pompeo,) = told.people.by_alias(HERE, "pompeo")
    assert visit.passage.text.startswith("CIA Director")
    assert told.people.events(HERE, [pompeo.id]) == told.people.events(HERE, terms=("kabul",)) == (visit,)
    assert told.people.events(HERE, since=date(2017, 11, 30)) == (visit,)
    assert told.people.events(HERE, until=date(2017, 11, 8)) == ()


def test_months_and_company_are_counted(told: Store):
    ids = [one.id for one in told.people.by_alias(HERE, "mattis")]
    assert told.people.months(HERE, ids) == ((month(2017, 11), 1), (month(2017, 12), 1))
    assert [(other.name, n) for other, n in told.people.related(HERE, ids)] == [
        ("Mike Pompeo", 1),
        ("Shahid Abbasi", 1),
    ]


def test_where_somebody_is_named_first_in_each_story(told: Store):
    ids = [one.id for one in told.people.by_alias(HERE, "mattis")]
    assert [passage.text for passage in told.people.mentioned(HERE, ids)] == [
        "James Mattis urged Pakistan to act against militants.",
        "Defense Secretary Jim Mattis met NATO allies in Brussels on Thursday.",
    ]


def test_two_people_become_one_when_the_rules_say_so(store: Store):
    for both in brussels(), islamabad():
        store.articles.save(*both, collection=PUBLIC, identify=identify, at=NOW)
    assert [one.name for one in store.people.by_alias(HERE, "mattis")] == ["James Mattis", "Jim Mattis"]
    story, found = islamabad()
    store.articles.replace(story.key, found, collection=PUBLIC, identify=one_mattis, at=NOW)
    (one,) = store.people.by_alias(HERE, "mattis")
    assert len(store.people.quotes(HERE, [one.id])) == 2
    assert len(store.search.find(HERE, (), people=[one.id])) == 2
    store.articles.replace(story.key, found, collection=PUBLIC, identify=identify, at=NOW)
    check_figures(store, [brussels(), islamabad()])


def test_a_crowd_pairs_only_its_foremost(store: Store):
    names = [f"Delegate Name{chr(65 + n)}o" for n in range(24)]
    story = article(" ".join(f"{name} came." for name in names))
    found = findings(story, people=[person(story, name) for name in names])
    store.articles.save(story, found, collection=PUBLIC, identify=identify, at=NOW)
    paired = [one for one in store.people.everyone(HERE) if store.people.related(HERE, [one.id], 50)]
    assert len(paired) == 20


def test_what_happened_of_late_goes_back_as_far_as_is_needed(store: Store):
    days = ["2017-01-05", "2017-06-10", "2017-11-20", "2017-12-01"]
    for when in days:
        story = article(f"Jim Mattis visited Kabul on {when}.", published=when, doc=when)
        man = person(story, "Jim Mattis")
        found = findings(story, people=[man], events=[event(story, when, when, people=[man])])
        store.articles.save(story, found, collection=PUBLIC, identify=identify, at=NOW)
    (mattis,) = store.people.by_alias(HERE, "mattis")

    def since(*back: str, enough: int, **window: Any) -> list[str]:
        found = store.people.happened(
            HERE, [mattis.id], days=[date.fromisoformat(each) for each in back], enough=enough, **window
        )
        return [one.event.when.first.isoformat() for one in found]

    month, year = "2017-11-15", "2017-05-01"
    assert since(month, year, enough=2) == days[2:]
    assert since(month, year, enough=3) == since(month, year, enough=9) == days[1:]
    assert since("2018-01-01", enough=1) == days, "when nothing did since then, whenever it was"
    assert since(month, enough=1, until=date(2017, 11, 30)) == days[2:3]
    assert since(year, enough=9, as_of=date(2017, 6, 10)) == days[1:2]
    assert since(year, enough=9, limit=1) == days[3:]

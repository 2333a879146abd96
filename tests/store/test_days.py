"""The days that articles speak of: how many do, and how, and the events of a day."""

from datetime import date

from briefings.dates import DateSpan, day, month
from briefings.model import PUBLIC, Article, DateMention, DayTold, Findings, Scope
from briefings.store import Store
from briefings.store.days import EventsAsked
from briefings.store.search import terms
from tests.builders import NOW, article, event, findings, person, where
from tests.store.newsroom import identify

HERE = Scope()
EVERYTHING = EventsAsked()
ATTACK = day(2017, 11, 5)


def publish(store: Store, *stories: tuple[Article, Findings], collection: str = PUBLIC) -> None:
    for story in stories:
        store.articles.save(*story, collection=collection, identify=identify, at=NOW)


def attack(n: int, published: str, *, title: str | None = None, spoken: bool = False) -> tuple[Article, Findings]:
    """A bomb went off on 5 November, or somebody spoke of it that day, and Jim Mattis came on the 7th."""
    story = article(
        f"Report {n}. It was quiet. It was cold. Nobody slept. A bomb went off in Herat on 5 November. "
        "Jim Mattis came on 7 November. He left in November.",
        title=title,
        published=published,
        doc=f"attack-{n}",
    )
    mattis = person(story, "Jim Mattis")
    return story, findings(
        story,
        people=[mattis],
        dates=[
            DateMention(where(story, "5 November"), "DATE", "2017-11-05", ATTACK),
            DateMention(where(story, "7 November"), "DATE", "2017-11-07", day(2017, 11, 7)),
            DateMention(where(story, "November", 2), "DATE", "2017-11", month(2017, 11)),
        ],
        events=[
            event(story, "5 November", "2017-11-05", spoken=spoken),
            event(story, "7 November", "2017-11-07", [mattis]),
        ],
    )


def told(store: Store, asked: EventsAsked = EVERYTHING, scope: Scope = HERE) -> dict[DateSpan, DayTold]:
    return {here.when: here for here, _ in store.days.told(scope, asked)}


def test_a_day_is_known_by_how_articles_speak_of_it(store: Store):
    publish(store, attack(1, "2017-11-06"), attack(2, "2017-11-04"), attack(3, "2017-12-24", spoken=True))
    found = told(store)
    assert found[ATTACK] == DayTold(ATTACK, articles=3, sentences=3, happened=2, early=0, later=1, ahead=1)
    assert month(2017, 11) not in found  # no event tells of it


def test_an_article_on_two_shelves_counts_once_and_on_another_shelf_not_at_all(store: Store):
    publish(store, attack(1, "2017-11-06"))
    publish(store, attack(1, "2017-11-06"), attack(2, "2017-11-06"), collection="guild:7")
    assert told(store)[ATTACK].articles == 1
    assert told(store, scope=Scope((PUBLIC, "guild:7")))[ATTACK].articles == 2
    assert told(store, scope=Scope(("guild:8",))) == {}


def test_the_days_of_a_person_are_those_of_events_that_name_him(store: Store):
    publish(store, attack(1, "2017-11-06"), attack(2, "2017-11-08"))
    (mattis,) = store.people.by_alias(HERE, "mattis")
    assert list(told(store, EventsAsked(ids=(mattis.id,)))) == [day(2017, 11, 7)]
    assert told(store, EventsAsked(ids=())) == {}


def test_the_days_of_a_topic_are_those_of_its_sentences_and_of_the_articles_about_it(store: Store):
    publish(store, attack(1, "2017-11-06"))
    assert list(told(store, EventsAsked(terms=terms("Herat")))) == [ATTACK]
    publish(store, attack(2, "2017-11-06", title="Herat is bombed"))
    assert list(told(store, EventsAsked(terms=terms("Herat")))) == [ATTACK, day(2017, 11, 7)]
    assert told(store, EventsAsked(terms=terms("Kunduz"))) == {}


def test_only_the_days_asked_for_are_told(store: Store):
    publish(store, attack(1, "2017-11-06"))
    assert list(told(store, EventsAsked(since=date(2017, 11, 6)))) == [day(2017, 11, 7)]
    assert list(told(store, EventsAsked(until=date(2017, 11, 6)))) == [ATTACK]
    assert told(store, EventsAsked(planned=True)) == {}


def test_of_a_day_the_first_reports_come_and_happenings_before_sayings(store: Store):
    publish(store, *(attack(n, f"2017-11-{10 + n}", spoken=n < 2) for n in range(4)))
    found = store.days.events(HERE, EventsAsked(), [ATTACK], each=2)
    assert [event.passage.head.doc for event in found] == ["attack-2", "attack-3"]
    assert store.days.events(HERE, EventsAsked(), [], each=2) == ()


def test_an_article_that_is_read_again_is_told_of_anew(store: Store):
    story, found = attack(1, "2017-11-06")
    publish(store, (story, found))
    store.articles.replace(story.key, findings(story), collection=PUBLIC, identify=identify, at=NOW)
    assert told(store) == {}

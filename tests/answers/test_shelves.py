"""One person on several shelves."""

from collections.abc import Iterable

from briefings.answers import shelves
from briefings.answers.shelves import alias_texts, display_name
from briefings.model import Alias, Apart, Named, PersonId, Scope
from briefings.store.parted import key_of


def as_seen(found: Iterable[Named], *apart: Apart) -> tuple[tuple[Named, ...], ...]:
    return shelves.as_seen(found, Scope(parted=apart))


def named(shelf: str, key: str, name: str, *aliases: str, articles: int = 1) -> Named:
    forms = tuple(Alias(form, "full" if " " in form else "surname") for form in sorted({name, *aliases}))
    return Named(PersonId(shelf, key), name, forms, articles, articles, None, None)


def test_the_same_full_name_on_two_shelves_is_one_person():
    people = as_seen([named("public", "a", "James Mattis", "Mattis"), named("guild:1", "b", "James Mattis")])
    assert [[n.id.collection for n in person] for person in people] == [["guild:1", "public"]]


def test_the_same_surname_on_two_shelves_is_not():
    assert len(as_seen([named("public", "a", "Mattis"), named("guild:1", "b", "Mattis")])) == 2


def test_a_full_name_in_common_joins_a_nickname_with_the_name():
    people = as_seen([named("public", "a", "James Mattis", "Jim Mattis"), named("guild:1", "b", "Jim Mattis")])
    assert len(people) == 1
    assert alias_texts(people[0]) == ("James Mattis", "Jim Mattis")
    assert display_name(people[0]) == "James Mattis"


def test_two_people_of_one_name_on_one_shelf_stay_two_and_nobody_elsewhere_is_either():
    people = as_seen(
        [
            named("public", "a", "John Kirby"),
            named("public", "b", "John Kirby"),
            named("guild:1", "c", "John Kirby"),
        ]
    )
    assert len(people) == 3


def test_two_people_of_one_shelf_are_never_joined_through_a_third_on_another():
    people = as_seen(
        [
            named("public", "a", "Joseph Dunford"),
            named("public", "b", "Joe Dunford"),
            named("guild:1", "c", "Joseph Dunford", "Joe Dunford"),
        ]
    )
    assert len(people) == 3


def test_the_same_words_of_the_same_article_are_the_same_person_on_every_shelf():
    people = as_seen([named("public", "a", "Mattis"), named("guild:1", "a", "Mattis")])
    assert len(people) == 1


def test_the_order_does_not_depend_on_how_people_came():
    several = [named("public", "a", "James Mattis"), named("public", "b", "Mike Pompeo", articles=2)]
    assert as_seen(several) == as_seen(reversed(several))
    assert as_seen(several)[0][0].name == "Mike Pompeo"


def test_who_was_parted_from_somebody_is_nobody_elses_namesake_and_changes_nothing_between_the_others():
    apart = Apart(("a", "b"), ("x", "y"))
    jim, there = named("public", "a", "Jim Powell"), named("guild:1", "b", "Jim Powell")
    other, other_there = (named(shelf, key_of(apart), "Jim Powell") for shelf in ("public", "guild:1"))
    assert set(as_seen([jim, there, other, other_there], apart)) == {(other_there, other), (there, jim)}
    assert len(as_seen([there, other], apart)) == 2

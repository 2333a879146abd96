from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.analysis.identity import identify
from briefings.dates import DateSpan
from briefings.model import Alias, Identity, Mention, Person, Role, SentenceRef, Sighting, Slice
from briefings.names import surname_family
from briefings.nicknames import are_forms_of_one


def seen(name: str, *titles: str, on: str | None = None, article: str = "", also: str = "", at: int = 0) -> Sighting:
    """Somebody named so in an article of his own, which prints these titles for him."""
    article = article or f"{name} {' '.join(titles)} {on}".encode().hex()[:64].ljust(64, "0")
    where = Slice(at, at + len(name))
    key = f"{article[:16]}:{where.start}-{where.end}"
    forms = [form for form in (name, also) if " " in form]
    person = Person(key, name, tuple(Alias(form, "full") for form in forms), (Mention(where),))
    day = DateSpan(date.fromisoformat(on), date.fromisoformat(on)) if on else None
    roles = tuple(Role(key, title, None, "held", where, SentenceRef(article, 0, 0)) for title in titles)
    return Sighting(person, article, day, roles)


def told_apart(*sightings: Sighting) -> list[list[str]]:
    """The names of each identity, to read."""
    names = {s.person.key: s.person.name for s in sightings}
    return sorted(sorted(names[key] for key in identity.sightings) for identity in identify(sightings))


@pytest.mark.parametrize(
    "one, other",
    [
        (seen("Jim Mattis"), seen("James Mattis")),
        (seen("Mike Pompeo"), seen("Michael Pompeo")),
        (seen("H. R. McMaster"), seen("HR McMaster")),
        (seen("Jim Mattis", "Defense Secretary"), seen("Mattis", "Defense Secretary")),
        (seen("Shah Mahmood Qureshi", "Foreign Minister"), seen("Shah Mehmood Qureshi", "Foreign Minister")),
        (seen("Joseph Dunford", "General"), seen("Joseph F. Dunford", "General")),
        (seen("Joseph F. Dunford"), seen("Joseph Francis Dunford")),
        (seen("Barry Wilmore"), seen("Butch Wilmore", also="Barry Wilmore")),
        (seen("José Álvarez"), seen("Jose Alvarez")),
        (seen("Andriy Voronsky", "President"), seen("Andriy Voronskyy", "President")),
        (seen("Ana Keller", "Senator"), seen("Ana Keller", "Governor")),
        (seen("Ana Keller", "goalkeeper"), seen("Ana Keller")),
    ],
    ids=lambda s: s.person.name,
)
def test_evidence_makes_two_sightings_one_person(one: Sighting, other: Sighting):
    assert len(identify((one, other))) == 1


@pytest.mark.parametrize(
    "one, other",
    [
        (seen("Bill Clinton", "President"), seen("Hillary Clinton", "President")),
        (seen("Jim Mattis", "Defense Secretary"), seen("Mattis", "senator")),
        (seen("Jim Mattis"), seen("Mattis")),
        (seen("Mattis", "Defense Secretary", on="2017-12-04"), seen("Mattis", "Defense Secretary", on="2017-12-05")),
        (seen("John Kelly"), seen("John Kelly Jr.")),
        (seen("John Kelly Sr.", "chief"), seen("John Kelly Jr.", "chief")),
        (seen("George W. Bush", "President"), seen("George H. W. Bush", "President")),
        (seen("George W. Bush"), seen("George Bush")),
        (seen("Shah Mahmood Qureshi"), seen("Shah Mehmood Qureshi")),
        (seen("J. Smith", "Senator"), seen("James Smith", "Senator")),
        (seen("Mario Rossi", "mayor"), seen("Maria Rossi", "mayor")),
        (seen("Bob Jones", "mayor"), seen("Bert Jones", "mayor")),
        (seen("Andriy Voronsky"), seen("Andriy Voronskyy")),
        (seen("Andriy Voronsky", "President"), seen("Andrey Voronskyy", "President")),
        (seen("Ana Keller", "Senator"), seen("Ana Keller", "national team goalkeeper")),
        (seen("Jim Keller", "Senator"), seen("James Keller", "striker")),
    ],
    ids=lambda s: s.person.name,
)
def test_a_doubt_stays_a_split(one: Sighting, other: Sighting):
    assert len(identify((one, other))) == 2


def test_a_surname_alone_joins_nobody_when_two_people_bear_it():
    sightings = seen("Bill Clinton", "President"), seen("Hillary Clinton", "Secretary"), seen("Clinton", "Secretary")
    assert told_apart(*sightings) == [["Bill Clinton"], ["Clinton"], ["Hillary Clinton"]]


def test_who_shows_no_calling_is_neither_the_senator_nor_the_goalkeeper():
    sightings = seen("Ana Keller", "Senator"), seen("Ana Keller", "goalkeeper"), seen("Ana Keller", on="2017-11-10")
    assert told_apart(*sightings) == [["Ana Keller"]] * 3


def test_who_shows_no_calling_is_the_one_who_is_seen_four_times_as_often_as_the_other():
    senator = [seen("Ana Keller", "Senator", on=f"2017-11-1{day}") for day in range(4)]
    sightings = *senator, seen("Ana Keller", "goalkeeper"), seen("Ana Keller", on="2017-11-20")
    assert sorted(map(len, told_apart(*sightings))) == [1, 5]
    assert sorted(map(len, told_apart(*sightings[1:]))) == [1, 1, 3]


def test_a_former_goalkeeper_may_be_a_senator_when_one_article_says_both():
    both = seen("Ana Keller", "Senator", "goalkeeper")
    assert len(identify((seen("Ana Keller", "Senator"), seen("Ana Keller", "goalkeeper"), both))) == 1


def test_a_surname_alone_is_the_one_person_whose_surname_it_is_letter_by_letter():
    sightings = seen("Ana Kely", "Senator"), seen("Ana Kelly", "Mayor"), seen("Kelly", "Mayor")
    assert told_apart(*sightings) == [["Ana Kelly", "Kelly"], ["Ana Kely"]]


def test_a_short_form_of_two_names_joins_neither():
    """Chris may be Christopher or Christine."""
    sightings = seen("Christopher Murphy"), seen("Chris Murphy"), seen("Christine Murphy")
    assert told_apart(*sightings) == [["Chris Murphy"], ["Christine Murphy"], ["Christopher Murphy"]]


def test_an_identity_bears_the_earliest_key_and_the_most_formal_name():
    later = seen("James Mattis", on="2017-12-04", article="a" * 64)
    earlier = seen("Jim Mattis", on="2017-11-10", article="c" * 64)
    undated = seen("Jim Mattis", article="b" * 64)
    assert identify((undated, later, earlier)) == (
        Identity(earlier.person.key, "James Mattis", tuple(sorted(s.person.key for s in (undated, later, earlier)))),
    )


# --- whatever comes in ---------------------------------------------------------------------------------------------

GIVEN = (
    "James Jim Jimmy Chris Christopher Christine Bill William Hillary Mahmood Mehmood Mario Maria J. Jack John".split()
)
DAYS = st.none() | st.sampled_from(("2017-11-10", "2017-12-04", "2018-09-06"))


@st.composite
def anybody(draw: st.DrawFn) -> Sighting:
    given_name = draw(st.sampled_from(["", *GIVEN]))
    middle, suffix = draw(st.sampled_from(("", "A.", "B.", "Adam"))), draw(st.sampled_from(("", "Jr.", "Sr.")))
    name = " ".join(filter(None, (given_name, middle, "Khan", suffix))) if given_name else "Khan"
    titles = draw(st.sets(st.sampled_from(("General", "Senator"))))
    article = draw(st.sampled_from("0123456789abcdef")) * 64
    return seen(name, *sorted(titles), on=draw(DAYS), article=article, at=draw(st.integers(0, 999)))


CROWDS = st.lists(anybody(), max_size=14, unique_by=lambda s: s.person.key)


@given(CROWDS, st.randoms(use_true_random=False))
def test_the_order_of_reading_changes_nothing(crowd, random):
    shuffled = list(crowd)
    random.shuffle(shuffled)
    assert identify(tuple(shuffled)) == identify(tuple(crowd))


@given(CROWDS)
def test_every_sighting_is_in_exactly_one_identity(crowd):
    told = identify(tuple(crowd))
    assert sorted(key for identity in told for key in identity.sightings) == sorted(s.person.key for s in crowd)
    assert all(identity.key in identity.sightings for identity in told)


@given(CROWDS)
def test_different_given_names_never_become_one_person(crowd):
    names = {s.person.key: s.person.name for s in crowd}
    for identity in identify(tuple(crowd)):
        given_names = {name.split()[0].lower() for key in identity.sightings if " " in (name := names[key])}
        for one in given_names:
            for other in given_names:
                assert are_forms_of_one(one, other) or {one, other} == {"mahmood", "mehmood"}


@pytest.mark.parametrize(
    "one, other, family",
    [
        ("Volodymyr Zelensky", "Zelenskyy", True),
        ("Muammar Gaddafi", "Moammar Gadhafi", True),
        ("Ann Keller", "Ann Kehler", False),
        ("Ann Boss", "Ann Bose", False),
        ("Ann Smith", "Ann Smit", True),
    ],
)
def test_surnames_that_may_be_one_in_another_alphabet_are_brought_together(one: str, other: str, family: bool):
    assert (surname_family(one) == surname_family(other)) is family


def test_ten_thousand_articles_on_two_of_one_name_are_no_work():
    callings = ("Senator",), ("striker",), ()
    crowd = tuple(seen("James Khan", *callings[i % 3], article=f"{i:064x}") for i in range(10_000))
    assert len(identify(crowd)) == 2 + 3_333


def test_one_head_person_in_ten_thousand_articles_is_no_work():
    crowd = tuple(seen("James Khan", "General", article=f"{i:064x}") for i in range(10_000))
    assert len(identify(crowd)) == 1

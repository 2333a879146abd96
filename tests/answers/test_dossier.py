"""A dossier: titles and names with where they were seen, months, and the people named together; as of any day."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from briefings.answers import Links, Nothing, Profile, Quotations, links, quotes, who
from briefings.answers.as_json import answer_json
from briefings.dates import day, month
from briefings.model import PUBLIC, Article, Findings, Person, Scope
from briefings.render import Renderer, unescape
from briefings.store import Store
from tests import builders as b
from tests.answers.newsroom import THEN, newsroom, publish

RENDERER = Renderer(Path(__file__).parent.parent.parent / "templates")
EVERYBODY = Scope((PUBLIC,))
SERVER = "guild:7"
IN_MARCH = date(2016, 3, 31)


def told(text: str, published: str | None, doc: str) -> tuple[Article, dict[str, Person]]:
    """A story about Ilse Keller and those whom it names with her."""
    story = b.article(text, published=published, doc=doc)
    names = {"Ilse Keller": ["Ilse Keller", "Keller"], "Omar Haddad": ["Omar Haddad"], "Ana Reis": ["Ana Reis"]}
    return story, {
        forms[0]: b.person(story, *[form for form in forms if form in story.text])
        for forms in names.values()
        if forms[0] in story.text
    }


def vienna() -> tuple[Article, Findings]:
    story, people = told(
        "Ambassador Ilse Keller met Omar Haddad in Vienna on 2 March. “The road is open,” Keller said. "
        "Ana Reis wrote the report.",
        "2016-03-03",
        "vienna",
    )
    keller = people["Ilse Keller"]
    return story, b.findings(
        story,
        people=people.values(),
        roles=[b.role(story, keller, "Ambassador")],
        quotes=[b.quote(story, "“The road is open,”", keller, speaker="Keller")],
        events=[b.event(story, "2 March", "2016-03-02", [keller])],
    )


def geneva() -> tuple[Article, Findings]:
    story, people = told(
        "Foreign Minister Ilse Keller spoke in Geneva. “The road is closed,” Keller said. Omar Haddad listened.",
        "2018-05-06",
        "geneva",
    )
    keller = people["Ilse Keller"]
    return story, b.findings(
        story,
        people=people.values(),
        roles=[b.role(story, keller, "Foreign Minister")],
        quotes=[b.quote(story, "“The road is closed,”", keller, speaker="Keller")],
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path) as opened:
        for story in vienna(), geneva():
            publish(opened, *story)
        yield opened


def profile(store: Store, scope: Scope = EVERYBODY, as_of: date | None = None) -> Profile:
    answer = who(store, scope, "keller", now=THEN, as_of=as_of)
    assert isinstance(answer, Profile)
    return answer


def check_receipts(answer: Profile | Links) -> None:
    """Every line is cut out of its receipt, and stands in the markdown as it is."""
    shown = {unescape(line) for line in RENDERER.text(answer).splitlines()}
    for entry in answer.entries:
        receipt = answer.receipts[entry.receipt - 1]
        assert entry.text == receipt.text_of(entry.slices)
        assert f"> {entry.text} [{entry.receipt}]" in shown


# --- names, titles, figures --------------------------------------------------------------------------------------


def test_each_form_of_a_name_is_shown_with_the_sentence_that_printed_it_last(store: Store):
    answer = profile(store)
    assert [
        (naming.text, answer.receipts[naming.receipt - 1].doc, answer.receipts[naming.receipt - 1].text)
        for naming in answer.person.namings
    ] == [
        ("Ilse Keller", "geneva", "Foreign Minister Ilse Keller spoke in Geneva."),
        ("Keller", "geneva", "“The road is closed,” Keller said."),
    ]
    assert "Printed as Ilse Keller [1], Keller [3]." in RENDERER.text(answer)
    check_receipts(answer)


def test_the_last_title_stands_under_the_name_and_all_of_them_follow(store: Store):
    text = RENDERER.text(profile(store))
    assert "## Ilse Keller\nForeign Minister, as of 6 May 2018 [1]\n" in text
    assert "- Foreign Minister, as of 6 May 2018 [1]\n- Ambassador, as of 3 March 2016 [2]\n" in text


def test_a_title_seen_twice_says_when_and_where_it_was_seen_first(store: Store):
    story, people = told("Foreign Minister Ilse Keller left.", "2018-06-01", "left")
    publish(
        store,
        story,
        b.findings(story, people=people.values(), roles=[b.role(story, people["Ilse Keller"], "Foreign Minister")]),
    )
    answer = profile(store)
    role = answer.person.roles[0]
    assert role.first_receipt is not None
    assert answer.receipts[role.first_receipt - 1].doc == "geneva"
    assert "- Foreign Minister, as of 1 June 2018 [1], first seen 6 May 2018 [2]\n" in RENDERER.text(answer)


def test_the_months_in_which_somebody_was_named_are_counted(store: Store):
    answer = profile(store)
    assert answer.person.months == ((month(2016, 3), 1), (month(2018, 5), 1))
    assert "Named in 2 articles, 3 March 2016 to 6 May 2018.\n" in RENDERER.text(answer)
    person = answer_json(answer, "")["people"][0]
    assert person["months"] == [{"month": "2016-03", "articles": 1}, {"month": "2018-05", "articles": 1}]
    assert [name["text"] for name in person["names"]] == ["Ilse Keller", "Keller"]


def test_many_months_are_told_as_years(store: Store):
    for n in range(20):
        story, people = told(f"Ilse Keller gave speech {n}.", f"{2010 + n // 12}-{n % 12 + 1:02}-05", f"speech-{n}")
        publish(store, story, b.findings(story, people=people.values()))
    assert "-# Articles: 12 in 2010 · 8 in 2011 · 1 in 2016 · 1 in 2018" in RENDERER.text(profile(store))


def test_an_article_on_two_shelves_counts_once(store: Store):
    publish(store, *vienna(), collection=SERVER)
    answer = profile(store, Scope((PUBLIC, SERVER)))
    assert answer.person.articles == 2
    assert answer.person.months == ((month(2016, 3), 1), (month(2018, 5), 1))
    assert [entry.together for entry in answer.related] == [2]


# --- as of a day -------------------------------------------------------------------------------------------------


def test_as_of_a_day_nothing_that_was_printed_later_is_shown(store: Store):
    answer = profile(store, as_of=IN_MARCH)
    assert {receipt.doc for receipt in answer.receipts} == {"vienna"}
    assert [role.title for role in answer.person.roles] == ["Ambassador"]
    assert (answer.person.articles, answer.person.last_seen) == (1, day(2016, 3, 3))
    assert answer.person.months == ((month(2016, 3), 1),)
    assert [entry.together for entry in answer.related] == [1]
    text = RENDERER.text(answer)
    assert "## Ilse Keller · as of 31 March 2016" in text
    assert "2018" not in text


def test_as_of_a_day_between_two_sightings_of_a_title_the_ones_before_it_count(store: Store):
    for on in "2016-01-05", "2016-06-01":
        story, people = told(f"Ambassador Ilse Keller spoke on {on}.", on, on)
        role = b.role(story, people["Ilse Keller"], "Ambassador")
        publish(store, story, b.findings(story, people=people.values(), roles=[role]))
    (role_seen,) = profile(store, as_of=IN_MARCH).person.roles
    assert (role_seen.first, role_seen.last) == (day(2016, 1, 5), day(2016, 3, 3))


def test_what_was_printed_some_time_in_that_month_is_not_known_on_its_second_day(store: Store):
    story, people = told("Ana Reis met Ilse Keller.", "2016-02", "some-day")
    publish(store, story, b.findings(story, people=people.values()))
    assert isinstance(who(store, EVERYBODY, "Keller", now=THEN, as_of=date(2016, 2, 2)), Nothing)
    assert isinstance(links(store, EVERYBODY, "Keller", now=THEN, as_of=date(2016, 2, 2)), Nothing)
    assert isinstance(links(store, EVERYBODY, "Keller", now=THEN, as_of=date(2016, 2, 29)), Links)


def test_quotes_as_of_a_day_bear_the_title_of_that_day(store: Store):
    answer = quotes(store, EVERYBODY, "keller", now=THEN, as_of=IN_MARCH)
    assert isinstance(answer, Quotations)
    assert [entry.text for entry in answer.entries] == ["“The road is open,”"]
    assert "## Ilse Keller · as of 31 March 2016\nAmbassador, as of 3 March 2016 [1]\n" in RENDERER.text(answer)


# --- together ----------------------------------------------------------------------------------------------------


def test_a_link_is_a_sentence_that_names_both(store: Store):
    answer = links(store, EVERYBODY, "keller", now=THEN)
    assert isinstance(answer, Links)
    assert [(entry.beside, entry.together, entry.text) for entry in answer.entries] == [
        ("Omar Haddad", 2, "Ambassador Ilse Keller met Omar Haddad in Vienna on 2 March.")
    ]  # Ana Reis stands in the same article, and in no sentence with her
    assert "**Omar Haddad** · 2 articles with both · 3 March 2016 · The Brussels Courier\n> " in RENDERER.text(answer)
    check_receipts(answer)
    (entry,) = answer_json(answer, "")["entries"]
    assert (entry["beside"], entry["together"]) == ("Omar Haddad", 2)


def test_a_name_within_a_longer_name_is_not_named_beside_it(store: Store):
    story = b.article("Pavel Novak Jr. opened a bakery.", doc="bakery")
    people = [b.person(story, "Pavel Novak"), b.person(story, "Pavel Novak Jr")]
    publish(store, story, b.findings(story, people=people))
    assert isinstance(links(store, EVERYBODY, "Pavel Novak", now=THEN), Nothing)


def test_a_dossier_names_those_who_stand_beside_him_most_often_not_the_best_known(store: Store):
    names = ["Ada Bell", "Bo Carr", "Cy Dunn", "Di Eck"]
    for n, (name, times) in enumerate((name, 5) for name in names):  # each is in the news, and met her once
        for m in range(times):
            text = f"{name} gave speech {m}." if m else f"Ilse Keller met {name}."
            story = b.article(text, doc=f"{n}-{m}")
            people = [b.person(story, one) for one in ("Ilse Keller", name) if one in text]
            publish(store, story, b.findings(story, people=people))
    assert [entry.beside for entry in profile(store).related] == ["Omar Haddad", "Ada Bell", "Bo Carr"]


def test_links_come_in_pages(store: Store):
    others = ["Ada Bell", "Bo Carr", "Cy Dunn"]
    for n, other in enumerate(others):
        story = b.article(f"Ilse Keller met {other} in Osk.", doc=f"osk-{n}")
        publish(store, story, b.findings(story, people=[b.person(story, "Ilse Keller"), b.person(story, other)]))
    first = links(store, EVERYBODY, "keller", now=THEN, limit=3)
    rest = links(store, EVERYBODY, "keller", now=THEN, limit=3, offset=3)
    assert [entry.beside for entry in first.entries] == ["Omar Haddad", "Ada Bell", "Bo Carr"]
    assert [entry.beside for entry in rest.entries] == ["Cy Dunn"]
    assert (first.more, rest.more, rest.offset) == (1, 0, 3)
    assert RENDERER.text(first).endswith("-# 3 of 4 people.")

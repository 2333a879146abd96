"""Two dossiers that somebody says are one man's: one for that view alone, two again when it is taken back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from briefings.answers import Ambiguous, Profile, Unknown, quotes, search, suggest, timeline, who
from briefings.answers.dossiers import Dossiers, dossiers
from briefings.curation import people
from briefings.digests.compose import compose
from briefings.errors import WrongUsage
from briefings.model import PUBLIC, KeptOfUser, Named, PersonId, Scope
from briefings.store import Store
from tests import builders as b
from tests.answers.newsroom import THEN, newsroom, publish
from tests.command_line import run

SERVER = "guild:7"
HERE = Scope((PUBLIC, SERVER))
ELSEWHERE = Scope((PUBLIC, "guild:8"))

BRUSSELS = b.article(doc="brussels")
TRIPOLI = b.article(
    "Muammar Gaddafi spoke in Tripoli. “We will not leave,” Gaddafi said on Monday.", published="2011-03-02", doc="one"
)
SIRTE = b.article("Moammar Kadafi fled to Sirte. “Who are you?” Kadafi asked.", published="2011-09-05", doc="two")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path) as store:
        for story, name, said in (
            (TRIPOLI, "Muammar Gaddafi", "“We will not leave,”"),
            (SIRTE, "Moammar Kadafi", "“Who are you?”"),
        ):
            man = b.person(story, name, name.split()[1])
            publish(store, story, b.findings(story, people=[man], quotes=[b.quote(story, said, man)]))
        mattis = b.person(BRUSSELS, "Jim Mattis", "Mattis")
        publish(store, BRUSSELS, b.findings(BRUSSELS, people=[mattis]))
        yield store


def key(store: Store, name: str, scope: Scope = HERE) -> str:
    found = who(store, scope, name, now=THEN)
    assert isinstance(found, Profile)
    return found.person.key


def merge(store: Store, *names: str, view: str = SERVER) -> people.Decided:
    keys = [key(store, name) for name in names]
    return people.merge(store, HERE, view, keys, by=42, now=THEN)


def said(store: Store, scope: Scope, name: str) -> set[str]:
    return {entry.text for entry in quotes(store, store.decisions.decided(scope), name, now=THEN).entries}


BOTH = {"“We will not leave,”", "“Who are you?”"}


@pytest.mark.parametrize("name", ["Gaddafi", "kadafi", "Muammar Gaddafi"])
def test_they_are_one_in_every_answer_of_that_view_and_two_in_any_other(store: Store, name: str) -> None:
    merge(store, "Gaddafi", "Kadafi")
    assert said(store, HERE, name) == BOTH
    assert len(said(store, ELSEWHERE, name)) == len(said(store, Scope(), name)) == 1
    dossier = who(store, store.decisions.decided(HERE), name, now=THEN)
    assert isinstance(dossier, Profile)
    assert {"Muammar Gaddafi", "Moammar Kadafi"} <= set(dossier.person.aliases)
    assert dossier.person.articles == 2
    offered = suggest(store, store.decisions.decided(HERE), name)
    assert len(offered) == 1
    assert said(store, HERE, offered[0].value) == BOTH
    assert len(suggest(store, store.decisions.decided(HERE), "")) == 2
    assert len(suggest(store, HERE, "")) == 3


def test_it_is_taken_back_whole(store: Store) -> None:
    before = who(store, store.decisions.decided(HERE), "Gaddafi", now=THEN)
    done = merge(store, "Gaddafi", "Kadafi")
    assert [one.decision for one in people.decisions(store, HERE, SERVER)] == [done.decision]
    assert people.undo(store, HERE, SERVER, done.decision.id).names == done.names
    assert who(store, store.decisions.decided(HERE), "Gaddafi", now=THEN) == before
    assert people.decisions(store, HERE, SERVER) == ()
    with pytest.raises(WrongUsage, match="decision gone"):
        people.undo(store, HERE, SERVER, done.decision.id)


def test_the_operators_merge_holds_for_all_who_read_the_public_shelf(store: Store) -> None:
    merge(store, "Gaddafi", "Kadafi", view=PUBLIC)
    assert said(store, HERE, "Kadafi") == said(store, Scope(), "Kadafi") == BOTH
    assert people.decisions(store, HERE, SERVER) == ()
    with pytest.raises(WrongUsage, match="decision gone"):
        people.undo(store, HERE, SERVER, people.decisions(store, HERE, PUBLIC)[0].decision.id)


def test_three_are_one_when_each_is_one_with_the_next(store: Store) -> None:
    merge(store, "Gaddafi", "Kadafi")
    kadafi, mattis = b.person(SIRTE, "Moammar Kadafi").key, key(store, "Mattis")
    people.merge(store, HERE, SERVER, [mattis, kadafi], by=1, now=THEN)
    for name in ("Mattis", "Gaddafi", "Kadafi"):
        assert said(store, HERE, name) == BOTH


def test_a_decision_survives_a_rebuild_and_new_articles(store: Store) -> None:
    merge(store, "Gaddafi", "Kadafi")
    late = b.article("Moammar Kadafi was buried. “He lost,” said nobody.", published="2011-10-25", doc="late")
    publish(store, late, b.findings(late, people=[b.person(late, "Moammar Kadafi")]))
    assert said(store, HERE, "Gaddafi") == BOTH
    dossier = who(store, store.decisions.decided(HERE), "Gaddafi", now=THEN)
    assert isinstance(dossier, Profile)
    assert dossier.person.articles == 3


def test_a_key_that_is_no_more_joins_nobody_and_is_said_to_have_changed(store: Store) -> None:
    """An earlier article gives a man another key."""
    done = merge(store, "Gaddafi", "Kadafi")
    early = b.article("Moammar Kadafi took power.", published="1969-09-02", doc="early")
    publish(store, early, b.findings(early, people=[b.person(early, "Moammar Kadafi")]))
    assert said(store, HERE, "Gaddafi") == {"“We will not leave,”"}
    (listed,) = people.decisions(store, HERE, SERVER)
    assert not listed.holds
    gone = next(one for one in done.decision.keys if one != key(store, "Gaddafi"))
    found = who(store, store.decisions.decided(HERE), gone, now=THEN)
    assert isinstance(found, Unknown)
    assert found.changed
    with pytest.raises(WrongUsage, match="people changed"):
        people.merge(store, HERE, SERVER, done.decision.keys, by=1, now=THEN)
    assert not people.undo(store, HERE, SERVER, done.decision.id).holds


def test_a_digest_has_one_quote_of_who_is_one(store: Store) -> None:
    for name in ("Muammar Gaddafi", "Moammar Kadafi"):
        long = b.article(
            f"{name} came to Sabha. The hall was full. “We go on,” {name.split()[1]} said.",
            published="2011-06-01",
            source=f"The {name} Times",
        )
        man = b.person(long, name, name.split()[1])
        publish(store, long, b.findings(long, people=[man], quotes=[b.quote(long, "“We go on,”", man)]))

    def spoken() -> int:
        scope = store.decisions.decided(HERE)
        since, until, day = THEN - timedelta(days=1), THEN + timedelta(days=1), THEN.date()
        return len(
            compose(store, scope, name="M", template_name="daily", day=day, zone="UTC", since=since, until=until).quotes
        )

    before = spoken()
    merge(store, "Gaddafi", "Kadafi")
    assert (before, spoken()) == (2, 1)


def test_one_person_is_not_merged_with_himself(store: Store) -> None:
    gaddafi = key(store, "Gaddafi")
    with pytest.raises(WrongUsage, match="people are one"):
        people.merge(store, HERE, SERVER, [gaddafi, gaddafi], by=1, now=THEN)


def test_a_timeline_of_either_name_is_the_timeline_of_both(store: Store) -> None:
    merge(store, "Gaddafi", "Kadafi")
    scope = store.decisions.decided(HERE)
    assert timeline(store, scope, "Gaddafi", now=THEN).read_as == timeline(store, scope, "Kadafi", now=THEN).read_as


def test_before_it_is_decided_both_dossiers_are_shown_with_a_receipt_each(store: Store) -> None:
    shown = dossiers(store, HERE, ["Gaddafi", "Kadafi"], now=THEN)
    assert isinstance(shown, Dossiers)
    assert [person.name for person, _ in shown.pairs] == ["Muammar Gaddafi", "Moammar Kadafi"]
    assert [line.text for _, line in shown.pairs if line] == [
        "Muammar Gaddafi spoke in Tripoli.", "Moammar Kadafi fled to Sirte.",
    ]  # fmt: skip
    assert not shown.are_one
    assert isinstance(dossiers(store, HERE, ["Gaddafi", "Nobody"], now=THEN), Unknown)
    merge(store, "Gaddafi", "Kadafi")
    again = dossiers(store, store.decisions.decided(HERE), ["Gaddafi", "Kadafi"], now=THEN)
    assert isinstance(again, Dossiers)
    assert again.are_one


def test_who_decided_can_have_his_number_deleted_and_the_decision_stays(store: Store) -> None:
    merge(store, "Gaddafi", "Kadafi")
    assert store.decisions.kept_of(42) == KeptOfUser(decisions=1)
    store.decisions.forget_user(42)
    assert store.decisions.kept_of(42) == KeptOfUser()
    assert said(store, HERE, "Kadafi") == BOTH


def test_the_operator_does_it_without_discord(store: Store, tmp_path: Path) -> None:
    store.close()
    at = ["--store", tmp_path / "news.db"]
    shown = run("people", "merge", "gaddafi", "kadafi", *at)
    assert (shown.code, "Moammar Kadafi fled to Sirte." in shown.out) == (0, True)
    assert run("people", "undo", *at).out == "Nothing was decided about people.\n"
    done = run("people", "merge", "gaddafi", "kadafi", "--yes", *at)
    assert "Muammar Gaddafi" in done.out
    assert "We will not leave" in run("quotes", "kadafi", *at).out
    number = run("people", "undo", *at).out.split()[0]
    assert run("people", "merge", "gaddafi", "kadafi", "--yes", *at).sentence.startswith(
        "These two are one person here"
    )
    assert run("people", "undo", number, *at).code == 0
    assert "We will not leave" not in run("quotes", "kadafi", *at).out
    assert run("people", "undo", number, *at).sentence.startswith("There is no such decision here")


# --- one automatic person who is two -------------------------------------------------------------------------------

POWELL = b.article(
    "Secretary Jim Powell spoke in Rome. “We act,” Powell said. Powell will travel to Oslo on 3 May 2004.",
    published="2004-02-03", title="Powell in Rome", doc="rome",
)  # fmt: skip
CHAIRMAN = b.article(
    "Fed Chairman Jim Powell spoke in Bern. “Rates stay,” Powell said. Powell will travel to Lima on 5 May 2004.",
    published="2004-02-04", title="Rates in Bern", doc="bern",
)  # fmt: skip


def two_in_one(store: Store) -> str:
    """Identity took both for one: the same name, the same weeks."""
    for story, title, said_, day, iso in (
        (POWELL, "Secretary", "“We act,”", "3 May 2004", "2004-05-03"),
        (CHAIRMAN, "Chairman", "“Rates stay,”", "5 May 2004", "2004-05-05"),
    ):
        man = b.person(story, "Jim Powell", "Powell")
        found = b.findings(
            story, people=[man], roles=[b.role(story, man, title)], quotes=[b.quote(story, said_, man)],
            events=[b.event(story, day, iso, people=[man], planned=True)],
        )  # fmt: skip
        publish(store, story, found)
    return key(store, "Powell")


def powells(store: Store, scope: Scope) -> list[Named]:
    """Who is called so in this view, the first in the news first."""
    return sorted(store.people.by_alias(scope, "powell"), key=lambda named: str(named.first))


def split(store: Store, told_by: str = "bern", view: str = SERVER) -> people.Decided:
    scope = store.decisions.decided(HERE)
    asked = people.parting(store, scope, [powells(store, scope)[0].id], told_by)
    return people.split(store, scope, view, asked, by=42, now=THEN)


def test_a_person_who_is_parted_is_two_in_every_answer_of_that_view_and_one_in_any_other(store: Store) -> None:
    two_in_one(store)
    assert said(store, HERE, "Powell") == {"“We act,”", "“Rates stay,”"}
    split(store)
    scope = store.decisions.decided(HERE)
    asked = who(store, scope, "Powell", now=THEN)
    assert isinstance(asked, Ambiguous)
    choices = {one.roles[0].title: choice for one, choice in zip(asked.people, asked.choices, strict=True)}
    for title, quoted, day, place, elsewhere in (
        ("Secretary", "“We act,”", "2004-05-03", "Rome", "Bern"),
        ("Chairman", "“Rates stay,”", "2004-05-05", "Bern", "Rome"),
    ):
        choice = choices[title]
        dossier = who(store, scope, choice.value, now=THEN)
        assert isinstance(dossier, Profile)
        told = " ".join(receipt.text for receipt in dossier.receipts)
        assert (place in told, elsewhere in told) == (True, False)
        assert [role.title for role in dossier.person.roles] == [title]
        assert (dossier.person.name, dossier.person.articles) == ("Jim Powell", 1)
        assert sum(n for _, n in dossier.person.months) == 1
        assert said(store, HERE, choice.value) == {quoted}
        line = timeline(store, scope, choice.value, now=THEN)
        assert [entry.date.iso() for entry in line.entries if entry.date] == [day]
        assert quotes(store, scope, choice.value, about="rates", now=THEN).kind == (
            "quotations" if title == "Chairman" else "nothing"
        )
    assert said(store, ELSEWHERE, "Powell") == {"“We act,”", "“Rates stay,”"}
    assert isinstance(who(store, ELSEWHERE, choices["Chairman"].value, now=THEN), Unknown)


def test_while_typing_both_are_offered_each_with_his_title(store: Store) -> None:
    two_in_one(store)
    assert [one.label for one in suggest(store, HERE, "pow")] == ["Powell, Jim — Chairman (6)"]
    split(store)
    offered = suggest(store, store.decisions.decided(HERE), "pow")
    assert {one.label for one in offered} == {"Powell, Jim — Secretary (3)", "Powell, Jim — Chairman (3)"}
    assert {frozenset(said(store, HERE, one.value)) for one in offered} == {
        frozenset({"“We act,”"}), frozenset({"“Rates stay,”"}),
    }  # fmt: skip
    assert [one.label for one in suggest(store, store.decisions.decided(ELSEWHERE), "pow")] == [
        "Powell, Jim — Chairman (6)"
    ]


def test_every_quote_is_signed_by_the_one_whose_it_is_and_none_is_lost(store: Store) -> None:
    two_in_one(store)
    split(store)
    scope = store.decisions.decided(HERE)
    found = search(store, scope, "rates Bern", now=THEN)
    assert any("Bern" in receipt.text for receipt in found.receipts)
    signed = {quote.passage.text: quote.quote.person for quote in store.people.quotes(scope, limit=None)}
    assert len(signed) == len(store.people.quotes(HERE, limit=None))
    secretary, chairman = (named.id.key for named in powells(store, scope))
    assert signed["“We act,” Powell said."] == secretary
    assert signed["“Rates stay,” Powell said."] == chairman


def test_they_can_be_made_one_again_and_the_articles_can_be_given_to_somebody_else(store: Store) -> None:
    two_in_one(store)
    split(store)
    scope = store.decisions.decided(HERE)
    secretary, chairman = (named.id.key for named in powells(store, scope))
    done = people.merge(store, scope, SERVER, [secretary, chairman], by=42, now=THEN)
    assert said(store, HERE, "Powell") == {"“We act,”", "“Rates stay,”"}
    assert len(suggest(store, store.decisions.decided(HERE), "pow")) == 1
    people.undo(store, HERE, SERVER, done.decision.id)
    people.merge(store, scope, SERVER, [key(store, "Mattis"), chairman], by=42, now=THEN)
    assert said(store, HERE, "Mattis") == {"“Rates stay,”"}
    assert said(store, HERE, secretary) == {"“We act,”"}


def test_a_digest_takes_them_for_two(store: Store) -> None:
    for place, words, hall in (
        ("Sabha", "“We go on,”", "Talks on the oil field were to begin at noon."),
        ("Lagos", "“Rates fall,”", "Bankers from nine countries sat in the first rows."),
    ):
        long = b.article(
            f"Jim Powell came to {place}. {hall} Rain fell. The bridge was shut. {words} Powell said.",
            published="2011-06-01", title=f"In {place}", doc=place, source=f"The {place} Times",
        )  # fmt: skip
        man = b.person(long, "Jim Powell", "Powell")
        publish(store, long, b.findings(long, people=[man], quotes=[b.quote(long, words, man)]))

    def spoken() -> int:
        scope = store.decisions.decided(HERE)
        since, until, day = THEN - timedelta(days=1), THEN + timedelta(days=1), THEN.date()
        made = compose(store, scope, name="M", template_name="daily", day=day, zone="UTC", since=since, until=until)
        return [entry.speaker for entry in made.quotes].count("Jim Powell")

    before = spoken()
    split(store, "in lagos")
    assert (before, spoken()) == (1, 2)


def test_a_split_is_taken_back_whole_and_survives_new_articles(store: Store) -> None:
    two_in_one(store)
    before = who(store, store.decisions.decided(HERE), "Powell", now=THEN)
    done = split(store)
    assert (done.articles, done.names, done.holds) == (1, ("Jim Powell", "Jim Powell"), True)
    (listed,) = people.decisions(store, store.decisions.decided(HERE), SERVER)
    assert listed == done
    late = b.article("Secretary Jim Powell left Rome. “I go,” Powell said.", published="2004-03-03", doc="late")
    man = b.person(late, "Jim Powell", "Powell")
    people.undo(store, HERE, SERVER, done.decision.id)
    assert who(store, store.decisions.decided(HERE), "Powell", now=THEN) == before
    split(store)
    publish(store, late, b.findings(late, people=[man], quotes=[b.quote(late, "“I go,”", man)]))
    secretary, chairman = (named.id.key for named in powells(store, store.decisions.decided(HERE)))
    assert said(store, HERE, secretary) == {"“We act,”", "“I go,”"}
    assert said(store, HERE, chairman) == {"“Rates stay,”"}


def test_a_form_of_the_name_parts_every_article_that_prints_it_and_goes_with_him(store: Store) -> None:
    two_in_one(store)
    third = b.article("Jerome Powell spoke. Jim Powell, as he is called, smiled.", published="2004-04-01", doc="third")
    man = b.person(third, "Jim Powell", "Jerome Powell", "Powell")
    publish(store, third, b.findings(third, people=[man]))
    assert split(store, "Jerome Powell").articles == 1
    scope = store.decisions.decided(HERE)
    jerome = who(store, scope, "Jerome Powell", now=THEN)
    assert isinstance(jerome, Profile)
    assert (jerome.person.articles, "Jerome Powell" in jerome.person.aliases) == (1, True)
    other = next(named for named in powells(store, scope) if named.id.key != jerome.person.key)
    assert "Jerome Powell" not in [alias.text for alias in other.aliases]
    assert other.articles == 2


def test_a_person_on_two_shelves_is_parted_on_both(store: Store) -> None:
    """The server's own articles know him by another key."""
    two_in_one(store)
    own = b.article("Chairman Jim Powell came to Lima. “Rates fell,” Powell said.", published="2004-01-02", title="In Lima", doc="own")  # fmt: skip
    man = b.person(own, "Jim Powell", "Powell")
    found = b.findings(
        own, people=[man], roles=[b.role(own, man, "Chairman")], quotes=[b.quote(own, "“Rates fell,”", man)]
    )
    publish(store, own, found, collection=SERVER)
    another = b.article("Secretary Jim Powell came to Pisa. “We stay,” Powell said.", published="2004-01-03", title="In Pisa", doc="pisa")  # fmt: skip
    man = b.person(another, "Jim Powell", "Powell")
    found = b.findings(
        another, people=[man], roles=[b.role(another, man, "Secretary")], quotes=[b.quote(another, "“We stay,”", man)]
    )
    publish(store, another, found, collection=SERVER)
    whole = who(store, HERE, "Powell", now=THEN)
    assert isinstance(whole, Profile)
    assert whole.person.articles == 4
    ids = [named.id for named in store.people.by_alias(HERE, "powell")]
    assert len({one.key for one in ids}) == 2
    asked = people.parting(store, HERE, ids, "in lima")
    people.split(store, HERE, SERVER, asked, by=42, now=THEN)
    scope = store.decisions.decided(HERE)
    asked = people.parting(store, scope, ids, "bern")
    people.split(store, scope, SERVER, asked, by=42, now=THEN)
    found_now = who(store, store.decisions.decided(HERE), "Powell", now=THEN)
    assert isinstance(found_now, Ambiguous)
    assert sorted(tuple(sorted(said(store, HERE, one.value))) for one in found_now.choices) == [
        ("“Rates fell,”",), ("“Rates stay,”",), ("“We act,”", "“We stay,”"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "told_by,refused", [("Ottawa", "parting nothing"), ("Powell", "parting all"), ("", "parting nothing")]
)
def test_what_would_part_nothing_or_everything_is_refused(store: Store, told_by: str, refused: str) -> None:
    powell = two_in_one(store)
    with pytest.raises(WrongUsage, match=refused):
        people.parting(store, HERE, [PersonId(PUBLIC, powell)], told_by)
    for nobody in ([PersonId(PUBLIC, "0011223344556677:1-2")], []):
        with pytest.raises(WrongUsage, match="people changed"):
            people.parting(store, HERE, nobody, "bern")


def test_the_operator_parts_what_the_public_shelf_took_for_one(store: Store, tmp_path: Path) -> None:
    two_in_one(store)
    store.close()
    at = ["--store", tmp_path / "news.db"]
    assert "Fed Chairman Jim Powell spoke in Bern." in run("people", "split", "powell", "bern", *at).out
    assert "Rates stay" in run("quotes", "powell", *at).out
    done = run("people", "split", "powell", "bern", "--yes", *at).out
    assert "1 article no longer counts for Jim Powell, but for another person: Jim Powell" in done
    other = done.split("`who ")[1].split("`")[0]
    assert "Which one?" in run("quotes", "powell", *at).out
    assert "Rates stay" in run("quotes", other, *at).out
    number = run("people", "undo", *at).out.split()[0]
    assert run("people", "undo", number, *at).code == 0
    assert "Rates stay" in run("quotes", "powell", *at).out

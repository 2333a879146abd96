"""Two dossiers that somebody says are one man's: one for that view alone, two again when it is taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from briefings.answers import Profile, Unknown, quotes, suggest, timeline, who
from briefings.answers.dossiers import Dossiers, dossiers
from briefings.curation import people
from briefings.errors import WrongUsage
from briefings.model import PUBLIC, KeptOfUser, Scope
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

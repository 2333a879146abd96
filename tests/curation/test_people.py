"""Two dossiers that somebody says are one man's: one for that view alone, two again when it is taken back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from briefings.answers import Profile, Unknown, quotes, search, suggest, timeline, who
from briefings.answers.dossiers import Dossiers, dossiers
from briefings.curation import people
from briefings.digests.compose import compose
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


def split(store: Store, told_by: str = "bern", view: str = SERVER) -> people.Decided:
    scope = store.decisions.decided(HERE)
    asked = people.parting(store, scope, key(store, "Powell"), told_by)
    return people.split(store, scope, view, asked, by=42, now=THEN)


def test_nothing_of_the_parted_articles_is_told_of_him_in_that_view_and_all_of_it_elsewhere(store: Store) -> None:
    two_in_one(store)
    assert said(store, HERE, "Powell") == {"“We act,”", "“Rates stay,”"}
    split(store)
    scope = store.decisions.decided(HERE)
    dossier = who(store, scope, "Powell", now=THEN)
    assert isinstance(dossier, Profile)
    told = " ".join(receipt.text for receipt in dossier.receipts)
    assert "Rome" in told
    assert "Bern" not in told
    assert [role.title for role in dossier.person.roles] == ["Secretary"]
    assert dossier.person.articles == 1
    assert sum(n for _, n in dossier.person.months) == 1
    assert said(store, HERE, "Powell") == {"“We act,”"}
    assert quotes(store, scope, "Powell", about="rates", now=THEN).kind == "nothing"
    line = timeline(store, scope, "Powell", now=THEN)
    assert [entry.date.iso() for entry in line.entries if entry.date] == ["2004-05-03"]
    assert said(store, ELSEWHERE, "Powell") == {"“We act,”", "“Rates stay,”"}


def test_what_nobody_is_named_for_is_still_found_by_its_words(store: Store) -> None:
    two_in_one(store)
    split(store)
    found = search(store, store.decisions.decided(HERE), "rates Bern", now=THEN)
    assert any("Bern" in receipt.text for receipt in found.receipts)
    everybody = store.people.quotes(store.decisions.decided(HERE), limit=None)
    assert "Rates stay" not in str([quote.passage.text for quote in everybody]), "unsigned rather than signed wrongly"
    unsigned = store.people.quotes(store.decisions.decided(Scope((PUBLIC, SERVER))), limit=None)
    assert len(unsigned) == len(store.people.quotes(HERE, limit=None)) - 1, "and no other quote is lost"


def test_a_split_is_taken_back_whole_and_survives_new_articles(store: Store) -> None:
    two_in_one(store)
    before = who(store, store.decisions.decided(HERE), "Powell", now=THEN)
    done = split(store)
    assert done.articles == 1
    late = b.article("Secretary Jim Powell left Rome. “I go,” Powell said.", published="2004-03-03", doc="late")
    man = b.person(late, "Jim Powell", "Powell")
    people.undo(store, HERE, SERVER, done.decision.id)
    assert who(store, store.decisions.decided(HERE), "Powell", now=THEN) == before
    split(store)
    publish(store, late, b.findings(late, people=[man], quotes=[b.quote(late, "“I go,”", man)]))
    assert said(store, HERE, "Powell") == {"“We act,”", "“I go,”"}


def test_a_form_of_the_name_parts_every_article_that_prints_it(store: Store) -> None:
    """The form that was his alone goes with him, and finds nobody."""
    two_in_one(store)
    third = b.article("Jerome Powell spoke. Jim Powell, as he is called, smiled.", published="2004-04-01", doc="third")
    man = b.person(third, "Jim Powell", "Jerome Powell", "Powell")
    publish(store, third, b.findings(third, people=[man]))
    assert split(store, "Jerome Powell").articles == 1
    scope = store.decisions.decided(HERE)
    assert isinstance(who(store, scope, "Jerome Powell", now=THEN), Unknown)
    dossier = who(store, scope, "Powell", now=THEN)
    assert isinstance(dossier, Profile)
    assert "Jerome Powell" not in dossier.person.aliases
    assert isinstance(who(store, HERE, "Jerome Powell", now=THEN), Profile)


@pytest.mark.parametrize(
    "told_by,refused", [("Ottawa", "parting nothing"), ("Powell", "parting all"), ("", "parting nothing")]
)
def test_what_would_part_nothing_or_everything_is_refused(store: Store, told_by: str, refused: str) -> None:
    powell = two_in_one(store)
    with pytest.raises(WrongUsage, match=refused):
        people.parting(store, HERE, powell, told_by)
    with pytest.raises(WrongUsage, match="people changed"):
        people.parting(store, HERE, "0011223344556677:1-2", "bern")


def test_the_operator_parts_what_the_public_shelf_took_for_one(store: Store, tmp_path: Path) -> None:
    two_in_one(store)
    store.close()
    at = ["--store", tmp_path / "news.db"]
    assert "Fed Chairman Jim Powell spoke in Bern." in run("people", "split", "powell", "bern", *at).out
    assert "Rates stay" in run("quotes", "powell", *at).out
    assert "1 article no longer counts for Jim Powell" in run("people", "split", "powell", "bern", "--yes", *at).out
    assert "Rates stay" not in run("quotes", "powell", *at).out
    number = run("people", "undo", *at).out.split()[0]
    assert run("people", "undo", number, *at).code == 0
    assert "Rates stay" in run("quotes", "powell", *at).out

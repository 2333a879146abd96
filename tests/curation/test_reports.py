"""A line that somebody says is wrong: kept once, hidden for a view from every answer and digest, and shown again."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from briefings.answers import brief, quotes, search, source, timeline, who
from briefings.curation import reports
from briefings.digests.compose import compose
from briefings.errors import WrongUsage
from briefings.model import PUBLIC, Answer, KeptOfUser, Report, Scope, SentenceRef
from briefings.store import Store
from tests import builders as b
from tests.answers.newsroom import THEN, newsroom, publish
from tests.command_line import run

STORY = b.article(doc="brussels")
OURS = b.article("Defense Secretary Jim Mattis spoke in Rome. “Rome is safe,” Mattis said.", doc="rome")
MATTIS = b.person(STORY, "Jim Mattis", "Mattis")
QUOTED = SentenceRef(STORY.key, 1, 1)
SERVER = "guild:7"
BOTH = Scope((PUBLIC, SERVER))
OTHERS = Scope((PUBLIC, "guild:8"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path) as store:
        found = b.findings(
            STORY,
            people=[MATTIS],
            roles=[b.role(STORY, MATTIS)],
            quotes=[b.quote(STORY, "“We are in this fight together,”", MATTIS)],
            events=[b.event(STORY, "on Friday", "2017-11-17", people=[MATTIS], planned=True)],
        )
        publish(store, STORY, found)
        in_rome = b.person(OURS, "Jim Mattis", "Mattis")
        rome = b.findings(OURS, people=[in_rome], quotes=[b.quote(OURS, "“Rome is safe,”", in_rome)])
        publish(store, OURS, rome, collection=SERVER)
        yield store


def reported(store: Store, ref: SentenceRef = QUOTED, kind: str = "speaker", words: str = "") -> reports.Reported:
    return reports.report(store, BOTH, ref, kind, words, now=THEN)


def test_a_report_is_kept_with_its_receipt_and_without_who_made_it(store: Store) -> None:
    kept = reports.report(
        store, BOTH, QUOTED._replace(article=STORY.key[:9]), "other", "  He never\nsaid it ", now=THEN
    )
    (report,) = store.decisions.reports()
    assert kept.report == report
    place = b.where(STORY, "“We are in this fight together,” Mattis said.")
    assert report == Report(report.id, PUBLIC, QUOTED, place, "other", "He never said it", THEN)
    assert kept.is_public
    assert store.decisions.kept_of(7) == KeptOfUser()


def test_the_same_report_again_is_told_nobody_twice_whatever_became_of_the_first(store: Store) -> None:
    first = reported(store)
    assert first.what == "kept"
    again = reports.report(store, BOTH, QUOTED, "speaker", "", now=THEN + timedelta(days=1))
    assert (again.what, again.report) == ("known", first.report)
    reports.dismiss(store, BOTH, first.report.id, PUBLIC)
    again = reports.report(store, BOTH, QUOTED, "speaker", "", now=THEN + timedelta(days=2))
    assert (again.what, again.report.state) == ("known", "dismissed")
    assert reported(store, kind="date").what == "kept"


def test_a_line_has_five_open_reports_at_most_and_words_are_cut(store: Store) -> None:
    whats = [reported(store, words=f"{n}" * 4_000).what for n in range(7)]
    assert whats == ["kept"] * 5 + ["too_many"] * 2
    assert {len(one.words) for one in store.decisions.reports()} == {reports.LONGEST_WORDS}


@pytest.mark.parametrize("ref", [SentenceRef(STORY.key, 9, 9), SentenceRef("0" * 64, 0, 0), SentenceRef("", 0, 0)])
def test_what_the_asker_does_not_see_he_cannot_report(store: Store, ref: SentenceRef) -> None:
    with pytest.raises(WrongUsage, match="line gone"):
        reported(store, ref)
    with pytest.raises(WrongUsage, match="line gone"):
        reports.report(store, OTHERS, SentenceRef(OURS.key, 0, 0), "date", "", now=THEN)
    with pytest.raises(WrongUsage, match="line gone"):
        reported(store, kind="ugly")
    assert store.decisions.reports() == ()


LINE = "We are in this fight together"
ANSWERS: list[Callable[[Store, Scope], Answer]] = [
    lambda store, scope: who(store, scope, "mattis", now=THEN),
    lambda store, scope: quotes(store, scope, "mattis", now=THEN),
    lambda store, scope: quotes(store, scope, "mattis", about="fight", now=THEN),
    lambda store, scope: search(store, scope, "fight together", now=THEN),
    lambda store, scope: brief(store, scope, "fight", now=THEN),
]


@pytest.mark.parametrize("ask", ANSWERS)
def test_a_hidden_line_vanishes_from_every_answer_of_its_view_and_comes_back(
    store: Store, ask: Callable[[Store, Scope], Answer]
) -> None:
    def shown(scope: Scope) -> bool:
        decided = store.decisions.decided(scope)
        return any(LINE in text for r in ask(store, decided).receipts for text in (r.text,))

    number = reported(store).report.id
    assert shown(BOTH)
    reports.hide(store, BOTH, number, SERVER, by=42, now=THEN)
    assert not shown(BOTH)
    assert shown(OTHERS), "another server's view is its own"
    assert shown(Scope())
    reports.show(store, BOTH, number, SERVER)
    assert shown(BOTH)
    reports.hide(store, Scope(), number, PUBLIC, by=None, now=THEN)
    assert not shown(BOTH)
    assert not shown(OTHERS)


def test_a_hidden_event_leaves_timelines_and_what_is_ahead_in_a_digest(store: Store) -> None:
    kabul = SentenceRef(STORY.key, 2, 2)
    number = reported(store, kabul, "date").report.id

    def told() -> list[str]:
        scope = store.decisions.decided(BOTH)
        days: dict[str, Any] = {"since": THEN - timedelta(days=1), "until": THEN + timedelta(days=1)}
        digest = compose(
            store, scope, name="Morning", template_name="daily", day=date(2017, 11, 11), zone="UTC", **days
        )
        line = [receipt.text for receipt in timeline(store, scope, "mattis", now=THEN).receipts]
        return line + [receipt.text for receipt in digest.receipts]

    assert told().count("He will travel to Kabul on Friday.") == 2
    reports.hide(store, BOTH, number, SERVER, by=42, now=THEN)
    assert "He will travel to Kabul on Friday." not in told()
    assert told()


def test_the_sources_of_an_older_answer_say_that_a_hidden_line_is_gone(store: Store) -> None:
    number = reported(store).report.id
    reports.hide(store, BOTH, number, SERVER, by=42, now=THEN)
    view = source(store, store.decisions.decided(BOTH), [QUOTED, SentenceRef(STORY.key, 0, 0)])
    assert view.gone == 1
    assert view.sources[0].after == "", "nor is it shown as the neighbour of another"


def test_a_public_line_hidden_by_the_operator_stays_on_a_servers_own_shelf(store: Store) -> None:
    publish(store, STORY, b.findings(STORY, people=[MATTIS]), collection=SERVER)
    number = reported(store).report.id
    reports.hide(store, Scope(), number, PUBLIC, by=None, now=THEN)
    shelf = store.decisions.decided(Scope((SERVER,)))
    assert store.articles.passage(shelf, QUOTED)
    assert not store.articles.passage(store.decisions.decided(Scope()), QUOTED)


def test_a_report_of_a_public_line_is_closed_by_the_operator_alone(store: Store) -> None:
    number = reported(store).report.id
    with pytest.raises(WrongUsage, match="report not yours"):
        reports.dismiss(store, BOTH, number, SERVER)
    assert reports.hide(store, BOTH, number, SERVER, by=1, now=THEN).report.state == "open"
    assert reports.dismiss(store, Scope(), number, PUBLIC).report.state == "dismissed"


def test_another_servers_report_is_out_of_reach(store: Store) -> None:
    number = reported(store, SentenceRef(OURS.key, 1, 1)).report.id
    for act in (reports.show, reports.dismiss):
        with pytest.raises(WrongUsage, match="report gone"):
            act(store, OTHERS, number, "guild:8")
    with pytest.raises(WrongUsage, match="report gone"):
        reports.hide(store, OTHERS, number, "guild:8", by=1, now=THEN)


def test_the_rows_are_a_table_that_a_test_can_be_made_from(store: Store) -> None:
    number = reported(store, words="=SUM(A1)").report.id
    reported(store, SentenceRef(OURS.key, 0, 0), "person")
    rows = {row["collection"]: row for row in reports.rows(store)}
    assert rows[PUBLIC]["text"] == STORY.text[rows[PUBLIC]["start"] : rows[PUBLIC]["end"]]
    assert (rows[PUBLIC]["id"], rows[PUBLIC]["kind"], rows[PUBLIC]["doc"]) == (number, "speaker", "brussels")
    assert [row["doc"] for row in reports.rows(store, SERVER)] == ["rome"]
    reports.dismiss(store, BOTH, number, PUBLIC)
    assert [row["doc"] for row in reports.rows(store, open_only=True)] == ["rome"]


def test_who_hid_a_line_can_have_his_number_deleted_and_a_server_that_leaves_takes_all_with_it(store: Store) -> None:
    number = reported(store, SentenceRef(OURS.key, 1, 1)).report.id
    reports.hide(store, BOTH, number, SERVER, by=42, now=THEN)
    assert store.decisions.kept_of(42) == KeptOfUser(hidden=1)
    store.decisions.forget_user(42)
    assert store.decisions.kept_of(42) == KeptOfUser()
    assert store.decisions.is_hidden(SERVER, SentenceRef(OURS.key, 1, 1))
    store.desk.forget(SERVER, THEN)
    assert store.decisions.reports(SERVER) == ()
    assert store.decisions.decided(BOTH) == BOTH


def test_the_operator_lists_answers_and_exports_them_without_discord(store: Store, tmp_path: Path) -> None:
    number = reported(store, words="=SUM(A1)").report.id
    reported(store, SentenceRef(OURS.key, 1, 1), "date", "＝cmd")
    store.close()
    address = tmp_path / "news.db"
    listed = run("reports", "--store", address)
    assert listed.code == 0
    assert (
        f"{number} · open · speaker · public · brussels · ““We are in this fight together,” Mattis said.”" in listed.out
    )
    told = run("reports", "--store", address, "--json").objects
    assert sorted(row["words"] for row in told) == ["=SUM(A1)", "＝cmd"]
    table = list(csv.DictReader(io.StringIO(run("reports", "--store", address, "--csv").out)))
    assert sorted(row["words"] for row in table) == ["'=SUM(A1)", "'＝cmd"]
    assert tuple(table[0]) == reports.COLUMNS
    hidden = run("reports", "--store", address, "--hide", number, "--json", "--collection", PUBLIC)
    assert [row["state"] for row in hidden.objects] == ["hidden"]
    assert LINE not in run("quotes", "mattis", "--store", address).out
    assert run("reports", "--store", address, "--show", number).code == 0
    assert LINE in run("quotes", "mattis", "--store", address).out
    assert run("reports", "--store", address, "--dismiss", number, "--open").out.count("\n") == 1
    assert run("reports", "--store", address, "--hide", 7).sentence.startswith("There is no such report here")


def test_without_a_report_the_list_says_so_and_the_table_has_its_columns(store: Store, tmp_path: Path) -> None:
    store.close()
    assert run("reports", "--store", tmp_path / "news.db").out == "Nobody says that anything is wrong.\n"
    assert run("reports", "--store", tmp_path / "news.db", "--csv").out.strip() == ",".join(reports.COLUMNS)

"""What people decided, on both engines: kept, applied to every read of a view, and taken back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from briefings.model import PUBLIC, Apart, Decision, Hidden, Named, PersonId, Report, Scope, SentenceRef, Slice
from briefings.store import Store
from briefings.store.days import EventsAsked
from briefings.store.parted import key_of
from tests.builders import NOW, article, findings, person, quote
from tests.store.newsroom import brussels, identify, islamabad

SERVER = "guild:9223372036854775807"
HERE = Scope((PUBLIC, SERVER))
KEY = brussels()[0].key
LINE = SentenceRef(KEY, 0, 0)


def fill(store: Store) -> None:
    for story in (brussels(), islamabad()):
        store.articles.save(*story, collection=PUBLIC, identify=identify, at=NOW)


def test_a_report_is_the_same_one_when_it_comes_again(store: Store) -> None:
    new = Report(0, PUBLIC, LINE, Slice(0, 9), "other", "half \ud800 a pair \x00", NOW)
    kept = store.decisions.report(new)
    assert 0 < kept.id < 2**63
    assert store.decisions.report(new).id == kept.id
    store.decisions.told(kept.id)
    store.decisions.settle(kept.id, "hidden")
    (found,) = store.decisions.reports(PUBLIC)
    assert (found.id, found.ref, found.state, found.told, found.at) == (kept.id, LINE, "hidden", True, NOW)
    assert store.decisions.reports(open_only=True) == ()


def test_decisions_are_added_to_the_scope_of_whoever_reads_by_their_view(store: Store) -> None:
    store.decisions.hide(SERVER, LINE, by=7, now=NOW)
    store.decisions.hide(SERVER, LINE, by=8, now=NOW)
    store.decisions.decide(Decision(0, SERVER, "merge", ("a:1-2", "b:1-2"), 7, NOW))
    store.decisions.decide(Decision(0, SERVER, "split", ("a:1-2",), 7, NOW, ("c:1-2",)))
    decided = store.decisions.decided(HERE)
    assert decided.hidden == (Hidden(SERVER, *LINE),)
    assert (decided.joined, decided.parted) == ((("a:1-2", "b:1-2"),), (Apart(("a:1-2",), ("c:1-2",)),))
    assert store.decisions.decided(Scope()) == Scope()
    assert (store.decisions.kept_of(7).hidden, store.decisions.kept_of(7).decisions) == (1, 2)
    newest, *_ = store.decisions.all(SERVER)
    assert store.decisions.undo("guild:2", newest.id) is None
    assert store.decisions.undo(SERVER, newest.id) == newest
    assert store.decisions.show(SERVER, LINE)
    assert not store.decisions.show(SERVER, LINE)


def test_a_hidden_line_is_in_no_read_and_what_was_said_by_nobody_stays(store: Store) -> None:
    fill(store)
    everybody = [named.id for named in store.people.everyone(HERE)]
    before = store.people.quotes(HERE, None, limit=None)
    said = before[0].quote.source
    scope = Scope(HERE.collections, hidden=(Hidden(PUBLIC, *said),))
    assert len(store.people.quotes(scope, None, limit=None)) == sum(q.quote.source != said for q in before)
    assert not [q for q in store.people.quotes(scope, everybody, limit=None) if q.quote.source == said]
    assert store.articles.passage(scope, said) is None
    assert said.first not in [one.index for one in store.articles.sentences(scope, said.article)]


def test_what_is_parted_from_a_person_is_a_person_of_his_own_and_every_figure_of_both_is_right(store: Store) -> None:
    """As if two rows had stood there from the beginning."""
    fill(store)
    late = article(
        "Jim Mattis left Kabul with Mike Pompeo. “We stay,” Mattis said.", published="2018-12-21", doc="late"
    )
    man, other = person(late, "Jim Mattis", "Mattis"), person(late, "Mike Pompeo")
    said = findings(late, people=[man, other], roles=[], quotes=[quote(late, "“We stay,”", man)])
    store.articles.save(late, said, collection=PUBLIC, identify=identify, at=NOW)
    mattis = max(store.people.by_alias(HERE, "mattis"), key=lambda named: named.articles)
    newest, *others = store.people.sightings(HERE, [mattis.id])
    assert others
    apart = Apart((mattis.id.key,), (newest.key,))
    scope = replace(HERE, parted=(apart,))
    (parted,) = store.people.parted(scope)
    assert (parted.id, parted.name, parted.articles) == (PersonId(PUBLIC, key_of(apart)), "Jim Mattis", 1)
    assert store.people.parted(HERE) == ()

    def of(whom: Named, scope: Scope = scope) -> dict[str, Any]:
        ids = [whom.id]
        return {
            "articles": [one.key for one in store.people.sightings(scope, ids)],
            "quotes": [one.passage.text for one in store.people.quotes(scope, ids, limit=None)],
            "stay": [one.passage.text for one in store.people.quotes(scope, ids, terms=("stay",))],
            "counted": store.people.count_quotes(scope, ids),
            "searched": store.people.quote_count(scope, ids).quotes,
            "roles": [one.role.title for one in store.people.roles(scope, ids)],
            "events": [one.passage.text for one in store.people.events(scope, ids)],
            "appearances": len(store.people.appearances(scope, ids)),
            "months": store.people.months(scope, ids),
            "related": [(named.name, n) for named, n in store.people.related(scope, ids)],
            "found": [hit.head.doc for hit in store.search.find(scope, (), people=ids)],
            "days": [day.when for day, _ in store.days.told(scope, EventsAsked(tuple(ids)))],
        }

    his, its = of(mattis), of(parted)
    whole = of(mattis, HERE)
    assert its["articles"] == [newest.key]
    assert (its["quotes"], its["stay"], its["counted"], its["searched"]) == (["“We stay,” Mattis said."],) * 2 + (1, 1)
    assert its["related"] == [("Mike Pompeo", 1)]
    assert [(when.iso(), n) for when, n in its["months"]] == [("2018-12", 1)]
    assert its["found"] == ["late"]
    for name in ("articles", "quotes", "events", "roles", "found"):
        assert sorted([*his[name], *its[name]]) == sorted(whole[name]), name
    for name in ("counted", "searched", "appearances"):
        assert his[name] + its[name] == whole[name], name
    assert [when for when, _ in his["months"]] == [when for when, _ in whole["months"]][:-1]
    (kept,) = store.people.get(scope, [mattis.id])
    assert (kept.articles, kept.mentions) == (mattis.articles - 1, mattis.mentions - parted.mentions)
    assert (kept.first, kept.last, parted.first) == (mattis.first, others[0].head.published.span, mattis.last)
    signed = {found.quote.person for found in store.people.quotes(scope, None, limit=None)}
    assert {mattis.id.key, parted.id.key} <= signed
    pompeo = max(store.people.by_alias(scope, "pompeo"), key=lambda named: named.articles)
    assert {parted.id, mattis.id} <= {named.id for named, _ in store.people.related(scope, [pompeo.id])}
    assert store.people.together(scope, [parted.id], [[pompeo.id]]) == store.people.together(
        HERE, [mattis.id], [[pompeo.id]]
    )
    assert store.people.articles_together(scope, [parted.id], [pompeo.id]) == 1
    here = {one.id for one in store.people.present(scope, [newest.head.key])}
    assert parted.id in here
    assert mattis.id not in here


def test_who_was_parted_can_be_parted_again_and_who_has_nothing_left_is_not_there(store: Store) -> None:
    fill(store)
    for day in ("2018-12-21", "2018-12-22"):
        late = article("Jim Mattis left Kabul.", published=day, doc=day)
        found = findings(late, people=[person(late, "Jim Mattis", "Mattis")])
        store.articles.save(late, found, collection=PUBLIC, identify=identify, at=NOW)
    mattis = max(store.people.by_alias(HERE, "mattis"), key=lambda named: named.articles)
    first, second, *others = [one.key for one in store.people.sightings(HERE, [mattis.id])]
    once = Apart((mattis.id.key,), (first, second))
    twice = Apart((key_of(once),), (second,))
    scope = replace(HERE, parted=(twice, once))
    assert {one.id.key: one.articles for one in store.people.parted(scope)} == {key_of(once): 1, key_of(twice): 1}
    nothing_left = replace(HERE, parted=(Apart((mattis.id.key,), (first, second, *others)),))
    assert store.people.get(nothing_left, [mattis.id]) == ()
    assert [one.articles for one in store.people.parted(nothing_left)] == [mattis.articles]
    gone = replace(HERE, parted=(Apart(("0011223344556677:1-2",), (first,)),))
    assert store.people.parted(gone) == ()
    assert store.people.get(gone, [mattis.id]) == (mattis,)


def test_a_server_that_is_forgotten_takes_its_decisions_along(store: Store) -> None:
    for server in (SERVER, "guild:2"):
        store.decisions.hide(server, LINE, by=7, now=NOW)
        store.decisions.decide(Decision(0, server, "merge", ("a:1-2", "b:1-2"), 7, NOW + timedelta(days=1)))
        store.decisions.report(Report(0, server, LINE, Slice(0, 9), "date", "", NOW))
    store.desk.forget(SERVER, NOW)
    assert store.decisions.decided(HERE) == HERE
    assert store.decisions.reports(SERVER) == ()
    assert (len(store.decisions.all("guild:2")), len(store.decisions.reports())) == (1, 1)

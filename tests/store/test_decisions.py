"""What people decided, on both engines: kept, applied to every read of a view, and taken back."""

from datetime import timedelta

from briefings.model import PUBLIC, Decision, Hidden, PersonId, Report, Scope, SentenceRef, Slice
from briefings.store import Store
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
    for kind, keys in (("merge", ("a:1-2", "b:1-2")), ("split", ("a:1-2", "c:1-2"))):
        store.decisions.decide(Decision(0, SERVER, kind, keys, 7, NOW))  # type: ignore[arg-type]
    decided = store.decisions.decided(HERE)
    assert decided.hidden == (Hidden(SERVER, *LINE),)
    assert (decided.joined, decided.parted) == ((("a:1-2", "b:1-2"),), (("a:1-2", "c:1-2"),))
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


def test_a_parted_sighting_is_nobodys(store: Store) -> None:
    fill(store)
    late = article("Jim Mattis left Kabul. “We stay,” Mattis said.", published="2018-12-21", doc="late")
    man = person(late, "Jim Mattis", "Mattis")
    said = findings(late, people=[man], quotes=[quote(late, "“We stay,”", man)])
    store.articles.save(late, said, collection=PUBLIC, identify=identify, at=NOW)
    mattis = max(store.people.by_alias(HERE, "mattis"), key=lambda named: named.articles)
    ids = [PersonId(PUBLIC, mattis.id.key)]
    newest, *others = store.people.sightings(HERE, ids)
    assert others
    scope = Scope(HERE.collections, parted=((mattis.id.key, newest.key),))
    assert [one.key for one in store.people.sightings(scope, ids)] == [one.key for one in others]
    assert store.people.get(scope, ids)[0].articles == mattis.articles - 1
    reads = (store.people.quotes(scope, ids), store.people.events(scope, ids), store.people.roles(scope, ids))
    assert newest.head.key not in [found.passage.head.key for read in reads for found in read]
    assert store.people.quotes(scope, None, limit=None), "what others said is still there"


def test_a_server_that_is_forgotten_takes_its_decisions_along(store: Store) -> None:
    for server in (SERVER, "guild:2"):
        store.decisions.hide(server, LINE, by=7, now=NOW)
        store.decisions.decide(Decision(0, server, "merge", ("a:1-2", "b:1-2"), 7, NOW + timedelta(days=1)))
        store.decisions.report(Report(0, server, LINE, Slice(0, 9), "date", "", NOW))
    store.desk.forget(SERVER, NOW)
    assert store.decisions.decided(HERE) == HERE
    assert store.decisions.reports(SERVER) == ()
    assert (len(store.decisions.all("guild:2")), len(store.decisions.reports())) == (1, 1)

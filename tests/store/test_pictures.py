"""A chart is wished for, drawn by the reader, and known by what it shows; nobody's question is left behind."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.dates import day, month
from briefings.model import Chart, Moment, Moments, Months, Network, Request
from briefings.store import Store, pictures
from briefings.store.pictures import key_of, wished, written
from tests.builders import NOW

MATTIS = Months("Jim Mattis", "Articles per month", ((month(2017, 11), 3), (month(2017, 12), 0)))
VISITS = Moments("Timeline", "", (Moment(day(2017, 12, 4), "4 December 2017", "He arrived.", open=True),))
BESIDE = Network("Jim Mattis", "", "Jim Mattis", (("Mike Pompeo", 3),))


def test_a_chart_waits_for_the_reader_and_is_there_when_it_is_drawn(store: Store):
    key = store.pictures.ask(MATTIS, NOW)
    (request,) = store.desk.requests()
    assert (request.key, request.kind, wished(request)) == (key, "chart", MATTIS)
    assert store.desk.outcome(key).state == "waiting"
    assert not store.pictures.settled(key)
    assert store.pictures.drawn(key) is None
    store.pictures.keep(key, b"\x89PNG\x00", NOW)
    assert store.pictures.settled(key)
    assert store.pictures.drawn(key) == b"\x89PNG\x00"
    assert store.desk.requests() == ()


def test_what_cannot_be_drawn_is_settled_too_and_not_asked_again(store: Store):
    key = store.pictures.ask(MATTIS, NOW)
    store.pictures.keep(key, None, NOW)
    assert (store.pictures.settled(key), store.pictures.drawn(key)) == (True, None)
    assert store.pictures.ask(MATTIS, NOW) == key
    assert store.desk.requests() == ()


def test_when_nobody_waits_any_more_the_desk_remembers_nothing(store: Store):
    key = store.pictures.ask(MATTIS, NOW)
    assert store.pictures.is_wished(key)
    store.pictures.give_up(key)
    assert not store.pictures.is_wished(key)
    assert store.desk.requests() == ()


def test_the_wish_of_a_bot_that_was_stopped_is_dropped_with_the_next(store: Store):
    store.desk.request("seeds", "load", {"paths": []}, NOW)
    store.pictures.ask(MATTIS, NOW)
    later = store.pictures.ask(VISITS, NOW + timedelta(minutes=5))
    assert {wish.key for wish in store.desk.requests()} == {"seeds", later}


def test_the_same_chart_is_drawn_once_and_another_one_is_another(store: Store):
    key = store.pictures.ask(MATTIS, NOW)
    store.pictures.keep(key, b"one", NOW)
    store.pictures.give_up(key)
    assert store.pictures.ask(MATTIS, NOW) == key
    assert store.desk.requests() == ()
    keys = {key, store.pictures.ask(VISITS, NOW), store.pictures.ask(BESIDE, NOW)}
    keys.add(store.pictures.ask(Months("Jim Mattis", "", MATTIS.counts), NOW))
    assert len(keys) == 4


def test_of_many_pictures_the_oldest_goes_first_and_other_outcomes_stay(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pictures, "MOST_PICTURES", 3)
    store.answer_request("chart of another kind", "done", {}, NOW - timedelta(days=9))
    keys = [f"chart:{n}" for n in range(5)]
    for n, key in enumerate(keys):
        store.pictures.keep(key, b"png", NOW + timedelta(seconds=n))
    assert [store.pictures.settled(key) for key in keys] == [False, False, True, True, True]
    store.pictures.keep("chart:!", b"png", NOW)  # the newest to be drawn, whatever the clock says
    assert [store.pictures.settled(key) for key in [*keys, "chart:!"]] == [False, False, False, True, True, True]
    assert store.desk.outcome("chart of another kind").state == "done"


def test_what_was_drawn_in_another_way_is_drawn_anew(store: Store, monkeypatch: pytest.MonkeyPatch):
    key = store.pictures.ask(MATTIS, NOW)
    monkeypatch.setattr(pictures, "DRAWN", pictures.DRAWN + 1)
    assert store.pictures.ask(MATTIS, NOW) != key


# --- a chart as a row ----------------------------------------------------------------------------------------------

words = st.text(max_size=20)
spans = st.dates().map(lambda on: day(on.year, on.month, on.day))
counts = st.integers(0, 10**9)
charts = st.one_of(
    st.builds(Months, words, words, st.lists(st.tuples(spans, counts)).map(tuple)),
    st.builds(Moments, words, words, st.lists(st.builds(Moment, spans, words, words, st.booleans())).map(tuple)),
    st.builds(Network, words, words, words, st.lists(st.tuples(words, counts)).map(tuple)),
)


@given(charts)
def test_a_chart_comes_back_as_it_was(chart: Chart):
    payload = written(chart)
    assert wished(Request("", "chart", payload, NOW)) == chart
    assert key_of(payload) == key_of(written(chart))


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"form": "cake"},
        {"form": "months", "title": "", "note": "", "counts": [["2017-01", "x"]]},
        {"form": "months", "title": "", "note": "", "counts": [[["monday", "2017-01-01"], 1]]},
        {"form": "moments", "title": "", "note": ""},
    ],
)
def test_what_is_no_chart_is_refused(payload: dict[str, object]):
    with pytest.raises((LookupError, ValueError, TypeError)):
        wished(Request("", "chart", payload, NOW))

"""Names while they are typed, on one shelf and on several, in a newsroom small and large."""

import threading
from pathlib import Path
from typing import cast

import pytest

from briefings.answers.index import BEGINS, NEARLY, SOUNDS, TITLED, Index
from briefings.answers.kept import Kept
from briefings.answers.suggest import near, suggest
from briefings.model import PUBLIC, Alias, Named, PersonId, Scope
from briefings.names import fold
from briefings.store import Store
from tests import builders as b
from tests.answers.newsroom import newsroom, publish

OFFICIALS = [
    "James Mattis",
    "Jim Mathis",
    "Mike Pompeo",
    "Zalmay Khalilzad",
    "Muammar Gaddafi",
    "Volodymyr Zelensky",
    "Xi Jinping",
]


TITLES = {
    "Jim Mathis": "Pentagon spokesman",
    "Mike Pompeo": "Secretary of State",
    "James Mattis": "Defense Secretary",
    "Xi Jinping": "friend of Pompeo",
}


def named(n: int, name: str) -> Named:
    aliases = Alias(name, "full"), Alias(name.split()[-1], "surname")
    return Named(PersonId(PUBLIC, f"{n:016x}:0-9"), name, aliases, 1, 100 - n, None, None, TITLES.get(name))


INDEX = Index(named(n, name) for n, name in enumerate(OFFICIALS))


@pytest.mark.parametrize(
    "typed,found",
    [
        ("mat", [("James Mattis", BEGINS), ("Jim Mathis", BEGINS)]),
        ("j mat", [("James Mattis", BEGINS), ("Jim Mathis", BEGINS)]),
        ("mattis james", [("James Mattis", BEGINS)]),
        ("matis", [("James Mattis", NEARLY), ("Jim Mathis", NEARLY)]),
        ("jmaes mattis", [("James Mattis", NEARLY)]),               # two letters changed places
        ("pompeo", [("Mike Pompeo", BEGINS), ("Xi Jinping", TITLED)]),
        ("the pentagon", [("Jim Mathis", TITLED)]),
        ("the", []),
        ("pentagon spo", [("Jim Mathis", TITLED)]),
        ("secretary", [("James Mattis", TITLED), ("Mike Pompeo", TITLED)]),
        ("state se", [("Mike Pompeo", TITLED)]),
        ("ponpeo", [("Mike Pompeo", NEARLY)]),
        ("kadafi", [("Muammar Gaddafi", SOUNDS)]),
        ("muammar kadaffi", [("Muammar Gaddafi", SOUNDS)]),
        ("zelenskiy", [("Volodymyr Zelensky", NEARLY)]),
        ("selenski", [("Volodymyr Zelensky", SOUNDS)]),
        ("chaos", []),                                              # sounds like Xi, and is far from it
        ("merkel", []),
    ],
)  # fmt: skip
def test_a_name_is_found_by_how_it_begins_then_by_its_title_then_with_a_letter_wrong_then_by_its_sound(
    typed: str, found: list[tuple[str, int]]
):
    assert [(INDEX.people[one.rank].name, one.how) for one in INDEX.find(fold(typed).split(), 25)] == found


def test_nothing_typed_is_the_most_mentioned_and_never_more_than_asked():
    assert [INDEX.people[one.rank].name for one in INDEX.find([], 2)] == OFFICIALS[:2]
    assert len(INDEX.find(["j"], 1)) == 1
    assert Index().find(["mattis"], 25) == Index().near("mattis") == []


def test_a_person_of_two_shelves_is_one_and_counts_what_both_say(tmp_path: Path):
    with newsroom(tmp_path) as store:
        for n, shelf in enumerate((PUBLIC, "guild:1", "guild:1")):
            story = b.article(f"General James Mattis spoke on day {n}.", doc=f"d{n}")
            publish(store, story, b.findings(story, people=[b.person(story, "James Mattis")]), collection=shelf)
        assert [one.label for one in suggest(store, Scope(), "mat")] == ["James Mattis (1)"]
        assert [one.label for one in suggest(store, Scope((PUBLIC, "guild:1")), "matis")] == ["James Mattis (3)"]
        assert near(store, Scope((PUBLIC, "guild:1")), "james matis") == ("James Mattis",)


# --- while it is made anew -----------------------------------------------------------------------------------------


class Paper:
    """A store of which nothing is asked but whether it has news."""

    def __init__(self) -> None:
        self.news = 0

    def version(self) -> int:
        return self.news


def test_what_takes_long_is_made_beside_while_the_old_one_answers(monkeypatch: pytest.MonkeyPatch):
    go_on, made = threading.Event(), threading.Event()
    go_on.set()

    def slowly(store: Store, shelf: str) -> str:
        go_on.wait(10)
        clock[0] += 5.0
        made.set()
        return f"{shelf} {store.version()}"

    clock = [100.0]
    monkeypatch.setattr("briefings.answers.kept.time.monotonic", lambda: clock[0])
    paper = Paper()
    kept, store = Kept(slowly, "nothing yet"), cast("Store", paper)
    assert kept.of(store, PUBLIC) == "public 0"
    paper.news += 1
    assert kept.of(store, PUBLIC) == "public 0", "made just now, and it took long"
    clock[0] += 51
    go_on.clear()
    made.clear()
    assert kept.of(store, PUBLIC) == kept.of(store, PUBLIC) == "public 0"
    go_on.set()
    assert made.wait(10)
    until(lambda: kept.of(store, PUBLIC) == "public 1")


def test_who_asks_while_it_is_made_for_the_first_time_waits_a_moment_and_goes_on_without(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("briefings.answers.kept.PATIENCE_SECONDS", 0.05)
    begun, go_on = threading.Event(), threading.Event()

    def slowly(store: Store, shelf: str) -> str:
        begun.set()
        go_on.wait(10)
        return "there"

    kept, store = Kept(slowly, "nothing yet"), cast("Store", Paper())
    first = threading.Thread(target=kept.of, args=(store, PUBLIC))
    first.start()
    assert begun.wait(10)
    assert kept.of(store, PUBLIC) == "nothing yet"
    go_on.set()
    first.join(10)
    assert kept.of(store, PUBLIC) == "there"


def until(true: object) -> None:
    assert callable(true)
    for _ in range(1000):
        if true():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it never became true")

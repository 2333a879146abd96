"""Two speakers side by side, and one speaker over time with the changed words marked: sources, and no verdicts."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from briefings.answers import Ambiguous, Comparison, Nothing, OverTime, Unknown, again, ask, compare, further, over_time
from briefings.answers.as_json import answer_json
from briefings.errors import WrongUsage
from briefings.model import PUBLIC, Scope
from briefings.render import Renderer, unescape
from briefings.store import Store
from tests import builders as b
from tests.answers.newsroom import THEN, newsroom, publish

RENDERER = Renderer(Path(__file__).parent.parent.parent / "templates")
EVERYBODY = Scope((PUBLIC,))

SAID = [  # who, when, what, doc
    ("Ilse Keller", "2017-03-01", "“We will keep the northern road open for all trucks,”", "first"),
    ("Ilse Keller", "2017-05-01", "“We will keep the northern road closed for all trucks,”", "second"),
    ("Ilse Keller", "2017-05-02", "“We will keep the northern road closed for all trucks,”", "wire"),
    ("Ilse Keller", "2017-09-01", "“A road is no promise,”", "third"),
    ("Omar Haddad", "2017-04-01", "“The road belongs to everybody,”", "haddad"),
    ("Omar Haddad", "2017-06-01", "“Bread is dear,”", "bread"),
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path) as opened:
        for name, on, words, doc in SAID:
            story = b.article(f"{words} {name} said in {doc}.", published=on, doc=doc)
            speaker = b.person(story, name)
            publish(opened, story, b.findings(story, people=[speaker], quotes=[b.quote(story, words, speaker)]))
        yield opened


def test_two_speakers_stand_side_by_side_each_line_with_its_source(store: Store):
    answer = compare(store, EVERYBODY, "keller", "haddad", "road", now=THEN)
    assert isinstance(answer, Comparison)
    assert [(voice.speaker, len(voice.entries)) for voice in answer.voices] == [("Ilse Keller", 4), ("Omar Haddad", 1)]
    assert {entry.speaker for entry in answer.voices[1].entries} == {"Omar Haddad"}
    for entry in answer.entries:
        assert entry.text == answer.receipts[entry.receipt - 1].text_of(entry.slices)
    text = RENDERER.text(answer)
    assert "## Ilse Keller and Omar Haddad on “road”" in text
    assert "### Omar Haddad\n\n**1 April 2017** · The Brussels Courier\n> “The road belongs to everybody,” [5]" in text


def test_of_one_who_said_nothing_of_it_that_is_said(store: Store):
    text = RENDERER.text(compare(store, EVERYBODY, "haddad", "keller", "bread", now=THEN))
    assert "### Ilse Keller\n\nNothing on “bread” in 4 quotes (1 March 2017 to 1 September 2017)." in text


def test_a_comparison_has_pages_and_keeps_to_its_limit(store: Store):
    first = compare(store, EVERYBODY, "keller", "haddad", now=THEN, limit=3)
    assert isinstance(first, Comparison)
    assert [len(voice.entries) for voice in first.voices] == [2, 1]
    assert first.more == 3
    assert (first.after, compare(store, EVERYBODY, "keller", "haddad", now=THEN, limit=1).entries[1:]) == (2, ())


def test_a_comparison_of_nothing_of_nobody_and_of_one_person(store: Store):
    nothing = compare(store, EVERYBODY, "keller", "haddad", "volcanoes", now=THEN)
    assert isinstance(nothing, Nothing)
    assert RENDERER.text(nothing).startswith("Ilse Keller, Omar Haddad: nothing on “volcanoes” in 6 quotes")
    assert isinstance(compare(store, EVERYBODY, "keller", "hadad", now=THEN), Unknown)
    with pytest.raises(WrongUsage, match="same person"):
        compare(store, EVERYBODY, "keller", "Ilse Keller", now=THEN)


def test_who_is_meant_is_asked_for_the_second_name_too(store: Store):
    story = b.article("Leyla Haddad sang.", doc="song")
    publish(store, story, b.findings(story, people=[b.person(story, "Leyla Haddad")]))
    answer = compare(store, EVERYBODY, "keller", "haddad", "road", now=THEN)
    assert isinstance(answer, Ambiguous)
    chosen = [again(store, EVERYBODY, following.asked, now=THEN) for following in further(answer)]
    voices = [{voice.speaker for voice in one.voices} for one in chosen if isinstance(one, Comparison)]
    assert voices == [{"Ilse Keller", "Omar Haddad"}, {"Ilse Keller", "Leyla Haddad"}]
    both = compare(store, EVERYBODY, "hadad", "haddad", "road", now=THEN)
    assert {following.asked.kind for following in further(both)} == {"who"}


def test_the_next_page_goes_on_with_both(store: Store):
    asked = compare(store, EVERYBODY, "keller", "haddad", now=THEN).read_as
    for n in range(6):
        story = b.article(f"“Road {n} is long,” Ilse Keller said.", doc=f"long-{n}")
        speaker = b.person(story, "Ilse Keller")
        said = b.quote(story, f"“Road {n} is long,”", speaker)
        publish(store, story, b.findings(story, people=[speaker], quotes=[said]))
    lines: list[str] = []
    for _ in range(2):
        page = again(store, EVERYBODY, asked, now=THEN)
        assert isinstance(page, Comparison)
        lines += [
            f"{answer_json(page, '')['receipts'][entry.receipt - 1]['doc']} {entry.text}"
            for entry in page.voices[0].entries
        ]
        left = page.more
        asked = next((following.asked for following in further(page) if following.what == "more"), asked)
    assert len(set(lines)) == len(lines) == 10
    assert left == 0


# --- over time ---------------------------------------------------------------------------------------------------


def keller(store: Store, **asked: Any) -> OverTime:
    answer = over_time(store, EVERYBODY, "keller", "road", now=THEN, **asked)
    assert isinstance(answer, OverTime)
    return answer


def test_one_speaker_over_time_runs_from_the_earliest_with_the_changed_words(store: Store):
    answer = keller(store)
    assert [(line.fresh, line.gone, line.other_words) for line in answer.lines] == [
        ((), (), False),
        (("closed",), ("open",), False),
        ((), (), True),
    ]
    text = RENDERER.text(answer)
    assert (
        "**1 May 2017** · The Brussels Courier · in 2 articles\n"
        "> “We will keep the northern road closed for all trucks,” [2]\n"
        "-# New: **closed** · gone: ~~open~~\n"
    ) in text
    assert "> “A road is no promise,” [3]\n-# In other words than the one before." in text


def test_several_lines_of_one_day_and_paper_stand_under_one_date(store: Store):
    story = b.article(
        "“The road is dry,” Ilse Keller said. “The road is wet,” she said.",
        published="2017-11-01",
        source="The Hull Herald",
        doc="5",
    )
    speaker = b.person(story, "Ilse Keller")
    spoken = [b.quote(story, words, speaker) for words in ("“The road is dry,”", "“The road is wet,”")]
    publish(store, story, b.findings(story, people=[speaker], quotes=spoken))
    text = RENDERER.text(keller(store))
    assert text.count("**1 November 2017** · The Hull Herald") == 1
    assert "“The road is wet,” [5]\n-# New: **wet** · gone: ~~dry~~" in text


def test_every_line_stays_word_for_word_and_its_new_words_are_slices_of_it(store: Store):
    answer = keller(store)
    shown = {unescape(line) for line in RENDERER.text(answer).splitlines()}
    for entry in answer.entries:
        receipt = answer.receipts[entry.receipt - 1]
        assert entry.text == receipt.text_of(entry.slices)
        assert f"> {entry.text} [{entry.receipt}]" in shown
    second = answer.entries[1]
    (fresh,) = second.fresh
    assert any(part.covers(fresh) for part in second.slices)
    assert answer.receipts[second.receipt - 1].text_of((fresh,)) == "closed"
    told = answer_json(answer, "")["entries"][1]
    assert (told["fresh"], told["gone"]) == ([list(fresh)], ["open"])


def test_words_of_a_quote_in_two_parts_are_marked_within_their_parts(store: Store):
    story = b.article("“A road is no,” Ilse Keller said. “Promise at all,” she added.", published="2017-10-01", doc="4")
    speaker = b.person(story, "Ilse Keller")
    words = ["“A road is no,”", "“Promise at all,”"]
    publish(store, story, b.findings(story, people=[speaker], quotes=[b.quote(story, words, speaker)]))
    last = keller(store).lines[-1]
    assert (last.fresh, last.gone) == (("at all",), ())
    assert [story.text[start:end] for start, end in last.entry.fresh] == ["at all"]


def test_a_second_page_is_compared_with_the_end_of_the_first(store: Store):
    page = keller(store, limit=1, offset=1)
    assert (page.lines[0].fresh, page.more) == (("closed",), 1)


def test_over_time_as_of_a_day_knows_nothing_later(store: Store):
    assert len(keller(store, as_of=date(2017, 4, 1)).entries) == 1


@pytest.mark.parametrize(
    "question, kind",
    [
        ("compare Keller and Haddad on road", "comparison"),
        ("compare Ilse Keller with Omar Haddad", "comparison"),
        ("Keller over time on road", "changes"),
        ("who is named together with Keller?", "nothing"),
    ],
)
def test_they_can_be_asked_in_plain_words(store: Store, question: str, kind: str):
    assert ask(store, EVERYBODY, question, now=THEN).kind == kind

"""Text that nobody would print: read in its share of time, without an error, and silence rather than nonsense."""

import time
from collections.abc import Callable
from itertools import cycle, islice, pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefings.analysis.pipeline import analyse, to_parse
from briefings.model import Findings, Slice
from tests import builders
from tests.analysis.real_docs import language

pytestmark = pytest.mark.model

SEEDS = Path(__file__).resolve().parents[2] / "seeds"

NEWS = "Keller said the talks with Kabul failed and General Ann Keller told reporters he would go as officials asked her to".split()
SHARE = 2.0  # times the parse: what everything after it may take on a text that was made to be slow


def endless(words: list[str], n: int) -> str:
    return " ".join(islice(cycle(words), n))


HOSTILE: dict[str, Callable[[int], str]] = {
    "no full stop": lambda n: endless(NEWS, n),
    "brackets": lambda n: "Ann Keller said no. " + "(" * 3 * n,
    "emoji": lambda n: "Ann Keller said no. " + "😀" * n,
    "capitals": lambda n: endless(["KELLER", "SAID", "THE", "TALKS", "FAILED."], n),
    "marks": lambda n: "Ann Keller said “no. " + '“"' * n + " he said. ",
    "apostrophes": lambda n: "Ann Keller said ‘no. " + "' " * n,
    "one name": lambda n: "Ann Keller " * (n // 2),
    "many names": lambda n: " ".join(
        f"Ann Kel{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}er said." for i in range(n // 3)
    ),
    "he said": lambda n: "Ann Keller came. " + "he said, " * (n // 3),
    "labels": lambda n: "KELLER: We go.\n\n" * (n // 5),
    "short lines": lambda n: "a\n" * n,
    "one word": lambda n: "a-" * 3 * n,
    "news": lambda n: (
        "“We go,” Minister Ann Keller said in Kabul on Monday. She told officials that it was late. " * (n // 20)
    ),
    "another language": lambda n: "Der Minister sagte am Montag, dass die Gespräche gescheitert seien. " * (n // 10),
    "zero width": lambda n: "\u200b".join("Minister Ann Keller said on Monday that the talks failed. " * (n // 50)),
    "nicknames": lambda n: 'Robert "Bob" ' * (n // 4),
    "titles": lambda n: "former minister of health and " * (n // 5),
    "joined titles": lambda n: "Ann Keller, chairwoman and chief executive of Holm, and " * (n // 10),
    "offices": lambda n: "Ann Keller was the president who served as minister and was named director " * (n // 13),
    "days": lambda n: "on March 3, 2017 and " * (n // 6),
    "a table": lambda n: "| 2017 | 3,4 | Kabul |\n" * (n // 8),
    "soft hyphens": lambda n: "\u00ad".join("Minister Ann Keller said on Monday that the talks failed. " * (n // 50)),
    "nothing but soft hyphens": lambda n: "Ann Kel" + "\u00ad" * 5 * n + "ler said no.",
    "nothing to see": lambda n: "Ann Keller said no. " + "\u200b\u200d\u2060\ufeff" * n,
    "bearers of one surname": lambda n: " ".join(
        f"{name} Keller said." for name in islice(cycle("Ann Tom Jim James Mary Robert Susan Paul".split()), n // 3)
    ),
    "weekdays": lambda n: endless(
        "Monday Tuesday yesterday last week, the day before, in May 2017; next June".split(), n
    ),
}


def sized(kind: str, characters: int) -> str:
    """So much of it, cut wherever it is long enough."""
    text = HOSTILE[kind](characters // 6)
    return (text * (characters // len(text) + 1))[:characters]


@pytest.mark.soak(short=9_000, full=1_000_000)  # characters
@pytest.mark.parametrize("kind", HOSTILE)
def test_what_follows_the_parse_takes_its_share_of_time_on_any_text(
    kind: str, rounds: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("briefings.analysis.pipeline.is_english", lambda _: True)  # or many of these are not looked at
    article = builders.article(sized(kind, rounds))
    start = time.process_time()
    doc = language()(to_parse(article))
    parsed = time.process_time()
    findings = analyse(article, lambda _: doc)
    done = time.process_time()
    assert done - parsed < SHARE * (parsed - start) + 1.0, f"{done - parsed:.1f} s after {parsed - start:.1f} s"
    check_slices(article.text, findings)


@pytest.mark.parametrize(
    "kind",
    [
        "brackets",
        "emoji",
        "one name",
        "short lines",
        "one word",
        "another language",
        "a table",
        "nothing to see",
        "days",
    ],
)
def test_where_nobody_says_anything_more_no_more_is_said(kind: str):
    findings = analyse(builders.article(HOSTILE[kind](1_500)), language())
    assert len(findings.quotes) <= 1


@pytest.mark.parametrize(
    "text",
    [
        (
            "Dieses Jahr traf Ministerin Anna Keller in Köln den Gesandten Tom Brandt. „Kommen Sie bald wieder“, sagte Keller am "
            "12. September. Die Gespräche im Rathaus der Stadt dauerten bis in den Abend, dann fuhren alle nach Hause."
        ),
        (
            "Le président Paul Moreau a dit lundi que les négociations de Genève avaient échoué. « Nous restons », a déclaré la "
            "ministre Anne Keller devant la presse, avant de quitter la salle avec son homologue suisse le 12 mars 2017."
        ),
        (
            "El presidente Pablo Moreno dijo el lunes que las negociaciones de Ginebra habían fracasado. «Nos quedamos», declaró "
            "la ministra Ana Keller ante la prensa antes de dejar la sala con su colega suizo el 12 de marzo de 2017."
        ),
    ],
    ids=["German", "French", "Spanish"],
)
def test_of_another_language_nothing_is_told(text: str):
    findings = analyse(builders.article(text), language())
    assert (findings.people, findings.roles, findings.quotes, findings.dates, findings.events) == ((), (), (), (), ())
    assert all(sentence.dangling for sentence in findings.sentences)
    check_slices(text, findings)


STORY = (
    "Former Defence Minister Ann Keller, head of the UN agency, met “old friends” in Kabul on Monday.\n\n"
    '“We go,” said General Tom "Tommy" Brandt Jr. “Nobody stays.” He told her that the minister had left in May 2017.\n\n'
    "Asked about Keller, sources close to the talks said the road was open. According to Brandt, it was not."
)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_story_that_was_cut_and_glued_anywhere_gives_slices_of_itself(data: st.DataObject):
    text = STORY
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 60)))
        part = data.draw(
            st.sampled_from(
                ("", "\n", "”", '"', "(", ".", "\u200b", "of", text[start:end].upper(), text[:start][-40:] * 2)
            )
        )
        text = text[:start] + part + text[end:]
    check_slices(text, analyse(builders.article(text), language()))


@pytest.mark.soak(short=400, full=20_000)  # texts
def test_a_few_words_out_of_any_story_give_slices_of_themselves(rounds: int):
    """A page that breaks off, a headline, a feed's teaser: they begin and end at any word."""
    cut = Random(7)
    stories = [STORY.split(" "), NEWS, *(path.read_text("utf-8").split(" ") for path in sorted(SEEDS.glob("*.txt")))]
    texts: list[str] = []
    while len(texts) < rounds:
        story, many = cut.choice(stories), cut.choice((2, 3, 5, 8, 12, 20, 40))
        start = cut.randrange(len(story))
        words = story[start : start + many]
        words = cut.choice((words, words, sorted(words, key=lambda _: cut.random())))
        text = cut.choice((str, str.upper, str.title, lambda text: text.rstrip(".,!?”")))(" ".join(words))
        texts += [text] if any(map(str.isalnum, text)) else []
    articles = [builders.article(text) for text in texts]
    docs = language().parse_many(map(to_parse, articles))
    for article in articles:
        check_slices(article.text, analyse(article, lambda _: next(docs)))


@pytest.mark.parametrize(
    "text",
    [
        "about saying",
        "Keller said that the road was shut even",
        "Those asked responded to some of her claims —",
        "“We go,” said Ann Keller, a candidate for alternate from the state’s 2nd",
    ],
)
def test_a_text_may_end_or_begin_at_a_word_that_looks_beyond_it(text: str):
    check_slices(text, analyse(builders.article(text), language()))


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            ["“", "”", '"', "'", "''", "``", "«", ": ", " — ", "\n\n", "\n", ". ", ", ", "(", "Ann Keller", "KELLER", "Mrs. Keller",
             " said", " said that ", " told him ", "according to ", "He ", "she ", "the minister", "Minister ", "former ", " asked to ",
             "whether ", "as ", "it ", " put it", "Said ", "\u200b", "\x00", "\u2028", "😀", "ALL OF IT. ", "外交部", "l’État ", " per "]
        ),
        st.text(max_size=6),
    ),
    max_size=18,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(PIECES)
def test_any_text_gives_slices_of_itself(pieces: list[str]):
    text = "".join(pieces)
    check_slices(text, analyse(builders.article(text), language()))


def check_slices(text: str, findings: Findings) -> None:
    for quote in findings.quotes:
        parts = [part for part in (*quote.content, quote.speaker, quote.cue) if part]
        assert all(is_slice(text, part) for part in parts)
        assert all(one.end <= other.start for one, other in pairwise(quote.content))
    assert all(is_slice(text, mention.slice) for person in findings.people for mention in person.mentions)
    assert all(is_slice(text, role.slice) for role in findings.roles)


def is_slice(text: str, part: Slice) -> bool:
    return 0 <= part.start < part.end <= len(text) and bool(part.of(text).strip())

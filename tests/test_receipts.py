"""No claim without its receipt: every line of every answer and digest is exactly the text it cites."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from briefings.answers import ask, brief, quotes, search, timeline, who
from briefings.answers.as_json import answer_json
from briefings.digests.compose import compose
from briefings.model import PUBLIC, Answer, Article, Budget, Digest, Findings, Scope
from briefings.render import Renderer, plain, unescape
from briefings.store import Store
from tests import builders as b
from tests.answers.newsroom import THEN, newsroom, publish

TEMPLATES = Path(__file__).parent.parent / "templates"
RENDERER = Renderer(TEMPLATES)
EVERYBODY = Scope((PUBLIC,))

# What a story may hold that Discord, Jinja or we might take for something else. No full stop: that ends a sentence.
SNIPPETS = st.sampled_from(
    [
        "@everyone", "<@1>", "<#1>", "</x:1>", "<t:0:R>", "<:a:1>", "**bold**", "__x__", "~~x~~", "`x`", "||x||", "# head",
        "-# small", "> quote", ">>> all", "- item", "1) item", "[7]", "\\[7]", "[a](<https://evil.example>)", "https://evil.example/a_b",
        "discord.gg/x", "{{ 7 }}", "{% x %}", "a  b", "a\u00a0b", "a\u200bb", "a\u202eb", "\u2066x\u2069", "é", "🇬🇧", "👩‍💻", "&amp;", "\\", "…", "*",
    ]
)  # fmt: skip
HOSTILE = st.lists(SNIPPETS, min_size=1, max_size=4).map(" ".join)


def story(words: tuple[str, ...], day: str, doc: str) -> tuple[Article, Findings]:
    """A small story with hostile words in its title, its masthead, its quote, its paraphrase and its events."""
    text = (
        f"Defense Secretary James Mattis {words[0]} arrived in Oslo on Monday. "
        f"“We will stay {words[1]},” Mattis said {words[2]} there, “until {words[3]} ends.” "
        f"Mattis said that {words[4]} mattered. "
        f"He will go to Kabul {words[5]} on Friday."
    )
    told = b.article(
        text, title=f"Oslo {words[6]}", published=day, source=words[7], url=f"https://x.example/{doc}", doc=doc
    )
    mattis = b.person(told, "James Mattis", "Mattis")
    return told, b.findings(
        told,
        people=[mattis],
        roles=[b.role(told, mattis)],
        quotes=[
            b.quote(told, [f"“We will stay {words[1]},”", f"“until {words[3]} ends.”"], mattis, speaker="Mattis"),
            b.quote(told, f"that {words[4]} mattered", mattis, kind="indirect", speaker="Mattis"),
        ],
        events=[
            b.event(told, "on Monday", day, [mattis]),
            b.event(told, "on Friday", "2018-09-14", [mattis], planned=True),
        ],
    )


def answers(store: Store) -> Iterator[Answer]:
    """One of every kind, and of every question."""
    for name in ("mattis", "James Mattis", "matis", "nobody", "James Matis"):
        yield who(store, EVERYBODY, name, now=THEN)
        yield quotes(store, EVERYBODY, name, now=THEN)
        yield quotes(store, EVERYBODY, name, about="kabul tariffs", now=THEN)
    for topic in (None, "Kabul", "mattis", "volcano"):
        yield timeline(store, EVERYBODY, topic, now=THEN)
        yield timeline(store, EVERYBODY, topic, now=THEN, order="score", limit=30)
        yield brief(store, EVERYBODY, topic, now=THEN)
        yield search(store, EVERYBODY, topic or "Oslo", now=THEN)
    for question in ("what did mattis say about Kabul", "help", "@everyone", "who is **x**"):
        yield ask(store, EVERYBODY, question, now=THEN)


def digests(store: Store) -> Iterator[Digest]:
    for path in sorted(TEMPLATES.glob("digests/*.md.j2")):
        yield compose(
            store, EVERYBODY, name="Morning", template_name=path.name.removesuffix(".md.j2"), day=date(2018, 9, 7),
            zone=str(ZoneInfo("Europe/Oslo")), since=datetime.min.replace(tzinfo=THEN.tzinfo), until=THEN + timedelta(days=1),
        )  # fmt: skip


@contextmanager
def store_of(stories: list[tuple[Article, Findings]]) -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder, newsroom(Path(folder)) as store:
        for told, found in {one.key: (one, found) for one, found in stories}.values():
            publish(store, told, found)
        yield store


def check(thing: Answer | Digest, texts: dict[str, str]) -> None:
    """Everything that is claimed stands where its receipt says, and stands in the markdown as it stands there."""
    markdown = RENDERER.text(thing)
    told = answer_json(thing, markdown)
    receipts = {receipt["n"]: receipt for receipt in told["receipts"]}
    assert list(receipts) == list(range(1, len(receipts) + 1))
    for receipt in receipts.values():
        assert receipt["text"] == texts[receipt["article"]][receipt["start"] : receipt["end"]]
    lines = {unescape(line) for line in markdown.split("\n")}
    for entry in told["entries"]:
        receipt = receipts[entry["receipt"]]
        assert all(receipt["start"] <= start < end <= receipt["end"] for start, end in entry["spans"])
        assert entry["text"] == " … ".join(texts[receipt["article"]][start:end] for start, end in entry["spans"])
        assert f"> {plain(entry['text'])} [{entry['receipt']}]" in lines
    quoted = [line for line in lines if line.startswith("> ")]
    shown = {f"> {plain(entry['text'])} [{entry['receipt']}]" for entry in told["entries"]}
    assert set(quoted) <= shown
    for person in told["people"]:
        for role in person["roles"]:
            assert role["receipt"] in receipts
    assert not re.search(r"@everyone|@here|<[@#:/]|discord\.gg|(?<!<)https?://", markdown)


# Without shrinking: each example is a store of its own, and a story says by itself what is wrong with it.
@settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(st.tuples(st.tuples(*[HOSTILE] * 8), st.sampled_from(["2018-09-03", "2018-09", "2017-11-10"])), min_size=1, max_size=3))  # fmt: skip
def test_every_line_of_every_answer_and_digest_is_its_receipts_text(stories: list[tuple[tuple[str, ...], str]]):
    made = [story(words, day, f"story-{i}") for i, (words, day) in enumerate(stories)]
    texts = {told.key: told.text for told, _ in made}
    with store_of(made) as store:
        things: list[Answer | Digest] = [*answers(store), *digests(store)]
        for thing in things:
            check(thing, texts)
            for part in RENDERER.render(thing, Budget(characters=700)):
                assert len(part.text) <= 700
                cited = {int(n) for n in re.findall(r" \[(\d+)\](?=[,.; ]|$)", part.text, re.MULTILINE)}
                opened = {ref for button in part.buttons for ref in button.refs}
                by_n = {r.n: (r.article, *r.sentences) for r in thing.receipts}
                assert {by_n[n] for n in cited} == opened


def test_the_order_of_loading_changes_nothing_that_is_said():
    made = [
        story((f"word{i}",) * 8, day, f"story-{i}")
        for i, day in enumerate(["2018-09-03", "2018-09", "2017-11-10", "2018-09-03"])
    ]
    said = []
    for order in (made, made[::-1], made[2:] + made[:2]):
        with store_of(order) as store:
            said.append([RENDERER.text(answer) for answer in answers(store)])
    assert said[0] == said[1] == said[2]


@pytest.mark.parametrize("limit", [1, 3, 10, 30])
def test_no_answer_has_more_entries_than_were_asked_for(limit: int):
    made = [story((f"word{i}",) * 8, f"2018-08-{i + 1:02}", f"story-{i}") for i in range(8)]
    with store_of(made) as store:
        for answer in (
            who(store, EVERYBODY, "mattis", now=THEN, limit=limit),
            quotes(store, EVERYBODY, "mattis", now=THEN, limit=limit),
            timeline(store, EVERYBODY, now=THEN, limit=limit),
            search(store, EVERYBODY, "Oslo", now=THEN, limit=limit),
            brief(store, EVERYBODY, now=THEN, limit=limit),
        ):
            assert 0 < len(answer.entries) <= limit

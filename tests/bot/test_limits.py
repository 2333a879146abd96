"""Whatever stands in an answer: Discord takes its messages, nothing of it is lost, and nothing in it is more than text."""

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from jinja2 import Environment, meta

from bot.client import BriefingBot
from bot.controls import LAST_SENTENCE, read
from bot.replies import LOOKS, MOST_MESSAGES, Look
from briefings.answers import (
    Ambiguous,
    Brief,
    Hits,
    Links,
    Nothing,
    Profile,
    Quotations,
    Suggestion,
    Timeline,
    Unknown,
)
from briefings.app import App
from briefings.dates import DateSpan
from briefings.errors import WrongUsage
from briefings.model import (
    Answer,
    Entry,
    PersonCard,
    Published,
    ReadAs,
    Receipt,
    RoleSeen,
    RoleStatus,
    Searched,
    Slice,
    Story,
)
from briefings.render import cited, escape, unescape
from tests import builders
from tests.bot.conftest import NOON, Simulate, answered
from tests.bot.newsroom import keep, parts
from tests.bot.test_replies import custom_ids, sent, text
from tests.payloads import check
from tests.test_render import HOSTILE, seen

# What an article, a feed or a member may write: short and hostile, long, or as a newspaper would print it.
WORDS = st.one_of(
    HOSTILE,
    st.sampled_from(
        ["Defense Secretary", "Jim Mattis", "“We will stay,”", "x" * 200, "ש" * 90, "a" + "\u0301" * 40, ""]
    ),
)
LONG = st.builds(lambda words, times: " ".join([words or "said"] * times), WORDS, st.sampled_from([1, 1, 1, 8, 60]))
# Nobody is called by spaces and signs that are not seen.
NAME = WORDS.map(lambda words: words if any(unicodedata.category(c)[0] not in "ZC" for c in words) else "Jim")

DAY = st.dates(date(1900, 1, 1), date(2100, 12, 31))
SPAN = st.one_of(st.none(), st.builds(lambda first, days: DateSpan(first, first + timedelta(days)), DAY, st.sampled_from([0, 0, 6, 364])))  # fmt: skip
PUBLISHED = st.builds(Published, SPAN, st.just("given"), st.booleans())
KEY = st.builds(lambda n, start: f"{n:016x}:{start}-{start + 9}", st.integers(0, 2**64 - 1), st.integers(0, 10**6))
RECEIPTS = st.lists(
    st.tuples(
        st.text("0123456789abcdef", min_size=64, max_size=64), WORDS, st.none() | WORDS,
        st.none() | st.sampled_from(["https://courier.example/a(b)", "javascript:alert(1)", "https://a@evil.example"]),
        PUBLISHED, st.integers(0, LAST_SENTENCE), LONG,
    ),
    min_size=1, max_size=25,
).map(
    lambda rows: tuple(
        Receipt(n, key, "doc", title, source, url, published, (at, at), Slice(0, len(words)), words)
        for n, (key, title, source, url, published, at, words) in enumerate(rows, 1)
    )
)  # fmt: skip


@st.composite
def answers(draw: st.DrawFn) -> list[Answer]:
    """One of every kind, all of the same people and sources, at most 25: to think these up takes longest."""
    receipts = draw(RECEIPTS)
    entries = tuple(
        Entry(
            each.text, (each.slice,), each.n, date=draw(SPAN), about=draw(st.booleans()), reported=each.published,
            speaker=draw(st.none() | NAME), title=draw(st.none() | NAME), kind="direct",
            grade=draw(st.sampled_from(["attributed", "likely"])), planned=draw(st.booleans()), beside=draw(NAME),
        )
        for each in receipts
    )  # fmt: skip
    people = tuple(
        PersonCard(draw(KEY), draw(NAME), tuple(draw(st.lists(NAME, max_size=4))), roles=draw(roles(receipts)))
        for _ in range(draw(st.integers(1, 8)))
    )
    name, topic, key = draw(NAME), draw(st.none() | NAME), draw(st.none() | KEY)
    asked = ReadAs("", person=name, topic=topic, key=key, since=draw(st.none() | DAY), offset=draw(st.sampled_from([0, 10])))  # fmt: skip
    known: dict[str, Any] = {
        "question": name, "receipts": receipts, "entries": entries, "now": NOON, "people": people,
        "searched": Searched(draw(st.integers(0, 10**6)), 7), "more": draw(st.integers(0, 50)),
    }  # fmt: skip
    return [made({**known, "read_as": replace(asked, kind=kind)}, name) for kind, made in KINDS.items()]


@st.composite
def roles(draw: st.DrawFn, receipts: tuple[Receipt, ...]) -> tuple[RoleSeen, ...]:
    statuses: list[RoleStatus] = ["held", "former", "acting", "nominee"]
    title, status = draw(NAME), draw(st.sampled_from(statuses))
    organisation, span = draw(st.none() | NAME), draw(SPAN)
    seen_at = RoleSeen(title, organisation, status, span, span, draw(st.booleans()), receipts[0].n, title, ())
    return (seen_at,) * draw(st.integers(0, 2))


def stories(known: dict[str, Any]) -> tuple[Story, ...]:
    return tuple(
        Story(receipt.title or receipt.doc, receipt.source, receipt.url, receipt.published, (entry,))
        for receipt, entry in zip(known["receipts"], known["entries"], strict=True)
    )


def profile(known: dict[str, Any], name: str) -> Answer:
    entries = known["entries"]
    said, happened, related = entries[:9], entries[9:15], entries[15:]
    return Profile(**{**known, "people": known["people"][:1]}, said=said, happened=happened, related=related)


def ambiguous(known: dict[str, Any], name: str) -> Answer:
    choices = tuple(Suggestion(one.name[:100], one.key, one.name) for one in known["people"])
    return Ambiguous(**{**known, "entries": ()}, name=name, choices=choices)


def unknown(known: dict[str, Any], name: str) -> Answer:
    bare = {**known, "entries": (), "receipts": (), "people": ()}
    return Unknown(**bare, name=name, candidates=tuple(one.name for one in known["people"]))


KINDS = {
    "who": profile,
    "quotes": lambda known, name: Quotations(**known, speaker=name),
    "timeline": lambda known, name: Timeline(**known, about=name),
    "links": lambda known, name: Links(**known, person=name),
    "search": lambda known, name: Hits(**known, query=name, stories=stories(known)),
    "brief": lambda known, name: Brief(**known, about=name, stories=stories(known)),
    "nothing": lambda known, name: Nothing(**known, subject=name, of_quotes=True),
    "ambiguous": ambiguous,
    "unknown": unknown,
}


AT_ONCE = 250  # Hypothesis remembers all that it made


@pytest.mark.timeout(1800)  # a minute of work, on a machine with other things to do
@pytest.mark.soak(short=1000, full=20_000)
def test_discord_takes_every_answer_and_nothing_of_it_is_lost(bot: BriefingBot, rounds: int) -> None:
    @settings(max_examples=min(rounds // len(KINDS) + 1, AT_ONCE), phases=[Phase.generate])
    @given(answers(), st.sampled_from(LOOKS))
    def all_hold(answers: list[Answer], look: Look) -> None:
        for answer in answers:
            holds(answer, look)

    def holds(answer: Answer, look: Look) -> None:
        whole = bot.app.renderer.text(answer)
        reply = bot.told(answer)
        messages = reply.messages(look)
        assert check(sent(message) for message in messages) == []
        assert len(messages) <= MOST_MESSAGES
        if len(bot.app.renderer.render(answer)) <= MOST_MESSAGES:
            assert seen("\n".join(text(message) for message in messages)) == seen(whole)
            assert sources_of(messages) == {ref(answer.receipts[n - 1]) for n in cited(whole)}
        assert all(words.strip() for message in messages for words in labels(message))
        for message in messages:
            only_text(text(message))

    for _ in range(0, rounds, AT_ONCE * len(KINDS)):
        all_hold()


def ref(receipt: Receipt) -> tuple[str, int]:
    return receipt.article[:9], receipt.sentences[0]


def sources_of(messages: list[dict[str, Any]]) -> set[tuple[str, int]]:
    """The sentences that the Sources buttons open."""
    states = [custom_id[3:] for message in messages for custom_id in custom_ids(message) if custom_id.startswith("s1:")]
    return {(found.prefix, found.first) for state in states for found in read(state)}


def labels(message: dict[str, Any]) -> list[str]:
    view = message.get("view")
    return [str(item.label) for item in view.walk_children() if hasattr(item, "label")] if view else []


OURS = re.compile(r"\[[^\[\]\n]+\]\(<https://[\x21-\x7e]+>\)|<t:\d+:[A-Za-z]>|`/[a-z ]+`|\[\d+\]")  # fmt: skip
OPENINGS = ("## ", "### ", "> ", "-# ", "- ")


def only_text(markdown: str) -> None:
    """No mention, link, emoji, code, heading or hidden text but our own: R09 to R19 of the list of what can go wrong."""
    for line in markdown.split("\n"):
        rest = next((line.removeprefix(opening) for opening in OPENINGS if line.startswith(opening)), line)
        assert not re.match(r"#|>|-#|[-+] |\d+[.)] ", rest), line
        shown = re.sub(r"\\[^0-9A-Za-z\s]", " ", OURS.sub(" ", rest)).replace("**", "")
        assert not re.search(r"[*_~`|\[\]]", shown), line
        assert not re.search(r"<[@#:/tai]|://|discord\.gg|:\w*[a-z]\w*:|javascript:\w+\)", shown, re.IGNORECASE), line
    assert "@everyone" not in markdown
    assert "@here" not in markdown
    assert not re.search("[\u202a-\u202e\u2066\u2067\u200e\u200f\x00-\x09\x0b-\x1f\ud800-\udfff]", markdown)


async def test_a_story_that_calls_everybody_calls_nobody(app: App, bot: BriefingBot, simulate: Simulate) -> None:
    """R09, R10, R11 from end to end."""
    words = "@everyone @here <@1> <@&1> https://evil.example [bank](https://evil.example)"
    story = builders.article(
        f"Jim Calls said {words} to all. “Come, {words},” Calls said.", title=f"Tariffs {words}", published="2018-09-06",
        source="@everyone Times", url="https://evil.example/@here", doc="calls",
    )  # fmt: skip
    man = builders.person(story, "Jim Calls", "Calls")
    said = builders.quote(story, f"“Come, {words},”", man)
    keep(app, story, builders.findings(story, people=[man], quotes=[said]))
    async with simulate(bot) as world:
        room = world.server()
        channel, robin = room.create_text_channel("newsroom"), world.member(room, "Robin")
        for command, options in (
            ("who", {"name": "calls"}), ("quotes", {"person": "calls"}), ("search", {"query": "tariffs"}), ("brief", {}),
            ("timeline", {"topic": words}), ("who", {"name": words}), ("search", {"query": words}),
        ):  # fmt: skip
            told = answered(await robin.slash(channel, command, **options))
            markdown = "\n".join(part["content"] for part in parts(told) if part["type"] == TEXT)
            assert markdown
            only_text(markdown)
        bodies = [request.json for request in world.env.http_requests if isinstance(request.json, dict)]
        assert not any("@everyone" in str(body) or "@here" in str(body).replace("/@here", "") for body in bodies)


TEXT = 10  # a text display, among Discord's components


# --- what a member types ---------------------------------------------------------------------------------------------

TYPED = [
    "@everyone", "@here now", "<@1>", "<@&1>", "<#1>", "</who:1>", "<t:0:R>", "<a:party:1>", "<id:guide>",     # R09, R10
    "[bank](https://evil.example)", "[a](javascript:alert(1))", "https://evil.example", "discord.gg/abc",     # R11, R17
    "# Breaking", "-# small", "> quoted", ">>> all of it", "- a list", "1. first", "```code", "||hidden||", "**b** _i_",
    "\u202egnitrats", "\u2066a\u2069", "zero\u200bwidth", "\x00nul", "a\u0301\u0301\u0301", "“”", "\\", ":smile:",
    "good.example@evil.example", "x" * 400,
]  # fmt: skip


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("kind", ["unknown", "nothing", "quotes", "search", "brief", "timeline"])
def test_what_a_member_types_is_said_back_as_text(bot: BriefingBot, typed: str, kind: str) -> None:
    known: dict[str, Any] = {
        "question": typed, "read_as": ReadAs(kind, person=typed, topic=typed), "now": NOON, "people": (),
        "entries": (), "receipts": (), "searched": Searched(3, 3),
    }  # fmt: skip
    answer = KINDS[kind](known, typed)
    (message,) = bot.told(answer).messages()
    only_text(text(message))
    assert check([sent(message)]) == []


ERRORS = sorted(
    re.findall(
        r"{% block (\w+) %}", (Path(__file__).parent.parent.parent / "templates/errors.md.j2").read_text("utf-8")
    )
)


@pytest.mark.parametrize("key", ERRORS)
def test_an_error_says_back_what_was_typed_as_text(bot: BriefingBot, key: str) -> None:
    """R18, over every sentence that there is."""
    source = (bot.app.settings.templates / "errors.md.j2").read_text("utf-8")
    block = re.search(rf"{{% block {key} %}}(.*?){{% endblock %}}", source, re.DOTALL)
    assert block
    names = meta.find_undeclared_variables(Environment().parse(_bare(block[1])))
    for typed in TYPED:
        values: dict[str, Any] = dict.fromkeys(names, typed)
        values |= dict.fromkeys(names & LISTS, (typed, typed))
        values |= dict.fromkeys(names & NUMBERS, 7)
        values |= dict.fromkeys(names & MOMENTS, datetime(2026, 11, 22, tzinfo=UTC))
        told = bot.app.renderer.error(WrongUsage(key, **values))
        assert told != escape(str(WrongUsage(key, **values))), "the sentence was not made at all"
        only_text(re.sub(r"<[#@]&?7>|(?<!\\)`[^`\\]*`", " ", told))


MOMENTS = {"goes_on"}
LISTS = {"problems", "missing", "near", "known", "people", "even"}
NUMBERS = {
    "most",
    "bytes",
    "largest",
    "longest",
    "characters",
    "limit",
    "channel",
    "role",
    "reports",
    "port",
    "line",
    "column",
}


def _bare(block: str) -> str:
    """The block without filters of ours, which plain Jinja does not know."""
    return re.sub(r"\|\s*\w+(\([^)]*\))?", "", block)


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parent.parent.parent / "templates").rglob("*.j2")), ids=lambda p: p.name
)
def test_no_template_writes_a_table_or_an_emoji(path: Path) -> None:
    """Nothing is said by a picture or a colour alone, and a table in a code block cannot be read on a phone."""
    said = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", path.read_text("utf-8"), flags=re.DOTALL)
    assert "```" not in said
    assert not re.search("[\U0001f000-\U0001faff\u2600-\u27bf]|:\\w+:", said)
    assert unescape(said) == said.replace("\\", "")

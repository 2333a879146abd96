"""What is said looks as it was written, and fits."""

import ast
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.dates import DateSpan, month, year
from briefings.dates import day as a_day
from briefings.errors import BriefingsError, TemplateBroken, WrongUsage
from briefings.model import Budget, Published, Receipt, SentenceRef, Slice
from briefings.render import Renderer, escape, host, link, plain, safe_url, split, unescape

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"

# What a hostile headline is made of, and what ordinary news is made of.
HOSTILE = st.lists(
    st.sampled_from(
        "\\ * ** _ __ ~~ ` ``` | || [ ] ( ) < > # ## -# - + 1. 12) > >>> @everyone @here <@1> <@&1> <#1> </x:1> <t:0:R> "
        "<:a:1> <a:b:2> :smile: http://evil.example https://evil.example/a_b discord.gg/x [a](https://evil.example) "
        "[3] \\[3] & &amp; {{ }} {% %} \u200b \u202e \u2066 \u00ad \ufeff \x00 \n \r\n \t \u2028 \xa0 Mattis said “war” é 🇬🇧 👩‍💻 नि".split(
            " "
        )
    )
    | st.characters(),
    max_size=30,
).map("".join)


# --- escaping ----------------------------------------------------------------------------------------------------


@given(HOSTILE)
def test_a_text_is_seen_as_it_was_written(text: str):
    assert unescape(escape(text)) == plain(text)


@given(HOSTILE)
def test_a_text_makes_no_markup(text: str):
    shown = re.sub(r"\\[^0-9A-Za-z\s]", "", escape(text))  # what a backslash stands before is only itself
    assert not re.search(r"[*_~`|\[\]]", shown)
    assert not re.search(r"<[@#:/tai]|@everyone|@here|://|discord\.gg|\n", shown, re.IGNORECASE)
    assert not re.match(r"[#>+-]|\d+[.)]", shown)


@pytest.mark.parametrize(
    "text, shown",
    [
        ("Defense Secretary Jim Mattis", "Defense Secretary Jim Mattis"),
        ("He said **no** and_so_on", r"He said \*\*no\*\* and\_so\_on"),
        ("# Breaking", r"\# Breaking"),
        ("- a list", r"\- a list"),
        ("2017. It began", r"2017\. It began"),
        ("in 2017. It began", "in 2017. It began"),
        ("@everyone look", "@\u200beveryone look"),
        ("<@&12>", "\\<\u200b@&12>"),
        ("see https://evil.example now", r"see https\://evil.example now"),
        ("join discord.gg/abc", "join discord\u200b.gg/abc"),
        ("[bank](https://evil.example)", r"\[bank\](https\://evil.example)"),
        ("a\n\n# b", "a # b"),
        ("evil\u202efdp.exe", "evilfdp.exe"),
        ("at 10:30:45", "at 10:30:45"),
        (":boom:", r"\:boom:"),
        (":a", r"\:a"),  # a colon of ours may follow
        ("at 10:30", "at 10:30"),
        ("steam://run/1 and HTTPS://evil.example", r"steam\://run/1 and HTTPS\://evil.example"),
        ("דבר", "\u2068דבר\u2069"),  # R14: what stands beside it stays where it is
        ("# דבר", "\u2068\\# דבר\u2069"),
        ("\u2067\u202eabc\u200f", "abc"),
    ],
)
def test_what_discord_would_read_is_parted(text: str, shown: str):
    assert escape(text) == shown


@pytest.mark.parametrize(
    "url, safe",
    [
        ("https://asiatimes.com/2018/09/a (b)", None),  # a space
        ("https://asiatimes.com/2018/09/a(b)", "https://asiatimes.com/2018/09/a%28b%29"),
        ("HTTP://Example.COM:8080/x?y=1&z=%20#top", "http://example.com:8080/x?y=1&z=%20#top"),
        ("javascript:alert(1)", None),
        ("/relative", None),
        ("http://", None),
        ("https://good.example@evil.example/", None),
        ("https://раураl.com/", "https://xn--l-7sbaa2gd4b.com/"),  # Cyrillic letters that look Latin
        ("https://a.example:port/", None),
        ("https://a.example/" + "x" * 2100, None),
        ("https://a.example/>) [x](https://b.example)", None),
        ("https://a.example/>)[x]", "https://a.example/%3E%29%5Bx%5D"),
        (None, None),
    ],
)
def test_a_link_leads_only_where_it_says(url: str | None, safe: str | None):
    if url and "раура" in url:
        assert safe_url(url)
        assert str(safe_url(url)).startswith("https://xn--")
    else:
        assert safe_url(url) == safe


def test_a_headline_becomes_a_link_that_does_not_unfold():
    assert (
        link("Talks [update] (2) in_Kabul", "https://a.example/x") == "[Talks update 2 in Kabul](<https://a.example/x>)"
    )
    assert link("Talks **now**", "javascript:x") == r"Talks \*\*now\*\*"
    assert link("https://bank.example", "https://evil.example") == r"https\://bank.example"
    assert link("עולם", "https://a.example/x") == "[\u2068עולם\u2069](<https://a.example/x>)"
    assert host("https://www.asiatimes.com/x") == "asiatimes.com"
    assert host("https://раураl.com/").startswith("xn--"), "R19: letters that only look Latin"
    assert host("https://good.example@evil.example/") == ""
    assert host("javascript:x") == ""


@given(HOSTILE, HOSTILE)
def test_a_headline_cannot_leave_its_link(title: str, path: str):
    made = str(link(title, f"https://a.example/{path}"))
    read = re.fullmatch(r"\[([^\[\]()<>\\*`|~\n]+)\]\(<(https://a\.example/[\x21-\x7e]*)>\)", made)
    assert read or made == escape(title)
    assert not read or not re.search(r"[<>()\s]", read[2])


# --- days --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "span, words",
    [
        (a_day(2017, 12, 4), "4 December 2017"),
        (month(2017, 12), "December 2017"),
        (year(2017), "2017"),
        (DateSpan(date(2017, 12, 4), date(2017, 12, 8)), "4–8 December 2017"),
        (DateSpan(date(2017, 11, 30), date(2017, 12, 2)), "30 November to 2 December 2017"),
        (DateSpan(date(2017, 12, 30), date(2018, 1, 2)), "30 December 2017 to 2 January 2018"),
        (DateSpan(date(2017, 6, 1), date(2017, 8, 31)), "June to August 2017"),
        (DateSpan(date(2017, 1, 1), date(2018, 12, 31)), "2017–2018"),
        (None, "date unknown"),
    ],
)
def test_a_day_is_said_as_precisely_as_it_is_known(span: DateSpan | None, words: str):
    say = Renderer(TEMPLATES).day
    assert say(span) == words
    assert say(span, about=True) == (f"about {words}" if span else words)


# --- templates ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Thing:
    template: str
    words: str = "**bold** <@1>"
    receipts: tuple[Receipt, ...] = ()


@pytest.fixture(scope="module", autouse=True)
def pytest_cleans_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Folders are made where pytest removes them, also those of an earlier run that was killed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("templates")))
        yield


def renderer_of(**templates: str) -> Renderer:
    folder = Path(tempfile.mkdtemp())
    for name, text in templates.items():
        (folder / f"{name}.md.j2").write_text(text, "utf-8")
    return Renderer(folder)


def shown(template: str) -> str:
    return renderer_of(it=template).text(Thing("it.md.j2"))


def test_the_templates_markdown_counts_and_the_storys_does_not():
    assert shown("**{{ view.words }}**") == "**\\*\\*bold\\*\\* \\<\u200b@1>**"
    assert shown("{% macro loud(x) %}**{{ x }}**{% endmacro %}{{ loud(view.words) }}") == shown("**{{ view.words }}**")
    assert shown("{{ [view.words, 'b'] | join(' & ') }}") == "\\*\\*bold\\*\\* \\<\u200b@1> & b"
    assert shown("{{ 'a & b' }}") == "a & b"


@pytest.mark.parametrize(
    "template",
    [
        "{{ view.words | safe }}",
        "{{ view.words | e }}",
        "{{ '<' | forceescape }}",
        "{{ view.words ~ '' }}",
        "{{ '%s' % view.words }}",
        "{{ '{}'.format(view.words) }}",
        "{{ view.words.upper() }}",
        "{% set m %}*{% endset %}{{ m + view.words }}",
        "{% set m %}{}{% endset %}{{ m.format(view.words) }}",
        "{{ 9 ** (9 ** 9) }}",
        "{{ 'x' * 500000000 }}",
        "{{ view.__class__ }}",
        "{{ view.missing }}",
        "{{ missing }}",
        "{{ range(99999) }}",
        "{% for x in %}",
        "{{ 1 / 0 }}",
    ],
)
def test_a_template_cannot_carry_text_past_the_escaping_nor_run_wild(template: str):
    with pytest.raises(TemplateBroken):
        shown(template)


def test_a_broken_template_says_where_and_a_missing_one_which():
    with pytest.raises(TemplateBroken) as broken:
        shown("fine\n{{ view.speker }}")
    assert broken.value.key == "template_broken"
    assert broken.value.values["line"] == 2
    assert "speker" in broken.value.values["why"]
    with pytest.raises(TemplateBroken) as unclosed:
        shown("fine\n\n{% if %}")
    assert unclosed.value.values["line"] == 3
    with pytest.raises(TemplateBroken) as missing:
        renderer_of().text(Thing("digests/none.md.j2"))
    assert missing.value.key == "template_missing"
    assert missing.value.values["name"] == "digests/none.md.j2"


def test_an_error_is_told_in_its_own_words_or_else_in_plain_ones():
    renderer = renderer_of(errors="{% block zone_unknown %}“{{ given }}” names no time zone.{% endblock %}")
    assert renderer.error(WrongUsage("zone_unknown", given="@everyone")) == "“@\u200beveryone” names no time zone."
    assert renderer.error(WrongUsage("something_else", given="a_b")) == r"something else (given: a\_b)"
    assert renderer.error(WrongUsage("zone_unknown")) == "zone unknown"
    assert renderer_of().error(BriefingsError("no_folder")) == "no folder"


def test_every_error_has_its_sentence():
    keys: set[str] = set()
    for path in [*(ROOT / "bot").rglob("*.py"), *(ROOT / "briefings").rglob("*.py")]:
        for call in (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)):
            raised = getattr(call.func, "id", "")
            key = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
            if raised in {error.__name__ for error in BriefingsError.__subclasses__()} and isinstance(key, str):
                keys.add(key)
    there = set(re.findall(r"{% block (\w+) %}", (TEMPLATES / "errors.md.j2").read_text("utf-8")))
    assert sorted(keys - there) == []


def test_every_template_compiles():
    assert Renderer(TEMPLATES).check() > 10
    for broken in (
        "{% block a %}",
        "{% if no %}{{ no | truncate }}{% endif %}",
        "{% if no %}{{ no is mine }}{% endif %}",
    ):
        with pytest.raises(TemplateBroken):
            renderer_of(errors=broken, texts="").check()


def test_an_error_for_a_terminal_has_no_escapes():
    error = WrongUsage("zone_unknown", given="a_b", near=["Africa/El_Aaiun"])
    assert Renderer(TEMPLATES).error(error, markdown=False) == "“a_b” is no time zone I know. Closest: Africa/El_Aaiun."


@pytest.mark.parametrize(
    "text, seen",
    [
        ("z" + "\u0301" * 40 + "algo", "z" + "\u0301" * 3 + "algo"),  # R15: marks piled on a letter
        ("\u0e01\u0e34\u0e48", "\u0e01\u0e34\u0e48"),  # Thai needs two
        ("a" * 10_000, "a" * 8 + "…"),
        ("no" + "!" * 300 + " way", "no" + "!" * 8 + "… way"),
        ("1" + "0" * 30, "1" + "0" * 30),  # a figure stays what it is
        ("0" * 10_000, "0" * 40 + "…"),
        ("a line ———— of dashes", "a line ———— of dashes"),
    ],
)
def test_a_text_cannot_flood_the_lines_around_it(text: str, seen: str):
    assert plain(text) == seen
    assert unescape(escape(text)) == seen
    assert plain(seen) == seen


@pytest.mark.parametrize("name", ["\ufeff", "\u200b\u2060", "\x00", "\xa0"])
def test_a_name_of_which_nothing_is_seen_leaves_no_empty_heading(name: str):
    assert renderer_of(texts="{% block title %}## {{ name }}{% endblock %}").say("title", name=name) == "## …"
    assert renderer_of(texts="{% block title %}a{{ name }}b{% endblock %}").say("title", name=" ") == "ab"


def test_a_text_is_said_with_its_values_escaped():
    renderer = renderer_of(
        texts="{% block greeting %}Hello {{ name }}.\n{% endblock %}{% block other %}no{% endblock %}"
    )
    assert renderer.say("greeting", name="*you*") == r"Hello \*you\*."
    with pytest.raises(TemplateBroken):
        renderer.say("absent")


def test_moments_are_shown_in_the_readers_own_zone():
    at = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    renderer = renderer_of(texts="{% block next %}{{ at | moment }} {{ at | from_now }}{% endblock %}")
    assert renderer.say("next", at=at) == "<t:1795419000:f> <t:1795419000:R>"


# --- parts -------------------------------------------------------------------------------------------------------


def receipts(n: int) -> tuple[Receipt, ...]:
    return tuple(
        Receipt(i, f"{i:064x}", "doc", None, None, None, Published(), (i, i), Slice(0, 3), "Yes")
        for i in range(1, n + 1)
    )


WORDS = st.text(alphabet="ab *_[1]\\", min_size=1, max_size=60).map(escape)
LINES = st.lists(
    st.builds(lambda opening, text, n: f"{opening}{text} [{n}]", st.sampled_from(["", "> ", "- ", "-# "]), WORDS, st.integers(1, 30)),
    min_size=1, max_size=12,
)  # fmt: skip
TEXTS = st.lists(LINES.map("\n".join), min_size=1, max_size=6).map("\n\n".join)


@given(TEXTS, st.integers(80, 300), st.integers(1, 3))
def test_no_part_is_beyond_its_budget_and_nothing_is_lost(text: str, characters: int, buttons: int):
    parts = split(text, receipts(30), Budget(characters, buttons))
    for part in parts:
        assert len(part.text) <= characters
        assert len(part.buttons) <= buttons
        assert all(len(button.refs) <= 10 for button in part.buttons)
        cited = {int(n) for n in re.findall(r"\s\[(\d+)\](?=\s|$)", part.text)}
        assert {ref.first for button in part.buttons for ref in button.refs} == cited
    assert seen("\n".join(part.text for part in parts)) == seen(text)


def seen(markdown: str) -> str:
    """What is read, without the marks that open a line and without white space."""
    lines = (re.sub(r"^(?:> |-# )", "", line) for line in markdown.split("\n"))
    return re.sub(r"\s", "", "".join(unescape(line) for line in lines))


def test_a_long_answer_is_cut_between_its_entries():
    entry = "**4 December 2017**\n> “We will stay.” [{}]"
    text = "\n\n".join(entry.format(n) for n in range(1, 9))
    parts = split(text, receipts(8), Budget(characters=150))
    assert "\n\n".join(part.text for part in parts) == text
    assert all(part.text.startswith("**4 December") for part in parts)
    assert [len(part.buttons[0].refs) for part in parts] == [3, 3, 2]
    assert parts[0].buttons[0].refs[0] == SentenceRef(f"{1:064x}", 1, 1)


def test_a_heading_goes_with_what_it_stands_above():
    quote = "**4 December 2017**\n> “We will stay.” [1]"
    text = f"## Morning\n\n> A story of some length, and then some more of it. [1]\n\n### Said\n\n{quote}\n\n{quote}"
    first, second = split(text, receipts(1), Budget(characters=110))
    assert first.text.endswith("some more of it. [1]")
    assert second.text == f"### Said\n\n{quote}\n\n{quote}"


def test_a_line_longer_than_a_message_stays_a_block_quote_and_makes_no_heading():
    line = "> " + "# word " * 100 + "[1]"
    parts = split(line, receipts(1), Budget(characters=200))
    assert all(part.text.startswith("> ") for part in parts)
    assert not any(part.text.startswith("> #") for part in parts[1:])
    assert [len(part.buttons) for part in parts] == [0] * (len(parts) - 1) + [1]


def test_more_than_ten_sources_get_several_buttons():
    text = "\n".join(f"> Yes [{n}]" for n in range(1, 18))
    (part,) = Renderer(TEMPLATES).parts(text, receipts(17))
    assert [button.label for button in part.buttons] == ["Sources 1–10", "Sources 11–17"]


def test_a_number_in_a_story_is_no_source():
    text = f"{escape('as noted [2]')} and [3](<https://a.example>) [1]"
    (part,) = split(text, receipts(3))
    assert [ref.first for ref in part.buttons[0].refs] == [1]


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.j2")), ids=lambda path: path.name)
def test_beside_every_link_to_somebody_elses_page_stands_its_host(path: Path):
    """R11: what an article says it is called is no proof of where it leads."""
    for line in path.read_text("utf-8").splitlines():
        for address in re.findall(r"\blink\([^()]*, ([\w.]+)\)", line):
            assert address == "place" or f"host_of({address})" in line or f"{address} | host" in line, line


# --- wording -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [*sorted(TEMPLATES.rglob("answers/*.j2")), TEMPLATES / "lines.md.j2"], ids=lambda p: p.name
)
def test_no_answer_says_that_a_title_holds_now(path: Path):
    said = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", path.read_text("utf-8"), flags=re.DOTALL)
    assert not re.search(r"\b(?:current|currently|now|is|are)\b", said, re.IGNORECASE)

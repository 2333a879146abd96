"""Citations in three styles: what is known, as precisely as it is known, and nothing else."""

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.answers.citations import STYLES, Style, cite
from briefings.dates import DateSpan, day, month, year
from briefings.model import Published, Receipt, Slice

TODAY = date(2026, 11, 21)
TEXT = "“We are in this fight together,” Mattis said."
A_DAY = Published(day(2017, 11, 10), "given")


def receipt(**known: Any) -> Receipt:
    facts = {
        "title": "Mattis meets allies",
        "source": "The Brussels Courier",
        "url": "https://courier.example/a",
        "published": A_DAY,
        **known,
    }
    key = "ab" * 32
    return Receipt(n=1, article=key, doc="d", sentences=(1, 1), slice=Slice(0, len(TEXT)), text=TEXT, **facts)


CITED: list[tuple[Style, dict[str, Any], str]] = [
    ("apa", {}, "Mattis meets allies. (2017, November 10). The Brussels Courier. Retrieved November 21, 2026, from https://courier.example/a"),
    ("apa", {"published": Published()}, "Mattis meets allies. (n.d.). The Brussels Courier. Retrieved November 21, 2026, from https://courier.example/a"),
    ("apa", {"published": Published(month(2017, 11), "text", True), "url": None}, "Mattis meets allies. (ca. 2017, November). The Brussels Courier."),
    ("apa", {"published": Published(year(2017)), "url": None, "source": None}, "Mattis meets allies. (2017)."),
    ("apa", {"title": "Who won?", "url": None}, "Who won? (2017, November 10). The Brussels Courier."),
    ("apa", {"title": None, "url": None}, "[Untitled article]. (2017, November 10). The Brussels Courier."),
    ("apa", {"published": Published(DateSpan(date(2017, 11, 10), date(2017, 12, 2))), "url": None},
     "Mattis meets allies. (2017, November 10 – 2017, December 2). The Brussels Courier."),
    ("chicago", {}, "The Brussels Courier. “Mattis meets allies.” November 10, 2017. Accessed November 21, 2026. https://courier.example/a."),
    ("chicago", {"published": Published(), "url": None}, "The Brussels Courier. “Mattis meets allies.” n.d."),
    ("chicago", {"published": Published(month(2017, 11)), "source": None, "url": None}, "“Mattis meets allies.” November 2017."),
    ("chicago", {"published": Published(year(2017), "text", True), "title": None, "url": None}, "The Brussels Courier. [ca. 2017]."),
    ("chicago", {"url": "javascript:alert(1)"}, "The Brussels Courier. “Mattis meets allies.” November 10, 2017."),
]  # fmt: skip


@pytest.mark.parametrize("style,known,cited", CITED)
def test_what_is_known_is_cited_by_the_rule_of_the_style(style: Style, known: dict[str, Any], cited: str) -> None:
    assert cite(receipt(**known), style, TODAY) == cited


def test_a_bibtex_entry_has_what_is_known_and_escapes_the_rest() -> None:
    known = receipt(title="50% of {A}_B & #1 \\ ~^$", published=Published(month(2017, 11), "text", True))
    assert cite(known, "bibtex", TODAY).splitlines() == [
        "@misc{abababababab-1,",
        r"  title = {{50\% of \{A\}\_B \& \#1 \textbackslash{} \textasciitilde{}\textasciicircum{}\$}},",
        "  howpublished = {The Brussels Courier},",
        "  date = {2017-11~},",
        "  year = {2017},",
        "  url = {https://courier.example/a},",
        "  urldate = {2026-11-21},",
        f"  note = {{{TEXT}}},",
        "}",
    ]
    bare = cite(receipt(title=None, source=None, url=None, published=Published()), "bibtex", TODAY)
    assert bare.splitlines() == ["@misc{abababababab-1,", f"  note = {{{TEXT}}},", "}"]


WORDS = st.none() | st.text(max_size=40)


@given(WORDS, WORDS, WORDS.map(lambda text: f"https://x.example/{text}"), st.sampled_from(STYLES))
def test_whatever_an_article_is_called_it_stays_in_its_place(
    title: str | None, source: str | None, url: str, style: Style
) -> None:
    cited = cite(receipt(title=title, source=source, url=url), style, TODAY)
    if style == "bibtex":
        assert all(re.fullmatch(r"@misc\{\w+-1,|  [a-z]+ = \{.*\},|\}", line) for line in cited.split("\n"))
        unescaped = re.sub(r"\\[\\{}]", "", cited)
        assert unescaped.count("{") == unescaped.count("}")
    else:
        assert len(cited.splitlines()) == 1

"""An answer as files: markdown, a safe table, data, and a citation for each line."""

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.answers.as_json import answer_json
from briefings.answers.export import FORMATS, export, files, table
from briefings.answers.quotes import Quotations
from briefings.model import ArticleHead, Passage, QuoteFound, ReadAs
from briefings.receipts import Receipts
from tests import builders as b
from tests.answers.newsroom import LATER

FORMULAS = ["=SUM(A1)", "+1", "-1", "@cmd", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"]


def an_answer(title: str = "Mattis meets allies", source: str = "The Courier") -> Quotations:
    """Two quotes of one article."""
    story = b.article("“=1+1,” Jim Mattis said. “We stay,” Mattis said.", title=title, source=source)
    mattis = b.person(story, "Jim Mattis", "Mattis")
    head = ArticleHead("public", story.key, "doc", title, source, None, story.published, LATER)
    receipts = Receipts()
    entries = []
    for words in ("“=1+1,”", "“We stay,”"):
        quote = b.quote(story, words, mattis)
        sentence = b.sentences(story)[quote.source.first]
        place = (sentence.index, sentence.index)
        passage = Passage(head, place, sentence.slice, sentence.slice.of(story.text))
        entries.append(receipts.quote(QuoteFound(quote, passage, "Jim Mattis", None, None)))
    return Quotations(
        question="mattis", read_as=ReadAs("quotes", "Jim Mattis"), now=LATER, entries=tuple(entries),
        receipts=receipts.all(), speaker="Jim Mattis",
    )  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_is_a_formula(formula: str) -> None:
    (row,) = list(csv.reader(io.StringIO(table(["a"], [{"a": formula}]), newline="")))[1:]
    assert row == [f"'{formula}"]


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30), min_size=1, max_size=4))
def test_every_cell_comes_back_as_it_was_or_as_text(cells: list[str]) -> None:
    names = [f"c{n}" for n in range(len(cells))]
    (_, row) = list(csv.reader(io.StringIO(table(names, [dict(zip(names, cells, strict=True))]), newline="")))
    assert [cell.removeprefix("'") if cell != was else cell for cell, was in zip(row, cells, strict=True)] == cells
    assert not any(cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) for cell in row)


def test_every_line_has_its_citation_and_every_receipt_one_entry() -> None:
    answer = an_answer()
    apa = export(answer, "", "apa")
    assert apa.splitlines()[0] == "“=1+1,”"
    cited = "    Mattis meets allies. (2017, November 10). The Courier."
    assert [line for line in apa.splitlines() if line.startswith("    ")] == [cited] * 2
    bibtex = export(answer, "", "bibtex")
    assert bibtex.count("@misc{") == len(answer.receipts) == 2
    assert len({line for line in bibtex.splitlines() if line.startswith("@misc")}) == 2


def test_the_data_is_the_contracts_and_the_files_say_nothing_of_the_question() -> None:
    answer = an_answer()
    given_ = dict(files(answer, "**markdown**"))
    assert len(given_) == len(FORMATS)
    assert json.loads(given_["answer.json"]) == answer_json(answer, "**markdown**")
    assert given_["answer.md"] == b"**markdown**\n"
    rows = list(csv.DictReader(io.StringIO(given_["answer.csv"].decode())))
    assert [row["text"] for row in rows] == ["“=1+1,”", "“We stay,”"]
    assert {row["title"] for row in rows} == {"Mattis meets allies"}
    assert not any("mattis" in name.casefold() for name in given_)


def test_an_article_in_half_a_surrogate_pair_is_exported_all_the_same() -> None:
    answer = replace(an_answer(title="half \ud800 a pair"))
    assert all(content for _, content in files(answer, "\ud800"))

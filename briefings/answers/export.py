"""An answer as a file."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, get_args

from briefings.answers.as_json import answer_json
from briefings.answers.citations import Style, cite, one_line
from briefings.model import Answer

Format = Literal["markdown", "csv", "json", "apa", "chicago", "bibtex"]
FORMATS: tuple[Format, ...] = get_args(Format)

ENDINGS: dict[Format, str] = {
    "markdown": ".md",
    "csv": ".csv",
    "json": ".json",
    "apa": "-apa.txt",
    "chicago": "-chicago.txt",
    "bibtex": ".bib",
}


def export(answer: Answer, markdown: str, format_: Format) -> str:
    """The answer as markdown, as its JSON, as a table of its entries with their sources, or with their citations."""
    if format_ == "json":
        return json.dumps(answer_json(answer, markdown), ensure_ascii=False, indent=2) + "\n"
    if format_ == "csv":
        return _table(answer)
    if format_ == "markdown":
        return markdown + "\n"
    return _cited(answer, format_)


def files(answer: Answer, markdown: str) -> tuple[tuple[str, bytes], ...]:
    """The answer in every format, each with a name that says nothing of what was asked."""
    return tuple((f"answer{ENDINGS[one]}", export(answer, markdown, one).encode("utf-8", "replace")) for one in FORMATS)


def _cited(answer: Answer, style: Style) -> str:
    """Each line with the citation of its article, in the answer's order; for BibTeX an entry for each receipt."""
    receipts = {receipt.n: receipt for receipt in answer.receipts}
    accessed = answer.now.date()
    if style == "bibtex":
        return "".join(f"{cite(receipt, style, accessed)}\n\n" for receipt in answer.receipts)
    lines = [(one_line(entry.text), cite(receipts[entry.receipt], style, accessed)) for entry in answer.entries]
    return "".join(f"{text}\n    {citation}\n\n" for text, citation in lines)


_ENTRY = tuple("date reported speaker text source title url article start end".split())


def _table(answer: Answer) -> str:
    told = answer_json(answer, "")
    receipts = {receipt["n"]: receipt for receipt in told["receipts"]}
    rows = []
    for entry in told["entries"]:
        spans = entry["spans"]
        place = {"start": spans[0][0], "end": spans[-1][1]}
        receipt = receipts[entry["receipt"]]
        rows.append({**entry, **place, **{name: receipt[name] for name in ("source", "title", "url", "article")}})
    return table(_ENTRY, rows)


def table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """CSV with these columns, safe to open in a spreadsheet."""
    text = io.StringIO()
    written = csv.writer(text)
    written.writerow(columns)
    written.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return text.getvalue()


_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # a spreadsheet takes the full-width forms for the plain ones


def _cell(value: object) -> str:
    """A text that a spreadsheet would take for a formula gets the apostrophe that says it is text."""
    if isinstance(value, dict):
        value = f"{value['first']}/{value['last']}"
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text

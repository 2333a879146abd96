"""An answer as a file."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from briefings.answers.as_json import answer_json
from briefings.model import Answer

FORMATS = ("markdown", "json", "csv")


def export(answer: Answer, markdown: str, format_: str) -> str:
    """The answer as markdown, as its JSON, or as a table of its entries with their sources."""
    if format_ == "json":
        return json.dumps(answer_json(answer, markdown), ensure_ascii=False, indent=2) + "\n"
    if format_ == "csv":
        return _table(answer)
    return markdown + "\n"


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

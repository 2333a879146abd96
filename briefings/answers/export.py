"""An answer as a file."""

import csv
import io
import json

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


def _table(answer: Answer) -> str:
    told = answer_json(answer, "")
    receipts = {receipt["n"]: receipt for receipt in told["receipts"]}
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(["date", "reported", "speaker", "text", "source", "title", "url", "article", "start", "end"])
    for entry in told["entries"]:
        receipt = receipts[entry["receipt"]]
        spans = entry["spans"]
        cells = [
            entry.get("date"), entry.get("reported"), entry.get("speaker"), entry["text"], receipt["source"],
            receipt["title"], receipt["url"], receipt["article"], spans[0][0], spans[-1][1],
        ]  # fmt: skip
        rows.writerow([_cell(cell) for cell in cells])
    return table.getvalue()


def _cell(value: object) -> str:
    """A text that a spreadsheet would take for a formula gets the apostrophe that says it is text."""
    if isinstance(value, dict):
        value = f"{value['first']}/{value['last']}"
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text

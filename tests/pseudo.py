"""A pseudo-locale: the catalogue with every word of its own in ⟦brackets⟧, so that what has none came from elsewhere."""

import re
import shutil
from pathlib import Path

from jinja2 import Environment

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def bracketed(catalogue: Path, folder: Path) -> Path:
    """A copy of the catalogue in `folder`, in which every word that a template says itself is ⟦in brackets⟧."""
    shutil.copytree(catalogue, folder)
    for path in folder.rglob("*.j2"):
        path.write_text(_template(path.read_text("utf-8")), "utf-8")
    return folder


def _template(source: str) -> str:
    """Words between the tags, and those that a filter puts between others."""
    written, joining = [], False
    for _, kind, value in Environment().lex(source):
        if kind == "data" or (kind == "string" and joining):
            value = WORD.sub(r"⟦\g<0>⟧", value)
        if kind == "name":
            joining = value == "join"
        elif kind not in {"operator", "whitespace"}:
            joining = False
        written.append(value)
    return "".join(written)


def unbracketed(text: str) -> list[str]:
    """What of a text is not the catalogue's: the pieces between what is, without marks, numbers and times."""
    text = re.sub(r"<t:\d+:\w>|\(<https?://[^>]*>\)|<[@#]&?\d+>", "⟦⟧", text.replace("\u200b", "")).replace("\\", "")
    pieces = re.split(r"⟦[^⟧]*⟧|[\n·>]|\[\d+\]", text)
    return [piece.strip(' *_`#-()[]…:;,.?!“”/"–→') for piece in pieces if WORD.search(piece)]

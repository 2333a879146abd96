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
        path.write_text(template(path.read_text("utf-8")), "utf-8")
    return folder


def template(source: str) -> str:
    """The template with brackets around words between the tags, those that a filter puts between others, and labels in a list or behind a key."""
    written: list[str] = []
    open_: list[str] = []  # the brackets, each with what stands before it
    before = [""]
    for _, kind, value in Environment().lex(source):
        said = value
        if kind == "data" or (kind == "string" and _is_said(open_, before)):
            said = WORD.sub(r"⟦\g<0>⟧", value)
        if kind == "operator" and value in "([{":
            is_list = value == "[" and before[-1] not in {")", "]"} and not before[-1].isidentifier()
            open_.append("list" if is_list else f"{before[-1]}{value}")
        if kind == "operator" and value in ")]}":
            open_.pop()
        if kind != "whitespace":
            before.append(value)
        written.append(said)
    return "".join(written)


def _is_said(open_: list[str], before: list[str]) -> bool:
    """Is the string that comes now read by somebody? Most are keys, and names of other templates."""
    inside = open_[-1] if open_ else ""
    return before[-1] == ":" or inside in {"list", "join("} or (inside == "link(" and before[-1] == "(")


def unbracketed(text: str) -> list[str]:
    """What of a text is not the catalogue's: the pieces between what is, without marks, numbers and times."""
    text = re.sub(r"<t:\d+:\w>|\(<https?://[^>]*>\)|<[@#]&?\d+>", "⟦⟧", text.replace("\u200b", "")).replace("\\", "")
    pieces = re.split(r"⟦[^⟧]*⟧|[\n·>]|\[\d+\]", text)
    return [piece.strip(' *_`#-()[]…:;,.?!“”/"–→') for piece in pieces if WORD.search(piece)]

"""The source of a line as a citation: APA 7, Chicago 17 (bibliography) and BibTeX.

Nothing is invented. What is not known is left out by the style's own rule: an article without an author begins with
its title (APA) or its publisher (Chicago), one without a day is "n.d.", an estimated day is "ca.". A day is as precise
as the article's. The three formats are fixed and few, so no library is asked: citeproc-py and pybtex bring their own
styles and XML for what is a dozen lines here, and neither knows our ranges of days.
"""

import re
from datetime import date
from typing import Literal, get_args

from briefings.dates import DateSpan
from briefings.model import Published, Receipt

Style = Literal["apa", "chicago", "bibtex"]
STYLES: tuple[Style, ...] = get_args(Style)

MONTHS = "January February March April May June July August September October November December".split()

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+")


def cite(receipt: Receipt, style: Style, accessed: date) -> str:
    """The citation of the receipt's article, on one line; for BibTeX an entry of several."""
    if style == "apa":
        return _apa(receipt, accessed)
    return _chicago(receipt, accessed) if style == "chicago" else _bibtex(receipt, accessed)


def one_line(text: str | None) -> str:
    """The text on one line, without what only steers or hides."""
    return " ".join(_UNSEEN.sub(" ", text or "").split())


# --- in words ------------------------------------------------------------------------------------------------------


def _apa(receipt: Receipt, accessed: date) -> str:
    """Title. (2017, November 10). Publisher. Retrieved November 21, 2026, from https://…"""
    title = one_line(receipt.title) or "[Untitled article]"
    parts = [_closed(title), f"({_apa_day(receipt.published)})."]
    if receipt.source:
        parts.append(_closed(one_line(receipt.source)))
    if url := _url(receipt):
        parts.append(f"Retrieved {_month_day(accessed)}, {accessed.year}, from {url}")
    return " ".join(parts)


def _apa_day(published: Published) -> str:
    span = published.span
    if span is None:
        return "n.d."
    first, last = _apa_end(span.first, span), _apa_end(span.last, span)
    return f"{'ca. ' if published.estimated else ''}{first if first == last else f'{first} – {last}'}"


def _apa_end(day: date, span: DateSpan) -> str:
    if span.is_year:
        return str(day.year)
    return f"{day.year}, {MONTHS[day.month - 1] if span.is_month else _month_day(day)}"


def _chicago(receipt: Receipt, accessed: date) -> str:
    """Publisher. “Title.” November 10, 2017. Accessed November 21, 2026. https://…."""
    title = one_line(receipt.title)
    parts = [_closed(one_line(receipt.source))] if receipt.source else []
    if title:
        parts.append(f"“{_closed(title)}”")
    parts.append(f"{_chicago_day(receipt.published)}")
    if url := _url(receipt):
        parts.append(f"Accessed {_month_day(accessed)}, {accessed.year}. {url}.")
    return " ".join(parts)


def _chicago_day(published: Published) -> str:
    span = published.span
    if span is None:
        return "n.d."
    first, last = _chicago_end(span.first, span), _chicago_end(span.last, span)
    told = first if first == last else f"{first} – {last}"
    return f"[ca. {told}]." if published.estimated else f"{told}."


def _chicago_end(day: date, span: DateSpan) -> str:
    if span.is_year:
        return str(day.year)
    return f"{MONTHS[day.month - 1]} {day.year}" if span.is_month else f"{_month_day(day)}, {day.year}"


def _month_day(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}"


def _closed(text: str) -> str:
    """With a full stop, unless it ends its sentence already."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


# --- for programs --------------------------------------------------------------------------------------------------

_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
}  # fmt: skip


def _bibtex(receipt: Receipt, accessed: date) -> str:
    """`@misc` with biblatex's `date` (EDTF: "2017-11", "2017-11-10~" for an estimate) beside BibTeX's `year`."""
    span, url = receipt.published.span, _url(receipt)
    fields = {
        "title": f"{{{_tex(receipt.title)}}}" if one_line(receipt.title) else "",
        "howpublished": _tex(receipt.source),
        "date": _edtf(receipt.published),
        "year": str(span.first.year) if span and span.first.year == span.last.year else "",
        "url": url,
        "urldate": accessed.isoformat() if url else "",
        "note": _tex(receipt.text),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{_key(receipt)},", *lines, "}"])


def _key(receipt: Receipt) -> str:
    """Made from the article and the sentence, so that it is the same in every export."""
    first, last = receipt.sentences
    return f"{receipt.article[:12]}-{first}" + (f"-{last}" if last != first else "")


def _edtf(published: Published) -> str:
    if published.span is None:
        return ""
    told = published.span.iso()
    about = "~" if published.estimated else ""
    return f"{told}{about}" if isinstance(told, str) else f"{told['first']}{about}/{told['last']}{about}"


def _tex(text: str | None) -> str:
    return "".join(_TEX.get(character, character) for character in one_line(text))


def _url(receipt: Receipt) -> str:
    """The address, when it is one of the web; what would end a BibTeX field is written as in any address."""
    url = receipt.url or ""
    if not re.fullmatch(r"https?://[^\s\x00-\x1f\x7f]+", url, re.IGNORECASE):
        return ""
    return "".join({"{": "%7B", "}": "%7D", "\\": "%5C"}.get(c, c) for c in url)

"""A chart → PNG. The only plotting library: it is imported when the first picture is drawn, and only the reader draws.

A picture is a dark card of its own, so that it reads on Discord's dark page and on the light one. It is 400 units wide,
as a phone shows it, with no letter below 12 of them, and 1,000 pixels. Nothing is said by colour alone; every figure is
printed, or stands in the `alt` text and in the answer itself. What an article or a name says is drawn as it is written:
nothing in it is markup. The same chart gives the same bytes.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from io import BytesIO
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Literal

from briefings.dates import DateSpan, day_number
from briefings.model import Chart, Moment, Moments, Months, Network

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.ft2font import FT2Font
    from PIL.Image import Image as Picture

WIDTH = 400  # units
UNITS_AN_INCH = 100
PIXELS_A_UNIT = 2.5
EDGE = 14

CARD, INK, DIM, FAINT = "#1f242c", "#f2f3f5", "#b9c0ca", "#4a5462"
RAISED, ACCENT, ACCENT_DARK = "#2a313c", "#86b9ea", "#3f6b94"

TITLE, SMALL, LEAST = 16.0, 12.5, 12.0  # units of height
CENTRE, BESIDE = 112.0, 196.0  # units that the names of a network take

MOST_BARS = 240
MOST_ROWS = 12  # of a timeline, each with its words; of more happenings the marks on the rail alone are drawn
MOST_MARKS = 100
SHADES = 13  # between two colours of the card: with them a picture has fewer than 256
FEW_ROWS = 6  # have room for a second line
MOST_NAMES = 12  # around the one in the middle
LONGEST_TEXT = 300  # characters that are looked at
MOST_MARKS_A_LETTER = 2  # accents upon each other


def draw(chart: Chart) -> bytes:
    """The picture as PNG. It takes well below a second, whatever the chart says; what is too much is left out."""
    import matplotlib as mpl

    # Whoever runs the reader may have settings of his own for the library: they are not for these pictures. To ask
    # for the backend would look for windows to open.
    usual: dict[Any, Any] = {name: mpl.rcParamsDefault[name] for name in mpl.rcParamsDefault if name != "backend"}
    with mpl.rc_context(usual | {"text.parse_math": False, "text.usetex": False}):
        if isinstance(chart, Months):
            return _months(chart)
        return _moments(chart) if isinstance(chart, Moments) else _network(chart)


# --- how often -----------------------------------------------------------------------------------------------------


def _months(chart: Months) -> bytes:
    counts = chart.counts[-MOST_BARS:]
    sheet = _Sheet(250, chart.title, chart.note)
    left, right, top, bottom = 20.0 + EDGE, WIDTH - EDGE, 86.0, 206.0
    most = max((n for _, n in counts), default=0) or 1
    left = max(left, EDGE + 8 + max(_width(f"{tick:,}", LEAST) for tick in _ticks(most)))
    for tick in _ticks(most):
        y = bottom - (bottom - top) * tick / most
        sheet.line([(left, y), (right, y)], FAINT, 0.8)
        sheet.write(left - 6, y + 4.2, f"{tick:,}", LEAST, DIM, align="right")
    step = (right - left) / max(len(counts), 4)
    figures = [f"{n:,}" for _, n in counts]
    all_fit = max((_width(figure, LEAST) for figure in figures), default=0) + 3 <= step
    highest = max(range(len(counts)), key=lambda i: counts[i][1], default=0)
    for i, (_, n) in enumerate(counts):
        middle, wide = left + step * (i + 0.5), min(30.0, step * 0.74)
        y = bottom - (bottom - top) * n / most
        if n:
            sheet.box(middle - wide / 2, y, wide, bottom - y, ACCENT)
            if all_fit or i == highest:
                sheet.write(_inside(middle, figures[i]), y - 5, figures[i], LEAST, INK, bold=True, align="center")
    sheet.line([(left, bottom), (right, bottom)], DIM, 1.2)
    _months_below(sheet, [span for span, _ in counts], chart.calendar, left, step, bottom)
    return sheet.png()


def _inside(middle: float, text: str) -> float:
    """The middle of a text that must not leave the card."""
    half = _width(text, LEAST, bold=True) / 2
    return min(max(middle, EDGE + half), WIDTH - EDGE - half)


def _ticks(most: int) -> list[int]:
    """Two to five whole numbers from 0 to `most`, a round step apart."""
    size = 10 ** (len(str(most)) - 1)
    steps = (max(1, size * part // 10) for part in (1, 2, 5, 10, 20, 50))
    step = next((step for step in steps if most // step <= 4), most)
    return list(range(0, most + 1, step))


def _months_below(
    sheet: "_Sheet", spans: Sequence[DateSpan], calendar: Sequence[str], left: float, step: float, bottom: float
) -> None:
    """Under the bars their months, or as many of each year as fit, and the years; under years the years alone."""
    yearly = all(span.is_year for span in spans)
    names = [f"{span.first.year}" if yearly else _month(span.first, calendar) for span in spans]
    room = max((_width(name, LEAST) for name in set(names)), default=0) + 7
    apart = next((apart for apart in (1, 2, 3, 6, 12, 24, 60, 120) if apart * step >= room), 240)
    free = 0.0
    for i, span in enumerate(spans):
        middle = left + step * (i + 0.5)
        place = span.first.year if yearly else span.first.month - 1
        if (apart < 12 or yearly) and place % apart == 0:
            sheet.write(middle, bottom + 17, names[i], LEAST, DIM, align="center")
        year = f"{span.first.year}"
        start = min(middle - _width(names[i], LEAST) / 2, WIDTH - EDGE - _width(year, LEAST))
        if not yearly and (i == 0 or span.first.month == 1) and start >= free:
            sheet.write(start, bottom + (34 if apart < 12 else 17), year, LEAST, INK)
            free = start + _width(year, LEAST) + 8


def _month(on: date, calendar: Sequence[str]) -> str:
    return _seen(calendar[on.month - 1]) if len(calendar) == 12 else f"{on.month}"


# --- what happened when --------------------------------------------------------------------------------------------


def _moments(chart: Moments) -> bytes:
    marks = chart.rows[:MOST_MARKS]
    top, rail = 82.0, EDGE + 42.0
    lines = 2 if len(marks) <= FEW_ROWS else 1
    rows = [_Row(row, WIDTH - EDGE - rail - 30, lines) for row in marks[:MOST_ROWS]]
    levels = list(accumulate((row.high for row in rows), initial=top))
    bottom = levels[-2] if len(rows) > 1 else top + 40
    sheet = _Sheet(max(levels[-1], bottom + 40) - 4, chart.title, chart.note)
    sheet.line([(rail, top), (rail, bottom)], DIM, 1.6)
    place = _Scale([row.when for row in marks], chart.calendar, top, bottom)
    for y, name in place.ticks():
        sheet.line([(rail - 4, y), (rail, y)], DIM, 1.2)
        sheet.write(rail - 8, y + 4.2, name, LEAST, DIM, align="right")
    for row, level in zip(rows, levels, strict=False):
        sheet.line([(rail, place.of(row.when)), (rail + 18, level), (rail + 24, level)], FAINT, 1.2)
        row.write(sheet, rail + 30, level)
    for mark in marks:  # above the lines
        first, last = place.ends(mark.when)
        if last - first > 8:
            sheet.line([(rail, first), (rail, last)], ACCENT, 5)
        sheet.dot(rail, place.of(mark.when), 4.6, CARD if mark.open else ACCENT, ACCENT)
    return sheet.png()


class _Row:
    """What stands beside a mark: its day, and below what happened, in at most so many lines each."""

    def __init__(self, row: Moment, room: float, lines: int) -> None:
        self.when = row.when
        self._heading = _wrapped(row.heading, room, SMALL, 2, bold=True)
        self._text = _wrapped(row.text, room, SMALL, lines)
        self.high = 8 + 16.0 * max(len(self._heading) + len(self._text), 2)

    def write(self, sheet: "_Sheet", x: float, level: float) -> None:
        for n, line in enumerate((*self._heading, *self._text)):
            bold = n < len(self._heading)
            sheet.write(x, level + 4.4 + 16 * n, line, SMALL, INK if bold else DIM, bold=bold)


class _Scale:
    """Days → height on the rail, true to scale."""

    def __init__(self, spans: Sequence[DateSpan], calendar: Sequence[str], top: float, bottom: float) -> None:
        self._calendar = calendar
        self._first = min((day_number(span.first) for span in spans), default=0)
        self._last = max((day_number(span.last) for span in spans), default=0)
        self._top, self._bottom = top, bottom
        self._years = sorted({span.first.year for span in spans} | {span.last.year for span in spans})
        self._months = sorted({span.first.replace(day=1) for span in spans})

    def of(self, when: DateSpan) -> float:
        first, last = self.ends(when)
        return (first + last) / 2

    def ends(self, when: DateSpan) -> tuple[float, float]:
        return self._at(day_number(when.first)), self._at(day_number(when.last) + (0 if when.is_day else 1))

    def _at(self, day: int) -> float:
        if self._last == self._first:
            return (self._top + self._bottom) / 2
        return self._top + (self._bottom - self._top) * min(day - self._first, self._last - self._first) / (
            self._last - self._first
        )

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Where a year begins; within one year, the months in which something happened. None nearer than a line."""
        free = self._top - 1
        if len(self._years) > 1:
            named = [(day_number(date(year, 1, 1)), f"{year}") for year in self._span_of_years()]
        else:
            named = [(day_number(first), _month(first, self._calendar)) for first in self._months]
        for day, name in named:
            y = self._at(max(day, self._first))
            if y >= free and day <= self._last:
                yield y, name
                free = y + 16

    def _span_of_years(self) -> range:
        return range(self._years[0], self._years[-1] + 1)


# --- who is named with whom ----------------------------------------------------------------------------------------


def _network(chart: Network) -> bytes:
    others = chart.others[:MOST_NAMES]
    high, top = 34.0, 70.0
    deep = max(len(others), 2)
    middle = top + high * deep / 2
    sheet = _Sheet(top + high * deep + 10, chart.title, chart.note)
    start, end = EDGE + CENTRE, WIDTH - EDGE - BESIDE
    most = max((n for _, n in others), default=1) or 1
    for row, (_, n) in enumerate(others):
        sheet.bend((start - 6, middle), (end, _level(row, others, middle, high)), ACCENT_DARK, 1.6 + 6 * n / most)
    sheet.pill(EDGE, middle - 23, CENTRE, 46, ACCENT, ACCENT)
    lines = _wrapped(chart.centre, CENTRE - 14, SMALL, 2, bold=True)
    for n, line in enumerate(lines):
        baseline = middle + 4.4 + 15.5 * (n - (len(lines) - 1) / 2)
        sheet.write(EDGE + CENTRE / 2, baseline, line, SMALL, CARD, bold=True, align="center")
    for row, (name, n) in enumerate(others):
        level = _level(row, others, middle, high)
        sheet.pill(end, level - 14, BESIDE, 28, RAISED, ACCENT)
        wide = _figure(sheet, end, level, f"{n:,}")
        sheet.write(end + wide + 7, level + 4.4, _cut(name, BESIDE - wide - 16, SMALL), SMALL, INK)
    return sheet.png()


def _level(row: int, rows: Sequence[object], middle: float, high: float) -> float:
    return middle + high * (row - (len(rows) - 1) / 2)


def _figure(sheet: "_Sheet", x: float, y: float, text: str) -> float:
    """A figure at the left end of a pill. How much of it that takes."""
    wide = max(26.0, _width(text, LEAST, bold=True) + 14)
    sheet.pill(x, y - 14, wide, 28, CARD, ACCENT)
    sheet.write(x + wide / 2, y + 4.2, text, LEAST, INK, bold=True, align="center")
    return wide


# --- the card ------------------------------------------------------------------------------------------------------


class _Sheet:
    """A card of 400 units by `height`, measured from its upper left corner, with its title and a line below."""

    def __init__(self, height: float, title: str, note: str) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        size = WIDTH / UNITS_AN_INCH, height / UNITS_AN_INCH
        self._figure = Figure(figsize=size, dpi=UNITS_AN_INCH * PIXELS_A_UNIT, facecolor=CARD)
        self._canvas: Any = FigureCanvasAgg(self._figure)  # which is published with half of its types
        self._axes: Axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)
        room = WIDTH - 2.0 * EDGE
        self.write(EDGE, 30, _cut(title, room, TITLE, bold=True), TITLE, INK, bold=True)
        self.write(EDGE, 51, _cut(note, room, SMALL), SMALL, DIM)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str,
        *,
        bold: bool = False,
        align: Literal["left", "center", "right"] = "left",
    ) -> None:
        """One line, with `y` its baseline. Whatever came from outside has passed `_seen`."""
        from matplotlib.font_manager import FontProperties

        face = FontProperties(fname=_face(bold), size=_points(size))
        self._axes.text(
            x, y, text, fontproperties=face, color=colour, ha=align, va="baseline", parse_math=False, zorder=4
        )

    def line(self, points: Sequence[tuple[float, float]], colour: str, thick: float) -> None:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        self._axes.plot(xs, ys, color=colour, linewidth=_points(thick), solid_capstyle="round", zorder=2)

    def bend(self, start: tuple[float, float], end: tuple[float, float], colour: str, thick: float) -> None:
        """A line that leaves and arrives level."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        half = (start[0] + end[0]) / 2
        path = Path([start, (half, start[1]), (half, end[1]), end], [Path.MOVETO, *[Path.CURVE4] * 3])
        self._axes.add_patch(PathPatch(path, facecolor="none", edgecolor=colour, linewidth=_points(thick), zorder=2))

    def box(self, x: float, y: float, wide: float, high: float, colour: str) -> None:
        from matplotlib.patches import Rectangle

        self._axes.add_patch(Rectangle((x, y), wide, high, facecolor=colour, linewidth=0, zorder=3))

    def pill(self, x: float, y: float, wide: float, high: float, colour: str, rim: str) -> None:
        from matplotlib.patches import BoxStyle, FancyBboxPatch

        style = BoxStyle.Round(pad=0, rounding_size=min(wide, high) / 2.4)
        self._axes.add_patch(
            FancyBboxPatch((x, y), wide, high, style, facecolor=colour, edgecolor=rim, linewidth=_points(1.2), zorder=3)
        )

    def dot(self, x: float, y: float, radius: float, colour: str, rim: str) -> None:
        from matplotlib.patches import Circle

        self._axes.add_patch(Circle((x, y), radius + 2.2, facecolor=CARD, linewidth=0, zorder=3))
        self._axes.add_patch(Circle((x, y), radius, facecolor=colour, edgecolor=rim, linewidth=_points(2), zorder=3))

    def png(self) -> bytes:
        from PIL import Image

        self._canvas.draw()
        drawn = Image.frombuffer("RGBA", self._canvas.get_width_height(), bytes(self._canvas.buffer_rgba()))
        file = BytesIO()
        drawn.convert("RGB").quantize(palette=_colours(), dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
        return file.getvalue()


@cache
def _colours() -> "Picture":
    """The card's colours and what lies between two of them: a third of the bytes, and no eye sees it."""
    from PIL import Image

    palette = Image.new("P", (1, 1))
    shades = [
        round(below + (above - below) * step / SHADES)
        for ground in (CARD, RAISED, ACCENT)
        for ink in (INK, DIM, FAINT, ACCENT, ACCENT_DARK, CARD)
        for step in range(SHADES + 1)
        for below, above in zip(_rgb(ground), _rgb(ink), strict=True)
    ]
    palette.putpalette(shades)
    return palette


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _points(units: float) -> float:
    return units * 72 / UNITS_AN_INCH


# --- words ---------------------------------------------------------------------------------------------------------


@cache
def _face(bold: bool = False) -> str:
    """The typeface that comes with the library: DejaVu Sans has Latin, Greek, Cyrillic, Hebrew and Arabic."""
    from matplotlib import get_data_path

    return f"{get_data_path()}/fonts/ttf/DejaVuSans{'-Bold' if bold else ''}.ttf"


@cache
def _font(bold: bool) -> "FT2Font":
    from matplotlib.ft2font import FT2Font

    return FT2Font(_face(bold))


@cache
def _letters(bold: bool) -> frozenset[int]:
    return frozenset(_font(bold).get_charmap())


def _width(text: str, size: float, bold: bool = False) -> float:
    """Units that a line takes."""
    font = _font(bold)
    font.set_size(_points(size), UNITS_AN_INCH)
    font.set_text(text, 0.0)
    return float(font.get_width_height()[0]) / 64


def _seen(text: str, bold: bool = False) -> str:
    """The text on one line, as far as the typeface has it: what steers or hides is gone, what it lacks is `…`."""
    shown: list[str] = []
    accents = 0
    for letter in " ".join(text[:LONGEST_TEXT].split()):
        kind = unicodedata.category(letter)
        accents = accents + 1 if kind in {"Mn", "Me"} else 0
        if kind in {"Cc", "Cf", "Cs", "Co", "Cn"} or accents > MOST_MARKS_A_LETTER or _is_selector(letter):
            continue
        known = ord(letter) in _letters(bold)
        if known or shown[-1:] != ["…"]:
            shown.append(letter if known else "…")
    return "".join(shown)


def _is_selector(letter: str) -> bool:
    """Chooses between two forms of the letter before, and is none itself."""
    return "\ufe00" <= letter <= "\ufe0f"


def _cut(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text, with an ellipsis in place of what does not fit into `room` units."""
    text = _seen(text, bold)
    if _width(text, size, bold) <= room:
        return text
    few, many = 0, len(text)
    while few < many:  # the most letters that fit
        middle = (few + many + 1) // 2
        if _width(_shortened(text, middle), size, bold) <= room:
            few = middle
        else:
            many = middle - 1
    return _shortened(text, few)


def _shortened(text: str, letters: int) -> str:
    kept = text[:letters]
    while letters < len(text) and unicodedata.combining(text[letters]) and kept:  # no accent is left behind
        kept, letters = kept[:-1], letters - 1
    return kept.rstrip(" ,;:—–-…") + "…"


def _wrapped(text: str, room: float, size: float, lines: int, *, bold: bool = False) -> list[str]:
    """At most so many lines; the last one is cut."""
    words = _seen(text, bold).split()
    told: list[str] = []
    while words and len(told) < lines - 1:
        fitting = 0
        while fitting < len(words) and _width(" ".join(words[: fitting + 1]), size, bold) <= room:
            fitting += 1
        if not fitting:
            break
        told.append(" ".join(words[:fitting]))
        words = words[fitting:]
    return [*told, _cut(" ".join(words), room, size, bold=bold)] if words else told

"""A picture is small, sharp and the same each time; whatever a name or a story says is drawn and never obeyed."""

import struct
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from briefings import charts
from briefings.charts import draw
from briefings.dates import DateSpan, day, month, year
from briefings.model import Chart, Moment, Moments, Months, Network

ROOT = Path(__file__).parent.parent
Size = tuple[int, int]

VISITS = Moments("Timeline", "3 happenings", (
    Moment(day(2017, 12, 4), "4 December 2017 [1]", "Defense Secretary Jim Mattis arrived in Islamabad."),
    Moment(DateSpan(day(2018, 3, 1).first, day(2018, 3, 31).last), "about March 2018 [2]", "Talks were offered."),
    Moment(day(2021, 9, 12), "12 September 2021 [3] · planned", "The two sides will meet again.", open=True),
))  # fmt: skip


def months(*counts: int, title: str = "Jim Mattis", start: int = 2017) -> Months:
    """Articles month by month, from January of a year."""
    spans = [month(start + n // 12, n % 12 + 1) for n in range(len(counts))]
    return Months(title, "Articles per month", tuple(zip(spans, counts, strict=True)))


def network(*others: str, centre: str = "Jim Mattis") -> Network:
    return Network(centre, "Named in the same articles", centre, tuple((name, n) for n, name in enumerate(others, 1)))


def opened(png: bytes) -> Image.Image:
    """The picture, every pixel of it."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    image = Image.open(BytesIO(png))
    image.load()
    return image.convert("RGB")


def differs(one: Chart, other: Chart) -> bool:
    return opened(draw(one)).tobytes() != opened(draw(other)).tobytes()


# --- what it looks like -------------------------------------------------------------------------------------------

ORDINARY = [months(3, 12, 0, 7, 18, 1), VISITS, network("Mike Pompeo", "Rex Tillerson", "Ashraf Ghani")]


@pytest.mark.parametrize("chart", ORDINARY, ids=lambda chart: type(chart).__name__)
def test_a_picture_is_sharp_on_a_phone_small_and_the_same_each_time(chart: Chart):
    png = draw(chart)
    wide, high = opened(png).size
    assert wide == charts.WIDTH * charts.PIXELS_A_UNIT >= 2 * 400
    assert 0.3 < high / wide < 1.4  # neither a strip nor a tower: Discord shrinks both until nobody can read them
    assert len(png) <= 200_000
    assert draw(chart) == png
    assert b"Software" not in png
    assert b"matplotlib" not in png


def test_a_picture_is_the_same_in_another_process_with_settings_of_its_own(tmp_path: Path):
    (tmp_path / "matplotlibrc").write_text(
        "figure.facecolor: red\nfont.size: 40\nsavefig.dpi: 10\nlines.linestyle: :\n"
    )
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from tests.test_charts import VISITS; from briefings.charts import draw\n"
        "sys.stdout.buffer.write(draw(VISITS))"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True)
    assert ran.stdout == draw(VISITS)


def test_the_plotting_library_is_loaded_with_the_first_picture():
    code = (
        "import sys, briefings.charts as c, briefings.model as m\n"
        "print('matplotlib' in sys.modules)\n"
        "c.draw(m.Network('', '', '', ()))\n"
        "print('matplotlib' in sys.modules, 'matplotlib.pyplot' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "True", "False"]


def test_no_letter_is_smaller_than_twelve_on_a_phone():
    assert min(charts.TITLE, charts.SMALL, charts.LEAST) >= 12
    assert charts.WIDTH == 400


@pytest.mark.parametrize("ink", [charts.INK, charts.DIM, charts.ACCENT])
def test_words_and_bars_stand_out_from_the_card(ink: str):
    def light(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for behind in (charts.CARD, charts.RAISED):
        assert (light(ink) + 0.05) / (light(behind) + 0.05) >= 4.5  # WCAG 2, text


def test_every_figure_word_and_mark_changes_the_picture():
    assert differs(months(3, 12, 7), months(3, 12, 8))
    assert differs(months(3, 12, 7), months(3, 12, 7, title="Rex Tillerson"))
    assert differs(VISITS, Moments(VISITS.title, VISITS.note, (*VISITS.rows[:2], VISITS.rows[2]._replace(open=False))))
    assert differs(network("Mike Pompeo"), network("Rex Tillerson"))


def test_words_never_leave_the_card():
    wide = Moments("W" * 80, "W" * 80, (Moment(day(2018, 1, 1), "W" * 80, "W" * 200),) * 3)
    for chart in (wide, network(*["W" * 80] * 3, centre="W" * 80), months(99999, 1, 99999, title="W" * 80)):
        image = opened(draw(chart))
        (card,) = {image.getpixel((0, 0))}
        for x in (2, image.width - 3):
            assert {image.getpixel((x, y)) for y in range(image.height)} == {card}


# --- whatever comes -----------------------------------------------------------------------------------------------

STRANGE = [
    "",
    " ",
    "$\\frac{1}{0}$ costs $5 and $",
    "\\textbf{x} \\undefined",
    "<b>bold</b> **bold** [a](https://a.example) <@123> @everyone",
    "two\nlines\r\n\tand\x00\x07more\x1b[31m",
    "שלום עולם",
    "مرحبا بالعالم",
    "\u202egnorw eht\u202c",
    "😀 👩‍👩‍👧 🇵🇰 中文 한국어",
    "Z" + "\u0300" * 300,
    "\ud800 lone \udfff",
    "\ufdd0\uffff\U0010ffff",
    "x" * 100_000,
    "ﷺ" * 50,
    "%s {0} {name} %(n)d",
]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
def test_whatever_a_text_says_it_is_drawn_on_the_card(text: str):
    row = Moment(day(2018, 1, 1), text, text)
    for chart in (
        months(1, 2, 3, title=text),
        Moments(text, text, (row, row, row._replace(when=day(2019, 5, 5)))),
        network(text, text, text, centre=text),
    ):
        png = draw(chart)
        assert opened(png).width == 1000
        assert len(png) <= 200_000


def test_what_would_be_mathematics_is_drawn_as_it_is_written():
    assert differs(months(1, 2, 3, title="$x^2$"), months(1, 2, 3, title="x2"))
    assert charts._seen("$x^2$ **b** <i>") == "$x^2$ **b** <i>"


@pytest.mark.parametrize(
    "written, seen",
    [
        ("two\n lines\x00\u200b", "two lines"),
        ("Xi 习近平 spoke", "Xi … spoke"),
        ("e\u0301\u0301\u0301\u0301", "e\u0301\u0301"),
        ("\u202eabc", "abc"),
        ("done ✔\ufe0f", "done ✔"),
    ],
)
def test_what_steers_or_hides_is_not_drawn_and_what_the_typeface_lacks_is_an_ellipsis(written: str, seen: str):
    assert charts._seen(written) == seen


def test_a_long_name_is_cut_with_an_ellipsis_and_a_short_one_is_not():
    assert charts._cut("Jim Mattis", 200, 12.5) == "Jim Mattis"
    cut = charts._cut("Muhammad bin Salman Al Saud of the House of Saud", 120, 12.5)
    assert cut.startswith("Muhammad bin")
    assert cut.endswith("…")
    assert charts._width(cut, 12.5) <= 120


EXTREME: list[Chart] = [
    Months("", "", ()),
    Moments("", "", ()),
    Network("", "", "", ()),
    months(0),
    months(0, 0, 0),
    months(7),
    months(10**12, 1),
    months(*range(200), start=1900),
    months(*range(5000), start=1500),
    Months("", "", tuple((year(1700 + n), n) for n in range(300))),
    Months("", "", ((year(1), 1), (year(9999), 1))),
    Moments("", "", VISITS.rows[:1]),
    Moments("", "", tuple(Moment(day(1900 + n, 1 + n % 12, 1), f"{n}", "x " * 500) for n in range(200))),
    Moments("", "", (Moment(year(1), "1", ""), Moment(year(9999), "9999", ""))),
    Moments("", "", (Moment(DateSpan(year(1).first, year(9999).last), "ever", ""),) * 3),
    Moments("", "", VISITS.rows * 2000),
    network("Mike Pompeo"),
    network(*(f"Person {n}" for n in range(200))),
    Network("", "", "x", (("y", 0), ("z", 0))),
]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("chart", EXTREME, ids=range(len(EXTREME)))
def test_nothing_one_and_far_too_many_are_drawn_in_time(chart: Chart):
    draw(VISITS)  # the library is loaded and warm
    began = time.monotonic()
    png = draw(chart)
    assert time.monotonic() - began < 10
    wide, high = struct.unpack(">II", png[16:24])
    assert (wide, high <= 1500) == (1000, True)
    assert len(png) <= 200_000


@pytest.mark.parametrize("most, ticks", [(1, [0, 1]), (3, [0, 1, 2, 3]), (7, [0, 2, 4, 6]), (18, [0, 5, 10, 15]),
                                         (41, [0, 10, 20, 30, 40]), (1222, [0, 500, 1000])])  # fmt: skip
def test_the_scale_has_a_few_round_numbers(most: int, ticks: list[int]):
    assert charts._ticks(most) == ticks

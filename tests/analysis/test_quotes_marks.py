from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.analysis.marks import find_runs

ROWS = [
    ("“We won,” she said. “All of us.”", ["“We won,”", "“All of us.”"]),
    ('"We won," she said. "All of us."', ['"We won,"', '"All of us."']),
    ("''We won,'' she said.", ["''We won,''"]),
    ("«We won», she said.", ["«We won»"]),
    ("‘We don’t know the miners’ plans,’ he said.", ["‘We don’t know the miners’ plans,’"]),
    ("'We don't know the miners' plans,' he said.", ["'We don't know the miners' plans,'"]),
    ("The miners' union called the '90s a 'lost decade' for Wales.", ["'lost decade'"]),
    ("She said: “He told us ‘never again’ twice.”", ["“He told us ‘never again’ twice.”"]),
    ("“It was a “small” war,” he said.", ["“It was a “small” war,”"]),
    # one odd mark spoils nothing
    ('He is 5\'10" tall. "I am not," he said.', ['"I am not,"']),
    ("“A lost mark, he said. “But we go on,” he said.", ["“But we go on,”"]),
    ("A mark” too much. “We go on,” he said.", ["“We go on,”"]),
    # the name of a programme is no speech, a name that is called is
    ('"We lost," he said on NPR\'s "Morning Edition."', ['"We lost,"']),
    ("On “Meet the Press” she said: “No.”", ["“No.”"]),
    ("She hosts “60 Minutes” and calls him “Lucky Tom”.", ["“60 Minutes”", "“Lucky Tom”"]),
    ("He spoke of “the State We Are in”, a “lost” one.", ["“the State We Are in”", "“lost”"]),
    ("Robert “Bob” Hale said: “No.” Tom left.", ["“No.”"]),
    # an open mark ends with its paragraph
    ("“We go on.\n“And on,” he said.", ["“We go on.", "“And on,”"]),
    ("The minister's aides didn't say.", []),
    # or, where each sentence has a line of its own, with the mark that closes it
    ("“We go on.\nAnd on.\nAlways,” he said.", ["“We go on.", "And on.", "Always,”"]),
    ("“We go on.\nHe left.\nThe “old” plan” is his.", ["“We go on.", "“old”"]),
    ("“We go on.\nA\nB\nC\nD\nE” he said.", ["“We go on."]),
]


@pytest.mark.parametrize("text, quoted", ROWS, ids=[row[0][:30] for row in ROWS])
def test_quotation_marks_are_paired_within_their_paragraph(text: str, quoted: list[str]):
    assert [run.slice.of(text) for run in find_runs(text, text)] == quoted


def test_only_a_run_without_its_closing_mark_is_open():
    text = "“We go on.\n“And on,” he said."
    assert [run.open_end for run in find_runs(text, text)] == [True, False]


def test_marks_outside_the_body_are_not_read():
    text = "Home “News” “We won,” she said."
    assert [run.slice.of(text) for run in find_runs(text, " " * 12 + text[12:])] == ["“We won,”"]


@given(st.text(alphabet="“”‘’\"'`«»„ab, .s\n", max_size=60))
def test_runs_never_overlap_nor_leave_their_paragraph(text: str):
    runs = [run.slice for run in find_runs(text, text)]
    assert all(one.end <= other.start for one, other in pairwise(runs))
    assert all(run.start < run.end and "\n" not in run.of(text) for run in runs)

"""Every data file that we ship says where it came from, in NOTICE."""

import subprocess
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "briefings", "seeds", "templates", "tests", "docs", "benchmarks")
OUR_OWN_WRITING = {".py", ".md"}


def rows() -> dict[str, tuple[str, str]]:
    """Each pattern of NOTICE's table with its source and its licence."""
    lines = (ROOT / "NOTICE").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.split("|")] for line in lines if line.count("|") == 2]
    return {pattern: (source, licence) for pattern, source, licence in cells[1:]}


def data_files() -> list[str]:
    """The data files of the checkout: those git knows, and new ones that it does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *ROOMS],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode != 0:
        pytest.skip("this copy is no git checkout, so nobody can say which files belong to it")
    files = (Path(name) for name in listed.stdout.splitlines())
    return sorted(str(path) for path in files if path.suffix not in OUR_OWN_WRITING and (ROOT / path).is_file())


def test_every_data_file_has_a_row_in_the_notice():
    patterns = list(rows())
    assert [name for name in data_files() if not any(fnmatch(name, pattern) for pattern in patterns)] == []


def test_every_row_names_a_source_and_a_licence():
    table = rows()
    assert table
    assert [pattern for pattern, (source, licence) in table.items() if not source or not licence] == []


def test_a_new_picture_without_a_row_would_be_noticed():
    assert not any(fnmatch("docs/new.png", pattern) for pattern in rows())

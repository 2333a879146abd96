"""The command line on a real PostgreSQL server says, word for word, what it says on SQLite."""

from pathlib import Path

import pytest

from tests.command_line import NOW, SEEDS, Told, run

pytestmark = [pytest.mark.postgres, pytest.mark.model]

QUESTIONS = (
    ["who", "mattis"],
    ["who", "lavar ball"],
    ["quotes", "pompeo", "--limit", 50],
    ["timeline", "--limit", 50],
    ["timeline", "Pakistan", "--order", "score"],
    ["search", "safe havens"],
    ["brief"],
    ["ask", "what did mattis say about india"],
    ["digest", "preview", "--template", "daily", "--since", "2021-08-12", "--until", "2021-08-13"],
)


def answers(address: str) -> list[Told]:
    return [run(*question, "--store", address, "--now", NOW, "--json") for question in QUESTIONS]


def test_the_seeds_give_the_same_answers_and_come_back_from_a_backup(fresh_database: str, tmp_path: Path):
    file, archive = str(tmp_path / "news.db"), tmp_path / "kept.zip"
    loaded = [run("load", SEEDS, "--store", address, "--now", NOW, "--json") for address in (file, fresh_database)]
    assert loaded[0] == loaded[1]
    assert loaded[0].code == 0
    expected = answers(file)
    assert {told.code for told in expected} == {0}
    assert answers(fresh_database) == expected

    backup = run("backup", archive, "--store", fresh_database, "--now", NOW)
    assert (backup.code, backup.err) == (0, "")
    for command in (["reanalyse", "--all"], ["migrate"], ["doctor"], ["restore", archive, "--check"]):
        assert run(*command, "--store", fresh_database, "--now", NOW).code == 0
    assert answers(fresh_database) == expected
    (tmp_path / "more.txt").write_text("President Ashraf Ghani arrived in Brussels on Monday for talks on safe havens.")
    assert run("load", tmp_path / "more.txt", "--store", fresh_database).code == 0
    assert answers(fresh_database) != expected
    assert run("restore", archive, "--store", fresh_database, "--now", NOW).code == 0
    assert answers(fresh_database) == expected

    elsewhere = run("restore", archive, "--store", file)
    assert elsewhere.code == 1
    assert "it was made from postgresql and cannot go to sqlite" in elsewhere.sentence
    assert answers(file) == expected

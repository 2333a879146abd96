"""What the README says can be typed, in its order, and it names nothing that is not there."""

import re
import shlex
from pathlib import Path

import pytest

from briefings.config import HERE
from tests.command_line import ROOT, SEEDS, run

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)

ELSEWHERE = {
    # command                                   why it is not run here
    "make run": "opens the playground until Ctrl-C: tests/bot runs it, in a browser too",
    'make run ARGS="--dm"': "the same, in a direct message",
    "make test": "is what runs this",
    ".venv/bin/python -m briefings --help": "ends in a way of its own: the test after the next",
    "python -m briefings read": "runs until it is told to stop: tests/test_reader.py",
}

STORY = "Defense Secretary Jim Mattis arrived in Kabul on Monday. “We will stay,” Mattis said."


def commands() -> list[str]:
    """Every command in the README: lines of its code blocks, and what stands between back-ticks."""
    written = [line for language, block in BLOCKS if not language for line in block.splitlines()]
    prose = re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL)
    written += [
        code for code in re.findall(r"`([^`\n]+)`", prose) if re.match(r"make \w|(\.venv/bin/)?python -m", code)
    ]
    return sorted(dict.fromkeys(written), key=README.index)


def test_what_is_not_run_here_stands_in_the_readme():
    assert set(ELSEWHERE) <= set(commands())


@pytest.mark.model
def test_every_command_works_in_the_order_of_the_page(tmp_path: Path):
    (tmp_path / "my-articles").mkdir()
    (tmp_path / "my-articles" / "kabul.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "my-articles" / "manifest.toml").write_text(manifest(), encoding="utf-8")
    (tmp_path / "articles.jsonl").write_text('{"id": "one", "text": "Mattis left Kabul.", "published": "2017-12-05"}\n')
    assert run("load", SEEDS, cwd=tmp_path).code == 0
    ran = 0
    for command in commands():
        if command in ELSEWHERE:
            continue
        python, *words = shlex.split(command)
        assert (python.removeprefix(".venv/bin/"), words[:2]) == ("python", ["-m", "briefings"]), command
        told = run(*words[2:], cwd=tmp_path, env={"DISCORD_APPLICATION_ID": "123456789012345678"})
        assert (told.code, told.err) == (0, ""), command
        assert told.out, command
        ran += 1
    assert ran >= 12
    assert (tmp_path / "briefings.db").exists()
    assert (tmp_path / "briefings.desk.db").exists()
    said = run("quotes", "mattis", "--json", "--limit", 50, cwd=tmp_path).object
    (receipt,) = (receipt for receipt in said["receipts"] if receipt["doc"] == "kabul")
    assert (receipt["source"], receipt["published"], receipt["estimated"]) == ("The Bugle", "2017-12", True)


def manifest() -> str:
    """The example of a manifest."""
    (block,) = (block for language, block in BLOCKS if language == "toml")
    return block


def test_the_help_lists_every_command_that_the_readme_names():
    told = run("--help")
    assert told.code == 0
    named = {command.split("briefings ", 1)[1].split()[0] for command in commands() if "briefings " in command}
    assert len(named - {"--help"}) >= 13
    assert [
        name for name in sorted(named - {"--help"}) if not re.search(rf"^    {name}\b", told.out, re.MULTILINE)
    ] == []


def test_the_settings_that_it_names_are_settings():
    named = set(re.findall(r"\b(?:BRIEFINGS|DISCORD)_[A-Z_]+\b", README))
    there = set(re.findall(r"^([A-Z_]+)=", (HERE / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= there
    assert {"DISCORD_TOKEN", "DISCORD_APPLICATION_ID", "BRIEFINGS_STORE", "BRIEFINGS_ZONE"} <= named


def test_the_slash_commands_that_it_names_are_there():
    from tests.test_house import NOW_THERE, every_command

    there = {command.qualified_name for command in every_command()}
    assert there >= NOW_THERE
    for typed in re.findall(r"`/([a-z]+(?: [a-z]+)?)", README):
        assert typed in there or typed.split()[0] in there, typed

"""What the house promises: settings, templates, commands and documents agree with the code."""

import ast
import hashlib
import importlib
import pkgutil
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from discord import app_commands
from discord.ext import commands

from bot.config import BotSettings
from briefings.config import Settings
from briefings.model import Answer, Digest

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
CODE = sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "briefings").rglob("*.py")])

# A name that users have seen is renamed only with the old one still answering for one release.
NOW_THERE = {"who", "quotes", "timeline", "search", "brief", "links", "compare", "digest", "people", "settings", "help"}
TO_COME = {"sources"}


# --- settings ----------------------------------------------------------------------------------------------------


def test_every_setting_stands_in_the_example_and_every_line_there_is_a_setting():
    written = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    of_the_domain = {f"BRIEFINGS_{field.name.upper()}" for field in fields(Settings)}
    of_the_bot = {f"DISCORD_{field.name.upper()}" for field in fields(BotSettings)}
    assert set(written) == of_the_domain | of_the_bot
    assert len(written) == len(set(written))


# --- wording -----------------------------------------------------------------------------------------------------


def test_every_answer_has_its_template():
    asked = {answer.template for answer in answers()}
    assert asked
    assert sorted(name for name in asked if not (TEMPLATES / name).is_file()) == []


def test_no_template_is_an_orphan():
    there = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.j2")}
    listed = {name for name in there if name.startswith("digests/")}  # the folder is the list
    by_code = {text for path in CODE for text in strings(path) if text.endswith(".j2")}
    by_templates = {
        name
        for path in TEMPLATES.rglob("*.j2")
        for name in re.findall(r"""(?:import|from|include|extends)\s+["']([^"']+\.j2)["']""", path.read_text("utf-8"))
    }
    assert sorted(there - listed - by_code - by_templates) == []
    assert sorted(by_templates - there) == []


@pytest.mark.parametrize("name", sorted(path.name.removesuffix(".md.j2") for path in TEMPLATES.glob("digests/*.j2")))
def test_a_digest_without_a_story_renders_in_every_template(name: str):
    from briefings.render import Renderer

    monday = datetime(2018, 9, 3, 6, tzinfo=UTC)
    empty = Digest(
        name="Morning", template_name=name, day=date(2018, 9, 4), zone="Europe/London", since=monday,
        until=monday.replace(day=4), stories=(), quotes=(), events=(), receipts=(), articles=0, sources=0,
    )  # fmt: skip
    parts = Renderer(TEMPLATES).render(empty)
    assert parts
    assert all(part.text.strip() for part in parts)


# --- Discord -----------------------------------------------------------------------------------------------------


def test_the_commands_are_called_what_users_were_told():
    names = [command.name for command in top_level()]
    assert set(names) - TO_COME == NOW_THERE
    assert len(names) == len(set(names))


def test_the_bot_starts_without_what_only_the_reader_needs():
    heavy = {"spacy", "thinc", "trafilatura", "feedparser", "matplotlib"}
    code = f"import sys, bot.__main__, bot.client; print(*sorted({heavy!r} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


# --- seeds -------------------------------------------------------------------------------------------------------

SEEDS = {  # the first 16 digits of each file's SHA-256
    "000_ad5e5942b071c42f.txt": "55ce7716b32cb092",
    "001_74465ed3445f2f86.txt": "eca2fbebe2b9b935",
    "002_203132ef5eeda2b1.txt": "fb358868e881a831",
    "003_cb0350a1707e6f3a.txt": "324f794afba36873",
    "004_a32cf2c784a33f71.txt": "c726cc7a78bb7786",
}


def test_the_seeds_are_byte_for_byte_what_was_given():
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in (ROOT / "seeds").glob("*.txt")}
    assert found == SEEDS


def test_the_manifest_speaks_of_every_seed_in_keys_that_are_explained():
    text = (ROOT / "seeds" / "manifest.toml").read_text(encoding="utf-8")
    explained = set(re.findall(r"^#   ([a-z]+) ", text, re.MULTILINE))
    manifest = tomllib.loads(text)
    assert set(manifest) == set(SEEDS)
    assert {key for table in manifest.values() for key in table} <= explained
    assert [
        name for name, table in manifest.items() if not re.fullmatch(r"\d{4}(-\d\d){0,2}", table["published"])
    ] == []


# --- requirements and documents ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name,extras", [("runtime", []), ("playground", ["playground"]), ("test", ["playground", "test"])])  # fmt: skip
def test_the_pinned_requirements_follow_pyproject(name: str, extras: list[str]):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    pinned = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    names = set(re.findall(r"^([a-z0-9.-]+)==", pinned, re.MULTILINE))
    missing = {
        re.split(r"[^A-Za-z0-9._-]", line)[0].lower().replace(".", "-").replace("_", "-") for line in wanted
    } - names
    assert missing == set(), "`make requirements` writes them anew"
    assert "://" not in pinned, "a pin says what and never from where"


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_what_a_document_points_at_is_there(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text) if "://" not in target]
    assert [target for target in targets if not (ROOT / target).exists()] == []
    made = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE)) <= set(made)


# --- looking around the house ------------------------------------------------------------------------------------


def strings(path: Path) -> set[str]:
    """Every string that stands in a source file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def answers() -> Iterator[type[Answer]]:
    """Every kind of answer that can be given."""
    import briefings.answers

    for module in pkgutil.walk_packages(briefings.answers.__path__, "briefings.answers."):
        importlib.import_module(module.name)
    waiting = Answer.__subclasses__()
    while waiting:
        answer = waiting.pop()
        waiting += answer.__subclasses__()
        if "template" in vars(answer):
            yield answer


def top_level() -> list[app_commands.Command[commands.Cog, ..., None] | app_commands.Group]:
    """The commands and groups of every cog, as Discord lists them."""
    import bot.cogs

    modules = [importlib.import_module(found.name) for found in pkgutil.iter_modules(bot.cogs.__path__, "bot.cogs.")]
    cogs = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, commands.Cog) and value.__module__ == module.__name__
    }
    return [
        command
        for cog in sorted(cogs, key=lambda cog: cog.__module__)
        for command in cog.__cog_app_commands__
        if command.parent is None
    ]


def every_command() -> Iterator[app_commands.Command[commands.Cog, ..., None] | app_commands.Group]:
    for command in top_level():
        yield command
        if isinstance(command, app_commands.Group):
            yield from command.walk_commands()

"""The directions bite: for every import contract, one forbidden import in a copy of the tree breaks it."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}

# Each offence: the contract meant for it, and what somebody in a hurry might write at the end of which file.
# fmt: off
OFFENCES: list[tuple[str, dict[str, str]]] = [
    ("front-on-domain", {"briefings/app.py": "import bot.client"}),
    ("floors", {"briefings/model.py": "import briefings.store"}),                      # up the stairs
    ("floors", {"briefings/answers/__init__.py": "import briefings.digests"}),         # across the landing
    ("floors", {"briefings/curation/__init__.py": "import briefings.answers"}),
    ("floors", {"briefings/digests/__init__.py": "import briefings.curation"}),
    ("only-the-reader-reads", {"briefings/curation/__init__.py": "import briefings.ingest"}),
    ("floors", {"briefings/store/__init__.py": "import briefings.analysis"}),          # from one workshop to the next
    ("floors", {"briefings/app.py": "import briefings.reader"}),
    ("floors", {"briefings/dates.py": "import briefings.model"}),
    ("floors", {"briefings/weather.py": ""}),                                          # a file without a floor
    ("no-circles", {"briefings/store/ring_a.py": "import briefings.store.ring_b",
                    "briefings/store/ring_b.py": "import briefings.store.ring_a"}),
    ("only-the-reader-reads", {"briefings/app.py": "import briefings.analysis"}),
    ("only-the-reader-reads", {"briefings/answers/__init__.py": "import briefings.ingest"}),
    ("only-the-reader-draws", {"briefings/app.py": "from briefings.charts import draw"}),
    ("only-the-reader-draws", {"bot/client.py": "import briefings.charts"}),
    ("floors", {"briefings/charts.py": "import briefings.render"}),                    # from one workshop to the next
    ("store-behind-the-middle", {"briefings/cli.py": "from briefings import store"}),
    ("store-behind-the-middle", {"bot/client.py": "import briefings.store"}),
    ("middle-gives-values", {"briefings/answers/__init__.py": "import briefings.render"}),
    ("middle-gives-values", {"briefings/curation/__init__.py": "import briefings.render"}),
    ("reader-is-a-process", {"bot/__main__.py": "import briefings.reader"}),
    ("reader-is-a-process", {"bot/client.py": "from briefings import doctor"}),
    ("one-front-alone", {"bot/__main__.py": "import briefings.cli"}),
    ("names-stay-below", {"bot/client.py": "from briefings.names import *"}),
    ("bot-answers-light", {"bot/client.py": "import spacy"}),
    ("bot-answers-light", {"bot/client.py": "import briefings.errors",                 # by a chain
                           "briefings/errors.py": "def later():\n    import trafilatura"}),
    ("only-bot-knows-discord", {"briefings/answers/__init__.py": "import discord"}),
    ("only-bot-knows-discord", {"briefings/digests/__init__.py": "from apscheduler.triggers import cron"}),
    ("only-store-speaks-sql", {"briefings/answers/__init__.py": "from sqlalchemy import select"}),
    ("only-analysis-knows-spacy", {"briefings/ingest/__init__.py": "from spacy.tokens import Doc"}),
    ("only-analysis-knows-spacy", {"briefings/analysis/people.py": "from spacy.tokens import Doc"}),
    ("only-ingest-reads-the-world", {"briefings/reader.py": "import aiohttp"}),
    ("only-ingest-reads-the-world", {"bot/client.py": "import aiohttp"}),              # __main__ alone may
    ("bot-answers-light", {"bot/client.py": "import briefings.errors",
                           "briefings/errors.py": "def later():\n    import matplotlib.figure"}),
    ("only-charts-knows-the-plotting-library", {"briefings/reader.py": "from matplotlib.figure import Figure"}),
    ("only-charts-knows-the-plotting-library", {"bot/replies.py": "from PIL import Image"}),
    ("only-render-knows-jinja", {"briefings/app.py": "from jinja2 import Template"}),
]
# fmt: on


def copy_of_the_tree(to: Path) -> Path:
    """A copy with everything that the contracts are about."""
    for room in ("bot", "briefings"):
        shutil.copytree(ROOT / room, to / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", to)
    return to


def lint(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # A process of its own: import-linter finds packages as Python does, and this one knows the real ones already.
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", code, "--no-cache", *arguments]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


def test_the_tree_keeps_every_contract(tmp_path: Path):
    linted = lint(copy_of_the_tree(tmp_path))
    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert f"{len(CONTRACTS)} kept, 0 broken" in linted.stdout


def test_every_contract_has_its_offence():
    assert {contract for contract, _ in OFFENCES} == set(CONTRACTS)


@pytest.mark.parametrize("contract,written", OFFENCES, ids=lambda value: value if isinstance(value, str) else next(iter(value)))  # fmt: skip
def test_an_offence_breaks_the_contract_meant_for_it(tmp_path: Path, contract: str, written: dict[str, str]):
    tree = copy_of_the_tree(tmp_path)
    for name, line in written.items():
        with (tree / name).open("a") as file:
            file.write(f"\n{line}\n")
    linted = lint(tree, "--contract", contract)
    assert linted.returncode == 1
    assert "0 kept, 1 broken" in linted.stdout, linted.stdout + linted.stderr

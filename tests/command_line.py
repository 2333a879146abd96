"""The command line as a test calls it: in this process, or as a process of its own."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from briefings import cli

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
NOW = "2021-08-12T12:00:00Z"


class Told(NamedTuple):
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """Standard output, which is one JSON object a line and nothing else."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def object(self) -> dict[str, Any]:
        (only,) = self.objects
        return only

    @property
    def sentence(self) -> str:
        """The one sentence that was said instead of an answer."""
        assert "Traceback" not in self.err
        assert len(self.err.splitlines()) == 1, self.err
        assert self.err.rstrip().endswith((".", "?")), self.err
        return self.err.strip()


def run(*argv: object, stdin: bytes = b"", env: Mapping[str, str] | None = None, cwd: Path = SEEDS) -> Told:
    """One command in this process, with no settings but `env`."""
    out, err = io.StringIO(), io.StringIO()
    with (
        chdir(cwd),  # where no `.env` of a developer is
        patch.dict(os.environ, _environ(env), clear=True),
        patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin))),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            code = cli.main([str(word) for word in argv])
        except SystemExit as usage:  # argparse's own
            code = int(str(usage.code))
    return Told(code, out.getvalue(), err.getvalue())


def start(
    *argv: object, env: Mapping[str, str] | None = None, cwd: Path = SEEDS, **options: Any
) -> subprocess.Popen[bytes]:
    """The same as a process, its output in pipes unless `options` say otherwise."""
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    words = [sys.executable, "-m", "briefings", *map(str, argv)]
    return subprocess.Popen(words, env=_environ(env), cwd=cwd, **{**pipes, **options})


def ended(process: subprocess.Popen[bytes], stdin: bytes | None = None) -> Told:
    """What the process said, once it has ended."""
    out, err = process.communicate(stdin, timeout=120)
    return Told(process.returncode, (out or b"").decode(), (err or b"").decode())


def _environ(env: Mapping[str, str] | None) -> dict[str, str]:
    usual = {name: value for name, value in os.environ.items() if not name.startswith(("BRIEFINGS_", "DISCORD_"))}
    return {**usual, "PYTHONPATH": str(ROOT), **(env or {})}

"""`who` against the bare SQL that it runs: the same statements, sent to SQLite by themselves."""

import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from benchmarks.side_by_side import side_by_side
from briefings import reader
from briefings.answers import who
from briefings.config import Settings
from briefings.model import Scope
from briefings.store import Store

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = 50  # a round
ROUNDS = 9


def answering() -> Iterator[str]:
    """The time of one `who mattis`, of its statements alone, and the ratio."""
    now = datetime(2021, 8, 10, 12, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/news.db"
        with Store.open(file, writes="news", now=now) as store:
            list(reader.load(store, reader.sources([str(ROOT / "seeds")]), model=Settings().model, clock=lambda: now))
        with Store.open(file, now=now) as store:
            statements = _statements(lambda: who(store, Scope(), "mattis", now=now))
            raw = sqlite3.connect(file)

            def ask() -> None:
                for _ in range(QUESTIONS):
                    who(store, Scope(), "mattis", now=now)

            def sql() -> None:
                for _ in range(QUESTIONS):
                    for statement, parameters in statements:
                        raw.execute(statement, parameters).fetchall()

            timed = side_by_side({"sql": sql, "who": ask}, ROUNDS)
            raw.close()
    ratio = timed["who"].cpu / timed["sql"].cpu
    yield f"who: {len(statements)} statements"
    yield f"  its SQL alone       {timed['sql'].cpu / QUESTIONS * 1e3:8.2f} ms"
    yield f"  who                 {timed['who'].cpu / QUESTIONS * 1e3:8.2f} ms"
    yield f"  ratio               {ratio:8.2f}  (who to its SQL, cpu)"


def _statements(ask: Any) -> list[tuple[str, Any]]:
    """What is sent to the database while `ask` runs."""
    sent: list[tuple[str, Any]] = []

    def note(_c: Any, _k: Any, statement: str, parameters: Any, _x: Any, many: bool) -> None:
        if not many and statement.lstrip().upper().startswith(("SELECT", "WITH")):
            sent.append((statement, parameters))

    ask()
    event.listen(Engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return sent

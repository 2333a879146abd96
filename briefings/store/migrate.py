"""The schema's versions: two lines of revisions, one for news and one for the desk, applied by whoever writes it.

Alembic runs without an environment file: the lines are short and written by hand. Each revision is one transaction
on both engines, so a kill in the middle leaves the old version or the new one.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy import text as sql

from briefings.store.places import Half

_FOLDER = Path(__file__).parent / "migrations"


def _lines(half: Half) -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("version_locations", str(_FOLDER / half).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def head(half: Half) -> str:
    """The newest revision that this program knows."""
    newest = _lines(half).get_current_head()
    if newest is None:
        raise RuntimeError(f"no revisions for {half}")
    return newest


def known(half: Half) -> frozenset[str]:
    """Every revision that this program knows."""
    return frozenset(script.revision for script in _lines(half).walk_revisions())


def revision(connection: Connection) -> str | None:
    """The revision that a database stands at. None when it holds no table at all; "" when its tables are not ours."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        found = connection.execute(sql("SELECT version_num FROM alembic_version")).scalar()
        return None if found is None else str(found)
    return "" if tables else None


def upgrade(connection: Connection, half: Half) -> None:
    """Bring the database to `head`, one transaction a revision. Foreign keys must be off on this connection.

    They are checked before each commit: a revision that leaves a row pointing at nothing is not kept.
    """
    script = _lines(half)
    while True:
        with connection.begin():
            at = revision(connection)
            if at == head(half):
                return
            coming = next(iter(reversed(list(script.iterate_revisions("head", at or "base")))))
            options: dict[str, Any] = {"fn": _one_step(script, coming.revision), "transactional_ddl": True}
            context = MigrationContext.configure(connection, opts=options)
            with Operations.context(context):
                context.run_migrations()
            if connection.dialect.name == "sqlite":
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"revision {coming.revision} left rows pointing at nothing: {broken[:3]}")


def _one_step(script: ScriptDirectory, to: str) -> Callable[[Any, MigrationContext], list[RevisionStep]]:
    def steps(at: Any, _context: MigrationContext) -> list[RevisionStep]:
        return list(script._upgrade_revs(to, at))  # what alembic's own `upgrade` command does

    return steps

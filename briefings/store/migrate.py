"""The schema's versions: two lines of revisions, one for news and one for the desk, applied by whoever writes it.

The lines are short and written by hand. Each revision is one transaction on both engines, so a kill in the middle
leaves the old version or the new one. Alembic is loaded only where something is to be done.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect
from sqlalchemy import text as sql

from briefings.store.places import Half
from briefings.store.schema import REVISIONS

if TYPE_CHECKING:
    from alembic.runtime.migration import MigrationContext, RevisionStep
    from alembic.script import ScriptDirectory

_FOLDER = Path(__file__).parent / "migrations"


def head(half: Half) -> str:
    """The newest revision that this program knows."""
    return REVISIONS[half][-1]


def known(half: Half) -> tuple[str, ...]:
    """Every revision that this program knows, oldest first."""
    return REVISIONS[half]


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
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    script = lines(half)
    while True:
        with connection.begin():
            at = revision(connection)
            if at == head(half):
                return
            coming = known(half)[known(half).index(at) + 1 if at else 0]
            options: dict[str, Any] = {"fn": _one_step(script, coming), "transactional_ddl": True}
            with Operations.context(context := MigrationContext.configure(connection, opts=options)):
                context.run_migrations()
            if connection.dialect.name == "sqlite":
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"revision {coming} left rows pointing at nothing: {broken[:3]}")


def lines(half: Half) -> "ScriptDirectory":
    """The revisions as Alembic reads them."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("version_locations", str(_FOLDER / half).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def _one_step(script: "ScriptDirectory", to: str) -> Callable[[Any, "MigrationContext"], "list[RevisionStep]"]:
    def steps(at: Any, _context: "MigrationContext") -> "list[RevisionStep]":
        return list(script._upgrade_revs(to, at))  # what alembic's own `upgrade` command does

    return steps

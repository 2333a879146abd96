"""Many rows of one table at once. SQLAlchemy writes the statement, once; of the single row it is asked nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]


def put_rows(connection: Connection, table: Table, rows: Sequence[Row], *, adding: str | None = None) -> None:
    """Insert these rows, each with a value for every column. Takes a third of the time of `execute(insert(table), …)`.

    With `adding` a row whose key is there already adds that figure to the one that stands there.
    """
    if not rows:
        return
    form = _form(table, adding, connection.dialect)
    columns = [
        [row[name] for row in rows] if bind is None else [bind(row[name]) for row in rows]
        for name, bind in form.columns.items()
    ]
    given: list[Any] = list(zip(*columns, strict=True))
    if not form.is_positional:
        given = [dict(zip(form.columns, values, strict=True)) for values in given]
    connection.exec_driver_sql(form.statement, given)


@dataclass(frozen=True, slots=True)
class _Form:
    """A statement as a driver takes it, and what each value goes through on its way there."""

    statement: str
    columns: dict[str, Callable[[Any], Any] | None]
    is_positional: bool


_forms: dict[tuple[str, str | None, str], _Form] = {}


def _form(table: Table, adding: str | None, dialect: Dialect) -> _Form:
    known = table.name, adding, dialect.name
    if known not in _forms:
        _forms[known] = _new_form(table, adding, dialect)
    return _forms[known]


def _new_form(table: Table, adding: str | None, dialect: Dialect) -> _Form:
    statement = (sqlite.insert if dialect.name == "sqlite" else postgresql.insert)(table)
    if adding:
        both = table.c[adding] + statement.excluded[adding]
        statement = statement.on_conflict_do_update(index_elements=list(table.primary_key), set_={adding: both})
    return _Form(
        str(statement.compile(dialect=dialect)),
        {column.name: column.type.dialect_impl(dialect).bind_processor(dialect) for column in table.columns},
        dialect.positional,
    )

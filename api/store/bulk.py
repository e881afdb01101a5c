"""Many rows at once, past the mapper and past single statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


def insert_rows(connection: Connection, table: str, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Add rows to a table by the driver itself; by COPY on a server's database.

    Parameters
    ----------
    names : sequence of str
        Columns, in the order of the values of each row.

    Raises
    ------
    DBAPIError
        The database does not take them.
    """
    if connection.dialect.name == "postgresql":
        copy_rows(connection, table, names, rows)
        return
    marks = ", ".join("?" * len(names))
    connection.exec_driver_sql(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", [tuple(r) for r in rows])


def copy_rows(connection: Connection, table: str, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Add rows by COPY, several times faster than statement by statement; errors are those of any statement."""
    statement = f"COPY {table} ({', '.join(names)}) FROM STDIN"
    raw: Any = connection.connection.driver_connection
    errors: type[Exception] = connection.dialect.loaded_dbapi.Error
    try:
        with raw.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except errors as error:
        raise DBAPIError.instance(statement, None, error, errors, dialect=connection.dialect) from error

"""Answers and refusals that all resources share, and what their descriptions say of errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from fastapi import Response
from pydantic import BaseModel

from api.paging import Key, encode_cursor
from api.problems import (
    CHANGED,
    CONFLICT,
    FORBIDDEN,
    INVALID_CURSOR,
    INVALID_PARAMETER,
    KEY_NEEDED,
    KEY_REUSED,
    MATCH_NEEDED,
    NOT_FOUND,
    STORAGE,
    UNAUTHENTICATED,
    Problem,
    ProblemType,
    documented,
)
from planner.errors import BadPolicy

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BINARY: Mapping[str, Any] = {"schema": {"type": "string", "format": "binary"}}
"""Content of a file, in the description of the API."""
ERRORS_SHOWN = 200
RETRY_S = 10
"""Seconds after which a service that is busy is asked again."""

Documented = dict[int | str, dict[str, Any]]
Row = TypeVar("Row")

_ACCOUNT = (UNAUTHENTICATED, FORBIDDEN, INVALID_PARAMETER, STORAGE)
"""Errors of every route that needs an account."""


def reads(*more: ProblemType) -> Documented:
    """Errors of reading one object by an account."""
    return documented(*_ACCOUNT, NOT_FOUND, *more)


def pages(*more: ProblemType) -> Documented:
    """Errors of reading a collection by an account."""
    return documented(*_ACCOUNT, INVALID_CURSOR, *more)


def adds(*more: ProblemType) -> Documented:
    """Errors of a write that carries an Idempotency-Key."""
    return documented(*_ACCOUNT, KEY_NEEDED, KEY_REUSED, *more)


def edits(*more: ProblemType) -> Documented:
    """Errors of a write that carries If-Match."""
    return documented(*_ACCOUNT, NOT_FOUND, CHANGED, MATCH_NEEDED, *more)


def published(*more: ProblemType) -> Documented:
    """Answers beside the content itself of reading what is published, which anybody may keep and ask for again."""
    unchanged: Documented = {304: {"description": "Unchanged since the answer with that ETag"}}
    return unchanged | documented(STORAGE, *more)


def named(parameter: str, reason: str) -> dict[str, str]:
    """One entry of a problem's ``errors``."""
    return {"parameter": parameter, "reason": reason}


def invalid(parameter: str, reason: str) -> Problem:
    """The refusal of one parameter."""
    return Problem(INVALID_PARAMETER, [named(parameter, reason)])


def policy_errors(parameter: str, error: BadPolicy) -> list[dict[str, str]]:
    """Every fault of rules as an error of a problem document; the last line says how many more there are."""
    faults = error.faults
    errors = [named(parameter, fault) for fault in faults[:ERRORS_SHOWN]]
    return errors if len(faults) <= ERRORS_SHOWN else [*errors, named("", f"and {len(faults) - ERRORS_SHOWN} more")]


def conflict(parameter: str, reason: str) -> Problem:
    """The refusal of a write that the state of things does not allow."""
    return Problem(CONFLICT, [named(parameter, reason)])


def existing(row: Row | None) -> Row:
    """A row that was looked for.

    Raises
    ------
    Problem
        It is not there, or not for the eyes of who asks.
    """
    if row is None:
        raise Problem(NOT_FOUND)
    return row


def page_of(rows: Sequence[Row], limit: int, key: Callable[[Row], tuple[Key, ...]]) -> tuple[Sequence[Row], str | None]:
    """The rows of a page, and the cursor of the next one where more rows were found.

    Parameters
    ----------
    rows : sequence
        One more than ``limit`` where there is a next page.
    key : callable
        Sort key of a row.
    """
    shown = rows[:limit]
    return shown, encode_cursor(*key(shown[-1])) if len(rows) > limit else None


def fresh(view: BaseModel, headers: Mapping[str, str] | None = None) -> Response:
    """An answer that nobody keeps."""
    own = {"Cache-Control": "no-store", **(headers or {})}
    return Response(view.model_dump_json(), 200, own, media_type="application/json")


def attached(name: str) -> dict[str, str]:
    """Header of an answer that is a file."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}

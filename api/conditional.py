"""Validators of answers: an unchanged resource is answered by 304 without reading it again."""

from __future__ import annotations

import hashlib

from fastapi import FastAPI, Request, Response

import planner

CACHE = "private, no-cache"
"""May be kept by the reader, and is asked for again each time: roles and versions can change."""

FORM = f"{planner.__version__}-1"
"""Changes when the same stored schedule is answered in another form."""


class NotModified(Exception):
    """The reader already has this answer."""

    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


def etag_of(*parts: str | bytes) -> str:
    """Weak validator of an answer made from ``parts``; weak, since the answer may be sent compressed."""
    total = hashlib.sha256(FORM.encode())
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        total.update(len(content).to_bytes(8, "big") + content)
    return f'W/"{total.hexdigest()[:32]}"'


def check(request: Request, etag: str) -> None:
    """Stop here when the reader has the answer that ``etag`` stands for.

    Raises
    ------
    NotModified
        ``If-None-Match`` names it, or is ``*``.
    """
    header = request.headers.get("if-none-match")
    if header is not None and names(header, etag):
        raise NotModified(etag)


def names(header: str, etag: str) -> bool:
    """Whether an If-None-Match names a validator, or any by ``*``."""
    named = {part.strip().removeprefix("W/") for part in header.split(",")}
    return "*" in named or etag.removeprefix("W/") in named


def headers(etag: str) -> dict[str, str]:
    """Headers of an answer with that validator."""
    return {"ETag": etag, "Cache-Control": CACHE}


def respond(request: Request, body: bytes, media_type: str = "application/json") -> Response:
    """Answer whose validator is its own content.

    Raises
    ------
    NotModified
        The reader already has it.
    """
    etag = etag_of(body)
    check(request, etag)
    return Response(body, headers=headers(etag), media_type=media_type)


def install(app: FastAPI) -> None:
    """Answer ``NotModified`` by 304."""

    def _on_not_modified(_request: Request, error: Exception) -> Response:
        etag = error.etag if isinstance(error, NotModified) else ""
        return Response(status_code=304, headers=headers(etag))

    app.add_exception_handler(NotModified, _on_not_modified)

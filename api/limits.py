"""No request is larger than the service takes: refused by its header, or cut off while it arrives."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import TOO_LARGE, problem_response

Limit = Callable[[str], int]
"""Most bytes of a request to a path."""


class _TooLarge(Exception):
    """More bytes arrive than were announced or allowed."""


class BodyLimit:
    """Middleware that counts the bytes of every request."""

    def __init__(self, app: ASGIApp, limit: Limit) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most, seen, over, started = self.limit(scope["path"]), 0, False, False
        announced = Request(scope).headers.get("content-length", "0")
        if not announced.isdecimal() or int(announced) > most:
            await problem_response(Request(scope), TOO_LARGE)(scope, receive, send)
            return

        async def counted() -> Message:
            nonlocal seen, over
            message = await receive()
            seen += len(message.get("body", b""))
            over = over or seen > most
            if over:
                raise _TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            if over and not started:
                return  # whatever the application makes of a body that was cut off
            started = True
            await send(message)

        with contextlib.suppress(_TooLarge):
            await self.app(scope, counted, noted)
        if over and not started:
            await problem_response(Request(scope), TOO_LARGE)(scope, receive, send)

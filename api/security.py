"""Headers that every answer carries, and the host names under which the service answers."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import UNKNOWN_HOST, problem_response

NOTHING_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
MAP_POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""The map page is one file with its script inside; the sandbox keeps it apart from everything else here."""

COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
ADDED = tuple(
    (name.lower().encode(), value.encode())
    for name, value in {**COMMON, "Content-Security-Policy": NOTHING_POLICY}.items()
)
"""Headers that an answer gets unless it has them, as they are sent."""
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
ANY_ADDRESS = frozenset({"0.0.0.0", "::"})


def allowed_names(configured: tuple[str, ...], host: str) -> frozenset[str]:
    """Host names to answer under: as configured, else the loopback names and the address listened on.

    >>> sorted(allowed_names((), "10.1.2.3"))
    ['10.1.2.3', '127.0.0.1', '[::1]', 'localhost']
    """
    if configured:
        return frozenset(name.lower() for name in configured)
    if host in ANY_ADDRESS:
        return frozenset({"*"})
    return LOOPBACK_NAMES | {f"[{host}]" if ":" in host else host.lower()}


class Guard:
    """Refuses foreign host names, answers HEAD as GET, adds the common headers."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = {name.lower() for name, _ in message["headers"]}
                added = [header for header in ADDED if header[0] not in told]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        request = Request(scope)
        if "*" not in self.hosts and _host_name(request) not in self.hosts:
            await problem_response(request, UNKNOWN_HOST)(scope, receive, send_guarded)
            return
        # The server leaves out the body of a HEAD answer by itself.
        inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        await self.app(inner, receive, send_guarded)


def _host_name(request: Request) -> str:
    host = request.headers.get("host", "").lower()
    return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]

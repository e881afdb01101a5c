"""Running the application: uvicorn on loopback, stopped gracefully."""

from __future__ import annotations

import logging

import uvicorn

from api.main import create_app
from api.security import LOOPBACK_NAMES
from api.settings import Settings

log = logging.getLogger("uvicorn.error")


def make_server(settings: Settings) -> uvicorn.Server:
    """Server that has not started yet.

    On SIGTERM or Ctrl-C it takes no new requests, lets the running ones end for ``stop_grace_s`` seconds, and
    closes the database.
    """
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level=settings.log_level,
        timeout_graceful_shutdown=settings.stop_grace_s,
        server_header=False,
        proxy_headers=False,
        access_log=settings.log_level == "debug",
    )
    return uvicorn.Server(config)


def serve_forever(settings: Settings) -> None:
    """Serve until told to stop.

    Raises
    ------
    BadUsage
        The database cannot be used.
    """
    server = make_server(settings)
    if settings.host not in LOOPBACK_NAMES and settings.host != "::1":
        log.warning("listening on %s: whoever reaches this address can read every published schedule", settings.host)
    server.run()

"""Running the application: uvicorn on loopback, stopped gracefully."""

from __future__ import annotations

import contextlib
import logging
import signal
import threading
from collections.abc import Generator

import uvicorn

from api.main import create_app
from api.operation.logs import set_up_logs
from api.passing import sweep
from api.security import LOOPBACK_NAMES
from api.settings import Settings

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
log = logging.getLogger("uvicorn.error")


class Server(uvicorn.Server):
    """Server for which a stop by signal is a good end: the process leaves with 0."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Take stop signals while serving, in the main thread; give the former handlers back afterwards."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        former = {number: signal.signal(number, self.handle_exit) for number in STOP_SIGNALS}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)


def make_server(settings: Settings) -> Server:
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
        access_log=False,
        log_config=None,
    )
    return Server(config)


def serve_forever(settings: Settings) -> None:
    """Serve until told to stop.

    Raises
    ------
    BadUsage
        The database cannot be used.
    """
    set_up_logs(settings.log_level)
    sweep()
    server = make_server(settings)
    if settings.host not in LOOPBACK_NAMES and settings.host != "::1":
        log.warning("listening on %s: whoever reaches this address can read every published schedule", settings.host)
    server.run()

"""Running the application: uvicorn on loopback, stopped gracefully."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Generator
from functools import partial

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from api.jobs.child import die_with_parent
from api.main import create_app
from api.operation.logs import set_up_logs
from api.passing import sweep
from api.security import LOOPBACK_NAMES
from api.settings import Settings
from api.store.database import open_database, require_current

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
SILENT_S = 300
"""A process that does not answer its supervisor for so long is replaced; on a busy machine one starts slowly."""
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
    return Server(_config(settings, create_app(settings)))


def _config(settings: Settings, app: FastAPI | Callable[[], FastAPI]) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        factory=not isinstance(app, FastAPI),
        workers=settings.server_processes,
        timeout_worker_healthcheck=SILENT_S,
        host=settings.host,
        port=settings.port,
        log_level=settings.log_level,
        timeout_graceful_shutdown=settings.stop_grace_s,
        server_header=False,
        proxy_headers=False,
        access_log=False,
        log_config=None,
    )


def serve_forever(settings: Settings) -> None:
    """Serve until told to stop.

    Raises
    ------
    BadUsage
        The database cannot be used.
    """
    set_up_logs(settings.log_level)
    sweep()
    if settings.host not in LOOPBACK_NAMES and settings.host != "::1":
        log.warning("listening on %s: whoever reaches this address can read every published schedule", settings.host)
    if settings.server_processes == 1:
        server = make_server(settings)
        spare_the_collector()
        server.run()
    else:
        supervise(settings)


def supervise(settings: Settings) -> None:
    """Serve by several processes on one socket; one that dies is replaced, and all end with this one.

    Raises
    ------
    BadUsage
        The database cannot be used.
    """
    engine = open_database(settings.db_url, settings.busy_timeout_ms)
    require_current(engine)  # once, and not by all of them at the same time
    engine.dispose()
    config = _config(settings, partial(one_of_several, settings, os.getpid()))
    Multiprocess(config, sockets=[config.bind_socket()]).run()


def one_of_several(settings: Settings, supervisor: int) -> FastAPI:
    """The application in a process under a supervisor, with which it ends."""
    die_with_parent()
    if os.getppid() != supervisor:
        sys.exit("the supervisor has ended meanwhile")
    set_up_logs(settings.log_level)
    app = create_app(settings)
    spare_the_collector()
    return app


def spare_the_collector() -> None:
    """Keep what is loaded by now out of the rounds of the cyclic garbage collector, for the life of this process.

    A whole round over it stops every answer for a quarter of a second, and finds nothing.
    """
    gc.collect()
    gc.freeze()

"""Commands of the service: ``serve``, ``db upgrade`` and ``publish``."""

from __future__ import annotations

import json
from typing import Annotated

import typer

database = typer.Typer(help="The database of the service.", no_args_is_help=True)

DB_HELP = "Database: a file, or an address such as postgresql+psycopg:///returnline."


def register(app: typer.Typer) -> None:
    """Mount the commands on ``app``."""
    app.command("serve")(serve)
    app.add_typer(database, name="db")


def serve(
    db: Annotated[str | None, typer.Option("--db", help=DB_HELP, show_default="from the settings")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65_535, help="Port.", show_default="8080")] = None,
) -> None:
    """Serve published schedules: pages at /, the API at /api/v1, its description at /docs."""
    from api.server import serve_forever
    from api.settings import database_url, settings

    given = {"db_url": database_url(db) if db else None, "host": host, "port": port}
    serve_forever(settings().model_copy(update={key: value for key, value in given.items() if value is not None}))


@database.command("upgrade")
def upgrade(
    db: Annotated[str | None, typer.Option("--db", help=DB_HELP, show_default="from the settings")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Bring the database to the form that this version needs."""
    from api.settings import database_url, settings
    from api.store.database import open_database, upgrade

    before, after = upgrade(open_database(database_url(db) if db else settings().db_url))
    if as_json:
        typer.echo(json.dumps({"before": before, "after": after}))
    else:
        change = f"{before or 'none'} → {after}" if before != after else f"{after}, nothing to do"
        typer.echo(f"database: revision {change}")

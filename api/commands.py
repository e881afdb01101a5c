"""Commands of the service: ``serve``, ``db upgrade``, and the publication into the database."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from planner.commands.publish import refuse_violations
from planner.errors import BadUsage

if TYPE_CHECKING:
    from api.publishing import Published

database = typer.Typer(help="The database of the service.", no_args_is_help=True)

DB = "--db"
DB_HELP = "Database: a file, or an address such as postgresql+psycopg:///returnline."
FILE_ENDINGS = (".db", ".sqlite", ".sqlite3")


def register(app: typer.Typer) -> None:
    """Mount the commands on ``app``."""
    app.command("publish", cls=CommandWithDatabase)(publish)
    app.command("serve", cls=CommandWithDatabase)(serve)
    app.command("worker", cls=CommandWithDatabase)(worker)
    app.add_typer(database, name="db")


def with_address(arguments: Sequence[str]) -> list[str]:
    """Arguments in which a ``--db`` that stands alone says so.

    ``--db`` may be followed by a file name that ends in .db or .sqlite, or by an address; otherwise the database of
    the settings is meant, and what follows is another argument.

    >>> with_address(["S", "P", "--db"]), with_address(["S", "--db", "P"]), with_address(["--db", "x.db", "S"])
    (['S', 'P', '--db='], ['S', '--db=', 'P'], ['--db=x.db', 'S'])
    """
    told: list[str] = []
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument == DB:
            given = bool(rest) and ("://" in rest[0] or rest[0].endswith(FILE_ENDINGS))
            argument = f"{DB}={rest.pop(0) if given else ''}"
        told.append(argument)
    return told


def publish(
    scenario: Annotated[Path, typer.Argument(metavar="DIR", help="Scenario folder, or one .xlsx workbook.")],
    plan: Annotated[Path, typer.Argument(metavar="OUT", help="Plan folder.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FOLDER", help="Where the papers go.", show_default=False)
    ] = None,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Only Excel schedules and manifests.")] = False,
    geojson: Annotated[bool, typer.Option("--geojson", help="Only GeoJSON of trips, stops and zones.")] = False,
    gpkg: Annotated[bool, typer.Option("--gpkg", help="Only a GeoPackage of the same for a GIS, with routes.")] = False,
    gtfs: Annotated[bool, typer.Option("--gtfs", help="Only the timetable as a GTFS feed.")] = False,
    ics: Annotated[bool, typer.Option("--ics", help="Only the timetable as an iCalendar.")] = False,
    enterprise: Annotated[
        str | None, typer.Option("--enterprise", metavar="ID", help="Also a manifest of this enterprise's people.")
    ] = None,
    db: Annotated[
        str | None,
        typer.Option(DB, metavar="[FILE|URL]", help="Also into the database, as the next version.", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Verify the plan again, write its papers, and make it the next published version. Exit 4 if a rule is violated."""
    from api.papers import PlannerPapers
    from api.publishing import publish_plan
    from api.settings import database_url, settings
    from planner.publish.papers import PAPERS, write_papers

    if output is None and db is None:
        raise BadUsage("nothing to do: give -o FOLDER for papers, --db for the database, or both")
    if not scenario.exists():
        raise BadUsage(f"{scenario} does not exist; name a scenario folder or workbook")
    if not plan.is_dir():
        raise BadUsage(f"{plan} is not a folder; name a plan folder")
    papers = PlannerPapers()
    files: list[Path] = []
    if output is not None:
        found, planned = papers.read(scenario, plan)
        refuse_violations(papers.verify(scenario, plan))
        named = {"xlsx": xlsx, "geojson": geojson, "gpkg": gpkg, "gtfs": gtfs, "ics": ics}
        asked = tuple(kind for kind in PAPERS if named[kind]) or PAPERS
        files = list(write_papers(planned, found, output, asked, enterprise, int(time.time())))
    stored = None
    if db is not None:
        stored = publish_plan(scenario, plan, database_url(db) if db else settings().db_url, papers)
    _tell(output, files, stored, as_json)


def _tell(output: Path | None, files: list[Path], stored: Published | None, as_json: bool) -> None:
    if as_json:
        document = {
            "folder": None if output is None else str(output),
            "files": [path.name for path in files],
            "schedule": None if stored is None else asdict(stored),
        }
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    for path in files:
        typer.echo(f"{path}: {path.stat().st_size / 1024:,.0f} KiB")
    if stored is not None:
        typer.echo(
            f"published {stored.campaign_id} version {stored.version} (schedule {stored.schedule_id}): "
            f"{stored.served:,} served, {stored.unserved:,} left behind, {stored.trips:,} trips"
        )


class CommandWithDatabase(TyperCommand):
    """A command whose ``--db`` may stand alone."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse arguments after ``with_address``."""
        return super().parse_args(ctx, with_address(args))


def serve(
    db: Annotated[str | None, typer.Option(DB, help=DB_HELP, show_default="from the settings")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65_535, help="Port.", show_default="8080")] = None,
    processes: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes that answer requests.", show_default="1")
    ] = None,
) -> None:
    """Serve published schedules: pages at /, the API at /api/v1, its description at /docs."""
    from api.server import serve_forever
    from api.settings import database_url, settings

    given = {"db_url": database_url(db) if db else None, "host": host, "port": port, "server_processes": processes}
    serve_forever(settings().model_copy(update={key: value for key, value in given.items() if value is not None}))


def worker(
    db: Annotated[str | None, typer.Option(DB, help=DB_HELP, show_default="from the settings")] = None,
    keys: Annotated[Path | None, typer.Option("--keys", help="Key file.", show_default="from the settings")] = None,
) -> None:
    """Make the plans that are asked for, one after the other; start as many workers as there are cores to give.

    Every hour a worker also deletes what has expired and anchors the audit log.
    """
    from api.identity.cipher import KeyFile
    from api.jobs.worker import work_forever
    from api.operation.housekeeping import tidy
    from api.settings import database_url, settings
    from api.store.database import open_database, require_current

    engine = open_database(database_url(db) if db else settings().db_url)
    require_current(engine)
    found = KeyFile(keys or settings().key_file)
    found.cipher()
    work_forever(engine, found, lambda now: tidy(engine, settings(), now))


@database.command("upgrade", cls=CommandWithDatabase)
def upgrade(
    db: Annotated[str | None, typer.Option(DB, help=DB_HELP, show_default="from the settings")] = None,
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

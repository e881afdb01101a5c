"""Commands that run the service: ``backup``, ``restore``, ``erase``."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from planner.errors import BadUsage, ReturnLineError

Database = Annotated[
    str | None,
    typer.Option("--db", help="Database: a file, or an address.", show_default="from the settings"),
]
Keys = Annotated[Path | None, typer.Option("--keys", help="Key file.", show_default="from the settings")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


class DrillFailed(ReturnLineError):
    """A restored database does not hold together."""

    exit_code = 4


def register(app: typer.Typer) -> None:
    """Mount the commands on ``app``."""
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.command("erase")(erase)


def backup(
    out: Annotated[Path, typer.Option("--out", "-o", help="File to write; a note is written beside it.")],
    db: Database = None,
    as_json: AsJson = False,
) -> None:
    """Copy the whole database while the service goes on. The key file is not part of it: keep that elsewhere."""
    from api.operation.backup import take_backup
    from api.store.database import open_database

    note = take_backup(open_database(_address(db)), out, int(time.time()))
    if as_json:
        typer.echo(json.dumps(asdict(note)))
    else:
        typer.echo(f"{out}: {note.size / 1048576:,.1f} MiB, revision {note.revision}, sha256 {note.sha256[:16]}…")


def restore(
    file: Annotated[Path, typer.Argument(help="Backup.")],
    db: Annotated[str, typer.Option("--db", help="Database to make: a new file, or an empty server database.")],
    keys: Keys = None,
    anchor: Annotated[Path | None, typer.Option(help="Remembered tips of the audit log.")] = None,
    as_json: AsJson = False,
) -> None:
    """Put a backup into a new database, and check it: audit log, and the verifier on every plan in force.

    Exit 4 when the check fails; the restored database is left for a look.
    """
    from api.identity.cipher import KeyFile
    from api.operation.backup import drill, put_back
    from api.settings import database_url, settings
    from api.store.anchors import read_anchors
    from api.store.database import open_database

    url = database_url(db)
    cipher = KeyFile(keys or settings().key_file).cipher()
    put_back(file, url)
    found = drill(open_database(url), cipher, read_anchors(anchor) if anchor else ())
    if as_json:
        typer.echo(json.dumps({**asdict(found), "passed": found.passed}))
    else:
        typer.echo(
            f"revision {found.revision}, {found.audit_faults} faults in the audit log, "
            f"{found.plans_checked} plans verified again, {len(found.plans_refused)} refused"
        )
    if not found.passed:
        raise typer.Exit(DrillFailed.exit_code)


def erase(
    report: Annotated[Path, typer.Option("--report", "-o", help="Where the signed report of destruction goes.")],
    campaign: Annotated[list[str] | None, typer.Option(help="Campaign to erase; may be given again.")] = None,
    days: Annotated[
        int | None,
        typer.Option(min=0, help="All campaigns that ended more days ago.", show_default="retention_days, if set"),
    ] = None,
    db: Database = None,
    keys: Keys = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Destroy lists, workers and manifests of campaigns, here and, by a change of key, in every older backup."""
    from api.identity.keys import read_keys
    from api.operation.erasure import due_campaigns, report_text
    from api.operation.erasure import erase as destroy
    from api.settings import settings
    from api.store.database import open_database, reading, require_current

    if days is None and not campaign:
        days = settings().retention_days
    if (days is None) == (not campaign):
        raise BadUsage("name campaigns by --campaign, or give --days (RETURNLINE_RETENTION_DAYS), one of the two")
    if report.exists():
        raise BadUsage(f"{report} exists; a report of destruction is never replaced")
    engine, key_file, now = open_database(_address(db)), keys or settings().key_file, int(time.time())
    require_current(engine)
    with reading(engine) as session:
        chosen = list(campaign or ()) or due_campaigns(session, now, days or 0)
    if not chosen:
        typer.echo("no campaign is due")
        return
    if not yes and not typer.confirm(f"Destroy the personal data of {', '.join(chosen)} for good?"):
        raise typer.Abort
    done = destroy(engine, key_file, read_keys(key_file), chosen, now, "command")
    report.write_text(report_text(done), encoding="utf-8")
    figures = f"{done.workers} workers, {done.lists} lists, {done.plan_files} files"
    typer.echo(f"{len(chosen)} campaigns: {figures} destroyed")
    typer.echo(f"signed report: {report}. Older backups cannot be opened any more: take a new one")


def _address(db: str | None) -> str:
    from api.settings import database_url, settings

    return database_url(db) if db else settings().db_url

"""Commands for accounts, keys and the audit log: ``user``, ``keys``, ``audit``."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.access.roles import Role
from planner.errors import BadUsage, ReturnLineError

if TYPE_CHECKING:
    from sqlalchemy import Engine

users = typer.Typer(help="Accounts of people who use the service.", no_args_is_help=True)
keys = typer.Typer(help="Keys of identity data.", no_args_is_help=True)
audit = typer.Typer(help="The audit log.", no_args_is_help=True)

DB_HELP = "Database: a file, or an address such as postgresql+psycopg:///returnline."
Database = Annotated[str | None, typer.Option("--db", help=DB_HELP, show_default="from the settings")]
KeyFile = Annotated[Path | None, typer.Option("--keys", help="Key file.", show_default="from the settings")]


class AuditBroken(ReturnLineError):
    """The audit log does not hold together."""

    exit_code = 4


def register(app: typer.Typer) -> None:
    """Mount the commands on ``app``."""
    app.add_typer(users, name="user")
    app.add_typer(keys, name="keys")
    app.add_typer(audit, name="audit")


@users.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Name to log in with.")],
    role: Annotated[Role, typer.Option(help="What the person is to the campaign.")],
    enterprise: Annotated[str | None, typer.Option(help="Enterprise of the role enterprise.")] = None,
    subject: Annotated[
        str | None, typer.Option(help="Claim `sub` at the identity provider, in place of a password.")
    ] = None,
    db: Database = None,
) -> None:
    """Add an account; the password is asked for, or read from standard input when that is not a terminal."""
    from api.access.passwords import hash_password
    from api.settings import settings
    from api.store import accounts, audit_log
    from api.store.database import writing

    if (role is Role.ENTERPRISE) != (enterprise is not None):
        raise BadUsage("--enterprise goes with --role enterprise, and with no other role")
    issuer = settings().oidc_issuer
    if subject is not None and issuer is None:
        raise BadUsage("--subject needs an identity provider: set RETURNLINE_OIDC_ISSUER")
    external = None if subject is None or issuer is None else accounts.external_subject(issuer, subject)
    hashed = hash_password(_password()) if external is None else None
    now = int(time.time())
    with writing(_engine(db)) as session:
        if accounts.find_user(session, name) is not None:
            raise BadUsage(f"there is an account {name!r} already")
        if external is not None and accounts.find_external(session, external) is not None:
            raise BadUsage(f"there is an account of {subject!r} already")
        user = accounts.add_user(session, accounts.NewUser(name, role, enterprise, hashed, external), now)
        audit_log.record(session, now, "", "user.added", ("user", user.user_id), {"role": str(role), "by": "command"})
    typer.echo(f"account {name} ({role}) added")


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


@keys.command("new")
def new_keys(file: KeyFile = None) -> None:
    """Make a key file. Keep a copy of it apart from the database's backups: without it nobody reads the names."""
    from api.identity.keys import KeyRing, write_keys

    path = _key_file(file)
    write_keys(path, KeyRing.new())
    typer.echo(f"{path}: new keys")


@keys.command("rotate")
def rotate_keys(
    db: Database = None,
    file: KeyFile = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the old key too, for older backups.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Seal everything with a fresh key while the service runs, then throw the old key away.

    After a crash run it again: it goes on where it was ended.
    """
    from dataclasses import asdict

    from api.operation.sealing import rotate

    done = rotate(_engine(db), _key_file(file), int(time.time()), "command", keep=keep)
    if as_json:
        typer.echo(json.dumps(asdict(done)))
        return
    typer.echo(f"{done.sealed_again} values are sealed with key {done.key}")
    if done.retired:
        numbers = ", ".join(map(str, done.retired))
        typer.echo(f"thrown away: key {numbers}. Older backups cannot be opened any more: take a new one")


@audit.command("verify")
def verify_audit(
    anchor: Annotated[
        Path | None, typer.Option(help="File of remembered tips.", show_default="from the settings")
    ] = None,
    db: Database = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Check every entry of the log against the one before it, and against the anchored tips. Exit 4 if one is false."""
    from api.settings import settings
    from api.store import audit_log
    from api.store.anchors import read_anchors
    from api.store.database import reading

    path = anchor or settings().audit_anchor
    with reading(_engine(db)) as session:
        found = list(audit_log.faults(session, read_anchors(path) if path else ()))
        entries = audit_log.count(session)
    if as_json:
        faults = [{"seq": fault.seq, "reason": fault.reason} for fault in found]
        typer.echo(json.dumps({"entries": entries, "faults": faults}))
    else:
        for fault in found:
            typer.echo(f"entry {fault.seq}: {fault.reason}")
        typer.echo(f"{entries} entries, {len(found)} faults")
    if found:
        raise typer.Exit(AuditBroken.exit_code)


@audit.command("anchor")
def anchor_audit(
    file: Annotated[Path | None, typer.Argument(help="Where the tip is remembered.")] = None, db: Database = None
) -> None:
    """Remember the tip of the log outside the database; keep the file where the database's owner cannot write."""
    from api.settings import settings
    from api.store import audit_log
    from api.store.anchors import add_anchor
    from api.store.database import reading

    path = file or settings().audit_anchor
    if path is None:
        raise BadUsage("name a file, or set RETURNLINE_AUDIT_ANCHOR")
    with reading(_engine(db)) as session:
        tip = audit_log.tip(session)
    add_anchor(path, tip, int(time.time()))
    typer.echo(f"{path}: entry {tip.seq} anchored")


def _engine(db: str | None) -> Engine:
    from api.settings import database_url, settings
    from api.store.database import open_database, require_current

    engine = open_database(database_url(db) if db else settings().db_url)
    require_current(engine)
    return engine


def _key_file(file: Path | None) -> Path:
    from api.settings import settings

    return file or settings().key_file

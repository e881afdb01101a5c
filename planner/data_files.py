"""Where the shipped data lie: the ``data/`` folder of a checkout, or ``planner/_data`` inside a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_root() -> Path:
    """Folder that holds ``reference/``, ``policies/`` and ``scenarios/``.

    Raises
    ------
    FileNotFoundError
        The installation is broken: neither folder is there.
    """
    for root in (_PACKAGE / "_data", _PACKAGE.parent / "data"):
        if root.is_dir():
            return root
    raise FileNotFoundError("the shipped data are missing: neither planner/_data nor data/ exists; install again")


def data_path(*parts: str) -> Path:
    """Path of a shipped file or folder, e.g. ``data_path("policies", "bare.toml")``; it need not exist."""
    return data_root().joinpath(*parts)

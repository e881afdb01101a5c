"""The key ring: one JSON file outside the database and its backups, readable by its owner alone."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from planner.errors import BadUsage

KEY_BYTES = 32
OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys by number; the current one seals, the others still open what they sealed.

    Attributes
    ----------
    seal : mapping
        Number → AES-256 key of the identity columns.
    index : bytes
        HMAC-SHA-256 key of the blind index. It changes only when the whole index is made anew.
    current : int
        Number of the key that seals.
    """

    seal: Mapping[int, bytes]
    index: bytes
    current: int

    def __post_init__(self) -> None:
        if self.current not in self.seal:
            raise ValueError(f"key {self.current} is to seal, but the ring holds {sorted(self.seal)}")
        if any(len(key) != KEY_BYTES for key in (*self.seal.values(), self.index)):
            raise ValueError(f"a key does not have {KEY_BYTES} bytes")

    @classmethod
    def new(cls) -> KeyRing:
        """Fresh random keys."""
        return cls({1: secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(KEY_BYTES), 1)

    def rotated(self) -> KeyRing:
        """The ring with a fresh sealing key; rows sealed before are sealed again by ``keys rotate``."""
        number = max(self.seal) + 1
        return KeyRing({**self.seal, number: secrets.token_bytes(KEY_BYTES)}, self.index, number)

    def retired(self) -> KeyRing:
        """The ring without any but the current sealing key."""
        return KeyRing({self.current: self.seal[self.current]}, self.index, self.current)


def read_keys(path: Path) -> KeyRing:
    """The key ring of a file.

    Raises
    ------
    BadUsage
        The file is missing, malformed, or readable by others than its owner.
    """
    if not path.is_file():
        raise BadUsage(f"there is no key file {path}; make one with `returnline keys new`")
    if path.stat().st_mode & 0o077:
        raise BadUsage(f"key file {path} can be read by others; allow only its owner: chmod 600 {path}")
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        seal = {int(number): base64.b64decode(text, validate=True) for number, text in document["seal"].items()}
        return KeyRing(seal, base64.b64decode(document["index"], validate=True), int(document["current"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadUsage(f"key file {path} is malformed: {error}") from error


def write_keys(path: Path, ring: KeyRing, *, replace: bool = False) -> None:
    """Write a key ring; an existing file is kept unless ``replace``.

    Raises
    ------
    BadUsage
        The file exists already.
    """
    if path.exists() and not replace:
        raise BadUsage(f"key file {path} exists; what it sealed would be lost, so it is not replaced")
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "seal": {str(number): base64.b64encode(key).decode() for number, key in sorted(ring.seal.items())},
        "index": base64.b64encode(ring.index).decode(),
        "current": ring.current,
    }
    beside = path.with_suffix(path.suffix + ".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(json.dumps(document, indent=1))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        # what is sealed with a new key may be on disk before the file's new name is, unless the folder is flushed too
        os.fsync(folder)
    finally:
        os.close(folder)

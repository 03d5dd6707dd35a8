"""Bundles: what one installation takes out for another, in a file that says what it holds and who signed it.

A bundle is a ZIP of `manifest.json` (what it is about, and the length and SHA-256 of each part), `signature.json` (over
the manifest's bytes) and `parts/<name>.jsonl` (one JSON object a line). Nothing of a part is believed before the
signature, the signer and the part's digest are.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Final, NoReturn
from uuid import UUID

from spirale.method.problems import Problem
from spirale.offline import signing

FORMAT: Final = "spirale bundle"
VERSION: Final = 1
FILE_LIMIT: Final = 64 * 1024 * 1024
UNPACKED_LIMIT: Final = 256 * 1024 * 1024
ROWS_LIMIT: Final = 500_000
LINE_LIMIT: Final = 1024 * 1024

_MANIFEST: Final = "manifest.json"
_SIGNATURE: Final = "signature.json"
_SMALL: Final = 256 * 1024
_MOST_PARTS: Final = 64
_CHUNK: Final = 256 * 1024
_SIGNED: Final = b"spirale bundle, version 1\n"  # so that no signature made for another purpose fits

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was read whole, and is what its signer signed."""

    about: UUID
    made_at: datetime
    digest: str
    public_key: str
    parts: Mapping[str, list[Row]]

    @property
    def fingerprint(self) -> str:
        return signing.fingerprint_of(self.public_key)


def write_bundle(
    stream: IO[bytes], *, kind: str, about: UUID, made_at: datetime, parts: Mapping[str, Iterable[Mapping[str, Any]]]
) -> dict[str, int]:
    """Write and sign a bundle; gives how many rows each part holds."""
    listed: list[Row] = []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in parts.items():
            listed.append(_write_part(archive, name, rows))
        manifest = json.dumps(
            {
                "format": FORMAT,
                "version": VERSION,
                "kind": kind,
                "about": str(about),
                "made_at": made_at.isoformat(),
                "parts": listed,
            },
            indent=1,
        ).encode()
        signature = {
            "algorithm": "Ed25519",
            "public_key": signing.public_key(),
            "signature": signing.sign(_SIGNED + manifest),
        }
        archive.writestr(_entry(_MANIFEST), manifest)
        archive.writestr(_entry(_SIGNATURE), json.dumps(signature, indent=1))
    return {part["name"]: part["rows"] for part in listed}


def read_bundle(stream: IO[bytes], *, kind: str, believes: Callable[[str, str], bool]) -> Bundle:
    """Read a bundle whole. `believes(fingerprint, public_key)` says whether its signer is to be believed.

    Raises Problem("bundle not readable"), ("bundle cut short"), ("bundle too large"), ("bundle of another kind"),
    ("bundle of another version"), ("bundle not as signed"), ("bundle signed by unknown").
    """
    if stream.seek(0, 2) > FILE_LIMIT:
        raise Problem("bundle too large", limit=FILE_LIMIT // 2**20)
    stream.seek(0)
    starts = stream.read(4)
    try:
        with zipfile.ZipFile(stream) as archive:
            return _read(archive, kind, believes)
    except zipfile.BadZipFile as error:
        if starts == b"PK\x03\x04" and "not a zip file" in str(error):
            raise Problem("bundle cut short") from None
        raise Problem("bundle not as signed", part=_named_in(str(error))) from None
    except (zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as error:
        raise Problem("bundle not readable", reason=f"{type(error).__name__}: {error}"[:120]) from None


def _read(archive: zipfile.ZipFile, kind: str, believes: Callable[[str, str], bool]) -> Bundle:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > _MOST_PARTS or len(set(names)) < len(names) or not {_MANIFEST, _SIGNATURE} <= set(names):
        _refuse("it does not hold what a bundle holds")
    for entry in entries:
        if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            _refuse(f"{entry.filename} is packed in a way that is not read")
    manifest_bytes = _unpacked(archive, _MANIFEST, _SMALL)
    signature = _object(_unpacked(archive, _SIGNATURE, _SMALL), _SIGNATURE)
    key = str(signature.get("public_key"))
    if not signing.is_signed(_SIGNED + manifest_bytes, signature=str(signature.get("signature")), key=key):
        raise Problem("bundle not as signed", part=_MANIFEST)
    manifest = _object(manifest_bytes, _MANIFEST)
    if (manifest.get("format"), manifest.get("kind")) != (FORMAT, kind):
        raise Problem("bundle of another kind", kind=str(manifest.get("kind")))
    if manifest.get("version") != VERSION:
        raise Problem("bundle of another version", version=str(manifest.get("version")))
    fingerprint = signing.fingerprint_of(key)
    if not believes(fingerprint, key):
        raise Problem("bundle signed by unknown", fingerprint=signing.in_groups(fingerprint))
    try:
        about, made_at = UUID(manifest["about"]), datetime.fromisoformat(manifest["made_at"])
        listed = [
            (str(part["name"]), int(part["rows"]), int(part["bytes"]), part["sha256"]) for part in manifest["parts"]
        ]
    except (KeyError, TypeError, ValueError, AttributeError):
        _refuse(_MANIFEST)
    if {_place(name) for name, *_ in listed} | {_MANIFEST, _SIGNATURE} != set(names):
        raise Problem("bundle not as signed", part=_MANIFEST)
    if sum(size for _, _, size, _ in listed) > UNPACKED_LIMIT or sum(rows for _, rows, _, _ in listed) > ROWS_LIMIT:
        raise Problem("bundle too large", limit=UNPACKED_LIMIT // 2**20)
    parts = {}
    for name, rows, size, digest in listed:
        unpacked = _unpacked(archive, _place(name), size)
        if len(unpacked) != size or hashlib.sha256(unpacked).hexdigest() != digest:
            raise Problem("bundle not as signed", part=name)
        parts[name] = _rows(unpacked, name)
        if len(parts[name]) != rows:
            raise Problem("bundle not as signed", part=name)
    return Bundle(about, made_at, hashlib.sha256(manifest_bytes).hexdigest(), key, parts)


def _write_part(archive: zipfile.ZipFile, name: str, rows: Iterable[Mapping[str, Any]]) -> Row:
    digest, size, count = hashlib.sha256(), 0, 0
    with archive.open(_entry(_place(name)), "w") as part:
        for row in rows:
            line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            part.write(line)
            size, count = size + len(line), count + 1
    return {"name": name, "rows": count, "bytes": size, "sha256": digest.hexdigest()}


def _unpacked(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Unpack an entry chunk by chunk, never beyond what was announced, whatever the archive says of itself."""
    unpacked = bytearray()
    with archive.open(name) as stream:
        while chunk := stream.read(_CHUNK):
            unpacked += chunk
            if len(unpacked) > most:
                raise Problem("bundle not as signed", part=_part_at(name))
    return bytes(unpacked)


def _rows(unpacked: bytes, name: str) -> list[Row]:
    rows = []
    for number, line in enumerate(unpacked.split(b"\n")[:-1], 1):
        if len(line) > LINE_LIMIT:
            raise Problem("bundle row not readable", part=name, row=number, reason="too long")
        rows.append(_object(line, name, row=number))
    return rows


def _object(content: bytes, name: str, **where: object) -> Row:
    try:
        said = json.loads(content, parse_constant=_no_number)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Problem("bundle row not readable", part=name, reason="not a JSON object", **where)
    return said


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _place(name: str) -> str:
    return f"parts/{name}.jsonl"


def _entry(name: str) -> zipfile.ZipInfo:
    """An entry without the clock, so that nothing but its content tells two bundles apart."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _named_in(reason: str) -> str:
    """The entry that the library names: Bad CRC-32 for file 'parts/notes.jsonl'."""
    return _part_at(reason.rpartition(" for file ")[2].strip("'"))


def _part_at(place: str) -> str:
    return place.removeprefix("parts/").removesuffix(".jsonl")


def _refuse(reason: str) -> NoReturn:
    raise Problem("bundle not readable", reason=reason)

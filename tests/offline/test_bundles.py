"""Bundles: signed files that are believed whole or not at all."""

import io
import json
import os
import struct
import zipfile
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from spirale.method.problems import Problem
from spirale.offline import bundles, signing
from spirale.offline.bundles import read_bundle, write_bundle

ABOUT = uuid4()
MADE_AT = datetime(2026, 11, 22, 18, tzinfo=UTC)
ROWS = [{"id": 1, "text": "un banc à l'ombre"}, {"id": 2, "text": "deux\nlignes \u2028 et 👩‍🌾"}]


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path / "home"
    return settings.HOME


def everyone(_fingerprint: str, _key: str) -> bool:
    return True


def written(kind: str = "workshop", **parts: list) -> bytes:
    stream = io.BytesIO()
    write_bundle(stream, kind=kind, about=ABOUT, made_at=MADE_AT, parts=parts or {"notes": ROWS, "moves": []})
    return stream.getvalue()


def read(content: bytes, believes=everyone):
    return read_bundle(io.BytesIO(content), kind="workshop", believes=believes)


def rewritten(content: bytes, **changed: bytes) -> bytes:
    """The same archive with other content in some entries, as somebody who opens it with a tool would leave it."""
    again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed.get(name.rpartition("/")[2].replace(".", "_"), old.read(name)))
    return again.getvalue()


def refused(content: bytes) -> tuple[str, object]:
    with pytest.raises(Problem) as caught:
        read(content)
    return caught.value.code, caught.value.parameters.get("part")


def test_what_is_written_is_read_back_unchanged():
    bundle = read(written())
    assert bundle.about == ABOUT
    assert bundle.made_at == MADE_AT
    assert bundle.parts == {"notes": ROWS, "moves": []}
    assert bundle.fingerprint == signing.own_fingerprint()


def test_the_same_content_makes_the_same_bundle():
    assert written() == written()


def test_the_key_is_made_once_and_nobody_else_may_read_it(home):
    first = signing.own_fingerprint()
    assert signing.own_fingerprint() == first
    (key,) = home.iterdir()
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(first) == 32
    shown = signing.in_groups(first)
    assert len(shown.split()) == 8
    assert signing.tidy_fingerprint(f" {shown.upper()}\n") == first


def test_a_signature_fits_its_message_and_its_key_alone(home, settings, tmp_path):
    signature, key = signing.sign(b"dit"), signing.public_key()
    assert signing.is_signed(b"dit", signature=signature, key=key)
    assert not signing.is_signed(b"dit autrement", signature=signature, key=key)
    assert not signing.is_signed(b"dit", signature="zz", key=key)
    settings.HOME = tmp_path / "another"
    assert not signing.is_signed(b"dit", signature=signature, key=signing.public_key())


def test_a_part_that_was_changed_is_named():
    changed = json.dumps({**ROWS[0], "text": "un parking"}).encode() + b"\n"
    assert refused(rewritten(written(), notes_jsonl=changed)) == ("bundle not as signed", "notes")
    assert refused(rewritten(written(), notes_jsonl=b"")) == ("bundle not as signed", "notes")


def test_a_manifest_that_was_changed_is_refused():
    content = written()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        manifest = archive.read("manifest.json")
    other = manifest.replace(str(ABOUT).encode(), str(uuid4()).encode())
    assert refused(rewritten(content, manifest_json=other)) == ("bundle not as signed", "manifest.json")


def test_a_bundle_signed_anew_by_somebody_else_is_not_believed(settings, tmp_path):
    ours = signing.own_fingerprint()
    settings.HOME = tmp_path / "another"
    content = written()
    with pytest.raises(Problem) as caught:
        read(content, believes=lambda fingerprint, _key: fingerprint == ours)
    assert caught.value.code == "bundle signed by unknown"
    assert caught.value.parameters["fingerprint"] == signing.in_groups(signing.own_fingerprint())


def test_nothing_of_a_part_is_read_before_its_signer_is_believed(monkeypatch):
    content = written()
    monkeypatch.setattr(bundles, "_rows", lambda *_: pytest.fail("a part was read"))
    with pytest.raises(Problem, match="bundle signed by unknown"):
        read(content, believes=lambda *_: False)


@pytest.mark.parametrize("share", [0.2, 0.6, 0.98])
def test_a_bundle_that_was_not_copied_whole_is_refused(share):
    content = written()
    assert refused(content[: int(len(content) * share)])[0] == "bundle cut short"


def test_a_damaged_byte_is_refused_wherever_it_is():
    content = written(notes=[{"id": number, "text": os.urandom(40).hex()} for number in range(200)])
    start = content.index(b"parts/notes.jsonl") + 200
    damaged = content[:start] + bytes([content[start] ^ 0xFF]) + content[start + 1 :]
    assert refused(damaged)[0] in {"bundle not as signed", "bundle not readable"}


@pytest.mark.parametrize("content", [b"", b"not a bundle", b"PK\x05\x06" + b"\0" * 18, b"\x1f\x8b" + b"\0" * 50])
def test_another_file_is_refused(content):
    with pytest.raises(Problem, match="bundle"):
        read(content)


def test_a_bundle_of_something_else_or_of_a_later_form_is_refused(monkeypatch):
    assert refused(written(kind="territory"))[0] == "bundle of another kind"
    monkeypatch.setattr(bundles, "VERSION", 2)
    content = written()
    monkeypatch.undo()
    assert refused(content)[0] == "bundle of another version"


def test_an_archive_that_unpacks_beyond_what_was_signed_is_not_followed():
    content = written()
    bomb = rewritten(content, notes_jsonl=b" " * 50_000_000)
    assert len(bomb) < 200_000
    assert refused(bomb) == ("bundle not as signed", "notes")


def test_what_announces_more_than_the_limit_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(bundles, "UNPACKED_LIMIT", 50)
    monkeypatch.setattr(bundles, "_rows", lambda *_: pytest.fail("a part was unpacked"))
    assert refused(written())[0] == "bundle too large"


def test_a_file_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(bundles, "FILE_LIMIT", 100)
    assert refused(written())[0] == "bundle too large"


def test_an_archive_that_hides_entries_or_names_them_twice_is_refused():
    content = io.BytesIO(written())
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("parts/hidden.jsonl", b"{}\n")
    assert refused(content.getvalue())[0] == "bundle not as signed"
    content = io.BytesIO(written())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(content, "a") as archive:
        archive.writestr("parts/notes.jsonl", b"{}\n")
    assert refused(content.getvalue())[0] == "bundle not readable"


def test_rows_that_are_no_objects_are_refused_with_their_place(monkeypatch):
    for line in (b"[1]\n", b"{\n", b'{"n": NaN}\n', b"[" * 100_000 + b"\n"):
        monkeypatch.setattr(bundles.json, "dumps", _first_line(line))
        content = written()
        monkeypatch.undo()
        with pytest.raises(Problem) as caught:
            read(content)
        assert caught.value.code == "bundle row not readable"
        assert (caught.value.parameters["part"], caught.value.parameters["row"]) == ("notes", 1)


def _first_line(line: bytes):
    """Write this line in the place of the first row, with a signature that fits it."""
    dumps, done = json.dumps, []

    def write(said, **how):
        if "text" in said and not done:
            done.append(True)
            return line.rstrip(b"\n").decode()
        return dumps(said, **how)

    return write


def test_an_encrypted_entry_is_refused():
    content = bytearray(written())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.index(mark)
        struct.pack_into("<H", content, place + offset, 1)
    assert refused(bytes(content))[0] == "bundle not readable"

"""The files pages are made of leave compressed, under addresses that browsers may keep for good."""

import contextlib
import gzip

import pytest
from django.templatetags.static import static

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _as_on_a_site(settings):
    settings.WHITENOISE_AUTOREFRESH = False


def body(answer):
    with contextlib.closing(answer):
        return b"".join(answer.streaming_content)


def test_a_script_leaves_compressed_and_is_kept_for_good(client):
    plain = client.get(static("workshops/phone.js"))
    small = client.get(static("workshops/phone.js"), headers={"accept-encoding": "gzip, br"})
    words, packed = body(plain), body(small)
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == words
    assert int(small.headers["Content-Length"]) == len(packed) < len(words) / 2
    assert "immutable" in small.headers["Cache-Control"]
    assert {answer.headers["Vary"] for answer in (plain, small)} == {"Accept-Encoding"}
    assert "Content-Encoding" not in plain.headers


def test_a_file_that_the_browser_has_is_not_sent_again(client):
    first = client.get(static("pages/spirale.css"))
    assert body(first)
    tag = first.headers["ETag"]
    again = client.get(static("pages/spirale.css"), headers={"accept-encoding": "gzip", "if-none-match": tag})
    assert again.status_code == 304


def test_addresses_carry_a_version_and_scripts_stay_beside_those_they_import(client):
    written, kept = static("workshops/phone.js"), static("offline/outbox.js")
    version = written.split("/")[2]
    assert len(version) == 10
    assert kept == f"/static/{version}/offline/outbox.js"
    assert b"Outbox" in body(client.get(kept))
    assert client.get(f"/static/{version[::-1]}/offline/outbox.js").status_code == 404


def test_a_page_leaves_compressed(client):
    page = client.get("/about/", headers={"accept-encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    assert b"Spirale" in gzip.decompress(page.content)

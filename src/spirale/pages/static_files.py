"""Files that pages are made of: compressed once, when a process starts, and kept by browsers for good.

Their addresses carry a version that changes when any of them does (`STATIC_URL`), so that scripts which import each
other by relative addresses stay together.
"""

import gzip
import io
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from wsgiref.headers import Headers

from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import Response, StaticFile

WORTH_COMPRESSING: Final = (".css", ".js", ".json", ".svg", ".txt")


class CompressedFile:
    """A file whose compressed form is held in memory: a hall full of phones asks for it within one minute."""

    def __init__(self, plain: StaticFile, path: str) -> None:
        self.plain = plain
        self.compressed = gzip.compress(Path(path).read_bytes(), 9, mtime=0)
        said = Headers(list(plain.alternatives[0][2]))
        said["Content-Encoding"] = "gzip"
        said["Content-Length"] = str(len(self.compressed))
        self.headers = said.items()

    def get_response(self, method: str, request_headers: dict[str, Any]) -> Response:
        takes_it = "gzip" in request_headers.get("HTTP_ACCEPT_ENCODING", "")
        wants_it = method == "GET" and not request_headers.get("HTTP_RANGE")
        if takes_it and wants_it and not self.plain.is_not_modified(request_headers):
            return Response(HTTPStatus.OK, self.headers, io.BytesIO(self.compressed))
        return self.plain.get_response(method, request_headers)


class Files(WhiteNoiseMiddleware):  # type: ignore[misc]  # whitenoise is not typed
    """Serves the files of all rooms, from where they are."""

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> StaticFile | CompressedFile:
        plain = super().get_static_file(path, url, stat_cache)
        if self.autorefresh or not path.endswith(WORTH_COMPRESSING):
            return plain
        return CompressedFile(plain, path)

    def immutable_file_test(self, path: str, url: str) -> bool:
        return not self.autorefresh and url.startswith(self.static_prefix)

    def add_cache_headers(self, headers: Headers, path: str, url: str) -> None:
        super().add_cache_headers(headers, path, url)
        if path.endswith(WORTH_COMPRESSING):
            headers["Vary"] = "Accept-Encoding"

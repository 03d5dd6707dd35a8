"""What crosses between the event loop and the threads that make pages comes whole, and in as few steps as it can."""

import asyncio

from spirale.config.crossing import READ_WHOLE, SENT_WHOLE, Crossing


def ask(pages, pieces=(b"",), *, length=None, breaks_off=False):
    """Send one request, its body in pieces; gives the messages of the answer."""
    sent = []
    coming = [
        {"type": "http.request", "body": piece, "more_body": place + 1 < len(pieces) or breaks_off}
        for place, piece in enumerate(pieces)
    ]

    async def receive():
        return coming.pop(0) if coming else {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    size = sum(map(len, pieces)) if length is None else length
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/hall/",
        "query_string": b"",
        "http_version": "1.1",
        "headers": [(b"content-length", str(size).encode())],
    }
    asyncio.run(Crossing(pages, threads=1)(scope, receive, send))
    return sent


def repeat(environ, start):
    """Answer with what was asked."""
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))]


def body_of(messages):
    return b"".join(message.get("body", b"") for message in messages)


def test_a_small_answer_goes_out_in_one_piece():
    beginning, body = ask(repeat, [b"un ", b"banc"])
    assert beginning["status"] == 200
    assert beginning["headers"] == [(b"content-type", b"text/plain")]
    assert body == {"type": "http.response.body", "body": b"un banc", "more_body": False}


def test_a_large_body_is_read_as_it_comes():
    pieces = [bytes([number]) * 65_536 for number in range(READ_WHOLE // 65_536 + 2)]
    assert body_of(ask(repeat, pieces)) == b"".join(pieces)


def test_a_large_answer_leaves_piece_by_piece_and_is_closed():
    closed = []

    class Pages:
        def __init__(self, environ, start):
            start("200 OK", [])

        def __iter__(self):
            for number in range(6):
                yield bytes([number]) * (SENT_WHOLE // 2)

        def close(self):
            closed.append(True)

    answer = ask(Pages)
    assert body_of(answer) == b"".join(bytes([number]) * (SENT_WHOLE // 2) for number in range(6))
    assert len(answer) > 2
    assert [message.get("more_body", False) for message in answer[1:]] == [True] * (len(answer) - 2) + [False]
    assert closed == [True]


def test_an_empty_answer_is_an_answer():
    def nothing(environ, start):
        start("204 No Content", [])
        return []

    beginning, body = ask(nothing)
    assert (beginning["status"], body["body"], body["more_body"]) == (204, b"", False)


def test_a_request_that_breaks_off_is_not_acted_on():
    asked = []

    def remember(environ, start):
        asked.append(environ)
        return repeat(environ, start)

    assert ask(remember, [b"un b"], length=100, breaks_off=True) == []
    assert asked == []

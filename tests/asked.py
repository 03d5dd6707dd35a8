"""A process that does what journeys ask on the site's own folder: `[PROGRAM, WORD...]` a line, an answer a line.

Each is done in a child of its own, as if the program were started anew: nothing passes from one to the next. What all
need is loaded once, before.
"""

import io
import json
import multiprocessing
import runpy
import sys
import traceback
from contextlib import redirect_stdout

import django
from django.urls import get_resolver


def answer(words: list[str]) -> None:
    """Run a program of ours and tell what it says, or how it failed."""
    said, failed = io.StringIO(), ""
    sys.argv = words
    try:
        with redirect_stdout(said):
            runpy.run_path(words[0], run_name="__main__")
    except BaseException:
        failed = traceback.format_exc()
    print(json.dumps({"said": said.getvalue(), "failed": failed}), flush=True)  # noqa: T201 - this is its answer


if __name__ == "__main__":
    django.setup()
    get_resolver().url_patterns  # noqa: B018 - every room of the site is loaded by its addresses
    children = multiprocessing.get_context("fork")
    for line in sys.stdin:
        child = children.Process(target=answer, args=[json.loads(line)])
        child.start()
        child.join()

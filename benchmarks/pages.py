"""How long pages take on the demonstration: `python -m benchmarks.pages`. Fails when one takes 200 ms or more.

The demonstration is made in a folder that is thrown away. Each page is asked for once to warm up, then five times;
the middle time counts. Times are those of the site itself, in this process, without the network.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 0.200
TIMES = 5
LEARNING = 8
"""Seconds that the suggestions need to learn from what the demonstration's people decided."""


def main() -> int:
    from django.core.management import call_command
    from django.test import Client

    from spirale.demo.operations import build_demonstration
    from spirale.workshops.models import SheetDraft
    from valley import account, readable_paths

    call_command("migrate", verbosity=0)
    build_demonstration()
    if not SheetDraft.objects.exists():
        from valley import add_what_is_rarer

        add_what_is_rarer()
    client = Client(headers={"host": "localhost"})
    who = account("facilitator")
    assert who
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    paths = readable_paths()
    for _, path in paths:  # wake everything, suggestions included: they learn in the background
        client.get(path)
    time.sleep(LEARNING)
    slow = 0
    print(f"{'page':28} {'answer':>6} {'ms':>6}")
    for name, path in paths:
        answer, took = timed(client, path)
        slow += took >= LIMIT
        print(f"{name:28} {answer:>6} {took * 1000:6.0f}{'  too slow' if took >= LIMIT else ''}", flush=True)
    return slow


def timed(client, path: str) -> tuple[int, float]:
    times = []
    for _ in range(TIMES + 1):
        started = time.perf_counter()
        answer = client.get(path)
        if answer.streaming:
            b"".join(answer.streaming_content)
        times.append(time.perf_counter() - started)
    return answer.status_code, statistics.median(times[1:])


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests"))
    with tempfile.TemporaryDirectory(prefix="spirale-pages-") as home:
        os.environ |= {"SPIRALE_HOME": home, "DJANGO_SETTINGS_MODULE": "spirale.config.settings"}
        os.environ.pop("SPIRALE_DATABASE", None)
        import django

        django.setup()
        sys.exit(bool(main()))

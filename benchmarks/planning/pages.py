"""How long the pages of a plan take at the size of Toulouse's process: `python -m benchmarks.planning.pages [TIMES]`.

37 actions with 8 tasks each, 250 actors, three years, all made up (tests/action/toulouse.py), in a database that is
thrown away. Each page is asked for as a browser does (compressed), three times to warm up and then TIMES times (40),
by a reader who may change nothing and by a facilitator who is offered everything. Given are the middle and the 95th
percentile of the time on the clock, which also counts what else the machine does, and of the processor's.
Fails when a page takes 200 ms of the processor or more, in the middle.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LIMIT = 200
WARM_UP = 3
PAGES = ("plan", "steps", "commitments", "matching", "can_do", "evaluations")


def main(times: int) -> int:
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    from action.conftest import make_world
    from action.toulouse import fill
    from spirale.action.tasks import schedule, start_schedule

    call_command("migrate", verbosity=0)
    world = make_world()
    fill(world)
    schedule.func(str(start_schedule(world.territory).pk))
    slow = 0
    print(
        f"{'page':12} {'read by':12} {'kB':>5} {'kB sent':>8} {'p50 ms':>7} {'p95 ms':>7} {'cpu p50':>8} {'cpu p95':>8}"
    )
    for name in PAGES:
        address = reverse(f"action:{name}", args=[world.territory.slug])
        for role in ("reader", "facilitator"):
            client = Client(headers={"host": "localhost", "accept-encoding": "gzip"})
            client.force_login(getattr(world, role), backend="django.contrib.auth.backends.ModelBackend")
            whole = len(client.get(address, headers={"accept-encoding": "identity"}).content)
            sent = len(client.get(address).content)
            clock, processor = timed(lambda client=client, address=address: client.get(address), times)
            slow += statistics.median(processor) >= LIMIT
            figures = f"{middle(clock)} {last(clock)} {middle(processor):>8} {last(processor):>8}"
            print(f"{name:12} {role:12} {whole / 1000:5.0f} {sent / 1000:8.1f} {figures}", flush=True)
    return slow


def timed(ask: Callable[[], object], times: int) -> tuple[list[float], list[float]]:
    """Milliseconds on the clock and of the processor, each time."""
    clock, processor = [], []
    for _ in range(WARM_UP + times):
        at, used = time.perf_counter(), time.process_time()
        ask()
        clock.append(1000 * (time.perf_counter() - at))
        processor.append(1000 * (time.process_time() - used))
    return clock[WARM_UP:], processor[WARM_UP:]


def middle(times: list[float]) -> str:
    return f"{statistics.median(times):7.0f}"


def last(times: list[float]) -> str:
    return f"{statistics.quantiles(times, n=20, method='inclusive')[-1]:7.0f}"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests"))
    with tempfile.TemporaryDirectory(prefix="spirale-plan-") as home:
        os.environ |= {"SPIRALE_HOME": home, "DJANGO_SETTINGS_MODULE": "spirale.config.settings"}
        os.environ.pop("SPIRALE_DATABASE", None)
        import django

        django.setup()
        import spirale.config.wsgi  # noqa: F401 - loaded as the site is

        sys.exit(bool(main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)))

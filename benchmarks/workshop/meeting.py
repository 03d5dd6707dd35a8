"""A whole meeting of 300 phones behind one address, pressed into two minutes: `python -m benchmarks.workshop.meeting`.

The real site is started (`spirale serve`) on a throwaway database that waits for the disk as in earnest. Phones are
small clients of our own in this process: each opens the phone's page, joins, follows the room live, writes its notes
in silence, takes its hand after the reveal and places it, as the page of a phone does, through the same doors. Two
hours of a meeting's rhythm pass in two minutes. At the end the database is asked what it kept: every note and every
move, once.

    python -m benchmarks.workshop.meeting                      300 phones in 30 rooms on SQLite, one process
    python -m benchmarks.workshop.meeting --rooms 1            all in one room
    python -m benchmarks.workshop.meeting --bad-day            the site is killed twice, and each phone is offline 60 s
    python tools/with_postgres.py --durable python -m benchmarks.workshop.meeting
                                                               the same on PostgreSQL, with two processes

Printed beside: what one durable insert costs on the same database in the same run, and the ratio to it.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.workshop.limit import durable_inserts
from benchmarks.workshop.phones import Phone, Plan, Rhythm, quantile, seen_delays
from benchmarks.workshop.site_run import Site, prepare

TARGET_MS = 500


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--phones", type=int, default=300)
    parser.add_argument("--rooms", type=int, default=30)
    parser.add_argument("--notes", type=int, default=20, help="notes each phone writes")
    parser.add_argument("--seconds", type=float, default=120, help="how long the meeting takes here")
    parser.add_argument("--bad-day", action="store_true", help="kill the site twice; each phone is offline for 60 s")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="spirale-hall-", ignore_cleanup_errors=True) as home:
        return asyncio.run(meet(chosen, Path(home), os.environ.get("SPIRALE_DATABASE")))


async def meet(chosen: argparse.Namespace, home: Path, database: str | None) -> int:
    processes = 2 if database else 1
    site = Site(home, database, processes)
    print(f"{chosen.phones} phones, {chosen.rooms} room(s), {'PostgreSQL' if database else 'SQLite'}, "
          f"{processes} process(es){', a bad day' if chosen.bad_day else ''}; {os.cpu_count()} cores")  # fmt: skip
    halls = prepare(site, rooms=chosen.rooms)
    before = durable_inserts(home, database)
    site.start()
    rhythm = Rhythm(chosen.seconds, chosen.notes)
    for hall in halls:
        hall["phones"] = chosen.phones // chosen.rooms
    phones = [
        Phone(number, site.port, halls[number % len(halls)], Plan(rhythm, number, is_cut_off=chosen.bad_day))
        for number in range(chosen.phones)
    ]
    try:
        await live(chosen, site, halls, phones, rhythm)
        kept = site.ask("kept")
        after = durable_inserts(home, database)
    finally:
        site.stop()
    return report(chosen, site, phones, kept, [*before, *after])


async def live(chosen: argparse.Namespace, site: Site, halls: list[dict], phones: list[Phone], rhythm: Rhythm) -> None:
    """The two minutes: phones, the facilitator's acts, and on a bad day the deaths of the site."""
    began = time.monotonic()
    watch = asyncio.create_task(site.watch())
    starts = {hall["id"]: began + rhythm.APART * place / len(halls) for place, hall in enumerate(halls)}
    acts = [conduct(site, hall, rhythm, starts[hall["id"]]) for hall in halls]
    acts += [phone.live(starts[phone.hall["id"]]) for phone in phones]
    if chosen.bad_day:
        acts.append(site.die_twice(rhythm, began))
    await asyncio.gather(*acts)
    watch.cancel()


async def conduct(site: Site, hall: dict, rhythm: Rhythm, began: float) -> None:
    """Lead one room through the meeting by the acts of its facilitator, through the site's own pages."""
    for at, act, question in rhythm.facilitator():
        await asyncio.sleep(max(0, began + at - time.monotonic()))
        await asyncio.to_thread(site.lead, hall, act, question)


def report(chosen: argparse.Namespace, site: Site, phones: list[Phone], kept: dict, inserts: list[float]) -> int:
    written = {note for phone in phones for note in phone.written}
    moved = {move for phone in phones for move in phone.moved}
    notes, moves = kept["notes"], kept["moves"]
    submit = [took for phone in phones for took in phone.submits]
    seen, expected = seen_delays(phones)
    insert = statistics.median(inserts)
    phones_took = time.process_time() / chosen.seconds
    lost, twice = written - set(notes), len(notes) - len(set(notes))
    tries = ", ".join(str(sum(getattr(phone, name) for phone in phones)) for name in ("waited", "retried"))
    lines = [
        ("notes written, kept, lost, twice", f"{len(written)}, {len(notes)}, {len(lost)}, {twice}"),
        ("moves made, kept, lost", f"{len(moved)}, {len(moves)}, {len(moved - set(moves))}"),
        ("submit ms  p50 p95 p99", _milliseconds(submit)),
        ("seen by all ms  p50 p95 p99", _milliseconds(seen)),
        ("seen, of what there was to see", f"{len(seen)} of {expected}"),
        ("acts a second", f"{len(submit) / chosen.seconds:.0f}"),
        ("asked to wait, tried again", tries),
        ("one durable insert ms  p50 p95", f"{insert * 1000:.2f} {quantile(inserts, 0.95) * 1000:.2f}"),
        ("submit p50 / one durable insert p50", f"{quantile(submit, 0.5) / insert:.1f}"),
        ("lines of journals that do not hold", str(len(kept["broken"]))),
        ("memory of the site, MiB at most", f"{site.memory:.0f}"),
        ("cores taken: site, phones", f"{sum(site.spent.values()) / chosen.seconds:.2f}, {phones_took:.2f}"),
    ]
    width = max(len(name) for name, _ in lines)
    for name, value in lines:
        print(f"  {name:{width}}  {value}")
    whole = not lost and not twice and set(notes) == written and set(moves) == moved and len(moves) == len(moved)
    quick = chosen.bad_day or max(quantile(submit, 0.95), quantile(seen, 0.95)) * 1000 < TARGET_MS
    print(
        f"  nothing lost, nothing twice: {'yes' if whole else 'NO'}; under {TARGET_MS} ms: {'yes' if quick else 'NO'}"
    )
    if not whole:
        print(json.dumps({"lost": sorted(lost)[:5], "unknown": sorted(set(notes) - written)[:5]}))
    return not (whole and quick)


def _milliseconds(times: list[float]) -> str:
    if not times:
        return "no act while all were there"
    return " ".join(f"{quantile(times, share) * 1000:.0f}" for share in (0.5, 0.95, 0.99))


if __name__ == "__main__":
    sys.exit(main())

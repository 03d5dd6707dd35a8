"""The critical path: how early and how late each task may be done, as far as what it waits for goes."""

from spirale.method.planning.checking import check
from spirale.method.planning.network import Job, Network
from spirale.method.planning.values import CriticalPath, Plan, Timing


def critical_path(plan: Plan, *, today: str = "") -> CriticalPath:
    """Pass forward for the earliest days, backward for the latest; hours are not looked at.

    Earliest first day: ES = max(its own earliest, EF + lag of what it waits for), EF = ES + length. Latest last day:
    LF = min(the whole's end, its promised day, LS - lag of what waits for it), LS = LF - length. Slack is LS - ES,
    free slack min(ES - lag of what waits for it, the end) - EF, at least 0. The path is a longest chain that ends
    last, each task held back by the one before; of several, the first in alphabetical order, read from its end.
    Before `today` nothing begins that a person did not date. Raises Problems as `check` does.
    Source: Kelley and Walker (1959), "Critical-path planning and scheduling", Proc. Eastern Joint Computer Conference.
    """
    check(plan)
    network = Network(plan, today)
    jobs, first = network.jobs, network.first_days()
    ends = [day + job.length for day, job in zip(first, jobs, strict=True)]
    end = max(ends, default=0)
    last = network.last_days(end)
    timings = []
    for number, job in enumerate(jobs):
        free = min([end, *(first[after] - lag for after, lag in job.after)]) - ends[number]
        shown, latest = days_of(network, job, first[number]), days_of(network, job, last[number])
        timings.append(Timing(job.id, *shown, *latest, last[number] - first[number], max(0, free)))
    return CriticalPath(tuple(timings), _chain(network, first, ends), end)


def _chain(network: Network, first: list[int], ends: list[int]) -> tuple[str, ...]:
    if not ends:
        return ()
    number = ends.index(max(ends))
    chain = [number]
    while network.jobs[number].start is None:
        holding = [before for before, lag in network.jobs[number].before if ends[before] + lag == first[number]]
        if not holding:
            break
        number = holding[0]
        chain.append(number)
    return tuple(network.jobs[number].id for number in reversed(chain))


def days_of(network: Network, job: Job, start: int) -> tuple[str, str]:
    """The first and the last day of a job, written; those of a milestone are one, the evening it is reached."""
    last = start + job.length - 1
    if job.length:
        return network.calendar.iso(start), network.calendar.iso(last)
    day = network.calendar.iso(max(last, 0) if start >= 0 else last)
    return day, day

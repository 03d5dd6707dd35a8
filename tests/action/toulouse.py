"""A territory at the size of Toulouse's process: 37 actions, 250 actors, three years. All of it is made up."""

from datetime import date, timedelta
from random import Random
from uuid import UUID

from factories import NOW
from spirale.action.models import Commitment, Plan, Task, TaskDependency
from spirale.decision.models import ActionSheet, BankPledge, Decided, Resource
from spirale.workshops.models import Participant

from .conftest import World

ACTIONS, ACTORS, YEARS = 37, 250, 3
FIRST = date(2026, 1, 5)


def fill(world: World, *, seed: int = 37) -> None:
    """Chosen actions with 8 tasks each, chained; 250 actors who sign, half of whom pledge hours of ten skills."""
    chance = Random(seed)  # noqa: S311 - chance that is the same for the same seed

    def key() -> UUID:
        return UUID(int=chance.getrandbits(128), version=4)

    by, territory = world.facilitator, world.territory
    Plan.objects.create(territory=territory, start_on=FIRST, feed="feed-of-tests", made_at=NOW)
    sheets = ActionSheet.objects.bulk_create(
        ActionSheet(id=key(), territory=territory, title=f"Action {n}", what="…", made_by=by,
                    made_at=NOW + timedelta(hours=n + 1))
        for n in range(ACTIONS - 2)
    )  # fmt: skip
    Decided.objects.bulk_create(Decided(choice=world.choice, sheet=one, is_in=True, by=by, at=NOW) for one in sheets)
    sheets = [world.garden, world.bus, *sheets]
    skills = Resource.objects.bulk_create(
        Resource(id=key(), territory=territory, kind="time", name=f"Savoir-faire {n}", unit="h") for n in range(10)
    )
    actors = [f"Acteur {n}" for n in range(ACTORS)]
    kinds = Participant.Kind.values
    BankPledge.objects.bulk_create(
        BankPledge(id=key(), choice=world.choice, owner=actor, kind=chance.choice(kinds),
                   resource=chance.choice(skills), amount=chance.randrange(100, 400) * 100, from_on=FIRST,
                   to_on=FIRST + timedelta(days=YEARS * 365), made_at=NOW)
        for actor in actors[::2]
    )  # fmt: skip
    Commitment.objects.bulk_create(
        Commitment(id=key(), sheet=sheets[n % ACTIONS], who=actor, kind=chance.choice(kinds), what="apporter sa part",
                   made_by=by, made_at=NOW, signed_as=actor, signed_at=NOW, due_on=FIRST + timedelta(days=n))
        for n, actor in enumerate(actors)
    )  # fmt: skip
    tasks, links = [], []
    for number, sheet in enumerate(sheets):
        chain: list[Task] = []
        for step in range(8):
            is_last = step == 7
            task = Task(
                id=key(), sheet=sheet, title=f"Tâche {number}.{step}", owners=[chance.choice(actors)],
                skill=None if is_last else chance.choice(skills), work=0 if is_last else chance.randrange(4, 24) * 100,
                days=0 if is_last else chance.randrange(14, 90), is_milestone=is_last, version=1, made_by=by,
                made_at=NOW + timedelta(minutes=step),
                due_on=FIRST + timedelta(days=YEARS * 365) if is_last else None,
            )  # fmt: skip
            links += [TaskDependency(before=chain[-1], task=task)] if chain else []
            links += [TaskDependency(before=chance.choice(tasks), task=task)] if tasks and step == 3 else []
            chain.append(task)
        tasks += chain
    Task.objects.bulk_create(tasks)
    TaskDependency.objects.bulk_create(links, ignore_conflicts=True)

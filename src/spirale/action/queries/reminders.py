"""What each person is reminded of: what begins or is due soon, what is late, what changed since their last letter."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import OuterRef, Subquery

from spirale.action.models import Commitment, Letterbox, Task, TaskVersion
from spirale.action.queries.commitments import CHOSEN, chosen_sheets
from spirale.action.queries.plans import Read, last_schedule, placed_in, read_plan, schedule_for
from spirale.action.queries.reminded_people import People, Person, people_of
from spirale.decision.models import ActionSheet
from spirale.method import planning as method
from spirale.method.problems import Problems
from spirale.people.queries import digest_of
from spirale.territories.models import Territory

WEEK: Final = 7
SOON: Final = {Letterbox.Rhythm.DAILY: WEEK, Letterbox.Rhythm.WEEKLY: 2 * WEEK, Letterbox.Rhythm.NEVER: 0}
"""Days ahead that a letter looks: as far as the one after it, and a week more."""
AT_HAND: Final = 2
"""Days before its day at which what was told to come soon is told once more."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing told in a letter. `keys` say without words what it tells: the same keys are no news another time."""

    kind: str
    keys: tuple[str, ...]
    title: str
    action: str
    on: date | None = None
    days: int = 0
    said: str = ""
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """What is told of one territory, in its parts: late, soon, changed, and of actions that this person leads."""

    territory: Territory
    parts: dict[str, list[Reminder]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True, slots=True)
class Digest:
    """All that one person may be told on a day, read until an instant, and their letterbox if they have one already."""

    person: Person
    box: Letterbox | None
    until: datetime
    sections: list[Section] = field(default_factory=list)

    @property
    def reminders(self) -> Iterator[tuple[str, Reminder]]:
        """Each thing told, with the part it stands in."""
        for section in self.sections:
            for part, told in section.parts.items():
                for one in told:
                    yield part, one

    @property
    def keys(self) -> list[str]:
        return sorted({key for _part, one in self.reminders for key in one.keys})

    def is_new(self, one: Reminder) -> bool:
        """Whether the last letter did not say this."""
        return self.box is None or not set(one.keys) <= set(self.box.told)

    @property
    def has_news(self) -> bool:
        return any(self.is_new(one) for _part, one in self.reminders)


def digests(*, on: date, until: datetime) -> list[Digest]:
    """What there is to tell to whom on a day, by address, whether or not a letter is due to them."""
    boxes = {box.address_digest: box for box in Letterbox.objects.all()}
    found: dict[str, Digest] = {}
    followed = ActionSheet.objects.filter(CHOSEN).values("territory_id")
    for territory in Territory.objects.filter(pk__in=followed).order_by("name", "slug"):
        people = people_of(territory)
        for person, part, one in _reminders(territory, people, boxes, on):
            box = boxes.get(digest_of(person.address))
            digest = found.setdefault(person.address, Digest(person, box, until))
            if not digest.sections or digest.sections[-1].territory != territory:
                digest.sections.append(Section(territory))
            digest.sections[-1].parts[part].append(one)
    return [found[address] for address in sorted(found)]


def is_due(box: Letterbox | None, *, on: date) -> bool:
    """Whether a letter may go to this letterbox on a day: never two of a day, nor more often than its owner chose."""
    if box is None:
        return True
    if box.rhythm == Letterbox.Rhythm.NEVER or (box.claimed_on and box.claimed_on >= on):
        return False
    return box.rhythm == Letterbox.Rhythm.DAILY or box.sent_on is None or (on - box.sent_on).days >= WEEK


@dataclass(frozen=True, slots=True)
class _Known:
    """All of a territory that letters speak of, read once."""

    read: Read
    placed: Mapping[str, method.Placed]
    late: Mapping[str, method.Late]
    followers: Mapping[UUID, list[Task]]
    people: People
    boxes: Mapping[str, Letterbox]
    on: date

    def box(self, person: Person) -> Letterbox | None:
        return self.boxes.get(digest_of(person.address))

    def is_soon(self, day: date | None, person: Person) -> bool:
        box = self.box(person)
        ahead = SOON[Letterbox.Rhythm(box.rhythm)] if box else SOON[Letterbox.Rhythm.WEEKLY]
        return day is not None and self.on <= day <= self.on + timedelta(days=ahead)

    def key(self, kind: str, thing: UUID, day: date | None) -> str:
        """What tells that something comes soon, and again that it is at hand."""
        near = " at hand" if day and day <= self.on + timedelta(days=AT_HAND) else ""
        return f"{kind} {thing} {day}{near}"

    def leader(self, sheet: UUID, owners: Iterable[Person]) -> Person | None:
        """Who leads an action, unless they are told anyway."""
        person = self.people.by_sheet.get(sheet)
        return None if person is None or any(one.address == person.address for one in owners) else person


def _reminders(
    territory: Territory, people: People, boxes: Mapping[str, Letterbox], on: date
) -> Iterator[tuple[Person, str, Reminder]]:
    """Who is told what, and in which part of their letter."""
    if not people.by_name and not people.by_sheet:
        return
    read = read_plan(territory)
    schedule = schedule_for(read) or last_schedule(territory)
    placed = {one.task: one for one in placed_in(schedule.document)} if schedule else {}
    tasks = {task.pk: task for task in read.tasks}
    followers: dict[UUID, list[Task]] = defaultdict(list)
    for key, waits in read.waits_for.items():
        for before, _lag in waits:
            followers[before].append(tasks[key])
    known = _Known(read, placed, _late(read, placed, on), followers, people, boxes, on)
    for task in read.tasks:
        yield from _of_task(known, task)
    yield from _of_commitments(known, territory)
    yield from _of_changes(known, territory)


def _late(read: Read, placed: Mapping[str, method.Placed], on: date) -> dict[str, method.Late]:
    try:
        return {one.task: one for one in method.late(read.plan, placed.values(), today=on.isoformat())}
    except Problems:
        return {}


def _of_task(known: _Known, task: Task) -> Iterator[tuple[Person, str, Reminder]]:
    if task.done == 100:
        return
    owners = known.people.named(task.owners)
    late = known.late.get(str(task.pk))
    if late:
        waiting = [other for other in known.followers.get(task.pk, ()) if other.done < 100]
        one = Reminder(
            f"late.{late.why}",
            (f"late {task.pk} {late.why}", *(f"waited for {task.pk} {other.pk}" for other in waiting)),
            task.title,
            task.sheet.title,
            days=late.days,
            others=tuple((", ".join(other.owners), other.title) for other in waiting),
        )
        for person in owners:
            yield person, "late", one
        if leader := known.leader(task.sheet_id, owners):
            yield leader, "led", one
    place = known.placed.get(str(task.pk))
    start = date.fromisoformat(place.start_on) if place and not task.done and not task.is_milestone else None
    due = task.due_on or (date.fromisoformat(place.end_on) if place else None)
    for kind, day in (("begins", start), ("due", due)):
        said = Reminder(kind, (known.key(kind, task.pk, day),), task.title, task.sheet.title, on=day)
        for person in owners:
            if known.is_soon(day, person):
                yield person, "soon", said


def _of_commitments(known: _Known, territory: Territory) -> Iterator[tuple[Person, str, Reminder]]:
    """Signed commitments under way, soon due or past their day; and what was told of them since."""
    signed = Commitment.objects.filter(
        sheet__in=chosen_sheets(territory), signed_at__isnull=False, retired_at=None
    ).select_related("sheet")
    for one in signed.order_by("due_on", "made_at", "id"):
        owners = known.people.named([one.who])
        is_late = bool(one.due_on and one.due_on < known.on and not one.state)
        kind = "promise late" if is_late else "promise due"
        said = Reminder(
            kind, (known.key(kind, one.pk, one.due_on),), one.what, one.sheet.title, on=one.due_on, said=one.who
        )
        for person in owners:
            box = known.box(person)
            if is_late or (not one.state and known.is_soon(one.due_on, person)):
                yield person, "late" if is_late else "soon", said
            by_others = one.state_by_id is None or one.state_by_id != person.account
            if one.state_at and by_others and box and box.read_until and one.state_at > box.read_until:
                told = (f"promise told {one.pk} {one.state_at.isoformat()}",)
                yield (
                    person,
                    "changed",
                    Reminder(f"promise {one.state}", told, one.what, one.sheet.title, said=one.state_said),
                )
        if is_late and (leader := known.leader(one.sheet_id, owners)):
            yield leader, "led", said


def _of_changes(known: _Known, territory: Territory) -> Iterator[tuple[Person, str, Reminder]]:
    """What others changed since the last letter of each: in their tasks, in what these wait for, in actions they lead.

    The first letter to somebody tells how things stand, not how they came to.
    """
    told = [box.read_until for box in known.boxes.values() if box.read_until]
    if not told:
        return
    saved = TaskVersion.objects.filter(task__sheet__in=chosen_sheets(territory), saved_at__gt=min(told))
    versions: dict[UUID, list[TaskVersion]] = defaultdict(list)
    for version in saved.select_related("task__sheet").order_by("task_id", "number"):
        versions[version.task_id].append(version)
    before = _before(versions, min(told))
    for key in sorted(versions, key=lambda key: (versions[key][-1].saved_at, str(key))):
        task = versions[key][-1].task
        for person, part in _concerned(known, task):
            yield from _change(known, person, part, task, [*before.get(key, []), *versions[key]])


def _before(changed: Iterable[UUID], since: datetime) -> dict[UUID, list[TaskVersion]]:
    """How each of these tasks stood at an instant."""
    last = TaskVersion.objects.filter(task=OuterRef("task"), saved_at__lte=since).order_by("-number").values("number")
    found = TaskVersion.objects.filter(task__in=list(changed), number=Subquery(last[:1]))
    return {version.task_id: [version] for version in found}


def _concerned(known: _Known, task: Task) -> list[tuple[Person, str]]:
    """Who follows a task: its owners, those whose tasks wait for it, who leads its action; each once."""
    owners = known.people.named(task.owners)
    found = [(person, "changed") for person in owners]
    waiting = [name for other in known.followers.get(task.pk, ()) for name in other.owners]
    found += [(person, "changed") for person in known.people.named(waiting)]
    if leader := known.leader(task.sheet_id, owners):
        found.append((leader, "led"))
    return list({person.address: (person, part) for person, part in reversed(found)}.values())


def _change(
    known: _Known, person: Person, part: str, task: Task, versions: list[TaskVersion]
) -> Iterator[tuple[Person, str, Reminder]]:
    """What became of a task since somebody's last letter, if others had a hand in it."""
    box = known.box(person)
    if box is None or box.read_until is None:
        return
    since = box.read_until
    later = [version for version in versions if version.saved_at > since]
    if not later or all(version.saved_by_id is not None and version.saved_by_id == person.account for version in later):
        return
    earlier = [version for version in versions if version.saved_at <= since]
    new, old = later[-1].content, earlier[-1].content if earlier else {}
    for kind, said in _differences(old, new, person, known.people):
        day = new["start_on"] if kind == "moved" else new["due_on"] if kind == "promised" else ""
        yield (
            person,
            part,
            Reminder(
                kind,
                (f"{kind} {task.pk} {later[-1].number}",),
                task.title,
                task.sheet.title,
                on=date.fromisoformat(day) if day else None,
                days=new["done"] if kind == "done" else 0,
                said=said,
            ),
        )


def _differences(
    old: Mapping[str, Any], new: Mapping[str, Any], person: Person, people: People
) -> Iterator[tuple[str, str]]:
    """The kinds of change between two states of a task, with words where people told some; one kind at least."""
    if new["retired"] != old.get("retired", False):
        yield ("taken out" if new["retired"] else "brought back"), ""
        return
    mine = [any(one.address == person.address for one in people.named(names)) for names in (_owners(old), _owners(new))]
    if mine == [False, True]:
        yield "given", ""
        return
    found = [
        ("new", "", not old),
        ("moved", "", bool(old) and new["start_on"] != old["start_on"]),
        ("promised", "", bool(old) and new["due_on"] != old["due_on"]),
        ("done", "", bool(old) and new["done"] != old["done"]),
        ("hindered", new["obstacles"], bool(new["obstacles"]) and new["obstacles"] != old.get("obstacles")),
    ]
    told = [(kind, said) for kind, said, is_so in found if is_so]
    yield from told or ([("changed", "")] if new != old else [])


def _owners(content: Mapping[str, Any]) -> list[str]:
    return list(content.get("owners", []))

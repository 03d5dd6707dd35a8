"""Bringing a workshop in: all of a bundle or nothing, once however often it comes, and nothing lost on either side.

The journals say how the two sides stand. Where the bundle's goes on from ours, its state is the newer one and stands.
Where ours goes on from the bundle's, all of it is here already. Where both went on, both are kept: what was said on
either side is added, what was ended on either side is ended, and of what can be said otherwise (a title, a name, the
order of steps) the wording of the side that acted last stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from spirale.cycles.models import Campaign, Question
from spirale.journal import operations as journal
from spirale.journal.models import Event, Space
from spirale.method.problems import Problem, Problems
from spirale.mobilisation.models import Group
from spirale.offline.bundles import Bundle
from spirale.offline.models import BundleReceipt
from spirale.people.models import Account
from spirale.territories.models import Territory
from spirale.territories.rules import require
from spirale.workshops import rules  # noqa: F401 - its permissions
from spirale.workshops.bundles import both_sides
from spirale.workshops.bundles.plan import (
    CAMPAIGN,
    GROUP,
    HALL,
    MINUTES,
    NOTES,
    PARTICIPANTS,
    PLACES,
    QUESTIONS,
    TERRITORY,
    WITHIN,
    WORKSHOP,
    Kind,
    rows_here,
)
from spirale.workshops.bundles.reading import Told, Values, told_by
from spirale.workshops.models import Hall, Note, Participant, Workshop
from spirale.workshops.operations.erasing import erase_participant
from spirale.workshops.operations.halls import free_code

Standing = Literal["new", "newer", "older", "both"]
BATCH: Final = 500
SHOWN: Final = 20
_WORDS: Final = frozenset({"text", "brings"})


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What a bundle added and changed, by kind, and how it stood to what was here."""

    workshop: Workshop
    how: Literal["new", "continued", "merged", "known"]
    new: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Merge:
    """One bundle on its way in."""

    bundle: Bundle
    told: Told
    now: datetime
    standing: Standing = "new"
    bundle_acted_last: bool = True
    new: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def rows(self, kind: Kind) -> Sequence[Values]:
        return self.told.rows[kind.name]

    def contradicts(self, kind: Kind, row: int, what: str) -> None:
        self.problems.append(Problem("bundle contradicts", part=kind.name, row=row, what=what))

    def stop_at_problems(self) -> None:
        if self.problems:
            raise Problems(tuple(self.problems[:SHOWN]))


@transaction.atomic
def bring_in(*, bundle: Bundle, territory: Territory | None = None, by: Account | None) -> BroughtIn:
    """Bring a workshop's bundle in; bringing it in again changes nothing.

    Without `territory`, it goes into the one it comes from, which is made where it is missing; its group joins the
    one of the same name. Without an account, it is whoever holds this machine.
    Raises Problem("bundle row not readable"), ("bundle of a newer version"), ("identifier elsewhere"), ("territory has
    another identifier"), and Problems with every row that contradicts what is here.
    """
    merge = _Merge(bundle, told_by(bundle.parts, about=bundle.about), timezone.now())
    Space.objects.select_for_update().filter(id=bundle.about).first()  # nobody acts in the workshop meanwhile
    here = Workshop.objects.select_for_update(of=("self",)).filter(pk=bundle.about).first()
    place = _territory(merge, here, territory, by)
    if here and BundleReceipt.objects.filter(digest=bundle.digest, about=bundle.about).exists():
        return BroughtIn(here, "known")
    _around(merge, place)
    merge.stop_at_problems()
    _compare_journals(merge, here)
    if merge.standing in {"new", "newer"}:
        kept = Event.objects.filter(space_id=bundle.about).count()
        merge.new["events"] = journal.take_over(merge.told.lines[kept:], space=bundle.about)
    if here:
        _erase_what_was_erased(merge, here)
    both_sides.leave_out_removed_steps(merge.told, bundle.about)
    both_sides.leave_out_erased(merge.told, bundle.about, merge.now)
    for kind in WITHIN:
        _within(merge, kind)
    merge.stop_at_problems()
    if merge.standing == "both":
        both_sides.tidy(bundle.about, merge.now)
    workshop = Workshop.objects.select_related("group__territory").get(pk=bundle.about)
    return _conclude(merge, workshop, by)


def _territory(merge: _Merge, here: Workshop | None, wanted: Territory | None, by: Account | None) -> Territory:
    """The territory to bring it into: where the workshop is, the one that was named, or the one it comes from."""
    (said,) = merge.rows(TERRITORY)
    found = here.territory if here else wanted or Territory.objects.filter(pk=said["id"]).first()
    if here and wanted and here.territory != wanted:
        raise Problem("identifier elsewhere", kind="workshop", id=str(here.pk), where=here.territory.slug)
    if found is None:
        if Territory.objects.filter(slug=said["slug"]).exists():
            raise Problem("territory has another identifier", slug=said["slug"])
        if by:
            require("workshops.carry", by, Territory(**said))
        found = Territory.objects.create(**said)
        merge.new["territory"] = 1
    elif by:
        require("workshops.carry", by, found)
    return found


def _around(merge: _Merge, territory: Territory) -> None:
    """Make the group, the campaign and its questions where they are missing; what is here stays as it is."""
    (group,), (campaign,), (workshop,) = merge.rows(GROUP), merge.rows(CAMPAIGN), merge.rows(WORKSHOP)
    group["territory_id"] = campaign["territory_id"] = territory.pk
    same = Group.objects.filter(pk=group["id"]).first()
    same = same or Group.objects.filter(territory=territory, name=group["name"]).first()
    if same is None:
        Group.objects.create(**group)
        merge.new["group"] = 1
    elif same.territory_id != territory.pk:
        raise Problem("identifier elsewhere", kind="group", id=str(same.pk), where=same.territory.slug)
    else:
        workshop["group_id"] = same.pk
    asked = Campaign.objects.filter(pk=campaign["id"]).first()
    if asked is None:
        asked = Campaign.objects.create(**campaign)
        merge.new["campaign"] = 1
    elif asked.territory_id != territory.pk:
        raise Problem("identifier elsewhere", kind="campaign", id=str(asked.pk), where=asked.territory.slug)
    codes = dict(Question.objects.filter(campaign=asked).values_list("code", "pk"))
    there = Question.objects.in_bulk([row["id"] for row in merge.rows(QUESTIONS)])
    fresh = []
    for place, row in enumerate(merge.rows(QUESTIONS), 1):
        known = there.get(row["id"])
        if (known and known.campaign_id != asked.pk) or (known is None and row["code"] in codes):
            merge.contradicts(QUESTIONS, place, row["code"])
        elif known is None:
            fresh.append(Question(**row))
    Question.objects.bulk_create(fresh)
    _count(merge.new, QUESTIONS, len(fresh))


def _compare_journals(merge: _Merge, here: Workshop | None) -> None:
    """Say which side went on from the other, line by line."""
    if here is None:
        return
    ours = list(
        Event.objects.filter(space_id=here.pk)
        .order_by("number")
        .values_list("number", "at", "verb", "kind", "object_id")
    )
    theirs = [line.identity for line in merge.told.lines]
    common = next(
        (place for place, (one, other) in enumerate(zip(ours, theirs, strict=False)) if one != other),
        min(len(ours), len(theirs)),
    )
    if common == len(theirs):
        merge.standing = "older"
    elif common == len(ours):
        merge.standing = "newer"
    else:
        merge.standing = "both"
        merge.bundle_acted_last = merge.told.lines[-1].at >= ours[-1][1]


def _erase_what_was_erased(merge: _Merge, here: Workshop) -> None:
    """Who was erased there is erased here too, with all that was made of their words since."""
    erased = [row["id"] for row in merge.rows(PARTICIPANTS) if row["erased_at"]]
    for participant in Participant.objects.filter(workshop=here, pk__in=erased, erased_at=None):
        erase_participant(workshop=here, participant=participant)


def _within(merge: _Merge, kind: Kind) -> None:
    """Add the rows of one kind that are missing, and bring those that are here to where both sides stand."""
    rows = merge.rows(kind)
    if kind is HALL:
        _keep_code_apart(rows)
    there = _there(kind, rows, merge.bundle.about)
    if merge.standing == "both":
        both_sides.make_room(kind, rows, there, merge.bundle.about, merge.now)
    if kind is MINUTES and merge.standing == "both":
        rows = both_sides.minutes_to_add(rows, merge.bundle.about)
        there = {}
    fresh, changed = [], []
    for place, row in enumerate(rows, 1):
        known = there.get(_key(kind, row))
        if known is None:
            fresh.append(kind.model(**row))
            continue
        differs = next((name for name in kind.said if not _agree(name, getattr(known, name), row[name])), None)
        if differs:
            merge.contradicts(kind, place, differs.removesuffix("_id"))
            continue
        values = _values_to_take(merge, kind, known, row)
        if values:
            for name, value in values.items():
                setattr(known, name, value)
            changed.append(known)
    merge.stop_at_problems()
    if kind is PLACES and merge.standing == "both":
        changed = both_sides.places_to_change(rows, there)
    _keep_changes(kind, changed)
    _add(kind, fresh)
    _count(merge.new, kind, len(fresh))
    _count(merge.changed, kind, len(changed))


def _agree(name: str, ours: object, theirs: object) -> bool:
    """Whether both sides say the same; where words were erased on one side, the other has nothing to answer."""
    return ours == theirs or (name in _WORDS and "" in {ours, theirs})


def _values_to_take(merge: _Merge, kind: Kind, known: models.Model, row: Values) -> Values:
    """What the bundle says otherwise and better of a row that is here."""
    if merge.standing == "older" or (kind is PLACES and merge.standing == "both"):
        return {}
    if merge.standing == "both":
        return both_sides.values_to_take(kind, known, row, bundle_acted_last=merge.bundle_acted_last)
    return {name: row[name] for name in (*kind.free, *kind.ended) if getattr(known, name) != row[name]}


def _there(kind: Kind, rows: Sequence[Values], workshop: UUID) -> dict[Any, Any]:
    """The rows that are here already, by what tells them from the others; wherever on this site they are."""
    if len(kind.known_by) > 1:
        return {_key(kind, row): row for row in rows_here(kind, workshop)}
    found: dict[Any, Any] = {}
    keys = [row[kind.known_by[0]] for row in rows]
    for start in range(0, len(keys), BATCH):
        found |= kind.model._default_manager.in_bulk(keys[start : start + BATCH])  # noqa: SLF001 - documented
    return {(key,): row for key, row in found.items()}


def _key(kind: Kind, row: Any) -> tuple[Any, ...]:
    return tuple(row[name] if isinstance(row, dict) else getattr(row, name) for name in kind.known_by)


def _keep_changes(kind: Kind, changed: Sequence[Any]) -> None:
    """Write what ended first: what is unique while it lasts then makes room for what follows."""
    if not changed:
        return
    names = [name for name in (*kind.free, *kind.ended) if name not in kind.known_by]
    still = [row for row in changed if any(getattr(row, name) is None for name in kind.ended)]
    ended = [row for row in changed if row not in still]
    for rows in (ended, still):
        kind.model._default_manager.bulk_update(rows, names, batch_size=100)  # noqa: SLF001 - documented


def _add(kind: Kind, fresh: Sequence[Any]) -> None:
    if kind is not NOTES:
        kind.model._default_manager.bulk_create(fresh, batch_size=BATCH)  # noqa: SLF001 - documented
        return
    received = {note.pk: note.received_at for note in fresh}
    Note.objects.bulk_create(fresh, batch_size=BATCH)
    for note in fresh:  # it would be now that they were received
        note.received_at = received[note.pk]
    Note.objects.bulk_update(fresh, ["received_at"], batch_size=BATCH)


def _keep_code_apart(rows: Iterable[Values]) -> None:
    """Two open halls of one site have different codes: the one that comes gives way."""
    for row in rows:
        others = Hall.objects.filter(code=row["code"], closed_at=None).exclude(pk=row["workshop_id"])
        if row["closed_at"] is None and others.exists():
            row["code"] = free_code(row["code"])


def _count(counts: dict[str, int], kind: Kind, number: int) -> None:
    if number:
        counts[kind.name] = number


def _conclude(merge: _Merge, workshop: Workshop, by: Account | None) -> BroughtIn:
    """Tell what was brought in, and remember the bundle."""
    how: dict[Standing, Literal["new", "continued", "merged", "known"]] = {
        "new": "new", "newer": "continued", "older": "known", "both": "merged",
    }  # fmt: skip
    done = BroughtIn(workshop, how[merge.standing], merge.new, merge.changed)
    counts = {"new": merge.new, "changed": merge.changed}
    BundleReceipt.objects.create(
        digest=merge.bundle.digest,
        about=workshop.pk,
        signed_by=merge.bundle.fingerprint,
        received_at=merge.now,
        counts={"how": done.how, **counts},
    )
    told: dict[str, Any] = {"digest": merge.bundle.digest, "signed_by": merge.bundle.fingerprint, **counts}
    if done.how == "merged":
        lines = len(merge.told.lines)
        journal.append("workshop merged", space=workshop.pk, on=workshop, by=by, told={}, lines=lines, **told)
    elif merge.new or merge.changed:
        space = workshop.group.territory_id
        journal.append("workshop brought in", space=space, on=workshop, by=by, title=workshop.title, **told)
    return done

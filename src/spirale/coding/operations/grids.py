"""Grids: loading a version, choosing it, and carrying what was coded from one version to the next."""

from dataclasses import dataclass
from importlib import resources
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from spirale.coding import rules  # noqa: F401  (permissions)
from spirale.coding.models import Coding, GridChoice, GridMapping, GridVersion
from spirale.coding.queries.grids import read_grid
from spirale.journal import operations as journal
from spirale.method.grid import load_grid, load_mapping, parse_code, shipped_grid
from spirale.method.problems import Problem
from spirale.people.models import Account
from spirale.territories.models import Territory
from spirale.territories.rules import require
from spirale.workshops.models import standing

SHARED_GRIDS = UUID("6f1d5cf0-0c0b-5d55-9b5b-3f1b5a7f7a10")
"""Namespace of the ids of grids that come with Spirale, so that every installation gives them the same."""


def ensure_shipped_grid() -> GridVersion:
    """The working grid that comes with Spirale, kept among the shared versions the first time it is asked for."""
    grid = shipped_grid()
    shipped_id = uuid5(SHARED_GRIDS, f"{grid.name} {grid.version} {grid.digest}")
    kept = GridVersion.objects.filter(id=shipped_id).first()
    if kept:
        return kept
    content = resources.files("spirale.method").joinpath("grids", "spiral-working.csv").read_text(encoding="utf-8")
    kept, _ = GridVersion.objects.get_or_create(
        territory=None,
        name=grid.name,
        version=grid.version,
        defaults={"id": shipped_id, "content": content, "digest": grid.digest, "loaded_at": timezone.now()},
    )
    return kept


def grid_in_use(territory: Territory) -> GridVersion:
    """The version a territory codes with: the one it chose, else the one that comes with Spirale."""
    choice = GridChoice.objects.filter(territory=territory).select_related("grid").first()
    return choice.grid if choice else ensure_shipped_grid()


@transaction.atomic
def load_grid_version(
    *, grid_id: UUID, territory: Territory, name: str, version: str, content: bytes, by: Account | None
) -> GridVersion:
    """Keep a version of the grid as it was loaded, whole or not at all; loading the same again changes nothing.

    Without an account, it is whoever holds this machine.
    Raises Problems with the row and column of every fault, or Problem("grid version taken").
    """
    if by:
        require("coding.load_grid", by, territory)
    name, version = name.strip(), version.strip()
    grid = load_grid(content, name, version)
    there = GridVersion.objects.filter(territory=territory, name=name, version=version).first()
    if there:
        if there.digest != grid.digest:
            raise Problem("grid version taken", name=name, version=version)
        return there
    kept = GridVersion.objects.create(
        id=grid_id,
        territory=territory,
        name=name,
        version=version,
        content=content.decode("utf-8-sig"),
        digest=grid.digest,
        loaded_by=by,
        loaded_at=timezone.now(),
    )
    journal.append(
        "grid loaded", space=territory.pk, on=kept, by=by, name=name, version=version, rows=len(grid.entries)
    )
    return kept


@transaction.atomic
def choose_grid(*, territory: Territory, grid: GridVersion, by: Account | None) -> GridChoice:
    """Code with this version from now on; codings made with another stay what they are."""
    if by:
        require("coding.load_grid", by, territory)
    if grid.territory_id not in (None, territory.pk):
        raise Problem("grid of another territory", grid=str(grid))
    before = GridChoice.objects.select_for_update().filter(territory=territory).first()
    if before and before.grid_id == grid.pk:
        return before
    choice, _ = GridChoice.objects.update_or_create(territory=territory, defaults={"grid": grid})
    journal.append(
        "grid chosen",
        space=territory.pk,
        on=grid,
        by=by,
        name=grid.name,
        version=grid.version,
        before=str(before.grid_id) if before else "",
    )
    return choice


@transaction.atomic
def load_grid_mapping(
    *,
    mapping_id: UUID,
    territory: Territory,
    source: GridVersion,
    target: GridVersion,
    content: bytes,
    by: Account | None,
) -> GridMapping:
    """Keep how codes of one version read in another, whole or not at all; loading the same again changes nothing.

    Raises Problems with the row and column of every fault, or Problem("mapping already there").
    """
    if by:
        require("coding.load_grid", by, territory)
    if source.pk == target.pk:
        raise Problem("mapping to itself", grid=str(source))
    if target.territory_id != territory.pk or source.territory_id not in (None, territory.pk):
        raise Problem("grid of another territory", grid=str(target))
    load_mapping(content, read_grid(target))
    text = content.decode("utf-8-sig")
    there = GridMapping.objects.filter(source=source, target=target).first()
    if there:
        if there.content != text:
            raise Problem("mapping already there", source=str(source), target=str(target))
        return there
    mapping = GridMapping.objects.create(
        id=mapping_id, source=source, target=target, content=text, loaded_by=by, loaded_at=timezone.now()
    )
    journal.append("grid mapping loaded", space=territory.pk, on=mapping, by=by, source=str(source), target=str(target))
    return mapping


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of the codings of one version in the next: each of them is counted once."""

    recorded: int
    to_decide: int
    without_counterpart: int
    already_coded: int

    @property
    def total(self) -> int:
        return self.recorded + self.to_decide + self.without_counterpart + self.already_coded


@transaction.atomic
def carry_codings(*, mapping: GridMapping, territory: Territory, by: Account | None) -> Carried:
    """Carry a territory's codings through a mapping: what has one outcome is recorded, the rest is left to people.

    A coding keeps its coder, and says by its engine that it was carried. What a person already coded with the new
    version is never touched. Carrying again carries only what is new.
    """
    if by:
        require("coding.load_grid", by, territory)
    grid = read_grid(mapping.target)
    rules_of = load_mapping(mapping.content, grid)
    engine = f"carried from {mapping.source}"[:80]
    old = list(
        Coding.objects.filter(
            standing("criterion__note__"),
            grid=mapping.source,
            retired_at=None,
            criterion__retired_at=None,
            criterion__note__workshop__group__territory=territory,
        ).order_by("made_at", "id")
    )
    remapped = rules_of.apply_all(parse_code(coding.code) for coding in old)
    coded = set(
        Coding.objects.filter(
            grid=mapping.target, retired_at=None, criterion__in={coding.criterion_id for coding in old}
        ).values_list("criterion_id", flat=True)
    )
    known = set(
        Coding.objects.filter(id__in=[uuid5(mapping.pk, str(coding.pk)) for coding in old]).values_list("id", flat=True)
    )
    now = timezone.now()
    fresh: list[Coding] = []
    counts = {"recorded": 0, "to_decide": 0, "without_counterpart": 0, "already_coded": 0}
    for coding in old:
        code = parse_code(coding.code)
        carried_id = uuid5(mapping.pk, str(coding.pk))
        if coding.criterion_id in coded or carried_id in known:
            counts["already_coded"] += 1
        elif code in remapped.settled:
            counts["recorded"] += 1
            outcome = str(remapped.settled[code])
            fresh.append(
                Coding(
                    id=carried_id,
                    criterion_id=coding.criterion_id,
                    grid=mapping.target,
                    code=outcome,
                    coder_id=coding.coder_id,
                    made_at=now,
                    is_retained=coding.is_retained,
                    is_adjudication=coding.is_adjudication,
                    suggested_code=outcome,
                    engine=engine,
                )
            )
        elif code in remapped.to_decide:
            counts["to_decide"] += 1
        else:
            counts["without_counterpart"] += 1
    Coding.objects.bulk_create(fresh, batch_size=500)
    if fresh:
        journal.append("codings carried", space=territory.pk, on=mapping, by=by, counts=counts)
    return Carried(**counts)

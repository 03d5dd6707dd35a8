"""A territory as a folder of plain files: written whole, and taken back with the same identifiers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction

from spirale.coding.models import Coding, Criterion
from spirale.cycles.models import Campaign, Cycle, Phase, Question
from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.mobilisation.models import Group
from spirale.synthesis.models import FrozenSynthesis
from spirale.tables import Limits, Row, read_table, write_csv
from spirale.territories.models import Territory
from spirale.workshops.models import Note, NoteSheet, Workshop
from spirale.workshops.queries import notes_known
from spirale.workshops.wording import as_written

FORMAT: Final = "spirale territory"
VERSION: Final = 1
BATCH: Final = 500
LIMITS: Final = Limits(file_bytes=4_000_000_000, rows=10_000_000, cells=200_000_000, cell_characters=1_000_000)

Progress = Callable[[int, int], None]

# What each kind of thing is made of, besides its identifier; in the order in which they are taken back.
PLAN: Final[tuple[tuple[str, type[models.Model], tuple[str, ...]], ...]] = (
    ("cycles", Cycle, ("number", "opened_on", "closed_on")),
    ("phases", Phase, ("cycle_id", "type", "starts_on", "ends_on")),
    ("campaigns", Campaign, ("cycle_id", "name", "opened_on", "closed_on")),
    ("questions", Question, ("campaign_id", "code", "wordings", "sign", "grouping", "position")),
    ("groups", Group, ("name", "kind", "profile", "size", "archived_at")),
    (
        "workshops",
        Workshop,
        ("group_id", "campaign_id", "title", "held_on", "place", "participants"),
    ),
    ("sheets", NoteSheet, ("workshop_id", "file_name", "file_digest", "rows", "imported_at", "withdrawn_at")),
)
OF_TERRITORY: Final = ("name", "kind", "description", "language", "is_public")
NOTES: Final = (
    *("id", "workshop_id", "question_id", "question", "sign", "text", "source", "sheet_id", "sheet_row", "replaces"),
    *("written_at", "received_at", "withdrawn_at", "withdrawn_reason"),
)
CRITERIA: Final = ("id", "note_id", "text", "sign", "position", "made_at", "retired_at")
CODINGS: Final = (
    *("id", "criterion_id", "grid", "version", "code", "coder", "is_retained", "is_adjudication", "suggested_code"),
    *("suggested_confidence", "engine", "made_at", "retired_at"),
)


def _things(model: type[models.Model], territory: Territory) -> models.QuerySet[Any]:
    """The rows of one kind that belong to a territory."""
    paths: dict[type[models.Model], str] = {
        Phase: "cycle__territory",
        Question: "campaign__territory",
        Workshop: "group__territory",
        NoteSheet: "workshop__group__territory",
        Note: "workshop__group__territory",
        Criterion: "note__workshop__group__territory",
        Coding: "criterion__note__workshop__group__territory",
        FrozenSynthesis: "synthesis__territory",
    }
    return model._default_manager.filter(**{paths.get(model, "territory"): territory})  # noqa: SLF001 - documented


def write_folder(territory: Territory, folder: Path, *, progress: Progress) -> dict[str, int]:
    """Write all of a territory: what was planned, said, and made of it. Gives how many of each."""
    counts: dict[str, int] = {}
    told: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "territory": {"id": str(territory.pk), "slug": territory.slug} | _row(territory, OF_TERRITORY),
    }
    for name, model, fields in PLAN:
        rows = [{"id": str(thing.pk)} | _row(thing, fields) for thing in _things(model, territory).all()]
        told[name], counts[name] = rows, len(rows)
    total = sum(_things(model, territory).count() for model in (Note, Criterion, Coding))
    done = 0

    def counted(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        nonlocal done
        for row in rows:
            done += 1
            if done % BATCH == 0:
                progress(done, total)
            yield row

    tables = {
        "notes": (NOTES, _notes(territory)),
        "criteria": (CRITERIA, _criteria(territory)),
        "codings": (CODINGS, _codings(territory)),
    }
    for name, (columns, found) in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            counts[name] = write_csv(stream, columns, counted(found)).rows
    frozen = list(_things(FrozenSynthesis, territory).order_by("synthesis_id", "version"))
    if frozen:
        (folder / "syntheses").mkdir()
    for version in frozen:
        place = folder / "syntheses" / f"{version.synthesis_id}-v{version.version}.json"
        place.write_text(version.document, encoding="utf-8")
    counts["frozen_syntheses"] = len(frozen)
    told["counts"] = counts
    (folder / "territory.json").write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    progress(total, total)
    return counts


@transaction.atomic
def take_back(folder: Path, *, slug: str, progress: Progress) -> dict[str, int]:
    """Take a folder written by `write_folder` into the territory of this short address, whole or not at all.

    What is there already, with the same identifiers, is left as it is: taking it back again changes nothing. Codings
    and syntheses are in the folder to be read; they are not taken back, for they belong to accounts.
    Gives how many of each are new. Raises Problem("folder not of a territory"), ("territory not empty"),
    ("identifier elsewhere"), ("note already written"), ("row not readable").
    """
    told = _told(folder)
    territory = _territory(told, slug)
    new: dict[str, int] = {}
    for name, model, fields in PLAN:
        made = [_made(model, row, fields, territory, name) for row in told.get(name, [])]
        new[name] = _keep(made, model, territory)
    notes = _table(folder / "notes.csv", NOTES)
    criteria = _table(folder / "criteria.csv", CRITERIA) if (folder / "criteria.csv").exists() else []
    total = len(notes) + len(criteria)
    progress(0, total)
    new["notes"] = _keep_notes([_note(row) for row in notes], territory)
    progress(len(notes), total)
    new["criteria"] = _keep([_criterion(row) for row in criteria], Criterion, territory)
    progress(total, total)
    if any(new.values()):
        journal.append("territory taken back", space=territory.pk, on=territory, by=None, new=new)
    return new


# Writing


def _row(thing: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(getattr(thing, name)) for name in fields}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _notes(territory: Territory) -> Iterator[dict[str, Any]]:
    """Notes that are not sealed: those of a hall that has not revealed them are nobody's but their author's."""
    found = (
        _things(Note, territory)
        .filter(is_sealed=False)
        .select_related("question", "replaces")
        .order_by("workshop_id", "written_at", "received_at", "pk")
    )
    for note in found.iterator(chunk_size=BATCH):
        replaces = note.replaces_id if note.replaces and not note.replaces.is_sealed else None
        ids = {"id": str(note.pk), "question": note.question.code, "replaces": _plain(replaces)}
        yield _row(note, [name for name in NOTES if name not in ids]) | ids


def _criteria(territory: Territory) -> Iterator[dict[str, Any]]:
    found = _things(Criterion, territory).filter(note__is_sealed=False)
    for criterion in found.order_by("note_id", "position", "pk").iterator(chunk_size=BATCH):
        yield _row(criterion, CRITERIA)


def _codings(territory: Territory) -> Iterator[dict[str, Any]]:
    found = _things(Coding, territory).filter(criterion__note__is_sealed=False).select_related("grid", "coder")
    found = found.order_by("criterion_id", "made_at", "pk")
    for coding in found.iterator(chunk_size=BATCH):
        of_others = {"grid": coding.grid.name, "version": coding.grid.version, "coder": str(coding.coder)}
        yield _row(coding, [name for name in CODINGS if name not in of_others]) | of_others


# Taking back


def _told(folder: Path) -> dict[str, Any]:
    path = folder / "territory.json"
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Problem("folder not of a territory", file=str(path), reason=str(error)) from None
    if not isinstance(told, dict) or (told.get("format"), told.get("version")) != (FORMAT, VERSION):
        raise Problem("folder not of a territory", file=str(path), reason=f"{FORMAT} {VERSION}?")
    return told


def _territory(told: dict[str, Any], slug: str) -> Territory:
    """The territory to take things back into: the same one, a new one, or one in which nothing else is."""
    said = told.get("territory", {})
    with _readable("territory.json"):
        territory_id = UUID(said["id"])
        here = Territory.objects.filter(slug=slug).first()
        if here is None:
            if elsewhere := Territory.objects.filter(pk=territory_id).first():
                raise Problem("identifier elsewhere", kind="territory", id=territory_id, where=elsewhere.slug)
            return Territory.objects.create(id=territory_id, slug=slug, **{name: said[name] for name in OF_TERRITORY})
        if here.pk != territory_id:
            for name, model in (("groups", Group), ("campaigns", Campaign)):
                ours = [UUID(row["id"]) for row in told.get(name, [])]
                if _things(model, here).exclude(pk__in=ours).exists():
                    raise Problem("territory not empty", slug=slug)
    return here


@contextmanager
def _readable(file: str, row: int | None = None) -> Iterator[None]:
    """Say where a value is that cannot be what it should be."""
    where: dict[str, object] = {} if row is None else {"row": row}
    try:
        yield
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        raise Problem("row not readable", reason=f"{file}: {type(error).__name__}: {error}"[:200], **where) from None


def _value(model: type[models.Model], name: str, said: Any) -> Any:
    if name.endswith("_id"):
        return UUID(said) if said else None
    field = model._meta.get_field(name)  # noqa: SLF001 - Django documents _meta
    assert isinstance(field, models.Field)  # noqa: S101 - told to the type checker
    return None if said in (None, "") and field.null else field.clean(said, None)


def _made(
    model: type[models.Model], row: dict[str, Any], fields: Iterable[str], territory: Territory, name: str
) -> models.Model:
    with _readable(f"territory.json, {name}"):
        values = {field: _value(model, field, row[field]) for field in fields}
        if any(field.name == "territory" for field in model._meta.get_fields()):  # noqa: SLF001 - documented
            values["territory"] = territory
        return model(pk=UUID(row["id"]), **values)


def _table(path: Path, columns: Iterable[str]) -> list[Row]:
    try:
        table = read_table(path, path.name, limits=LIMITS)
    except OSError as error:
        raise Problem("folder not of a territory", file=str(path), reason=error.strerror or "") from None
    table.require(columns)
    return table.rows


def _note(row: Row) -> Note:
    said = row.cells
    with _readable("notes.csv", row.number):
        fields = [name for name in NOTES if name not in {"id", "question", "replaces", "text"}]
        values = {name: _value(Note, name, said[name]) for name in fields}
        text = as_written(said["text"], row=row.number, column="text")
        return Note(pk=UUID(said["id"]), text=text, replaces_id=_value(Note, "replaces_id", said["replaces"]), **values)


def _criterion(row: Row) -> Criterion:
    with _readable("criteria.csv", row.number):
        values = {name: _value(Criterion, name, row.cells[name]) for name in CRITERIA if name != "id"}
        return Criterion(pk=UUID(row.cells["id"]), **values)


def _keep(made: Sequence[models.Model], model: type[models.Model], territory: Territory) -> int:
    """Keep those that are not here yet; refuse those that another territory holds."""
    known = _known(made, model, territory)
    fresh = [thing for thing in made if thing.pk not in known]
    model._default_manager.bulk_create(fresh, batch_size=BATCH)  # noqa: SLF001 - documented
    return len(fresh)


def _keep_notes(made: Sequence[Note], territory: Territory) -> int:
    known = _known(made, Note, territory)
    here = notes_known(known)
    for note in made:
        if note.pk in here and here[note.pk].text != note.text:
            raise Problem("note already written", text=here[note.pk].text[:80])
    fresh = [note for note in made if note.pk not in known]
    received = {note.pk: note.received_at for note in fresh}
    Note.objects.bulk_create(fresh, batch_size=BATCH)
    for note in fresh:  # making a row stamps it with the present: what the folder says is put back
        note.received_at = received[note.pk]
    Note.objects.bulk_update(fresh, ["received_at"], batch_size=BATCH)
    return len(fresh)


def _known(made: Sequence[models.Model], model: type[models.Model], territory: Territory) -> set[UUID]:
    known: set[UUID] = set()
    for start in range(0, len(made), BATCH):
        ids = [thing.pk for thing in made[start : start + BATCH]]
        anywhere = set(model._default_manager.filter(pk__in=ids).values_list("pk", flat=True))  # noqa: SLF001
        here = set(_things(model, territory).filter(pk__in=ids).values_list("pk", flat=True))
        if stray := sorted(anywhere - here):
            raise Problem("identifier elsewhere", kind=str(model._meta.model_name), id=stray[0], where="?")  # noqa: SLF001
        known |= here
    return known

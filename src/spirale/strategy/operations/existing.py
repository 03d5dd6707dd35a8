"""What exists already: adding it, saying it better, putting it away."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.method.text import fold, normalise, normalise_lines
from spirale.pages.ids import free_id
from spirale.people.models import Account
from spirale.strategy import rules as _rules  # noqa: F401  permissions of this room
from spirale.strategy.models import Existing
from spirale.strategy.operations.holding import held
from spirale.territories.models import Territory
from spirale.territories.rules import require

LONGEST = 2000
"""Characters of a description or a comment."""


@transaction.atomic
def add_existing(
    *, existing_id: UUID, territory: Territory, column: str, name: str, description: str = "", by: Account
) -> Existing:
    """Add people who act, a tool or a public policy; sending it again changes nothing.

    Raises Problem("not one of the three columns"), ("name is missing"), ("words are too long") or
    ("existing is there already").
    """
    require("strategy.edit", by, territory)
    held(territory.pk)
    known = Existing.objects.filter(pk=existing_id, territory=territory).first()
    if known:
        return known
    if column not in Existing.Column.values:
        raise Problem("not one of the three columns")
    name, description = clean_name(name), clean_words(description)
    if find_existing(territory, column, name):
        raise Problem("existing is there already", name=name)
    made = Existing.objects.create(
        id=free_id(existing_id, Existing.objects.all()),
        territory=territory,
        column=column,
        name=name,
        description=description,
        made_by=by,
        made_at=timezone.now(),
    )
    journal.append("existing added", space=territory.pk, on=made, by=by, at=made.made_at, column=column, name=name)
    return made


@transaction.atomic
def change_existing(*, existing: Existing, name: str, description: str, based_on: int, by: Account) -> Existing:
    """Say otherwise what exists; `based_on` is the version that was read.

    Raises Problem("existing changed meanwhile") when somebody else said it otherwise since, and as `add_existing`.
    """
    require("strategy.edit", by, existing)
    held(existing.territory_id)
    kept = Existing.objects.select_for_update(of=("self",)).select_related("territory").get(pk=existing.pk)
    after = {"name": clean_name(name), "description": clean_words(description)}
    before = {field: getattr(kept, field) for field in after}
    if before == after:
        return kept
    if kept.version != based_on:
        raise Problem("existing changed meanwhile", name=kept.name)
    other = find_existing(kept.territory, kept.column, after["name"])
    if other and other.pk != kept.pk:
        raise Problem("existing is there already", name=after["name"])
    kept.name, kept.description, kept.version = after["name"], after["description"], kept.version + 1
    kept.save(update_fields=["name", "description", "version"])
    journal.append("existing changed", space=kept.territory_id, on=kept, by=by, before=before, after=after)
    return kept


@transaction.atomic
def retire_existing(*, existing: Existing, by: Account) -> Existing:
    """Put away what exists no more, or never did; it may be brought back.

    Raises Problem("existing is in use") while ideas are answered by it, or axes rest on it.
    """
    require("strategy.edit", by, existing)
    held(existing.territory_id)
    kept = Existing.objects.select_for_update(of=("self",)).select_related("territory").get(pk=existing.pk)
    if kept.retired_at:
        return kept
    ideas = kept.confrontations.filter(retired_at=None).count()
    axes = kept.axes.filter(retired_at=None, axis__retired_at=None).count()
    if ideas or axes:
        raise Problem("existing is in use", name=kept.name, ideas=ideas, axes=axes)
    kept.retired_at = timezone.now()
    kept.save(update_fields=["retired_at"])
    journal.append("existing retired", space=kept.territory_id, on=kept, by=by, name=kept.name)
    return kept


@transaction.atomic
def bring_back_existing(*, existing: Existing, by: Account) -> Existing:
    """Take up again what was put away. Raises Problem("existing is there already")."""
    require("strategy.edit", by, existing)
    held(existing.territory_id)
    kept = Existing.objects.select_related("territory").get(pk=existing.pk)
    if kept.retired_at is None:
        return kept
    if find_existing(kept.territory, kept.column, kept.name):
        raise Problem("existing is there already", name=kept.name)
    kept.retired_at = None
    kept.save(update_fields=["retired_at"])
    journal.append("existing brought back", space=kept.territory_id, on=kept, by=by, name=kept.name)
    return kept


def find_existing(territory: Territory, column: str, name: str) -> Existing | None:
    """What stands under this name in a column, however it is capitalised or accented."""
    standing = Existing.objects.filter(territory=territory, column=column, retired_at=None).order_by("made_at", "id")
    wanted = fold(name)
    return next((each for each in standing if fold(each.name) == wanted), None)


def clean_name(name: str) -> str:
    name = normalise(name)
    if not name:
        raise Problem("name is missing")
    if len(name) > 160:
        raise Problem("words are too long", longest=160)
    return name


def clean_words(words: str) -> str:
    """What somebody wrote at more length, with its lines."""
    words = normalise_lines(words)
    if len(words) > LONGEST:
        raise Problem("words are too long", longest=LONGEST)
    return words

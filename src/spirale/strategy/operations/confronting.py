"""Holding an idea against what exists: what confirms it, what contradicts it, where nothing was found."""

from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.people.models import Account
from spirale.strategy.models import Confrontation, Existing
from spirale.strategy.operations.existing import add_existing, clean_words, find_existing
from spirale.strategy.operations.holding import held
from spirale.strategy.queries.refs import ideas_to_confront
from spirale.synthesis.models import FrozenSynthesis
from spirale.territories.rules import require

LACKS = Confrontation.Verdict.LACKS


@transaction.atomic
def confront(
    *,
    confrontation_id: UUID,
    frozen: FrozenSynthesis,
    idea_id: str,
    column: str,
    verdict: str,
    by: Account,
    name: str = "",
    comment: str = "",
    instead_of: Confrontation | None = None,
) -> Confrontation:
    """Say that what is called `name` in a column confirms or contradicts an idea, or that nothing answers it there.

    What has no entry yet gets one. Finding something takes the place of "nothing found" in that column; `instead_of`
    is what this person read and says otherwise. Sending it again changes nothing; once it was withdrawn, it is said
    anew.
    Raises Problem("idea is not in this version"), ("not one of the three columns"), ("verdict unknown"),
    ("name is missing"), ("something is found here"), ("confronted already") or ("confrontation changed meanwhile").
    """
    require("strategy.edit", by, frozen)
    territory = held(frozen.territory.pk)
    while known := Confrontation.objects.filter(pk=confrontation_id).first():
        if known.frozen_id == frozen.pk and known.retired_at is None:
            return known
        confrontation_id = uuid5(confrontation_id, f"again {frozen.pk}")
    if all(idea.id != idea_id for idea in ideas_to_confront(frozen)):
        raise Problem("idea is not in this version")
    if column not in Existing.Column.values:
        raise Problem("not one of the three columns")
    if verdict not in Confrontation.Verdict.values:
        raise Problem("verdict unknown")
    comment = clean_words(comment)
    at = timezone.now()
    standing = list(Confrontation.objects.filter(frozen=frozen, idea_id=idea_id, column=column, retired_at=None))
    left = _left_behind(standing, instead_of)
    existing = None
    if verdict == LACKS:
        if any(each.verdict == LACKS for each in standing if each not in left):
            return next(each for each in standing if each.verdict == LACKS)
        if any(each.existing_id for each in standing if each not in left):
            raise Problem("something is found here")
    else:
        existing = find_existing(territory, column, name) or add_existing(
            existing_id=uuid5(confrontation_id, "existing"), territory=territory, column=column, name=name, by=by
        )
        if instead_of and _says_the_same(instead_of, existing, verdict, comment):
            return left[0]
        if any(each.existing_id == existing.pk for each in standing if each not in left):
            raise Problem("confronted already", name=existing.name)
        left += [each for each in standing if each.verdict == LACKS and each not in left]
    Confrontation.objects.filter(pk__in=[each.pk for each in left]).update(retired_at=at)
    made = Confrontation.objects.create(
        id=confrontation_id,
        frozen=frozen,
        idea_id=idea_id,
        column=column,
        existing=existing,
        verdict=verdict,
        comment=comment,
        by=by,
        at=at,
    )
    journal.append(
        "idea confronted",
        space=territory.pk,
        on=made,
        by=by,
        at=at,
        frozen=frozen.pk,
        idea=idea_id,
        column=column,
        verdict=verdict,
        existing=existing.pk if existing else None,
        instead_of=[each.pk for each in left],
    )
    return made


@transaction.atomic
def withdraw_confrontation(*, confrontation: Confrontation, by: Account) -> Confrontation:
    """Take back what was said of an idea and something that exists; the row and the journal keep that it was said."""
    require("strategy.edit", by, confrontation)
    held(confrontation.territory.pk)
    kept = Confrontation.objects.select_for_update(of=("self",)).get(pk=confrontation.pk)
    if kept.retired_at is None:
        kept.retired_at = timezone.now()
        kept.save(update_fields=["retired_at"])
        journal.append(
            "confrontation withdrawn",
            space=confrontation.territory.pk,
            on=kept,
            by=by,
            at=kept.retired_at,
            frozen=kept.frozen_id,
            idea=kept.idea_id,
        )
    return kept


def _left_behind(standing: list[Confrontation], instead_of: Confrontation | None) -> list[Confrontation]:
    """What a person read and says otherwise, if it still stands as they read it."""
    if instead_of is None:
        return []
    left = [each for each in standing if each.pk == instead_of.pk]
    if not left:
        raise Problem("confrontation changed meanwhile")
    return left


def _says_the_same(read: Confrontation, existing: Existing, verdict: str, comment: str) -> bool:
    return (read.existing_id, read.verdict, read.comment) == (existing.pk, verdict, comment)

"""Validating and freezing a version, and showing it to all or not."""

from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from spirale.journal import operations as journal
from spirale.method import synthesis as method
from spirale.method.problems import Problem, Problems
from spirale.method.text import normalise
from spirale.people.models import Account
from spirale.synthesis import rules as _rules  # noqa: F401  permissions of this room
from spirale.synthesis.models import FrozenSynthesis, Synthesis
from spirale.synthesis.queries.criteria import waiting_count
from spirale.synthesis.queries.documents import document_of
from spirale.territories.rules import require


@transaction.atomic
def freeze_synthesis(
    *, synthesis: Synthesis, validated_by: str, by: Account, frozen_id: UUID, is_public: bool = False
) -> FrozenSynthesis:
    """Freeze the synthesis as a version for good, once its ledger closes and every sentence leads to a note.

    `validated_by` says who validated it, and how. Raises Problem("validation is missing"), ("criteria wait"),
    ("synthesis holds nothing"), ("sentence without ideas"), or Problems with all that does not hold.
    """
    require("synthesis.freeze", by, synthesis)
    frozen = FrozenSynthesis.objects.filter(pk=frozen_id).first()
    if frozen:
        return frozen
    synthesis = (
        Synthesis.objects.select_for_update(of=("self",)).select_related("territory", "group").get(pk=synthesis.pk)
    )
    validated_by = normalise(validated_by)[:200]
    if not validated_by:
        raise Problem("validation is missing")
    if waiting := waiting_count(synthesis):
        raise Problem("criteria wait", count=waiting)
    at = timezone.now()
    document = document_of(synthesis, made_at=at.isoformat(timespec="seconds"))
    if not document.criteria:
        raise Problem("synthesis holds nothing")
    alone = tuple(Problem("sentence without ideas", sentence=one.text) for one in document.sentences if not one.ideas)
    if alone:
        raise Problems(alone)
    method.check(document)
    version = (synthesis.versions.aggregate(last=Max("version"))["last"] or 0) + 1
    frozen = FrozenSynthesis.objects.create(
        id=frozen_id,
        synthesis=synthesis,
        version=version,
        document=method.freeze(document).decode(),
        digest=method.digest(document),
        validated_by=validated_by,
        is_public=is_public,
        frozen_by=by,
        frozen_at=at,
    )
    journal.append(
        "synthesis frozen",
        space=synthesis.territory_id,
        on=frozen,
        by=by,
        at=at,
        synthesis=synthesis.pk,
        version=version,
        digest=frozen.digest,
    )
    return frozen


@transaction.atomic
def publish(*, frozen: FrozenSynthesis, by: Account) -> FrozenSynthesis:
    """Show a frozen version to all."""
    return _show(frozen, by, is_public=True)


@transaction.atomic
def unpublish(*, frozen: FrozenSynthesis, by: Account) -> FrozenSynthesis:
    """Show a frozen version to the territory's people only, again."""
    return _show(frozen, by, is_public=False)


def _show(frozen: FrozenSynthesis, by: Account, *, is_public: bool) -> FrozenSynthesis:
    require("synthesis.freeze", by, frozen)
    frozen = FrozenSynthesis.objects.select_for_update().get(pk=frozen.pk)
    if frozen.is_public != is_public:
        frozen.is_public = is_public
        frozen.save(update_fields=["is_public"])
        verb = "version published" if is_public else "version withdrawn from the public"
        journal.append(verb, space=frozen.territory.pk, on=frozen, by=by)
    return frozen

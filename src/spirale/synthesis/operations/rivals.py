"""Rival wordings: no synthesis is neutral, and anyone who reads one may say it otherwise."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.method.text import normalise
from spirale.people.models import Account
from spirale.synthesis import rules as _rules  # noqa: F401  permissions of this room
from spirale.synthesis.models import FrozenSynthesis, RivalWording
from spirale.synthesis.queries.documents import read_document
from spirale.territories.rules import require

LONGEST = 2000


@transaction.atomic
def propose_rival_wording(
    *,
    wording_id: UUID,
    frozen: FrozenSynthesis,
    kind: str,
    object_id: str,
    text: str,
    reason: str = "",
    by: Account,
) -> RivalWording:
    """Say a sentence or an idea of a frozen synthesis otherwise; it will stand beside it."""
    require("synthesis.propose_rival_wording", by, frozen)
    text = normalise(text)
    if not text:
        raise Problem("wording is empty")
    if len(text) > LONGEST or len(reason) > LONGEST:
        raise Problem("wording is too long", longest=LONGEST)
    document = read_document(frozen)
    said = {
        "sentence": {one.id: one.text for one in document.sentences},
        "idea": {one.id: one.wording for one in document.ideas},
    }.get(kind, {})
    if object_id not in said:
        raise Problem("nothing by this name in the synthesis")
    if normalise(said[object_id]) == text:
        raise Problem("wording is the same")
    wording, is_new = RivalWording.objects.get_or_create(
        id=wording_id,
        defaults={
            "frozen": frozen,
            "kind": kind,
            "object_id": object_id,
            "text": text,
            "reason": normalise(reason),
            "proposed_by": by,
            "proposed_at": timezone.now(),
        },
    )
    if is_new:
        journal.append(
            "rival wording proposed", space=frozen.territory.pk, on=wording, by=by, kind=kind, object=object_id
        )
    return wording


@transaction.atomic
def hide_rival_wording(*, wording: RivalWording, reason: str, by: Account) -> RivalWording:
    """Hide a rival wording, saying why; that it was proposed, and why it is hidden, stays on the page."""
    require("synthesis.edit", by, wording)
    reason = normalise(reason)[:200]
    if not reason:
        raise Problem("reason is missing")
    wording = RivalWording.objects.select_for_update().get(pk=wording.pk)
    if not wording.hidden_at:
        wording.hidden_at, wording.hidden_reason = timezone.now(), reason
        wording.save(update_fields=["hidden_at", "hidden_reason"])
        journal.append("rival wording hidden", space=wording.territory.pk, on=wording, by=by, reason=reason)
    return wording


@transaction.atomic
def show_rival_wording(*, wording: RivalWording, by: Account) -> RivalWording:
    """Show a hidden wording again."""
    require("synthesis.edit", by, wording)
    wording = RivalWording.objects.select_for_update().get(pk=wording.pk)
    if wording.hidden_at:
        wording.hidden_at, wording.hidden_reason = None, ""
        wording.save(update_fields=["hidden_at", "hidden_reason"])
        journal.append("rival wording shown", space=wording.territory.pk, on=wording, by=by)
    return wording

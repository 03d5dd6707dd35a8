"""Evaluating an action that was done, and proposing that it is carried on: in the next cycle, in other territories."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.action import rules as _rules  # noqa: F401  permissions of this room
from spirale.action.models import ActionReview, ExtensionOffer, ReviewVersion, Task
from spirale.action.queries.commitments import is_chosen
from spirale.decision.models import ActionSheet
from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.method.text import normalise, normalise_lines
from spirale.pages.ids import free_id
from spirale.people.models import Account
from spirale.territories.rules import require

TEXTS: Final = ("worked", "did_not", "results", "for_whom", "advice")
FIELDS: Final = (*TEXTS, "who")
MOST_SIGNS: Final = 5_000


class ReviewChanged(Problem):
    """Somebody saved the evaluation meanwhile; `theirs` is what it is now. Show both, so that nothing is lost."""

    def __init__(self, theirs: ActionReview) -> None:
        self.theirs = theirs
        super().__init__("review changed meanwhile", version=theirs.version)


@transaction.atomic
def save_review(
    *, save_id: UUID, sheet: ActionSheet, said: Mapping[str, str], seen: int, by: Account, now: datetime | None = None
) -> ActionReview:
    """Keep what the people of a chosen action say of it, as a new version; the same sent again changes nothing.

    `seen` is the version that its writer had before their eyes, 0 when there was none; who sends a page that they went
    back to has seen what it kept (`save_id`). Raises Problem("action not chosen"), ("review says nothing"), and
    ReviewChanged when somebody saved it since.
    """
    require("action.evaluate", by, sheet)
    sheet = ActionSheet.objects.select_for_update(of=("self",)).select_related("territory").get(pk=sheet.pk)
    review = ActionReview.objects.filter(sheet=sheet).first()
    content = {name: normalise_lines(said.get(name, ""))[:MOST_SIGNS] for name in TEXTS} | {
        "who": normalise(said.get("who", ""))[:300]
    }
    if review and (sent := review.versions.filter(pk=save_id).first()):
        if sent.content == content:
            return review
        seen = max(seen, sent.number)
    if not is_chosen(sheet):
        raise Problem("action not chosen", action=sheet.title)
    if not any(content[name] for name in TEXTS):
        raise Problem("review says nothing")
    now = now or timezone.now()
    if review is None:
        review = ActionReview(sheet=sheet)
    elif content == content_of_review(review):
        return review
    elif review.version != seen:
        raise ReviewChanged(review)
    for name, text in content.items():
        setattr(review, name, text)
    review.version, review.saved_by, review.saved_at = review.version + 1, by, now
    review.save()
    ReviewVersion.objects.create(
        id=free_id(save_id, ReviewVersion.objects.all()),
        review=review,
        number=review.version,
        content=content,
        saved_by=by,
        saved_at=now,
    )
    journal.append(
        "action evaluated", space=sheet.territory_id, on=review, by=by, at=now, sheet=sheet.pk, number=review.version
    )
    return review


def content_of_review(review: ActionReview) -> dict[str, str]:
    """What an evaluation says now, as a version keeps it."""
    return {name: getattr(review, name) for name in FIELDS}


@transaction.atomic
def say_again(*, save_id: UUID, review: ActionReview, number: int, by: Account) -> ActionReview:
    """Make a new version that says what an earlier one said. Raises Problem("version unknown")."""
    version = review.versions.filter(number=number).first()
    if version is None:
        raise Problem("version unknown", number=number)
    return save_review(save_id=save_id, sheet=review.sheet, said=version.content, seen=review.version, by=by)


@transaction.atomic
def propose_extension(
    *, offer_id: UUID, sheet: ActionSheet, toward: str, said: str = "", by: Account, now: datetime | None = None
) -> ExtensionOffer:
    """Propose that an action that worked is carried on; one that is proposed already stays as it is.

    Its tasks in the plan are all done, and its people evaluated it: otherwise Problem("steps are not done", left=),
    ("action not followed up") or ("action not evaluated").
    """
    require("action.carry", by, sheet)
    sheet = ActionSheet.objects.select_for_update(of=("self",)).select_related("territory").get(pk=sheet.pk)
    offers = ExtensionOffer.objects.filter(sheet=sheet)
    if known := offers.filter(withdrawn_at=None).first():
        return known
    if toward not in ExtensionOffer.Toward.values:
        raise Problem("toward unknown", toward=toward[:20])
    if not is_chosen(sheet):
        raise Problem("action not chosen", action=sheet.title)
    done = list(Task.objects.filter(sheet=sheet, retired_at=None).values_list("done", flat=True))
    if not done:
        raise Problem("action not followed up", action=sheet.title)
    if left := sum(1 for share in done if share < 100):
        raise Problem("steps are not done", action=sheet.title, left=left)
    if not ActionReview.objects.filter(sheet=sheet).exists():
        raise Problem("action not evaluated", action=sheet.title)
    offer = ExtensionOffer.objects.create(
        id=free_id(offer_id, ExtensionOffer.objects.all()),
        sheet=sheet,
        toward=toward,
        said=normalise(said)[:300],
        by=by,
        at=now or timezone.now(),
    )
    told = {"sheet": sheet.pk, "toward": offer.toward, "said": offer.said}
    journal.append("extension proposed", space=sheet.territory_id, on=offer, by=by, at=offer.at, **told)
    return offer


@transaction.atomic
def withdraw_extension(*, offer: ExtensionOffer, reason: str = "", by: Account, now: datetime | None = None) -> None:
    """Take the proposal back, with the reason; sheets that were begun from it stay. It may be proposed anew."""
    require("action.carry", by, offer)
    now, why = now or timezone.now(), normalise(reason)[:300]
    standing = ExtensionOffer.objects.filter(pk=offer.pk, withdrawn_at=None)
    if standing.update(withdrawn_at=now, withdrawn_reason=why):
        told = {"sheet": offer.sheet_id, "reason": why}
        journal.append("extension withdrawn", space=offer.sheet.territory_id, on=offer, by=by, at=now, **told)

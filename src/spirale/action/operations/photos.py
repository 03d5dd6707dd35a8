"""Photographs of what is done: bringing them, saying what they show, showing them to all, retiring and erasing them."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from spirale.action import rules as _rules  # noqa: F401  permissions of this room
from spirale.action.models import Photo, Task
from spirale.action.pictures import Pictures, forget_pictures, keep_pictures, pictures_from
from spirale.action.queries.commitments import is_chosen
from spirale.decision.models import ActionSheet
from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.method.text import normalise
from spirale.people.models import Account
from spirale.territories.rules import require

MOST: Final = 12
"""Photos shown of one task, or of an action beside its tasks."""
MOST_KEPT: Final = 5 * MOST
"""With those that were retired: what is never erased does not fill the disk."""


def add_photo(
    *,
    photo_id: UUID,
    sheet: ActionSheet,
    task: Task | None = None,
    content: bytes,
    shows: str,
    is_agreed: bool = False,
    by: Account,
    now: datetime | None = None,
) -> Photo:
    """Bring a photo of a task or of an action. Sending it again changes nothing.

    The picture is made anew before anything is held, for that takes a while. Raises Problem("photo without words"),
    ("photos are full"), ("action not chosen"), ("photo is elsewhere") and those of `pictures_from` and `keep_pictures`.
    """
    require("action.add_photo", by, task or sheet)
    if task and task.sheet_id != sheet.pk:
        raise Problem("photo is elsewhere")
    words = normalise(shows)[:300]
    if not words:
        raise Problem("photo without words")
    if known := _known(photo_id, sheet, task):
        return known
    pictures = pictures_from(content)
    try:
        return _keep(photo_id, sheet, task, pictures, words, by=by, agreed=is_agreed, at=now or timezone.now())
    except BaseException:
        if not Photo.objects.filter(pk=photo_id).exists():  # no picture of which nothing is known stays behind
            forget_pictures(photo_id)
        raise


@transaction.atomic
def _keep(
    photo_id: UUID,
    sheet: ActionSheet,
    task: Task | None,
    pictures: Pictures,
    words: str,
    *,
    by: Account,
    agreed: bool,
    at: datetime,
) -> Photo:
    """Keep the pictures and what is known of them, in the order in which they are brought."""
    sheet = ActionSheet.objects.select_for_update(of=("self",)).select_related("territory").get(pk=sheet.pk)
    if known := _known(photo_id, sheet, task):
        return known
    if not is_chosen(sheet):
        raise Problem("action not chosen", action=sheet.title)
    _room_for_one(sheet, task)
    keep_pictures(photo_id, pictures)
    photo = Photo.objects.create(
        id=photo_id,
        sheet=sheet,
        task=task,
        shows=words,
        width=pictures.large.width,
        height=pictures.large.height,
        small_width=pictures.small.width,
        small_height=pictures.small.height,
        digest=pictures.digest,
        agreed_at=at if agreed else None,
        made_by=by,
        made_at=at,
    )
    journal.append(
        "photo added",
        space=sheet.territory_id,
        on=photo,
        by=by,
        at=at,
        sheet=sheet.pk,
        task=task.pk if task else None,
        is_for_all=agreed,
    )
    return photo


@transaction.atomic
def describe_photo(*, photo: Photo, shows: str, by: Account) -> Photo:
    """Say anew what a photo shows. Raises Problem("photo without words") or ("photo is erased")."""
    require("action.change_photo", by, photo)
    kept, words = _held(photo), normalise(shows)[:300]
    if not words:
        raise Problem("photo without words")
    if kept.shows != words:
        kept.shows = words
        kept.save(update_fields=["shows"])
        journal.append("photo described", space=kept.territory.pk, on=kept, by=by)
    return kept


@transaction.atomic
def show_photo(*, photo: Photo, is_agreed: bool, by: Account, now: datetime | None = None) -> Photo:
    """Say that the people it shows agree that all see it, which only whoever brought it can; or take it back from all.

    Raises Problem("photo is erased").
    """
    require("action.change_photo", by, photo)
    if is_agreed and photo.made_by_id != by.pk:
        raise PermissionDenied("whoever brought it knows whether they agree")
    kept = _held(photo)
    if (kept.agreed_at is not None) == is_agreed:
        return kept
    kept.agreed_at = (now or timezone.now()) if is_agreed else None
    kept.save(update_fields=["agreed_at"])
    verb = "photo shown to all" if is_agreed else "photo taken back from all"
    journal.append(verb, space=kept.territory.pk, on=kept, by=by)
    return kept


@transaction.atomic
def retire_photo(*, photo: Photo, by: Account, now: datetime | None = None) -> None:
    """Show a photo to nobody any more; it can be brought back."""
    require("action.change_photo", by, photo)
    kept = _held(photo)
    if kept.retired_at:
        return
    kept.retired_at = now or timezone.now()
    kept.save(update_fields=["retired_at"])
    journal.append("photo retired", space=kept.territory.pk, on=kept, by=by)


@transaction.atomic
def bring_photo_back(*, photo: Photo, by: Account) -> None:
    """Undo a retirement. Raises Problem("photos are full") or ("photo is erased")."""
    require("action.change_photo", by, photo)
    kept = _held(photo)
    if not kept.retired_at:
        return
    ActionSheet.objects.select_for_update(of=("self",)).get(pk=kept.sheet_id)
    _room_for_one(kept.sheet, kept.task, of_kept=False)
    kept.retired_at = None
    kept.save(update_fields=["retired_at"])
    journal.append("photo brought back", space=kept.territory.pk, on=kept, by=by)


@transaction.atomic
def erase_photo(*, photo: Photo, by: Account, now: datetime | None = None) -> None:
    """Take the picture and its words away for good: somebody it shows asked. That there was one stays written."""
    require("action.change_photo", by, photo)
    kept = Photo.objects.select_for_update(of=("self",)).select_related("sheet__territory").get(pk=photo.pk)
    if not kept.erased_at:
        at = now or timezone.now()
        kept.shows, kept.agreed_at, kept.digest = "", None, ""
        kept.erased_at, kept.retired_at = at, kept.retired_at or at
        kept.save(update_fields=["shows", "agreed_at", "digest", "erased_at", "retired_at"])
        journal.append("photo erased", space=kept.territory.pk, on=kept, by=by)
    forget_pictures(kept.pk)  # before it is written: what is interrupted here is gone, and may be erased again


def _known(photo_id: UUID, sheet: ActionSheet, task: Task | None) -> Photo | None:
    """The photo that was sent already. Raises Problem("photo is elsewhere") if it is of something else."""
    known = Photo.objects.filter(pk=photo_id).select_related("sheet__territory").first()
    if known and (known.sheet_id, known.task_id) != (sheet.pk, task.pk if task else None):
        raise Problem("photo is elsewhere")
    return known


def _room_for_one(sheet: ActionSheet, task: Task | None, *, of_kept: bool = True) -> None:
    photos = Photo.objects.filter(sheet=sheet, task=task, erased_at=None)
    if photos.filter(retired_at=None).count() >= MOST:
        raise Problem("photos are full", limit=MOST)
    if of_kept and photos.count() >= MOST_KEPT:
        raise Problem("photos are full", limit=MOST_KEPT)


def _held(photo: Photo) -> Photo:
    """The photo as it is now, held until the end of the act."""
    kept = Photo.objects.select_for_update(of=("self",)).select_related("sheet__territory", "task").get(pk=photo.pk)
    if kept.erased_at:
        raise Problem("photo is erased")
    return kept

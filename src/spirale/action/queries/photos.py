"""The photos of a task, of an action, and those that all may see."""

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from spirale.action.models import Photo, Task
from spirale.decision.models import ActionSheet


def photos_of(thing: Task | ActionSheet) -> QuerySet[Photo]:
    """The photos of a task, or of an action with those of its tasks; the retired ones too, the erased ones not."""
    own = Photo.objects.filter(task=thing) if isinstance(thing, Task) else Photo.objects.filter(sheet=thing)
    return own.filter(erased_at=None).select_related("sheet__territory", "task", "made_by").order_by("made_at", "id")


def with_photos_for_all(sheets: Iterable[ActionSheet]) -> None:
    """Give each of these actions its `photos_for_all`, asked for once: those that the people they show agreed to."""
    shown = Photo.objects.filter(retired_at=None, agreed_at__isnull=False).select_related("task")
    prefetch_related_objects(list(sheets), Prefetch("photos", queryset=shown, to_attr="photos_for_all"))

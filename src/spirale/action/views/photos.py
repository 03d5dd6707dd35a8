"""Photos of what is done: their pages, bringing one, changing one, and the pictures themselves."""

from collections.abc import Callable
from uuid import UUID, uuid4

import rules
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spirale.action import operations
from spirale.action.forms import PhotoForm
from spirale.action.models import Photo, Task
from spirale.action.pictures import path_of
from spirale.action.queries.photos import photos_of
from spirale.action.views.acting import done
from spirale.decision.models import ActionSheet
from spirale.pages.problems import Problem
from spirale.pages.sentences import sentence
from spirale.territories.access import account_of, reach

FOR_A_WHILE = "private, max-age=300"
"""A picture that is retired leaves the browsers that saw it within minutes."""


@require_http_methods(["GET", "POST"])
def of_task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    permission = "action.add_photo" if request.method == "POST" else "action.view_inside"
    one = reach(request, permission, Task.objects.select_related("sheet__territory"), pk=task_id, retired_at=None)
    return _page(request, one.sheet, one)


@require_http_methods(["GET", "POST"])
def of_action(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """The photos of an action with those of its tasks; what is brought here is of the action as a whole."""
    permission = "action.add_photo" if request.method == "POST" else "action.view_inside"
    return _page(request, reach(request, permission, ActionSheet.objects.select_related("territory"), pk=sheet_id))


def _page(request: HttpRequest, sheet: ActionSheet, task: Task | None = None) -> HttpResponse:
    thing, me = task or sheet, account_of(request)
    form = PhotoForm(request.POST or None, request.FILES or None, initial={"photo_id": uuid4()})
    if request.method == "POST" and form.is_valid() and _added(request, form, sheet, task):
        return redirect(request.path)
    rows = []
    for photo in photos_of(thing):
        may_change = rules.has_perm("action.change_photo", me, photo)
        if photo.retired_at is None or may_change:
            rows.append((photo, may_change, photo.made_by_id == me.pk))
    shown = {
        "territory": sheet.territory,
        "thing": thing,
        "task": task,
        "photos": rows,
        "form": form if rules.has_perm("action.add_photo", me, thing) else None,
    }
    return render(request, "action/photos.html", shown, status=422 if request.method == "POST" else 200)


def _added(request: HttpRequest, form: PhotoForm, sheet: ActionSheet, task: Task | None) -> bool:
    sent = form.cleaned_data
    try:
        operations.add_photo(
            photo_id=sent["photo_id"],
            sheet=sheet,
            task=task,
            content=sent["picture"].read(),
            shows=sent["shows"],
            is_agreed=sent["is_agreed"],
            by=account_of(request),
        )
    except Problem as found:
        form.add_error(None, sentence(found))
        return False
    done(request, lambda: None, _("The photo is added."))
    return True


@require_POST
def change(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """Say anew what a photo shows, show it to all or inside only, retire it, bring it back, erase it."""
    one = reach(request, "action.change_photo", _photos(), pk=photo_id)
    me, act = account_of(request), request.POST.get("act", "")
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "describe": (
            lambda: operations.describe_photo(photo=one, shows=request.POST.get("shows", ""), by=me),
            _("It is kept."),
        ),
        "agree": (lambda: operations.show_photo(photo=one, is_agreed=True, by=me), _("All see it now.")),
        "hide": (lambda: operations.show_photo(photo=one, is_agreed=False, by=me), _("It is seen inside only.")),
        "retire": (
            lambda: operations.retire_photo(photo=one, by=me),
            _("Nobody sees it any more. It can be brought back here."),
        ),
        "bring_back": (lambda: operations.bring_photo_back(photo=one, by=me), _("It is back.")),
        "erase": (lambda: operations.erase_photo(photo=one, by=me), _("The picture is erased.")),
    }
    if act in acts:
        done(request, *acts[act])
    name, thing = ("photos_of_task", one.task_id) if one.task_id else ("photos_of_action", one.sheet_id)
    return redirect(f"{reverse(f'action:{name}', args=[thing])}#photo-{one.pk}")


@require_safe
def picture(request: HttpRequest, photo_id: UUID, size: str) -> HttpResponse:
    """One size of a photo, for those who may see it at this moment."""
    one = reach(request, "action.view_photo", _photos(), pk=photo_id)
    place = path_of(one.pk, size) if size in {"large", "small"} else None
    if place is None or not place.is_file():
        raise Http404
    seen = quote_etag(f"{one.digest}-{size}")
    known = request.headers.get("If-None-Match") == seen
    answer = HttpResponse(status=304) if known else HttpResponse(place.read_bytes(), content_type="image/jpeg")
    answer.headers["Cache-Control"] = FOR_A_WHILE
    answer.headers["ETag"] = seen
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _photos() -> QuerySet[Photo]:
    return Photo.objects.select_related("sheet__territory", "task").filter(erased_at=None)

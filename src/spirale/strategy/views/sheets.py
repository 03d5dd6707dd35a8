"""Importing a table of what exists: send it, look at how it is read, confirm; and put away the whole of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from spirale.offline.sending import in_words
from spirale.pages.problems import Problem, Problems
from spirale.pages.sentences import say
from spirale.strategy import operations
from spirale.strategy.forms import ExistingFileForm
from spirale.strategy.models import ExistingSheet
from spirale.strategy.queries.sheets import draft_of, preview_existing, sheets_of
from spirale.territories.access import account_of, reach
from spirale.territories.models import Territory


@require_http_methods(["GET", "POST"])
def import_existing(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a table; nothing is written yet."""
    territory = reach(request, "strategy.edit", Territory.objects.all(), slug=slug)
    form = ExistingFileForm(request.POST or None, request.FILES or None) if request.method == "POST" else None
    if form is not None and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            draft = operations.keep_existing_draft(
                territory=territory,
                column=form.cleaned_data["column"],
                file_name=file.name,
                content=file.read(),
                by=account_of(request),
            )
        except Problem as problem:
            form.add_error("file", in_words(problem))
        else:
            return redirect("strategy:preview_existing", territory.slug, draft.pk)
    context = {"territory": territory, "form": form or ExistingFileForm()}
    return render(request, "strategy/import_existing.html", context, status=422 if form and form.errors else 200)


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, slug: str, existing_draft_id: UUID) -> HttpResponse:
    """How the table is read, all that is wrong with it, and what it would add; confirmed by a POST of its sender."""
    territory = reach(request, "strategy.edit", Territory.objects.all(), slug=slug)
    draft = draft_of(territory, account_of(request), existing_draft_id)
    if draft is None:
        if sheets_of(territory).filter(pk=existing_draft_id).exists():
            messages.info(request, _("This file was brought in already."))
            return redirect("strategy:existing", territory.slug)
        messages.warning(
            request, _("This file is no longer kept here: it was sent more than a day ago. Send it again.")
        )
        return redirect("strategy:import_existing", territory.slug)
    content = bytes(draft.content)
    if request.method == "POST" and "discard" in request.POST:
        operations.discard_existing_draft(draft=draft, by=account_of(request))
        messages.info(request, _("The file is forgotten. Nothing was added."))
        return redirect("strategy:import_existing", territory.slug)
    if request.method == "POST":
        try:
            done = operations.import_existing(
                sheet_id=draft.pk,
                territory=territory,
                content=content,
                file_name=draft.file_name,
                column=draft.column,
                by=account_of(request),
            )
        except (Problem, Problems):
            pass  # the page below says all of them
        else:
            operations.discard_existing_draft(draft=draft, by=account_of(request))
            said = ngettext("%(count)s row was added.", "%(count)s rows were added.", done.new)
            messages.success(request, said % {"count": done.new})
            return redirect("strategy:existing", territory.slug)
    found = preview_existing(territory=territory, content=content, name=draft.file_name, column=draft.column)
    context = {
        "territory": territory,
        "draft": draft,
        "preview": found,
        "problems": [say(problem) for problem in found.problems],
        "problems_left": found.problems_in_all - len(found.problems),
    }
    return render(request, "strategy/preview_existing.html", context, status=422 if found.problems else 200)


@require_POST
def withdraw(request: HttpRequest, existing_sheet_id: UUID) -> HttpResponse:
    """Put away what came with a table and serves nothing yet."""
    sheet = reach(request, "strategy.edit", ExistingSheet.objects.select_related("territory"), pk=existing_sheet_id)
    gone, stays = operations.withdraw_existing_sheet(sheet=sheet, by=account_of(request))
    said = ngettext("%(count)s row of this file is put away.", "%(count)s rows of this file are put away.", gone)
    messages.success(request, said % {"count": gone})
    if stays:
        said = ngettext(
            "%(count)s stays: ideas are answered by it, or axes rest on it.",
            "%(count)s stay: ideas are answered by them, or axes rest on them.",
            stays,
        )
        messages.info(request, said % {"count": stays})
    return redirect("strategy:existing", sheet.territory.slug)

"""Bringing action sheets from a table."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from spirale.decision.forms import TableForm
from spirale.decision.operations.bringing import bring_sheets
from spirale.decision.queries.resources import resources_of
from spirale.offline.sending import in_words
from spirale.pages.problems import Problem, Problems
from spirale.territories.access import account_of, reach
from spirale.territories.models import Territory

SHOWN = 100


@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a table; every problem is said with its row and column, and nothing is written as long as there is one."""
    territory = reach(request, "decision.write_sheet", Territory.objects.all(), slug=slug)
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            new, known = bring_sheets(
                territory=territory, content=file.read(), file_name=file.name, by=account_of(request)
            )
        except Problem as problem:
            problems = [in_words(problem)]
        except Problems as found:
            problems = [in_words(one) for one in found.problems]
        else:
            said = ngettext("%(count)s action sheet was added.", "%(count)s action sheets were added.", new)
            messages.success(request, said % {"count": new})
            if known:
                messages.info(request, _("%(count)s were there already and stay as they are.") % {"count": known})
            return redirect("decision:sheets", territory.slug)
    shown = {
        "territory": territory,
        "form": form,
        "problems": problems[:SHOWN],
        "left": max(0, len(problems) - SHOWN),
        "resources": resources_of(territory),
    }
    return render(request, "decision/bring.html", shown, status=422 if problems or form.errors else 200)

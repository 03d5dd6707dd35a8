"""The page that a letter of reminders leads to: how often it comes, or no more, without signing in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from spirale.action import operations
from spirale.action.forms import RhythmForm
from spirale.action.letters import box_at
from spirale.action.models import Letterbox
from spirale.action.views.acting import done

ONE_CLICK = "List-Unsubscribe"
"""What a mail program sends when its reader presses its own button (RFC 8058)."""


@csrf_exempt  # mail programs send without a page; the secret is in the address
@never_cache
@require_http_methods(["GET", "POST"])
def reminders(request: HttpRequest, key: str) -> HttpResponse:
    """Choose how often letters come. Opening the address changes nothing: programs that scan mail open it too."""
    box = box_at(key)
    if box is None:
        raise Http404
    if ONE_CLICK in request.POST:
        operations.choose_rhythm(box=box, rhythm=Letterbox.Rhythm.NEVER)
        return HttpResponse(status=204)
    form = RhythmForm(request.POST or None, initial={"rhythm": box.rhythm})
    if form.is_valid():
        rhythm = form.cleaned_data["rhythm"]
        done(request, lambda: operations.choose_rhythm(box=box, rhythm=rhythm), _("Your choice is kept."))
        return redirect("action:reminders", key)
    shown = {"box": box, "form": form}
    answer = render(request, "action/reminders.html", shown, status=422 if request.method == "POST" else 200)
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer

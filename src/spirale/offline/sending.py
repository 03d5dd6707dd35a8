"""What scripts and forms send: read with care, answered in JSON to the one and by a page to the other."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from spirale.pages.problems import Problem, Problems
from spirale.pages.sentences import sentence

LONGEST_BODY = 1_000_000
AGAIN: Final = object()
"""Under this key, which no message can hold, an act says that the database has refused it once as already there."""

View = Callable[..., HttpResponse]


def is_script(request: HttpRequest) -> bool:
    """Whether a script sent this, rather than a form."""
    return request.content_type == "application/json"


def door(view: View) -> View:
    """Answer a script in JSON whatever happens, so that it can say in words what to do; forms go their usual way."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_script(request):
            try:
                return view(request, *args, **kwargs)
            except (Problem, Problems) as problem:  # of a form that this site does not draw
                return HttpResponse(in_words(problem), status=422, content_type="text/plain; charset=utf-8")
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied:
            signed_in = request.user.is_authenticated
            said = (
                _("This act is not yours here. Ask a facilitator of this territory.")
                if signed_in
                else _("You are signed out. Sign in again: what you did waits on this computer.")
            )
            return JsonResponse({"state": "forbidden" if signed_in else "signed_out", "message": said}, status=403)
        except Http404:
            return JsonResponse({"state": "missing", "message": _("This is no longer here.")}, status=404)
        except (Problem, Problems) as problem:
            return JsonResponse({"state": "refused", "message": in_words(problem)}, status=422)

    return answer


def in_words(problem: Problem | Problems) -> str:
    """One problem, or several, in sentences; what would be said twice is said once."""
    several = problem.problems if isinstance(problem, Problems) else (problem,)
    return " ".join(dict.fromkeys(sentence(each) for each in several))


def read(request: HttpRequest) -> Mapping[str, Any]:
    """What was sent, as names and values."""
    if not is_script(request):
        return request.POST.dict()
    try:
        sent = json.loads(request.body[: LONGEST_BODY + 1])
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict):
        raise Problem("message not readable")
    return sent


def text_of(sent: Mapping[str, Any], name: str) -> str:
    value = sent.get(name, "")
    if not isinstance(value, str):
        raise Problem("message not readable")
    return value


def id_of(sent: Mapping[str, Any], name: str) -> UUID:
    try:
        return UUID(text_of(sent, name))
    except ValueError:
        raise Problem("message not readable") from None


def sign_of(sent: Mapping[str, Any]) -> int:
    if str(sent.get("sign")) not in {"-1", "0", "1"}:
        raise Problem("sign unknown", value=sent.get("sign", ""))
    return int(sent["sign"])


def number_of(sent: Mapping[str, Any], name: str) -> int | None:
    """A number that may be left out; what is no whole number above nought is said to be none."""
    said = str(sent.get(name) or "").strip()
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and len(said) < 6 and int(said)):
        raise Problem("number not readable", value=said[:20])
    return int(said)


def share_of(sent: Mapping[str, Any], name: str) -> float | None:
    try:
        share = float(sent.get(name) or "nan")
    except (TypeError, ValueError):
        return None
    return share if 0 <= share <= 1 else None


def instant_of(sent: Mapping[str, Any], name: str) -> datetime:
    """The computer's own clock, as long as it is believable: not in the future."""
    try:
        said = parse_datetime(text_of(sent, name))
    except ValueError:
        said = None
    now = timezone.now()
    return said if said and timezone.is_aware(said) and said <= now else now

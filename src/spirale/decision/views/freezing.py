"""Setting the rules of a choice, freezing them, reopening them in public, and reading them for good."""

import re
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spirale.decision.models import Choice
from spirale.decision.operations import freezing as operations
from spirale.decision.operations.choices import CriterionDraft
from spirale.decision.operations.choices import set_rules as set_rules_of
from spirale.decision.queries.choices import choice_page, rules_seen
from spirale.decision.queries.frozen import is_intact, rules_content
from spirale.decision.queries.minimum import tag_options
from spirale.decision.queries.tags import place_tag
from spirale.decision.queries.usual import suggested_criteria
from spirale.decision.views.choices import get_choice
from spirale.offline.sending import in_words
from spirale.pages.ids import as_id
from spirale.pages.problems import Problem, Problems
from spirale.territories.access import account_of

COLUMNS = ("id", "name", "meaning", "lowest", "highest", "weight")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of criteria as it stands in the form."""

    id: str
    name: str = ""
    meaning: str = ""
    lowest: str = "0"
    highest: str = "4"
    weight: str = "1"


@dataclass(frozen=True, slots=True)
class LeastLine:
    """A line of the minimum as it stands in the form; `place` is a neighbourhood that no sheet names yet."""

    tag: str = ""
    place: str = ""
    least: str = ""


@require_http_methods(["GET", "POST"])
def set_rules(request: HttpRequest, choice_id: UUID) -> HttpResponse:
    """Set the criteria, how they speak together, who scores and the minimum."""
    choice = get_choice(request, "decision.edit", choice_id)
    if choice.frozen_rules.filter(reopened_at=None).exists():
        messages.info(request, in_words(Problem("rules are frozen")))
        return redirect("decision:choice", choice.pk)
    problem, seen = "", rules_seen(choice)
    lines, least = _standing(choice)
    by, who = choice.by, choice.who_scores
    if request.method == "POST":
        sent = request.POST
        lines, least = _lines(sent), _least(sent)
        by = Choice.By.ORDER if sent.get("by") == Choice.By.ORDER else Choice.By.WEIGHTS
        who = sent.get("who_scores", "")
        try:
            set_rules_of(
                choice=choice,
                criteria=_drafts(lines),
                criteria_by=by,
                who_scores=who,
                minimum=_minimum(least),
                seen=sent.get("seen", ""),
                by=account_of(request),
            )
        except (Problem, Problems) as found:
            problem = in_words(found)
        else:
            if "up" in request.POST:
                return redirect("decision:set_rules", choice.pk)
            messages.success(request, _("The rules are kept, open still."))
            return redirect("decision:choice", choice.pk)
    shown = {
        "territory": choice.territory,
        "choice": choice,
        "seen": seen,
        "problem": problem,
        "lines": [*lines, Line(str(uuid4()))],
        "least": [*least, LeastLine()],
        "by": by,
        "who_scores": who,
        "tags": tag_options(choice.territory),
        "suggested": suggested_criteria(choice.territory.language),
    }
    return render(request, "decision/set_rules.html", shown, status=422 if problem else 200)


def _standing(choice: Choice) -> tuple[list[Line], list[LeastLine]]:
    criteria = choice.criteria.filter(retired_at=None)
    lines = [
        Line(str(one.pk), one.name, one.meaning, str(one.lowest), str(one.highest), str(one.weight)) for one in criteria
    ]
    known = {one.tag for one in tag_options(choice.territory)}
    least = [
        LeastLine(tag, "", str(number)) if tag in known else LeastLine("", tag.partition(":")[2], str(number))
        for tag, number in choice.minimum
    ]
    return lines, least


def _lines(sent: QueryDict) -> list[Line]:
    columns = [sent.getlist(f"criterion_{name}") for name in COLUMNS]
    lines = [Line(*cells) for cells in zip(*columns, strict=False)]
    kept = [one for one in lines if one.name.strip() or one.meaning.strip()][:50]
    if move := sent.get("up"):  # an order of priority is set without dragging
        place = next((number for number, one in enumerate(kept) if one.id == move), 0)
        if place:
            kept[place - 1], kept[place] = kept[place], kept[place - 1]
    return kept


def _least(sent: QueryDict) -> list[LeastLine]:
    columns = [sent.getlist(f"least_{name}") for name in ("tag", "place", "number")]
    lines = [LeastLine(*cells) for cells in zip(*columns, strict=False)]
    return [one for one in lines if one.tag or one.place.strip() or one.least.strip()][:50]


def _drafts(lines: list[Line]) -> list[CriterionDraft]:
    return [
        CriterionDraft(
            as_id(one.id) or uuid4(),
            one.name,
            one.meaning,
            _number(one.lowest),
            _number(one.highest),
            _number(one.weight),
        )
        for one in lines
    ]


def _minimum(lines: list[LeastLine]) -> list[tuple[str, int]]:
    found = []
    for one in lines:
        tag = one.tag or place_tag(one.place)
        if not tag:
            raise Problem("minimum without a name")
        found.append((tag, _number(one.least)))
    return found


def _number(text: str) -> int:
    plain = text.strip().replace("−", "-")
    if not re.fullmatch(r"-?[0-9]{1,5}", plain):
        raise Problem("number not readable", value=text.strip()[:20])
    return int(plain)


@require_POST
def freeze(request: HttpRequest, choice_id: UUID) -> HttpResponse:
    """Freeze the rules with time and digest."""
    choice = get_choice(request, "decision.edit", choice_id)
    asked = as_id(request.POST.get("id", "")) or uuid4()
    try:
        frozen = operations.freeze_rules(choice=choice, frozen_id=asked, by=account_of(request))
    except Problem as problem:
        messages.error(request, in_words(problem))
    else:
        said = _(
            "The rules are frozen, under number %(number)s: from now on, only reopening them in public changes them."
        )
        messages.success(request, said % {"number": frozen.number})
    return redirect("decision:choice", choice.pk)


@require_POST
def reopen(request: HttpRequest, choice_id: UUID) -> HttpResponse:
    """Reopen frozen rules in public, with a reason."""
    choice = get_choice(request, "decision.edit", choice_id)
    given = request.POST.get("number", "")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 0
    try:
        operations.reopen_rules(
            choice=choice, number=number, reason=request.POST.get("reason", ""), by=account_of(request)
        )
    except Problem as problem:
        messages.error(request, in_words(problem))
        return redirect("decision:choice", choice.pk)
    messages.success(request, _("The rules are open again. Your reason stands on the page of the choice."))
    return redirect("decision:set_rules", choice.pk)


@require_safe
def rules(request: HttpRequest, choice_id: UUID, number: int) -> HttpResponse:
    """Rules as they were frozen, whatever came after; the digest is computed anew for each reader."""
    choice = get_choice(request, "decision.read_rules", choice_id)
    frozen = get_object_or_404(choice.frozen_rules.select_related("frozen_by", "reopened_by"), number=number)
    shown = {
        "territory": choice.territory,
        "choice": choice,
        "frozen": frozen,
        "content": rules_content(frozen),
        "is_intact": is_intact(frozen),
        "page": choice_page(choice),
    }
    return render(request, "decision/rules.html", shown)


@require_safe
def document(request: HttpRequest, choice_id: UUID, number: int) -> HttpResponse:
    """The very bytes whose SHA-256 is the digest on the page."""
    choice = get_choice(request, "decision.read_rules", choice_id)
    frozen = get_object_or_404(choice.frozen_rules, number=number)
    answer = HttpResponse(frozen.document.encode(), content_type="application/json; charset=utf-8")
    name = f"{choice.territory.slug}-rules-{frozen.number}-{frozen.digest[:8]}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

"""The whole content of an action sheet, as a version keeps it and as a page compares two of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import uuid4

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from spirale.decision.drafts import TEXTS, SheetDraft
from spirale.decision.models import ActionSheet, Resource
from spirale.pages.amounts import amount_shown
from spirale.synthesis.models import FrozenSynthesis
from spirale.synthesis.queries.frozen import version_page
from spirale.territories.models import Territory

FIELDS: Final = (
    "title",
    "what",
    "for_whom",
    "situation",
    "with_whom",
    "tomorrow",
    "first_results",
    "first_results_on",
    "lasting",
    "reach",
    "place",
)
"""Fields of a sheet that are told as they are."""

Content = Mapping[str, Any]


def content_of(sheet: ActionSheet) -> dict[str, Any]:
    """All that a sheet says now, in plain values, with the names that people read beside the ids."""
    told: dict[str, Any] = {name: getattr(sheet, name) for name in FIELDS}
    told["first_results_on"] = _iso(sheet.first_results_on)
    told["axis"] = {"id": str(sheet.axis_id), "title": sheet.axis.title} if sheet.axis else None
    told["cycle"] = {"id": str(sheet.cycle_id), "title": str(sheet.cycle)} if sheet.cycle else None
    told["codes"] = list(sheet.codes)
    told["reaches"] = {str(situation): people for situation, people in sorted(sheet.reaches.items())}
    needs = sheet.needs.filter(retired_at=None).select_related("resource").order_by("resource__position", "pk")
    told["needs"] = [
        {
            "id": str(one.pk),
            "resource": str(one.resource_id),
            "name": one.resource.name,
            "unit": one.resource.unit,
            "amount": one.amount,
            "from_on": _iso(one.from_on),
            "to_on": _iso(one.to_on),
            "place": one.place,
            "said": one.said,
        }
        for one in needs
    ]
    told["ideas"] = _ideas(sheet)
    told["requires"] = _others(sheet.requires.values_list("other__pk", "other__title"))
    told["excludes"] = _others(sheet.excludes.values_list("other__pk", "other__title"))
    return told


def _ideas(sheet: ActionSheet) -> list[dict[str, str]]:
    rows = list(sheet.ideas.filter(retired_at=None).values_list("frozen", "idea_id"))
    versions = {one.pk: one for one in FrozenSynthesis.objects.filter(pk__in={frozen for frozen, _idea in rows})}
    found = []
    for frozen, idea in rows:
        shown = version_page(versions[frozen]).ideas.get(idea)
        found.append({"frozen": str(frozen), "idea": idea, "wording": shown.wording if shown else idea})
    return sorted(found, key=lambda one: (one["frozen"], one["idea"]))


def _others(rows: Any) -> list[dict[str, str]]:
    found = [{"id": str(pk), "title": title} for pk, title in rows]
    return sorted(found, key=lambda one: one["id"])


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def content_of_draft(draft: SheetDraft, territory: Territory) -> dict[str, Any]:
    """What a draft would say, in the same form, with the names of what it refers to."""
    resources = {one.pk: one for one in Resource.objects.filter(territory=territory)}
    axes = dict(territory.axes.values_list("pk", "title"))
    cycles = {one.pk: str(one) for one in territory.cycles.all()}
    sheets = dict(ActionSheet.objects.filter(territory=territory).values_list("pk", "title"))
    versions = FrozenSynthesis.objects.in_bulk({frozen for frozen, _idea in draft.ideas})
    told: dict[str, Any] = {"title": draft.title, "what": draft.what, "reach": str(draft.reach), "place": draft.place}
    told |= {name: draft.texts.get(name, "") for name in TEXTS}
    told["first_results_on"] = _iso(draft.first_results_on)
    told["axis"] = {"id": str(draft.axis), "title": axes.get(draft.axis, "")} if draft.axis else None
    told["cycle"] = {"id": str(draft.cycle), "title": cycles.get(draft.cycle, "")} if draft.cycle else None
    told["codes"], told["reaches"] = list(draft.codes), dict(draft.reaches)
    told["needs"] = [
        {
            "id": str(one.id),
            "resource": str(one.resource),
            "name": resources[one.resource].name if one.resource in resources else "",
            "unit": resources[one.resource].unit if one.resource in resources else "",
            "amount": one.amount,
            "from_on": _iso(one.from_on),
            "to_on": _iso(one.to_on),
            "place": one.place,
            "said": one.said,
        }
        for one in sorted(draft.needs, key=lambda need: _order(resources, need.resource, need.id))
    ]
    pages = {pk: version_page(one) for pk, one in versions.items()}
    told["ideas"] = [
        {"frozen": str(frozen), "idea": idea, "wording": pages[frozen].ideas[idea].wording}
        for frozen, idea in sorted(draft.ideas, key=lambda one: (str(one[0]), one[1]))
        if frozen in pages and idea in pages[frozen].ideas
    ]
    told["requires"] = _others((pk, sheets.get(pk, "")) for pk in draft.requires)
    told["excludes"] = _others((pk, sheets.get(pk, "")) for pk in draft.excludes)
    return told


def _order(resources: Mapping[Any, Resource], resource: object, need: object) -> tuple[int, str]:
    return (resources[resource].position if resource in resources else 0, str(need))


def carried_needs(model: ActionSheet, territory: Territory) -> tuple[list[dict[str, Any]], list[str]]:
    """The needs of a model as another territory counts them, and the names of what its bank has not.

    A need is carried to the resource of the same name and unit; each line gets an id of its own.
    """
    known = {(one.name, one.unit): one.pk for one in Resource.objects.filter(territory=territory, retired_at=None)}
    carried, lacking = [], []
    for need in content_of(model)["needs"]:
        resource = known.get((need["name"], need["unit"]))
        if resource:
            carried.append(need | {"id": str(uuid4()), "resource": str(resource)})
        else:
            lacking.append(f"{need['name']} ({need['unit']})")
    return carried, lacking


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that is said otherwise: its name, what it was, what it is."""

    label: str
    before: str
    after: str


def what_changed(before: Content, after: Content) -> list[Changed]:
    """What two contents of a sheet say otherwise, field by field, in words."""
    pairs = ((name, in_words(name, before), in_words(name, after)) for name in (*FIELDS, *_LISTS))
    return [Changed(label_of(name), was, now) for name, was, now in pairs if was != now]


_LISTS: Final = ("axis", "cycle", "codes", "reaches", "needs", "ideas", "requires", "excludes")


def label_of(name: str) -> str:
    """The name of a field or a list as people read it."""
    named = {
        "axis": _("strategic axis"),
        "cycle": _("cycle"),
        "codes": _("components it serves"),
        "reaches": _("people reached, by situation"),
        "needs": _("what it needs"),
        "ideas": _("ideas it serves"),
        "requires": _("only together with"),
        "excludes": _("cannot be done beside"),
    }
    if name in named:
        return named[name]
    field = ActionSheet._meta.get_field(name)  # noqa: SLF001 - Django documents _meta
    return str(getattr(field, "verbose_name", name))


def in_words(name: str, content: Content) -> str:
    """A field or a list of a content, in words; one line for each thing of a list."""
    value = content.get(name)
    if not value:
        return ""
    if name == "reach":
        return str(ActionSheet.Reach(value).label)
    if name == "first_results_on":
        return day_in_words(value)
    if name in ("axis", "cycle"):
        return str(value["title"])
    if name == "codes":
        return ", ".join(value)
    if name == "reaches":
        said = _("situation %(situation)s: %(people)s")
        return "\n".join(said % {"situation": key, "people": people} for key, people in sorted(value.items()))
    if name == "needs":
        return "\n".join(need_in_words(one) for one in value)
    if name == "ideas":
        return "\n".join(one["wording"] for one in value)
    if name in ("requires", "excludes"):
        return "\n".join(one["title"] for one in value)
    return str(value)


def need_in_words(need: Mapping[str, Any]) -> str:
    """A need in one line: how much of what, when, where."""
    parts = [f"{need['name']}: {amount_shown(need['amount'])} {need['unit']}"]
    if when := between(need["from_on"], need["to_on"]):
        parts.append(when)
    parts += [part for part in (need["place"], need["said"]) if part]
    return ", ".join(parts)


def between(from_on: str, to_on: str) -> str:
    """Two days, either of which may be open, in words."""
    told = {"from": day_in_words(from_on), "to": day_in_words(to_on)}
    if from_on and to_on:
        return _("from %(from)s to %(to)s") % told
    if from_on:
        return _("from %(from)s on") % told
    return _("until %(to)s") % told if to_on else ""


def day_in_words(day: str) -> str:
    """An ISO day in the language of whoever reads."""
    return date_format(date.fromisoformat(day), "DATE_FORMAT") if day else ""

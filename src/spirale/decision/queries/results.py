"""What was found and what people decided, action by action, in plain words."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from spirale.decision.models import Choice, Resource, Result
from spirale.decision.queries.grounds import Grounds
from spirale.method.choice import values
from spirale.method.choice.bank import Bank
from spirale.method.choice.reasons import Reason, Why
from spirale.method.choice.unlocking import unlockings
from spirale.method.problems import Problem
from spirale.pages.amounts import amount_shown
from spirale.pages.sentences import sentence
from spirale.pages.sentences.reasons import because

Resources = Mapping[str, Resource]
NOT_SHOWN: Final = "…"


@dataclass(frozen=True, slots=True)
class SetFound:
    """One of the sets side by side: its key, its actions by title, how sure it is, and which minimum it misses."""

    key: str
    actions: tuple[str, ...]
    ids: frozenset[str]
    outcome: str
    gap: str
    short: str


@dataclass(frozen=True, slots=True)
class Line:
    """One action: in which sets it is, why it is in or out of the one taken as a start, what people decided.

    `unlocking` says what would let it in, in sentences; empty when it is in. `is_otherwise` when people decided
    otherwise than the set they took as a start.
    """

    id: UUID
    title: str
    sets: frozenset[str]
    in_start: bool | None
    because: str
    unlocking: tuple[str, ...]
    is_in: bool | None
    reason: str
    is_otherwise: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What the page of a choice shows: sets, shared actions, lines, balances of the set taken as a start."""

    result: Result | None
    start: str
    sets: tuple[SetFound, ...]
    shared: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def chosen(self) -> tuple[Line, ...]:
        return tuple(one for one in self.lines if one.is_in)

    @property
    def left_out(self) -> tuple[Line, ...]:
        return tuple(one for one in self.lines if one.is_in is False)


def latest_result(choice: Choice) -> Result | None:
    """What was asked last, under way or ended."""
    return Result.objects.filter(choice=choice).order_by("-asked_at", "-pk").first()


def problems_of(result: Result) -> list[str]:
    """What was wrong, in sentences."""
    told = [Problem(one["code"], **one["parameters"]) for one in result.document.get("problems", [])]
    return [sentence(one) for one in told] or ([sentence(Problem(result.problem))] if result.problem else [])


def found_of(grounds: Grounds, *, start: str = "", anew: bool = False) -> Found:
    """The sets of the last result, or of the one that people decided on, and every action.

    `start` is the set whose reasons are told; once people decided it is the one they took, unless they decide `anew`:
    then from the last result.
    """
    is_decided = grounds.choice.decided_at is not None
    decided = {one.sheet_id: one for one in grounds.decided if is_decided}
    newest = None if anew else max(decided.values(), key=lambda one: one.at, default=None)
    result = newest.result if newest and newest.result else grounds.finished
    if newest:
        start = newest.start
    resources, titles = grounds.resources, grounds.titles
    document = result.document if result else {"sets": {}, "shared": []}
    if start not in document["sets"]:
        start = next(iter(document["sets"]), "")
    sets = tuple(_set(key, one, titles) for key, one in document["sets"].items())
    told = document["sets"].get(start, {"reasons": [], "unlockings": [], "actions": []})
    why = {one["action"]: _because(one, resources, titles) for one in told["reasons"]}
    unlocking = {one["action"]: unlocking_told(one, resources, titles) for one in told["unlockings"]}
    if newest and (now := _unlocking_now(grounds, told["actions"])):
        unlocking = {name: unlocking_told(one, resources, titles) for name, one in now.items()}
    lines = []
    for sheet in grounds.sheets:
        name, people = str(sheet.pk), decided.get(sheet.pk)
        in_start = name in told["actions"] if told["reasons"] or told["actions"] else None
        is_in = people.is_in if people else None
        out = not (is_in if is_in is not None else in_start)
        lines.append(
            Line(
                id=sheet.pk,
                title=sheet.title,
                sets=frozenset(one.key for one in sets if name in one.ids),
                in_start=in_start,
                because=why.get(name, ""),
                unlocking=unlocking.get(name, ()) if out else (),
                is_in=is_in,
                reason=people.reason if people else "",
                is_otherwise=bool(people and people.start and in_start is not None and people.is_in != in_start),
            )
        )
    shared = tuple(sorted(titles.get(name, NOT_SHOWN) for name in document.get("shared", [])))
    return Found(result, start, sets, shared, tuple(lines))


def _set(key: str, told: Mapping[str, Any], titles: Mapping[str, str]) -> SetFound:
    names = tuple(sorted(titles.get(name, NOT_SHOWN) for name in told["actions"]))
    first = told["levels"][0] if told["levels"] else {"value": "0", "bound": "0"}
    gap = f"{first['value']} / {first['bound']}" if told["outcome"] == "found" else ""
    short = ", ".join(tag.partition(":")[2] or tag for tag in told.get("short", []))
    return SetFound(key, names, frozenset(told["actions"]), told["outcome"], gap, short)


def _because(told: Mapping[str, Any], resources: Resources, titles: Mapping[str, str]) -> str:
    """The reason as a sentence, with names in the place of ids."""
    parameters = dict(told["parameters"])
    if "missing" in parameters:
        parameters["missing"] = [(_name(one, resources), amount) for one, amount in parameters["missing"]]
    if "tags" in parameters:
        parameters["tags"] = [tag.partition(":")[2] or tag for tag in parameters["tags"]]
    reason = Reason(told["action"], told["is_in"], cast(Why, told["code"]), parameters, (), told["rank"])
    units = [values.Resource(one.name, one.unit) for one in resources.values()]
    return because(reason, units, titles)


def unlocking_told(told: Mapping[str, Any], resources: Resources, titles: Mapping[str, str]) -> tuple[str, ...]:
    """What would let an action in, one sentence a pledge."""
    if told.get("clash"):
        first, second = (titles.get(name, NOT_SHOWN) for name in told["clash"])
        said = _("No pledge would let it in: “%(first)s” cannot be done beside “%(second)s”.")
        return (said % {"first": first, "second": second},)
    found = [_missing_told(one, resources) for one in told["missing"]]
    if told["comes_with"]:
        others = ", ".join(titles.get(name, NOT_SHOWN) for name in told["comes_with"])
        found.append(_("It would come with: %(others)s.") % {"others": others})
    return tuple(found)


def _missing_told(one: Mapping[str, Any], resources: Resources) -> str:
    resource = resources.get(one["resource"])
    what = {
        "amount": amount_shown(one["amount"]),
        "unit": resource.unit if resource else "",
        "resource": _name(one["resource"], resources),
        "first": _day(one["from_on"]),
        "last": _day(one["to_on"]),
    }
    said = _("A pledge of %(amount)s %(unit)s of “%(resource)s”")
    if what["first"] and what["last"]:
        when = (
            _("on any day from %(first)s to %(last)s")
            if one["is_any_day"]
            else _("free on all days from %(first)s to %(last)s")
        )
    elif what["first"]:
        when = _("from %(first)s on")
    elif what["last"]:
        when = _("until %(last)s")
    else:
        return f"{said}." % what
    return f"{said}, {when}." % what


def _name(resource: str, resources: Resources) -> str:
    return resources[resource].name if resource in resources else NOT_SHOWN


def _day(day: str) -> str:
    return date_format(date.fromisoformat(day)) if day else ""


def _unlocking_now(grounds: Grounds, started: Collection[str]) -> dict[str, Mapping[str, Any]]:
    """What would let in each action that people left out, beside those they chose and by the bank as it is now.

    Nothing when they decided as the set says, or beyond what the bank gives: then there is nothing to add to.
    """
    chosen = {str(one) for one in grounds.chosen}
    if chosen == set(started):
        return {}
    try:
        case = grounds.case
    except Problem:
        return {}
    chosen &= {one.id for one in case.actions}
    if not Bank(case).suffices_for(chosen):
        return {}
    return {
        one.action: {
            "clash": one.clash,
            "comes_with": one.comes_with,
            "missing": [
                {
                    "resource": each.resource,
                    "amount": each.amount,
                    "from_on": each.from_on,
                    "to_on": each.to_on,
                    "is_any_day": each.is_any_day,
                }
                for each in one.missing
            ],
        }
        for one in unlockings(case, chosen)
    }


def result_columns() -> Sequence[str]:
    """The columns of the table that leaves."""
    return (
        *("action_id", "action", "decided", "reason_to_differ", "start", "in_start", "because", "what_would_unlock_it"),
        *("in_best", "in_worst_off", "in_proportional"),
    )


def result_rows(found: Found) -> Iterable[dict[str, str]]:
    """Each action as a row."""
    words = {True: "in", False: "out", None: ""}
    for one in found.lines:
        yield {
            "action_id": str(one.id),
            "action": one.title,
            "decided": words[one.is_in],
            "reason_to_differ": one.reason,
            "start": found.start,
            "in_start": words[one.in_start],
            "because": one.because,
            "what_would_unlock_it": " ".join(one.unlocking),
            **{f"in_{key}": words[key in one.sets] for key in ("best", "worst_off", "proportional")},
        }

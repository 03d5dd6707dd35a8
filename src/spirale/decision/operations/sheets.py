"""Action sheets: kept version after version, restored, retired and brought back. A stale save loses nothing."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from spirale.decision import rules as _rules  # noqa: F401  permissions of this room
from spirale.decision.drafts import TEXTS, SheetDraft, draft_from
from spirale.decision.models import ActionSheet, Need, Opposition, Requirement, SheetIdea, SheetVersion
from spirale.decision.operations.checking import wrong_in
from spirale.decision.queries.content import content_of
from spirale.journal import operations as journal
from spirale.method.problems import Problem, Problems
from spirale.method.text import normalise, normalise_lines
from spirale.pages.ids import free_id
from spirale.people.models import Account
from spirale.territories.models import Territory
from spirale.territories.rules import require


@dataclass(frozen=True, slots=True)
class Told:
    """What whoever saves says of it: who joined, what changed and why."""

    joined: str = ""
    why: str = ""


NOTHING = Told()


@transaction.atomic
def save_sheet(
    *,
    sheet_id: UUID,
    save_id: UUID,
    territory: Territory,
    draft: SheetDraft,
    seen: int,
    told: Told = NOTHING,
    model: ActionSheet | None = None,
    by: Account,
) -> ActionSheet:
    """Keep a sheet as a new version, all of its content with it; the same sent again changes nothing.

    `seen` is the version that its writer had before their eyes, 0 for a new sheet; who sends a page that they went back
    to has seen what it kept (`save_id`). Raises Problems with all that is
    wrong in it, and Problem("sheet changed meanwhile", by=, version=) when another person saved it since: nothing is
    overwritten, and the page shows both. What says the same as before, with nobody who joined, makes no version.
    """
    require("decision.write_sheet", by, territory)
    if model:
        require("decision.read_sheet", by, model)
    sheet = _locked(sheet_id)
    if sheet and sheet.territory_id != territory.pk:
        raise Problem("sheet of another territory")
    draft, told = _tidied(draft), Told(normalise(told.joined)[:200], normalise(told.why)[:200])
    if sheet and (sent := SheetVersion.objects.filter(pk=save_id, sheet=sheet).first()):
        if draft_from(sent.content) == draft and Told(sent.joined, sent.why) == told:
            return sheet
        seen = max(seen, sent.number)
    before = content_of(sheet) if sheet else None
    kept = draft_from(before) if before else None
    if found := tuple(wrong_in(draft, territory, sheet_id, kept)):
        raise Problems(found)
    if sheet is None:
        sheet = ActionSheet(
            id=sheet_id, territory=territory, model=model, made_by=by, made_at=timezone.now(), version=0
        )
    elif sheet.version != seen:
        if kept == draft:
            return sheet
        last = sheet.versions.select_related("saved_by").first()
        name = (last.saved_by.name if last and last.saved_by else "") or _("Somebody")
        raise Problem("sheet changed meanwhile", by=name, version=sheet.version)
    elif kept == draft and not told.joined:
        return sheet
    _write(sheet, draft, by)
    _keep_version(sheet, save_id, told, by)
    return sheet


@transaction.atomic
def restore_version(*, sheet: ActionSheet, number: int, save_id: UUID, by: Account) -> ActionSheet:
    """Make a new version that says what an earlier one said; those between stay in the history."""
    require("decision.write_sheet", by, sheet)
    standing = _locked(sheet.pk)
    if standing is None:
        raise Problem("sheet is gone")
    version = standing.versions.filter(number=number).first()
    if version is None:
        raise Problem("version is not there", number=number)
    draft = draft_from(version.content)
    sent = SheetVersion.objects.filter(pk=save_id, sheet=standing).first()
    if sent and draft_from(sent.content) == draft:
        return standing
    _write(standing, draft, by)
    _keep_version(standing, save_id, NOTHING, by, restored=number)
    return standing


@transaction.atomic
def retire_sheet(*, sheet: ActionSheet, by: Account) -> None:
    """Take a sheet off the list; it can be brought back, and stays where people decided on it."""
    require("decision.write_sheet", by, sheet)
    _set_retired(sheet, by, retired=True)


@transaction.atomic
def bring_back_sheet(*, sheet: ActionSheet, by: Account) -> None:
    """Put a retired sheet back on the list."""
    require("decision.write_sheet", by, sheet)
    _set_retired(sheet, by, retired=False)


def _set_retired(sheet: ActionSheet, by: Account, *, retired: bool) -> None:
    standing = _locked(sheet.pk)
    if standing is None or (standing.retired_at is not None) == retired:
        return
    standing.retired_at = timezone.now() if retired else None
    standing.save(update_fields=["retired_at"])
    verb = "sheet retired" if retired else "sheet brought back"
    journal.append(verb, space=standing.territory_id, on=standing, by=by, title=standing.title)


def _locked(sheet_id: UUID) -> ActionSheet | None:
    sheets = ActionSheet.objects.select_for_update(of=("self",)).select_related("territory", "axis", "cycle")
    return sheets.filter(pk=sheet_id).first()


def _tidied(draft: SheetDraft) -> SheetDraft:
    return replace(
        draft,
        title=normalise(draft.title)[:160],
        what=normalise_lines(draft.what),
        texts={name: normalise_lines(draft.texts.get(name, "")) for name in TEXTS},
        place=normalise(draft.place)[:120],
        codes=tuple(sorted(set(draft.codes))),
        reaches={key: people for key, people in sorted(draft.reaches.items()) if people},
        needs=tuple(
            sorted(
                (replace(one, place=normalise(one.place)[:120], said=normalise(one.said)[:200]) for one in draft.needs),
                key=lambda one: str(one.id),
            )
        ),
        ideas=tuple(sorted(set(draft.ideas), key=str)),
    )


def _write(sheet: ActionSheet, draft: SheetDraft, by: Account) -> None:
    sheet.title, sheet.what, sheet.place = draft.title, draft.what, draft.place
    for name in TEXTS:
        setattr(sheet, name, draft.texts.get(name, ""))
    sheet.first_results_on, sheet.reach = draft.first_results_on, ActionSheet.Reach(draft.reach)
    sheet.axis_id, sheet.cycle_id = draft.axis, draft.cycle
    sheet.codes, sheet.reaches = list(draft.codes), dict(draft.reaches)
    sheet.version += 1
    sheet.save()
    _write_needs(sheet, draft)
    _write_ideas(sheet, draft, by)
    _write_links(sheet, Requirement, draft.requires)
    _write_links(sheet, Opposition, draft.excludes)


def _write_links(sheet: ActionSheet, links: type[Requirement] | type[Opposition], wanted: frozenset[UUID]) -> None:
    """Link the sheet to these others and no other; versions keep what was linked before."""
    rows = links.objects.filter(sheet=sheet)
    there = set(rows.values_list("other", flat=True))
    rows.exclude(other__in=wanted).delete()
    for other in sorted(wanted - there, key=str):
        links.objects.create(sheet=sheet, other_id=other)


def _write_needs(sheet: ActionSheet, draft: SheetDraft) -> None:
    there = {one.pk: one for one in Need.objects.filter(sheet=sheet)}
    taken = set(Need.objects.filter(pk__in=[one.id for one in draft.needs]).exclude(sheet=sheet).values_list("pk"))
    if taken:
        raise Problem("need of another sheet")
    for need in draft.needs:
        told = {
            "resource_id": need.resource,
            "amount": need.amount,
            "from_on": need.from_on,
            "to_on": need.to_on,
            "place": need.place,
            "said": need.said,
            "retired_at": None,
        }
        if there.pop(need.id, None):
            Need.objects.filter(pk=need.id).update(**told)
        else:
            Need.objects.create(id=need.id, sheet=sheet, **told)
    Need.objects.filter(pk__in=list(there), retired_at=None).update(retired_at=timezone.now())


def _write_ideas(sheet: ActionSheet, draft: SheetDraft, by: Account) -> None:
    at = timezone.now()
    there = {(one.frozen_id, one.idea_id): one.pk for one in SheetIdea.objects.filter(sheet=sheet, retired_at=None)}
    gone = [pk for pair, pk in there.items() if pair not in set(draft.ideas)]
    SheetIdea.objects.filter(pk__in=gone).update(retired_at=at)
    SheetIdea.objects.bulk_create(
        SheetIdea(sheet=sheet, frozen_id=frozen, idea_id=idea, by=by, at=at)
        for frozen, idea in draft.ideas
        if (frozen, idea) not in there
    )


def _keep_version(sheet: ActionSheet, save_id: UUID, told: Told, by: Account, **details: Any) -> None:
    fresh = ActionSheet.objects.select_related("axis", "cycle").get(pk=sheet.pk)
    version = SheetVersion.objects.create(
        id=free_id(save_id, SheetVersion.objects.all()),
        sheet=sheet,
        number=fresh.version,
        content=content_of(fresh),
        joined=told.joined,
        why=told.why,
        saved_by=by,
        saved_at=timezone.now(),
    )
    journal.append(
        "sheet saved",
        space=sheet.territory_id,
        on=sheet,
        by=by,
        at=version.saved_at,
        title=sheet.title,
        number=version.number,
        joined=told.joined,
        why=told.why,
        **details,
    )

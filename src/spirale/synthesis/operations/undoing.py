"""Undoing and doing again: an edit is put back only where nobody built on it since."""

import json
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.people.models import Account
from spirale.synthesis.models import Edit, Placement, SentenceIdea, SetAside, Synthesis
from spirale.synthesis.operations.recording import FIELDS, KINDS, State, Touched, link_key
from spirale.territories.rules import require


@transaction.atomic
def undo_last(*, synthesis: Synthesis, by: Account, edit_id: UUID | None = None) -> Edit:
    """Undo one's last act, or the one named; sent twice, it is undone once.

    Raises Problem("nothing to undo"), or ("edit was built on") when a later act rests on it.
    """
    kept = _locked(synthesis, by)
    edits = Edit.objects.filter(synthesis=kept, by=by)
    if edit_id:
        edit = edits.filter(pk=edit_id).first()
        if edit and edit.undone_at:
            return edit
    else:
        edit = edits.filter(undone_at=None).order_by("-number").first()
    if edit is None:
        raise Problem("nothing to undo")
    _put(edit, here=edit.after, there=edit.before)
    edit.undone_at = timezone.now()
    edit.save(update_fields=["undone_at"])
    journal.append("edit undone", space=kept.territory_id, on=kept, by=by, edit=edit.pk, act=edit.verb)
    return edit


@transaction.atomic
def redo(*, synthesis: Synthesis, by: Account, edit_id: UUID | None = None) -> Edit:
    """Do again what one undid last, or the edit named; sent twice, it is done once."""
    kept = _locked(synthesis, by)
    edits = Edit.objects.filter(synthesis=kept, by=by)
    if edit_id:
        edit = edits.filter(pk=edit_id, is_lapsed=False).first()
        if edit and not edit.undone_at:
            return edit
    else:
        edit = edits.filter(undone_at__isnull=False, is_lapsed=False).order_by("number").first()
    if edit is None:
        raise Problem("nothing to redo")
    _put(edit, here=edit.before, there=edit.after)
    edit.undone_at = None
    edit.save(update_fields=["undone_at"])
    journal.append("edit done again", space=kept.territory_id, on=kept, by=by, edit=edit.pk, act=edit.verb)
    return edit


def _locked(synthesis: Synthesis, by: Account) -> Synthesis:
    require("synthesis.edit", by, synthesis)
    return Synthesis.objects.select_for_update().get(pk=synthesis.pk)


def _put(edit: Edit, *, here: State, there: State) -> None:
    """Bring what an edit touched from one state to the other, or refuse when it is not in the first any more."""
    rows = _rows_of(edit)
    if any(_differs(rows, key, state) for key, state in here.items()):
        raise _built_on(edit)
    try:
        with transaction.atomic():
            _write(edit, rows, there)
    except IntegrityError:
        raise _built_on(edit) from None
    if _leaves_something_hanging(edit, rows):
        raise _built_on(edit)


def _rows_of(edit: Edit) -> dict[str, Touched | bool]:
    """The rows that an edit touched, as they are now; for a link, whether it is there."""
    asked: dict[str, list[str]] = {}
    for key in edit.after:
        kind, _, identifier = key.partition(":")
        asked.setdefault(kind, []).append(identifier)
    rows: dict[str, Touched | bool] = {}
    for kind, model in KINDS.items():
        found = asked.get(kind, [])
        for start in range(0, len(found), 500):
            for row in model.objects.filter(pk__in=found[start : start + 500]):
                rows[f"{kind}:{row.pk}"] = row
    sentences = {UUID(identifier.partition(":")[0]) for identifier in asked.get("link", [])}
    there = {
        link_key(sentence, idea)
        for sentence, idea in SentenceIdea.objects.filter(sentence__in=sentences).values_list("sentence_id", "idea_id")
    }
    for identifier in asked.get("link", []):
        rows[f"link:{identifier}"] = f"link:{identifier}" in there
    return rows


def _differs(rows: dict[str, Touched | bool], key: str, state: dict[str, Any]) -> bool:
    row = rows.get(key)
    if row is None:
        return True
    if isinstance(row, bool):
        return bool(row == state["retired"])
    for name, value in state.items():
        now: Any = (row.retired_at is not None) if name == "retired" else getattr(row, name)
        if (str(now) if isinstance(now, UUID) else now) != value:
            return True
    return False


def _write(edit: Edit, rows: dict[str, Touched | bool], target: State) -> None:
    at = timezone.now()
    alike: dict[tuple[bool, str, str], list[str]] = {}
    for key, state in target.items():
        kind, _, identifier = key.partition(":")
        if kind == "link":
            _write_link(edit, identifier, exists=not state["retired"])
            continue
        assert set(state) <= {"retired", *FIELDS[kind]}  # noqa: S101  an edit holds nothing else
        coming_back = state.get("retired") is False
        alike.setdefault((coming_back, kind, json.dumps(state, sort_keys=True)), []).append(identifier)
    for coming_back, kind, told in sorted(alike):  # what leaves first, so that nothing stands twice on the way
        state = json.loads(told)
        fields: dict[str, Any] = {name: value for name, value in state.items() if name != "retired"}
        if "retired" in state:
            fields["retired_at"] = at if state["retired"] else None
        if kind == "sentence":
            fields["version"] = F("version") + 1
        identifiers = alike[coming_back, kind, told]
        for start in range(0, len(identifiers), 500):
            KINDS[kind].objects.filter(pk__in=identifiers[start : start + 500]).update(**fields)


def _write_link(edit: Edit, identifier: str, *, exists: bool) -> None:
    sentence, _, idea = identifier.partition(":")
    if exists:
        SentenceIdea.objects.create(sentence_id=sentence, idea_id=idea, by=edit.by, at=edit.at)
    else:
        SentenceIdea.objects.filter(sentence_id=sentence, idea_id=idea).delete()


def _leaves_something_hanging(edit: Edit, rows: dict[str, Touched | bool]) -> bool:
    """Whether a criterion would stand nowhere or twice over, or something would rest on an idea that is gone."""
    touched = {row.criterion_id for row in rows.values() if isinstance(row, Placement | SetAside)}
    synthesis = edit.synthesis_id
    placed = Placement.objects.filter(idea__synthesis=synthesis, retired_at=None)
    if placed.exclude(idea__retired_at=None).exists():
        return True
    hanging = SentenceIdea.objects.filter(sentence__synthesis=synthesis, sentence__retired_at=None)
    if hanging.exclude(idea__retired_at=None).exists():
        return True
    under = set(placed.filter(criterion__in=touched).values_list("criterion_id", flat=True))
    aside = set(
        SetAside.objects.filter(synthesis=synthesis, retired_at=None, criterion__in=touched).values_list(
            "criterion_id", flat=True
        )
    )
    return bool(under & aside) or under | aside != touched


def _built_on(edit: Edit) -> Problem:
    """The problem of an edit that later ones rest on, with the first of them."""
    keys = set(edit.after)
    for later in Edit.objects.filter(
        synthesis=edit.synthesis_id, number__gt=edit.number, undone_at=None
    ).select_related("by"):
        if keys & set(later.after):
            return Problem("edit was built on", verb=edit.verb, later=later.verb, by=later.by.name if later.by else "")
    return Problem("edit was built on", verb=edit.verb, later="", by="")

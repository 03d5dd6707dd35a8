"""Scoring: each phone, group or table gives its own scores, and a score given again replaces the one before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.decision.models import Choice, ChoiceCriterion, Score, Scorer
from spirale.decision.operations.holding import held, turn
from spirale.decision.queries.choices import rules_in_force
from spirale.decision.queries.meeting import space_of
from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.people.models import Account
from spirale.workshops.models import Participant
from spirale.workshops.wording import as_line

ToScore: TypeAlias = tuple[UUID, UUID]
"""An action and a criterion."""


@transaction.atomic
def open_scoring(*, choice: Choice, at: datetime | None = None, by: Account) -> Choice:
    """Let scores come in. Raises Problem("rules are not frozen"): nobody scores by rules that may still change."""
    if rules_in_force(choice) is None:
        raise Problem("rules are not frozen")
    return turn(choice, "is_scoring_open", is_open=True, at=at, by=by)


@transaction.atomic
def close_scoring(*, choice: Choice, at: datetime | None = None, by: Account) -> Choice:
    """Take no more scores."""
    return turn(choice, "is_scoring_open", is_open=False, at=at, by=by)


@transaction.atomic
def add_scorer(
    *, scorer_id: UUID, choice: Choice, name: str, kind: str = "", at: datetime | None = None, by: Account
) -> Scorer:
    """Name a table, a group or a person without phone whose scores are typed; again, nothing changes.

    Raises Problem("scorer without name").
    """
    choice = held(choice, None, by)
    name = as_line(name, 120)
    if not name:
        raise Problem("scorer without name")
    scorer, is_new = Scorer.objects.get_or_create(
        id=scorer_id,
        defaults={"choice": choice, "name": name, "kind": _kind(kind), "joined_at": at or timezone.now()},
    )
    if scorer.choice_id != choice.pk:
        raise Problem("message not readable")
    if is_new:
        journal.append("scorer added", space=space_of(choice), on=scorer, by=by, at=at, told={})
    return scorer


@transaction.atomic
def retire_scorer(*, scorer: Scorer, at: datetime | None = None, by: Account) -> Scorer:
    """Leave the scores of a scorer out of the choice: a table typed twice, a phone lent to a child. They are kept."""
    choice = held(scorer.choice, None, by)
    if scorer.retired_at is None:
        scorer.retired_at = at or timezone.now()
        scorer.save(update_fields=["retired_at"])
        journal.append("scorer retired", space=space_of(choice), on=scorer, by=by, at=at, told={})
    return scorer


@transaction.atomic
def bring_back_scorer(*, scorer: Scorer, at: datetime | None = None, by: Account) -> Scorer:
    """Count the scores of a scorer again."""
    choice = held(scorer.choice, None, by)
    if scorer.retired_at is not None:
        scorer.retired_at = None
        scorer.save(update_fields=["retired_at"])
        journal.append("scorer brought back", space=space_of(choice), on=scorer, by=by, at=at, told={})
    return scorer


@transaction.atomic
def give_score(
    *,
    choice: Choice,
    sheet_id: UUID,
    criterion_id: UUID,
    value: int,
    participant: Participant | None = None,
    scorer: Scorer | None = None,
    at: datetime | None = None,
    by: Account | None = None,
) -> bool:
    """Score an action on a criterion, for a participant or for a scorer that somebody types; gives whether it is new.

    Another value replaces the first, which the journal keeps; the same again changes nothing. Raises Problem("scoring
    closed"), ("rules are not frozen"), ("action not of this choice"), ("criterion not of this choice"), ("score off the
    scale").
    """
    choice = _open(held(choice, participant, by))
    at = at or timezone.now()
    scorer = _scorer_of(choice, participant, scorer, at)
    kept = _keep(choice, scorer, {(sheet_id, criterion_id): value}, at)
    for one in kept:
        details = {"scorer": scorer.pk, **one.plain()}
        # Who gives what is not told to the room.
        journal.append("score given", space=space_of(choice), on=one.score, by=by, at=at, told={}, **details)
    return bool(kept)


@transaction.atomic
def give_scores(
    *, scorer: Scorer, values: Mapping[ToScore, int], at: datetime | None = None, by: Account | None = None
) -> int:
    """Keep the scores of a table or a group that somebody types, all or none of them; gives how many are new.

    `values` gives a score by action and criterion; those that are not named stay as they are. The journal keeps each
    with what it was before, in one line. Raises as `give_score`.
    """
    choice = _open(held(scorer.choice, None, by))
    at = at or timezone.now()
    scorer = _scorer_of(choice, None, scorer, at)
    kept = _keep(choice, scorer, values, at)
    if kept:
        scores = [one.plain() for one in kept]
        journal.append("scores given", space=space_of(choice), on=scorer, by=by, at=at, told={}, scores=scores)
    return len(kept)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A score that is new or other than it was, and what it was."""

    score: Score
    before: int | None

    def plain(self) -> dict[str, Any]:
        """What the journal says of it."""
        one = self.score
        return {"sheet": one.sheet_id, "criterion": one.criterion_id, "value": one.value, "before": self.before}


def _open(choice: Choice) -> Choice:
    """The choice, if scores may come in now. Raises Problem("scoring closed") and ("rules are not frozen")."""
    if not choice.is_scoring_open:
        raise Problem("scoring closed")
    if rules_in_force(choice) is None:
        raise Problem("rules are not frozen")
    return choice


def _keep(choice: Choice, scorer: Scorer, values: Mapping[ToScore, int], at: datetime) -> list[_Kept]:
    """Write what is new or other than before, in as many queries however much it is.

    The same value given anew under rules that were frozen since is new: it counts again (see `counting`).

    Raises Problem("criterion not of this choice"), ("action not of this choice"), ("score off the scale").
    """
    rules = rules_in_force(choice)
    assert rules is not None  # noqa: S101 - scoring is open only while they are frozen
    criteria = ChoiceCriterion.objects.filter(choice=choice, retired_at=None).in_bulk({one for _, one in values})
    sheets = set(choice.sheets.filter(retired_at=None).values_list("pk", flat=True))
    there = {(one.sheet_id, one.criterion_id): one for one in Score.objects.filter(scorer=scorer, sheet__in=sheets)}
    kept: list[_Kept] = []
    for (sheet, asked), value in values.items():
        criterion = criteria.get(asked)
        if criterion is None:
            raise Problem("criterion not of this choice")
        if sheet not in sheets:
            raise Problem("action not of this choice")
        if not criterion.lowest <= value <= criterion.highest:
            raise Problem("score off the scale", value=value, lowest=criterion.lowest, highest=criterion.highest)
        score = there.get((sheet, criterion.pk)) or Score(scorer=scorer, sheet_id=sheet, criterion=criterion)
        before = score.value if (sheet, criterion.pk) in there else None
        is_of_earlier_rules = before is not None and score.at < rules.frozen_at <= at
        if before != value or is_of_earlier_rules:
            score.value, score.at = value, at
            kept.append(_Kept(score, before))
    Score.objects.bulk_create(one.score for one in kept if one.before is None)
    Score.objects.bulk_update((one.score for one in kept if one.before is not None), ["value", "at"])
    return kept


def _scorer_of(choice: Choice, participant: Participant | None, scorer: Scorer | None, at: datetime) -> Scorer:
    if participant:
        found, _ = Scorer.objects.get_or_create(
            choice=choice, participant=participant, defaults={"kind": participant.kind, "joined_at": at}
        )
        return found
    if scorer is None or scorer.choice_id != choice.pk or scorer.participant_id:
        raise Problem("message not readable")  # nobody types in the place of a phone
    return scorer


def _kind(said: str) -> str:
    return said if said in Participant.Kind.values else ""

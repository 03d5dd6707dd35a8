"""A choice as the method sees it: plain values from sheets, needs, pledges, frozen rules and scores."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from spirale.decision.models import (
    ActionSheet,
    BankPledge,
    Choice,
    Decided,
    FrozenRules,
    Need,
    Opposition,
    Requirement,
    Resource,
    Score,
)
from spirale.decision.queries.frozen import Frozen, read_rules
from spirale.decision.queries.tags import tags_of
from spirale.method.choice import values
from spirale.method.choice.bank import holding
from spirale.method.problems import Problem

Links = Mapping[UUID, tuple[str, ...]]


def case_from(
    *,
    choice: Choice,
    frozen: Iterable[FrozenRules],
    sheets: Iterable[ActionSheet],
    needs: Iterable[Need],
    resources: Iterable[Resource],
    pledges: Iterable[BankPledge],
) -> values.Case:
    """Give all that a choice is made from, by the rules that are frozen now, in a constant number of queries.

    The rows are those of `Grounds`; links and scores are read here. Ids are those of the tables. Sheets that were
    retired are left out, and what they exclude with them. A sheet that is required and was chosen in another choice is
    there already; one that is neither chosen nor put to this choice stays among what is required, so that
    `checking.check` says it. Pledges that were withdrawn are left out with those that hung on them, and those reserved
    for actions outside this choice. Of the scores, those count that were given on a criterion as it is frozen now (see
    `counting`). Raises Problem("rules are not frozen").
    """
    versions = sorted((read_rules(one) for one in frozen), key=lambda one: one.number)
    if not versions or not versions[-1].is_in_force:
        raise Problem("rules are not frozen")
    put = sorted(sheets, key=lambda one: one.pk)
    actions = _actions(put, needs)
    held = _pledges(pledges, {str(one.pk) for one in put})
    named = {need.resource for one in actions for need in one.needs} | {one.resource for one in held}
    return values.Case(
        actions=actions,
        resources=tuple(
            values.Resource(str(one.pk), one.unit, one.is_shared)
            for one in sorted(resources, key=lambda one: one.pk)
            if one.retired_at is None or str(one.pk) in named
        ),
        pledges=held,
        rules=versions[-1].rules,
        scores=_scores(choice, put, versions),
    )


def counting_in(choice: Choice, scores: Iterable[Score]) -> list[Score]:
    """The scores that count by the rules of a choice frozen last; one round trip beside the scores."""
    return counting(scores, [read_rules(one) for one in choice.frozen_rules.all()])


def counting(scores: Iterable[Score], frozen: Iterable[Frozen]) -> list[Score]:
    """The scores that count by the rules frozen last.

    A score given under earlier rules counts as long as its criterion still says the same on the same scale;
    otherwise it is kept, and named as given under earlier rules, but says nothing on the criterion as it is now.
    """
    versions = sorted(frozen, key=lambda one: one.number)
    return [one for one in scores if versions and _means_the_same(one, versions)]


def _means_the_same(score: Score, versions: list[Frozen]) -> bool:
    criterion = str(score.criterion_id)
    now = versions[-1].meanings.get(criterion)
    given_under = [one for one in versions if one.frozen_at <= score.at] or versions[:1]
    return now is not None and given_under[-1].meanings.get(criterion) == now


def _actions(sheets: list[ActionSheet], needs: Iterable[Need]) -> tuple[values.Action, ...]:
    ids = [one.pk for one in sheets]
    asked: dict[UUID, list[values.Need]] = defaultdict(list)
    for need in needs:
        told = (_day(need.from_on), _day(need.to_on), need.place)
        asked[need.sheet_id].append(values.Need(str(need.resource_id), need.amount, *told))
    requires = _requires(ids)
    excludes = _links(Opposition.objects.filter(sheet__in=ids, other__in=ids).values_list("sheet", "other"))
    return tuple(
        values.Action(
            id=str(one.pk),
            needs=tuple(asked[one.pk]),
            requires=requires.get(one.pk, ()),
            excludes=excludes.get(one.pk, ()),
            tags=tags_of(one),
            reaches={int(situation): int(people) for situation, people in one.reaches.items()},
        )
        for one in sheets
    )


def _requires(ids: Collection[UUID]) -> Links:
    """What each sheet requires, but for what was chosen elsewhere and is there already."""
    chosen = set(
        Decided.objects.filter(sheet__required_by__sheet__in=ids, is_in=True, retired_at=None)
        .exclude(sheet__in=ids)
        .values_list("sheet", flat=True)
    )
    rows = Requirement.objects.filter(sheet__in=ids).values_list("sheet", "other")
    return _links((sheet, other) for sheet, other in rows if other not in chosen)


def _links(rows: Iterable[tuple[UUID, UUID]]) -> Links:
    found: dict[UUID, list[str]] = defaultdict(list)
    for sheet, other in rows:
        found[sheet].append(str(other))
    return {sheet: tuple(sorted(others)) for sheet, others in found.items()}


def _pledges(pledges: Iterable[BankPledge], sheets: set[str]) -> tuple[values.Pledge, ...]:
    held = [one for one in holding(standing(pledges)) if not one.only_for or sheets.intersection(one.only_for)]
    kept = {one.id for one in held}
    return tuple(
        replace(
            one,
            only_for=tuple(name for name in one.only_for if name in sheets),
            only_if=tuple(name for name in one.only_if if name in kept),
        )
        for one in held
    )


def standing(pledges: Iterable[BankPledge]) -> list[values.Pledge]:
    """Pledges that were not withdrawn; those on which they hang may be gone."""
    return [_pledge(one) for one in sorted(pledges, key=lambda one: one.pk) if one.withdrawn_at is None]


def _pledge(pledge: BankPledge) -> values.Pledge:
    return values.Pledge(
        id=str(pledge.pk),
        owner=pledge.owner,
        resource=str(pledge.resource_id),
        amount=pledge.amount,
        from_on=_day(pledge.from_on),
        to_on=_day(pledge.to_on),
        only_for=tuple(sorted(str(one.pk) for one in pledge.only_for.all())),
        only_if=tuple(sorted(str(one.pk) for one in pledge.only_if.all())),
        place=pledge.place,
    )


def _scores(choice: Choice, sheets: list[ActionSheet], frozen: list[Frozen]) -> tuple[values.Score, ...]:
    rows = Score.objects.filter(scorer__choice=choice, scorer__retired_at=None, sheet__in=sheets)
    found = counting(rows.select_related("scorer").order_by("scorer", "sheet", "criterion"), frozen)
    return tuple(
        values.Score(str(one.scorer_id), one.scorer.kind, str(one.sheet_id), str(one.criterion_id), one.value)
        for one in found
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""

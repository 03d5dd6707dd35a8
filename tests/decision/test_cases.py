"""A choice as the method sees it: what counts of sheets, needs, pledges and scores."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories import NOW
from spirale.decision.models import (
    ActionSheet,
    BankPledge,
    Choice,
    Decided,
    Need,
    Opposition,
    Requirement,
    Score,
    Scorer,
)
from spirale.decision.operations.choices import CriterionDraft
from spirale.decision.operations.freezing import reopen_rules
from spirale.decision.queries.grounds import Grounds
from spirale.method.choice import values
from spirale.method.choice.checking import check
from spirale.method.problems import Problem

from .conftest import World

pytestmark = pytest.mark.database


@pytest.fixture
def choice(world: World) -> Choice:
    choice = world.choice("faisable")
    world.freeze(choice)
    return choice


def pledged(world: World, choice: Choice, amount: int = 500, **given: Any) -> BankPledge:
    told = {"owner": "Lina", "resource": world.hours, "made_at": NOW} | given
    return BankPledge.objects.create(choice=choice, amount=amount, **told)


def scored(choice: Choice, sheet: ActionSheet, value: int = 3, *, at: Any = None) -> Score:
    scorer, _ = Scorer.objects.get_or_create(choice=choice, name="Table 1", defaults={"joined_at": NOW})
    criterion = choice.criteria.get(retired_at=None)
    return Score.objects.create(scorer=scorer, sheet=sheet, criterion=criterion, value=value, at=at or timezone.now())


def case_of(choice: Choice) -> values.Case:
    return Grounds(choice).case


def test_a_case_without_frozen_rules_cannot_be_told(world: World) -> None:
    with pytest.raises(Problem, match="rules are not frozen"):
        case_of(world.choice())


def test_what_a_sheet_needs_says_and_reaches_comes_with_it(world: World, choice: Choice) -> None:
    bench = world.sheet(place="Centre", codes=["A01", "C02/P"], reaches={"1": 12})
    path = world.sheet("Un chemin")
    world.put(choice, bench, path)
    Need.objects.create(sheet=bench, resource=world.hours, amount=1250, from_on=date(2026, 5, 1), place="Centre")
    Need.objects.create(sheet=bench, resource=world.hours, amount=99, retired_at=NOW)
    Requirement.objects.create(sheet=bench, other=path)
    told = {one.id: one for one in case_of(choice).actions}[str(bench.pk)]
    assert told == values.Action(
        id=str(bench.pk),
        needs=(values.Need(str(world.hours.pk), 1250, "2026-05-01", "", "Centre"),),
        requires=(str(path.pk),),
        tags=("dimension:A", "dimension:C", "place:centre"),
        reaches={1: 12},
    )


def test_retired_sheets_are_left_out_and_what_they_exclude(world: World, choice: Choice) -> None:
    bench, path = world.sheet(), world.sheet("Un chemin")
    world.put(choice, bench, path)
    Opposition.objects.create(sheet=bench, other=path)
    ActionSheet.objects.filter(pk=path.pk).update(retired_at=NOW)
    [told] = case_of(choice).actions
    assert (told.id, told.excludes) == (str(bench.pk), ())


def test_what_is_required_and_was_chosen_elsewhere_is_there_already(world: World, choice: Choice) -> None:
    bench, path = world.sheet(), world.sheet("Un chemin")
    world.put(choice, bench)
    Requirement.objects.create(sheet=bench, other=path)
    assert case_of(choice).actions[0].requires == (str(path.pk),)
    Decided.objects.create(choice=world.choice(), sheet=path, is_in=True, at=NOW)
    assert case_of(choice).actions[0].requires == ()


def test_a_pledge_withdrawn_takes_those_that_hung_on_it(world: World, choice: Choice) -> None:
    bench = world.sheet()
    world.put(choice, bench)
    hall = pledged(world, choice, owner="La mairie")
    pledged(world, choice, owner="Lina").only_if.add(hall)
    pledged(world, choice, owner="Aïcha").only_for.add(bench)
    assert {one.owner for one in case_of(choice).pledges} == {"La mairie", "Lina", "Aïcha"}
    BankPledge.objects.filter(pk=hall.pk).update(withdrawn_at=NOW)
    [left] = case_of(choice).pledges
    assert (left.owner, left.only_for) == ("Aïcha", (str(bench.pk),))


def test_a_pledge_for_an_action_that_is_not_put_to_the_choice_serves_none(world: World, choice: Choice) -> None:
    world.put(choice, world.sheet())
    pledged(world, choice).only_for.add(world.sheet("Un chemin"))
    assert case_of(choice).pledges == ()


def test_scores_given_under_earlier_rules_count_while_their_criterion_says_the_same(
    world: World, choice: Choice
) -> None:
    bench = world.sheet()
    world.put(choice, bench)
    scored(choice, bench)
    criterion = choice.criteria.get()
    reopen_rules(choice=choice, number=1, reason="On change le poids", by=world.facilitator)
    world.set(choice, [CriterionDraft(criterion.pk, criterion.name, weight=3)])
    world.freeze(choice)
    assert [one.value for one in case_of(choice).scores] == [3]
    reopen_rules(choice=choice, number=2, reason="On change l'échelle", by=world.facilitator)
    world.set(choice, [CriterionDraft(criterion.pk, criterion.name, highest=10, weight=3)])
    world.freeze(choice)
    assert case_of(choice).scores == ()
    assert Score.objects.count() == 1  # kept, whatever the rules became


def test_the_case_passes_the_methods_own_checks(world: World, choice: Choice) -> None:
    bench, path = world.sheet(), world.sheet("Un chemin")
    world.put(choice, bench, path)
    Need.objects.create(sheet=bench, resource=world.hours, amount=100)
    pledged(world, choice)
    for sheet in (bench, path):
        scored(choice, sheet)
    check(case_of(choice))


def test_a_case_is_told_in_as_many_queries_however_large_it_is(world: World, choice: Choice) -> None:
    def fill(count: int) -> int:
        sheets = [world.sheet(f"Action {count} {place}") for place in range(count)]
        world.put(choice, *choice.sheets.all(), *sheets)
        for sheet in sheets:
            Need.objects.create(sheet=sheet, resource=world.hours, amount=100)
            Requirement.objects.create(sheet=sheet, other=sheets[0]) if sheet != sheets[0] else None
            pledged(world, choice).only_for.add(sheet)
            scored(choice, sheet, at=timezone.now() + timedelta(seconds=1))
        with CaptureQueriesContext(connection) as caught:
            case_of(choice)
        return len(caught)

    assert fill(2) == fill(10) <= 12

"""Rules set before any proposal is seen hold: in the operations, and in the database itself."""

import hashlib
import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from spirale.decision.models import ChoiceCriterion, FrozenRules
from spirale.decision.operations.choices import CriterionDraft, set_rules
from spirale.decision.operations.freezing import freeze_rules, reopen_rules
from spirale.decision.queries.choices import rules_in_force, rules_seen
from spirale.decision.queries.frozen import is_intact
from spirale.journal.models import Event
from spirale.method.problems import Problem, Problems

from .conftest import World

pytestmark = pytest.mark.database


def drafts(choice: Any) -> list[CriterionDraft]:
    return [
        CriterionDraft(one.pk, one.name, one.meaning, one.lowest, one.highest, one.weight)
        for one in choice.criteria.filter(retired_at=None)
    ]


def refused(act: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_frozen_rules_say_the_criteria_with_time_and_digest(world: World) -> None:
    frozen = world.freeze(world.choice("faisable", "visible"))
    content = json.loads(frozen.document)
    assert [one["name"] for one in content["criteria"]] == ["faisable", "visible"]
    assert content["frozen_at"] == frozen.frozen_at.isoformat()
    assert frozen.digest == hashlib.sha256(frozen.document.encode()).hexdigest()
    assert is_intact(frozen)


def test_freezing_the_same_twice_is_once(world: World) -> None:
    choice, frozen_id = world.choice(), uuid4()
    for _ in range(2):
        freeze_rules(choice=choice, frozen_id=frozen_id, by=world.facilitator)
    assert FrozenRules.objects.count() == 1
    assert Event.objects.filter(verb="rules frozen").count() == 1


def test_an_id_of_the_rules_of_another_choice_freezes_rules_of_its_own(world: World) -> None:
    theirs, choice = world.freeze(world.choice()), world.choice()
    ours = freeze_rules(choice=choice, frozen_id=theirs.pk, by=world.facilitator)
    assert (ours.choice, ours.number) == (choice, 1)
    assert FrozenRules.objects.count() == 2


def test_only_facilitators_freeze(world: World) -> None:
    with pytest.raises(PermissionDenied):
        freeze_rules(choice=world.choice(), frozen_id=uuid4(), by=world.member)


def test_no_sheet_is_put_to_a_choice_before_its_rules_are_frozen(world: World) -> None:
    choice, sheet = world.choice(), world.sheet()
    with pytest.raises(Problem, match="rules are not frozen"):
        world.put(choice, sheet)
    world.freeze(choice)
    world.put(choice, sheet)
    assert choice.sheets.get() == sheet


def test_nothing_is_frozen_without_a_criterion_nor_without_who_scores(world: World) -> None:
    choice = world.choice()
    world.set(choice, drafts(choice), who_scores=" ")
    with pytest.raises(Problem, match="who scores"):
        world.freeze(choice)
    world.set(choice, [])
    with pytest.raises(Problem, match="no_criterion"):
        world.freeze(choice)


def test_frozen_criteria_are_set_anew_only_after_they_were_reopened_with_a_reason(world: World) -> None:
    choice = world.choice()
    frozen = world.freeze(choice)
    with pytest.raises(Problem, match="rules are frozen"):
        world.set(choice, drafts(choice))
    with pytest.raises(Problem, match="reason"):
        reopen_rules(choice=choice, number=1, reason=" ", by=world.facilitator)
    reopen_rules(choice=choice, number=1, reason="Les lycéens n'étaient pas là", by=world.facilitator)
    world.set(choice, drafts(choice)[:1])
    again = world.freeze(choice)
    frozen.refresh_from_db()
    assert (again.number, frozen.reopened_reason) == (2, "Les lycéens n'étaient pas là")
    assert len(json.loads(frozen.document)["criteria"]) == 2  # the earlier rules stay readable
    assert rules_in_force(choice) == again
    assert ChoiceCriterion.objects.exclude(retired_at=None).count() == 1  # taken away, not lost
    assert Event.objects.filter(verb="rules reopened", details__reason="Les lycéens n'étaient pas là").exists()


def test_reopening_closes_the_scoring(world: World) -> None:
    choice = world.choice()
    world.freeze(choice)
    type(choice).objects.update(is_scoring_open=True)
    reopen_rules(choice=choice, number=1, reason="Trop de critères", by=world.facilitator)
    choice.refresh_from_db()
    assert not choice.is_scoring_open


def test_rules_that_another_person_set_meanwhile_are_not_overwritten(world: World) -> None:
    choice = world.choice()
    seen = rules_seen(choice)
    world.set(choice, drafts(choice)[:1])
    with pytest.raises(Problem, match="changed meanwhile"):
        set_rules(
            choice=choice,
            criteria=[],
            criteria_by="order",
            who_scores="",
            minimum=[],
            seen=seen,
            by=world.facilitator,
        )
    assert choice.criteria.filter(retired_at=None).count() == 1


def test_all_that_is_wrong_in_the_rules_is_said_together(world: World) -> None:
    choice = world.choice()
    wrong = [CriterionDraft(uuid4(), "faisable", lowest=4, highest=4), CriterionDraft(uuid4(), "", weight=-1)]
    with pytest.raises(Problems) as found:
        world.set(choice, wrong, minimum=[("place:centre", 1), ("place:centre", 2)])
    assert [one.code for one in found.value.problems] == [
        "choice.scale_upside_down",
        "criterion without a name",
        "choice.negative_weight",
        "choice.minimum_twice",
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"document": "{}"},
        {"digest": "0" * 64},
        {"number": 7},
        {"frozen_by": None},
        {"frozen_at": timezone.now()},
        {"reopened_reason": "sans date"},
        {"reopened_at": timezone.now()},
        {"reopened_at": timezone.now(), "reopened_reason": " "},
    ],
)
def test_the_database_refuses_to_change_frozen_rules(world: World, change: dict[str, Any]) -> None:
    frozen = world.freeze(world.choice())
    refused(lambda: FrozenRules.objects.filter(pk=frozen.pk).update(**change))


def test_the_database_refuses_to_delete_frozen_rules(world: World) -> None:
    frozen = world.freeze(world.choice())
    refused(lambda: FrozenRules.objects.filter(pk=frozen.pk).delete())
    reopen_rules(choice=frozen.choice, number=1, reason="On ajoute un critère", by=world.facilitator)
    refused(lambda: FrozenRules.objects.filter(pk=frozen.pk).delete())


def test_the_database_lets_rules_be_reopened_once(world: World) -> None:
    frozen = world.freeze(world.choice())
    rows = FrozenRules.objects.filter(pk=frozen.pk)
    rows.update(reopened_at=timezone.now(), reopened_reason="On ajoute un critère", reopened_by=world.facilitator)
    refused(lambda: rows.update(reopened_reason="On efface la raison"))
    refused(lambda: rows.update(reopened_at=None))


def test_the_database_refuses_to_touch_the_criteria_while_they_are_frozen(world: World) -> None:
    choice, other = world.choice(), world.choice()
    elsewhere = other.criteria.first()
    assert elsewhere is not None
    world.freeze(choice)
    refused(lambda: ChoiceCriterion.objects.create(choice=choice, name="de plus"))
    refused(lambda: choice.criteria.update(weight=9))
    refused(lambda: choice.criteria.all().delete())
    refused(lambda: ChoiceCriterion.objects.filter(pk=elsewhere.pk).update(choice=choice))
    other.criteria.update(weight=9)  # those of a choice that is open may change
    reopen_rules(choice=choice, number=1, reason="On ajoute un critère", by=world.facilitator)
    ChoiceCriterion.objects.create(choice=choice, name="de plus")


@pytest.mark.parametrize("change", [{"by": "order"}, {"who_scores": "moi"}, {"minimum": [["place:centre", 1]]}])
def test_the_database_refuses_to_change_how_frozen_criteria_speak(world: World, change: dict[str, Any]) -> None:
    choice = world.choice()
    world.freeze(choice)
    rows = type(choice).objects.filter(pk=choice.pk)
    refused(lambda: rows.update(**change))
    rows.update(title="Un autre titre", is_scoring_open=True)
    reopen_rules(choice=choice, number=1, reason="On ajoute un critère", by=world.facilitator)
    rows.update(**change)


def test_the_database_holds_against_plain_sql(world: World) -> None:
    world.freeze(world.choice())

    def by_hand() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE decision_choicecriterion SET weight = 7")

    refused(by_hand)


@pytest.mark.django_db(transaction=True)
def test_emptying_the_whole_database_leaves_the_triggers(world: World) -> None:
    world.freeze(world.choice())
    call_command("flush", interactive=False, verbosity=0)
    assert not FrozenRules.objects.exists()
    with connection.cursor() as cursor:
        catalogue = "pg_trigger WHERE tgname" if connection.vendor == "postgresql" else "sqlite_master WHERE name"
        cursor.execute(f"SELECT count(*) FROM {catalogue} LIKE 'frozen_%'")  # noqa: S608  one of two words of ours
        assert cursor.fetchone()[0] == 6

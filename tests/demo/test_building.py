"""The demonstration is made by the operations that people use, once."""

from collections import Counter

import pytest
from django.utils import timezone

from spirale.action.models import Commitment, Covenant, CovenantSignature
from spirale.action.queries.can_do import Wish, can_do
from spirale.action.queries.plans import hours_short, placed_in, read_plan, schedule_for
from spirale.action.queries.spread import evaluated_of, offers_for
from spirale.coding.models import Coding, Criterion
from spirale.decision.models import ActionSheet, BankPledge, Choice, Score
from spirale.demo import content
from spirale.demo.operations import ADJUDICATED, build_demonstration
from spirale.journal.models import Event
from spirale.strategy.models import Axis, Confrontation
from spirale.synthesis.models import FrozenSynthesis, Idea, RivalWording, Synthesis
from spirale.synthesis.queries.documents import read_document
from spirale.workshops.models import Hall, Note, Participant, standing
from spirale.workshops.queries.agenda import step_of

pytestmark = pytest.mark.database


def test_the_demonstration_is_made_whole_and_making_it_again_changes_nothing():
    territory = build_demonstration()
    told = Event.objects.count()

    live = [text for person in content.scene()["hall"]["people"] for text in person["notes"]]
    assert Note.objects.filter(standing()).count() == len(content.notes())
    assert sorted(Note.objects.exclude(standing()).values_list("text", flat=True)) == sorted(live)
    assert Criterion.objects.filter(retired_at=None).count() == sum(len(note.parts) for note in content.notes())
    assert {synthesis.origin for synthesis in Synthesis.objects.all()} == {"proposed", "free"}

    _the_finished_synthesis_is_public_and_closes()
    _two_coders_differ_on_a_few_criteria()
    _the_free_grouping_is_begun_and_not_done()
    _a_hall_is_open_and_people_write()
    _axes_come_of_the_synthesis()
    _people_chose_otherwise_than_the_best_set_and_said_why()
    _chosen_actions_have_signed_promises_and_the_charter_its_signatories()
    _one_chosen_action_lacks_what_nobody_promised_and_somebody_could_bring_it()
    _one_action_is_done_evaluated_and_proposed_to_other_territories()

    assert build_demonstration() == territory
    assert Event.objects.count() == told


def _the_finished_synthesis_is_public_and_closes() -> None:
    frozen = FrozenSynthesis.objects.get()
    document = read_document(frozen)
    criteria = sum(len(note.parts) for note in content.notes() if note.question == "Q1")
    ledger = document.ledger
    assert frozen.is_public
    assert ledger.in_ == criteria == ledger.shown + ledger.merged + ledger.single + len(ledger.set_aside)
    assert [sentence.text for sentence in document.sentences] == [
        sentence.text for sentence in content.sentences() if sentence.question == "Q1"
    ]
    worded = {idea.wording for idea in document.ideas}
    assert {idea.wording for idea in content.ideas() if idea.question == "Q1"} <= worded
    assert RivalWording.objects.get().frozen == frozen


def _two_coders_differ_on_a_few_criteria() -> None:
    codes: dict[object, set[str]] = {}
    coders: Counter[object] = Counter()
    for criterion, code in Coding.objects.filter(retired_at=None, is_adjudication=False).values_list(
        "criterion", "code"
    ):
        codes.setdefault(criterion, set()).add(code)
        coders[criterion] += 1
    disputed = [criterion for criterion, given in codes.items() if len(given) > 1]
    assert sum(count > 1 for count in coders.values()) >= 40
    assert len(disputed) > ADJUDICATED
    assert Coding.objects.filter(is_adjudication=True, is_retained=True).count() == ADJUDICATED


def _the_free_grouping_is_begun_and_not_done() -> None:
    standing = Idea.objects.filter(synthesis__origin=Synthesis.Origin.FREE, retired_at=None)
    assert standing.filter(is_worded_by_person=True).exists()
    assert standing.filter(is_worded_by_person=False).exists()


def _a_hall_is_open_and_people_write() -> None:
    hall = Hall.objects.get()
    assert hall.is_open
    assert Participant.objects.count() == len(content.scene()["hall"]["people"])
    step = step_of(hall.workshop)
    assert step is not None
    assert (step["position"], step["kind"]) == (2, "write")
    assert set(Note.objects.filter(workshop=hall.workshop).values_list("is_sealed", "question__code")) == {(True, "Q1")}


def _axes_come_of_the_synthesis() -> None:
    told = content.strategy()
    assert Axis.objects.count() == 3
    assert all(axis.group and axis.ideas.count() for axis in Axis.objects.all())
    assert Confrontation.objects.filter(verdict="lacks").count() == 3
    assert ActionSheet.objects.count() == len(told["sheets"]) == 12
    assert BankPledge.objects.count() == len(told["pledges"]) == 25


def _people_chose_otherwise_than_the_best_set_and_said_why() -> None:
    choice = Choice.objects.get()
    result = choice.results.get()
    assert not result.problem
    best = set(result.document["sets"]["best"]["actions"])
    otherwise = {one.sheet.title for one in choice.decided.all() if one.is_in != (str(one.sheet_id) in best)}
    assert otherwise == {"Les bancs du covoiturage", "Deux dimanches pour la rivière", "L’atelier vélo du samedi"}
    assert all(one.reason for one in choice.decided.filter(sheet__title__in=otherwise))
    scored = Score.objects.filter(scorer__choice=choice).count()
    assert scored == 12 * len(content.strategy()["scorers"]) * len(content.strategy()["criteria"])


def _chosen_actions_have_signed_promises_and_the_charter_its_signatories() -> None:
    chosen = set(Choice.objects.get().decided.filter(is_in=True).values_list("sheet", flat=True))
    assert len(chosen) == 7
    promised = Commitment.objects.all()
    assert {one.sheet_id for one in promised} <= chosen
    assert all(one.signed_at and one.due_on for one in promised)
    plan = read_plan(Choice.objects.get().territory)
    days = schedule_for(plan)
    assert days, "the days of the plan are computed"
    assert {one.task for one in placed_in(days.document)} == {str(task.pk) for task in plan.tasks}
    assert hours_short(plan) == []
    charter = Covenant.objects.get()
    assert charter.versions.count() == 2
    signed = CovenantSignature.objects.filter(version__covenant=charter)
    assert signed.count() == len(content.strategy()["charter"]["signatories"])


def _one_chosen_action_lacks_what_nobody_promised_and_somebody_could_bring_it() -> None:
    territory = Choice.objects.get().territory
    (asking,) = can_do(territory, Wish(), on=timezone.localdate()).asking
    (lacks,) = asking.lacks
    assert (asking.sheet.title, lacks.need.resource.name) == ("Le minibus du jeudi", "Conduite")
    assert lacks.missing == 1200, "seventy-two hours, of which twenty-four and thirty-six are promised for Thursdays"
    assert next((one.name, one.how) for one in lacks.could) == ("Le club des Tilleuls", "noted")


def _one_action_is_done_evaluated_and_proposed_to_other_territories() -> None:
    (done,) = [one for one in evaluated_of(Choice.objects.get().territory) if one.review]
    assert (done.sheet.title, done.is_done) == ("Un stage dans la vallée", True)
    assert [offer.sheet for offer in offers_for(None)] == [done.sheet]
    assert {one.state for one in done.sheet.commitments.all()} == {"kept"}

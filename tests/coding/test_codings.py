"""One coder, two who agree, two who differ; taking back; adjudicating."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from factories import NOW, AccountFactory, NoteFactory
from spirale.coding.models import Coding, Criterion
from spirale.coding.operations import adjudicate, code_criterion, take_criteria, withdraw_coding
from spirale.journal.models import Event
from spirale.method.problems import Problem

pytestmark = pytest.mark.database


@pytest.fixture
def criterion(workshop, question, nadia):
    NoteFactory(workshop=workshop, question=question, text="un médecin tout près")
    take_criteria(workshop=workshop, by=nadia)
    return Criterion.objects.get()


@pytest.fixture
def code(criterion, grid):
    def give(code, by, **more):
        return code_criterion(
            **{"coding_id": uuid4(), "criterion": criterion, "grid": grid, "code": code, "by": by} | more
        )

    return give


def retained():
    return list(Coding.objects.filter(is_retained=True, retired_at=None).values_list("code", flat=True))


def test_the_code_of_one_coder_alone_is_retained(code, yann):
    code("A02", yann)
    assert retained() == ["A02"]


def test_two_coders_who_agree_settle_the_code(code, yann, lucie):
    code("A02", yann)
    code("a02-00/O-00/i", lucie)
    assert retained() == ["A02"]


def test_two_coders_who_differ_leave_it_open_until_it_is_adjudicated(code, criterion, grid, yann, lucie, nadia):
    code("A02", yann)
    code("B06", lucie)
    assert retained() == []
    adjudicate(coding_id=uuid4(), criterion=criterion, grid=grid, code="A02", by=nadia)
    assert retained() == ["A02"]
    assert Coding.objects.filter(retired_at=None).count() == 3


def test_a_later_coder_does_not_overturn_an_adjudication(code, criterion, grid, yann, lucie, nadia):
    adjudicate(coding_id=uuid4(), criterion=criterion, grid=grid, code="A02", by=nadia)
    code("B06", lucie)
    assert retained() == ["A02"]


def test_a_coding_sent_twice_is_kept_once_and_told_once(code, yann):
    same = uuid4()
    for _ in range(2):
        code("A02", yann, coding_id=same)
    assert Coding.objects.count() == 1
    assert Event.objects.filter(verb="criterion coded").count() == 1


def test_a_coding_sent_again_with_another_code_is_refused(code, yann):
    same = uuid4()
    code("A02", yann, coding_id=same)
    with pytest.raises(Problem, match="coding already made"):
        code("B06", yann, coding_id=same)


def test_a_coder_who_changes_their_mind_has_one_code_and_taking_it_back_brings_the_first(code, yann):
    code("A02", yann)
    second = code("B06", yann)
    assert retained() == ["B06"]
    for _ in range(2):
        withdraw_coding(coding=second, by=yann)
    assert retained() == ["A02"]


def test_withdrawing_one_of_two_differing_codes_settles_the_other(code, yann, lucie):
    code("A02", yann)
    other = code("B06", lucie)
    withdraw_coding(coding=other, by=lucie)
    assert retained() == ["A02"]


def test_withdrawing_an_adjudication_opens_the_dispute_again(code, criterion, grid, yann, lucie, nadia):
    code("A02", yann)
    code("B06", lucie)
    decided = adjudicate(coding_id=uuid4(), criterion=criterion, grid=grid, code="A02", by=nadia)
    withdraw_coding(coding=decided, by=nadia)
    assert retained() == []


def test_nobody_takes_back_the_code_of_another(code, yann, lucie):
    coding = code("A02", yann)
    with pytest.raises(Problem, match="coding of somebody else"):
        withdraw_coding(coding=coding, by=lucie)


def test_readers_do_not_code_and_members_do_not_adjudicate(code, criterion, grid, reader, yann):
    for act, by in ((code_criterion, reader), (adjudicate, yann), (code_criterion, AccountFactory())):
        with pytest.raises(PermissionDenied):
            act(coding_id=uuid4(), criterion=criterion, grid=grid, code="A02", by=by)


@pytest.mark.parametrize(("written", "problem"), [("A2", "code malformed"), ("A77", "code unknown to the grid")])
def test_a_code_that_is_none_is_refused_and_nothing_is_kept(code, yann, written, problem):
    with pytest.raises(Problem, match=problem):
        code(written, yann)
    assert not Coding.objects.exists()


def test_what_the_machine_proposed_stays_beside_what_the_person_decided(code, yann):
    from spirale.coding.operations.codings import Proposal

    coding = code("A02", yann, proposal=Proposal("B06", 0.41, "suggester-1 ngrams"), made_at=NOW)
    assert (coding.code, coding.suggested_code, coding.suggested_confidence, coding.engine) == (
        "A02",
        "B06",
        0.41,
        "suggester-1 ngrams",
    )

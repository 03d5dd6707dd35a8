"""Pledges are matched to what chosen actions need; people accept, change or refuse, and what they answered holds."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from at_once import all_at_once
from factories import NOW
from spirale.action import operations
from spirale.action.models import Ability, Commitment, MatchAnswer
from spirale.action.queries.matching import Matched, NeedMatched, matching_of
from spirale.decision.models import ActionSheet, BankPledge, Decided, Need, Resource
from spirale.journal.models import Event
from spirale.method.problems import Problem
from spirale.strategy.models import Existing

from .conftest import World, in_days

pytestmark = pytest.mark.database


def a_need(world: World, amount: int = 2000, **changes: Any) -> Need:
    given = {"sheet": world.garden, "resource": world.skill, "amount": amount}
    return Need.objects.create(**(given | changes))


def a_creator(world: World, name: str = "Les Jardiniers", description: str = "") -> Existing:
    told = {"territory": world.territory, "column": "creator", "name": name, "description": description}
    return Existing.objects.create(made_by=world.facilitator, made_at=NOW, **told)


def matched(world: World) -> Matched:
    return matching_of(world.territory, on=timezone.localdate())


def row_of(world: World, need: Need) -> NeedMatched:
    return next(row for part in matched(world).parts for row in part.needs if row.need == need)


def accept(world: World, need: Need, pledge: BankPledge, amount: int = 1200, **changes: Any) -> MatchAnswer:
    given: dict[str, Any] = {
        "answer_id": uuid4(),
        "commitment_id": uuid4(),
        "need": need,
        "pledge": pledge,
        "amount": amount,
        "what": "jardiner",
        "by": world.facilitator,
    }
    return operations.accept_match(**(given | changes))


def proposed(row: NeedMatched) -> list[tuple[str, int]]:
    return [(one.pledge.owner, one.amount) for one in row.proposals if not one.is_bound]


def test_a_pledge_is_proposed_for_a_need_of_its_resource_and_what_lacks_is_told(world: World) -> None:
    need = a_need(world)
    world.pledge(amount=1200)
    row = row_of(world, need)
    assert proposed(row) == [("Amina", 1200)]
    assert row.missing == 800


def test_what_was_not_chosen_is_matched_to_nothing(world: World) -> None:
    a_need(world, sheet=world.left_out)
    world.pledge(only_for=[])
    assert [part.sheet for part in matched(world).parts] == [world.garden, world.bus]
    assert [one.amount for one in matched(world).left] == [1200]


def test_a_proposal_that_is_accepted_becomes_a_commitment_that_waits_for_its_signature(world: World) -> None:
    need, pledge = a_need(world), world.pledge()
    made = accept(world, need, pledge)
    commitment = Commitment.objects.get()
    assert made.commitment == commitment
    assert (commitment.who, commitment.pledge, commitment.signed_at) == ("Amina", pledge, None)
    row = row_of(world, need)
    assert proposed(row) == []
    assert (row.taken, row.missing) == (1200, 800)


def test_accepting_twice_is_accepting_once(world: World) -> None:
    need, pledge, once = a_need(world), world.pledge(), uuid4()
    for _ in range(2):
        accept(world, need, pledge, answer_id=once)
    assert MatchAnswer.objects.count() == Commitment.objects.count() == 1
    assert Event.objects.filter(verb="match accepted").count() == 1


def test_a_part_that_is_accepted_leaves_the_rest_to_be_proposed_and_the_rest_adds_to_the_same_commitment(
    world: World,
) -> None:
    need, pledge = a_need(world), world.pledge()
    accept(world, need, pledge, 500)
    row = row_of(world, need)
    assert (row.taken, proposed(row), row.missing) == (500, [("Amina", 700)], 800)
    accept(world, need, pledge, 700)
    assert Commitment.objects.count() == 1
    assert row_of(world, need).taken == 1200


def test_a_match_adds_to_a_commitment_that_stands_without_changing_its_words(world: World) -> None:
    need, pledge = a_need(world), world.pledge()
    standing = world.promise(who="Amina", kind="citizen", what="arroser", signed_as="Amina")
    accept(world, need, pledge, adds_to=standing)
    standing.refresh_from_db()
    assert (standing.what, standing.pledge) == ("arroser", None)
    assert Commitment.objects.count() == 1
    assert row_of(world, need).taken == 1200


def test_a_match_does_not_add_to_a_commitment_that_was_withdrawn_meanwhile(world: World) -> None:
    standing = world.promise()
    operations.withdraw_commitment(commitment=Commitment.objects.get(), reason="vendu", by=world.facilitator)
    with pytest.raises(Problem, match="commitment is withdrawn"):
        accept(world, a_need(world), world.pledge(), adds_to=standing)


def test_matches_take_the_pledge_then_the_action_then_the_commitment_so_that_none_waits_in_a_circle(
    world: World, taken: list[type[Model]]
) -> None:
    need, pledge, standing = a_need(world), world.pledge(), world.promise()
    taken.clear()
    made = accept(world, need, pledge, adds_to=standing)
    assert list(dict.fromkeys(taken))[:3] == [BankPledge, ActionSheet, Commitment]
    taken.clear()
    operations.take_back_answer(answer=made, by=world.facilitator)
    assert list(dict.fromkeys(taken))[:4] == [BankPledge, ActionSheet, Commitment, MatchAnswer]


@pytest.mark.django_db(transaction=True)
def test_no_match_stands_on_a_commitment_that_was_taken_back_in_the_same_instant(world: World) -> None:
    made = accept(world, a_need(world), world.pledge())
    need, pledge, standing = a_need(world), world.pledge(owner="Bruno"), Commitment.objects.get()

    def add() -> None:
        with suppress(Problem):
            accept(world, need, pledge, adds_to=standing)

    all_at_once(add, lambda: operations.take_back_answer(answer=made, by=world.facilitator))
    assert not MatchAnswer.objects.filter(retired_at=None, commitment__retired_at__isnull=False).exists()


def test_nobody_gives_more_than_they_promised(world: World) -> None:
    need, other, pledge = a_need(world), a_need(world, sheet=world.bus), world.pledge(only_for=[])
    accept(world, need, pledge, 1000)
    with pytest.raises(Problem, match="less left"):
        accept(world, other, pledge, 300)
    assert accept(world, other, pledge, 200).amount == 200


def test_a_match_falls_when_its_need_is_removed_and_frees_what_was_promised(world: World) -> None:
    need, other, pledge = a_need(world, 1200), a_need(world, 1200, sheet=world.bus), world.pledge(only_for=[])
    made = accept(world, need, pledge, adds_to=world.promise())
    Need.objects.filter(pk=need.pk).update(retired_at=NOW)
    assert [one.pk for one in matched(world).fallen] == [made.pk]
    assert proposed(row_of(world, other)) == [("Amina", 1200)]
    accept(world, other, pledge)
    assert row_of(world, other).taken == 1200


def test_a_match_falls_when_its_need_asks_for_another_resource(world: World) -> None:
    need, other, pledge = a_need(world, 1200), a_need(world, 1200, sheet=world.bus), world.pledge(only_for=[])
    made = accept(world, need, pledge, adds_to=world.promise())
    van = Resource.objects.create(territory=world.territory, kind="thing", name="Camion", unit="jour")
    Need.objects.filter(pk=need.pk).update(resource=van)
    assert [one.pk for one in matched(world).fallen] == [made.pk]
    assert (row_of(world, need).taken, row_of(world, need).missing) == (0, 1200)
    assert proposed(row_of(world, other)) == [("Amina", 1200)]
    accept(world, other, pledge)


def withdraw(world: World, commitment: Commitment | None) -> Commitment:
    assert commitment
    operations.withdraw_commitment(commitment=commitment, reason="malade", by=world.facilitator)
    return commitment


def test_a_commitment_does_not_come_back_when_its_pledge_serves_another_action_meanwhile(world: World) -> None:
    need, other, pledge = a_need(world), a_need(world, sheet=world.bus), world.pledge(only_for=[])
    gone = withdraw(world, accept(world, need, pledge, 800).commitment)
    meanwhile = accept(world, other, pledge, 500)
    with pytest.raises(Problem, match="pledge is spent"):
        operations.bring_back(commitment=gone, by=world.facilitator)
    operations.take_back_answer(answer=meanwhile, by=world.facilitator)
    accept(world, other, pledge, 400)
    operations.bring_back(commitment=gone, by=world.facilitator)
    assert (row_of(world, need).taken, row_of(world, other).taken) == (800, 400)


def test_a_commitment_without_amount_does_not_come_back_when_nothing_of_its_pledge_is_left(world: World) -> None:
    other, pledge = a_need(world, sheet=world.bus), world.pledge(only_for=[])
    gone = withdraw(world, world.promise(pledge=pledge))
    accept(world, other, pledge, 1200)
    with pytest.raises(Problem, match="pledge is spent"):
        operations.bring_back(commitment=gone, by=world.facilitator)
    with pytest.raises(Problem, match="pledge is spent"):
        world.promise(pledge=pledge)


def test_a_match_that_adds_to_a_commitment_comes_back_with_it_as_far_as_its_pledge_lasts(world: World) -> None:
    need, other, pledge = a_need(world), a_need(world, sheet=world.bus), world.pledge(only_for=[])
    standing = world.promise()
    accept(world, need, pledge, 1200, adds_to=standing)
    withdraw(world, standing)
    accept(world, other, pledge, 100)
    with pytest.raises(Problem, match="pledge is spent"):
        operations.bring_back(commitment=standing, by=world.facilitator)


def test_what_is_shared_comes_back_whatever_else_it_serves(world: World) -> None:
    Resource.objects.filter(pk=world.skill.pk).update(is_shared=True)
    needs = [a_need(world, 1200), a_need(world, 1200), a_need(world, 1200, sheet=world.bus)]
    pledge = world.pledge(only_for=[])
    for need in needs[:2]:
        first = accept(world, need, pledge)
    gone = withdraw(world, first.commitment)
    accept(world, needs[2], pledge)
    operations.bring_back(commitment=gone, by=world.facilitator)
    assert [row_of(world, need).taken for need in needs] == [1200, 1200, 1200]


def test_what_is_shared_serves_every_need_whole(world: World) -> None:
    Resource.objects.filter(pk=world.skill.pk).update(is_shared=True)
    need, other, pledge = a_need(world, 1200), a_need(world, 1200, sheet=world.bus), world.pledge(only_for=[])
    accept(world, need, pledge, 1200)
    assert proposed(row_of(world, other)) == [("Amina", 1200)]
    accept(world, other, pledge, 1200)


@pytest.mark.parametrize("wrong", ["withdrawn", "other resource", "need retired", "nothing"])
def test_what_does_not_go_together_is_not_accepted(world: World, wrong: str) -> None:
    need, pledge, amount = a_need(world), world.pledge(), 1200
    if wrong == "withdrawn":
        BankPledge.objects.update(withdrawn_at=NOW)
    elif wrong == "other resource":
        need.resource = Resource.objects.create(territory=world.territory, kind="room", name="Salle", unit="jour")
    elif wrong == "need retired":
        need.retired_at = NOW
    else:
        amount = 0
    with pytest.raises(Problem, match="does not fit"):
        accept(world, need, pledge, amount)


def test_what_was_refused_is_not_proposed_again_and_stays_free_for_other_actions(world: World) -> None:
    need, other = a_need(world), a_need(world, sheet=world.bus)
    pledge = world.pledge(only_for=[])
    assert proposed(row_of(world, need)) or proposed(row_of(world, other))
    refused = operations.refuse_match(
        answer_id=uuid4(), sheet=world.garden, pledge=pledge, reason="trop loin", by=world.facilitator
    )
    for _ in range(2):
        assert proposed(row_of(world, need)) == []
        assert proposed(row_of(world, other)) == [("Amina", 1200)]
    operations.take_back_answer(answer=refused, by=world.facilitator)
    operations.refuse_match(answer_id=uuid4(), sheet=world.bus, pledge=pledge, by=world.facilitator)
    assert proposed(row_of(world, need)) == [("Amina", 1200)]


def test_a_more_urgent_need_that_comes_later_takes_nothing_that_was_accepted(world: World) -> None:
    need, pledge = a_need(world, 1200), world.pledge(only_for=[])
    accept(world, need, pledge)
    urgent = a_need(world, sheet=world.bus, to_on=in_days(1))
    assert row_of(world, need).taken == 1200
    assert row_of(world, urgent).missing == 2000


def test_taking_an_answer_back_withdraws_the_commitment_that_it_made_until_it_is_signed(world: World) -> None:
    need, pledge = a_need(world), world.pledge()
    first = accept(world, need, pledge)
    operations.take_back_answer(answer=first, by=world.facilitator)
    assert Commitment.objects.get().retired_at
    assert proposed(row_of(world, need)) == [("Amina", 1200)]
    again = accept(world, need, pledge)
    assert again.commitment
    operations.sign_commitment(commitment=again.commitment, signed_as="Amina", by=world.facilitator)
    with pytest.raises(Problem, match="match is signed"):
        operations.take_back_answer(answer=again, by=world.facilitator)
    operations.withdraw_commitment(commitment=again.commitment, reason="malade", by=world.facilitator)
    assert proposed(row_of(world, need)) == [("Amina", 1200)]
    assert [one.pk for one in matched(world).fallen] == [again.pk]


def test_a_promise_that_is_a_commitment_already_is_shown_as_such_and_serves_that_action_alone(world: World) -> None:
    need, pledge = a_need(world), world.pledge(only_for=[])
    a_need(world, 500, sheet=world.bus, to_on=in_days(2))
    world.promise(pledge=pledge, who="Amina", kind="citizen")
    row = row_of(world, need)
    assert [(one.amount, one.is_bound) for one in row.proposals] == [(1200, True)]


def test_what_is_past_is_neither_asked_nor_given(world: World) -> None:
    past = timezone.localdate() - timedelta(days=1)
    gone, need = a_need(world, to_on=past), a_need(world, 300)
    world.pledge(to_on=past)
    assert row_of(world, gone).is_past
    row = row_of(world, need)
    assert (row.proposals, row.missing) == ([], 300)


def test_places_agree_however_they_are_written(world: World) -> None:
    need, elsewhere = a_need(world, 500, place="Centre-Ville"), a_need(world, 500, place="Les Hauts")
    world.pledge(place="centre-ville")
    assert proposed(row_of(world, need)) == [("Amina", 500)]
    assert proposed(row_of(world, elsewhere)) == []


def test_two_needs_that_ask_for_the_same_are_both_accounted_for(world: World) -> None:
    first, second = a_need(world, 800), a_need(world, 800)
    world.pledge(amount=1200)
    rows = [row_of(world, one) for one in (first, second)]
    assert sorted(row.missing for row in rows) == [0, 400]
    assert sum(amount for row in rows for _who, amount in proposed(row)) == 1200


def test_who_could_fill_a_gap_is_noted_or_told_by_what_they_do_and_those_who_promised_come_last(world: World) -> None:
    need = a_need(world, 5000)
    world.pledge()
    a_creator(world, "Les Jardiniers", "jardinage au naturel")
    noted = a_creator(world, "Le lycée")
    a_creator(world, "La chorale", "chanter")
    operations.note_ability(ability_id=uuid4(), creator=noted, resource=world.skill, by=world.facilitator)
    assert [(one.name, one.how) for one in row_of(world, need).could] == [
        ("Le lycée", "noted"),
        ("Les Jardiniers", "told"),
        ("Amina", "promised"),
    ]


def test_who_is_able_at_one_place_is_named_for_a_gap_there(world: World) -> None:
    here, there = a_need(world, place="Le Bourg"), a_need(world, place="Les Hauts")
    someone = a_creator(world)
    told = {"creator": someone, "resource": world.skill, "place": "le bourg", "by": world.facilitator}
    noted = operations.note_ability(ability_id=uuid4(), **told)
    assert operations.note_ability(ability_id=uuid4(), **told) == noted
    assert [one.name for one in row_of(world, here).could] == ["Les Jardiniers"]
    assert row_of(world, there).could == ()
    operations.retire_ability(ability=noted, by=world.facilitator)
    assert row_of(world, here).could == ()


def test_from_a_page_gone_back_to_somebody_else_is_noted_too_and_what_was_taken_back_is_noted_anew(
    world: World,
) -> None:
    told: dict[str, Any] = {"ability_id": uuid4(), "resource": world.skill, "by": world.facilitator}
    first = operations.note_ability(creator=a_creator(world), **told)
    operations.note_ability(creator=a_creator(world, "Le lycée"), **told)
    operations.retire_ability(ability=first, by=world.facilitator)
    operations.note_ability(creator=first.creator, **told)
    assert Ability.objects.filter(retired_at=None).count() == 2


def test_a_refusal_taken_back_may_be_said_again_from_the_same_page(world: World) -> None:
    a_need(world)
    told: dict[str, Any] = {"answer_id": uuid4(), "sheet": world.garden, "pledge": world.pledge()}
    for _ in range(2):
        refused = operations.refuse_match(by=world.facilitator, **told)
        assert refused.retired_at is None
        operations.take_back_answer(answer=refused, by=world.facilitator)
    assert len(proposed(row_of(world, Need.objects.get()))) == 1


def test_a_pledge_for_some_actions_only_is_not_accepted_for_another(world: World) -> None:
    need, pledge = a_need(world, sheet=world.bus), world.pledge(only_for=[world.garden])
    with pytest.raises(Problem, match="match does not fit"):
        accept(world, need, pledge)


def test_nothing_more_is_accepted_for_an_action_that_is_chosen_no_more(world: World) -> None:
    need, pledge = a_need(world), world.pledge()
    accept(world, need, pledge, 600)
    Decided.objects.filter(sheet=world.garden).update(is_in=False)
    with pytest.raises(Problem, match="action not chosen"):
        accept(world, need, pledge, 600)


def test_the_table_holds_that_what_is_accepted_has_a_need_and_a_commitment(world: World) -> None:
    pledge = world.pledge()
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchAnswer.objects.create(sheet=world.garden, pledge=pledge, verdict="accepted", amount=5, at=NOW)


@pytest.mark.parametrize("who", ["member", "reader", "stranger"])
def test_only_those_who_carry_the_actions_answer(world: World, who: str) -> None:
    need, pledge, by = a_need(world), world.pledge(), getattr(world, who)
    with pytest.raises(PermissionDenied):
        accept(world, need, pledge, by=by)
    with pytest.raises(PermissionDenied):
        operations.refuse_match(answer_id=uuid4(), sheet=world.garden, pledge=pledge, by=by)
    with pytest.raises(PermissionDenied):
        operations.note_ability(ability_id=uuid4(), creator=a_creator(world), resource=world.skill, by=by)


# The pages

MATCHING = reverse("action:matching", args=["val"])


def test_the_matching_is_read_inside_only_and_answered_by_facilitators(world: World, signed_in: Any) -> None:
    need, pledge = a_need(world), world.pledge(said="<script>alert(1)</script>")
    assert signed_in(None).get(MATCHING).status_code in {302, 403}
    assert signed_in(world.stranger).get(MATCHING).status_code == 404
    page = signed_in(world.reader).get(MATCHING).content.decode()
    assert "Amina" in page
    assert "<script>alert" not in page
    match = f"{need.pk}:{pledge.pk}:1200"
    assert match not in page
    assert match in signed_in(world.facilitator).get(MATCHING).content.decode()
    sent = {"match": match, "page_id": uuid4()}
    assert signed_in(world.member).post(reverse("action:accept_match", args=["val"]), sent).status_code == 403
    assert not MatchAnswer.objects.exists()


def test_a_facilitator_accepts_with_one_key_and_takes_it_back(world: World, signed_in: Any) -> None:
    need, pledge = a_need(world), world.pledge()
    client, sent = signed_in(world.facilitator), {"match": f"{need.pk}:{pledge.pk}:1200", "page_id": uuid4()}
    for _ in range(2):
        assert client.post(reverse("action:accept_match", args=["val"]), sent).status_code == 302
    made = MatchAnswer.objects.get()
    assert made.commitment
    assert "je sais jardiner" in made.commitment.what
    assert client.post(reverse("action:take_match_back", args=[made.pk])).status_code == 302
    made.refresh_from_db()
    assert made.retired_at


@pytest.mark.parametrize("match", ["", "x:y:z", f"{UUID(int=1)}:{UUID(int=2)}:100"])
def test_what_cannot_be_read_is_accepted_as_nothing(world: World, signed_in: Any, match: str) -> None:
    sent = {"match": match, "page_id": uuid4()}
    assert signed_in(world.facilitator).post(reverse("action:accept_match", args=["val"]), sent).status_code == 302
    assert not MatchAnswer.objects.exists()


def test_a_facilitator_changes_a_proposal_or_refuses_it_with_a_reason(world: World, signed_in: Any) -> None:
    need, pledge = a_need(world), world.pledge()
    client, address = signed_in(world.facilitator), reverse("action:answer_match", args=["val"])
    where = {"need": need.pk, "pledge": pledge.pk}
    assert "je sais jardiner" in client.get(address, where | {"amount": 700}).content.decode()
    sent = {**where, "act": "accept", "answer_id": uuid4(), "commitment_id": uuid4(), "what": "tailler"}
    assert client.post(address, {**sent, "amount": "-2"}).status_code == 422
    assert client.post(address, {**sent, "amount": "99"}).status_code == 422
    assert client.post(address, {**sent, "amount": "2,5"}).status_code == 302
    assert (MatchAnswer.objects.get().amount, Commitment.objects.get().what) == (250, "tailler")
    refused = {**where, "act": "refuse", "answer_id": uuid4(), "reason": "trop <b>loin</b>"}
    assert client.post(address, refused).status_code == 302
    page = client.get(MATCHING).content.decode()
    assert "trop &lt;b&gt;loin" in page
    assert client.get(address, {"need": "x", "pledge": pledge.pk}).status_code == 302


def test_nothing_of_another_territory_is_matched(world: World, signed_in: Any) -> None:
    from factories import TerritoryFactory

    elsewhere = TerritoryFactory(slug="ailleurs")
    sheet = ActionSheet.objects.create(territory=elsewhere, title="Là-bas", what="…", made_at=NOW)
    need, pledge = a_need(world, sheet=sheet), world.pledge()
    sent = {"match": f"{need.pk}:{pledge.pk}:100", "page_id": uuid4()}
    signed_in(world.facilitator).post(reverse("action:accept_match", args=["val"]), sent)
    assert not MatchAnswer.objects.exists()
    with pytest.raises(PermissionDenied):
        accept(world, need, pledge)


def test_who_is_able_is_noted_on_the_page_from_the_list_of_creators_alone(world: World, signed_in: Any) -> None:
    client, address = signed_in(world.facilitator), reverse("action:able", args=["val"])
    policy = Existing.objects.create(
        territory=world.territory, column="policy", name="Un plan", made_by=world.facilitator, made_at=NOW
    )
    sent = {"ability_id": uuid4(), "resource": world.skill.pk}
    client.post(address, {**sent, "creator": policy.pk})
    assert not Ability.objects.exists()
    client.post(address, {**sent, "creator": a_creator(world).pk})
    one = Ability.objects.get()
    assert "Les Jardiniers" in client.get(MATCHING).content.decode()
    client.post(address, {"retire": one.pk})
    one.refresh_from_db()
    assert one.retired_at


def test_the_page_asks_the_database_as_often_for_many_needs(
    world: World, signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    for place in range(9):
        a_need(world, 100 * (place + 1), sheet=world.bus if place % 2 else world.garden)
        world.pledge(owner=f"Personne {place}", only_for=[])
        a_creator(world, f"Association {place}")
    need, pledge = a_need(world), world.pledge(only_for=[])
    accept(world, need, pledge)
    client = signed_in(world.facilitator)
    client.get(MATCHING)
    with django_assert_max_num_queries(20):
        client.get(MATCHING)


def test_the_matching_leaves_as_a_table(world: World, signed_in: Any) -> None:
    a_need(world)
    world.pledge()
    answer = signed_in(world.reader).get(reverse("action:export_matching", args=["val", "csv"]))
    table = b"".join(answer.streaming_content).decode()
    assert "proposed,Amina,12,je sais jardiner" in table
    assert "missing,Amina,8," in table
    assert signed_in(world.reader).get(reverse("action:export_matching", args=["val", "odt"])).status_code == 404


def test_who_did_not_say_what_they_come_as_commits_as_somebody_else(world: World) -> None:
    accept(world, a_need(world), world.pledge(kind=""))
    assert Commitment.objects.get().kind == "other"

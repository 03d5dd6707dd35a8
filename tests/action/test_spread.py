"""What its people say of an action that was done, proposing to carry it on, and beginning another from it."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories import NOW, MembershipFactory, TerritoryFactory
from spirale.action import operations
from spirale.action.models import ActionReview, ExtensionOffer, Task
from spirale.action.queries.spread import evaluated_of, models_of, offers_for
from spirale.decision.drafts import SheetDraft
from spirale.decision.models import ActionSheet
from spirale.decision.operations.sheets import save_sheet
from spirale.journal.models import Event
from spirale.method.problems import Problem
from spirale.people.models import Account
from spirale.territories.models import Role, Territory

from .conftest import World

pytestmark = pytest.mark.database
SAID = {"worked": "arroser à deux", "did_not": "l’été", "results": "12 familles", "advice": "commencer en mars"}


def a_task(world: World, done: int = 100) -> Task:
    return Task.objects.create(sheet=world.garden, title="Bêcher", done=done, made_by=world.facilitator, made_at=NOW)


def evaluate(world: World, **changes: Any) -> ActionReview:
    given: dict[str, Any] = {
        "save_id": uuid4(),
        "sheet": world.garden,
        "said": SAID,
        "seen": 0,
        "by": world.member,
    }
    return operations.save_review(**(given | changes))


def propose(world: World, **changes: Any) -> ExtensionOffer:
    given: dict[str, Any] = {"offer_id": uuid4(), "sheet": world.garden, "toward": "both", "by": world.facilitator}
    return operations.propose_extension(**(given | changes))


@pytest.fixture
def proposed(world: World) -> World:
    """A garden that was done, evaluated and proposed, in a territory shown to all whose choice is decided."""
    Territory.objects.filter(pk=world.territory.pk).update(is_public=True)
    world.territory.refresh_from_db()
    world.choice.decided_at = NOW
    world.choice.save()
    world.choice.sheets.set([world.garden, world.bus, world.left_out])
    a_task(world)
    evaluate(world)
    propose(world, said="simple et joyeux")
    world.garden.refresh_from_db()
    return world


@pytest.fixture
def elsewhere(db: None) -> tuple[Territory, Account]:
    """Another territory, and its facilitator."""
    other = TerritoryFactory(name="Les Hauts", slug="hauts", is_public=False)
    return other, MembershipFactory(territory=other, role=Role.FACILITATOR).account


def test_an_evaluation_sent_twice_is_kept_once(world: World) -> None:
    once = uuid4()
    for _ in range(2):
        evaluate(world, save_id=once)
    review = ActionReview.objects.get()
    assert (review.version, review.versions.count()) == (1, 1)
    assert Event.objects.filter(verb="action evaluated").count() == 1


def test_what_is_changed_on_a_page_gone_back_to_is_kept(world: World) -> None:
    once = uuid4()
    evaluate(world, save_id=once)
    for _ in range(2):
        review = evaluate(world, save_id=once, said={"worked": "les semis"})
    assert (review.worked, review.version) == ("les semis", 2)


def test_each_save_is_a_version_and_what_says_the_same_is_none(world: World) -> None:
    evaluate(world)
    evaluate(world, seen=1)
    evaluate(world, seen=1, said=SAID | {"advice": "demander de l’eau"})
    review = ActionReview.objects.get()
    assert [(one.number, one.content["advice"]) for one in review.versions.all()] == [
        (2, "demander de l’eau"),
        (1, "commencer en mars"),
    ]
    operations.say_again(save_id=uuid4(), review=review, number=1, by=world.member)
    review.refresh_from_db()
    assert (review.version, review.advice) == (3, "commencer en mars")


def test_a_stale_evaluation_overwrites_nothing(world: World) -> None:
    evaluate(world)
    for seen in (0, 7):
        with pytest.raises(Problem, match="review changed meanwhile"):
            evaluate(world, seen=seen, said={"worked": "rien"})
    assert ActionReview.objects.get().worked == "arroser à deux"


def test_only_what_was_chosen_is_evaluated_and_something_is_said(world: World) -> None:
    with pytest.raises(Problem, match="action not chosen"):
        evaluate(world, sheet=world.left_out)
    with pytest.raises(Problem, match="review says nothing"):
        evaluate(world, said={"who": "nous", "worked": "  "})


@pytest.mark.parametrize(
    ("state", "said"),
    [("no task", "not followed up"), ("half done", "not done"), ("not evaluated", "not evaluated")],
)
def test_only_an_action_that_was_followed_up_done_and_evaluated_is_proposed(
    world: World, state: str, said: str
) -> None:
    if state != "no task":
        a_task(world)
    if state == "half done":
        a_task(world, done=50)
    if state != "not evaluated":
        evaluate(world)
    with pytest.raises(Problem, match=said):
        propose(world)


def test_an_action_is_proposed_once_withdrawn_with_a_reason_and_proposed_anew(proposed: World) -> None:
    first = propose(proposed)
    assert ExtensionOffer.objects.count() == 1
    for _ in range(2):
        operations.withdraw_extension(offer=first, reason="on attend", by=proposed.facilitator)
    assert Event.objects.filter(verb="extension withdrawn").count() == 1
    assert not offers_for(None)
    again = propose(proposed, toward="elsewhere")
    assert again != first
    assert [one.pk for one in offers_for(None)] == [again.pk]


@pytest.mark.parametrize("who", ["reader", "stranger"])
def test_its_people_evaluate_and_facilitators_propose(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        evaluate(world, by=getattr(world, who))
    a_task(world)
    evaluate(world)
    with pytest.raises(PermissionDenied):
        propose(world, by=world.member)


def test_what_is_kept_inside_is_proposed_to_its_own_people_alone(proposed: World, elsewhere: Any) -> None:
    Territory.objects.filter(pk=proposed.territory.pk).update(is_public=False)
    assert len(offers_for(proposed.reader)) == 1
    assert not offers_for(elsewhere[1])
    assert not offers_for(None)


def test_each_chosen_action_tells_how_far_it_is(proposed: World) -> None:
    garden, bus = evaluated_of(proposed.territory)
    assert (garden.tasks, garden.done, garden.is_done) == (1, 1, True)
    assert garden.review
    assert garden.offer
    assert (bus.tasks, bus.is_done, bus.review, bus.offer) == (0, False, None, None)


def test_a_facilitator_of_another_territory_begins_a_sheet_that_keeps_its_model(
    proposed: World, elsewhere: Any, signed_in: Any
) -> None:
    other, facilitator = elsewhere
    client = signed_in(facilitator)
    listed = client.get(reverse("action:extensions")).content.decode()
    begin = reverse("decision:begin_another", args=[proposed.garden.pk])
    assert "simple et joyeux" in listed
    assert begin in listed
    new = f"{reverse('decision:new_sheet', args=['hauts'])}?from={proposed.garden.pk}"
    picked = client.get(begin).content.decode()
    assert new in picked
    assert reverse("action:evaluation", args=[proposed.garden.pk]) in picked
    page = client.get(new).content.decode()
    assert reverse("action:evaluation", args=[proposed.garden.pk]) in page
    sent = {"id": uuid4(), "save_id": uuid4(), "seen": 0, "model": proposed.garden.pk, "title": "Notre jardin"}
    sent |= {"what": "Semer", "reach": "now"}
    assert client.post(reverse("decision:new_sheet", args=["hauts"]), sent).status_code == 302
    made = ActionSheet.objects.get(title="Notre jardin")
    assert made.model == proposed.garden
    assert made.territory == other
    (before,) = models_of(made, facilitator)
    assert (before.sheet, before.may_read, before.may_read_review) == (proposed.garden, True, True)
    told = client.get(reverse("decision:sheet", args=[made.pk])).content.decode()
    assert reverse("decision:sheet", args=[proposed.garden.pk]) in told
    assert reverse("action:evaluation", args=[proposed.garden.pk]) in told
    # the people of the model see how many began, not what is kept inside elsewhere
    own = signed_in(proposed.facilitator)
    assert "Notre jardin" not in own.get(reverse("action:evaluation", args=[proposed.garden.pk])).content.decode()
    assert "Notre jardin" in client.get(reverse("action:evaluation", args=[proposed.garden.pk])).content.decode()


def test_a_model_that_is_kept_inside_is_named_and_not_shown(proposed: World, elsewhere: Any) -> None:
    other, facilitator = elsewhere
    draft = SheetDraft("Notre jardin", "Semer")
    told = {"territory": other, "draft": draft, "seen": 0, "model": proposed.garden, "by": facilitator}
    made = save_sheet(sheet_id=uuid4(), save_id=uuid4(), **told)
    Territory.objects.filter(pk=proposed.territory.pk).update(is_public=False)
    (before,) = models_of(made, facilitator)
    assert (before.may_read, before.may_read_review) == (False, False)


def test_a_task_leads_to_the_model_of_its_action(proposed: World, signed_in: Any) -> None:
    proposed.bus.model = proposed.garden
    proposed.bus.save()
    task = Task.objects.create(sheet=proposed.bus, title="Rouler", made_by=proposed.facilitator, made_at=NOW)
    page = signed_in(proposed.reader).get(reverse("action:trace", args=[task.pk])).content.decode()
    assert reverse("action:evaluation", args=[proposed.garden.pk]) in page


def test_an_evaluation_is_read_inside_and_by_all_once_the_action_is_proposed(
    world: World, signed_in: Any, client: Any
) -> None:
    Territory.objects.filter(pk=world.territory.pk).update(is_public=True)
    evaluate(world, said=SAID | {"worked": "<script>alert(1)</script>"})
    address = reverse("action:evaluation", args=[world.garden.pk])
    assert client.get(address).status_code in {302, 403}
    assert signed_in(world.reader).get(address).status_code == 200
    a_task(world)
    offer = propose(world)
    page = client.get(address).content.decode()
    assert "12 familles" in page
    assert "<script>alert" not in page
    operations.withdraw_extension(offer=offer, by=world.facilitator)
    assert client.get(address).status_code in {302, 403}


def test_the_people_of_an_action_evaluate_it_on_the_page_and_see_what_was_saved_meanwhile(
    world: World, signed_in: Any
) -> None:
    client, address = signed_in(world.member), reverse("action:evaluate", args=[world.garden.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"save_id": uuid4(), "seen": 0, "worked": " "}).status_code == 422
    assert client.post(address, {"save_id": uuid4(), "seen": 0, **SAID}).status_code == 302
    late = client.post(address, {"save_id": uuid4(), "seen": 0, "worked": "mes mots"})
    page = late.content.decode()
    assert late.status_code == 422
    assert "mes mots" in page
    assert "arroser à deux" in page
    assert 'name="seen" value="1"' in page
    assert client.post(address, {"save_id": uuid4(), "seen": 1, "worked": "mes mots"}).status_code == 302
    again = reverse("action:say_again", args=[world.garden.pk, 1])
    assert client.post(again).status_code == 302
    assert ActionReview.objects.get().worked == "arroser à deux"


def test_what_is_saved_while_the_page_is_sent_is_shown_as_it_is_now(
    world: World, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluate(world)
    client, address = signed_in(world.member), reverse("action:evaluate", args=[world.garden.pk])
    save = operations.save_review

    def overtaken(**sent: Any) -> ActionReview:
        save(**(sent | {"save_id": uuid4(), "said": {"worked": "les semis"}}))
        return save(**sent)

    monkeypatch.setattr(operations, "save_review", overtaken)
    page = client.post(address, {"save_id": uuid4(), "seen": 1, "worked": "mes mots"}).content.decode()
    assert "les semis" in page
    assert 'name="seen" value="2"' in page


def test_a_facilitator_proposes_and_withdraws_on_the_page(world: World, signed_in: Any) -> None:
    a_task(world)
    evaluate(world)
    address = reverse("action:extension", args=[world.garden.pk])
    client = signed_in(world.facilitator)
    assert client.post(address, {"offer_id": uuid4(), "toward": "moon"}).status_code == 302
    assert not ExtensionOffer.objects.exists()
    assert client.post(address, {"offer_id": uuid4(), "toward": "cycle", "said": "encore"}).status_code == 302
    assert ExtensionOffer.objects.get().toward == "cycle"
    assert signed_in(world.member).post(address, {"act": "withdraw"}).status_code == 403
    client.post(address, {"act": "withdraw", "reason": "trop tôt"})
    assert ExtensionOffer.objects.get().withdrawn_reason == "trop tôt"


def test_words_narrow_the_list_and_an_empty_one_says_why(proposed: World, client: Any) -> None:
    address = reverse("action:extensions")
    assert "Un jardin partagé" in client.get(address, {"words": "JARDIN joyeux"}).content.decode()
    assert "Un jardin partagé" not in client.get(address, {"words": "piscine"}).content.decode()
    assert client.get(address, {"page": "x"}).status_code == 200
    ExtensionOffer.objects.all().delete()
    assert 'class="empty"' in client.get(address).content.decode()


def test_who_may_write_nowhere_is_told_so(proposed: World, signed_in: Any) -> None:
    begin = reverse("decision:begin_another", args=[proposed.garden.pk])
    assert 'class="empty"' in signed_in(proposed.stranger).get(begin).content.decode()
    assert signed_in(None).get(begin).status_code in {302, 403}


def test_the_lists_ask_the_database_as_often_for_many_actions(
    proposed: World, signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    for place in range(8):
        sheet = ActionSheet.objects.create(
            territory=proposed.territory, title=f"Action {place}", what="…", made_at=NOW, model=proposed.garden
        )
        proposed.choice.sheets.add(sheet)
        proposed.choice.decided.create(sheet=sheet, is_in=True, at=NOW)
        Task.objects.create(sheet=sheet, title="Faire", done=100, made_at=NOW)
        evaluate(proposed, sheet=sheet)
        propose(proposed, sheet=sheet)
    client = signed_in(proposed.facilitator)
    for address in (reverse("action:extensions"), reverse("action:evaluations", args=["val"])):
        with django_assert_max_num_queries(12):
            client.get(address)

"""Pages of choices: rules set, frozen, checked, reopened in public."""

import hashlib
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import MembershipFactory, WorkshopFactory
from spirale.decision.models import Choice, FrozenRules
from spirale.decision.queries.choices import rules_seen

from .conftest import World, signed_in

pytestmark = pytest.mark.django_db


def rules_sent(choice: Choice, *names: str, **given: Any) -> dict[str, Any]:
    told = {
        "seen": rules_seen(choice),
        "by": "weights",
        "who_scores": "Tous les présents",
        "criterion_id": [str(uuid4()) for _ in names],
        "criterion_name": list(names),
        "criterion_meaning": ["" for _ in names],
        "criterion_lowest": ["0" for _ in names],
        "criterion_highest": ["4" for _ in names],
        "criterion_weight": ["1" for _ in names],
    }
    return told | given


def page_of(choice: Choice, name: str = "choice", *more: object) -> str:
    return reverse(f"decision:{name}", args=[choice.pk, *more])


def test_a_choice_begins_with_the_criteria_of_the_method(world: World, facilitator: Client) -> None:
    address = reverse("decision:new_choice", args=[world.territory.slug])
    answer = facilitator.post(address, {"id": uuid4(), "title": "Réunion élargie"})
    choice = Choice.objects.get()
    assert answer["Location"] == page_of(choice, "set_rules")
    assert choice.criteria.count() == 6
    assert facilitator.get(answer["Location"]).content.decode().count('name="criterion_name"') == 7


def test_rules_are_set_frozen_and_checked_by_anyone(world: World, facilitator: Client) -> None:
    choice = world.choice()
    sent = rules_sent(choice, "faisable", least_tag=["", "dimension:A"], least_place=["Le Centre", ""],
                      least_number=["1", "2"])  # fmt: skip
    assert facilitator.post(page_of(choice, "set_rules"), sent).status_code == 302
    facilitator.post(page_of(choice, "freeze_rules"), {"id": uuid4()})
    frozen = FrozenRules.objects.get()
    assert Choice.objects.get().minimum == [["place:le centre", 1], ["dimension:A", 2]]
    document = Client().get(page_of(choice, "rules_document", 1)).content
    assert hashlib.sha256(document).hexdigest() == frozen.digest
    page = Client().get(page_of(choice, "rules", 1)).content.decode()
    assert frozen.digest in page
    assert "le centre" in page


def test_rules_reopened_say_why_to_everyone_and_stay_readable(world: World, facilitator: Client) -> None:
    choice = world.choice("faisable")
    world.freeze(choice)
    address = page_of(choice, "reopen_rules")
    facilitator.post(address, {"number": "1", "reason": ""})
    assert FrozenRules.objects.filter(reopened_at=None).exists()
    facilitator.post(address, {"number": "1", "reason": "Les lycéens arrivent <b>tard</b>"})
    page = Client().get(page_of(choice)).content.decode()
    assert "Les lycéens arrivent &lt;b&gt;tard" in page
    assert "faisable" in Client().get(page_of(choice, "rules", 1)).content.decode()


def test_frozen_rules_are_not_set_from_the_page(world: World, facilitator: Client) -> None:
    choice = world.choice("faisable")
    sent = rules_sent(choice, "visible")
    world.freeze(choice)
    facilitator.post(page_of(choice, "set_rules"), sent)
    assert choice.criteria.filter(retired_at=None).get().name == "faisable"


def test_what_was_written_stays_on_the_page_when_it_is_wrong(world: World, facilitator: Client) -> None:
    choice = world.choice("faisable")
    answer = facilitator.post(page_of(choice, "set_rules"), rules_sent(choice, "visible", criterion_weight=["lourd"]))
    assert answer.status_code == 422
    assert 'value="lourd"' in answer.content.decode()


def test_a_criterion_moves_up_in_the_order_of_priority(world: World, facilitator: Client) -> None:
    choice = world.choice("faisable")
    sent = rules_sent(choice, "faisable", "visible")
    facilitator.post(page_of(choice, "set_rules"), sent | {"up": sent["criterion_id"][1]})
    assert [one.name for one in choice.criteria.filter(retired_at=None)] == ["visible", "faisable"]


def test_sheets_are_put_to_a_choice_once_its_rules_are_frozen(world: World, facilitator: Client) -> None:
    choice, sheet = world.choice(), world.sheet()
    facilitator.post(page_of(choice, "put_sheets"), {"sheet": [str(sheet.pk)]})
    assert not choice.sheets.exists()
    world.freeze(choice)
    assert sheet.title in facilitator.get(page_of(choice, "put_sheets")).content.decode().replace("&#x27;", "'")
    facilitator.post(page_of(choice, "put_sheets"), {"sheet": [str(sheet.pk)]})
    assert choice.sheets.get() == sheet


def test_only_facilitators_set_freeze_and_reopen(world: World, member: Client) -> None:
    choice = world.choice()
    for name in ("set_rules", "freeze_rules", "reopen_rules", "put_sheets", "change_choice"):
        assert member.post(page_of(choice, name), {"reason": "non", "number": "1"}).status_code == 403
    assert member.get(reverse("decision:new_choice", args=[world.territory.slug])).status_code == 403


def test_a_choice_of_a_closed_territory_is_not_known_elsewhere(world: World) -> None:
    world.territory.is_public = False
    world.territory.save()
    choice = world.choice()
    world.freeze(choice)
    stranger = signed_in(MembershipFactory().account)
    for address in (page_of(choice), page_of(choice, "rules", 1), page_of(choice, "rules_document", 1)):
        assert stranger.get(address).status_code == 404
        assert Client().get(address).status_code in (302, 403)


def test_a_meeting_of_another_territory_is_no_meeting_of_this_choice(world: World, facilitator: Client) -> None:
    choice, elsewhere = world.choice(), WorkshopFactory()
    sent = {"id": choice.pk, "title": "Autre", "workshop": str(elsewhere.pk)}
    assert facilitator.post(page_of(choice, "change_choice"), sent).status_code == 422


def test_proposals_put_to_an_undecided_choice_are_not_shown_outside(world: World) -> None:
    choice, sheet = world.choice(), world.sheet("Un chemin secret")
    world.freeze(choice)
    world.put(choice, sheet)
    assert "secret" not in Client().get(page_of(choice)).content.decode()
    assert "secret" in signed_in(world.reader).get(page_of(choice)).content.decode()


def test_the_page_of_a_choice_costs_as_much_however_many_sheets(world: World, facilitator: Client) -> None:
    choice = world.choice()
    world.freeze(choice)

    def count(rows: int, name: str) -> int:
        world.put(choice, *choice.sheets.all(), *(world.sheet(f"{name} {rows} {place}") for place in range(rows)))
        with CaptureQueriesContext(connection) as caught:
            assert facilitator.get(page_of(choice, name)).status_code == 200
        return len(caught)

    for name in ("choice", "put_sheets"):
        assert count(2, name) == count(8, name)


def test_what_criteria_say_is_kept_without_what_no_paper_can_show(world: World, facilitator: Client) -> None:
    choice = world.choice("visible")
    sent = rules_sent(choice, "vi\x00sible", criterion_meaning=["on le\x00 voit"])
    assert facilitator.post(page_of(choice, "set_rules"), sent).status_code == 302
    assert choice.criteria.values_list("name", "meaning").get(retired_at=None) == ("vi sible", "on le voit")

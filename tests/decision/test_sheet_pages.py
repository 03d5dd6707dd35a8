"""Pages of action sheets and resources: who may, what is shown, and nothing lost."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import NOW, MembershipFactory
from spirale.decision.models import ActionSheet, Choice, Need, Requirement, Resource

from .conftest import World, signed_in

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>"


def sent(**given: Any) -> dict[str, Any]:
    told = {"id": uuid4(), "save_id": uuid4(), "seen": 0, "title": "Un banc", "what": "Poser", "reach": "now"}
    return told | given


def need(world: World, **given: str) -> dict[str, Any]:
    told = {
        "id": str(uuid4()),
        "resource": str(world.hours.pk),
        "amount": "12,5",
        "from_on": "",
        "to_on": "",
        "place": "",
        "said": "",
    } | given
    return {f"need_{name}": [value] for name, value in told.items()}


def written(world: World, member: Client, **given: Any) -> ActionSheet:
    answer = member.post(reverse("decision:new_sheet", args=[world.territory.slug]), sent(**given))
    assert answer.status_code == 302, answer.content.decode()
    return ActionSheet.objects.latest("made_at")


def test_a_member_writes_a_sheet_with_its_needs(world: World, member: Client) -> None:
    sheet = written(world, member, **need(world))
    assert Need.objects.get(sheet=sheet).amount == 1250
    page = member.get(reverse("decision:sheet", args=[sheet.pk])).content.decode()
    assert "Un banc" in page
    assert "heure" in page


def test_every_mistake_leaves_what_was_written_on_the_page(world: World, member: Client) -> None:
    address = reverse("decision:new_sheet", args=[world.territory.slug])
    answer = member.post(address, sent(title="Un banc", **need(world, amount="beaucoup")))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="beaucoup"' in page
    assert 'value="Un banc"' in page
    assert not ActionSheet.objects.exists()


def test_a_stale_save_shows_both_wordings(world: World, member: Client, facilitator: Client) -> None:
    sheet = written(world, member)
    address = reverse("decision:edit_sheet", args=[sheet.pk])
    assert facilitator.post(address, sent(what="Poser deux bancs", seen=1)).status_code == 302
    answer = member.post(address, sent(what="Poser trois bancs", seen=1))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Poser deux bancs" in page
    assert "Poser trois bancs" in page
    assert member.post(address, sent(what="Poser trois bancs", seen=2)).status_code == 302
    history = member.get(reverse("decision:history", args=[sheet.pk])).content.decode()
    assert "<del>Poser deux bancs</del>" in history


def test_the_edit_page_gives_back_all_that_the_sheet_says(world: World, member: Client) -> None:
    other = world.sheet("Un chemin")
    sheet = written(world, member, code="A01", requires=str(other.pk), reaches_1="12", **need(world))
    page = member.get(reverse("decision:edit_sheet", args=[sheet.pk])).content.decode()
    assert "12.5" in page or "12,5" in page
    assert page.count("checked") >= 3  # the component, what it requires, the class


def test_a_sheet_begun_from_another_says_what_the_bank_here_lacks(world: World, member: Client) -> None:
    sheet = written(world, member, **need(world))
    there = MembershipFactory(role="member")
    MembershipFactory(territory=world.territory, account=there.account, role="reader")
    address = reverse("decision:new_sheet", args=[there.territory.slug]) + f"?from={sheet.pk}"
    client = signed_in(there.account)
    assert "jardinage (heure)" in client.get(address).content.decode()
    answer = client.post(reverse("decision:new_sheet", args=[there.territory.slug]), sent(model=str(sheet.pk)))
    assert answer.status_code == 302
    assert ActionSheet.objects.get(territory=there.territory).model == sheet


def test_a_sheet_that_one_may_not_read_is_no_model(world: World, member: Client) -> None:
    sheet = written(world, member)
    there = MembershipFactory(role="member")
    client = signed_in(there.account)
    client.post(reverse("decision:new_sheet", args=[there.territory.slug]), sent(model=str(sheet.pk)))
    assert ActionSheet.objects.get(territory=there.territory).model is None


@pytest.mark.parametrize("name", ["sheet", "edit_sheet", "history", "print_sheet"])
def test_a_sheet_is_closed_to_strangers_and_to_other_territories(world: World, name: str) -> None:
    world.territory.is_public = False
    world.territory.save()
    address = reverse(f"decision:{name}", args=[world.sheet().pk])
    assert Client().get(address).status_code in (302, 403)
    assert signed_in(MembershipFactory().account).get(address).status_code == 404


def test_a_reader_reads_and_does_not_write(world: World) -> None:
    client, sheet = signed_in(world.reader), world.sheet()
    assert client.get(reverse("decision:sheet", args=[sheet.pk])).status_code == 200
    assert client.get(reverse("decision:edit_sheet", args=[sheet.pk])).status_code == 403
    assert client.post(reverse("decision:retire_sheet", args=[sheet.pk])).status_code == 403
    assert client.post(reverse("decision:resources", args=[world.territory.slug])).status_code == 403


def test_a_sheet_is_shown_to_all_once_people_decided_on_it(world: World) -> None:
    sheet, other = world.sheet(), world.sheet("Un chemin")
    choice = world.choice()
    world.freeze(choice)
    world.put(choice, sheet)
    addresses = [reverse("decision:sheet", args=[one.pk]) for one in (sheet, other)]
    assert {Client().get(one).status_code for one in addresses} <= {302, 403}
    Choice.objects.filter(pk=choice.pk).update(decided_at=NOW)
    shown, hidden = (Client().get(one) for one in addresses)
    assert shown.status_code == 200
    assert hidden.status_code in (302, 403)
    listed = Client().get(reverse("decision:sheets", args=[world.territory.slug])).content.decode()
    assert sheet.title in listed.replace("&#x27;", "'")
    assert "Un chemin" not in listed


def test_hostile_words_are_only_words(world: World, member: Client) -> None:
    sheet = written(world, member, title=HOSTILE, what=HOSTILE, place=HOSTILE, **need(world, said=HOSTILE))
    for name in ("sheet", "edit_sheet", "history", "print_sheet"):
        assert HOSTILE not in member.get(reverse(f"decision:{name}", args=[sheet.pk])).content.decode()
    for name in ("sheets", "print_sheets"):
        page = member.get(reverse(f"decision:{name}", args=[world.territory.slug])).content.decode()
        assert HOSTILE not in page
        assert "&lt;script&gt;" in page


def test_the_list_is_narrowed_by_class_and_by_words(world: World, member: Client) -> None:
    world.sheet("Une école ouverte", reach="wider")
    world.sheet("Un banc")
    address = reverse("decision:sheets", args=[world.territory.slug])
    found = member.get(address, {"reach": "wider"}).content.decode()
    assert "école" in found
    assert "Un banc" not in found
    assert "école" in member.get(address, {"words": "ECOLE ouverte"}).content.decode()
    assert "école" not in member.get(address, {"words": "jardin"}).content.decode()


@pytest.mark.parametrize("name", ["sheets", "print_sheets", "resources", "choices"])
def test_queries_do_not_grow_with_the_rows(world: World, member: Client, name: str) -> None:
    address = reverse(f"decision:{name}", args=[world.territory.slug])

    def count(rows: int) -> int:
        for place in range(rows):
            sheet = world.sheet(f"Action {rows} {place}")
            Need.objects.create(sheet=sheet, resource=world.hours, amount=100)
            Resource.objects.create(territory=world.territory, kind="time", name=f"{rows} {place}", unit="h")
            world.choice()
        with CaptureQueriesContext(connection) as caught:
            assert member.get(address).status_code == 200
        return len(caught)

    assert count(2) == count(8)


def test_one_sheet_costs_as_much_however_many_needs_it_has(world: World, member: Client) -> None:
    sheet = world.sheet()

    def count(rows: int, name: str) -> int:
        for place in range(rows):
            Need.objects.create(sheet=sheet, resource=world.hours, amount=100)
            Requirement.objects.create(sheet=sheet, other=world.sheet(f"Autre {rows} {place} {name}"))
        with CaptureQueriesContext(connection) as caught:
            assert member.get(reverse(f"decision:{name}", args=[sheet.pk])).status_code == 200
        return len(caught)

    for name in ("sheet", "edit_sheet"):
        assert count(1, name) == count(6, name)


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_sheets_leave_as_tables_and_json(world: World, member: Client, form: str) -> None:
    written(world, member, **need(world))
    answer = member.get(reverse("decision:export_sheets", args=[world.territory.slug, form]))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer.status_code == 200
    if form != "xlsx":
        assert "12.5" in content.decode()
        assert "Un banc" in content.decode()


def test_a_facilitator_takes_the_starting_list_once(world: World, facilitator: Client) -> None:
    address = reverse("decision:take_list", args=[world.territory.slug])
    facilitator.post(address)
    count = Resource.objects.count()
    facilitator.post(address)
    assert Resource.objects.count() == count > 8


def test_the_unit_of_a_resource_is_fixed_once_used(world: World, facilitator: Client) -> None:
    address = reverse("decision:resource", args=[world.hours.pk])
    told = {"id": world.hours.pk, "kind": "time", "name": "jardiner", "unit": "jour"}
    Need.objects.create(sheet=world.sheet(), resource=world.hours, amount=100)
    assert facilitator.post(address, told).status_code == 422
    assert facilitator.post(address, told | {"unit": "heure"}).status_code == 302
    facilitator.post(address, {"retire": "1"})
    world.hours.refresh_from_db()
    assert (world.hours.name, world.hours.unit, world.hours.retired_at) == ("jardiner", "heure", None)


def test_the_territory_tells_its_actions(world: World, member: Client) -> None:
    written(world, member)
    page = member.get(reverse("synthesis:territory", args=[world.territory.slug])).content.decode()
    assert reverse("decision:sheets", args=[world.territory.slug]) in page
    assert (
        reverse("decision:sheets", args=[world.territory.slug])
        not in Client().get(reverse("synthesis:territory", args=[world.territory.slug])).content.decode()
    )

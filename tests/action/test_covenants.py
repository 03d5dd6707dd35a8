"""Charters and contracts: written together, signed at a version, printed."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories import MembershipFactory
from spirale.action import operations
from spirale.action.models import CovenantSignature, CovenantVersion
from spirale.action.queries.covenants import laid_out, latest
from spirale.method.problems import Problem
from spirale.territories.models import Role

from .conftest import World

pytestmark = pytest.mark.database


def save(world: World, covenant: Any, **changes: Any) -> CovenantVersion:
    given = {
        "version_id": uuid4(),
        "fundamental": "- ensemble",
        "practical": "- en public",
        "based_on": 1,
        "by": world.member,
    }
    return operations.save_covenant(covenant=covenant, **(given | changes))


def sign(world: World, covenant: Any, **changes: Any) -> tuple[CovenantSignature, bool]:
    given = {"signature_id": uuid4(), "number": 1, "who": "Amina", "kind": "citizen", "by": world.facilitator}
    return operations.sign_covenant(covenant=covenant, **(given | changes))


@pytest.mark.parametrize(("language", "word"), [("fr", "Transparence"), ("en", "Transparency")])
@pytest.mark.parametrize("kind", ["charter", "contract"])
def test_a_text_begins_from_the_canvas_of_its_kind_in_the_language_of_its_territory(
    world: World, kind: str, language: str, word: str
) -> None:
    world.territory.language = language
    world.territory.save()
    text = latest(world.charter(kind=kind))
    assert text.fundamental.startswith("- ")
    assert (word in text.practical) == (kind == "charter")


def test_an_id_of_a_text_of_another_territory_begins_a_text_of_its_own(world: World) -> None:
    theirs = world.charter()
    other = MembershipFactory(role=Role.FACILITATOR)
    ours = world.charter(covenant_id=theirs.pk, territory=other.territory, by=other.account)
    assert (ours.territory, ours.versions.count()) == (other.territory, 1)
    assert theirs.versions.count() == 1


def test_saving_keeps_every_version_and_the_same_words_make_none(world: World) -> None:
    charter = world.charter()
    first = latest(charter)
    second = save(world, charter, why="plus court")
    assert save(world, charter, based_on=2).pk == second.pk
    assert [version.number for version in charter.versions.all()] == [2, 1]
    assert charter.versions.get(number=1).practical == first.practical


def test_the_same_save_sent_twice_is_one_version(world: World) -> None:
    charter, once = world.charter(), uuid4()
    assert save(world, charter, version_id=once).pk == save(world, charter, version_id=once).pk
    assert charter.versions.count() == 2


def test_what_is_changed_on_a_page_gone_back_to_is_kept(world: World) -> None:
    charter, once = world.charter(), uuid4()
    save(world, charter, version_id=once)
    for _ in range(2):
        kept = save(world, charter, version_id=once, practical="- plus court")
    assert (kept.practical, kept.number) == ("- plus court", 3)


def test_who_saves_on_a_stale_version_is_shown_both_and_nothing_is_lost(world: World, signed_in: Any) -> None:
    charter = world.charter()
    save(world, charter, practical="- la leur", by=world.facilitator)
    sent = {"version_id": uuid4(), "based_on": 1, "fundamental": "- ensemble", "practical": "- la mienne"}
    page = signed_in(world.member).post(reverse("action:edit_covenant", args=[charter.pk]), sent)
    assert page.status_code == 409
    assert "la leur" in page.content.decode()
    assert "la mienne" in page.content.decode()
    assert latest(charter).practical == "- la leur"


def test_a_name_signs_a_version_once_in_whatever_case(world: World) -> None:
    charter = world.charter()
    operations.open_signing(covenant=charter, number=1, by=world.facilitator)
    first, is_new = sign(world, charter)
    again, is_new_again = sign(world, charter, who="  AMINA ")
    assert (first.pk, is_new, is_new_again) == (again.pk, True, False)
    assert CovenantSignature.objects.count() == 1


def test_from_a_page_gone_back_to_somebody_else_signs_too(world: World) -> None:
    charter, once = world.charter(), uuid4()
    operations.open_signing(covenant=charter, number=1, by=world.facilitator)
    made, _ = sign(world, charter, signature_id=once)
    assert sign(world, charter, who="Luc", signature_id=once)[1]
    operations.withdraw_signature(signature=made, by=world.facilitator)
    assert sign(world, charter, signature_id=once)[1]


def test_signatures_stay_under_the_version_they_were_given_to(world: World) -> None:
    charter = world.charter()
    operations.open_signing(covenant=charter, number=1, by=world.facilitator)
    made, _ = sign(world, charter)
    save(world, charter)
    operations.open_signing(covenant=charter, number=2, by=world.facilitator)
    with pytest.raises(Problem, match="not open"):
        sign(world, charter, who="Luc", number=1)
    sign(world, charter, who="Luc", number=2)
    made.refresh_from_db()
    assert made.version.number == 1
    assert made.retired_at is None


def test_a_text_that_is_not_offered_is_not_signed(world: World) -> None:
    with pytest.raises(Problem, match="not open"):
        sign(world, world.charter())


def test_readers_write_in_no_text_and_members_offer_none_for_signing(world: World) -> None:
    charter = world.charter()
    with pytest.raises(PermissionDenied):
        save(world, charter, by=world.reader)
    with pytest.raises(PermissionDenied):
        operations.open_signing(covenant=charter, number=1, by=world.member)


def test_a_phone_in_the_room_signs_the_version_it_read(world: World, client: Any) -> None:
    charter = world.charter()
    operations.open_signing(covenant=charter, number=1, by=world.facilitator)
    door = operations.open_door(door_id=uuid4(), covenant=charter, by=world.facilitator)
    address = reverse("action:at_door", args=[door.key])
    sent = {"signature_id": uuid4(), "number": 1, "kind": "firm", "signed_as": "<i>Scop</i>", "signature": "M1 1L9 9"}
    for _ in range(2):
        assert client.post(address, sent).status_code == 302
    assert CovenantSignature.objects.get().who == "<i>Scop</i>"
    operations.close_signing(covenant=charter, by=world.facilitator)
    assert client.post(address, {**sent, "signed_as": "Luc"}).status_code == 422


def test_the_printed_form_holds_the_text_and_every_signature_escaped(world: World, signed_in: Any) -> None:
    charter = world.charter(title="<b>Charte</b>")
    operations.open_signing(covenant=charter, number=1, by=world.facilitator)
    sign(world, charter, who="<script>x", signature="M1 2L3 4")
    sign(world, charter, who="Luc")
    page = signed_in(world.reader).get(reverse("action:printed", args=[charter.pk])).content.decode()
    assert "M1 2L3 4" in page
    assert "Luc" in page
    assert "<script>x" not in page
    assert "<b>Charte" not in page


def test_a_text_is_read_by_all_only_once_offered_in_a_public_territory(world: World, signed_in: Any) -> None:
    charter = world.charter()
    address = reverse("action:covenant", args=[charter.pk])
    world.territory.is_public = True
    world.territory.save()
    assert signed_in(world.stranger).get(address).status_code == 403
    operations.open_signing(covenant=charter, number=1, by=world.facilitator)
    save(world, charter, practical="- brouillon")
    page = signed_in(None).get(address)
    assert page.status_code == 200
    assert "brouillon" not in page.content.decode()


def test_a_facilitator_begins_offers_signs_and_withdraws_on_the_pages(world: World, signed_in: Any) -> None:
    client = signed_in(world.facilitator)
    once = uuid4()
    sent = {"covenant_id": once, "kind": "contract", "title": "Contrat", "sheet": world.bus.pk}
    assert client.post(reverse("action:new_covenant", args=["val"]), sent).status_code == 302
    client.post(reverse("action:signing", args=[once]), {"number": "1"})
    sent = {"signature_id": uuid4(), "number": 1, "kind": "citizen", "signed_as": "Luc"}
    assert client.post(reverse("action:sign_covenant", args=[once]), sent).status_code == 302
    signature = CovenantSignature.objects.get()
    client.post(reverse("action:withdraw_signature", args=[signature.pk]))
    signature.refresh_from_db()
    assert signature.retired_at
    for name in ("covenant", "edit_covenant", "printed", "door_of_text", "sign_covenant"):
        assert client.get(reverse(f"action:{name}", args=[once])).status_code == 200


def test_lines_that_begin_with_a_dash_are_items_of_one_list() -> None:
    blocks = laid_out("Nous :\n- un\n– deux\n\nfin")
    assert [(block.text, block.lines) for block in blocks] == [("Nous :", ()), ("", ("un", "deux")), ("fin", ())]

"""Who promises what for a chosen action, signs it, and what is told of it later."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from spirale.action import operations
from spirale.action.drawing import signature_path
from spirale.action.models import Commitment
from spirale.action.queries.commitments import partnerships
from spirale.journal.models import Event
from spirale.method.problems import Problem

from .conftest import World, in_days

pytestmark = pytest.mark.database
DRAWN = "M10 20L30 40L50 60"


def test_a_promise_sent_twice_is_made_once(world: World) -> None:
    once = uuid4()
    for _ in range(2):
        world.promise(commitment_id=once)
    assert Commitment.objects.count() == 1
    assert Event.objects.filter(verb="commitment made").count() == 1


def test_from_a_page_gone_back_to_another_promise_is_made_too(world: World) -> None:
    once = uuid4()
    world.promise(commitment_id=once)
    for _ in range(2):
        world.promise(commitment_id=once, who="L’école")
    assert sorted(Commitment.objects.values_list("who", flat=True)) == ["La mairie", "L’école"]


def test_what_was_withdrawn_is_promised_anew_from_a_page_gone_back_to(world: World) -> None:
    once = uuid4()
    first = world.promise(commitment_id=once)
    operations.withdraw_commitment(commitment=first, reason="erreur", by=world.facilitator)
    for _ in range(2):
        world.promise(commitment_id=once)
    assert Commitment.objects.get(retired_at=None).what == first.what
    assert Commitment.objects.get(pk=once).retired_reason == "erreur"


def test_what_is_told_of_a_commitment_is_kept_without_what_no_paper_can_show(world: World) -> None:
    made = world.promise(signed_as="Jeanne Roc")
    told = operations.tell_state(commitment=made, state="kept", said="le\x00 terrain", by=world.facilitator)
    operations.withdraw_commitment(commitment=made, reason="vendu\x00", by=world.facilitator)
    made.refresh_from_db()
    assert (told.state_said, made.retired_reason) == ("le terrain", "vendu")


def test_signing_twice_is_signing_once(world: World) -> None:
    made = world.promise()
    first = operations.sign_commitment(commitment=made, signed_as="Jeanne Roc", signature=DRAWN, by=world.facilitator)
    again = operations.sign_commitment(commitment=made, signed_as=" jeanne  ROC", by=world.facilitator)
    assert (again.signed_as, again.signature, again.signed_at) == ("Jeanne Roc", DRAWN, first.signed_at)
    assert Event.objects.filter(verb="commitment signed").count() == 1


def test_who_signs_after_somebody_else_is_told_on_the_page_that_it_is_signed(
    world: World, client: Any, signed_in: Any
) -> None:
    made = world.promise()
    door = operations.open_door(door_id=uuid4(), sheet=world.garden, by=world.facilitator)
    operations.sign_commitment(commitment=made, signed_as="Jeanne Roc", by=world.facilitator)
    here = signed_in(world.facilitator).post(reverse("action:sign", args=[made.pk]), {"signed_as": "Amina"})
    sent = {"commitment": made.pk, "signed_as": "Amina"}
    there = client.post(reverse("action:at_door", args=[door.key]), sent)
    for page in (here, there):
        assert page.status_code == 422
        assert "Jeanne Roc a signé cet engagement" in page.content.decode()
    made.refresh_from_db()
    assert made.signed_as == "Jeanne Roc"


def test_institutions_and_citizens_stand_in_one_list_with_the_same_dates(world: World) -> None:
    world.promise(who="La mairie", kind="institution", due_on=in_days(3))
    world.promise(who="Amina", kind="citizen", due_on=in_days(3))
    (garden, _bus) = partnerships(world.territory, on=timezone.localdate())
    assert [(line.commitment.who, line.state) for line in garden.lines] == [
        ("La mairie", "unsigned"),
        ("Amina", "unsigned"),
    ]


def test_nobody_commits_to_what_was_not_chosen(world: World) -> None:
    with pytest.raises(Problem, match="action not chosen"):
        world.promise(sheet=world.left_out)


def test_a_promise_for_a_day_that_is_past_is_refused(world: World) -> None:
    with pytest.raises(Problem, match="day is past"):
        world.promise(due_on=in_days(-1))


def test_only_a_signed_commitment_is_told_to_be_kept(world: World) -> None:
    made = world.promise()
    with pytest.raises(Problem, match="not signed"):
        operations.tell_state(commitment=made, state="kept", by=world.facilitator)
    operations.sign_commitment(commitment=made, signed_as="Jeanne", by=world.facilitator)
    operations.tell_state(commitment=made, state="part", said="la moitié", by=world.facilitator)
    made.refresh_from_db()
    assert (made.state, made.state_said) == ("part", "la moitié")


def test_the_table_refuses_a_state_without_signature(world: World) -> None:
    made = world.promise()
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=made.pk).update(state="kept", state_at=timezone.now())


def test_a_signed_commitment_is_late_the_day_after_its_day_whoever_made_it(world: World) -> None:
    for kind in ("institution", "citizen"):
        world.promise(kind=kind, due_on=in_days(2), signed_as="X")
    on_the_day = partnerships(world.territory, on=in_days(2))[0]
    after = partnerships(world.territory, on=in_days(3))[0]
    assert {line.state for line in on_the_day.lines} == {"open"}
    assert {line.state for line in after.lines} == {"late"}


def test_a_promise_of_the_bank_becomes_one_commitment_and_leaves_the_offers(world: World) -> None:
    pledge = world.pledge()
    assert partnerships(world.territory, on=in_days(0))[0].offers == (pledge,)
    made = world.promise(pledge=pledge, who=pledge.owner, kind="citizen")
    assert partnerships(world.territory, on=in_days(0))[0].offers == ()
    with pytest.raises(Problem, match="pledge is taken"):
        world.promise(pledge=pledge)
    operations.withdraw_commitment(commitment=made, reason="malade", by=world.facilitator)
    assert partnerships(world.territory, on=in_days(0))[0].offers == (pledge,)


def test_a_withdrawn_commitment_stays_written_with_its_reason_and_can_come_back(world: World) -> None:
    made = world.promise(signed_as="Jeanne")
    operations.withdraw_commitment(commitment=made, reason="le terrain est vendu", by=world.facilitator)
    line = partnerships(world.territory, on=in_days(0))[0].lines[0]
    assert (line.state, line.commitment.retired_reason) == ("withdrawn", "le terrain est vendu")
    operations.bring_back(commitment=made, by=world.facilitator)
    assert partnerships(world.territory, on=in_days(0))[0].lines[0].state == "open"


@pytest.mark.parametrize("who", ["member", "reader", "stranger"])
def test_only_those_who_carry_the_action_write_commitments(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        world.promise(by=getattr(world, who))


@pytest.mark.parametrize(
    "said",
    ["M10 20", "M10 20L700 10", "M10 20L10 201", "m10 20L1 1", "M10 20C1 1", "M1 1L2 2<script>", "M-1 2L3 4", "x"],
)
def test_a_drawing_that_is_not_lines_between_whole_numbers_of_the_frame_is_refused(said: str) -> None:
    with pytest.raises(Problem, match="signature not readable"):
        signature_path(said)


@given(st.lists(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 200)), min_size=2, max_size=9), max_size=5))
def test_every_drawing_of_the_page_is_taken_as_it_is(strokes: Any) -> None:
    path = "".join("M" + "L".join(f"{across} {down}" for across, down in stroke) for stroke in strokes)
    assert signature_path(path) == path


@given(st.text(max_size=60))
def test_whatever_is_sent_nothing_but_moves_and_lines_is_kept(said: str) -> None:
    try:
        kept = signature_path(said)
    except Problem:
        return
    assert re.fullmatch(r"[ML0-9 ]*", kept)


def test_a_phone_in_the_room_promises_and_signs_without_account(world: World, client: Any) -> None:
    door = operations.open_door(door_id=uuid4(), sheet=world.garden, by=world.facilitator)
    address = reverse("action:at_door", args=[door.key])
    assert client.get(address).status_code == 200
    sent = {
        "commitment_id": uuid4(),
        "who": "Amina",
        "kind": "citizen",
        "what": "arroser <b>l’été</b>",
        "due_on": in_days(30),
        "signed_as": "Amina B.",
        "signature": DRAWN,
    }
    for _ in range(2):
        assert client.post(address, sent).status_code == 302
    made = Commitment.objects.get()
    assert (made.signed_as, made.signature) == ("Amina B.", DRAWN)
    page = client.post(address, {**sent, "commitment_id": uuid4(), "signed_as": ""})
    assert page.status_code == 422
    assert Commitment.objects.count() == 1


def test_a_phone_signs_what_was_written_for_it(world: World, client: Any) -> None:
    made = world.promise(what="<script>alert(1)</script>")
    door = operations.open_door(door_id=uuid4(), sheet=world.garden, by=world.facilitator)
    address = reverse("action:at_door", args=[door.key])
    page = client.get(address).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert client.post(address, {"commitment": made.pk, "signed_as": "Jeanne", "signature": "M1"}).status_code == 422
    assert client.post(address, {"commitment": made.pk, "signed_as": "Jeanne"}).status_code == 302
    made.refresh_from_db()
    assert made.signed_as == "Jeanne"


def test_a_closed_door_leads_nowhere_and_another_has_another_key(world: World, client: Any) -> None:
    door = operations.open_door(door_id=uuid4(), sheet=world.garden, by=world.facilitator)
    operations.close_door(door=door, by=world.facilitator)
    assert client.get(reverse("action:at_door", args=[door.key])).status_code == 404
    with pytest.raises(Problem, match="door is closed"):
        world.promise(by=None, door=door)
    assert operations.open_door(door_id=uuid4(), sheet=world.garden, by=world.facilitator).key != door.key


def test_a_door_of_one_action_does_not_open_another(world: World, client: Any) -> None:
    door = operations.open_door(door_id=uuid4(), sheet=world.garden, by=world.facilitator)
    other = world.promise(sheet=world.bus)
    sent = {"commitment": other.pk, "signed_as": "Jeanne"}
    assert client.post(reverse("action:at_door", args=[door.key]), sent).status_code == 404


def test_the_list_is_read_inside_only(world: World, signed_in: Any) -> None:
    address = reverse("action:commitments", args=["val"])
    world.promise(signed_as="Jeanne", signature=DRAWN)
    assert signed_in(None).get(address).status_code in {302, 403}
    assert signed_in(world.stranger).get(address).status_code == 404
    page = signed_in(world.reader).get(address)
    assert page.status_code == 200
    assert DRAWN in page.content.decode()
    assert reverse("action:promise", args=[world.garden.pk]) not in page.content.decode()
    assert (
        reverse("action:promise", args=[world.garden.pk]) in signed_in(world.facilitator).get(address).content.decode()
    )


def test_the_list_asks_the_database_as_often_for_many_commitments(
    world: World, signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    for place in range(12):
        world.promise(who=f"Personne {place}", signed_as="X", pledge=world.pledge(), sheet=world.garden)
        world.pledge(only_for=[world.bus])
    client = signed_in(world.facilitator)
    with django_assert_max_num_queries(12):
        client.get(reverse("action:commitments", args=["val"]))


def test_a_facilitator_writes_has_signed_and_tells_on_the_pages(world: World, signed_in: Any) -> None:
    client, pledge = signed_in(world.facilitator), world.pledge()
    page = client.get(reverse("action:promise", args=[world.garden.pk]), {"pledge": pledge.pk}).content.decode()
    assert "je sais jardiner" in page
    sent = {"commitment_id": uuid4(), "pledge": pledge.pk, "who": "Amina", "kind": "citizen", "what": "jardiner"}
    assert client.post(reverse("action:promise", args=[world.garden.pk]), sent).status_code == 302
    made = Commitment.objects.get()
    assert made.pledge == pledge
    assert client.post(reverse("action:sign", args=[made.pk]), {"signed_as": "Amina"}).status_code == 302
    tell = reverse("action:tell", args=[made.pk])
    assert tell in client.get(reverse("action:commitments", args=["val"])).content.decode()
    page = client.get(tell).content.decode()
    assert all(f'name="state" value="{state}"' in page for state in ("kept", "part", "not_kept"))
    assert client.post(tell, {"state": "kept"}).status_code == 302
    made.refresh_from_db()
    assert made.state == "kept"
    past = timezone.localdate() - timedelta(days=1)
    late = client.post(reverse("action:promise", args=[world.garden.pk]), {**sent, "due_on": past})
    assert late.status_code == 422


def test_only_those_who_carry_the_action_come_to_the_page_that_tells_of_a_commitment(
    world: World, signed_in: Any
) -> None:
    made = world.promise(signed_as="Amina")
    address = reverse("action:tell", args=[made.pk])
    for who, status in ((world.facilitator, 200), (world.member, 403), (world.reader, 403), (world.stranger, 404)):
        assert signed_in(who).get(address).status_code == status
    assert signed_in(None).get(address).status_code in {302, 403}
    assert address not in signed_in(world.member).get(reverse("action:commitments", args=["val"])).content.decode()
    operations.withdraw_commitment(commitment=made, reason="autre chose", by=world.facilitator)
    page = signed_in(world.facilitator).get(address).content.decode()
    assert 'value="bring_back"' in page
    assert 'value="kept"' not in page


def test_the_page_of_the_territory_leads_to_the_commitments(world: World, signed_in: Any) -> None:
    page = signed_in(world.reader).get(reverse("synthesis:territory", args=["val"])).content.decode()
    assert reverse("action:commitments", args=["val"]) in page

"""What was said of earlier versions is proposed for a newer one; people decide, and nothing is lost."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import MembershipFactory
from spirale.journal.models import Event
from spirale.strategy import operations
from spirale.strategy.models import AxisIdea, Confrontation
from spirale.strategy.queries.carrying import axis_carrying, carrying_to
from spirale.strategy.queries.confrontation import confronted_ideas
from spirale.strategy.queries.history import history_of, last_undoable
from spirale.strategy.queries.refs import IdeaRef
from spirale.synthesis.models import FrozenSynthesis
from spirale.territories.models import Role

from .conftest import SAID, World, freeze, signed_in

EVENING, GARDENS, ALONE = SAID
HOSTILE = "<script>alert(1)</script>"


def newer(world: World, version: int = 2, without: str = GARDENS) -> FrozenSynthesis:
    """A version in which an idea is gone; its notes stand under the first."""
    said = {wording: list(texts) for wording, texts in SAID.items() if wording != without}
    said[EVENING] += SAID[without]
    return freeze(world.frozen.synthesis, world.notes, said, version=version)


def states(frozen: FrozenSynthesis) -> dict[str, str]:
    return {
        row.idea.wording: cell.state
        for row in confronted_ideas(frozen)
        for cell in row.cells
        if cell.column == "creator"
    }


@pytest.mark.database
def test_what_was_said_of_an_idea_that_is_still_there_is_proposed_and_nothing_is_said_until_it_is_accepted(
    world: World,
) -> None:
    alone = world.confront(ALONE, "confirms", "La Guinguette", comment="le jeudi")
    second = newer(world)
    (proposal,) = carrying_to(second).proposals
    assert (proposal.said, proposal.version, proposal.is_same) == (alone, 1, True)
    assert states(second) == {EVENING: "open", ALONE: "open"}
    for _ in range(2):
        operations.carry_confrontations(frozen=second, accepted=[alone.pk], by=world.facilitator)
    made = Confrontation.objects.get(frozen=second)
    assert (made.carried_from, made.comment, made.existing) == (alone, "le jeudi", alone.existing)
    assert states(second)[ALONE] == "confirmed"
    assert states(world.frozen)[ALONE] == "confirmed"
    assert Event.objects.filter(verb="confrontations carried").count() == 1
    assert carrying_to(second).proposals == ()


@pytest.mark.database
def test_what_is_gone_is_shown_and_stays_with_its_version(world: World) -> None:
    said = world.confront(GARDENS, "contradicts", "Le syndic")
    second = newer(world)
    carrying = carrying_to(second)
    assert carrying.proposals == ()
    assert [(one.said, one.wording, one.is_general_now) for one in carrying.left_behind] == [(said, GARDENS, False)]
    operations.carry_confrontations(frozen=second, accepted=[said.pk], by=world.facilitator)
    assert states(world.frozen)[GARDENS] == "contradicted"
    assert not Confrontation.objects.filter(frozen=second).exists()


@pytest.mark.database
def test_an_idea_that_changed_since_says_how(world: World) -> None:
    world.confront(EVENING, "confirms", "La Guinguette")
    (proposal,) = carrying_to(newer(world)).proposals
    assert (proposal.count_then, proposal.idea.count, proposal.is_same) == (2, 3, False)


@pytest.mark.database
def test_what_people_refuse_is_kept_as_refused_and_not_proposed_again(world: World) -> None:
    said = world.confront(ALONE, "confirms", "La Guinguette")
    second = newer(world)
    done = operations.carry_confrontations(frozen=second, accepted=[], refused=[said.pk], by=world.facilitator)
    assert (done.carried, done.left) == (0, 1)
    assert carrying_to(second).proposals == ()
    assert states(second)[ALONE] == "open"
    assert carrying_to(newer(world, 3)).proposals == ()


@pytest.mark.database
def test_what_the_group_said_of_the_newer_version_is_not_overwritten(world: World) -> None:
    world.confront(ALONE, "confirms", "La Guinguette")
    world.confront(ALONE, "lacks", column="tool")
    second = newer(world)
    world.confront(ALONE, "contradicts", "La Guinguette", frozen=second)
    world.confront(ALONE, "confirms", "La salle", frozen=second, column="tool")
    assert carrying_to(second).proposals == ()
    assert states(second)[ALONE] == "contradicted"


@pytest.mark.database
def test_what_was_found_takes_the_place_of_nothing_found_only_where_somebody_says_so(world: World) -> None:
    said = world.confront(ALONE, "confirms", "La Guinguette")
    second = newer(world)
    lack = world.confront(ALONE, "lacks", frozen=second)
    (proposal,) = carrying_to(second).proposals
    assert proposal.takes_place
    assert not proposal.is_same
    operations.carry_confrontations(frozen=second, accepted=[said.pk], replaces=[lack.pk], by=world.facilitator)
    lack.refresh_from_db()
    assert lack.retired_at
    assert states(second)[ALONE] == "confirmed"


@pytest.mark.database
def test_what_the_group_says_while_somebody_looks_at_the_proposals_is_kept_and_they_are_told(
    world: World, facilitator: Client
) -> None:
    kept, found = (world.confront(wording, "confirms", "La Guinguette") for wording in (EVENING, ALONE))
    second = newer(world)
    seen = world.confront(EVENING, "lacks", frozen=second)
    address = reverse("strategy:carry", args=[second.pk])
    assert f'name="replaces" value="{seen.pk}"' in facilitator.get(address).content.decode()
    lack = world.confront(ALONE, "lacks", comment="La Guinguette a fermé", frozen=second)
    answers = {f"of-{one.pk}": "carry" for one in (kept, found)} | {"replaces": str(seen.pk)}
    for _ in range(2):
        page = facilitator.post(address, answers, follow=True).content.decode()
        assert "1 n’a pas été report" in page
    lack.refresh_from_db()
    assert lack.retired_at is None
    assert states(second) == {EVENING: "confirmed", ALONE: "lacking"}
    assert [(one.said, one.replaces) for one in carrying_to(second).proposals] == [(found, lack.pk)]


@pytest.mark.database
def test_what_was_said_otherwise_or_refused_meanwhile_is_told_as_not_carried(world: World) -> None:
    otherwise, refused, gone = (
        world.confront(wording, "confirms", "La Guinguette") for wording in (EVENING, ALONE, GARDENS)
    )
    second = newer(world)
    world.confront(EVENING, "contradicts", "La Guinguette", frozen=second)
    operations.carry_confrontations(frozen=second, accepted=[], refused=[refused.pk], by=world.facilitator)
    accepted = [otherwise.pk, refused.pk, gone.pk]
    done = operations.carry_confrontations(frozen=second, accepted=accepted, by=world.facilitator)
    assert (done.carried, done.overtaken) == (0, 2)


@pytest.mark.database
def test_the_last_version_that_spoke_of_an_idea_is_heard_first_and_earlier_ones_are_not_forgotten(
    world: World,
) -> None:
    world.confront(EVENING, "confirms", "La Guinguette")
    old = world.confront(ALONE, "confirms", "Le CCAS")
    second = newer(world)
    world.confront(EVENING, "contradicts", "La Guinguette", frozen=second)
    withdrawn = world.confront(ALONE, "confirms", "La mairie", frozen=second)
    operations.withdraw_confrontation(confrontation=withdrawn, by=world.facilitator)
    proposals = carrying_to(newer(world, 3)).proposals
    assert {(one.said.verdict, one.version) for one in proposals} == {("contradicts", 2), ("confirms", 1)}
    assert old in {one.said for one in proposals}


@pytest.mark.database
def test_an_axis_answers_its_ideas_in_the_newer_version_with_what_was_found_of_them(world: World) -> None:
    world.confront(ALONE, "confirms", "La Guinguette")
    world.confront(EVENING, "confirms", "La Guinguette")
    axis = world.axis(wordings=[ALONE, GARDENS])
    second = newer(world)
    (part,) = axis_carrying(axis)
    assert [(one.wording, one.idea is None) for one in part.ideas] == [(ALONE, False), (GARDENS, True)]
    for _ in range(2):
        operations.carry_axis(axis=axis, ideas=[world.ref(ALONE), world.ref(GARDENS)], by=world.facilitator)
    standing = {IdeaRef(one.frozen_id, one.idea_id) for one in AxisIdea.objects.filter(retired_at=None)}
    assert standing == {IdeaRef(second.pk, world.ref(ALONE).idea), world.ref(GARDENS)}
    assert states(second) == {EVENING: "open", ALONE: "confirmed"}
    assert Event.objects.filter(verb="axis carried").count() == 1


@pytest.mark.database
def test_carrying_an_axis_can_be_undone(world: World) -> None:
    axis = world.axis(wordings=[ALONE])
    newer(world)
    operations.carry_axis(axis=axis, ideas=[world.ref(ALONE)], by=world.facilitator)
    line = last_undoable(history_of(axis))
    assert line
    assert line.verb == "axis carried"
    operations.undo_axis_change(axis=axis, number=line.number, by=world.facilitator)
    standing = [IdeaRef(one.frozen_id, one.idea_id) for one in AxisIdea.objects.filter(retired_at=None)]
    assert standing == [world.ref(ALONE)]


@pytest.mark.database
def test_readers_carry_nothing(world: World) -> None:
    said = world.confront(ALONE, "confirms", "La Guinguette")
    axis = world.axis(wordings=[ALONE])
    second = newer(world)
    account = MembershipFactory(territory=world.territory, role=Role.READER).account
    with pytest.raises(PermissionDenied):
        operations.carry_confrontations(frozen=second, accepted=[said.pk], by=account)
    with pytest.raises(PermissionDenied):
        operations.carry_axis(axis=axis, ideas=[world.ref(ALONE)], by=account)
    client = signed_in(account)
    assert client.get(reverse("strategy:carry", args=[second.pk])).status_code == 403
    assert client.get(reverse("strategy:carry_axis", args=[axis.pk])).status_code == 403


@pytest.mark.database
def test_answers_on_the_page_carry_leave_or_put_off(world: World, facilitator: Client) -> None:
    kept, left, later = (world.confront(ALONE, "confirms", name) for name in ("A", "B", "C"))
    world.confront(GARDENS, "lacks")
    second = newer(world)
    address = reverse("strategy:carry", args=[second.pk])
    assert address in facilitator.get(reverse("strategy:confrontation", args=[second.pk])).content.decode()
    page = facilitator.get(address).content.decode()
    assert page.count('value="carry" checked') == 3
    assert GARDENS in page
    answers = {f"of-{kept.pk}": "carry", f"of-{left.pk}": "leave", f"of-{later.pk}": "later", "of-x": "carry"}
    assert facilitator.post(address, answers).status_code == 302
    assert [one.carried_from for one in Confrontation.objects.filter(frozen=second, retired_at=None)] == [kept]
    assert [one.said for one in carrying_to(second).proposals] == [later]


@pytest.mark.database
def test_ticked_ideas_of_an_axis_are_carried_from_its_page(world: World, facilitator: Client) -> None:
    axis = world.axis(wordings=[ALONE, GARDENS])
    second = newer(world)
    address = reverse("strategy:carry_axis", args=[axis.pk])
    assert address in facilitator.get(reverse("strategy:axis", args=[axis.pk])).content.decode()
    page = facilitator.get(address).content.decode()
    assert page.count('name="idea"') == 1
    ref = world.ref(ALONE)
    facilitator.post(address, {"idea": [f"{ref.frozen}:{ref.idea}", "x"], "found": "yes"})
    assert AxisIdea.objects.filter(frozen=second, retired_at=None).count() == 1


@pytest.mark.database
def test_what_people_wrote_is_words_on_the_pages_of_carrying(world: World, facilitator: Client) -> None:
    world.confront(ALONE, "confirms", HOSTILE, comment=HOSTILE)
    world.confront(GARDENS, "confirms", HOSTILE, comment=HOSTILE)
    axis = world.axis(HOSTILE, wordings=[ALONE])
    second = newer(world)
    for address in (reverse("strategy:carry", args=[second.pk]), reverse("strategy:carry_axis", args=[axis.pk])):
        answer = facilitator.get(address)
        assert answer.status_code == 200
        assert HOSTILE not in answer.content.decode()


@pytest.mark.database
def test_round_trips_do_not_grow_with_what_may_be_carried(world: World, facilitator: Client) -> None:
    axis = world.axis(wordings=[ALONE])
    world.confront(ALONE, "confirms", "La Guinguette")
    second = newer(world)
    addresses = [reverse("strategy:carry", args=[second.pk]), reverse("strategy:carry_axis", args=[axis.pk])]
    before = [trips(facilitator, address) for address in addresses]
    for number in range(8):
        for wording in SAID:
            world.confront(wording, "confirms", f"Créateur {number}")
    operations.link_ideas(axis=axis, ideas=[world.ref(EVENING), world.ref(GARDENS)], by=world.facilitator)
    for address, many in zip(addresses, before, strict=True):
        assert trips(facilitator, address) <= many, address


def trips(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    return len(caught)

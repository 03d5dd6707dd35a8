"""The pages of confrontation and axes: they work as plain forms, and show each only what is theirs to read."""

import csv
import io
import json
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import AccountFactory, GroupFactory
from spirale.mobilisation.models import Group
from spirale.strategy import operations
from spirale.strategy.models import Axis, Confrontation, Existing
from spirale.tables import read_table

from .conftest import SAID, World, freeze, signed_in

pytestmark = pytest.mark.database
EVENING, GARDENS, ALONE = SAID
HOSTILE = '<script>alert("x")</script>'


def of_version(world: World, name: str = "confrontation", *more: str) -> str:
    return reverse(f"strategy:{name}", args=[world.frozen.pk, *more])


def reading(world: World, axis: Axis) -> list[str]:
    slug = world.territory.slug
    return [
        reverse("strategy:axes", args=[slug]),
        reverse("strategy:axis", args=[axis.pk]),
        reverse("strategy:printed_axes", args=[slug]),
        *(reverse("strategy:export_axes", args=[slug, form]) for form in ("csv", "xlsx", "json")),
    ]


def inside(world: World) -> list[str]:
    return [
        of_version(world),
        of_version(world, "printed_confrontation"),
        *(of_version(world, "export_confrontation", form) for form in ("csv", "xlsx", "json")),
        reverse("strategy:existing", args=[world.territory.slug]),
    ]


def editing(world: World, axis: Axis, existing: Existing) -> list[str]:
    return [
        reverse("strategy:new_axis", args=[world.territory.slug]),
        *(
            reverse(f"strategy:{name}", args=[axis.pk])
            for name in ("change_axis", "axis_ideas", "axis_existing", "axis_group")
        ),
        reverse("strategy:change_existing", args=[existing.pk]),
    ]


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def sent(world: World, wording: str, **fields: object) -> dict[str, object]:
    return {"fresh": uuid4(), "idea": world.ref(wording).idea, "column": "creator", **fields}


def test_facilitators_reach_all_readers_read_and_strangers_see_what_is_open(
    world: World, facilitator: Client, reader: Client, client: Client
) -> None:
    axis, existing = world.axis(wordings=[EVENING, ALONE]), world.existing()
    for address in [*reading(world, axis), *inside(world), *editing(world, axis, existing)]:
        assert facilitator.get(address).status_code == 200, address
    for address in [*reading(world, axis), *inside(world)]:
        assert reader.get(address).status_code == 200, address
    for address in editing(world, axis, existing):
        assert reader.get(address).status_code == 403, address
    for address in reading(world, axis):
        assert client.get(address).status_code == 200, address
    for address in [*inside(world), *editing(world, axis, existing)]:
        assert client.get(address).status_code == 302, address


def test_what_rests_on_a_version_kept_inside_is_kept_inside(world: World, client: Client) -> None:
    axis = world.axis("Se retrouver le soir", wordings=[EVENING])
    world.frozen.is_public = False
    world.frozen.save()
    assert client.get(reverse("strategy:axis", args=[axis.pk])).status_code == 302
    for address in reading(world, axis):
        if f"/axes/{axis.pk}/" not in address and "xlsx" not in address:
            assert axis.title not in text_of(client, address)
    world.territory.is_public = False
    world.territory.save()
    stranger = signed_in(AccountFactory())
    for address in [*reading(world, axis), *inside(world)]:
        assert stranger.get(address).status_code == 404, address


def test_the_public_page_shows_neither_history_nor_who_contradicts(world: World, client: Client) -> None:
    world.confront(EVENING, "contradicts", "Le gardien")
    axis = world.axis(wordings=[EVENING])
    shown = text_of(client, reverse("strategy:axis", args=[axis.pk]))
    assert EVENING in shown
    assert reverse("synthesis:public_idea", args=[world.frozen.synthesis_id, 1, world.ref(EVENING).idea]) in shown
    assert "Claire" not in shown
    assert "contredite" not in shown


def test_an_idea_is_confronted_in_place_changed_and_withdrawn(world: World, facilitator: Client) -> None:
    act = of_version(world, "confront")
    fields = sent(world, EVENING, name="La Guinguette", verdict="confirms", comment="le jeudi", show="nothing")
    for _ in range(2):
        answer = facilitator.post(act, fields)
        assert answer["Location"] == f"{of_version(world)}?show=nothing#idea-{world.ref(EVENING).idea}"
    said = Confrontation.objects.get()
    assert (said.verdict, said.comment) == ("confirms", "le jeudi")
    facilitator.post(act, sent(world, EVENING, name="La Guinguette", verdict="contradicts", of=said.pk))
    changed = Confrontation.objects.get(retired_at=None)
    assert changed.verdict == "contradicts"
    page = facilitator.post(
        act, sent(world, EVENING, name="La Guinguette", verdict="confirms", of=said.pk), follow=True
    )
    assert "Rien n’a été changé" in page.content.decode()
    facilitator.post(act, sent(world, EVENING, do="withdraw", of=changed.pk))
    assert not Confrontation.objects.filter(retired_at=None).exists()


def test_two_things_sent_from_one_page_are_both_kept(world: World, facilitator: Client) -> None:
    fresh = uuid4()
    for name in ("La Guinguette", "Le café"):
        facilitator.post(
            of_version(world, "confront"), sent(world, EVENING, name=name, verdict="confirms", fresh=fresh)
        )
    assert Confrontation.objects.count() == 2


@pytest.mark.parametrize("fields", [{"verdict": "confirms", "name": ""}, {"do": "withdraw", "of": "x"}, {}])
def test_what_cannot_be_kept_is_said_in_words(world: World, facilitator: Client, fields: dict[str, str]) -> None:
    answer = facilitator.post(of_version(world, "confront"), sent(world, EVENING, **fields), follow=True)
    assert 'class="told error"' in answer.content.decode()
    assert not Confrontation.objects.exists()


def test_ticked_ideas_become_an_axis_with_what_it_builds_on_and_its_group(world: World, facilitator: Client) -> None:
    existing = world.existing()
    ticked = [f"{world.frozen.pk}:{world.ref(wording).idea}" for wording in (EVENING, ALONE)]
    new = reverse("strategy:new_axis", args=[world.territory.slug])
    page = facilitator.get(new, {"idea": [*ticked, "n'importe quoi", f"{uuid4()}:x"]})
    assert page.content.decode().count('name="idea"') == 2
    given = {"id": uuid4(), "title": "Se retrouver", "text": "le soir", "idea": ticked}
    for _ in range(2):
        facilitator.post(new, given)
    axis = Axis.objects.get()
    facilitator.post(reverse("strategy:axis_existing", args=[axis.pk]), {"existing": existing.pk})
    facilitator.post(reverse("strategy:axis_group", args=[axis.pk]), {"new_id": uuid4(), "new_name": "Les soirs"})
    shown = text_of(facilitator, reverse("strategy:axis", args=[axis.pk]))
    for word in (EVENING, ALONE, "La Guinguette", "Les soirs"):
        assert word in shown
    links = reverse("strategy:axis_ideas", args=[axis.pk])
    facilitator.post(links, {"idea": [ticked[0]], "was": ticked})
    assert axis.ideas.filter(retired_at=None).count() == 1


def test_what_another_ticked_meanwhile_stays(world: World, facilitator: Client) -> None:
    axis = world.axis(wordings=[EVENING])
    seen = f"{world.frozen.pk}:{world.ref(EVENING).idea}"
    operations.link_ideas(axis=axis, ideas=[world.ref(ALONE)], by=world.facilitator)
    facilitator.post(
        reverse("strategy:axis_ideas", args=[axis.pk]),
        {"idea": [f"{world.frozen.pk}:{world.ref(GARDENS).idea}"], "was": [seen]},
    )
    standing = set(axis.ideas.filter(retired_at=None).values_list("idea_id", flat=True))
    assert standing == {world.ref(ALONE).idea, world.ref(GARDENS).idea}


def test_a_stale_wording_shows_both_and_is_kept_when_sent_again(world: World, facilitator: Client) -> None:
    axis = world.axis("Se retrouver")
    operations.change_axis(axis=axis, title="Se voir", text="", cycle=None, based_on=1, by=world.facilitator)
    address = reverse("strategy:change_axis", args=[axis.pk])
    answer = facilitator.post(address, {"title": "Sortir", "text": "", "version": 1})
    assert answer.status_code == 422
    assert "Se voir" in answer.content.decode()
    assert "Sortir" in answer.content.decode()
    assert 'name="version" value="2"' in answer.content.decode()
    facilitator.post(address, {"title": "Sortir", "text": "", "version": 2})
    assert Axis.objects.get().title == "Sortir"


def test_axes_are_moved_put_away_brought_back_and_undone(world: World, facilitator: Client) -> None:
    first, second = world.axis("A"), world.axis("B")
    listed = reverse("strategy:axes", args=[world.territory.slug])
    assert f'value="{second.pk} {first.pk}"' in text_of(facilitator, listed)
    facilitator.post(reverse("strategy:order_axes", args=[world.territory.slug]), {"order": f"{second.pk} {first.pk}"})
    assert list(Axis.objects.order_by("position")) == [second, first]
    act = reverse("strategy:axis_act", args=[first.pk])
    facilitator.post(act, {"do": "retire"})
    first.refresh_from_db()
    assert first.retired_at
    page = facilitator.get(reverse("strategy:axis", args=[first.pk]))
    facilitator.post(act, {"do": "undo", "number": page.context["undoable"].number})
    first.refresh_from_db()
    assert first.retired_at is None


def test_a_group_that_is_there_is_chosen_and_a_name_taken_is_said(world: World, facilitator: Client) -> None:
    axis = world.axis()
    group = GroupFactory(territory=world.territory, kind=Group.Kind.WORKING, name="Les soirs")
    address = reverse("strategy:axis_group", args=[axis.pk])
    answer = facilitator.post(address, {"new_id": uuid4(), "new_name": "les soirs"})
    assert answer.status_code == 422
    facilitator.post(address, {"new_id": uuid4(), "group": group.pk, "new_name": ""})
    assert Axis.objects.get().group == group


def test_what_people_wrote_is_words_and_not_markup(world: World, facilitator: Client, client: Client) -> None:
    world.confront(EVENING, "confirms", HOSTILE, comment=HOSTILE)
    existing = Existing.objects.get()
    axis = world.axis(HOSTILE, text=HOSTILE, wordings=[EVENING])
    operations.link_existing(axis=axis, existing_ids=[existing.pk], by=world.facilitator)
    operations.change_axis(axis=axis, title=HOSTILE + "!", text="", cycle=None, based_on=1, by=world.facilitator)
    pages = [*reading(world, axis)[:3], *inside(world)[:2], inside(world)[-1], *editing(world, axis, existing)]
    for address in pages:
        assert HOSTILE not in text_of(facilitator, address), address
    assert HOSTILE not in text_of(client, reverse("strategy:axis", args=[axis.pk]))
    assert HOSTILE not in text_of(facilitator, reverse("synthesis:territory", args=[world.territory.slug]))


def test_the_confrontation_leaves_whole_one_row_a_finding(world: World, facilitator: Client) -> None:
    world.confront(EVENING, "confirms", "=cmd()", comment="le jeudi")
    world.confront(ALONE, "lacks", column="tool")
    rows = list(csv.DictReader(io.StringIO(text_of(facilitator, of_version(world, "export_confrontation", "csv"))[1:])))
    assert len(rows) == 9
    assert {row["verdict"] for row in rows} == {"confirms", "lacks", ""}
    assert next(row["existing"] for row in rows if row["verdict"] == "confirms") == "'=cmd()"
    told = json.loads(text_of(facilitator, of_version(world, "export_confrontation", "json")))
    assert told["count"] == 9
    answer = facilitator.get(of_version(world, "export_confrontation", "xlsx"))
    table = read_table(b"".join(answer.streaming_content), "confrontation.xlsx")
    assert [row.cells["idea"] for row in table.rows][::3] == [EVENING, GARDENS, ALONE]
    assert facilitator.get(of_version(world, "export_confrontation", "odt")).status_code == 404


def test_axes_leave_with_their_ideas_and_what_exists(world: World, facilitator: Client) -> None:
    axis = world.axis(wordings=[EVENING])
    operations.link_existing(axis=axis, existing_ids=[world.existing().pk], by=world.facilitator)
    world.axis("Vide")
    told = json.loads(text_of(facilitator, reverse("strategy:export_axes", args=[world.territory.slug, "json"])))
    assert [(row["axis"], row["kind"], row["name"]) for row in told["axes"]] == [
        ("Se retrouver", "idea", EVENING),
        ("Se retrouver", "creator", "La Guinguette"),
        ("Vide", "", ""),
    ]


def test_the_page_of_the_territory_tells_of_axes(world: World, facilitator: Client, client: Client) -> None:
    address = reverse("synthesis:territory", args=[world.territory.slug])
    assert "Axes stratégiques" not in text_of(client, address)
    assert "Confronter les idées" in text_of(facilitator, address)
    axis = world.axis(wordings=[EVENING])
    assert reverse("strategy:axis", args=[axis.pk]) in text_of(client, address)


def test_empty_pages_teach_the_first_step(world: World, facilitator: Client, client: Client) -> None:
    address = reverse("strategy:axes", args=[world.territory.slug])
    assert "Commencez par la confrontation" in text_of(facilitator, address)
    assert "Pas encore d’axe à lire ici" in text_of(client, address)


def test_an_older_version_says_that_there_is_a_newer_one(world: World, facilitator: Client) -> None:
    newer = freeze(world.frozen.synthesis, world.notes, SAID, version=2)
    assert reverse("strategy:confrontation", args=[newer.pk]) in text_of(facilitator, of_version(world))


def test_queries_do_not_grow_with_what_is_said(world: World, facilitator: Client) -> None:
    axis, existing = world.axis(wordings=[EVENING]), world.existing()
    world.confront(EVENING, "confirms", "La Guinguette")
    operations.link_existing(axis=axis, existing_ids=[existing.pk], by=world.facilitator)
    addresses = [*reading(world, axis), *inside(world), *editing(world, axis, existing)]
    before = {address: trips(facilitator, address) for address in addresses}
    for number in range(6):
        for wording in SAID:
            world.confront(wording, "confirms", f"Créateur {number}")
        more = world.axis(f"Axe {number}", wordings=list(SAID))
        operations.link_existing(
            axis=more, existing_ids=Existing.objects.values_list("pk", flat=True), by=world.facilitator
        )
    operations.link_ideas(axis=axis, ideas=[world.ref(ALONE)], by=world.facilitator)
    for address in addresses:
        assert trips(facilitator, address) <= before[address], address


def trips(client: Client, address: str) -> int:
    text_of(client, address) if "xlsx" not in address else client.get(address)
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(address)
        if answer.streaming:
            b"".join(answer.streaming_content)
    return len(caught)

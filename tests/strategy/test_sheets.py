"""A table of what exists comes in whole or not at all, and overwrites nothing that people said."""

import io
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from factories import MembershipFactory, TerritoryFactory
from spirale.journal.models import Event
from spirale.method.problems import Problems
from spirale.strategy import operations
from spirale.strategy.models import Existing, ExistingDraft, ExistingSheet
from spirale.strategy.operations.sheets import Imported
from spirale.strategy.sheets import read_sheet
from spirale.tables import write_xlsx
from spirale.territories.models import Role

from .conftest import SAID, World, signed_in

EVENING = next(iter(SAID))
TABLE = """Colonne;Nom;Description;Depuis
Créateurs;La Guinguette;ouverte le jeudi;2019
outil;La salle des fêtes;;1974
politique publique;Le plan vélo;"la mairie, deux pistes";2024
"""
HOSTILE = "<script>alert(1)</script>"


def bring(world: World, text: str = TABLE, **changes: object) -> Imported:
    given: dict[str, object] = {
        "sheet_id": uuid4(),
        "territory": world.territory,
        "content": text.encode(),
        "file_name": "existant.csv",
        "by": world.facilitator,
    }
    return operations.import_existing(**(given | changes))  # type: ignore[arg-type]


def standing() -> set[tuple[str, str, str]]:
    return set(Existing.objects.filter(retired_at=None).values_list("column", "name", "description"))


def problems_of(text: str, column: str = "") -> list[tuple[str, object, object]]:
    found = read_sheet(text.encode(), "existant.csv", column=column).problems
    return [(one.code, one.parameters.get("row"), one.parameters.get("column")) for one in found]


@pytest.mark.database
def test_each_row_becomes_a_creator_a_tool_or_a_policy_told_once_in_the_journal(world: World) -> None:
    assert bring(world).new == 3
    assert standing() == {
        ("creator", "La Guinguette", "ouverte le jeudi"),
        ("tool", "La salle des fêtes", ""),
        ("policy", "Le plan vélo", "la mairie, deux pistes"),
    }
    event = Event.objects.get(verb="existing imported")
    assert len(event.details["existing"]) == 3
    assert not Event.objects.filter(verb="existing added").exists()


@pytest.mark.database
def test_the_same_table_again_adds_nothing(world: World) -> None:
    same = uuid4()
    for _ in range(2):
        bring(world, sheet_id=same)
    assert bring(world).new == 0
    assert Existing.objects.count() == 3
    assert ExistingSheet.objects.count() == 1


@pytest.mark.database
def test_what_people_said_or_put_away_stays_as_they_decided(world: World) -> None:
    world.existing("la guinguette", description="le vendredi aussi")
    operations.retire_existing(existing=world.existing("Le plan vélo", column="policy"), by=world.facilitator)
    done = bring(world)
    assert (done.new, done.left) == (1, 2)
    assert ("creator", "la guinguette", "le vendredi aussi") in standing()
    assert Existing.objects.filter(column="policy", retired_at=None).count() == 0


@pytest.mark.database
def test_one_wrong_row_and_nothing_of_the_table_is_written(world: World) -> None:
    with pytest.raises(Problems) as told:
        bring(world, TABLE + "souhait;Un tramway;;\ncréateur;;;\n")
    assert [(one.code, one.parameters["row"], one.parameters["column"]) for one in told.value.problems] == [
        ("existing column unknown", 5, "Colonne"),
        ("existing name missing", 6, "Nom"),
    ]
    assert not Existing.objects.exists()
    assert not ExistingSheet.objects.exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nom\nA\n", ("existing column missing", 1, None)),
        ("colonne\noutil\n", ("existing name column missing", 1, None)),
        ("colonne,nom\n", ("existing table empty", 2, None)),
        ("colonne,nom\n,A\n", ("existing column unknown", 2, "colonne")),
        ("colonne,nom\noutil,Salle\ntool, SALLE \n", ("existing twice", 3, "nom")),
        (f"colonne,nom\noutil,{'n' * 161}\n", ("cell too long", 2, "nom")),
        (f"colonne,nom,description\noutil,A,{'n' * 2001}\n", ("cell too long", 2, "description")),
    ],
)
def test_what_is_wrong_is_told_with_its_row_and_column(text: str, told: tuple[str, int, str | None]) -> None:
    assert problems_of(text) == [told]


def test_a_table_of_one_column_needs_no_column_to_say_so() -> None:
    assert problems_of("nom\nA\nB\n", column="tool") == []
    assert {row.column for row in read_sheet(b"nom\nA\nB\n", "a.csv", column="tool").rows} == {"tool"}


@given(st.lists(st.tuples(st.sampled_from(["outil", "créateur", "vœu", ""]), st.text(max_size=4)), max_size=8))
def test_whatever_a_table_holds_each_of_its_rows_is_kept_or_told(rows: list[tuple[str, str]]) -> None:
    stream = io.BytesIO()
    write_xlsx(stream, ["colonne", "nom"], rows)
    found = read_sheet(stream.getvalue(), "existant.xlsx")
    wrong = {one.parameters["row"] for one in found.problems}
    if found.rows_in_file:
        assert len(found.rows) + len(wrong) == found.rows_in_file
        assert not {row.number for row in found.rows} & wrong
    else:
        assert [one.code for one in found.problems] == ["existing table empty"]


@pytest.mark.database
def test_what_came_with_a_table_is_put_away_together_but_for_what_serves(world: World) -> None:
    sheet = bring(world).sheet
    assert sheet
    world.confront(EVENING, "confirms", "La Guinguette")
    assert operations.withdraw_existing_sheet(sheet=sheet, by=world.facilitator) == (2, 1)
    assert operations.withdraw_existing_sheet(sheet=sheet, by=world.facilitator) == (0, 1)
    assert {name for _, name, _ in standing()} == {"La Guinguette"}
    assert Event.objects.filter(verb="existing sheet withdrawn").count() == 1


@pytest.mark.database
def test_readers_bring_nothing_in(world: World) -> None:
    reader = MembershipFactory(territory=world.territory, role=Role.READER).account
    with pytest.raises(PermissionDenied):
        bring(world, by=reader)
    with pytest.raises(PermissionDenied):
        operations.keep_existing_draft(territory=world.territory, file_name="a.csv", content=b"nom\nA\n", by=reader)


def send(client: Client, world: World, text: str, column: str = "") -> str:
    """Send a table; the address of its preview."""
    file = SimpleUploadedFile("existant.csv", text.encode())
    answer = client.post(
        reverse("strategy:import_existing", args=[world.territory.slug]), {"file": file, "column": column}
    )
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


@pytest.mark.database
def test_a_table_is_looked_at_before_it_is_confirmed(world: World) -> None:
    client = signed_in(world.facilitator)
    address = send(client, world, TABLE)
    page = client.get(address).content.decode()
    for word in ("La salle des fêtes", "3 lignes seraient ajoutées", "Depuis"):
        assert word in page
    assert not Existing.objects.exists()
    for _ in range(2):
        assert client.post(address).status_code == 302
    assert Existing.objects.count() == 3
    assert not ExistingDraft.objects.exists()


@pytest.mark.database
def test_the_page_says_the_row_and_column_of_what_is_wrong_and_adds_nothing(world: World) -> None:
    client = signed_in(world.facilitator)
    address = send(client, world, TABLE + f"souhait;{HOSTILE};;\n")
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 422
        assert "Ligne 5, colonne « Colonne »" in answer.content.decode().replace("\u00a0", " ")
        assert HOSTILE not in answer.content.decode()
    assert not Existing.objects.exists()


@pytest.mark.database
def test_a_file_that_is_no_table_is_told_and_a_table_forgotten_is_sent_again(world: World) -> None:
    client = signed_in(world.facilitator)
    assert client.get(send(client, world, "\0\1\2")).status_code == 422
    gone = reverse("strategy:preview_existing", args=[world.territory.slug, uuid4()])
    assert client.get(gone).status_code == 302
    address = send(client, world, TABLE)
    assert client.post(address, {"discard": ""}).status_code == 302
    assert not ExistingDraft.objects.exists()
    assert not Existing.objects.exists()


@pytest.mark.database
def test_a_table_is_shown_to_its_sender_alone(world: World) -> None:
    address = send(signed_in(world.facilitator), world, TABLE)
    other = signed_in(MembershipFactory(territory=world.territory, role=Role.FACILITATOR).account)
    assert other.get(address).status_code == 302
    assert other.post(address).status_code == 302
    stranger = signed_in(MembershipFactory(territory=TerritoryFactory(), role=Role.FACILITATOR).account)
    assert stranger.post(address).status_code in {403, 404}
    assert not Existing.objects.exists()


@pytest.mark.database
def test_a_hostile_table_is_words_and_not_markup(world: World) -> None:
    client = signed_in(world.facilitator)
    address = send(client, world, f"nom,description,{HOSTILE}\n{HOSTILE},{HOSTILE},x\n", column="tool")
    assert HOSTILE not in client.get(address).content.decode()
    client.post(address)
    assert Existing.objects.get().name == HOSTILE
    assert HOSTILE not in client.get(reverse("strategy:existing", args=[world.territory.slug])).content.decode()

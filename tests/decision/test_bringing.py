"""Action sheets come from a table whole or not at all, every problem with its place."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories import MembershipFactory, TerritoryFactory
from spirale.decision.models import ActionSheet, Need, Resource
from spirale.decision.operations.bringing import bring_sheets
from spirale.method.problems import Problem, Problems
from spirale.territories.models import Role

from .conftest import World, signed_in

pytestmark = pytest.mark.database

TABLE = """titre;quoi;classe;lieu;codes;besoin;unité;quantité;du
Un banc;Poser un banc;now;Centre;A01;jardinage;heure;12,5;2026-05-01
Un banc;;;;;euros;€;450;
Un chemin;Tracer un chemin;wider;;;;;;
"""


def bring(world: World, table: str) -> tuple[int, int]:
    given = {"territory": world.territory, "file_name": "actions.csv", "by": world.member}
    return bring_sheets(content=table.encode(), **given)  # type: ignore[arg-type]


def test_a_table_brings_sheets_with_their_needs(world: World) -> None:
    assert bring(world, TABLE) == (2, 0)
    bench = ActionSheet.objects.get(title="Un banc")
    assert sorted(bench.needs.values_list("amount", flat=True)) == [1250, 45000]
    assert ActionSheet.objects.get(title="Un chemin").reach == "wider"


def test_the_same_table_again_changes_nothing(world: World) -> None:
    bring(world, TABLE)
    ActionSheet.objects.filter(title="Un banc").update(what="Poser deux bancs")
    assert bring(world, TABLE) == (0, 2)
    assert ActionSheet.objects.get(title="Un banc").what == "Poser deux bancs"


def test_every_problem_has_its_row_and_column_and_nothing_is_written(world: World) -> None:
    table = """titre;quoi;classe;codes;besoin;unité;quantité;du
Un banc;Poser un banc;demain;Z9;jardinage;jour;3;
Un chemin;;now;;licornes;;3;
;sans titre;;;;;;
Un four;Bâtir;now;;jardinage;heure;beaucoup;
Un puits;Creuser;now;;jardinage;heure;2;hier
"""
    with pytest.raises(Problems) as found:
        bring(world, table)
    told = [(one.code, one.parameters["row"], one.parameters["column"]) for one in found.value.problems]
    assert told == [
        ("class unknown", 2, "classe"),
        ("code malformed", 2, "codes"),
        ("unit not in the bank", 2, "unité"),
        ("sheet says nothing", 3, "quoi"),
        ("resource not in the bank", 3, "besoin"),
        ("sheet without a title", 4, "titre"),
        ("amount not readable", 5, "quantité"),
        ("day not read", 6, "du"),
    ]
    assert not ActionSheet.objects.exists()
    assert not Need.objects.exists()


def test_a_table_without_titles_is_refused(world: World) -> None:
    with pytest.raises((Problem, Problems), match="column missing"):
        bring(world, "quoi\nPoser un banc\n")


def test_what_leaves_comes_back_in_another_installation(world: World, member: Client) -> None:
    bring(world, TABLE)
    address = reverse("decision:export_sheets", args=[world.territory.slug, "csv"])
    content = b"".join(member.get(address).streaming_content)  # type: ignore[attr-defined]
    assert bring(world, content.decode("utf-8-sig")) == (0, 2)


def test_what_leaves_a_territory_comes_to_another_one_of_the_same_site(world: World, member: Client) -> None:
    elsewhere = TerritoryFactory()
    MembershipFactory(territory=elsewhere, account=world.member, role=Role.MEMBER)
    for kind, name, unit in (("time", "jardinage", "heure"), ("money", "euros", "€")):
        Resource.objects.create(territory=elsewhere, kind=kind, name=name, unit=unit)
    bring(world, TABLE)
    address = reverse("decision:export_sheets", args=[world.territory.slug, "csv"])
    content = b"".join(member.get(address).streaming_content)  # type: ignore[attr-defined]
    again = {"territory": elsewhere, "content": content, "file_name": "actions.csv", "by": world.member}
    assert bring_sheets(**again) == (2, 0)
    assert bring_sheets(**again) == (0, 2)
    bench = ActionSheet.objects.get(title="Un banc", territory=elsewhere)
    assert sorted(bench.needs.values_list("amount", flat=True)) == [1250, 45000]
    assert ActionSheet.objects.filter(territory=world.territory).count() == 2
    assert Need.objects.count() == 4


def test_the_page_says_what_is_wrong_and_where(world: World, member: Client) -> None:
    address = reverse("decision:bring_sheets", args=[world.territory.slug])
    file = SimpleUploadedFile("a.csv", "titre;quoi;besoin;quantité\nUn banc;Poser;<b>or</b>;3\n".encode())
    answer = member.post(address, {"file": file})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "&lt;b&gt;or&lt;/b&gt;" in page
    assert "besoin" in page
    file = SimpleUploadedFile("a.csv", TABLE.encode())
    assert member.post(address, {"file": file}).status_code == 302
    assert signed_in(world.reader).get(address).status_code == 403

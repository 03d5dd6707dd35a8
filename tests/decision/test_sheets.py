"""Action sheets change in the open: every save is a version, and nobody's words are overwritten."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied

from factories import MembershipFactory, TerritoryFactory
from spirale.decision.drafts import NeedDraft, SheetDraft
from spirale.decision.models import ActionSheet, Need, Resource, SheetVersion
from spirale.decision.operations.sheets import (
    Told,
    bring_back_sheet,
    restore_version,
    retire_sheet,
    save_sheet,
)
from spirale.decision.queries.sheets import history_of
from spirale.journal.models import Event
from spirale.method.problems import Problem, Problems

from .conftest import World

pytestmark = pytest.mark.database


def draft(**given: Any) -> SheetDraft:
    return SheetDraft(**({"title": "Un banc à l'ombre", "what": "Poser un banc"} | given))


def save(world: World, written: SheetDraft, **given: Any) -> ActionSheet:
    told: dict[str, Any] = {"sheet_id": uuid4(), "save_id": uuid4(), "seen": 0, "by": world.member}
    return save_sheet(territory=world.territory, draft=written, **(told | given))


def hours(world: World, amount: int = 1250, **given: Any) -> NeedDraft:
    return NeedDraft(uuid4(), world.hours.pk, amount, **given)


def test_a_save_sent_twice_is_kept_once(world: World) -> None:
    sheet_id, save_id, written = uuid4(), uuid4(), draft(needs=(hours(world),))
    for _ in range(2):
        save(world, written, sheet_id=sheet_id, save_id=save_id)
    assert SheetVersion.objects.count() == Need.objects.count() == 1
    assert Event.objects.filter(verb="sheet saved").count() == 1


def test_what_is_changed_on_a_page_gone_back_to_is_kept(world: World) -> None:
    sheet_id, save_id = uuid4(), uuid4()
    save(world, draft(), sheet_id=sheet_id, save_id=save_id)
    for _ in range(2):
        kept = save(world, draft(what="Poser deux bancs"), sheet_id=sheet_id, save_id=save_id)
    assert (kept.what, kept.version) == ("Poser deux bancs", 2)


def test_a_page_gone_back_to_overwrites_nobody(world: World) -> None:
    sheet_id, save_id = uuid4(), uuid4()
    save(world, draft(), sheet_id=sheet_id, save_id=save_id)
    save(world, draft(what="Poser trois bancs"), sheet_id=sheet_id, seen=1)
    with pytest.raises(Problem, match="sheet changed meanwhile"):
        save(world, draft(what="Poser deux bancs"), sheet_id=sheet_id, save_id=save_id)


def test_a_reader_writes_no_sheet(world: World) -> None:
    with pytest.raises(PermissionDenied):
        save(world, draft(), by=world.reader)


def test_each_version_keeps_all_that_the_sheet_said(world: World) -> None:
    path = world.sheet("Un chemin")
    need = hours(world, from_on=date(2026, 5, 1), place="Centre")
    sheet = save(world, draft(needs=(need,), requires=frozenset({path.pk}), codes=("A01",)))
    kept = sheet.versions.get().content
    assert kept["needs"][0] | {"id": "-"} == {
        "id": "-",
        "resource": str(world.hours.pk),
        "name": "jardinage",
        "unit": "heure",
        "amount": 1250,
        "from_on": "2026-05-01",
        "to_on": "",
        "place": "Centre",
        "said": "",
    }
    assert kept["requires"] == [{"id": str(path.pk), "title": "Un chemin"}]


def test_the_history_says_who_joined_and_what_they_changed(world: World) -> None:
    sheet = save(world, draft())
    joined = Told("Les lycéens", "ils apportent leurs bras")
    changed = draft(what="Poser deux bancs", needs=(hours(world),))
    save(world, changed, sheet_id=sheet.pk, seen=1, told=joined)
    latest, first = history_of(sheet)
    assert (latest.version.joined, latest.version.why) == ("Les lycéens", "ils apportent leurs bras")
    assert [one.before for one in latest.changes] == ["Poser un banc", ""]
    assert "12.5 heure" in latest.changes[1].after or "12,5 heure" in latest.changes[1].after
    assert first.version.number == 1


def test_a_stale_save_overwrites_nothing(world: World) -> None:
    sheet = save(world, draft())
    save(world, draft(what="Poser deux bancs"), sheet_id=sheet.pk, seen=1)
    with pytest.raises(Problem, match="changed meanwhile") as found:
        save(world, draft(what="Poser trois bancs"), sheet_id=sheet.pk, seen=1, by=world.facilitator)
    assert found.value.parameters == {"by": "Mounir", "version": 2}
    sheet.refresh_from_db()
    assert sheet.what == "Poser deux bancs"


def test_saying_the_same_makes_no_version_unless_somebody_joined(world: World) -> None:
    sheet = save(world, draft(needs=(need := hours(world),)))
    save(world, draft(needs=(need,)), sheet_id=sheet.pk, seen=1)
    assert sheet.versions.count() == 1
    save(world, draft(needs=(need,)), sheet_id=sheet.pk, seen=1, told=Told("L'école"))
    assert sheet.versions.count() == 2


def test_restoring_an_earlier_version_makes_a_new_one(world: World) -> None:
    need = hours(world)
    sheet = save(world, draft(needs=(need,)))
    save(world, draft(what="Poser deux bancs"), sheet_id=sheet.pk, seen=1)
    assert not Need.objects.filter(retired_at=None).exists()
    restore_version(sheet=sheet, number=1, save_id=uuid4(), by=world.member)
    sheet.refresh_from_db()
    assert (sheet.version, sheet.what) == (3, "Poser un banc")
    assert Need.objects.get(retired_at=None).pk == need.id
    assert sheet.versions.get(number=3).content == sheet.versions.get(number=1).content


def test_a_sheet_is_retired_and_brought_back_never_deleted(world: World) -> None:
    sheet = save(world, draft())
    retire_sheet(sheet=sheet, by=world.member)
    sheet.refresh_from_db()
    assert sheet.retired_at
    bring_back_sheet(sheet=sheet, by=world.member)
    sheet.refresh_from_db()
    assert sheet.retired_at is None


def code_of(world: World, written: SheetDraft, sheet_id: UUID | None = None) -> list[str]:
    with pytest.raises(Problems) as found:
        save(world, written, sheet_id=sheet_id or uuid4())
    assert not SheetVersion.objects.exists()
    return [one.code for one in found.value.problems]


def test_all_that_is_wrong_is_said_together_and_nothing_is_kept(world: World) -> None:
    elsewhere = Resource.objects.create(territory=TerritoryFactory(), kind="time", name="jardinage", unit="heure")
    need = NeedDraft(uuid4(), elsewhere.pk, 100)
    backwards = hours(world, from_on=date(2026, 5, 2), to_on=date(2026, 5, 1))
    assert sorted(code_of(world, draft(title=" ", needs=(need, backwards), codes=("Z9",)))) == [
        "code malformed",
        "need ends before it begins",
        "need of an unknown resource",
        "sheet without a title",
    ]


def test_a_sheet_neither_requires_itself_nor_what_it_excludes(world: World) -> None:
    path, own = world.sheet("Un chemin"), uuid4()
    both = frozenset({path.pk})
    assert code_of(world, draft(requires=both, excludes=both)) == ["sheet requires what it excludes"]
    assert "sheet links to itself" in code_of(world, draft(requires=frozenset({own})), own)


def test_a_sheet_of_another_territory_is_not_written_over(world: World) -> None:
    sheet = save(world, draft())
    stranger = MembershipFactory()
    with pytest.raises(Problem, match="another territory"):
        save_sheet(
            sheet_id=sheet.pk,
            save_id=uuid4(),
            territory=stranger.territory,
            draft=draft(),
            seen=1,
            by=stranger.account,
        )

"""Holding ideas against what exists: each is counted once in each column, and nothing said is lost."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from factories import MembershipFactory
from spirale.journal.models import Event
from spirale.method.problems import Problem
from spirale.strategy import operations
from spirale.strategy.models import Confrontation, Existing
from spirale.strategy.queries.confrontation import (
    STATES,
    Cell,
    ConfrontedIdea,
    Finding,
    confrontation_page,
    confronted_ideas,
    sums_of,
)
from spirale.strategy.queries.existing import columns_of
from spirale.synthesis.queries.frozen import version_page
from spirale.territories.models import Role

from .conftest import GENERAL, SAID, World, idea_id

EVENING, GARDENS, ALONE = SAID


def states(world: World, column: str = "creator") -> dict[str, str]:
    return {
        row.idea.wording: cell.state
        for row in confronted_ideas(world.frozen)
        for cell in row.cells
        if cell.column == column
    }


@pytest.mark.database
def test_what_confirms_an_idea_is_added_to_its_column_and_found_again_by_its_name(world: World) -> None:
    world.confront(EVENING, "confirms", "La Guinguette", comment="ouverte le jeudi")
    world.confront(GARDENS, "contradicts", "  la guinguette ")
    assert [each.name for each in Existing.objects.all()] == ["La Guinguette"]
    assert states(world) == {EVENING: "confirmed", GARDENS: "contradicted", ALONE: "open"}


@pytest.mark.database
def test_the_same_confrontation_sent_twice_is_kept_once(world: World) -> None:
    same = uuid4()
    for _ in range(2):
        world.confront(EVENING, "confirms", "La Guinguette", confrontation_id=same)
    assert Confrontation.objects.count() == 1
    assert Event.objects.filter(verb="idea confronted").count() == 1


@pytest.mark.database
def test_every_idea_that_notes_stand_under_is_counted_once_in_each_column(world: World) -> None:
    world.confront(EVENING, "confirms", "La Guinguette")
    world.confront(EVENING, "contradicts", "Le gardien du parc")
    world.confront(ALONE, "lacks", column="policy")
    page = confrontation_page(world.frozen)
    assert [(each.column, each.total) for each in page.sums] == [("creator", 3), ("tool", 3), ("policy", 3)]
    creators, tools, policies = page.sums
    assert dict(creators.counts) == {"confirmed": 0, "both": 1, "contradicted": 0, "lacking": 0, "open": 2}
    assert tools.open == 3
    assert (policies.lacking, policies.open) == (1, 2)
    assert (page.total, page.looked_at, page.untouched, page.nothing) == (3, 2, 1, 2)


VERDICTS = st.lists(st.sampled_from(["confirms", "contradicts"]), max_size=3) | st.just(["lacks"])


@given(st.lists(st.tuples(VERDICTS, VERDICTS, VERDICTS), max_size=12))
def test_whatever_people_find_the_five_counts_of_a_column_add_up_to_the_ideas(
    found: list[tuple[list[str], list[str], list[str]]],
) -> None:
    rows = [
        ConfrontedIdea(
            idea=None,  # type: ignore[arg-type]
            general="",
            cells=tuple(
                Cell(column, column, tuple(Finding(uuid4(), verdict, "", "", "", "") for verdict in verdicts))
                for column, verdicts in zip(Existing.Column.values, columns, strict=True)
            ),
            axes=(),
        )
        for columns in found
    ]
    for each in sums_of(rows):
        assert each.total == len(rows)
        assert [state for state, _ in each.counts] == list(STATES)


@pytest.mark.database
def test_a_general_idea_is_read_through_its_parts(world: World) -> None:
    rows = {row.idea.wording: row.general for row in confronted_ideas(world.frozen)}
    assert rows == {EVENING: "", GARDENS: GENERAL, ALONE: GENERAL}
    assert GENERAL in {idea.wording for idea in version_page(world.frozen).ideas.values()}


@pytest.mark.database
def test_finding_something_takes_the_place_of_nothing_found(world: World) -> None:
    lack = world.confront(EVENING, "lacks")
    world.confront(EVENING, "confirms", "La Guinguette")
    lack.refresh_from_db()
    assert lack.retired_at
    with pytest.raises(Problem, match="something is found here"):
        world.confront(EVENING, "lacks")
    assert states(world)[EVENING] == "confirmed"


@pytest.mark.database
def test_two_people_who_say_otherwise_at_once_do_not_overwrite_each_other(world: World) -> None:
    read = world.confront(EVENING, "confirms", "La Guinguette")
    changed = world.confront(EVENING, "contradicts", "La Guinguette", instead_of=read)
    with pytest.raises(Problem, match="confrontation changed meanwhile"):
        world.confront(EVENING, "confirms", "La Guinguette", comment="le jeudi", instead_of=read)
    with pytest.raises(Problem, match="confronted already"):
        world.confront(EVENING, "confirms", "La Guinguette")
    assert world.confront(EVENING, "contradicts", "La Guinguette", instead_of=changed) == changed
    assert Confrontation.objects.filter(retired_at=None).get() == changed


@pytest.mark.database
def test_what_is_withdrawn_is_kept_and_no_longer_counted(world: World) -> None:
    said = world.confront(EVENING, "confirms", "La Guinguette")
    for _ in range(2):
        operations.withdraw_confrontation(confrontation=said, by=world.facilitator)
    assert states(world)[EVENING] == "open"
    assert Confrontation.objects.get() == said
    assert Event.objects.filter(verb="confrontation withdrawn").count() == 1


@pytest.mark.database
def test_what_was_withdrawn_is_said_anew_from_a_page_gone_back_to(world: World) -> None:
    same = uuid4()
    first = world.confront(EVENING, "confirms", "La Guinguette", confrontation_id=same)
    operations.withdraw_confrontation(confrontation=first, by=world.facilitator)
    for _ in range(2):
        world.confront(EVENING, "confirms", "La Guinguette", confrontation_id=same)
    assert states(world)[EVENING] == "confirmed"
    assert Confrontation.objects.count() == 2


@pytest.mark.database
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"idea_id": "nulle part"}, "idea is not in this version"),
        ({"column": "wish"}, "not one of the three columns"),
        ({"verdict": "likes"}, "verdict unknown"),
        ({"name": "  "}, "name is missing"),
        ({"comment": "m" * 2001}, "words are too long"),
        ({"name": "n" * 161}, "words are too long"),
    ],
)
def test_what_cannot_be_confronted_is_refused(world: World, changes: dict[str, str], code: str) -> None:
    given = {"verdict": "confirms", "name": "La Guinguette"} | changes
    with pytest.raises(Problem, match=code):
        world.confront(EVENING, given.pop("verdict"), given.pop("name"), **given)
    assert not Confrontation.objects.exists()
    assert not Existing.objects.exists()


@pytest.mark.database
def test_a_general_idea_is_not_confronted_itself(world: World) -> None:
    with pytest.raises(Problem, match="idea is not in this version"):
        world.confront(EVENING, "lacks", idea_id=idea_id(world.frozen.synthesis, GENERAL))


@pytest.mark.database
def test_readers_do_not_confront(world: World) -> None:
    reader = MembershipFactory(territory=world.territory, role=Role.READER).account
    with pytest.raises(PermissionDenied):
        world.confront(EVENING, "confirms", "La Guinguette", by=reader)
    with pytest.raises(PermissionDenied):
        world.existing(by=reader)


@pytest.mark.database
def test_only_the_ideas_that_were_asked_for_are_shown(world: World) -> None:
    world.confront(EVENING, "confirms", "La Guinguette")
    world.confront(GARDENS, "contradicts", "Le syndic")
    world.axis(wordings=[GARDENS])

    def shown(show: str) -> list[str]:
        return [row.idea.wording for row in confrontation_page(world.frozen, show=show).rows]

    assert shown("all") == [EVENING, GARDENS, ALONE]
    assert shown("nothing") == [ALONE]
    assert shown("contradicted") == [GARDENS]
    assert shown("no_axis") == [EVENING, ALONE]
    assert shown("open") == [EVENING, GARDENS, ALONE]


@pytest.mark.database
def test_what_exists_is_put_away_once_nothing_rests_on_it_and_comes_back(world: World) -> None:
    said = world.confront(EVENING, "confirms", "La Guinguette")
    existing = said.existing
    assert existing
    with pytest.raises(Problem, match="existing is in use"):
        operations.retire_existing(existing=existing, by=world.facilitator)
    operations.withdraw_confrontation(confrontation=said, by=world.facilitator)
    operations.retire_existing(existing=existing, by=world.facilitator)
    assert not any(column.standing for column in columns_of(world.territory))
    operations.bring_back_existing(existing=existing, by=world.facilitator)
    assert columns_of(world.territory)[0].standing == (existing,)


@pytest.mark.database
def test_an_id_of_what_exists_in_another_territory_adds_something_of_its_own(world: World) -> None:
    other = MembershipFactory(role=Role.FACILITATOR)
    theirs = world.existing("Le Foyer", territory=other.territory, by=other.account)
    ours = world.existing(existing_id=theirs.pk)
    assert (ours.territory, ours.name) == (world.territory, "La Guinguette")


@pytest.mark.database
def test_two_names_alike_do_not_stand_in_one_column(world: World) -> None:
    world.existing("Épicerie du Pré")
    with pytest.raises(Problem, match="existing is there already"):
        world.existing("epicerie du pré")
    tool = world.existing("Épicerie du Pré", column=Existing.Column.TOOL)
    assert tool.column == "tool"


@pytest.mark.database
def test_a_stale_change_of_what_exists_is_refused(world: World) -> None:
    existing = world.existing()
    changed = operations.change_existing(
        existing=existing, name="La Guinguette", description="le jeudi", based_on=1, by=world.facilitator
    )
    assert changed.version == 2
    with pytest.raises(Problem, match="existing changed meanwhile"):
        operations.change_existing(
            existing=existing, name="La Guinguette", description="jamais", based_on=1, by=world.facilitator
        )
    assert Existing.objects.get().description == "le jeudi"


@pytest.mark.database
def test_a_comment_is_kept_without_what_no_paper_can_show(world: World) -> None:
    assert world.confront(EVENING, "confirms", "La Guinguette", comment="le\x00 jeudi").comment == "le jeudi"

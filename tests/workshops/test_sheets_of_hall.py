"""What phones are told of the sheets: their hand, the counts, what lies at a place, the determination key."""

from uuid import uuid4

import pytest
from django.urls import reverse

from factories import HallFactory, NoteFactory, ParticipantFactory, QuestionFactory
from spirale.coding.models import GridChoice
from spirale.coding.operations.grids import ensure_shipped_grid
from spirale.method.grid import shipped_grid
from spirale.workshops.models import Dealt, Place, Step, StepRun
from spirale.workshops.operations import deal_question, make_pile, place_note, reveal_question
from spirale.workshops.queries.key import grid_of
from spirale.workshops.queries.placing import (
    codes_placed,
    counts_by_code,
    counts_by_dimension,
    hand_of,
    placing_part,
    question_at_hand,
    sheet_on_wall,
    sheet_to_print,
    sheets_counted,
)

pytestmark = pytest.mark.database


@pytest.fixture
def hall(workshop):
    return HallFactory(workshop=workshop)


@pytest.fixture
def ann(workshop):
    return ParticipantFactory(workshop=workshop, table=2)


@pytest.fixture
def free(workshop, question):
    return QuestionFactory(campaign=workshop.campaign, code="Q4", position=4, grouping="free", sign=0)


def put(note, who, code="", pile=None, seen=None):
    return place_note(move_id=uuid4(), note=note, code=code, pile=pile, seen=seen, participant=who)


def headers(person):
    return {"X-Hall-Participant": str(person.pk), "X-Hall-Key": person.key}


def test_a_hand_holds_what_fell_to_a_person_and_to_their_table(workshop, question, ann):
    mine, tables, others = NoteFactory.create_batch(3, workshop=workshop, question=question)
    Dealt.objects.create(note=mine, participant=ann, at=mine.written_at)
    Dealt.objects.create(note=tables, table=2, at=mine.written_at)
    Dealt.objects.create(note=others, table=3, at=mine.written_at)
    assert {row["note"] for row in hand_of(ann)} == {str(mine.pk), str(tables.pk)}


def test_a_hand_says_where_each_note_lies_and_where_else_somebody_put_it(workshop, question, ann):
    note = NoteFactory(workshop=workshop, question=question)
    Dealt.objects.create(note=note, participant=ann, at=note.written_at)
    assert hand_of(ann)[0]["code"] == ""
    put(note, ParticipantFactory(workshop=workshop), "A01")
    put(note, ann, "B02")
    [row] = hand_of(ann)
    place = Place.objects.get(note=note)
    assert (row["code"], row["move"]) == ("B02", str(place.move_id))
    assert row["other"] == {"move": str(place.other_id), "code": "A01", "pile": None}


def test_a_hand_never_holds_what_was_withdrawn_or_is_sealed(workshop, question, ann):
    for more in ({"is_sealed": True}, {"withdrawn_at": ann.joined_at}):
        note = NoteFactory(workshop=workshop, question=question, **more)
        Dealt.objects.create(note=note, participant=ann, at=note.written_at)
    assert hand_of(ann) == []


def test_what_phones_are_told_takes_the_same_trips_however_many_notes(
    workshop, hall, question, free, ann, django_assert_max_num_queries, django_assert_num_queries
):
    def grow():
        for note in NoteFactory.create_batch(5, workshop=workshop, question=question):
            Dealt.objects.create(note=note, participant=ann, at=note.written_at)
            put(note, ann, "A01")
        for name in "ab":
            pile = make_pile(pile_id=uuid4(), workshop=workshop, question=free, name=name, participant=ann)
            put(NoteFactory(workshop=workshop, question=free), ann, pile=pile)

    grow()
    with django_assert_max_num_queries(6):
        placing_part(workshop)
    grow()
    with django_assert_max_num_queries(6):
        told = placing_part(workshop)
    assert [pile["count"] for pile in told["piles"]] == [1, 1, 1, 1]
    with django_assert_num_queries(2):  # what she holds, and what lies on her table
        assert len(hand_of(ann)) == 10


def test_the_question_at_hand_is_that_of_the_step(workshop, hall, question, second_question, facilitator):
    assert question_at_hand(workshop) is None
    reveal_question(workshop=workshop, question=second_question, by=facilitator)
    assert question_at_hand(workshop) == second_question.pk
    step = Step.objects.create(workshop=workshop, position=1, kind="place", title="Placer", question=question)
    hall.run = StepRun.objects.create(step=step, started_at=hall.opened_at)
    hall.save()
    assert question_at_hand(workshop) == question.pk


def test_notes_count_under_their_dimension_in_the_order_of_the_grid(workshop, question, ann):
    for code in ("A01", "A", "B02/P15", "A01"):
        put(NoteFactory(workshop=workshop, question=question), ann, code)
    codes = counts_by_code(workshop, question.pk)
    assert codes == {"A01": 2, "A": 1, "B02/P15": 1}
    counted = counts_by_dimension(shipped_grid(), {**codes, "Z9": 2})
    assert [(each.place.code, each.count) for each in counted][:3] == [("A", 3), ("B", 1), ("C", 0)]
    assert (counted[-1].place.code, counted[-1].count) == ("Z", 2)


def test_dimensions_nobody_spoke_of_are_named_in_the_order_of_the_grid(workshop, question, ann):
    for code in ("A01", "C"):
        put(NoteFactory(workshop=workshop, question=question), ann, code)
    unspoken = sheet_on_wall(workshop, question).unspoken
    assert [place.code for place in unspoken] == [
        entry.normal for entry in shipped_grid().dimensions if entry.normal not in "AC"
    ]
    assert all(place.label for place in unspoken)


def test_a_note_moved_away_no_longer_counts_where_it_was(workshop, question, ann):
    note = NoteFactory(workshop=workshop, question=question)
    first = put(note, ann, "A01")
    put(note, ann, "B02", seen=first.move_id)
    assert counts_by_code(workshop, question.pk) == {"B02": 1}


def test_how_far_each_sheet_is(workshop, question, second_question, ann, facilitator):
    sealed = NoteFactory(workshop=workshop, question=second_question, author=ann, is_sealed=True)
    notes = NoteFactory.create_batch(3, workshop=workshop, question=question, author=ann)
    reveal_question(workshop=workshop, question=question, by=facilitator)
    deal_question(workshop=workshop, question=question, by=facilitator)
    put(notes[0], ann, "A01")
    put(notes[0], ParticipantFactory(workshop=workshop), "B02")
    put(notes[1], ann, "A01")
    put(notes[1], ann)
    first, second = sheets_counted(workshop)
    assert (first.notes, first.writers, first.dealt, first.placed, first.contested) == (3, 1, 3, 1, 1)
    assert (second.notes, second.writers, second.revealed_at) == (1, 1, None)
    assert sealed.is_sealed


def test_the_printed_sheet_holds_every_note_once(workshop, question, ann):
    for code in ("B02", "A01", "", "A01"):
        put(NoteFactory(workshop=workshop, question=question), ann, code)
    NoteFactory(workshop=workshop, question=question)
    groups = sheet_to_print(workshop, question)
    assert [(group.place.code, len(group.notes)) for group in groups] == [("A01", 2), ("B02", 1), ("", 2)]


def test_what_the_hall_placed_is_known_by_note(workshop, question, ann):
    note = NoteFactory(workshop=workshop, question=question)
    put(note, ann, "A01")
    put(note, ParticipantFactory(workshop=workshop), "B02")
    assert codes_placed([note.pk, uuid4()]) == {note.pk: ("B02", "A01")}


def test_the_grid_of_the_hall_is_the_one_its_territory_codes_with(workshop, django_assert_num_queries):
    assert grid_of(workshop.territory) == shipped_grid()
    version = ensure_shipped_grid()
    GridChoice.objects.create(territory=workshop.territory, grid=version)
    assert grid_of(workshop.territory).digest == version.digest
    with django_assert_num_queries(1):
        grid_of(workshop.territory)


# The doors


def test_the_key_says_every_code_in_both_languages_with_what_nobody_confirmed(client, hall):
    answer = client.get(reverse("workshops:key", args=[hall.pk]))
    told = answer.json()
    by_code = {row["code"]: row for row in told["codes"]}
    assert set(by_code) == {str(code) for code in shipped_grid().codes()}
    assert by_code["A01"]["parent"] == "A"
    assert by_code["A01"]["fr"]
    assert by_code["A01"]["en"]
    assert "food" in by_code["A01"]["words"]
    assert "nourriture" in by_code["A01"]["words_fr"]
    assert {row["is_verified"] for row in told["codes"]} == {True, False}


def test_a_key_asked_for_by_its_digest_is_kept_for_long(client, hall):
    address = reverse("workshops:key", args=[hall.pk])
    digest = client.get(address).json()["digest"]
    assert "immutable" in client.get(address, {"v": digest})["Cache-Control"]
    assert client.get(address)["Cache-Control"] == "no-cache"
    assert client.get(address, {"v": "another"})["Cache-Control"] == "no-cache"
    assert client.get(address, headers={"If-None-Match": f'"{digest}"'}).status_code == 304


def test_who_takes_part_reads_what_lies_under_a_code_and_finer_ones(client, workshop, hall, question, ann):
    for code in ("A01", "A01-11", "B02"):
        put(NoteFactory(workshop=workshop, question=question), ann, code)
    asked = {"question": str(question.pk), "code": "A01"}
    address = reverse("workshops:place", args=[workshop.pk])
    told = client.get(address, asked, headers=headers(ann)).json()
    assert (told["count"], len(told["notes"])) == (2, 2)
    assert client.get(address, asked).status_code in {302, 403}
    wrong = {**headers(ann), "X-Hall-Key": "ABCD-EFGH-JKMN-PQRS"}
    assert client.get(address, asked, headers=wrong).status_code == 422


def test_who_takes_part_reads_what_lies_in_a_pile(client, workshop, hall, free, ann):
    pile = make_pile(pile_id=uuid4(), workshop=workshop, question=free, name="Se déplacer", participant=ann)
    put(NoteFactory(workshop=workshop, question=free, text="un vélo"), ann, pile=pile)
    asked = {"question": str(free.pk), "pile": str(pile.pk)}
    told = client.get(reverse("workshops:place", args=[workshop.pk]), asked, headers=headers(ann)).json()
    assert [note["text"] for note in told["notes"]] == ["un vélo"]


def act(client, workshop, person, **fields):
    sent = {"id": str(uuid4()), "by": str(person.pk), "key": person.key, "at": "2026-03-14T18:30:00Z", **fields}
    address = reverse("workshops:acts", args=[workshop.pk])
    answer = client.post(address, {"acts": [sent]}, content_type="application/json")
    return answer.json()["results"][0]


def test_a_phone_places_makes_a_pile_and_names_it(client, workshop, hall, question, free, ann):
    note = NoteFactory(workshop=workshop, question=question)
    assert act(client, workshop, ann, kind="place", note=str(note.pk), code="a01", seen=None)["state"] == "received"
    pile, other = str(uuid4()), NoteFactory(workshop=workshop, question=free)
    act(client, workshop, ann, kind="make_pile", pile=pile, question=str(free.pk), name="Aller au marché")
    act(client, workshop, ann, kind="rename_pile", pile=pile, name="Se déplacer")
    assert act(client, workshop, ann, kind="place", note=str(other.pk), pile=pile)["state"] == "received"
    state = client.get(reverse("workshops:state", args=[workshop.pk]), headers=headers(ann)).json()
    assert state["placing"]["piles"] == [{"id": pile, "question": str(free.pk), "name": "Se déplacer", "count": 1}]
    assert Place.objects.get(note=note).move.code == "A01"


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "place", "note": str(uuid4()), "code": "A01"},
        {"kind": "place", "note": "nothing"},
        {"kind": "make_pile", "pile": str(uuid4()), "question": str(uuid4()), "name": "x"},
        {"kind": "rename_pile", "pile": str(uuid4()), "name": "x"},
    ],
)
def test_what_cannot_be_done_is_refused_in_words(client, workshop, hall, ann, fields):
    result = act(client, workshop, ann, **fields)
    assert result["state"] == "refused"
    assert result["message"]

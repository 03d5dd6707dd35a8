"""After the reveal notes are dealt and placed together; whatever people move, no move is lost."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from factories import NOW, AccountFactory, NoteFactory, QuestionFactory, WorkshopFactory
from spirale.journal.models import Event
from spirale.method.problems import Problem
from spirale.workshops.models import Dealt, Move, Note, Participant, Pile, Place
from spirale.workshops.operations import (
    deal_question,
    make_pile,
    place_note,
    rename_pile,
    retire_pile,
    reveal_question,
)

pytestmark = pytest.mark.database


def here(workshop, name="Ann", **more):
    return Participant.objects.create(
        workshop=workshop, first_name=name, handle="ABCD", key_digest="", **{"joined_at": timezone.now(), **more}
    )


@pytest.fixture
def ann(workshop):
    return here(workshop, "Ann")


@pytest.fixture
def bob(workshop):
    return here(workshop, "Bob")


@pytest.fixture
def note(workshop, question):
    return NoteFactory(workshop=workshop, question=question)


@pytest.fixture
def free(workshop, question):
    return QuestionFactory(campaign=workshop.campaign, code="Q4", position=4, grouping="free", sign=0)


def refusal(act, **said):
    with pytest.raises(Problem) as raised, transaction.atomic():
        act(**said)
    return raised.value.code


def move(note, who, code="", *, seen=None, pile=None, move_id=None):
    place_note(move_id=move_id or uuid4(), note=note, code=code, pile=pile, seen=seen, participant=who)
    return Place.objects.select_related("move", "other").get(note=note)


# Revealing


def test_the_reveal_unseals_every_note_of_its_question_and_of_no_other(
    workshop, question, second_question, facilitator
):
    shown = [NoteFactory(workshop=workshop, question=question, is_sealed=True) for _ in range(3)]
    hidden = NoteFactory(workshop=workshop, question=second_question, is_sealed=True)
    sheet = reveal_question(workshop=workshop, question=question, by=facilitator)
    assert sheet.revealed_at
    assert not Note.objects.filter(pk__in=[note.pk for note in shown], is_sealed=True).exists()
    assert Note.objects.get(pk=hidden.pk).is_sealed


def test_two_facilitators_who_reveal_together_reveal_once(workshop, question, facilitator):
    first = reveal_question(workshop=workshop, question=question, by=facilitator)
    again = reveal_question(workshop=workshop, question=question, by=facilitator)
    assert again.revealed_at == first.revealed_at
    assert Event.objects.filter(verb="question revealed", space_id=workshop.pk).count() == 1


def test_a_reader_reveals_nothing(workshop, question, reader):
    with pytest.raises(PermissionDenied):
        reveal_question(workshop=workshop, question=question, by=reader)


# Dealing


@pytest.fixture
def revealed(workshop, question, facilitator):
    return reveal_question(workshop=workshop, question=question, by=facilitator)


def hands(workshop):
    return Counter(Dealt.objects.filter(note__workshop=workshop).values_list("participant__first_name", flat=True))


def test_notes_are_dealt_evenly_and_to_others_than_their_authors(workshop, question, revealed, facilitator):
    people = [here(workshop, name) for name in ("Ann", "Bob", "Zoé")]
    for person in people:
        NoteFactory.create_batch(4, workshop=workshop, question=question, author=person)
    dealt = deal_question(workshop=workshop, question=question, by=facilitator)
    assert (dealt.notes, dealt.hands) == (12, 3)
    assert hands(workshop) == {"Ann": 4, "Bob": 4, "Zoé": 4}
    assert all(row.participant_id != row.note.author_id for row in Dealt.objects.select_related("note"))


def test_tables_read_what_other_tables_wrote(workshop, question, revealed, facilitator):
    people = [here(workshop, f"P{n}", table=1 + n % 2) for n in range(4)]
    for person in people:
        NoteFactory.create_batch(3, workshop=workshop, question=question, author=person)
    deal_question(workshop=workshop, question=question, to="tables", by=facilitator)
    for row in Dealt.objects.select_related("note__author"):
        assert row.participant is None
        assert row.table != row.note.author.table


def test_nothing_is_dealt_before_the_reveal(workshop, question, ann, facilitator):
    assert refusal(deal_question, workshop=workshop, question=question, by=facilitator) == "question not revealed"


def test_without_anybody_there_is_no_deal(workshop, question, revealed, facilitator, note):
    assert refusal(deal_question, workshop=workshop, question=question, by=facilitator) == "nobody to deal to"


def test_those_without_a_screen_hold_no_hand(workshop, question, revealed, facilitator, ann):
    here(workshop, "Paul", via="paper")
    NoteFactory.create_batch(2, workshop=workshop, question=question)
    deal_question(workshop=workshop, question=question, by=facilitator)
    assert hands(workshop) == {"Ann": 2}


def test_dealing_again_deals_what_came_since_and_touches_nothing_else(workshop, question, revealed, facilitator):
    ann, bob = here(workshop, "Ann"), here(workshop, "Bob")
    NoteFactory.create_batch(6, workshop=workshop, question=question)
    deal_question(workshop=workshop, question=question, by=facilitator)
    before = dict(Dealt.objects.values_list("note_id", "participant_id"))
    zoe = here(workshop, "Zoé")
    later = NoteFactory.create_batch(3, workshop=workshop, question=question)
    deal_question(workshop=workshop, question=question, by=facilitator)
    after = dict(Dealt.objects.values_list("note_id", "participant_id"))
    assert {pk: after[pk] for pk in before} == before
    assert {after[note.pk] for note in later} == {zoe.pk}
    assert {ann.pk, bob.pk} == set(before.values())


def test_what_a_person_left_without_placing_it_goes_to_those_who_are_here(workshop, question, revealed, facilitator):
    ann, bob = here(workshop, "Ann"), here(workshop, "Bob")
    NoteFactory.create_batch(4, workshop=workshop, question=question)
    deal_question(workshop=workshop, question=question, by=facilitator)
    placed = Dealt.objects.filter(participant=ann).first().note
    move(placed, ann, "A01")
    Participant.objects.filter(pk=ann.pk).update(set_aside_at=timezone.now())
    deal_question(workshop=workshop, question=question, by=facilitator)
    assert Dealt.objects.get(note=placed).participant_id == ann.pk
    assert set(Dealt.objects.exclude(note=placed).values_list("participant_id", flat=True)) == {bob.pk}


def test_dealing_again_with_nothing_new_tells_nothing(workshop, question, revealed, facilitator, ann, note):
    for _ in range(2):
        deal_question(workshop=workshop, question=question, by=facilitator)
    assert Event.objects.filter(verb="question dealt").count() == 1


# Placing


def test_a_note_is_placed_under_a_code_in_its_normal_form(note, ann):
    assert move(note, ann, " a01-00/o-00/i ").move.code == "A01"


def test_a_more_general_code_is_as_good_as_another(note, ann):
    assert move(note, ann, "A").move.code == "A"


def test_a_code_that_the_grid_lacks_is_refused(note, ann):
    assert refusal(move, note=note, who=ann, code="A88") == "code unknown to the grid"
    assert refusal(move, note=note, who=ann, code="nothing") == "code malformed"
    assert not Move.objects.exists()


def test_a_note_that_is_not_revealed_cannot_be_placed(workshop, question, ann):
    sealed = NoteFactory(workshop=workshop, question=question, is_sealed=True)
    assert refusal(move, note=sealed, who=ann, code="A01") == "note not revealed"


def test_a_withdrawn_note_cannot_be_placed(workshop, question, ann):
    gone = NoteFactory(workshop=workshop, question=question, withdrawn_at=NOW)
    assert refusal(move, note=gone, who=ann, code="A01") == "note withdrawn"


def test_somebody_of_another_hall_moves_nothing_here(note):
    assert refusal(move, note=note, who=here(WorkshopFactory()), code="A01") == "not of this hall"


def test_whoever_was_set_aside_moves_nothing(workshop, note):
    assert refusal(move, note=note, who=here(workshop, set_aside_at=NOW), code="A01") == "not of this hall"


def test_a_facilitator_moves_and_a_reader_does_not(note, facilitator, reader):
    place_note(move_id=uuid4(), note=note, code="A01", by=facilitator)
    with pytest.raises(PermissionDenied):
        place_note(move_id=uuid4(), note=note, code="A02", by=reader)
    with pytest.raises(PermissionDenied):
        place_note(move_id=uuid4(), note=note, code="A02", by=AccountFactory())
    assert Place.objects.get(note=note).move.code == "A01"


def test_a_move_sent_ten_times_is_made_once(note, ann):
    move_id = uuid4()
    for _ in range(10):
        move(note, ann, "A01", move_id=move_id)
    assert Move.objects.count() == 1
    assert Event.objects.filter(verb="note placed").count() == 1


def test_a_move_sent_again_after_others_does_not_come_back(note, ann, bob):
    first = move(note, ann, "A01", move_id=uuid4()).move
    second = move(note, bob, "B02", seen=first.pk).move
    assert move(note, ann, "A01", move_id=first.pk).move == second


def test_the_same_move_with_another_end_is_refused(note, ann):
    first = move(note, ann, "A01").move
    assert refusal(move, note=note, who=ann, code="A02", move_id=first.pk) == "move already made"


def test_a_move_back_undoes_a_move(note, ann):
    first = move(note, ann, "A01").move
    back = move(note, ann, seen=first.pk)
    assert (back.move.code, back.move.pile) == ("", None)
    assert Move.objects.filter(note=note).count() == 2


def test_of_two_moves_at_once_the_later_stands_and_the_earlier_shows_beside(note, ann, bob):
    first = move(note, ann, "A01").move
    place = move(note, bob, "B02")
    assert (place.move.code, place.other) == ("B02", first)


def test_who_saw_the_last_move_settles(note, ann, bob):
    move(note, ann, "A01")
    last = move(note, bob, "B02").move
    assert move(note, ann, "A01", seen=last.pk).other is None


def test_two_who_agree_are_not_at_odds(note, ann, bob):
    move(note, ann, "A01")
    assert move(note, bob, "A01-00").other is None


def test_who_changes_their_own_mind_is_not_at_odds_with_themselves(note, ann):
    move(note, ann, "A01")
    assert move(note, ann, "B02").other is None


def test_changing_ones_mind_does_not_settle_with_another(note, ann, bob):
    first = move(note, ann, "A01").move
    move(note, bob, "B02")
    assert move(note, bob, "C01").other == first


def test_who_comes_round_to_the_others_place_is_no_longer_at_odds(note, ann, bob):
    move(note, ann, "A01")
    move(note, bob, "B02")
    assert move(note, ann, "B02").other is None


def test_a_move_that_saw_one_of_its_own_that_was_refused_is_made_all_the_same(note, ann):
    assert move(note, ann, "A01", seen=uuid4()).move.seen is None


def test_the_news_of_a_move_say_what_everybody_may_read_and_never_who(note, ann, bob):
    move(note, ann, "A01")
    place = move(note, bob, "B02")
    event = Event.objects.filter(verb="note placed").last()
    assert event.space_id == note.workshop_id
    assert event.number == place.move.number
    assert event.details["participant"] == str(bob.pk)
    assert event.details["told"] == {
        "note": str(note.pk),
        "question": str(note.question_id),
        "text": note.text,
        "code": "B02",
        "pile": None,
        "move": str(place.move_id),
        "before": {"move": str(place.other_id), "code": "A01", "pile": None},
        "other": {"move": str(place.other_id), "code": "A01", "pile": None},
    }


def test_the_news_of_a_move_carry_the_beginning_of_a_long_note(workshop, question, ann):
    note = NoteFactory(workshop=workshop, question=question, text="a" * 5_000)
    move(note, ann, "A01")
    assert Event.objects.get(verb="note placed").details["told"]["text"] == "a" * 140


MOVES = some.lists(
    some.tuples(
        some.integers(0, 11),  # which of a dozen moves is sent: repetitions are likely
        some.integers(0, 2),  # the note
        some.integers(0, 3),  # who
        some.sampled_from(["A01", "B", "C02", ""]),
        some.integers(-1, 11),  # the move that was seen
    ),
    max_size=24,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MOVES)
def test_in_any_order_and_however_often_no_move_is_lost_and_the_last_stands(workshop, question, sent):
    sid = transaction.savepoint()
    notes = [NoteFactory(workshop=workshop, question=question) for _ in range(3)]
    people = [here(workshop, f"P{number}") for number in range(4)]
    names = [uuid4() for _ in range(12)]
    made = {}
    for number, note, who, code, seen in sent:
        made.setdefault(number, (notes[note], people[who], code, names[seen] if seen >= 0 else None))
        on, by, end, saw = made[number]
        place_note(move_id=names[number], note=on, code=end, seen=saw, participant=by)
    kept = {row.pk: row for row in Move.objects.filter(note__in=notes)}
    assert set(kept) == {names[number] for number in made}
    for number, (note, by, code, _saw) in made.items():
        row = kept[names[number]]
        assert (row.note_id, row.by_id, row.code) == (note.pk, by.pk, code)
    for place in Place.objects.filter(note__in=notes):
        assert place.move.number == max(row.number for row in kept.values() if row.note_id == place.note_id)
        if place.other:
            assert place.other.number < place.move.number
            assert place.other.by_id != place.move.by_id
    transaction.savepoint_rollback(sid)


# Piles


def pile(workshop, free, who=None, name="Se déplacer", pile_id=None):
    return make_pile(pile_id=pile_id or uuid4(), workshop=workshop, question=free, name=name, participant=who)


def test_a_pile_made_twice_is_one_and_keeps_the_name_it_got_since(workshop, free, ann, bob):
    made = pile(workshop, free, ann)
    rename_pile(renaming_id=uuid4(), pile=made, name="Circuler", participant=bob)
    assert pile(workshop, free, ann, pile_id=made.pk).name == "Circuler"
    assert Event.objects.filter(verb="pile made").count() == 1


def test_of_two_names_the_last_stands_and_the_journal_keeps_the_one_before(workshop, free, ann, bob):
    made = pile(workshop, free, ann)
    first = uuid4()
    rename_pile(renaming_id=first, pile=made, name="Circuler", participant=ann)
    rename_pile(renaming_id=uuid4(), pile=made, name="Rouler moins", participant=bob)
    rename_pile(renaming_id=first, pile=made, name="Circuler", participant=ann)
    assert Pile.objects.get().name == "Rouler moins"
    befores = [event.details["before"] for event in Event.objects.filter(verb="pile renamed")]
    assert befores == ["Se déplacer", "Circuler"]


def test_a_pile_has_a_name(workshop, free, ann):
    assert refusal(pile, workshop=workshop, free=free, who=ann, name=" \n\u200b ") == "pile without a name"
    assert pile(workshop, free, ann, name="  <b>deux\nlignes</b> ").name == "<b>deux lignes</b>"


def test_notes_grouped_with_the_grid_have_codes_and_no_piles(workshop, question, ann):
    assert refusal(pile, workshop=workshop, free=question, who=ann) == "question grouped with the grid"


def test_notes_grouped_freely_have_piles_and_no_codes(workshop, free, ann):
    note = NoteFactory(workshop=workshop, question=free)
    made = pile(workshop, free, ann)
    assert refusal(move, note=note, who=ann, code="A01") == "question grouped freely"
    assert refusal(move, note=note, who=ann, code="A01", pile=made) == "one place at a time"
    assert move(note, ann, pile=made).move.pile == made


def test_a_pile_of_another_question_or_hall_holds_nothing_of_this_one(workshop, question, free, ann, note):
    elsewhere = WorkshopFactory(group=workshop.group, campaign=workshop.campaign)
    assert refusal(move, note=note, who=ann, pile=pile(workshop, free, ann)) == "pile of another question"
    other = pile(elsewhere, free, here(elsewhere))
    there = NoteFactory(workshop=workshop, question=free)
    assert refusal(move, note=there, who=ann, pile=other) == "pile of another question"


def test_only_an_empty_pile_is_taken_away_and_a_late_move_brings_it_back(workshop, free, ann, facilitator):
    note = NoteFactory(workshop=workshop, question=free)
    made = pile(workshop, free, ann)
    first = move(note, ann, pile=made).move
    assert refusal(retire_pile, pile=made, by=facilitator) == "pile not empty"
    second = move(note, ann, seen=first.pk).move
    for _ in range(2):
        assert retire_pile(pile=made, by=facilitator).retired_at
    assert Event.objects.filter(verb="pile emptied").count() == 1
    move(note, ann, pile=made, seen=second.pk)
    assert Pile.objects.get().retired_at is None


def test_moves_are_numbered_as_they_were_told(note, ann, bob):
    numbers = [move(note, who, code).move.number for who, code in [(ann, "A"), (bob, "B"), (ann, "C")]]
    assert numbers == sorted(set(numbers))


def test_a_move_keeps_the_instant_of_the_phone(note, ann):
    said = timezone.now() - timedelta(minutes=20)
    place_note(move_id=uuid4(), note=note, code="A01", participant=ann, moved_at=said)
    assert Move.objects.get().moved_at == said

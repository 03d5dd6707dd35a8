"""Notes are kept word for word, once, and nothing said is lost."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from factories import (
    NOW,
    MembershipFactory,
    NoteFactory,
    ParticipantFactory,
    QuestionFactory,
    QuestionSheetFactory,
)
from spirale.journal.models import Event
from spirale.method.problems import Problem, Problems
from spirale.workshops.models import Note
from spirale.workshops.operations import (
    NoteDraft,
    correct_note,
    gather_note,
    gather_notes,
    restore_note,
    withdraw_note,
)
from spirale.workshops.queries import note_history, notes_of_workshop
from spirale.workshops.wording import NOTE_LIMIT, as_written

pytestmark = pytest.mark.database


def gather(workshop, question, by, text="un banc à l'ombre", note_id=None, **more):
    return gather_note(note_id=note_id or uuid4(), workshop=workshop, question=question, text=text, by=by, **more)


def words(workshop):
    return sorted(notes_of_workshop(workshop).values_list("text", flat=True))


def test_a_note_sent_twice_is_kept_once(workshop, question, facilitator):
    note_id = uuid4()
    for _ in range(2):
        gather(workshop, question, facilitator, note_id=note_id)
    assert words(workshop) == ["un banc à l'ombre"]
    assert Event.objects.filter(verb="note gathered").count() == 1


def test_other_words_under_the_same_id_are_refused_by_name(workshop, question, facilitator):
    note = gather(workshop, question, facilitator)
    with pytest.raises(Problem) as raised:
        gather(workshop, question, facilitator, text="autre chose", note_id=note.pk)
    assert raised.value.code == "note already written"
    assert words(workshop) == ["un banc à l'ombre"]


def test_a_note_takes_the_sign_of_its_question_unless_it_has_its_own(workshop, question, facilitator):
    assert gather(workshop, question, facilitator).sign == 1
    assert gather(workshop, question, facilitator, sign=-1).sign == -1


def test_a_reader_does_not_write(workshop, question):
    reader = MembershipFactory(territory=workshop.territory, role="reader").account
    with pytest.raises(PermissionDenied):
        gather(workshop, question, reader)


def test_a_question_of_another_campaign_is_refused(workshop, facilitator):
    with pytest.raises(Problem) as raised:
        gather(workshop, QuestionFactory(), facilitator)
    assert raised.value.code == "question of another campaign"


@pytest.mark.parametrize(
    "text",
    [
        "Des 🌻 partout, 👩‍👩‍👧 et 🏳️‍🌈",
        "السلام في الحي",
        "שלום — bonjour",
        "=SOMME(A1:A9)",
        "<script>alert(1)</script>",
        "deux\nlignes",
        "l’apostrophe, « les guillemets », œuf",
    ],
)
def test_words_are_kept_as_they_were_written(workshop, question, facilitator, text):
    assert gather(workshop, question, facilitator, text=text).text == text


def test_what_no_paper_can_show_is_taken_out():
    assert as_written("\ufeff  un\x00 banc\x07\r\nà\tl'ombre \ud800 ") == "un banc\nà l'ombre"


@pytest.mark.parametrize("text", ["", "  \n ", "\x00\x00", "\u200b\u200d", "\u00a0"])
def test_an_empty_note_is_refused(text):
    with pytest.raises(Problem) as raised:
        as_written(text)
    assert raised.value.code == "note empty"


@pytest.mark.parametrize("length", [NOTE_LIMIT + 1, 100_000])
def test_a_note_too_long_is_refused_and_says_how_long_it_is(length):
    with pytest.raises(Problem) as raised:
        as_written("é" * length, row=7, column="texte")
    assert raised.value.code == "note too long"
    assert raised.value.parameters["length"] == length
    assert (raised.value.parameters["row"], raised.value.parameters["column"]) == (7, "texte")


def test_the_longest_note_is_kept_whole():
    assert len(as_written("é" * NOTE_LIMIT)) == NOTE_LIMIT


def test_many_notes_are_kept_at_once_and_told_once(workshop, question, facilitator):
    drafts = [NoteDraft(uuid4(), question, f"note {number}") for number in range(30)]
    assert gather_notes(workshop=workshop, drafts=drafts, by=facilitator).new == 30
    again = gather_notes(workshop=workshop, drafts=drafts, by=facilitator)
    assert (again.new, again.known) == (0, 30)
    assert Event.objects.filter(verb="notes gathered").count() == 1


def test_gathering_many_asks_no_more_of_the_database_than_gathering_few(
    workshop, question, facilitator, django_assert_num_queries, django_assert_max_num_queries
):
    def drafts(count):
        return [NoteDraft(uuid4(), question, f"note {number}") for number in range(count)]

    gather_notes(workshop=workshop, drafts=drafts(1), by=facilitator)
    with django_assert_max_num_queries(25):
        gather_notes(workshop=workshop, drafts=drafts(400), by=facilitator)


def test_one_note_that_cannot_be_kept_leaves_all_out_and_says_each(workshop, question, facilitator):
    drafts = [
        NoteDraft(uuid4(), question, "bien", row=2),
        NoteDraft(uuid4(), question, " ", row=3),
        NoteDraft(uuid4(), QuestionFactory(), "ailleurs", row=4),
    ]
    with pytest.raises(Problems) as raised:
        gather_notes(workshop=workshop, drafts=drafts, by=facilitator)
    assert [(problem.code, problem.parameters["row"]) for problem in raised.value.problems] == [
        ("note empty", 3),
        ("question of another campaign", 4),
    ]
    assert not Note.objects.exists()


def test_a_correction_stands_in_the_place_of_what_was_typed_wrongly(workshop, question, facilitator):
    wrong = gather(workshop, question, facilitator, text="un ban à l'ombre")
    right = correct_note(note=wrong, note_id=uuid4(), text="un banc à l'ombre", by=facilitator)
    assert words(workshop) == ["un banc à l'ombre"]
    assert right.replaces == wrong
    assert right.written_at == wrong.written_at
    history = note_history(right)
    assert [note.text for note in history.chain] == ["un ban à l'ombre", "un banc à l'ombre"]
    assert history.standing == right


def test_a_correction_sent_twice_is_made_once(workshop, question, facilitator):
    wrong = gather(workshop, question, facilitator, text="un ban")
    correction_id = uuid4()
    for _ in range(2):
        correct_note(note=wrong, note_id=correction_id, text="un banc", by=facilitator)
    assert Note.objects.count() == 2


def test_correcting_with_the_same_words_changes_nothing(workshop, question, facilitator):
    note = gather(workshop, question, facilitator)
    assert correct_note(note=note, note_id=uuid4(), text=note.text, by=facilitator) == note
    assert Note.objects.count() == 1


def test_a_correction_is_undone_and_may_be_made_again(workshop, question, facilitator):
    first = gather(workshop, question, facilitator, text="un")
    second = correct_note(note=first, note_id=uuid4(), text="deux", by=facilitator)
    correct_note(note=second, note_id=uuid4(), text="trois", by=facilitator)
    restore_note(note=first, by=facilitator)
    assert words(workshop) == ["un"]
    correct_note(note=first, note_id=uuid4(), text="quatre", by=facilitator)
    assert words(workshop) == ["quatre"]
    assert len(note_history(first).chain) == 4


def test_what_no_longer_stands_is_not_corrected(workshop, question, facilitator):
    note = gather(workshop, question, facilitator)
    withdraw_note(note=note, reason="double", by=facilitator)
    with pytest.raises(Problem) as raised:
        correct_note(note=note, note_id=uuid4(), text="autre", by=facilitator)
    assert raised.value.code == "note withdrawn"


def test_a_withdrawn_note_is_kept_with_its_reason_and_comes_back(workshop, question, facilitator):
    note = gather(workshop, question, facilitator)
    for _ in range(2):
        withdraw_note(note=note, reason="  typed   twice ", by=facilitator)
    assert words(workshop) == []
    assert Note.objects.get().withdrawn_reason == "typed twice"
    for _ in range(2):
        restore_note(note=note, by=facilitator)
    assert words(workshop) == ["un banc à l'ombre"]
    told = list(Event.objects.values_list("verb", flat=True))
    assert told == ["note gathered", "note withdrawn", "note restored"]


def test_a_note_is_not_withdrawn_without_saying_why(workshop, question, facilitator):
    with pytest.raises(Problem) as raised:
        withdraw_note(note=gather(workshop, question, facilitator), reason=" ", by=facilitator)
    assert raised.value.code == "reason missing"


def test_the_notes_of_another_territory_are_out_of_reach(question, facilitator):
    with pytest.raises(PermissionDenied):
        withdraw_note(note=NoteFactory(), reason="why not", by=facilitator)


# While the hall has not revealed a question


@pytest.fixture
def sealed_sheet(workshop, question):
    return QuestionSheetFactory(workshop=workshop, question=question)


def test_a_paper_note_typed_before_the_reveal_is_sealed_and_read_by_who_typed_it_alone(
    workshop, question, sealed_sheet, facilitator, client
):
    note = gather_note(note_id=uuid4(), workshop=workshop, question=question, text="un banc", by=facilitator)
    assert note.is_sealed
    client.force_login(facilitator)
    assert client.get(f"/notes/{note.pk}/").status_code == 200
    client.force_login(MembershipFactory(territory=workshop.territory).account)
    assert client.get(f"/notes/{note.pk}/").status_code == 404
    assert not notes_of_workshop(workshop).exists()


def test_several_notes_brought_in_before_the_reveal_are_sealed_too(workshop, question, sealed_sheet, facilitator):
    gather_notes(workshop=workshop, drafts=[NoteDraft(uuid4(), question, "un banc")], by=facilitator)
    assert Note.objects.get().is_sealed
    sealed_sheet.revealed_at = NOW
    sealed_sheet.save()
    gather_notes(workshop=workshop, drafts=[NoteDraft(uuid4(), question, "le bus")], by=facilitator)
    assert not Note.objects.get(text="le bus").is_sealed


def test_a_correction_keeps_its_author_and_stays_sealed(workshop, question, sealed_sheet, facilitator):
    lina = ParticipantFactory(workshop=workshop)
    note = gather_note(
        note_id=uuid4(), workshop=workshop, question=question, text="un bant", author=lina, by=facilitator
    )
    correction = correct_note(note=note, note_id=uuid4(), text="un banc", by=facilitator)
    assert (correction.author, correction.is_sealed) == (lina, True)


def test_what_happens_to_notes_is_told_in_the_space_of_their_workshop(workshop, question, facilitator):
    note = gather_note(note_id=uuid4(), workshop=workshop, question=question, text="un banc", by=facilitator)
    withdraw_note(note=note, reason="hors sujet", by=facilitator)
    restore_note(note=note, by=facilitator)
    told = Event.objects.filter(space_id=workshop.pk).order_by("number")
    assert [event.details["told"] for event in told] == [{"question": str(question.pk)}] * 3

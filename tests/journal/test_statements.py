"""Statements composed once read and write what Django's own queries do."""

import pytest
from django.db import IntegrityError, models, transaction
from django.db.models import Count

from factories import NOW, CampaignFactory, NoteFactory, QuestionFactory, WorkshopFactory
from spirale.journal.statements import Blank, Change, Reading, an_id, insert
from spirale.workshops.models import Note, Workshop

pytestmark = pytest.mark.database

NOTES = Reading(lambda: Note.objects.select_related("question", "replaces").filter(workshop=an_id("workshop")))
ONE = Reading(lambda: Note.objects.select_for_update(of=("self",)).filter(pk=an_id("note")).order_by())
BY_SIGN = Reading(lambda: Note.objects.filter(sign=Blank("sign", models.SmallIntegerField())).values_list("pk", "text"))
COUNTED = Reading(lambda: Workshop.objects.annotate(several=Count("notes")).order_by("pk"))
TAKE_BACK = Change(
    lambda: Note.objects.filter(pk=an_id("note")),
    withdrawn_at=Blank("at", models.DateTimeField()),
    withdrawn_reason="said twice",
)


def fields_of(thing):
    return {field.attname: getattr(thing, field.attname) for field in thing._meta.concrete_fields}


def test_rows_are_those_of_the_query_with_what_they_lead_to(django_assert_num_queries):
    workshop = WorkshopFactory()
    first = NoteFactory(workshop=workshop, text="un banc « à l'ombre » 100 %")
    NoteFactory(workshop=workshop, replaces=first, written_at=NOW)
    NoteFactory()
    expected = list(Note.objects.select_related("question").filter(workshop=workshop))
    with django_assert_num_queries(1):
        found = list(NOTES.rows(workshop=workshop.pk))
        assert {note.question.code for note in found} == {note.question.code for note in expected}
        assert {note.replaces and note.replaces.text for note in found} == {None, first.text}
    assert [fields_of(note) for note in found] == [fields_of(note) for note in expected]


def test_each_time_the_values_are_others():
    notes = NoteFactory.create_batch(3)
    with transaction.atomic():
        assert [ONE.first(note=note.pk) for note in notes] == notes
        assert ONE.first(note=None) is None
    assert set(BY_SIGN.rows(sign=notes[0].sign)) == {(note.pk, note.text) for note in notes}


def test_what_is_counted_beside_a_row_comes_with_it():
    workshop = WorkshopFactory()
    NoteFactory.create_batch(2, workshop=workshop)
    assert [(found.pk, found.several) for found in COUNTED.rows()] == [(workshop.pk, 2)]


def test_a_change_says_how_many_rows_it_changed():
    note, other = NoteFactory.create_batch(2)
    assert TAKE_BACK.run(note=note.pk, at=NOW) == 1
    assert TAKE_BACK.run(note=None, at=NOW) == 0
    note.refresh_from_db()
    other.refresh_from_db()
    assert (note.withdrawn_at, note.withdrawn_reason, other.withdrawn_at) == (NOW, "said twice", None)


def test_what_is_inserted_is_what_saving_would_have_kept():
    question = QuestionFactory(campaign=CampaignFactory())
    workshop = WorkshopFactory(campaign=question.campaign)
    note = Note(workshop=workshop, question=question, text="deux bancs", written_at=NOW)
    insert(note)
    assert fields_of(Note.objects.get(pk=note.pk)) == fields_of(note)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Note(pk=note.pk, workshop=workshop, question=question, text="trois", written_at=NOW))
    assert Note.objects.get(pk=note.pk).text == "deux bancs"

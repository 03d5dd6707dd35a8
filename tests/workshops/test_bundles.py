"""A workshop carried from one installation to another and back: whole, without double, and nothing lost on the way."""

import io
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.core import serializers
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from factories import CriterionFactory, HallFactory, MembershipFactory, TerritoryFactory, key_number
from spirale.cycles.models import Campaign, Question
from spirale.journal.models import Event, Space
from spirale.journal.queries import chain_is_whole
from spirale.method.problems import Problem, Problems
from spirale.mobilisation.models import Group
from spirale.offline.bundles import Bundle, read_bundle
from spirale.offline.models import BundleReceipt
from spirale.territories.models import Territory
from spirale.workshops.bundles import KIND, bring_in, take_out
from spirale.workshops.bundles.plan import KINDS, is_of_account
from spirale.workshops.models import (
    Dealt,
    FloorRequest,
    Hall,
    Minutes,
    Move,
    Note,
    NoteSheet,
    Participant,
    Pile,
    Place,
    Pledge,
    QuestionSheet,
    ShortlistedAction,
    Step,
    StepRun,
    Turn,
    Workshop,
)
from spirale.workshops.operations import (
    StepDraft,
    ask_floor,
    close_hall,
    correct_note,
    deal_question,
    erase_participant,
    gather_note,
    give_floor,
    join,
    make_pile,
    make_pledge,
    open_hall,
    place_note,
    recover,
    rename_pile,
    reveal_question,
    rewrite_note,
    shortlist_action,
    take_back_note,
    withdraw_note,
    write_note,
)
from spirale.workshops.operations.agenda import add_step, remove_step, start_step
from spirale.workshops.operations.minutes import draft_minutes

pytestmark = pytest.mark.database

WITHIN = [
    *(Workshop, Hall, Step, StepRun, QuestionSheet, NoteSheet, Participant, Note, Dealt, Pile, Move, Place),
    *(FloorRequest, Turn, ShortlistedAction, Pledge, Minutes),
]
OF_THE_HOUSE = ["opened_by", "entered_by", "made_by", "by_account", "imported_by", "withdrawn_by", "created_at"]


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture(autouse=True)
def hall(workshop, question, second_question, facilitator):
    """The workshop as it was prepared on the server, by somebody with an account there."""
    second_question.grouping = Question.Grouping.FREE
    second_question.save()
    steps = [
        StepDraft("welcome", "Accueil"),
        StepDraft("write", "Écrire", question=question),
        StepDraft("place", "Lire"),
    ]
    return open_hall(workshop=workshop, steps=steps, template="first_meeting", by=facilitator)


def out(workshop: Workshop) -> Bundle:
    stream = io.BytesIO()
    take_out(stream, workshop=workshop)
    return read_bundle(stream, kind=KIND, believes=lambda *_: True)


@contextmanager
def elsewhere():
    """What happens in here happens on another machine: nothing of it is left when one leaves, but bundles."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def somebody(workshop: Workshop, number: int, first_name: str = "") -> Participant:
    return join(
        participant_id=uuid4(), workshop=workshop, key=key_number(number), first_name=first_name or f"P{number}"
    )


def says(workshop: Workshop, who: Participant, question: Question, text: str) -> Note:
    note_id = uuid4()
    write_note(note_id=note_id, workshop=workshop, participant=who, question_id=question.pk, text=text)
    return Note.objects.get(pk=note_id)


def live(workshop: Workshop, question: Question, second: Question) -> None:
    """A meeting with something of everything in it."""
    one, two, three = (somebody(workshop, number) for number in (1, 2, 3))
    first = says(workshop, one, question, "un banc à l'ombre")
    mended = says(workshop, two, question, "le bui")
    rewrite_note(note_id=mended.pk, new_id=uuid4(), workshop=workshop, participant=two, text="le bruit")
    back = says(workshop, two, question, "à reprendre")
    take_back_note(note_id=back.pk, workshop=workshop, participant=two)
    free = says(workshop, three, second, "des voisins qui se parlent")
    says(workshop, three, second, "les arbres")
    typed = gather_note(note_id=uuid4(), workshop=workshop, question=question, text="dactylographié", by=None)
    correct_note(note=typed, note_id=uuid4(), text="tapé à la main", by=None)
    start_step(step=workshop.steps.get(kind="write"), instead_of=None, by=None)
    for asked in (question, second):
        reveal_question(workshop=workshop, question=asked, by=None)
    deal_question(workshop=workshop, question=question, by=None, seed=7)
    pile = make_pile(pile_id=uuid4(), workshop=workshop, question=second, name="Le voisinage", participant=one)
    place_note(move_id=uuid4(), note=free, pile=pile, participant=one)
    place_note(move_id=uuid4(), note=first, code="D03", participant=two)
    place_note(move_id=uuid4(), note=first, code="E01", participant=three)
    ask_floor(request_id=uuid4(), workshop=workshop, participant=one)
    ask_floor(request_id=uuid4(), workshop=workshop, participant=two)
    give_floor(turn_id=uuid4(), workshop=workshop, participant=one, seen=None, by=None)
    action = shortlist_action(action_id=uuid4(), workshop=workshop, title="Un verger", by=None)
    make_pledge(
        pledge_id=uuid4(), action=action, brings="des plants", contact="06 00 00 00 00", name="Odile", participant=three
    )
    draft_minutes(workshop=workshop, by=None)


def contents(workshop: Workshop) -> dict[str, list]:
    """All that belongs to a workshop, as an installation keeps it, without its accounts."""
    kept = {}
    for model in (Territory, Group, Campaign, Question, *WITHIN):
        rows = serializers.serialize("python", model.objects.order_by("pk"))
        for row in rows:
            if model in (QuestionSheet, Minutes):
                row.pop("pk")  # a number of the house
            row["fields"] = {name: value for name, value in row["fields"].items() if name not in OF_THE_HOUSE}
            row["fields"].pop("is_public", None)
        kept[model.__name__] = sorted(rows, key=repr)
    lines = Event.objects.filter(space_id=workshop.pk).order_by("number")
    kept["lines"] = list(lines.values_list("number", "at", "verb", "kind", "object_id", "details"))
    return kept


def forget_everything() -> None:
    """A machine on which nothing is yet."""
    Hall.objects.update(run=None)
    Note.objects.update(replaces=None)
    Move.objects.update(seen=None)
    for model in [*reversed(WITHIN), Question, Campaign, Group]:
        model.objects.all().delete()
    for model in ("Membership", "Territory"):
        apps.get_model("territories", model).objects.all().delete()
    Event.objects.all().delete()
    Space.objects.all().delete()


def test_every_table_of_a_workshop_is_carried_or_stays_at_home_on_purpose():
    carried = {kind.model for kind in KINDS}
    apart = {"SheetDraft"}  # a file that somebody has not confirmed yet: theirs alone, for a day
    assert {model for model in apps.get_app_config("workshops").get_models() if model.__name__ not in apart} <= carried
    for kind in KINDS:
        for field in kind.model._meta.concrete_fields:
            assert is_of_account(field) == (
                field.related_model is not None and field.related_model.__name__ == "Account"
            )
        for name, field in kind.fields.items():
            assert field.related_model is None or field.related_model in carried, (kind.name, name)


def test_a_workshop_comes_whole_to_a_machine_on_which_nothing_is(workshop, question, second_question):
    live(workshop, question, second_question)
    before = contents(workshop)
    bundle = out(workshop)
    with elsewhere():
        forget_everything()
        done = bring_in(bundle=bundle, by=None)
        assert done.how == "new"
        assert done.new["notes"] == Note.objects.count() == 8
        assert contents(done.workshop) == before
        assert chain_is_whole(workshop.pk)
        assert Event.objects.get(verb="workshop brought in").space_id == workshop.territory.pk
        assert recover(workshop=done.workshop, key=key_number(2)).first_name == "P2"


def test_what_was_prepared_here_and_lived_there_comes_back_once(workshop, question, second_question, facilitator):
    prepared = out(workshop)
    with elsewhere():
        forget_everything()
        there = bring_in(bundle=prepared, by=None).workshop
        live(there, question, second_question)
        close_hall(workshop=there, by=None)
        lived, kept_there = out(there), contents(there)
    assert not Note.objects.exists()
    done = bring_in(bundle=lived, by=None)
    assert done.how == "continued"
    here = contents(workshop)
    assert here == kept_there
    assert chain_is_whole(workshop.pk)
    assert Hall.objects.get().opened_by == facilitator
    events, receipts = Event.objects.count(), BundleReceipt.objects.count()
    for bundle in (lived, prepared):
        assert bring_in(bundle=bundle, by=None).how == "known"
    assert contents(workshop) == here
    assert Event.objects.count() == events
    assert BundleReceipt.objects.filter(about=workshop.pk).count() == receipts + 1  # that of what was prepared


def test_a_bundle_made_twice_of_the_same_workshop_adds_nothing_the_second_time(workshop, question, second_question):
    with elsewhere():
        live(workshop, question, second_question)
        first, second = out(workshop), out(workshop)
    assert first.digest != second.digest
    assert bring_in(bundle=first, by=None).how == "continued"
    before = contents(workshop)
    done = bring_in(bundle=second, by=None)
    assert (done.how, done.new, done.changed) == ("known", {}, {})
    assert contents(workshop) == before


def test_what_goes_on_after_a_first_return_is_added_to_it(workshop, question, second_question):
    with elsewhere():
        live(workshop, question, second_question)
        first = out(workshop)
        says(workshop, Participant.objects.first(), question, "une note tardive")
        rename_pile(renaming_id=uuid4(), pile=Pile.objects.get(), name="Entre voisins", by=None)
        second, kept_there = out(workshop), contents(workshop)
    bring_in(bundle=first, by=None)
    done = bring_in(bundle=second, by=None)
    assert done.how == "continued"
    assert done.new["notes"] == 1
    assert done.changed == {"piles": 1}
    assert contents(workshop) == kept_there


def test_where_both_went_on_nothing_of_either_is_lost(workshop, question, second_question):
    with elsewhere():
        live(workshop, question, second_question)
        lived = out(workshop)
        numbers = {model: model.objects.count() for model in (Note, Participant, Move, Pledge)}
    another = somebody(workshop, 20, "Aïcha")
    paper = says(workshop, another, question, "écrit ici pendant ce temps")
    done = bring_in(bundle=lived, by=None)
    assert done.how == "merged"
    assert Note.objects.count() == numbers[Note] + 1
    assert Participant.objects.count() == numbers[Participant] + 1
    assert Move.objects.count() == numbers[Move]
    assert Pledge.objects.count() == numbers[Pledge]
    assert chain_is_whole(workshop.pk)
    assert Event.objects.filter(space_id=workshop.pk).last().verb == "workshop merged"
    paper.refresh_from_db()
    assert not paper.is_sealed  # its question was revealed in the hall
    before = contents(workshop)
    assert bring_in(bundle=lived, by=None).how == "known"
    assert contents(workshop) == before


def test_a_note_that_lies_in_two_places_shows_both_until_somebody_settles_it(workshop, question):
    who = somebody(workshop, 1)
    free, followed = (says(workshop, who, question, text) for text in ("un banc", "le bruit"))
    reveal_question(workshop=workshop, question=question, by=None)
    seen = place_note(move_id=uuid4(), note=followed, code="D01", by=None).move
    with elsewhere():
        place_note(move_id=uuid4(), note=free, code="D03", participant=who, moved_at=timezone.now())
        place_note(move_id=uuid4(), note=followed, code="D02", seen=seen.pk, by=None)
        bundle = out(workshop)
    place_note(move_id=uuid4(), note=free, code="E01", participant=who, moved_at=timezone.now() + timedelta(minutes=1))
    assert bring_in(bundle=bundle, by=None).how == "merged"
    place = Place.objects.get(note=free)
    assert (place.move.code, place.other.code) == ("E01", "D03")
    settled = Place.objects.get(note=followed)
    assert (settled.move.code, settled.other) == ("D02", None)
    assert Move.objects.count() == 4


def test_what_ended_on_either_side_is_ended_and_the_last_wording_stands(workshop, question, second_question):
    who = somebody(workshop, 1)
    here, there = (
        gather_note(note_id=uuid4(), workshop=workshop, question=question, text=text, by=None) for text in ("a", "b")
    )
    pile = make_pile(pile_id=uuid4(), workshop=workshop, question=second_question, name="Un nom", participant=who)
    with elsewhere():
        withdraw_note(note=there, reason="deux fois la même", by=None)
        ask_floor(request_id=uuid4(), workshop=workshop, participant=who)
        give_floor(turn_id=uuid4(), workshop=workshop, speaker="La maire", seen=None, by=None)
        rename_pile(renaming_id=uuid4(), pile=pile, name="Nommé là-bas", by=None)
        bundle = out(workshop)
    withdraw_note(note=here, reason="une faute", by=None)
    ask_floor(request_id=uuid4(), workshop=workshop, participant=who)
    give_floor(turn_id=uuid4(), workshop=workshop, speaker="Le maire", seen=None, by=None)
    rename_pile(renaming_id=uuid4(), pile=pile, name="Nommé ici ensuite", by=None)
    assert bring_in(bundle=bundle, by=None).how == "merged"
    assert set(Note.objects.values_list("withdrawn_reason", flat=True)) == {"deux fois la même", "une faute"}
    assert FloorRequest.objects.filter(ended_at=None).count() == 1
    assert Turn.objects.count() == 2
    assert Turn.objects.get(ended_at=None).speaker == "Le maire"
    assert Pile.objects.get().name == "Nommé ici ensuite"


def test_of_two_corrections_of_one_note_the_last_stands_and_the_other_is_kept(workshop, question):
    note = gather_note(note_id=uuid4(), workshop=workshop, question=question, text="le bui", by=None)
    with elsewhere():
        correct_note(note=note, note_id=uuid4(), text="le buis", by=None)
        bundle = out(workshop)
    correct_note(note=note, note_id=uuid4(), text="le bruit", by=None)
    bring_in(bundle=bundle, by=None)
    assert [each.text for each in Note.objects.filter(withdrawn_at=None)] == ["le bruit"]
    assert set(Note.objects.values_list("text", flat=True)) == {"le bui", "le buis", "le bruit"}


def test_versions_of_the_minutes_of_both_sides_are_kept(workshop, question):
    draft_minutes(workshop=workshop, by=None)
    with elsewhere():
        somebody(workshop, 1)
        draft_minutes(workshop=workshop, by=None)
        bundle = out(workshop)
    for number in (2, 3):
        somebody(workshop, number)
    draft_minutes(workshop=workshop, by=None)
    bring_in(bundle=bundle, by=None)
    assert [version.number for version in Minutes.objects.order_by("number")] == [1, 2, 3]


def test_a_step_taken_off_the_agenda_on_one_side_is_off_it_on_both(workshop):
    added = add_step(step_id=uuid4(), workshop=workshop, kind="discuss", title="Débattre", minutes=10, by=None)
    with elsewhere():
        remove_step(step=workshop.steps.get(title="Lire"), by=None)
        bundle = out(workshop)
    with elsewhere():
        assert bring_in(bundle=bundle, by=None).how == "continued"
        assert [step.title for step in workshop.steps.all()] == ["Accueil", "Écrire", "Débattre"]
    remove_step(step=added, by=None)
    assert bring_in(bundle=bundle, by=None).how == "merged"
    assert [step.title for step in workshop.steps.all()] == ["Accueil", "Écrire"]


@pytest.mark.parametrize("went_on", [False, True])
def test_who_was_erased_there_is_erased_here_with_all_that_was_made_of_their_words(workshop, question, went_on):
    who = somebody(workshop, 1, "Odile")
    words = "la lampe cassée devant chez Odile"
    note = says(workshop, who, question, words)
    reveal_question(workshop=workshop, question=question, by=None)
    CriterionFactory(note=note, text=words)
    place_note(move_id=uuid4(), note=note, code="D03", by=None)
    with elsewhere():
        erase_participant(workshop=workshop, participant=who)
        bundle = out(workshop)
    if went_on:
        somebody(workshop, 2)
    bring_in(bundle=bundle, by=None)
    everything = "\n".join(
        serializers.serialize("json", model.objects.all(), ensure_ascii=False)
        for room in ("workshops", "coding", "journal")
        for model in apps.get_app_config(room).get_models()
    )
    assert words not in everything
    assert "Odile" not in everything
    assert Note.objects.get().withdrawn_reason == "erased by its author"
    assert chain_is_whole(workshop.pk)


def test_who_was_erased_here_does_not_come_back_with_an_older_bundle(workshop, question):
    who = somebody(workshop, 1, "Odile")
    with elsewhere():
        says(workshop, who, question, "la lampe de chez Odile")
        action = shortlist_action(action_id=uuid4(), workshop=workshop, title="Un verger", by=None)
        make_pledge(pledge_id=uuid4(), action=action, brings="ma lampe", contact="06", name="Odile", participant=who)
        bundle = out(workshop)
    erase_participant(workshop=workshop, participant=who)
    bring_in(bundle=bundle, by=None)
    note, pledge, who = Note.objects.get(), Pledge.objects.get(), Participant.objects.get()
    assert (note.text, note.withdrawn_reason) == ("", "erased by its author")
    assert (pledge.brings, pledge.contact, pledge.name) == ("", "", "")
    assert who.first_name == ""
    assert who.erased_at


def test_another_wording_of_the_same_note_is_refused_with_its_place(workshop, question):
    note = gather_note(note_id=uuid4(), workshop=workshop, question=question, text="un banc", by=None)
    bundle = out(workshop)
    bundle.parts["notes"][0]["text"] = "un parking"
    before = contents(workshop)
    with pytest.raises(Problems) as caught, transaction.atomic():
        bring_in(bundle=bundle, by=None)
    (problem,) = caught.value.problems
    assert problem.code == "bundle contradicts"
    assert problem.parameters == {"part": "notes", "row": 1, "what": "text"}
    assert contents(workshop) == before
    assert Note.objects.get() == note


def test_a_note_of_another_workshop_is_not_touched(workshop, question, second_question):
    bundle = out(workshop)
    with elsewhere():
        gather_note(note_id=uuid4(), workshop=workshop, question=question, text="un banc", by=None)
        bundle = out(workshop)
    other = Workshop.objects.create(
        group=workshop.group, campaign=workshop.campaign, title="Une autre", held_on=workshop.held_on
    )
    note_id = bundle.parts["notes"][0]["id"]
    gather_note(note_id=note_id, workshop=other, question=question, text="un banc", by=None)
    with pytest.raises(Problems, match="bundle contradicts"), transaction.atomic():
        bring_in(bundle=bundle, by=None)
    assert Note.objects.get().workshop == other


@pytest.mark.parametrize(
    ("part", "name", "said"),
    [
        ("notes", "text", 7),
        ("notes", "text", "nul\0"),
        ("notes", "text", "\ud800"),
        ("notes", "text", "x" * 100_000),
        ("notes", "sign", 12),
        ("notes", "sign", True),
        ("notes", "written_at", "hier"),
        ("notes", "written_at", "2026-11-22T10:00:00"),
        ("notes", "question_id", "00000000-0000-4000-8000-000000000000"),
        ("notes", "question_id", None),
        ("notes", "id", "../etc"),
        ("notes", "is_sealed", "non"),
        ("participants", "first_name", "x" * 41),
        ("participants", "kind", "roi"),
        ("hall", "code", ["A"]),
        ("steps", "minutes", -1),
        ("steps", "minutes", 10**12),
        ("questions", "wordings", {"fr": "\0"}),
        ("workshop", "held_on", "2026-13-40"),
        ("events", "number", 40),
        ("events", "details", []),
        ("events", "verb", "x" * 61),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_place_whoever_signed_it(workshop, question, part, name, said):
    says(workshop, somebody(workshop, 1), question, "un banc")
    bundle = out(workshop)
    bundle.parts[part][0][name] = said
    with pytest.raises(Problem) as caught:
        bring_in(bundle=bundle, by=None)
    assert caught.value.code == "bundle row not readable"
    assert (caught.value.parameters["part"], caught.value.parameters["row"]) == (part, 1)


def test_a_bundle_of_a_newer_version_or_of_another_workshop_is_refused(workshop):
    bundle = out(workshop)
    bundle.parts["hall"][0]["colour"] = "red"
    with pytest.raises(Problem, match="bundle of a newer version"):
        bring_in(bundle=bundle, by=None)
    bundle = out(workshop)
    del bundle.parts["moves"]
    with pytest.raises(Problem, match="bundle of a newer version"):
        bring_in(bundle=bundle, by=None)
    bundle = out(workshop)
    bundle.parts["workshop"][0]["id"] = str(uuid4())
    with pytest.raises(Problem, match="bundle row not readable"):
        bring_in(bundle=bundle, by=None)


def test_a_workshop_prepared_without_the_server_joins_the_territory_that_is_named(workshop, question, second_question):
    live(workshop, question, second_question)
    bundle = out(workshop)
    with elsewhere():
        forget_everything()
        territory = TerritoryFactory(slug="val-darome")
        group = Group.objects.create(territory=territory, name=workshop.group.name)
        done = bring_in(bundle=bundle, territory=territory, by=None)
        assert done.workshop.group == group
        assert done.workshop.campaign.territory == territory
        assert Territory.objects.count() == 1
        assert bring_in(bundle=bundle, territory=territory, by=None).how == "known"
        other = TerritoryFactory()
        with pytest.raises(Problem, match="identifier elsewhere"):
            bring_in(bundle=bundle, territory=other, by=None)


def test_a_territory_of_the_same_address_is_not_taken_for_the_same(workshop):
    bundle = out(workshop)
    with elsewhere():
        forget_everything()
        TerritoryFactory(slug=workshop.territory.slug)
        with pytest.raises(Problem, match="territory has another identifier"):
            bring_in(bundle=bundle, by=None)


def test_two_open_halls_never_share_a_code(workshop, hall):
    bundle = out(workshop)
    with elsewhere():
        forget_everything()
        other = HallFactory(code=hall.code)
        brought = bring_in(bundle=bundle, by=None).workshop
        assert Hall.objects.get(workshop=brought).code != other.code
        assert Hall.objects.get(pk=other.pk).code == hall.code


def test_bringing_in_is_for_those_who_administer(workshop, facilitator):
    administrator = MembershipFactory(territory=workshop.territory, role="administrator").account
    bundle = out(workshop)
    with pytest.raises(PermissionDenied), transaction.atomic():
        bring_in(bundle=bundle, by=facilitator)
    assert bring_in(bundle=bundle, by=administrator).how == "known"


def test_no_address_of_an_account_leaves(workshop, question, second_question, facilitator):
    live(workshop, question, second_question)
    withdraw_note(note=Note.objects.filter(source="screen").first(), reason="x", by=facilitator)
    parts = out(workshop).parts
    assert facilitator.email not in repr(parts)
    assert str(facilitator.pk) not in repr(parts)


def test_a_bundle_is_written_and_read_with_as_many_queries_for_one_note_as_for_many(
    workshop, question, django_assert_max_num_queries
):
    who = somebody(workshop, 1)
    for number in range(60):
        says(workshop, who, question, f"note {number}")
    with django_assert_max_num_queries(30):
        bundle = out(workshop)
    with elsewhere():
        forget_everything()
        with django_assert_max_num_queries(90):
            bring_in(bundle=bundle, by=None)
    with django_assert_max_num_queries(70):
        bring_in(bundle=bundle, by=None)

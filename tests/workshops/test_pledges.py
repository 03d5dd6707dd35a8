"""From what people say they could do to what they bring; how to reach them is read by those entitled, and no others."""

import csv
import io
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories import (
    NOW,
    HallFactory,
    MembershipFactory,
    NoteFactory,
    ParticipantFactory,
    QuestionFactory,
    StepFactory,
    StepRunFactory,
    WorkshopFactory,
)
from spirale.journal.models import Event
from spirale.method.problems import Problem
from spirale.workshops import queries
from spirale.workshops.models import Move, Pile, Place, Pledge, ShortlistedAction
from spirale.workshops.operations import (
    bring_back_action,
    bring_back_pledge,
    drop_action,
    erase_participant,
    make_pledge,
    rename_action,
    shortlist_action,
    withdraw_pledge,
)
from spirale.workshops.queries.pledges import actions_part, notes_for_actions, pledge_map, question_of_actions

pytestmark = pytest.mark.database

CONTACT = "06 12 34 56 78, lina@exemple.org"


@pytest.fixture
def hall(workshop):
    return HallFactory(workshop=workshop)


@pytest.fixture
def third_question(workshop):
    return QuestionFactory(campaign=workshop.campaign, code="Q3", position=3)


@pytest.fixture
def lina(workshop, hall):
    return ParticipantFactory(workshop=workshop, first_name="Lina")


@pytest.fixture
def action(workshop, hall, facilitator):
    return keep(workshop, facilitator, title="Un jardin partagé")


@pytest.fixture
def pledge(action, lina):
    return offer(action, lina)


def keep(workshop, facilitator, **named):
    return shortlist_action(action_id=uuid4(), workshop=workshop, by=facilitator, **named)


def offer(action, participant=None, **named):
    given = {"brings": "deux heures le samedi", "contact": CONTACT, "name": "Lina R.", **named}
    return make_pledge(pledge_id=given.pop("pledge_id", uuid4()), action=action, participant=participant, **given)


def told(verb):
    return [event.details["told"] for event in Event.objects.filter(verb=verb).order_by("number")]


# The short list


def test_an_action_comes_from_a_revealed_note_or_from_words_of_ones_own(workshop, facilitator, third_question):
    note = NoteFactory(workshop=workshop, question=third_question, text="planter\nun   potager " + "x" * 300)
    taken = keep(workshop, facilitator, note=note)
    assert taken.title.startswith("planter un potager x")
    assert (len(taken.title), taken.title[-1]) == (200, "…")
    assert keep(workshop, facilitator, title=" Un  jardin\tpartagé ").title == "Un jardin partagé"
    with pytest.raises(Problem, match="action empty"):
        keep(workshop, facilitator, title=" \u200b ")


@pytest.mark.parametrize("state", [{"is_sealed": True}, {"withdrawn_at": NOW}])
def test_a_note_that_nobody_may_read_becomes_no_action(workshop, facilitator, third_question, state):
    note = NoteFactory(workshop=workshop, question=third_question, **state)
    with pytest.raises(Problem, match="note not to be read"):
        keep(workshop, facilitator, note=note)
    with pytest.raises(Problem, match="note not to be read"):
        keep(workshop, facilitator, note=NoteFactory())


def test_a_note_is_on_the_list_once_and_what_was_dropped_comes_back_with_it(workshop, facilitator, third_question):
    note = NoteFactory(workshop=workshop, question=third_question)
    first = keep(workshop, facilitator, note=note)
    assert keep(workshop, facilitator, note=note) == first
    drop_action(action=first, by=facilitator)
    assert keep(workshop, facilitator, note=note) == first
    assert [part["title"] for part in actions_part(workshop)] == [first.title]
    assert len(told("action shortlisted")) == len(told("action brought back")) == 1


def test_an_action_is_worded_anew_dropped_and_brought_back(workshop, facilitator, action, pledge):
    rename_action(action=action, title="Jardin des voisins", by=facilitator)
    drop_action(action=action, by=facilitator)
    assert actions_part(workshop) == []
    bring_back_action(action=action, by=facilitator)
    assert actions_part(workshop) == [{"id": str(action.pk), "title": "Jardin des voisins", "pledges": 1}]
    assert Event.objects.get(verb="action renamed").details["before"] == "Un jardin partagé"


def test_only_facilitators_keep_the_list(workshop, hall, reader, action, pledge):
    acts = [
        lambda: keep(workshop, reader, title="x"),
        lambda: rename_action(action=action, title="x", by=reader),
        lambda: drop_action(action=action, by=reader),
        lambda: bring_back_action(action=action, by=reader),
        lambda: make_pledge(pledge_id=uuid4(), action=action, brings="x", by=reader),
        lambda: withdraw_pledge(pledge=pledge, by=reader),
        lambda: bring_back_pledge(pledge=pledge, by=reader),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


# Choosing among the notes


def test_notes_that_lie_with_most_others_are_proposed_first(workshop, third_question):
    many = Pile.objects.create(workshop=workshop, question=third_question, name="Jardiner", made_at=NOW)
    answers = [
        ("un banc", None, ""),
        ("un potager", many, ""),
        ("chanter", None, "B01"),
        ("des fleurs", many, ""),
        ("la haie", many, ""),
    ]
    for number, (text, pile, code) in enumerate(answers):
        note = NoteFactory(workshop=workshop, question=third_question, text=text)
        if pile or code:
            move = Move.objects.create(note=note, pile=pile, code=code, moved_at=NOW, number=number)
            Place.objects.create(note=note, move=move)
    NoteFactory(workshop=workshop, question=third_question, text="scellée", is_sealed=True)
    found, count = notes_for_actions(workshop, third_question, limit=4)
    assert count == 5
    assert [(note.place, note.beside) for note in found] == [("Jardiner", 3)] * 3 + [("B01", 1)]


def test_a_search_finds_notes_without_accents_or_capitals(workshop, facilitator, third_question):
    notes = [
        NoteFactory(workshop=workshop, question=third_question, text=text)
        for text in ("Réparer les vélos ensemble", "VELO pour tous", "un jardin")
    ]
    found, count = notes_for_actions(workshop, third_question, search="vélo  repar")
    assert ([note.id for note in found], count) == ([notes[0].pk], 1)
    keep(workshop, facilitator, note=notes[0])
    assert notes_for_actions(workshop, third_question, search="velo")[1] == 1


def test_actions_come_from_the_third_question_unless_the_step_says_another(workshop, hall, question, third_question):
    assert question_of_actions(workshop) == third_question
    hall.run = StepRunFactory(step=StepFactory(workshop=workshop, kind="pledge", question=question))
    hall.save()
    assert question_of_actions(workshop) == question
    third_question.delete()
    hall.run = None
    hall.save()
    assert question_of_actions(workshop) == question


# Pledging


def test_a_pledge_sent_twice_is_kept_once(action, lina):
    first = offer(action, lina)
    assert offer(action, lina, pledge_id=first.pk) == first
    assert (Pledge.objects.count(), len(told("pledge made"))) == (1, 1)


def test_a_pledge_says_what_is_brought(action, lina):
    with pytest.raises(Problem, match="pledge empty"):
        offer(action, lina, brings=" \n ")
    with pytest.raises(Problem, match="pledge too long"):
        offer(action, lina, brings="x" * 1001)
    kept = offer(action, lina, brings="une remorque\net deux bras", contact=" 06\n12 ", name="x" * 300)
    assert (kept.brings, kept.contact, len(kept.name)) == ("une remorque\net deux bras", "06 12", 120)


def test_a_pledge_is_made_in_ones_own_workshop_to_an_action_on_the_list(action, lina, facilitator, hall):
    stranger = ParticipantFactory()
    with pytest.raises(Problem, match="participant of another workshop"):
        offer(action, stranger)
    drop_action(action=action, by=facilitator)
    with pytest.raises(Problem, match="action dropped"):
        offer(action, lina)
    bring_back_action(action=action, by=facilitator)
    hall.closed_at = NOW
    hall.save()
    with pytest.raises(Problem, match="hall closed"):
        offer(action, lina)
    assert offer(action, by=facilitator).entered_by == facilitator


def test_nobody_floods_the_list(action, lina, monkeypatch):
    monkeypatch.setattr("spirale.workshops.operations.pledges.PLEDGES_EACH", 2)
    offer(action, lina)
    second = offer(action, lina)
    with pytest.raises(Problem, match="too many pledges"):
        offer(action, lina)
    withdraw_pledge(pledge=second, participant=lina)
    offer(action, lina)


def test_whoever_withdraws_their_pledge_takes_their_contact_with_it(action, pledge, lina, facilitator):
    withdraw_pledge(pledge=pledge, participant=lina)
    pledge.refresh_from_db()
    assert (pledge.contact, pledge.name, pledge.brings) == ("", "", "deux heures le samedi")
    with pytest.raises(Problem, match="withdrawn by its author"):
        bring_back_pledge(pledge=pledge, by=facilitator)


def test_what_a_facilitator_withdrew_comes_back_as_it_was(action, pledge, facilitator):
    withdraw_pledge(pledge=pledge, by=facilitator)
    assert told("pledge withdrawn")[0]["action"]["pledges"] == 0
    bring_back_pledge(pledge=pledge, by=facilitator)
    pledge.refresh_from_db()
    assert (pledge.withdrawn_at, pledge.withdrawn_by, pledge.contact) == (None, None, CONTACT)
    assert told("pledge brought back")[0]["action"]["pledges"] == 1


def test_nobody_withdraws_the_pledge_of_another(pledge, workshop):
    with pytest.raises(Problem, match="pledge of somebody else"):
        withdraw_pledge(pledge=pledge, participant=ParticipantFactory(workshop=workshop))


def test_pledges_of_whoever_was_set_aside_count_nowhere(workshop, action, pledge, lina):
    lina.set_aside_at = NOW
    lina.save()
    assert actions_part(workshop)[0]["pledges"] == 0
    assert pledge_map(workshop, contacts=True)[0].offers == ()


def test_what_was_erased_shows_nowhere_and_does_not_come_back(workshop, action, pledge, lina, facilitator):
    withdraw_pledge(pledge=pledge, by=facilitator)
    erase_participant(workshop=workshop, participant=lina)
    assert pledge_map(workshop, contacts=True)[0].offers == ()
    with pytest.raises(Problem, match="withdrawn by its author"):
        bring_back_pledge(pledge=pledge, by=facilitator)


# Who reads how to reach somebody


def test_no_news_tells_a_contact_a_name_or_what_is_brought(workshop, action, pledge, lina, facilitator):
    withdraw_pledge(pledge=pledge, by=facilitator)
    bring_back_pledge(pledge=pledge, by=facilitator)
    withdraw_pledge(pledge=pledge, participant=lina)
    events = Event.objects.filter(space=workshop.pk)
    assert events.count() == 5
    for event in events:
        written = json.dumps(event.details, ensure_ascii=False)
        for private in (CONTACT, "exemple.org", "Lina", "deux heures"):
            assert private not in written


def test_the_state_gives_ones_own_contact_to_oneself_and_to_no_other_phone(workshop, action, pledge, lina):
    other = ParticipantFactory(workshop=workshop)
    workshop = queries.hall_to_enter().get(pk=workshop.pk)
    assert queries.state_of(workshop, lina)["me"]["pledges"] == [
        {
            "id": str(pledge.pk),
            "action": str(action.pk),
            "brings": "deux heures le samedi",
            "contact": CONTACT,
            "name": "Lina R.",
        }
    ]
    for state in (queries.state_of(workshop), queries.state_of(workshop, other)):
        assert CONTACT not in json.dumps(state, ensure_ascii=False)
        assert state["actions"] == [{"id": str(action.pk), "title": "Un jardin partagé", "pledges": 1}]


@pytest.mark.parametrize("role", ["reader", "member"])
def test_readers_see_what_is_brought_and_never_how_to_reach_people(client, workshop, pledge, role):
    client.force_login(MembershipFactory(territory=workshop.territory, role=role).account)
    page = client.get(reverse("workshops:pledges", args=[workshop.pk])).content.decode()
    assert "deux heures le samedi" in page
    assert "06 12" not in page
    assert "exemple.org" not in page
    for address in ("workshops:export_pledges", "workshops:lead"):
        assert client.get(reverse(address, args=[workshop.pk])).status_code == 403
    assert client.get(reverse("workshops:lead_panel", args=[workshop.pk, "pledges"])).status_code == 403


@pytest.mark.parametrize("name", ["workshop", "print", "wall", "wall_now", "wall_table", "minutes"])
def test_no_other_page_of_the_workshop_shows_a_contact(client, workshop, question, pledge, hall, facilitator, name):
    hall.run = StepRunFactory(step=StepFactory(workshop=workshop, kind="pledge"))
    hall.save()
    client.force_login(facilitator)
    page = client.get(reverse(f"workshops:{name}", args=[workshop.pk]))
    assert page.status_code == 200
    assert "exemple.org" not in page.content.decode()


def test_the_map_for_the_wall_does_not_even_fetch_contacts(workshop, pledge):
    shown = pledge_map(workshop)
    assert shown[0].standing[0].brings == "deux heures le samedi"
    assert CONTACT not in repr(shown)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_exports_for_readers_hold_no_contact(client, workshop, question, pledge, reader, form):
    client.force_login(reader)
    file = client.get(reverse("workshops:export", args=[workshop.pk, form]))
    assert b"exemple.org" not in b"".join(file.streaming_content)


def test_facilitators_see_contacts_on_the_page_in_the_panel_and_in_their_file(at_the_desk, workshop, action, pledge):
    for address in (
        reverse("workshops:pledges", args=[workshop.pk]),
        reverse("workshops:lead_panel", args=[workshop.pk, "pledges"]),
    ):
        assert CONTACT in at_the_desk.get(address).content.decode()
    file = at_the_desk.get(reverse("workshops:export_pledges", args=[workshop.pk]))
    rows = list(csv.DictReader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))
    assert file.headers["X-Row-Count"] == "1"
    assert [(row["action"], row["brings"], row["contact"]) for row in rows] == [
        ("Un jardin partagé", "deux heures le samedi", CONTACT)
    ]


def test_a_contact_that_begins_like_a_formula_is_no_formula_in_the_file(at_the_desk, workshop, action, facilitator):
    offer(action, by=facilitator, contact="=HYPERLINK(1)")
    file = at_the_desk.get(reverse("workshops:export_pledges", args=[workshop.pk]))
    assert "'=HYPERLINK" in b"".join(file.streaming_content).decode()


# The acts


def test_phones_pledge_and_withdraw_through_the_door_of_acts(client, workshop, action, lina):
    def send(**act):
        act = {"id": str(uuid4()), "by": str(lina.pk), "key": lina.key, "at": NOW.isoformat(), **act}
        answer = client.post(
            reverse("workshops:acts", args=[workshop.pk]), json.dumps({"acts": [act]}), content_type="application/json"
        )
        return answer.json()["results"][0]

    made = str(uuid4())
    pledge = {"id": made, "kind": "pledge", "action": str(action.pk), "brings": "un four à pain", "contact": "06"}
    for _ in range(2):
        assert send(**pledge)["state"] == "received"
    assert Pledge.objects.get().participant == lina
    assert send(kind="pledge", action=str(uuid4()), brings="x")["state"] == "refused"
    for _ in range(2):
        assert send(kind="withdraw_pledge", pledge=made)["state"] == "received"
    assert Pledge.objects.get().withdrawn_at is not None


def test_the_panel_keeps_an_action_and_a_pledge_and_says_what_is_wrong(at_the_desk, workshop, hall):
    address = reverse("workshops:pledge_act", args=[workshop.pk])
    said = {"act": "keep", "fresh": str(uuid4()), "title": "<b>Jardin</b>"}
    panel = at_the_desk.post(address, said, headers={"X-Panel": "pledges"})
    assert "&lt;b&gt;Jardin&lt;/b&gt;" in panel.content.decode()
    action = ShortlistedAction.objects.get()
    at_the_desk.post(address, {"act": "pledge", "fresh": str(uuid4()), "action": str(action.pk), "brings": "un four"})
    assert [offer.brings for offer in pledge_map(workshop)[0].standing] == ["un four"]
    refused = at_the_desk.post(address, {"act": "keep", "fresh": str(uuid4()), "title": " "}, headers={"X-Panel": "x"})
    assert refused.status_code == 422
    to_page = at_the_desk.post(address, {"act": "drop", "action": str(action.pk), "to": "page", "search": "four"})
    assert to_page.headers["Location"].endswith("/pledges/?search=four")


@pytest.mark.parametrize("people", [2, 20])
def test_the_map_takes_two_round_trips_however_many_pledge(
    people, workshop, hall, facilitator, django_assert_num_queries
):
    for number in range(people):
        action = keep(workshop, facilitator, title=f"Action {number}")
        offer(action, ParticipantFactory(workshop=workshop), at=NOW + timedelta(minutes=number))
    for contacts in (False, True):
        with django_assert_num_queries(2):
            pledge_map(workshop, contacts=contacts)


def test_other_workshops_have_their_own_list(workshop, action):
    assert actions_part(WorkshopFactory()) == []

"""The floor: everybody is heard in a fair order, one voice at a time, and nobody's words are recorded."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.translation import override

from factories import NOW, HallFactory, ParticipantFactory, StepFactory, StepRunFactory, WorkshopFactory
from spirale.journal.models import Event
from spirale.method.problems import Problem
from spirale.workshops.models import FloorRequest, Turn
from spirale.workshops.operations import (
    ask_floor,
    bring_back_turn,
    correct_turn,
    end_turn,
    give_floor,
    leave_floor,
    lower_hand,
    pass_turn,
    take_back_turn,
)
from spirale.workshops.queries.voice import round_of, voice_distribution, voice_of
from spirale.workshops.queries.voice_panel import voice_panel, voice_wall

pytestmark = pytest.mark.database


@pytest.fixture
def hall(workshop):
    return HallFactory(workshop=workshop)


@pytest.fixture
def ana(workshop, hall):
    return ParticipantFactory(workshop=workshop, first_name="Ana", kind="citizen")


@pytest.fixture
def basile(workshop, hall):
    return ParticipantFactory(workshop=workshop, first_name="Basile", kind="citizen")


@pytest.fixture
def chloe(workshop, hall):
    return ParticipantFactory(workshop=workshop, first_name="Chloé", kind="association")


def minutes(number):
    return NOW + timedelta(minutes=number)


def ask(participant, minute=0, request_id=None):
    return ask_floor(
        request_id=request_id or uuid4(), workshop=participant.workshop, participant=participant, at=minutes(minute)
    )


def give(workshop, facilitator, participant=None, *, minute=0, seen=None, turn_id=None, **named):
    return give_floor(
        turn_id=turn_id or uuid4(),
        workshop=workshop,
        participant=participant,
        seen=seen.pk if seen else None,
        at=minutes(minute),
        by=facilitator,
        **named,
    )


def spoken(workshop, facilitator, participant=None, *, start, end, **named):
    turn = give(workshop, facilitator, participant, minute=start, **named)
    return end_turn(turn=turn, at=minutes(end), by=facilitator)


def queue_of(workshop, minute=60):
    return [queued.somebody.name for queued in round_of(workshop, now=minutes(minute)).queue]


# Asking


def test_a_hand_raised_twice_is_one_hand(workshop, ana):
    first = ask(ana, 0)
    assert ask(ana, 1, request_id=first.pk) == ask(ana, 2) == first
    assert FloorRequest.objects.count() == Event.objects.filter(verb="floor asked").count() == 1


def test_a_hand_that_was_lowered_is_not_lowered_again_by_an_old_message(workshop, ana):
    first = ask(ana, 0)
    leave_floor(participant=ana, request_id=first.pk, at=minutes(1))
    second = ask(ana, 2)
    leave_floor(participant=ana, request_id=first.pk, at=minutes(3))
    assert FloorRequest.objects.get(ended_at=None) == second


def test_nobody_raises_a_hand_in_the_name_of_another(workshop, ana, basile):
    hand = ask(ana)
    with pytest.raises(Problem, match="message not readable"):
        ask(basile, request_id=hand.pk)


def test_a_hand_may_be_raised_only_in_a_hall_that_is_open(workshop, hall, ana):
    hall.closed_at = NOW
    hall.save()
    with pytest.raises(Problem, match="hall closed"):
        ask(ana)


def test_the_queue_puts_first_who_was_not_heard_and_tells_why(workshop, facilitator, ana, basile, chloe):
    spoken(workshop, facilitator, ana, start=0, end=2)
    for minute, participant in enumerate([ana, basile, chloe], 3):
        ask(participant, minute)
    waiting = round_of(workshop, now=minutes(9)).queue
    assert [(queued.somebody.name, queued.reason) for queued in waiting] == [
        ("Chloé", "new kind"),
        ("Basile", "not heard"),
        ("Ana", "heard"),
    ]
    assert waiting[2].seconds == 120


def test_somebody_without_phone_waits_in_the_same_queue(workshop, facilitator, ana):
    ask(ana, 0)
    for speaker in ["Madame Roux", " madame  ROUX "]:
        ask_floor(
            request_id=uuid4(),
            workshop=workshop,
            speaker=speaker,
            kind="association",
            at=minutes(1),
            by=facilitator,
        )
    assert queue_of(workshop) == ["Ana", "Madame Roux"]
    turn = give(workshop, facilitator, speaker="Madame roux", minute=2)
    assert (turn.speaker, turn.kind) == ("Madame Roux", "association")
    assert queue_of(workshop) == ["Ana"]


def test_whoever_was_set_aside_no_longer_waits_nor_counts(workshop, ana, basile):
    ask(ana, 0)
    ana.set_aside_at = NOW
    ana.save()
    voices = round_of(workshop, now=minutes(1))
    assert (voices.queue, voices.shares.people) == ((), 1)


# Giving


def test_giving_the_floor_lowers_the_hand_and_ends_the_turn_before(workshop, facilitator, ana, basile):
    ask(basile, 0)
    first = give(workshop, facilitator, ana, minute=1)
    second = give(workshop, facilitator, basile, minute=3, seen=first)
    first.refresh_from_db()
    assert (first.ended_at, second.started_at) == (minutes(3), minutes(3))
    assert FloorRequest.objects.get().ended_at == minutes(3)
    assert round_of(workshop, now=minutes(4)).running == second


def test_a_turn_given_twice_by_the_same_message_is_one_turn(workshop, facilitator, ana):
    first = give(workshop, facilitator, ana, minute=1)
    assert give(workshop, facilitator, ana, minute=2, turn_id=first.pk) == first
    assert Turn.objects.count() == 1


def test_of_two_facilitators_who_give_the_floor_at_once_one_does(workshop, facilitator, ana, basile):
    first = give(workshop, facilitator, ana, minute=1)
    assert give(workshop, facilitator, ana, minute=1) == first
    with pytest.raises(Problem, match="floor given meanwhile") as told:
        give(workshop, facilitator, basile, minute=1)
    assert told.value.parameters["speaker"] == "Ana"
    assert round_of(workshop, now=minutes(2)).running == first


def test_the_database_lets_one_voice_speak_at_a_time(workshop, ana, basile):
    Turn.objects.create(workshop=workshop, participant=ana, started_at=NOW)
    with pytest.raises(IntegrityError, match=r"one_voice_at_a_time|workshops_turn\.workshop_id"), transaction.atomic():
        Turn.objects.create(workshop=workshop, participant=basile, started_at=NOW)


def test_only_facilitators_give_the_floor(workshop, hall, reader, ana):
    for act in (
        lambda: give(workshop, reader, ana),
        lambda: ask_floor(request_id=uuid4(), workshop=workshop, speaker="Jo", by=reader),
    ):
        with pytest.raises(PermissionDenied):
            act()
    turn = Turn.objects.create(workshop=workshop, participant=ana, started_at=NOW)
    for act in (end_turn, pass_turn, take_back_turn, bring_back_turn):
        with pytest.raises(PermissionDenied):
            act(turn=turn, by=reader)
    with pytest.raises(PermissionDenied):
        lower_hand(request=FloorRequest.objects.create(workshop=workshop, participant=ana, asked_at=NOW), by=reader)


def test_the_floor_is_given_to_somebody_of_this_workshop(workshop, hall, facilitator):
    with pytest.raises(Problem, match="participant of another workshop"):
        give(workshop, facilitator, ParticipantFactory())
    with pytest.raises(Problem, match="speaker missing"):
        give(workshop, facilitator, speaker=" \u200b\n ")


def test_a_turn_belongs_to_the_step_during_which_it_began(workshop, hall, facilitator, ana):
    run = StepRunFactory(step=StepFactory(workshop=workshop, kind="round", minutes=8))
    hall.run = run
    hall.save()
    assert give(workshop, facilitator, ana).step == run.step
    assert round_of(workshop, now=NOW).each == 300
    for _ in range(3):
        ParticipantFactory(workshop=workshop)
    assert round_of(workshop, now=NOW).each == 120


# Ending, passing, putting right


def test_ending_a_turn_again_changes_nothing(workshop, facilitator, ana):
    turn = spoken(workshop, facilitator, ana, start=0, end=2)
    assert end_turn(turn=turn, at=minutes(9), by=facilitator).ended_at == minutes(2)
    assert Event.objects.filter(verb="turn ended").count() == 1


def test_people_end_their_own_turn_and_no_other(workshop, facilitator, ana, basile):
    turn = give(workshop, facilitator, ana, minute=0)
    leave_floor(participant=basile, turn_id=turn.pk, at=minutes(1))
    assert round_of(workshop, now=minutes(1)).running == turn
    leave_floor(participant=ana, turn_id=turn.pk, at=minutes(2))
    turn.refresh_from_db()
    assert turn.ended_at == minutes(2)


def test_a_clock_that_went_back_gives_no_turn_of_less_than_nothing(workshop, facilitator, ana):
    turn = spoken(workshop, facilitator, ana, start=5, end=3)
    assert turn.ended_at == turn.started_at
    assert voice_distribution(workshop, now=minutes(9)).seconds == 0


def test_whoever_passes_stays_among_those_not_heard(workshop, facilitator, ana):
    ask(ana, 0)
    pass_turn(turn=give(workshop, facilitator, ana, minute=1), at=minutes(2), by=facilitator)
    shares = voice_distribution(workshop, now=minutes(9))
    assert (shares.heard, shares.seconds) == (0, 0)
    assert queue_of(workshop) == []


def test_a_floor_given_by_mistake_is_taken_back_and_the_hand_is_up_again(workshop, facilitator, ana, basile):
    asked = ask(ana, 0)
    turn = give(workshop, facilitator, ana, minute=3)
    take_back_turn(turn=turn, at=minutes(4), by=facilitator)
    voices = round_of(workshop, now=minutes(5))
    assert (voices.running, voices.shares.seconds) == (None, 0)
    assert [queued.request for queued in voices.queue] == [asked.pk]
    bring_back_turn(turn=turn, at=minutes(6), by=facilitator)
    voices = round_of(workshop, now=minutes(7))
    assert (voices.shares.seconds, voices.queue, voices.running) == (60, (), None)


def test_taking_back_does_not_raise_a_second_hand(workshop, facilitator, ana):
    ask(ana, 0)
    turn = spoken(workshop, facilitator, ana, start=1, end=2)
    second = ask(ana, 3)
    take_back_turn(turn=turn, at=minutes(4), by=facilitator)
    assert FloorRequest.objects.get(ended_at=None) == second


def test_a_turn_noted_for_the_wrong_person_becomes_that_of_the_right_one(workshop, facilitator, ana, basile):
    ask(ana, 0)
    ask(basile, 1)
    turn = spoken(workshop, facilitator, ana, start=2, end=4)
    correct_turn(turn=turn, participant=basile, at=minutes(5), by=facilitator)
    seconds = {share.of: share.seconds for share in voice_distribution(workshop, now=minutes(6)).persons}
    assert seconds == {str(ana.pk): 0, str(basile.pk): 120}
    assert queue_of(workshop) == ["Ana"]
    correct_turn(turn=turn, speaker="Madame Roux", kind="firm", at=minutes(7), by=facilitator)
    assert queue_of(workshop) == ["Ana", "Basile"]
    told = Event.objects.filter(verb="turn corrected").order_by("number").last()
    assert (told.details["was"], told.details["is_now"]) == (str(basile.pk), "Madame Roux")


def test_correcting_to_the_same_person_changes_nothing(workshop, facilitator, ana):
    turn = spoken(workshop, facilitator, ana, start=2, end=4)
    correct_turn(turn=turn, participant=ana, by=facilitator)
    assert not Event.objects.filter(verb="turn corrected").exists()


def test_a_hand_lowered_for_somebody_is_lowered_once(workshop, facilitator, ana):
    hand = ask(ana)
    for _ in range(2):
        lower_hand(request=hand, at=minutes(2), by=facilitator)
    assert Event.objects.filter(verb="floor request ended").count() == 1


# What is told


def test_everyone_in_the_hall_reads_who_speaks_who_waits_and_how_time_is_shared(workshop, facilitator, ana, chloe):
    ask(chloe, 0)
    turn = give(workshop, facilitator, ana, minute=1)
    told = voice_of(workshop, now=minutes(2))
    assert told["speaking"] == {
        "turn": str(turn.pk),
        "started_at": minutes(1).isoformat(),
        "participant": str(ana.pk),
        "name": "Ana",
        "kind": "citizen",
        "table": None,
    }
    assert [waiting["name"] for waiting in told["queue"]] == ["Chloé"]
    assert (told["waiting"], told["each"], told["shares"]["people"], told["shares"]["gini"]) == (1, 120, 2, 0.5)
    assert json.loads(json.dumps(told)) == told
    assert Event.objects.get(verb="turn started").details["told"]["voice"]["speaking"]["name"] == "Ana"


def test_a_very_long_queue_is_told_in_part_with_its_length(workshop, hall):
    for minute in range(35):
        ask(ParticipantFactory(workshop=workshop), minute)
    told = voice_of(workshop, now=minutes(40))
    assert (len(told["queue"]), told["waiting"]) == (30, 35)


def test_nobody_is_named_to_all_for_taking_more_than_their_share(workshop, facilitator, ana, basile, chloe):
    spoken(workshop, facilitator, ana, start=0, end=30)
    assert [share.of for share in round_of(workshop, now=minutes(31)).takes_more] == [str(ana.pk), "citizen"]
    told = json.dumps(voice_of(workshop, now=minutes(31)))
    assert "Ana" not in told
    assert str(ana.pk) not in told


@pytest.mark.parametrize("people", [3, 30])
def test_the_voices_of_a_hall_take_four_round_trips_however_many_they_are(
    people, workshop, hall, facilitator, django_assert_num_queries
):
    for number in range(people):
        participant = ParticipantFactory(workshop=workshop)
        if number % 2:
            spoken(workshop, facilitator, participant, start=number, end=number + 1)
        ask(participant, number)
    with django_assert_num_queries(4):
        voice_of(workshop, now=minutes(90))


def test_other_workshops_do_not_hear_of_it(workshop, facilitator, ana):
    spoken(workshop, facilitator, ana, start=0, end=1)
    assert voice_of(WorkshopFactory(), now=NOW)["shares"]["seconds"] == 0


@pytest.mark.django_db(transaction=True)
def test_facilitators_who_press_at_the_same_time_start_one_turn(workshop, facilitator):
    """Several facilitators on PostgreSQL; SQLite has one writer at a time, and its test database one connection."""
    HallFactory(workshop=workshop)
    people = [ParticipantFactory(workshop=workshop, first_name=f"P{number}") for number in range(6)]
    presses = len(people) if os.environ.get("SPIRALE_TESTS_ASK_FOR") == "postgresql" else 1
    together = Barrier(presses)

    def press(participant):
        try:
            together.wait()
            return give(workshop, facilitator, participant)
        except Problem as problem:
            return problem.code
        finally:
            if presses > 1:
                connection.close()

    if presses == 1:
        answers = [press(participant) for participant in people]
    else:
        with ThreadPoolExecutor(presses) as pool:
            answers = list(pool.map(press, people))
    turn = Turn.objects.get(workshop=workshop)
    assert turn.ended_at is None
    assert answers.count("floor given meanwhile") == len(people) - 1
    assert turn in answers


# The panel, and phones


def act(client, workshop, /, **said):
    return client.post(reverse("workshops:voice_act", args=[workshop.pk]), said, headers={"X-Panel": "voice"})


def test_a_facilitator_leads_a_whole_round_from_the_panel(at_the_desk, workshop, ana, chloe):
    ask(ana)
    first = str(uuid4())
    panel = act(at_the_desk, workshop, act="give", turn=first, seen="", person=ana.pk).content.decode()
    assert "Ana" in panel
    assert f'value="{first}"' in panel
    second = str(uuid4())
    said = {"person": "", "speaker": "<i>Madame Roux</i>", "kind": "firm"}
    panel = act(at_the_desk, workshop, act="give", turn=second, seen=first, **said).content.decode()
    assert "&lt;i&gt;Madame Roux&lt;/i&gt;" in panel
    act(at_the_desk, workshop, act="pass", turn=second)
    act(at_the_desk, workshop, act="bring_back", turn=second)
    act(at_the_desk, workshop, act="correct", turn=second, person=chloe.pk)
    act(at_the_desk, workshop, act="take_back", turn=first)
    act(at_the_desk, workshop, act="queue", turn=uuid4(), person="<i>Madame Roux</i>")
    assert [queued.somebody.name for queued in round_of(workshop).queue] == ["Ana", "<i>Madame Roux</i>"]
    act(at_the_desk, workshop, act="lower", request=FloorRequest.objects.get(speaker="<i>Madame Roux</i>").pk)
    assert [queued.somebody.name for queued in round_of(workshop).queue] == ["Ana"]
    assert Turn.objects.get(pk=second).participant == chloe
    act(at_the_desk, workshop, act="give", turn=(third := uuid4()), seen="", person=ana.pk)
    act(at_the_desk, workshop, act="end", turn=third)
    assert Turn.objects.get(pk=third).ended_at is not None


def test_the_panel_says_in_words_what_could_not_be_done(at_the_desk, workshop, facilitator, ana, basile):
    give(workshop, facilitator, ana)
    refused = act(at_the_desk, workshop, act="give", turn=uuid4(), seen="", person=basile.pk)
    assert refused.status_code == 422
    assert "Ana" in refused.content.decode()
    for said in (
        {"act": "give", "turn": "nothing"},
        {"act": "dance"},
        {"act": "end", "turn": uuid4()},
        {"act": "lower", "request": uuid4()},
        {"act": "give", "turn": uuid4(), "person": uuid4()},
        {"act": "give", "turn": uuid4()},
    ):
        assert act(at_the_desk, workshop, **said).status_code == 422


def test_the_panel_works_without_a_script(at_the_desk, workshop, ana):
    said = {"act": "give", "turn": str(uuid4()), "seen": "", "person": str(ana.pk)}
    answer = at_the_desk.post(reverse("workshops:voice_act", args=[workshop.pk]), said)
    assert answer.headers["Location"].endswith("/lead/#panel-voice")
    assert round_of(workshop).running is not None


def test_the_panel_shows_the_order_its_reasons_and_the_gentle_sign(at_the_desk, workshop, facilitator, ana, chloe):
    spoken(workshop, facilitator, ana, start=0, end=30)
    ask(chloe)
    panel = voice_panel(workshop, now=minutes(31))
    assert [row.somebody.said for row in panel.waiting] == ["Chloé"]
    assert (panel.heard[0].said, panel.not_heard, panel.total, panel.more) == ("Ana", (), "30:00", 0)
    assert [(row.percent, row.equal) for row in panel.kinds] == [(100, 50), (0, 50)]
    assert "30:00" in panel.signs[0]
    assert "Ana" in panel.signs[0]
    assert at_the_desk.get(reverse("workshops:lead_panel", args=[workshop.pk, "voice"])).status_code == 200


def test_a_person_without_a_name_is_called_by_table_sheet_or_first_signs(workshop, hall):
    somebody = ParticipantFactory(workshop=workshop, first_name="")
    ParticipantFactory(workshop=workshop, first_name="", table=4)
    ParticipantFactory(workshop=workshop, first_name="", paper_number=12)
    with override("en"):
        called = {each.said for each in voice_panel(workshop, now=NOW).not_heard}
        assert called == {f"code {somebody.handle}…", "somebody at table 4", "paper sheet 12"}
        give_floor(turn_id=uuid4(), workshop=workshop, participant=somebody, seen=None, by=None)
        assert voice_wall(workshop).speaker == "somebody without a name"


def test_phones_raise_and_lower_a_hand_and_end_their_turn(client, workshop, facilitator, ana):
    def send(kind, act_id=None, **fields):
        named = {
            "id": str(act_id or uuid4()),
            "kind": kind,
            "by": str(ana.pk),
            "key": ana.key,
            "at": "2001-01-01T00:00:00Z",
        }
        answer = client.post(
            reverse("workshops:acts", args=[workshop.pk]),
            json.dumps({"acts": [{**named, **fields}]}),
            content_type="application/json",
        )
        return answer.json()["results"][0]["state"]

    def mine():
        headers = {"X-Hall-Participant": str(ana.pk), "X-Hall-Key": ana.key}
        return client.get(reverse("workshops:state", args=[workshop.pk]), headers=headers).json()["me"]["asks_floor"]

    hand = str(uuid4())
    assert [send("ask_floor", hand), send("ask_floor", hand), mine()] == ["received", "received", hand]
    assert FloorRequest.objects.get().asked_at.year > 2001  # by the site's clock, not the device's
    assert [send("leave_floor", request=hand), mine()] == ["received", None]
    turn = give_floor(turn_id=uuid4(), workshop=workshop, participant=ana, seen=None, by=facilitator)
    assert send("leave_floor", turn=str(turn.pk)) == "received"
    assert round_of(workshop).running is None

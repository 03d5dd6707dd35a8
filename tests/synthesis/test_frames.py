"""Frames for sentences: the engine proposes them empty, people write in them or refuse, and that stays."""

from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories import MembershipFactory
from spirale.journal.models import Event
from spirale.method import synthesis as method
from spirale.method.problems import Problem
from spirale.synthesis import operations, tasks
from spirale.synthesis.models import Computation, Frame, Idea, Placement, Sentence, Synthesis
from spirale.synthesis.queries.documents import document_of, read_document
from spirale.synthesis.queries.frames import SHOWN, frames_of
from spirale.synthesis.queries.working import working_state
from spirale.territories.models import Role
from spirale.workshops.models import Note

from .conftest import BUS, SORTIR, World, frozen, idea_of, say_both

pytestmark = pytest.mark.database


@pytest.fixture
def synthesis(world: World) -> Synthesis:
    say_both(world)
    return world.proposed()


@pytest.fixture
def frame(world: World, synthesis: Synthesis) -> Frame:
    operations.propose_frames_for(synthesis=synthesis, by=world.facilitator)
    return waiting(synthesis).get(relation="cause")


def waiting(synthesis: Synthesis) -> Any:
    return synthesis.frames.filter(retired_at=None, answer="")


def write_in(
    world: World, frame: Frame, text: str = "On ne sort plus, faute de bus le soir.", **given: Any
) -> Sentence:
    sentence: Sentence = world.act(
        operations.write_sentence,
        frame.synthesis,
        sentence_id=uuid4(),
        text=text,
        idea_ids=[frame.first_id, frame.second_id],
        frame_id=frame.pk,
        **given,
    )
    return sentence


def test_what_people_said_together_with_because_becomes_an_empty_frame(synthesis: Synthesis, frame: Frame) -> None:
    assert frame.first == idea_of(synthesis, SORTIR)
    assert frame.second == idea_of(synthesis, BUS)
    assert (frame.notes, frame.groups) == (2, 2)
    assert frame.engine.startswith("frames-1 ")
    [line] = [each for each in frames_of(working_state(synthesis)) if each.id == frame.pk]
    assert line.empty == "… parce que …"
    assert line.connectives == (("parce que", 2),)
    assert line.quoted == (f"{SORTIR} parce que {BUS}",) * 2


def test_the_engine_writes_no_sentence(synthesis: Synthesis, frame: Frame) -> None:
    assert not synthesis.sentences.exists()


def test_a_person_writes_in_a_frame_and_undoing_gives_it_back(world: World, synthesis: Synthesis, frame: Frame) -> None:
    sentence = write_in(world, frame)
    assert sentence.frame == frame
    assert not waiting(synthesis).filter(pk=frame.pk).exists()
    operations.undo_last(synthesis=synthesis, by=world.facilitator)
    assert waiting(synthesis).filter(pk=frame.pk).exists()
    assert not synthesis.sentences.filter(retired_at=None).exists()
    operations.redo(synthesis=synthesis, by=world.facilitator)
    frame.refresh_from_db()
    assert frame.answer == Frame.Answer.WRITTEN


def test_a_frame_left_empty_is_no_sentence(world: World, frame: Frame) -> None:
    with pytest.raises(Problem, match="frame is empty"):
        write_in(world, frame, "…  parce que …")


def test_a_refused_frame_is_remembered_told_once_and_can_be_undone(
    world: World, synthesis: Synthesis, frame: Frame
) -> None:
    edit_id = uuid4()
    for _ in range(2):
        operations.refuse_frame(synthesis=synthesis, frame_id=frame.pk, by=world.facilitator, edit_id=edit_id)
    assert Event.objects.filter(verb="frame refused").count() == 1
    operations.propose_frames_for(synthesis=synthesis, by=world.facilitator)
    pair = {frame.first_id, frame.second_id}
    assert not any({each.first_id, each.second_id} == pair for each in waiting(synthesis))
    operations.undo_last(synthesis=synthesis, by=world.facilitator)
    assert waiting(synthesis).filter(pk=frame.pk).exists()


def test_a_refusal_outlives_a_proposal_of_ideas_made_anew(world: World, synthesis: Synthesis, frame: Frame) -> None:
    world.act(operations.refuse_frame, synthesis, frame_id=frame.pk)
    operations.propose_ideas_for(synthesis=synthesis, by=world.facilitator)
    operations.propose_frames_for(synthesis=synthesis, by=world.facilitator)
    assert idea_of(synthesis, SORTIR) == frame.first
    pair = {frame.first_id, frame.second_id}
    assert not any({each.first_id, each.second_id} == pair for each in waiting(synthesis))


def test_a_refusal_follows_an_idea_that_is_merged(world: World, synthesis: Synthesis, frame: Frame) -> None:
    world.act(operations.refuse_frame, synthesis, frame_id=frame.pk)
    other = idea_of(synthesis, "la solitude des anciens")
    world.act(operations.merge_ideas, synthesis, idea_ids=[frame.second_id, other.pk], wording="Des soirs sans bus")
    operations.propose_frames_for(synthesis=synthesis, by=world.facilitator)
    first = Idea.objects.get(pk=frame.first_id)
    assert not [each for each in waiting(synthesis) if first.pk in {each.first_id, each.second_id}]


def test_asking_again_takes_back_only_what_nobody_answered(world: World, synthesis: Synthesis, frame: Frame) -> None:
    say_both(world, "des arbres devant l'école", "la cour est une fournaise", "parce que")
    operations.gather_arrivals(synthesis=synthesis, by=world.facilitator)
    sentence = write_in(world, frame)
    operations.propose_frames_for(synthesis=synthesis, by=world.facilitator)
    frame.refresh_from_db()
    sentence.refresh_from_db()
    assert (frame.answer, frame.retired_at, sentence.frame_id) == ("written", None, frame.pk)
    again = [each for each in waiting(synthesis) if each.relation == "cause"]
    assert {each.first_id for each in again} == {idea_of(synthesis, "des arbres devant l'école").pk}


def test_a_sentence_is_kept_also_when_another_person_refused_its_frame_meanwhile(
    world: World, synthesis: Synthesis, frame: Frame
) -> None:
    world.act(operations.refuse_frame, synthesis, frame_id=frame.pk)
    sentence = write_in(world, frame)
    assert sentence.frame == frame


def test_a_frame_of_another_synthesis_is_refused(world: World, frame: Frame) -> None:
    other = world.begin()
    with pytest.raises(Problem, match="frame is gone"):
        world.act(operations.refuse_frame, other, frame_id=frame.pk)
    with pytest.raises(Problem, match="frame is gone"):
        world.act(operations.write_sentence, other, sentence_id=uuid4(), text="Ici.", frame_id=frame.pk)


def test_readers_cannot_ask_for_frames_nor_refuse_them(world: World, synthesis: Synthesis, frame: Frame) -> None:
    reader = MembershipFactory(territory=world.territory, role=Role.READER).account
    with pytest.raises(Exception, match=r"synthesis\.edit"):
        operations.refuse_frame(synthesis=synthesis, frame_id=frame.pk, by=reader, edit_id=uuid4())
    with pytest.raises(Exception, match=r"synthesis\.edit"):
        operations.propose_frames_for(synthesis=synthesis, by=reader)


def test_the_trace_says_that_a_person_wrote_in_a_frame_of_the_engine(world: World, frame: Frame) -> None:
    sentence = write_in(world, frame)
    version = frozen(world, frame.synthesis)
    document = read_document(version)
    [kept] = document.sentences
    assert (kept.worded_by, kept.frame) == ("Claire", f"{frame.engine} cause")
    links = [link for link in method.trace_of(document).links if link.target.id == str(sentence.pk)]
    assert {(link.by, link.engine) for link in links} == {("Claire", f"{frame.engine} cause")}
    assert method.freeze(method.thaw(version.document.encode())).decode() == version.document


def test_a_sentence_of_no_frame_freezes_to_the_bytes_it_always_had(world: World, synthesis: Synthesis) -> None:
    world.act(
        operations.write_sentence,
        synthesis,
        sentence_id=uuid4(),
        text="Des bus.",
        idea_ids=[idea_of(synthesis, BUS).pk],
    )
    assert b'"frame"' not in method.freeze(document_of(synthesis, made_at="2026-11-22"))


# Pages


def test_the_editor_shows_frames_to_write_in_or_refuse(facilitator: Client, frame: Frame) -> None:
    address = reverse("synthesis:editor", args=[frame.synthesis_id])
    page = facilitator.get(address).content.decode()
    assert "… parce que …" in page
    assert f'value="refuse_frame:{frame.pk}"' in page
    act = reverse("synthesis:act", args=[frame.synthesis_id])
    answer = facilitator.post(act, {"do": f"refuse_frame:{frame.pk}"}, follow=True)
    assert "… parce que …" not in answer.content.decode()


def test_writing_in_a_frame_starts_from_its_ideas_and_its_words(facilitator: Client, frame: Frame) -> None:
    address = reverse("synthesis:sentence", args=[frame.synthesis_id, uuid4()])
    page = facilitator.get(address, {"frame": str(frame.pk)})
    assert page.context["text"] == "… parce que …"
    assert page.context["linked"] == {frame.first_id, frame.second_id}
    given = {"frame": str(frame.pk), "idea": [str(pk) for pk in page.context["linked"]], "page": str(uuid4())}
    refused = facilitator.post(address, given | {"text": page.context["text"]})
    assert refused.status_code == 422
    assert f'name="frame" value="{frame.pk}"' in refused.content.decode()
    facilitator.post(address, given | {"text": "On ne sort plus parce que le bus manque."})
    assert Sentence.objects.get().frame == frame


def test_frames_are_asked_for_on_the_page(facilitator: Client, synthesis: Synthesis) -> None:
    answer = facilitator.post(reverse("synthesis:compute", args=[synthesis.pk]), {"kind": "relate"}, follow=True)
    assert "… parce que …" in answer.content.decode()
    assert Computation.objects.filter(kind="relate", problem="").count() == 1


def test_frames_are_proposed_on_a_board_grouped_freely_too(world: World) -> None:
    say_both(world)
    board = world.begin(origin=Synthesis.Origin.FREE)
    first, second = [
        world.act(
            operations.make_idea,
            board,
            question_id=world.questions["Q2"].pk,
            wording=text,
            criterion_ids=list(
                Placement.objects.filter(idea__synthesis=board, criterion__text=text).values_list(
                    "criterion", flat=True
                )
            ),
        )
        for text in (SORTIR, BUS)
    ]
    done = tasks.start_computation(synthesis=board, kind="relate", by=world.facilitator, computation_id=uuid4())
    assert done.ended_at
    [frame] = waiting(board)
    assert (frame.first_id, frame.second_id) == (first, second)


def test_who_asks_for_frames_on_free_groups_is_shown_them(world: World, facilitator: Client) -> None:
    board = world.begin(origin=Synthesis.Origin.FREE)
    answer = facilitator.post(reverse("synthesis:compute", args=[board.pk]), {"kind": "relate"})
    assert answer["Location"] == reverse("synthesis:editor", args=[board.pk])


def test_frames_of_withdrawn_words_show_none_of_them(world: World, synthesis: Synthesis, frame: Frame) -> None:
    Note.objects.filter(text__contains=SORTIR).update(withdrawn_at=timezone.now())
    assert SORTIR not in repr(frames_of(working_state(synthesis)))


def test_a_hostile_note_is_only_text(world: World, facilitator: Client) -> None:
    say_both(world, "<script>alert(1)</script>", "<img src=x onerror=alert(2)>")
    synthesis = world.proposed()
    operations.propose_frames_for(synthesis=synthesis, by=world.facilitator)
    page = facilitator.get(reverse("synthesis:editor", args=[synthesis.pk])).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_editor_takes_as_many_trips_for_many_frames(world: World, facilitator: Client, frame: Frame) -> None:
    address = reverse("synthesis:editor", args=[frame.synthesis_id])
    facilitator.get(address)
    with CaptureQueriesContext(connection) as once:
        facilitator.get(address)
    ideas = list(Idea.objects.filter(synthesis=frame.synthesis, retired_at=None))
    for place, (one, other) in enumerate(pairwise(ideas), 5):
        kept = Frame.objects.get(pk=frame.pk)
        kept.pk, kept.first, kept.second, kept.position = uuid4(), one, other, place
        kept.save(force_insert=True)
    with CaptureQueriesContext(connection) as often:
        page = facilitator.get(address)
    assert len(often) == len(once)
    assert len(page.context["frames"]) == SHOWN

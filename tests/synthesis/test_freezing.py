"""Frozen versions: everything accounted for, every sentence on notes, the same bytes."""

import hashlib
import json
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from factories import AccountFactory, MembershipFactory
from spirale.method import synthesis as method
from spirale.method.problems import Problem, Problems
from spirale.method.trace import Node
from spirale.synthesis import operations
from spirale.synthesis.models import Synthesis
from spirale.synthesis.queries.documents import document_of, read_document
from spirale.territories.models import Role

from .conftest import World, frozen, ideas_of, written

pytestmark = pytest.mark.database


def test_a_frozen_version_checks_out_and_leads_from_sentences_to_notes(world: World) -> None:
    synthesis = world.proposed()
    sentence = written(world, synthesis)
    version = frozen(world, synthesis)
    document = read_document(version)
    method.check(document)
    assert hashlib.sha256(version.document.encode()).hexdigest() == version.digest
    below = method.trace_of(document).down(Node("sentence", str(sentence.pk)))
    assert any(node.kind == "note" for node in below)
    assert document.ledger.in_ == 9
    assert {note.group for note in document.notes} == {"Lycéens", "Anciens"}


def test_the_same_state_gives_the_same_bytes(world: World) -> None:
    synthesis = world.proposed()
    written(world, synthesis)
    at = "2026-03-20T10:00:00+00:00"
    synthesis = Synthesis.objects.get(pk=synthesis.pk)
    assert method.freeze(document_of(synthesis, made_at=at)) == method.freeze(document_of(synthesis, made_at=at))


def test_a_version_says_who_worded_and_placed_what(world: World) -> None:
    synthesis = world.proposed()
    idea = ideas_of(synthesis)[0]
    world.act(operations.rename_idea, synthesis, idea_id=idea.pk, wording="En mots à nous")
    document = read_document(frozen(world, synthesis))
    worded = {each.id: each.worded_by for each in document.ideas}
    assert worded.pop(str(idea.pk)) == "Claire"
    assert set(worded.values()) == {"engine"}


def test_an_address_never_enters_a_document(world: World) -> None:
    world.facilitator.name = ""
    world.facilitator.save()
    synthesis = world.proposed()
    written(world, synthesis)
    assert "@" not in frozen(world, synthesis).document


def test_versions_are_numbered_and_freezing_twice_is_once(world: World) -> None:
    synthesis = world.proposed()
    key = uuid4()
    assert frozen(world, synthesis, frozen_id=key) == frozen(world, synthesis, frozen_id=key)
    assert frozen(world, synthesis).version == 2


def test_later_edits_leave_a_frozen_version_as_it_is(world: World) -> None:
    synthesis = world.proposed()
    version = frozen(world, synthesis)
    before = version.document
    world.act(operations.rename_idea, synthesis, idea_id=ideas_of(synthesis)[0].pk, wording="Autrement")
    version.refresh_from_db()
    assert version.document == before


def test_nothing_is_frozen_while_notes_wait(world: World) -> None:
    synthesis = world.proposed()
    world.write("Q1", "apprendre le piano")
    with pytest.raises(Problem, match="criteria wait"):
        frozen(world, synthesis)


def test_a_sentence_must_lead_to_a_note(world: World) -> None:
    synthesis = world.proposed()
    world.act(operations.write_sentence, synthesis, sentence_id=uuid4(), text="Sans rien dessous.", idea_ids=[])
    with pytest.raises(Problems, match="sentence without ideas"):
        frozen(world, synthesis)


def test_a_sentence_over_an_empty_idea_is_refused(world: World) -> None:
    synthesis = world.proposed()
    empty = world.act(operations.make_idea, synthesis, question_id=world.questions["Q1"].pk, wording="Rien encore")
    world.act(operations.write_sentence, synthesis, sentence_id=uuid4(), text="Rien.", idea_ids=[empty])
    with pytest.raises(Problems):
        frozen(world, synthesis)


def test_one_says_who_validated(world: World) -> None:
    with pytest.raises(Problem, match="validation is missing"):
        frozen(world, world.proposed(), validated_by=" ")


def test_a_version_is_shown_to_all_only_when_published(world: World) -> None:
    version = frozen(world, world.proposed())
    assert not version.is_public
    assert operations.publish(frozen=version, by=world.facilitator).is_public
    assert not operations.unpublish(frozen=version, by=world.facilitator).is_public


# Rival wordings


def test_anyone_who_reads_a_version_may_propose_another_wording(world: World) -> None:
    synthesis = world.proposed()
    sentence = written(world, synthesis)
    version = frozen(world, synthesis, is_public=True)
    key = uuid4()
    for _ in range(2):
        wording = operations.propose_rival_wording(
            wording_id=key,
            frozen=version,
            kind="sentence",
            object_id=str(sentence.pk),
            text="Des jardins, et du temps pour eux.",
            by=AccountFactory(),
        )
    assert list(version.rival_wordings.all()) == [wording]


def test_a_stranger_cannot_answer_what_they_cannot_read(world: World) -> None:
    synthesis = world.proposed()
    sentence = written(world, synthesis)
    version = frozen(world, synthesis)
    with pytest.raises(PermissionDenied):
        operations.propose_rival_wording(
            wording_id=uuid4(),
            frozen=version,
            kind="sentence",
            object_id=str(sentence.pk),
            text="Autrement.",
            by=AccountFactory(),
        )


def test_a_hidden_wording_keeps_the_reason(world: World) -> None:
    synthesis = world.proposed()
    idea = ideas_of(synthesis)[0]
    version = frozen(world, synthesis)
    reader = MembershipFactory(territory=world.territory, role=Role.READER).account
    wording = operations.propose_rival_wording(
        wording_id=uuid4(), frozen=version, kind="idea", object_id=str(idea.pk), text="Une insulte", by=reader
    )
    with pytest.raises(PermissionDenied):
        operations.hide_rival_wording(wording=wording, reason="insulte", by=reader)
    hidden = operations.hide_rival_wording(wording=wording, reason="insulte", by=world.facilitator)
    assert hidden.hidden_reason == "insulte"
    assert operations.show_rival_wording(wording=wording, by=world.facilitator).hidden_at is None


def test_the_document_is_plain_json(world: World) -> None:
    plain = json.loads(frozen(world, world.proposed()).document)
    assert plain["questions"][0].startswith("Q1 ")
    assert plain["ledger"]["in_"] == 9

"""A frozen synthesis: its ledger closes, its paths lead to notes, and it can be made again."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spirale.method.encoders import NgramEncoder
from spirale.method.ideas import Idea, Said, propose_ideas
from spirale.method.ideas.values import count_by
from spirale.method.problems import Problem, Problems
from spirale.method.synthesis import (
    Criterion,
    Note,
    Sentence,
    check,
    compose,
    digest,
    freeze,
    replay,
    thaw,
    trace_of,
)
from spirale.method.trace import Node


def idea(name, members, **more):
    return Idea(name, name, tuple(members), **{
        "parent": None, "wording_from": members[0] if members else "", "height": 0,
        **count_by(()), **more,
    })  # fmt: skip


def a_document(**more):
    """Two notes, three criteria; one criterion stands in two ideas."""
    return compose(
        **{
            "title": "Bien vivre ici",
            "level": "group",
            "language": "fr",
            "notes": [Note("n1", "Des bus et une crèche", "jeunes", "Q1", 1), Note("n2", "Des bus", "aînés", "Q1", 1),
                      Note("n3", "", "aînés", "Q1", 1)],
            "criteria": [Criterion("c1", "n1", "Des bus", "A01", 1), Criterion("c2", "n1", "une crèche", "", 1),
                         Criterion("c3", "n2", "Des bus", "A01", 1)],
            "ideas": [idea("Se déplacer", ["c1", "c3"]), idea("Pour tous", ["c2", "c3"]), idea("Crèche", ["c2"])],
            "set_aside": [],
            "notes_set_aside": [("n3", "nothing written")],
            "sentences": [Sentence("s1", "Des bus et une crèche pour tous.", ("Se déplacer", "Crèche"))],
            "encoder": "ngrams", "seed": 7, "made_at": "2026-11-22T10:00:00Z",
            **more,
        }
    )  # fmt: skip


def codes(caught):
    return {problem.code for problem in caught.value.problems}


def test_a_criterion_of_two_ideas_is_counted_once():
    document = a_document()
    check(document)
    assert (document.ledger.in_, document.ledger.shown, document.ledger.single, document.ledger.merged) == (3, 2, 0, 1)
    assert document.ledger_of_notes.closes
    assert document.ledger_of_notes.set_aside == (("n3", "nothing written"),)


def test_a_frozen_synthesis_is_read_back_as_it_was():
    document = a_document()
    assert thaw(freeze(document)) == document
    assert digest(thaw(freeze(document))) == digest(document)


def test_one_letter_changed_changes_the_digest():
    document = a_document()
    assert digest(replace(document, title="Bien vivre là")) != digest(document)


def test_a_path_leads_from_the_sentence_to_its_notes_and_back():
    trace = trace_of(a_document())
    below = {(node.kind, node.id) for node in trace.down(Node("sentence", "s1"))}
    assert {("note", "n1"), ("note", "n2"), ("criterion", "c1"), ("idea", "Crèche")} <= below
    above = {(node.kind, node.id) for node in trace.up(Node("note", "n2"))}
    assert {("sentence", "s1"), ("idea", "Pour tous")} <= above
    assert ("set_aside", "nothing written") in {(node.kind, node.id) for node in trace.up(Node("note", "n3"))}


def test_a_criterion_nobody_accounts_for_is_found():
    with pytest.raises(Problems) as caught:
        check(a_document(ideas=[idea("Se déplacer", ["c1", "c3"])], sentences=[]))
    assert "synthesis.ledger_open" in codes(caught)


def test_a_count_that_was_changed_by_hand_is_found():
    document = a_document()
    first, *others = document.ideas
    with pytest.raises(Problems) as caught:
        check(replace(document, ideas=(replace(first, count=12), *others)))
    assert codes(caught) == {"synthesis.idea_miscounted"}


def test_a_note_that_was_changed_by_hand_is_found():
    document = a_document()
    changed = (replace(document.criteria[0], text="Des trams"), *document.criteria[1:])
    with pytest.raises(Problems) as caught:
        check(replace(document, criteria=changed))
    assert codes(caught) == {"synthesis.inputs_differ"}


def test_a_sentence_over_no_note_is_found():
    document = a_document(sentences=[Sentence("s1", "Rien ne le dit.", ())])
    with pytest.raises(Problems) as caught:
        check(document)
    assert codes(caught) == {"synthesis.open_path"}


def test_what_is_both_kept_and_set_aside_is_found():
    with pytest.raises(Problems) as caught:
        check(a_document(set_aside=[("c1", "off the subject")]))
    assert "synthesis.both_placed_and_set_aside" in codes(caught)


@pytest.mark.parametrize("frozen", [b"", b"[]", b"{}", b'{"form": "other"}', b"\xff"])
def test_what_is_not_a_synthesis_is_refused(frozen):
    with pytest.raises(Problem, match=r"synthesis\.not_ours"):
        thaw(frozen)


def some_said():
    texts = st.sampled_from(["des bus", "des bus le soir", "une crèche", "", "un jardin partagé", "une crèche ouverte"])
    return st.lists(texts, max_size=15).map(
        lambda drawn: [Said(f"c{place}", text, question="Q1", sign=1) for place, text in enumerate(drawn)]
    )


@settings(max_examples=20, deadline=None)
@given(said=some_said())
def test_whatever_was_proposed_checks_out_and_can_be_made_again(said):
    vectors = NgramEncoder(128).encode([one.text for one in said])
    proposal = propose_ideas(said, vectors, seed=3)
    document = compose(
        title="t", level="group", language="fr", encoder="ngrams", seed=3, made_at="",
        notes=[Note(one.id, one.text, one.group, one.question, one.sign) for one in said],
        criteria=[Criterion(one.id, one.id, one.text, "", one.sign) for one in said],
        ideas=proposal.ideas, set_aside=proposal.set_aside,
    )  # fmt: skip
    check(document)
    assert document.ledger == proposal.ledger
    assert replay(proposal, said, vectors) == proposal


def test_a_replay_from_other_notes_or_another_engine_is_refused():
    said = [Said("c1", "des bus")]
    vectors = NgramEncoder(128).encode(["des bus"])
    proposal = propose_ideas(said, vectors, seed=3)
    with pytest.raises(Problem, match=r"synthesis\.other_inputs"):
        replay(proposal, [Said("c1", "des trams")], vectors)
    with pytest.raises(Problem, match=r"synthesis\.other_engine"):
        replay(replace(proposal, engine="ideas-0"), said, vectors)
    with pytest.raises(Problem, match=r"synthesis\.replay_differs"):
        replay(replace(proposal, ideas=()), said, vectors)

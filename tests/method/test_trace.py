"""The trace: from a sentence down to its notes, and from a note up to what became of it."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spirale.method.problems import Problem
from spirale.method.trace import RELATIONS, Link, Node, Trace

NOTE, OTHER_NOTE = Node("note", "1", "Un bus le soir"), Node("note", "2", "Des arbres")
CRITERION = Node("criterion", "1", "Un bus")
IDEA = Node("idea", "1", "Se déplacer le soir")
SENTENCE = Node("sentence", "1", "Chacun peut rentrer le soir.")
NOON = "2026-03-01T12:00:00+00:00"
LINKS = (
    Link(CRITERION, NOTE, "derived_from", by="p7", at=NOON),
    Link(CRITERION, IDEA, "part_of", engine="ideas 1 seed 7"),
    Link(IDEA, SENTENCE, "supports", by="p7", at="2026-03-02T12:00:00+00:00"),
)


def a_trace(*links, nodes=(NOTE, OTHER_NOTE, CRITERION, IDEA, SENTENCE)):
    return Trace(nodes, links or LINKS)


def test_a_sentence_leads_down_to_its_notes_and_a_note_up_to_its_sentences():
    assert a_trace().down(SENTENCE) == (IDEA, CRITERION, NOTE)
    assert a_trace().up(NOTE) == (CRITERION, IDEA, SENTENCE)
    assert a_trace().up(OTHER_NOTE) == ()


def test_walks_give_nodes_with_their_labels():
    assert [node.label for node in a_trace().down(Node("sentence", "1"))] == [IDEA.label, CRITERION.label, NOTE.label]
    assert a_trace().node("note", "2").label == "Des arbres"


def test_a_way_is_given_in_the_direction_asked_for():
    assert a_trace().paths(SENTENCE, NOTE) == ((SENTENCE, IDEA, CRITERION, NOTE),)
    assert a_trace().paths(NOTE, SENTENCE) == ((NOTE, CRITERION, IDEA, SENTENCE),)
    assert a_trace().paths(NOTE, OTHER_NOTE) == a_trace().paths(NOTE, NOTE) == ()


def test_every_way_is_given_once():
    twin = Node("criterion", "2")
    trace = a_trace(
        *LINKS,
        Link(twin, NOTE, "derived_from"),
        Link(twin, IDEA, "part_of"),
        Link(NOTE, IDEA, "supports"),
        nodes=(NOTE, CRITERION, twin, IDEA, SENTENCE),
    )
    assert trace.paths(SENTENCE, NOTE) == (
        (SENTENCE, IDEA, NOTE),
        (SENTENCE, IDEA, CRITERION, NOTE),
        (SENTENCE, IDEA, twin, NOTE),
    )
    assert len(trace.paths(SENTENCE, NOTE, limit=2)) == 2


def test_the_links_between_two_things_say_who_made_them():
    (link,) = a_trace().links_between(SENTENCE, IDEA)
    assert (link.relation, link.by) == ("supports", "p7")
    assert a_trace().links_between(SENTENCE, NOTE) == ()


def test_things_that_are_the_same_do_not_make_a_walk_endless():
    trace = a_trace(*LINKS, Link(NOTE, OTHER_NOTE, "same_as"), Link(OTHER_NOTE, NOTE, "same_as"))
    assert set(trace.up(OTHER_NOTE)) == {NOTE, CRITERION, IDEA, SENTENCE}
    assert trace.paths(SENTENCE, OTHER_NOTE) == ((SENTENCE, IDEA, CRITERION, NOTE, OTHER_NOTE),)


def test_a_note_that_nothing_was_made_of_is_an_open_end():
    assert a_trace().open_ends() == (OTHER_NOTE,)
    assert a_trace().open_ends("sentence") == ()
    assert not a_trace().closes()


def test_a_note_set_aside_with_a_reason_is_accounted_for():
    reason = Node("set_aside", "empty", "Rien d'écrit")
    trace = a_trace(
        *LINKS, Link(OTHER_NOTE, reason, "part_of"), nodes=(NOTE, OTHER_NOTE, CRITERION, IDEA, SENTENCE, reason)
    )
    assert trace.closes()


def test_a_sentence_does_not_rest_on_what_contradicts_it():
    against = a_trace(Link(OTHER_NOTE, SENTENCE, "contradicts"), nodes=(OTHER_NOTE, SENTENCE))
    assert against.open_ends() == (SENTENCE,)
    assert against.down(SENTENCE) == (OTHER_NOTE,)


def test_a_link_to_nothing_is_refused():
    with pytest.raises(Problem) as caught:
        a_trace(nodes=(NOTE, CRITERION, IDEA))
    assert caught.value.code == "link to nothing"
    assert caught.value.parameters["kind"] == "sentence"


def test_a_relation_nobody_defined_is_refused():
    with pytest.raises(Problem, match="relation unknown"):
        Link(NOTE, IDEA, "likes")


def test_a_node_outside_the_trace_is_refused():
    with pytest.raises(Problem, match="node not in the trace"):
        a_trace().down(Node("note", "99"))


some_nodes = st.sampled_from([Node(kind, str(number)) for kind in ("note", "idea", "sentence") for number in range(3)])
some_links = st.lists(
    st.builds(Link, some_nodes, some_nodes, st.sampled_from(RELATIONS), by=st.sampled_from([None, "p1", "p2"])),
    max_size=12,
)
ALL_NODES = [Node(kind, str(number)) for kind in ("note", "idea", "sentence") for number in range(3)]


@given(some_links, some_nodes, some_nodes)
def test_what_leads_down_leads_up(links, one, other):
    trace = Trace(ALL_NODES, links)
    assert (other in trace.down(one)) == (one in trace.up(other))
    assert bool(trace.paths(one, other)) == (other in trace.down(one) or other in trace.up(one))


@given(some_links, st.randoms())
def test_the_order_in_which_links_were_made_changes_nothing(links, chance):
    shuffled = chance.sample(links, len(links))
    one, other = Trace(ALL_NODES, links), Trace(ALL_NODES, shuffled)
    assert one.to_rows() == other.to_rows()
    assert json.dumps(one.to_prov()) == json.dumps(other.to_prov())
    assert [one.down(node) for node in ALL_NODES] == [other.down(node) for node in ALL_NODES]


@given(some_links)
def test_every_name_in_the_provenance_stands_for_something_in_it(links):
    prov = Trace(ALL_NODES, links).to_prov()
    known = {**prov["entity"], **prov["activity"], **prov["agent"]}
    assert all(name.startswith("spirale:") for name in known)
    for relation in ("wasDerivedFrom", "wasGeneratedBy", "wasAttributedTo", "wasAssociatedWith"):
        for named in prov[relation].values():
            ends = [value for key, value in named.items() if key not in {"prov:type", "prov:time"}]
            assert set(ends) <= set(known)
    assert len(prov["wasDerivedFrom"]) == len(set(links))


def test_provenance_says_what_came_from_what_by_whom_and_when():
    prov = a_trace().to_prov(namespace="https://coeurville.example/trace#")
    assert prov["prefix"] == {"spirale": "https://coeurville.example/trace#"}
    assert prov["entity"]["spirale:note/1"]["prov:label"] == "Un bus le soir"
    first = prov["wasDerivedFrom"]["_:derivation1"]
    assert first["prov:generatedEntity"] == "spirale:criterion/1"
    assert first["prov:usedEntity"] == "spirale:note/1"
    assert prov["activity"][first["prov:activity"]]["prov:startTime"] == NOON
    assert prov["agent"]["spirale:person/p7"]["prov:type"]["$"] == "prov:Person"
    assert prov["agent"]["spirale:engine/ideas%201%20seed%207"]["prov:type"]["$"] == "prov:SoftwareAgent"
    assert {"prov:entity": "spirale:idea/1", "prov:agent": "spirale:engine/ideas%201%20seed%207"} in prov[
        "wasAttributedTo"
    ].values()


def test_names_in_the_provenance_are_safe_whatever_the_ids():
    odd = [Node("note", "a/b"), Node("note", "a b."), Node("note", "é:%"), Node("note", "a%2Fb")]
    names = list(Trace(odd, []).to_prov()["entity"])
    assert len(set(names)) == len(odd)
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz:/%0123456789ABCDEF") for name in names)


def test_the_table_has_one_row_a_link():
    rows = a_trace().to_rows()
    assert rows[0] == {
        "source_kind": "criterion",
        "source_id": "1",
        "source_label": "Un bus",
        "relation": "derived_from",
        "target_kind": "note",
        "target_id": "1",
        "target_label": "Un bus le soir",
        "by": "p7",
        "at": NOON,
        "engine": "",
    }
    assert len(rows) == 3


def test_twenty_thousand_links_are_walked_at_once():
    notes = [Node("note", str(number)) for number in range(10_000)]
    criteria = [Node("criterion", str(number)) for number in range(10_000)]
    links = [
        *(Link(criterion, note, "derived_from") for criterion, note in zip(criteria, notes, strict=True)),
        *(Link(criterion, IDEA, "part_of") for criterion in criteria),
        Link(IDEA, SENTENCE, "supports"),
    ]
    trace = Trace([*notes, *criteria, IDEA, SENTENCE], links)
    started = time.perf_counter()
    assert len(trace.down(SENTENCE)) == 20_001
    assert trace.up(notes[5]) == (criteria[5], IDEA, SENTENCE)
    assert trace.closes()
    assert time.perf_counter() - started < 1

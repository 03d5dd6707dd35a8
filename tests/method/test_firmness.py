"""Firmness: what is left of an idea when some notes are missing, and which ideas are near to which."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spirale.method.engine import Here
from spirale.method.ideas import Edits, Said, firmness_of, neighbours_of, propose_ideas
from spirale.method.ideas.firmness import DISSOLVED, FIRM, Firmness
from spirale.method.ideas.nearest import centres_of, nearest_of
from spirale.method.ideas.space import SCALE, likeness, unit
from spirale.method.problems import Problem
from things_said import named, notes, vectors_of

# Near to one another, but not enough to be one idea.
NEAR = [
    "un jardin pour les enfants de l’école", "le jardin de la mairie fermé le dimanche", "la mairie trop loin du bourg",
    "le bourg sans médecin", "un médecin pour les enfants", "l’école du bourg qui ferme", "le dimanche au marché",
    "le marché de la place", "la place aux voitures", "des voitures trop vite dans le bourg", "dormir", "du pain frais",
]  # fmt: skip


def proposed(said, edits=Edits()):  # noqa: B008  (nothing is written into it)
    return propose_ideas(said, vectors_of(said), seed=7, edits=edits)


def firmness(said, **options):
    edits = options.get("edits", Edits())
    return firmness_of(proposed(said, edits), said, vectors_of(said), seed=7, **options)


def neighbours(said, **options):
    return neighbours_of(proposed(said), said, vectors_of(said), seed=7, **options)


def idea_of(proposal, name):
    return next(idea.id for idea in proposal.ideas if not idea.height and name in idea.members)


def test_an_idea_said_identically_by_many_is_found_again_in_every_trial():
    said = named(["des bus le soir"] * 12 + ["une crèche", "la forêt", "du pain"])
    ((name, found),) = firmness(said).items()
    assert name == idea_of(proposed(said), "c000")
    assert found.stability == 1.0
    assert found.reappears == found.trials > 10


def test_an_idea_that_one_note_holds_together_is_less_firm_than_one_whose_notes_all_meet():
    chain = ["jardin verger potager", "potager verger rucher", "rucher moulin verger", "moulin rucher lavoir"]
    clear = [
        "des bus le soir en semaine",
        "bus du soir en semaine",
        "en semaine des bus le soir",
        "le soir, bus en semaine",
    ]
    said = named([*clear, *chain, "une crèche", "la forêt", "du pain frais", "lire", "dormir", "chanter à plusieurs"])
    proposal = proposed(said)
    found = firmness_of(proposal, said, vectors_of(said), seed=7)
    firm, loose = found[idea_of(proposal, "c000")], found[idea_of(proposal, "c005")]
    assert firm.stability == 1.0
    assert loose.stability < firm.stability
    assert loose.reappears < loose.trials


@settings(max_examples=20, deadline=None)
@given(said=notes())
def test_leaving_nothing_out_finds_every_idea_again_whole(said):
    proposal = proposed(said)
    found = firmness_of(proposal, said, vectors_of(said), seed=7, times=1, left_out=0.0)
    assert found == {idea.id: Firmness(1.0, 1, 1) for idea in proposal.ideas if idea.count > 1}


@settings(max_examples=10, deadline=None)
@given(said=notes(), order=st.randoms(use_true_random=False))
def test_the_order_of_the_criteria_changes_nothing(said, order):
    shuffled = order.sample(said, len(said))
    assert firmness(said, times=4) == firmness(shuffled, times=4)
    assert neighbours(said) == neighbours(shuffled)


@settings(max_examples=15, deadline=None)
@given(said=notes())
def test_a_stability_is_a_share_and_a_trial_counts_once(said):
    proposal = proposed(said)
    found = firmness_of(proposal, said, vectors_of(said), seed=7, times=5)
    assert set(found) <= {idea.id for idea in proposal.ideas if idea.count > 1}
    for one in found.values():
        assert 0 <= one.stability <= 1
        assert 0 <= one.reappears <= one.trials <= 5


def test_a_single_voice_has_no_firmness_and_no_trial_tells_nothing():
    said = named(["des bus le soir", "des bus le soir", "une crèche"])
    assert idea_of(proposed(said), "c002") not in firmness(said)
    assert firmness(said, times=0) == {}


def test_a_trial_in_which_one_way_alone_is_left_says_nothing_of_an_idea_of_two():
    said = named(["des bus le soir", "des bus plus tard le soir"])
    edits = Edits(together=(("c000", "c001"),))
    assert len(proposed(said, edits).ideas) == 1
    assert firmness(said, edits=edits) == {}  # one of the two is always left out


def test_what_people_joined_stays_joined_when_what_is_between_is_left_out():
    said = named(["des bus", "une crèche", "la forêt", *(f"mot{place} seul{place}" for place in range(8))])
    edits = Edits(together=(("c000", "c001"), ("c001", "c002")))
    found = firmness(said, edits=edits, left_out=0.3)
    (one,) = found.values()
    assert one.stability == 1.0
    assert one.trials > 3


@settings(max_examples=10, deadline=None)
@given(said=notes(), chosen=st.integers(0, 39), copies=st.integers(1, 50))
def test_copies_of_a_note_change_the_firmness_of_no_idea(said, chosen, copies):
    flood = [replace(said[chosen % len(said)], id=f"f{place}") for place in range(copies)]
    before, after = firmness(said, times=4), firmness([*said, *flood], times=4)
    assert before == {name: one for name, one in after.items() if name in before}


def test_headings_are_tried_in_one_trial_of_four():
    syllables = ["bari", "colu", "deno", "fimo", "gasu", "hetro", "julva", "kipa", "lorni"]
    said = named([f"{first}{last}" for first in syllables for last in syllables])
    proposal = proposed(said)
    found = firmness_of(proposal, said, vectors_of(said), seed=7, times=8)
    headings = [idea.id for idea in proposal.ideas if idea.height]
    assert headings
    assert max(found[name].trials for name in headings if name in found) == 2


def test_bounds_are_those_of_the_source():
    assert (FIRM, DISSOLVED) == (0.75, 0.5)
    assert Firmness(0.75, 1, 1).firm
    assert not Firmness(0.74, 1, 1).firm
    assert Firmness(0.49, 0, 1).dissolved
    assert not Firmness(0.5, 0, 1).dissolved


def test_progress_says_how_many_trials_are_done():
    told = []
    firmness(named(["des bus", "des bus", "une crèche"]), times=3, progress=lambda *each: told.append(each))
    assert told == [("trying", 1, 3), ("trying", 2, 3), ("trying", 3, 3)]


def test_vectors_that_are_not_one_for_each_criterion_are_refused():
    said = named(["des bus", "des bus"])
    proposal = proposed(said)
    with pytest.raises(Problem, match=r"ideas\.vectors"):
        firmness_of(proposal, said, np.zeros((3, 4), dtype=np.float32), seed=0)
    with pytest.raises(Problem, match=r"ideas\.vectors"):
        neighbours_of(proposal, said, np.zeros((3, 4), dtype=np.float32), seed=0)


def test_the_nearest_idea_of_the_same_question_is_told_whatever_its_sign():
    said = [
        Said("a", "des bus le soir", question="Q1", sign=1),
        Said("b", "pas de bus le soir", question="Q1", sign=-1),
        Said("c", "la forêt de pins", question="Q1", sign=1),
        Said("d", "des bus le soir", question="Q2", sign=1),
    ]
    proposal = proposed(said)
    found = neighbours_of(proposal, said, vectors_of(said), seed=7)
    assert [near.idea for near in found[idea_of(proposal, "a")]] == [idea_of(proposal, "b")]
    assert found[idea_of(proposal, "c")] == found[idea_of(proposal, "d")] == ()
    assert 0.31 < found[idea_of(proposal, "b")][0].likeness <= 1


def test_neighbours_are_those_that_a_full_comparison_gives():
    said = named(NEAR)
    proposal = proposed(said)
    ideas = sorted((idea for idea in proposal.ideas if not idea.height), key=lambda idea: idea.id)
    rows = {one.id: row for row, one in enumerate(said)}
    centres = centres_of([[rows[name] for name in idea.members] for idea in ideas], said, vectors_of(said))
    alike = likeness(centres, centres)
    np.fill_diagonal(alike, -1)
    found = neighbours_of(proposal, said, vectors_of(said), seed=7, count=1)
    assert any(found.values())
    for place, idea in enumerate(ideas):
        nearest = int(np.argmax(np.round(alike[place], 4)))
        expected = [ideas[nearest].id] if alike[place, nearest] >= 0.23 / 0.75 else []
        assert [near.idea for near in found[idea.id]] == expected


@pytest.mark.parametrize("count", [0, 1, 3])
def test_no_more_neighbours_are_told_than_asked_and_the_nearest_come_first(count):
    drawn = np.random.default_rng(5).normal(0.3, 1, size=(60, 12))
    centres = np.trunc(unit(drawn) * SCALE).astype(np.float32)
    alike = np.round(likeness(centres, centres), 4)
    for place, near in enumerate(nearest_of(centres, [str(place) for place in range(60)], count, 7, Here())):
        others = [other for other in range(60) if other != place and alike[place, other] >= 0.23 / 0.75]
        others.sort(key=lambda other: (-alike[place, other], other))
        assert near == [(other, alike[place, other]) for other in others[:count]]

"""Ideas: similar criteria under people's own words, every voice accounted for and every group equally heard."""

import random
from dataclasses import replace
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spirale.method.encoders import NgramEncoder
from spirale.method.engine import Here
from spirale.method.ideas import (
    NOTHING_WRITTEN,
    Edits,
    Idea,
    Proposal,
    Said,
    StandingIdea,
    neighbours,
    place_arrivals,
    propose_ideas,
)
from spirale.method.ideas.background import FLOOR, background_of, nearly_the_same
from spirale.method.ideas.blocks import blocks_of, lie_of, read_evenly
from spirale.method.ideas.general import MANY, divide
from spirale.method.ideas.linking import link
from spirale.method.ideas.neighbours import alike_pairs
from spirale.method.ideas.space import SCALE, key_of, likeness, place_in_space, stance_of
from spirale.method.problems import Problem
from spirale.method.synthesis import freeze_proposal
from things_said import WORDS, named, notes, vectors_of

SYLLABLES = ["bari", "colu", "deno", "fimo", "gasu", "hetro", "julva", "kipa", "lorni"]


def proposed(said, **options):
    return propose_ideas(said, vectors_of(said), seed=7, **options)


def leaves(proposal):
    return [idea for idea in proposal.ideas if not idea.height]


def placed_ways(said):
    """Give the row of each way of saying, by question and sign."""
    vectors = vectors_of(said)
    blocks, _ = blocks_of(said, vectors, seed=7, engine=Here())
    return {
        (block.question, block.sign): dict(
            zip([way.key for way in block.ways], lie_of(block, vectors, seed=7).rows, strict=True)
        )
        for block in blocks
    }


@settings(max_examples=25, deadline=None)
@given(said=notes(), order=st.randoms(use_true_random=False))
def test_the_same_criteria_give_the_same_bytes_in_any_order(said, order):
    shuffled = order.sample(said, len(said))
    assert freeze_proposal(proposed(said)) == freeze_proposal(proposed(shuffled))


@settings(max_examples=25, deadline=None)
@given(said=notes())
def test_every_criterion_is_in_an_idea_or_set_aside_with_its_reason(said):
    proposal = proposed(said)
    held = [member for idea in leaves(proposal) for member in idea.members]
    assert sorted([*held, *(identifier for identifier, _ in proposal.set_aside)]) == [one.id for one in said]
    assert proposal.ledger.closes
    assert proposal.ledger.in_ == len(said)


@settings(max_examples=25, deadline=None)
@given(said=notes(), chosen=st.integers(0, 39), copies=st.integers(1, 50))
def test_copies_of_a_note_change_its_count_and_no_other_idea(said, chosen, copies):
    copied = said[chosen % len(said)]
    flood = [replace(copied, id=f"copy{place:03}") for place in range(copies)]
    before, after = proposed(said), proposed([*said, *flood])

    def seen(proposal: Proposal) -> list[Idea]:
        return [idea for idea in proposal.ideas if copied.id not in idea.members]

    assert seen(before) == seen(after)
    assert [(idea.id, idea.wording, idea.parent) for idea in before.ideas] == [
        (idea.id, idea.wording, idea.parent) for idea in after.ideas
    ]
    counts = {idea.id: idea.count for idea in after.ideas}
    assert all(counts[idea.id] == idea.count + copies for idea in before.ideas if copied.id in idea.members)


@settings(max_examples=25, deadline=None)
@given(said=notes())
def test_questions_and_signs_are_never_mixed(said):
    by_id = {one.id: one for one in said}
    for idea in proposed(said).ideas:
        assert len({(by_id[member].question, by_id[member].sign) for member in idea.members}) == 1


@settings(max_examples=25, deadline=None)
@given(said=notes())
def test_codes_of_two_dimensions_share_an_idea_only_when_the_words_are_nearly_the_same(said):
    by_id = {one.id: one for one in said}
    coded: dict[tuple, set[str]] = {}
    for one in said:
        if one.code:
            coded.setdefault((one.question, one.sign, key_of(one.text)), set()).add(one.code[0])
    for idea in leaves(proposed(said)):
        members = [by_id[member] for member in idea.members]
        ways = {key_of(one.text): coded.get((one.question, one.sign, key_of(one.text)), set()) for one in members}
        decided = {key: min(found) for key, found in ways.items() if len(found) == 1}
        rows = placed_ways(said)[members[0].question, members[0].sign]
        for left, right in combinations(sorted(decided), 2):
            if decided[left] != decided[right]:
                assert nearly_the_same(rows[left][None], rows[right][None])


def test_a_code_in_common_draws_together_what_words_alone_leave_apart():
    texts = ["les copains", "mes potes du lycée", "un jardin", "la forêt", "dormir", "du bon pain", "lire", "le cinéma"]
    apart = proposed(named(texts))
    assert all(idea.single for idea in apart.ideas)
    told = [replace(one, code=code) for one, code in zip(named(texts), ["D03", "D03-01/P", *[""] * 6], strict=True)]
    together = proposed(told)
    assert [idea.members for idea in together.ideas if not idea.single] == [("c000", "c001")]
    assert together.inputs != apart.inputs


def test_codes_of_two_dimensions_keep_apart_what_words_would_join():
    said = named(["un jardin partagé", "un jardin partagé dans le quartier"])
    assert len(proposed(said).ideas) == 1
    told = [replace(said[0], code="A07"), replace(said[1], code="D04")]
    assert len(proposed(told).ideas) == 2
    joined = proposed(told, edits=Edits(together=(("c000", "c001"),)))
    assert len(joined.ideas) == 1


def test_the_same_words_are_one_way_of_saying_whatever_the_codes_decided():
    said = [Said("a", "un jardin", code="A07"), Said("b", "Un jardin !", code="D04")]
    assert [idea.members for idea in proposed(said).ideas] == [("a", "b")]


def test_copies_of_a_coded_note_draw_nobody_closer():
    said = named(["les copains", "mes potes du lycée", "un jardin", "la forêt"])
    said = [replace(one, code="D03") if one.id < "c002" else one for one in said]
    flood = [replace(said[0], id=f"copy{place:03}") for place in range(200)]
    before, after = leaves(proposed(said)), leaves(proposed([*said, *flood]))
    assert [idea.id for idea in before] == [idea.id for idea in after]


def test_a_code_that_cannot_be_read_is_refused():
    with pytest.raises(Problem, match="code malformed"):
        proposed([Said("a", "un jardin", code="D3")])


def test_an_arrival_stays_out_of_an_idea_coded_in_another_dimension():
    said = [Said("a", "un jardin partagé", code="A07")]

    def joins(text, code):
        arrivals = [Said("n", text, code=code)]
        vectors = vectors_of([*said, *arrivals])
        return bool(place_arrivals([StandingIdea("i", ("a",))], said, arrivals, vectors, seed=7).placements)

    assert not joins("un jardin partagé dans le quartier", "D04")
    assert joins("un jardin partagé dans le quartier", "A07")
    assert joins("un jardin partagé dans le quartier", "")
    assert joins("Un jardin partagé", "D04")


def test_the_same_words_in_other_clothes_are_one_idea():
    proposal = proposed(named(["Des bus !", "des  BUS", "Dés bus", "une crèche"]))
    assert sorted(idea.count for idea in proposal.ideas) == [1, 3]


def test_close_words_share_an_idea_and_unlike_ones_stay_single():
    proposal = proposed(named(["un jardin partagé", "un jardin partagé dans le quartier", "la retraite à 60 ans"]))
    assert sorted(idea.members for idea in proposal.ideas) == [("c000", "c001"), ("c002",)]
    assert [idea.wording for idea in proposal.ideas if idea.single] == ["la retraite à 60 ans"]


def test_a_text_and_its_denial_are_kept_apart():
    proposal = proposed(named(["Il faut légaliser le cannabis", "Il ne faut pas légaliser le cannabis"]))
    assert [idea.count for idea in proposal.ideas] == [1, 1]
    assert stance_of("ne pas construire") < 0 < stance_of("construire")


def test_nothing_written_is_set_aside_and_an_emoji_is_something_written():
    proposal = proposed(named(["", "  ", "…!?", "❤️", "٣ مدارس"]))
    assert proposal.set_aside == (("c000", NOTHING_WRITTEN), ("c001", NOTHING_WRITTEN), ("c002", NOTHING_WRITTEN))
    assert sorted(idea.wording for idea in proposal.ideas) == ["٣ مدارس", "❤️"]


def test_the_wording_is_somebodys_words_and_not_the_loudest_groups():
    young = ("des bus le soir et la nuit", "des bus la nuit et le soir", "des bus le soir et toute la nuit")
    said = [
        Said("a", "des bus le soir", "aînés"),
        *(Said(f"b{place}", text, "jeunes") for place, text in enumerate(young)),
        Said("c", "des bus le soir", "familles"),
    ]
    (idea,) = proposed(said).ideas
    assert idea.wording == "des bus le soir"
    assert idea.wording_from == "a"
    assert idea.by_group == (("aînés", 1), ("familles", 1), ("jeunes", 3))


def test_the_wording_is_in_the_language_of_most_groups():
    said = [
        Said("a", "Walking along the river with a friend", "terroir", code="B05"),
        Said("b", "marcher le long de la rivière", "anciens", code="B05"),
        Said("c", "marcher près de la rivière le matin, quand il n'y a que les hérons", "jeunes", code="B05"),
    ]
    edits = Edits(together=(("a", "b"), ("b", "c")))
    assert [idea.wording_from for idea in proposed(said, edits=edits).ideas] == ["b"]
    english = [said[0], replace(said[0], id="d", text="Walking by the river", group="jeunes"), said[1]]
    edits = Edits(together=(("a", "b"), ("a", "d")))
    (idea,) = proposed(english, edits=edits).ideas
    assert idea.wording_from in ("a", "d")


def test_many_ideas_are_gathered_under_general_ones_that_hold_the_same_criteria():
    said = named([f"{first}{last}" for first in SYLLABLES for last in SYLLABLES])
    proposal = proposed(said)
    general = [idea for idea in proposal.ideas if idea.height]
    assert general
    for idea in general:
        children = [child for child in proposal.ideas if child.parent == idea.id]
        assert len(children) > 1
        assert sorted(member for child in children for member in child.members) == sorted(idea.members)
        assert idea.wording_from in idea.members


def test_what_people_joined_or_parted_stays_so():
    said = named(["des bus", "des bus le soir", "la crèche"])
    edits = Edits(together=(("c000", "c002"),), apart=(("c000", "c001"),), wordings=(("c001", "Des bus tard"),))
    proposal = proposed(said, edits=edits)
    assert sorted(idea.members for idea in proposal.ideas) == [("c000", "c002"), ("c001",)]
    worded = next(idea for idea in proposal.ideas if idea.members == ("c001",))
    assert (worded.wording, worded.wording_from) == ("Des bus tard", "")


def test_people_may_part_criteria_said_in_the_same_words():
    said = named(["des bus", "Des bus", "des bus", "la crèche"])
    proposal = proposed(said, edits=Edits(apart=(("c000", "c001"),)))
    assert sorted(idea.members for idea in proposal.ideas) == [("c000", "c002"), ("c001",), ("c003",)]
    assert len({idea.id for idea in proposal.ideas}) == 3


def test_a_question_where_all_say_nearly_the_same_has_one_idea():
    said = named([f"des bus plus souvent le {day}" for day in ("lundi", "mardi", "jeudi", "samedi")])
    said += [Said("x", "plus souvent des bus"), Said("y", "des bus plus souvent"), Said("z", "bus plus souvent")]
    assert max(idea.count for idea in proposed(said).ideas) >= 2


def test_ideas_that_stand_are_never_changed_by_what_arrives():
    said = named(["des bus le soir", "une crèche"])
    standing = [StandingIdea("kept", ("c000", "c001"), "Vivre mieux"), StandingIdea("other", (), "")]
    arrivals = [Said("n1", "Des bus le soir"), Said("n2", "la retraite à 60 ans"), Said("n3", "")]
    placed = place_arrivals(standing, said, arrivals, vectors_of([*said, *arrivals]), seed=7)
    assert [(identifier, idea) for identifier, idea, _ in placed.placements] == [("n1", "kept")]
    assert [idea.members for idea in placed.ideas] == [("n2",)]
    assert placed.set_aside == (("n3", NOTHING_WRITTEN),)


@settings(max_examples=20, deadline=None)
@given(said=notes(least=2), cut=st.integers(1, 39))
def test_every_arrival_is_accounted_for(said, cut):
    cut = min(cut, len(said) - 1)
    there, arrivals = said[:cut], said[cut:]
    standing = [StandingIdea(idea.id, idea.members, idea.wording) for idea in leaves(proposed(there))]
    placed = place_arrivals(standing, there, arrivals, vectors_of(said), seed=7)
    accounted = [
        *(identifier for identifier, _, _ in placed.placements),
        *(member for idea in placed.ideas if not idea.height for member in idea.members),
        *(identifier for identifier, _ in placed.set_aside),
    ]
    assert sorted(accounted) == [one.id for one in arrivals]


def test_an_arrival_never_joins_an_idea_of_another_question_or_sign():
    said = [Said("a", "des bus", question="Q1", sign=1)]
    arrivals = [Said("b", "des bus", question="Q2", sign=1), Said("c", "des bus", question="Q1", sign=-1)]
    placed = place_arrivals([StandingIdea("i", ("a",))], said, arrivals, vectors_of([*said, *arrivals]), seed=7)
    assert placed.placements == ()
    assert sorted(idea.members for idea in placed.ideas) == [("b",), ("c",)]


def test_likenesses_are_exact_whatever_the_order_of_the_sums():
    rows = place_in_space([key_of(text) for text in WORDS], NgramEncoder(256).encode(WORDS))
    columns = np.random.default_rng(3).permutation(rows.shape[1])
    assert np.array_equal(likeness(rows, rows), likeness(rows[:, columns], rows[:, columns]))


def test_grouping_is_average_linkage_as_others_compute_it():
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    rows = place_in_space([key_of(text) for text in WORDS], NgramEncoder(256).encode(WORDS))
    alike = likeness(rows, rows)
    threshold = background_of(rows, np.arange(len(rows)), seed=0).threshold(len(rows))
    distances = 2.0 - alike
    np.fill_diagonal(distances, 0.0)
    labels = fcluster(linkage(squareform(distances), "average"), 2.0 - threshold, "distance")
    theirs = sorted([place for place in range(len(rows)) if labels[place] == label] for label in set(labels))
    assert threshold > FLOOR
    pairs = alike_pairs(rows, threshold, names=named_rows(rows), seed=0, engine=Here())
    assert link(rows, pairs, threshold) == theirs


def test_a_very_long_note_is_read_like_any_other():
    proposal = proposed(named(["mot " * 25_000, "des bus"]))
    assert proposal.ledger.single == 2


def test_vectors_that_are_not_one_for_each_criterion_are_refused():
    with pytest.raises(Problem, match=r"ideas\.vectors"):
        propose_ideas(named(["des bus"]), np.zeros((2, 4), dtype=np.float32), seed=0)


def test_two_criteria_with_one_id_are_refused():
    with pytest.raises(Problem, match=r"ideas\.same_id"):
        propose_ideas([Said("a", "x"), Said("a", "y")], np.zeros((2, 4), dtype=np.float32), seed=0)


def test_no_criterion_at_all_gives_no_idea():
    assert proposed([]).ideas == ()


def test_shuffling_hundreds_of_titles_changes_nothing():
    said = named([f"{text} {place}" for place in range(12) for text in WORDS])
    mixed = random.Random(5).sample(said, len(said))  # noqa: S311  (an order, not a secret)
    assert freeze_proposal(proposed(said)) == freeze_proposal(proposed(mixed))


def test_a_group_that_says_a_thing_again_in_other_words_has_said_it_once():
    said = [
        Said("a", "un jardin partagé dans le quartier", group="jeunes", on="2026-01-01"),
        Said("b", "des bus le soir", group="aînés", on="2026-01-01"),
        Said("c", "la médiathèque", group="aînés", on="2026-01-01"),
    ]
    again = [
        Said(f"z{place}", f"{start}un jardin partagé dans le quartier{end}", group="jeunes", on="2026-02-01")
        for place, (start, end) in enumerate(
            [("oui ", ""), ("", " svp"), ("encore ", ""), ("", " partagé"), ("moi ", " ici"), ("", " bien")]
        )
    ]
    before, after = proposed(said), proposed([*said, *again])
    assert [idea.id for idea in before.ideas] == [idea.id for idea in after.ideas]
    assert [idea.wording for idea in before.ideas] == [idea.wording for idea in after.ideas]
    garden = next(idea for idea in after.ideas if "a" in idea.members)
    assert garden.count == 1 + len(again)


@settings(max_examples=25, deadline=None)
@given(said=notes(), flooded=st.integers(0, 39), marks=st.lists(st.sampled_from(["!", " ?", " …", "."]), max_size=30))
def test_variations_that_come_later_change_no_idea_of_others(said, flooded, marks):
    said = [replace(one, on="2026-01-01") for one in said]
    one = said[flooded % len(said)]
    later = [replace(one, id=f"z{place:03}", text=one.text + mark, on="2026-02-01") for place, mark in enumerate(marks)]
    before, after = proposed(said), proposed([*said, *later])
    others = {idea.members for idea in before.ideas if one.id not in idea.members}
    assert others <= {idea.members for idea in after.ideas}


@settings(max_examples=25, deadline=None)
@given(texts=st.permutations(WORDS), each=st.integers(2, 9), written=st.integers(5, 30))
def test_what_a_group_goes_on_writing_leaves_what_others_said_where_it_was(texts, each, written):
    said = [Said(f"c{place}", text, f"g{place % 4}", on="2026-01-01") for place, text in enumerate(texts[: 4 * each])]
    later = [
        Said(f"z{place:03}", f"{first}{second} {second}{first} {first}", "g1", on="2026-02-01")
        for place, (first, second) in zip(range(written), permutations(SYLLABLES, 2), strict=False)
    ]
    before, after = placed_ways(said), placed_ways([*said, *later])
    for block, rows in before.items():
        for way, row in rows.items():
            assert np.array_equal(row, after[block][way])


@pytest.mark.parametrize(
    ("groups", "read"),
    [
        ([], []),
        ([set(), set(), set()], [0, 1, 2]),
        ([{"a"}, {"b"}, {"a"}, {"b"}, {"c"}, {"c"}, {"a"}, {"a"}], [0, 1, 2, 3, 4, 5]),
        ([{"a"}, {"a"}, {"b"}, {"a", "b"}, {"c"}, {"d"}, set()], [0, 2, 4, 5, 6]),
    ],
)
def test_what_is_usual_is_read_from_no_group_more_than_most_groups_wrote(groups, read):
    assert read_evenly(groups) == read


def test_the_earliest_day_stands_for_nearly_the_same_words():
    said = [Said("a", "Des bus, le soir !", on="2026-03-01"), Said("b", "des bus le soir", on="2026-02-01")]
    (idea,) = proposed(said).ideas
    assert idea.wording_from == "b"


def test_a_text_and_its_denial_are_never_variations_of_one_another():
    said = [Said("a", "il faut légaliser le bruit le soir"), Said("b", "il ne faut pas légaliser le bruit le soir")]
    assert len(proposed(said).ideas) == 2


def named_rows(rows):
    return [f"r{place}" for place in range(len(rows))]


def rows_at_random(count, seed):
    keys = [f"{text} {number % 7}" for number, text in zip(range(count), WORDS * count, strict=False)]
    vectors = np.random.default_rng(seed).normal(size=(count, 32)).astype(np.float32)
    return place_in_space(keys, vectors)


@settings(max_examples=20, deadline=None)
@given(count=st.integers(2, 60), seed=st.integers(0, 99), threshold=st.sampled_from([0.3, 0.4, 0.5, 0.6]))
def test_joining_all_nearest_pairs_at_once_is_joining_one_pair_at_a_time(count, seed, threshold):
    rows = rows_at_random(count, seed)
    groups = {place: [place] for place in range(count)}

    def alike(first, second):
        products = likeness(rows[groups[first]], rows[groups[second]])
        return round(float(products.mean()), 6)

    while True:
        offers = [(-alike(*pair), *pair) for pair in combinations(sorted(groups), 2)]
        best = min(offers, default=(0.0, 0, 0))
        if not offers or -best[0] < threshold:
            break
        groups[best[1]] = sorted(groups[best[1]] + groups.pop(best[2]))
    pairs = alike_pairs(rows, threshold, names=named_rows(rows), seed=0, engine=Here())
    assert link(rows, pairs, threshold) == sorted(groups.values())


def test_many_rows_are_compared_in_neighbourhoods_that_lose_few_pairs(monkeypatch):
    rows = rows_at_random(600, 5)
    every = set(
        zip(
            *(side.tolist() for side in alike_pairs(rows, 0.45, names=named_rows(rows), seed=0, engine=Here())),
            strict=True,
        )
    )
    monkeypatch.setattr(neighbours, "EACH_WITH_EACH", 100)
    monkeypatch.setattr(neighbours, "_OF_ONE", 100)
    left, right = alike_pairs(rows, 0.45, names=named_rows(rows), seed=0, engine=Here())
    near = set(zip(left.tolist(), right.tolist(), strict=True))
    assert (left < right).all()
    assert len(near) == len(left)
    assert near <= every
    assert {place for pair in near for place in pair} >= {
        place for pair in every for place in pair if likeness(rows[[pair[0]]], rows[[pair[1]]])[0, 0] > 0.8
    }


def test_headings_are_divided_again_while_they_hold_many():
    centres = rows_at_random(700, 3)[:, :32] * 4
    lengths = np.linalg.norm(centres, axis=1, keepdims=True)
    centres = np.trunc(centres / lengths * SCALE).astype(np.float32)
    headings = divide(centres, [f"i{place}" for place in range(700)], 700)

    def leaves_of(heading):
        return [place for part in heading.parts for place in leaves_of(part)] or list(heading.places)

    assert sorted(place for heading in headings for place in leaves_of(heading)) == list(range(700))
    for heading in headings:
        assert (len(heading.places) > MANY) == bool(heading.parts)
        assert not heading.parts or sorted(leaves_of(heading)) == list(heading.places)


def test_few_ideas_have_no_heading():
    assert divide(np.zeros((MANY, 4), np.float32), [str(place) for place in range(MANY)], MANY) == ()


@pytest.mark.parametrize("more", [1, 5, 50, 300, 1200])
@pytest.mark.parametrize("centre", [(SCALE, 0.0), (1000.0, 2000.0), (0.0, 0.0)])
def test_ideas_that_nothing_tells_apart_have_no_heading(more, centre):
    alike = np.tile(np.array(centre, np.float32), (MANY + more, 1))
    assert divide(alike, [f"i{place}" for place in range(MANY + more)], MANY + more) == ()


def test_as_many_hands_as_there_are_give_the_same_bytes():
    said = named([f"{first}{last} {text}" for first in SYLLABLES for last in SYLLABLES for text in ("", "le soir")])
    assert freeze_proposal(proposed(said, engine=Here(3))) == freeze_proposal(proposed(said))

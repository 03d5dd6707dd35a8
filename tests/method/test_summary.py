"""The fair summary: a few ideas on one page, and nobody left out who deserves a place there."""

import random
import time
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spirale.method.encoders import NgramEncoder
from spirale.method.ideas import Idea, Said, propose_ideas
from spirale.method.ideas.values import count_by
from spirale.method.problems import Problem
from spirale.method.summary import summarise, summarise_document
from spirale.method.summary.checking import claims_against
from spirale.method.summary.electing import Ballots, elect
from spirale.method.synthesis import Criterion, Note, compose

# Lackner and Skowron (2023), Multi-Winner Voting with Approval Preferences, examples 1 and 11.
OF_THE_BOOK = [*["ab"] * 3, *["ac"] * 3, *["ad"] * 2, "bcf", "e", "f", "g"]


def elections(voters=7, candidates=6):
    return st.integers(1, candidates).flatmap(
        lambda many: st.lists(
            st.sets(st.integers(0, many - 1), min_size=1, max_size=many), min_size=1, max_size=voters
        ).map(lambda ballots: (ballots, many))
    )


def synthesis_of(ballots, *, group="g{:02}"):
    """Criteria and ideas in which group number n says the ideas of ballot n, once each."""
    said = [
        Said(f"c{voter:02}-{idea}", f"{idea} according to {voter}", group.format(voter))
        for voter, ballot in enumerate(ballots)
        for idea in sorted(ballot)
    ]
    return said, ideas_of(said)


def ideas_of(said):
    """Put each criterion in the idea its text begins with."""
    held = {}
    for one in said:
        held.setdefault(one.text.split()[0], []).append(one.id)
    return [
        Idea(f"i{name}", name, tuple(sorted(members)), None, members[0], 0, **count_by(()))
        for name, members in held.items()
    ]


def page(said, places):
    return summarise(said, ideas_of(said), places=places)


def shown(summary):
    return [place.idea for place in summary.places]


def someone_is_wronged(ballots, committee, candidates, seats):
    """EJR+ word for word: look at every set of voters, every idea they share, every number of seats."""
    voters = range(len(ballots))
    for size in range(1, len(ballots) + 1):
        for together in combinations(voters, size):
            for left_out in set(range(candidates)) - set(committee):
                if all(left_out in ballots[voter] for voter in together):
                    for deserved in range(1, seats + 1):
                        if size * seats >= deserved * len(ballots) and all(
                            len(ballots[voter] & set(committee)) < deserved for voter in together
                        ):
                            return True
    return False


@settings(max_examples=80, deadline=None)
@given(election=elections(), seats=st.integers(1, 6))
def test_whatever_groups_say_nobody_who_deserves_a_place_is_left_out(election, seats):
    ballots, candidates = election
    committee = [one.candidate for one in elect(Ballots(ballots, candidates), seats)]
    assert not someone_is_wronged(ballots, committee, candidates, seats)


@settings(max_examples=80, deadline=None)
@given(election=elections(), seats=st.integers(1, 6), chance=st.randoms(use_true_random=False))
def test_the_check_finds_those_wronged_by_any_choice(election, seats, chance):
    ballots, candidates = election
    chosen = chance.sample(range(candidates), min(seats, candidates))
    claims = claims_against(Ballots(ballots, candidates), chosen, seats)
    assert bool(claims) == someone_is_wronged(ballots, chosen, candidates, seats)
    merged = Ballots(ballots, candidates)
    for claim in claims:
        held = [ballot for ballot, entry in zip(ballots, merged.entry_of, strict=True) if entry in claim.entries]
        assert len(held) * seats >= claim.seats * len(ballots)
        assert all(claim.candidate in ballot and len(ballot & set(chosen)) < claim.seats for ballot in held)


@settings(max_examples=60, deadline=None)
@given(election=elections(), seats=st.integers(1, 6))
def test_as_many_ideas_are_shown_as_there_are_places_or_ideas(election, seats):
    ballots, _ = election
    summary = page(synthesis_of(ballots)[0], seats)
    assert len(set(shown(summary))) == len(summary.places) == min(seats, len(set().union(*ballots)))
    assert summary.holds


def test_a_published_election_gives_the_published_committee():
    said, ideas = synthesis_of(OF_THE_BOOK)
    summary = summarise(said, ideas, places=4)
    first = summary.places[0]
    assert (first.idea, first.step, first.amount, len(first.voters)) == ("ia", "shared", Fraction(1, 8), 8)
    assert sorted(shown(summary)) == ["ia", "ib", "ic", "id"]
    assert [(place.step, place.amount) for place in summary.places[1:]] == [
        ("completed", Fraction(1, 96)), ("completed", Fraction(37, 384)), ("completed", Fraction(7, 24)),
    ]  # fmt: skip
    assert {summary.places[1].idea, *summary.places[1].tied_with} == {"ib", "ic"}


@settings(max_examples=60, deadline=None)
@given(election=elections(), seats=st.integers(1, 6), chance=st.randoms(use_true_random=False))
def test_the_same_notes_in_any_order_give_the_same_summary(election, seats, chance):
    said, ideas = synthesis_of(election[0])
    again = summarise(chance.sample(said, len(said)), chance.sample(ideas, len(ideas)), places=seats)
    assert again == summarise(said, ideas, places=seats)


def places_of(summary):
    """All that the page says of its places and of those without one."""
    return summary.kind, summary.voters, summary.places, summary.without, summary.silent, summary.broken


@settings(max_examples=60, deadline=None)
@given(
    election=elections().filter(lambda drawn: len(drawn[0]) > 1),
    seats=st.integers(1, 6),
    chosen=st.integers(0, 99),
    times=st.integers(1, 40),
)
def test_a_group_that_repeats_itself_or_says_the_same_otherwise_changes_no_place(election, seats, chosen, times):
    said, _ = synthesis_of(election[0])
    one = said[chosen % len(said)]
    copies = [replace(one, id=f"copy{number}") for number in range(times)]
    paraphrases = [replace(one, id=f"way{number}", text=f"{one.text} or so {number}") for number in range(times)]
    assert places_of(page([*said, *copies], seats)) == places_of(page(said, seats))
    assert places_of(page([*said, *paraphrases], seats)) == places_of(page(said, seats))


def test_a_thousand_paraphrases_of_a_group_move_no_idea_of_others():
    said, _ = synthesis_of(["abc", "abd", "abe", "cd", "ce", "f"])
    flood = [Said(f"z{number}", f"f said in way {number}", "g05") for number in range(1000)]
    before, after = page(said, 4), page([*said, *flood], 4)
    assert places_of(after) == places_of(before)
    assert after.most_counted.ideas[0] == "if"


def test_copies_of_a_note_without_group_change_no_place():
    said = [Said(f"c{number}", text) for number, text in enumerate(["a x", "a y", "a z", "b x", "b y", "c x", "d x"])]
    flood = [Said(f"copy{number}", "D  x !") for number in range(1000)]
    ideas = ideas_of([*said, *(replace(one, text="d x") for one in flood)])
    assert shown(summarise([*said, *flood], ideas, places=2)) == shown(page(said, 2)) == ["ia", "ib"]


def test_without_groups_each_way_of_saying_has_a_voice():
    said = [Said("1", "a x"), Said("2", "A X !"), Said("3", "a y"), Said("4", "b x"), Said("5", "c x")]
    ideas = [
        Idea("ia", "a", ("1", "2", "3"), None, "1", 0, **count_by(())),
        Idea("ib", "b", ("4",), None, "4", 0, **count_by(())),
        Idea("ic", "c", ("5",), None, "5", 0, **count_by(())),
    ]
    summary = summarise(said, ideas, places=2)
    assert (summary.kind, summary.voters) == ("ways", 4)
    assert summary.places[0].voters == ("1", "3")
    assert len(summary.without) == 1


def test_one_group_alone_is_heard_by_its_ways_of_saying():
    said = [Said(str(number), text, "g") for number, text in enumerate(["a x", "a y", "b x"])]
    assert page(said, 1).kind == "ways"
    assert shown(page(said, 1)) == ["ia"]


def test_notes_without_group_among_groups_count_as_one():
    said, _ = synthesis_of(["a", "a", "b"])
    alone = [Said(f"n{number}", f"c way {number}") for number in range(50)]
    summary = page([*said, *alone], 2)
    assert (summary.kind, summary.voters) == ("groups", 4)
    assert summary.places[0].idea == "ia"


@settings(max_examples=60, deadline=None)
@given(majority=st.integers(1, 12), minority=st.integers(1, 6), seats=st.integers(1, 8), shared=st.integers(1, 4))
def test_a_minority_that_shares_ideas_gets_those_its_number_deserves(majority, minority, seats, shared):
    ballots = [{f"m{number}" for number in range(8)}] * majority + [
        {f"f{number}" for number in range(shared)}
    ] * minority
    summary = page(synthesis_of(ballots)[0], seats)
    deserved = min(shared, minority * seats // (majority + minority))
    assert sum(idea.startswith("if") for idea in shown(summary)) >= deserved


def test_the_most_counted_ideas_would_have_left_the_minority_out():
    said, _ = synthesis_of([*["mnop"] * 6, *["f"] * 3])
    summary = page(said, 3)
    assert summary.places[-1].only == ("g06", "g07", "g08")
    assert not summary.without
    assert summary.most_counted.without == ("g06", "g07", "g08")
    assert [(one.idea, one.places, one.voters) for one in summary.most_counted.broken] == [
        ("if", 1, ("g06", "g07", "g08"))
    ]


@settings(max_examples=60, deadline=None)
@given(election=elections().filter(lambda drawn: len(drawn[0]) > 1), seats=st.integers(1, 6))
def test_an_idea_that_all_groups_say_comes_first(election, seats):
    ballots, candidates = election
    summary = page(synthesis_of([{*ballot, candidates} for ballot in ballots])[0], seats)
    assert len(summary.places[0].voters) == len(ballots)


@settings(max_examples=60, deadline=None)
@given(election=elections(), seats=st.integers(1, 6))
def test_an_idea_said_by_all_who_say_another_and_more_comes_before_it(election, seats):
    ballots, candidates = election
    order = [one.candidate for one in elect(Ballots(ballots, candidates), seats)]
    supporters = [{voter for voter, ballot in enumerate(ballots) if one in ballot} for one in range(candidates)]
    for place, low in enumerate(order):
        for high in range(candidates):
            if supporters[high] > supporters[low]:
                assert high in order[:place] or _tied(ballots, candidates, seats, place, high)


def _tied(ballots, candidates, seats, place, other):
    return other in elect(Ballots(ballots, candidates), seats)[place].tied


@settings(max_examples=60, deadline=None)
@given(election=elections(voters=12), seats=st.integers(1, 6))
def test_no_idea_is_dearer_than_one_bought_after_it(election, seats):
    bought = elect(Ballots(*election), seats)
    for step in ("shared", "completed"):
        amounts = [one.amount for one in bought if one.step == step]
        assert amounts == sorted(amounts)
    assert [one.step for one in bought] == sorted((one.step for one in bought), reverse=True)


@settings(max_examples=60, deadline=None)
@given(election=elections(), seats=st.integers(1, 6))
def test_who_would_lose_their_only_idea_is_told_and_who_has_none(election, seats):
    ballots = [*election[0], {0}]
    summary = page(synthesis_of(ballots)[0], seats)
    assert summary.kind == "groups"
    on_page = {f"g{voter:02}": [f"i{idea}" for idea in ballot if f"i{idea}" in shown(summary)]
               for voter, ballot in enumerate(ballots)}  # fmt: skip
    for place in summary.places:
        assert list(place.only) == sorted(voter for voter, held in on_page.items() if held == [place.idea])
        assert list(place.voters) == sorted(voter for voter, held in on_page.items() if place.idea in held)
    assert [one.voter for one in summary.without] == sorted(voter for voter, held in on_page.items() if not held)
    for one in summary.without:
        assert one.waiting < summary.deserved
        own = [f"i{idea}" for idea in ballots[int(one.voter[1:])]]
        sharing = {idea: sum(int(idea[1:]) in ballot for ballot in ballots) for idea in own}
        assert one.sharing == sharing[one.idea]
        assert (one.reason == "too few") == (max(sharing.values()) < summary.deserved)


def test_a_group_whose_notes_are_in_no_idea_is_named_and_has_no_voice():
    said, ideas = synthesis_of(["a", "b"])
    summary = summarise([*said, Said("empty", "", "silent")], ideas, places=1)
    assert (summary.silent, summary.voters) == (("silent",), 2)


def test_general_ideas_are_left_to_the_whole_synthesis():
    said, ideas = synthesis_of(["a", "b"])
    general = Idea("top", "a", tuple(one.id for one in said), None, said[0].id, 1, **count_by(()))
    assert "top" not in shown(summarise(said, [general, *ideas], places=3))


def test_a_synthesis_without_ideas_has_an_empty_summary():
    summary = summarise([], [], places=7)
    assert (summary.places, summary.without, summary.voters) == ((), (), 0)
    assert summary.holds


def test_a_page_without_a_place_is_refused():
    with pytest.raises(Problem) as refused:
        summarise([], [], places=0)
    assert refused.value.code == "summary.no_place"


def test_a_document_gives_the_summary_of_its_ideas():
    said, ideas = synthesis_of(OF_THE_BOOK)
    document = compose(
        title="", level="file", language="fr",
        notes=[Note(one.id, one.text, one.group) for one in said],
        criteria=[Criterion(one.id, one.id, one.text) for one in said],
        ideas=ideas, set_aside=(), encoder="", seed=0, made_at="",
    )  # fmt: skip
    assert summarise_document(document, places=4) == summarise(said, ideas, places=4)


def bought_by_hand(ballots, candidates, seats):
    """The rule as it is published, step by step with fractions, nothing made quick."""
    purse = [Fraction(seats, len(ballots)) for _ in ballots]
    order = []

    def share(one):
        poor, rich = [], [voter for voter, ballot in enumerate(ballots) if one in ballot]
        while rich:
            least = (1 - sum(purse[voter] for voter in poor)) / len(rich)
            poorer = [voter for voter in rich if purse[voter] < least]
            if not poorer:
                return least
            poor, rich = poor + poorer, [voter for voter in rich if voter not in poorer]
        return None

    while len(order) < seats:
        shares = {one: share(one) for one in range(candidates) if one not in order}
        shares = {one: told for one, told in shares.items() if told is not None}
        if not shares:
            break
        best = min(shares, key=lambda one: (shares[one], one))
        order.append(best)
        purse = [max(Fraction(0), held - shares[best]) if best in ballot else held
                 for held, ballot in zip(purse, ballots, strict=True)]  # fmt: skip
    while len(order) < seats:
        moments = {}
        for one in set(range(candidates)).difference(order):
            held = [purse[voter] for voter, ballot in enumerate(ballots) if one in ballot]
            if held:
                moments[one] = (1 - sum(held)) / len(held)
        if not moments:
            break
        best = min(moments, key=lambda one: (moments[one], one))
        order.append(best)
        purse = [-moments[best] if best in ballot else held for held, ballot in zip(purse, ballots, strict=True)]
    return order


@settings(max_examples=60, deadline=None)
@given(election=elections(voters=20, candidates=10), seats=st.integers(1, 10))
def test_the_rule_is_the_published_one_step_by_step(election, seats):
    assert [one.candidate for one in elect(Ballots(*election), seats)] == bought_by_hand(*election, seats)


def test_no_amount_is_rounded_even_where_floats_would_be():
    chance = random.Random(3)  # noqa: S311 - the same each time
    ballots = [set(chance.sample(range(30), 6)) for _ in range(97)]
    bought = elect(Ballots(ballots, 30), 29)
    assert max(one.amount.denominator for one in bought) > 2**53
    assert [one.candidate for one in bought] == bought_by_hand(ballots, 30, 29)


def test_ten_thousand_criteria_of_a_thousand_groups_are_chosen_from_in_a_moment():
    chance = random.Random(7)  # noqa: S311 - the same each time
    said = [
        Said(f"c{number}", f"{int(chance.paretovariate(0.6)) % 3000} way {number}", f"g{chance.randrange(1000)}")
        for number in range(10_000)
    ]
    ideas = ideas_of(said)
    started = time.perf_counter()
    summary = summarise(said, ideas, places=7)
    assert time.perf_counter() - started < 5
    assert len(summary.places) == 7
    assert summary.holds


def test_what_the_engine_proposes_is_summed_up_whatever_the_order_of_notes():
    texts = ["Des bus le soir", "Plus de bus le soir", "Une crèche", "Une crèche dans le quartier", "Le bruit la nuit"]
    said = [Said(f"c{group}{number}", text, group) for group in "ABC" for number, text in enumerate(texts)]
    summaries = set()
    for seed in range(3):
        order = random.Random(seed).sample(said, len(said))  # noqa: S311 - the same each time
        proposal = propose_ideas(order, NgramEncoder(256).encode([one.text for one in order]), seed=7)
        summaries.add(summarise(order, proposal.ideas, places=2))
    assert len(summaries) == 1
    assert all(place.voters == ("A", "B", "C") for place in summaries.pop().places)

"""Budgets put to the vote: read strictly, shared equally, and nobody who deserves better left out."""

import time
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spirale.method.choice.budgets import (
    UNIT,
    Budget,
    Project,
    Vote,
    claims_against,
    equal_shares,
    greedy,
    read_budget,
    spent_for,
)
from spirale.method.choice.budgets.bounding import Bounds
from spirale.method.problems import Problems
from spirale.method.summary.electing import Ballots, buy

FILE = """META
key;value
description;An invented town
num_projects;3
num_votes;4
budget;1000
vote_type;approval
max_length;2
PROJECTS
project_id;cost;votes;name
b2;600;3;"A bench; and a tree"
10;400.5;2;Lamps
9;0,25;1;Chalk
VOTES
voter_id;vote
1;b2,10
2;b2
3;b2, 9
4;10
"""


def budget_of(amount, costs, ballots, *, unit=UNIT):
    """A budget in which project n costs costs[n]; a ballot names projects, or gives them points."""
    votes = []
    for number, ballot in enumerate(ballots):
        points = tuple(ballot.values()) if isinstance(ballot, dict) else ()
        votes.append(Vote(f"v{number}", tuple(str(one) for one in ballot), points))
    projects = tuple(Project(str(number), cost * unit) for number, cost in enumerate(costs))
    kind = "cumulative" if any(vote.points for vote in votes) else "approval"
    return Budget(amount * unit, kind, projects, tuple(votes))


def budgets(*, with_points=False, projects=6, voters=8):
    ballot = st.sets(st.integers(0, projects - 1), max_size=projects)
    if with_points:
        ballot = st.dictionaries(st.integers(0, projects - 1), st.integers(0, 4), max_size=projects)
    return st.builds(
        budget_of,
        st.integers(0, 60),
        st.lists(st.integers(0, 30), min_size=projects, max_size=projects),
        st.lists(ballot, min_size=1, max_size=voters),
    )


def literally(budget, share, gives):
    """Equal shares word for word, every price found anew by trying each voter as the last who pays all they have."""
    left = {vote.voter: share for vote in budget.votes}
    bought = []
    while True:
        offers = []
        for project in budget.projects:
            worth = {vote.voter: gives(vote, project) for vote in budget.votes if project.id in vote.supported}
            if project.id in bought or not worth or sum(left[one] for one in worth) < project.cost:
                continue
            offers.append((smallest_share(project.cost, worth, left), project.id, worth))
        if not offers:
            return bought
        paid, winner, worth = min(offers, key=lambda one: one[:2])
        bought.append(winner)
        for one, value in worth.items():
            left[one] -= min(left[one], paid * value)


def smallest_share(cost, worth, left):
    if not cost:
        return Fraction(0)
    for poorest in sorted({left[one] / value for one, value in worth.items()}):
        poor = sum(left[one] for one, value in worth.items() if left[one] / value < poorest)
        rich = sum(value for one, value in worth.items() if left[one] / value >= poorest)
        if (cost - poor) / Fraction(rich) <= poorest:
            return (cost - poor) / Fraction(rich)
    raise AssertionError


def one_by_one(budget, gives):
    """Shares raised by one unit at a time, each time all begun anew; what fitted last is kept."""
    supported = {project for vote in budget.votes for project in vote.supported}
    cost = {one.id: one.cost for one in budget.projects}
    kept, raised = None, 0
    while True:
        share = Fraction(budget.amount, len(budget.votes)) + raised * UNIT
        bought = literally(budget, share, gives)
        spent = sum(cost[one] for one in bought)
        if spent > budget.amount:
            return kept, raised - 1
        if all(spent + cost[one] > budget.amount for one in supported if one not in bought):
            return bought, raised
        kept, raised = bought, raised + 1


def the_cost(_vote, project):
    return max(1, project.cost)


def the_points(vote, project):
    return dict(zip(vote.projects, vote.points, strict=True))[project.id]


# Three who want the two dearest, two who want the rest; 20 each.
THREE_AND_TWO = budget_of(100, [60, 40, 30, 10], [[0, 1], [0, 1], [0, 1], [2, 3], [2, 3]])


def test_two_fifths_of_the_voters_decide_on_two_fifths_of_the_money():
    assert greedy(THREE_AND_TWO).winners == ("0", "1")
    shares = equal_shares(THREE_AND_TWO)
    assert shares.winners == ("0", "2", "3")
    assert [(one.project, one.paid) for one in shares.bought] == [("0", 2000), ("2", 1500), ("3", 500)]
    assert (shares.cost, shares.raised, shares.stop) == (10000, 0, "nothing else fits")
    assert shares.lacking == (("1", Fraction(4000)),)


def test_shares_are_raised_until_nothing_else_fits():
    # Ten each: nobody can pay. With 12 each the first is bought, with 15 the last; the second would make 47.
    budget = budget_of(30, [12, 20, 15], [[0], [1], [2]])
    assert equal_shares(budget, is_completed=False).winners == ()
    shares = equal_shares(budget)
    assert (shares.winners, shares.raised, shares.stop) == (("0", "2"), 5 * UNIT, "nothing else fits")


def test_the_first_raise_that_overspends_ends_it_even_if_a_larger_one_would_not():
    # Raised by 3, voters buy 0 and 1 for 31; raised by 5, they would buy 0 and 2 for 26, all there is.
    budget = budget_of(26, [16, 15, 10], [[1], [0, 1, 2], [0, 2]])
    shares = equal_shares(budget)
    assert (shares.winners, shares.raised, shares.stop) == (("0",), 2 * UNIT, "the next overspends")


def test_a_raise_of_four_hundred_thousand_is_reached_by_leaps():
    started = time.process_time()
    shares = equal_shares(budget_of(1_000_000, [900_000, 50_000], [[0, 1], []]))
    assert (shares.winners, shares.raised) == (("0", "1"), 450_000 * UNIT)
    assert time.process_time() - started < 2


def test_bounds_tell_of_many_purses_at_once():
    # Five camps whose projects have different numbers of voters: no tie, and nothing that rounding hides.
    ballots = Ballots([[camp, 5 + camp % 2] for camp in range(5) for _ in range(10 + camp)], 7)
    prices = [100, 110, 120, 130, 140, 300, 310]
    told = Bounds(ballots, prices, prices).orders([((purse, 1), (purse + 1, 1)) for purse in range(1, 60, 2)])
    assert sum(one is not None for one in told) > 20
    for purse, order in zip(range(1, 60, 2), told, strict=True):
        assert order in (None, tuple(one.candidate for one in buy(ballots, (purse, 1), prices, values=prices)[0]))


def test_ties_go_to_the_first_name_letter_by_letter():
    budget = Budget(500, "approval", (Project("9", 500), Project("10", 500)), (Vote("v", ("9", "10")),))
    assert equal_shares(budget).winners == greedy(budget).winners == ("10",)
    assert equal_shares(budget).bought[0].tied == ("9",)


def test_what_costs_nothing_is_taken_if_somebody_wants_it():
    budget = budget_of(10, [0, 0, 20], [[0, 2]])
    assert equal_shares(budget).winners == greedy(budget).winners == ("0",)


def test_without_votes_nothing_is_chosen():
    budget = budget_of(10, [1, 2], [])
    assert equal_shares(budget).winners == greedy(budget).winners == ()


def test_points_say_how_much_a_project_gives():
    budget = budget_of(20, [10, 10, 10], [{0: 1, 1: 3}, {0: 1, 2: 3}])
    assert equal_shares(budget).winners == ("1", "2")
    assert equal_shares(budget, satisfaction="cost").winners == ("0",)
    assert greedy(budget).winners == ("1", "2")


@settings(max_examples=150, deadline=None)
@given(budget=budgets())
def test_raising_many_at_a_time_gives_what_raising_one_by_one_gives(budget):
    shares = equal_shares(budget)
    bought, raised = one_by_one(budget, the_cost)
    assert ([one.project for one in shares.bought], shares.raised) == (by_cost(budget, bought), raised * UNIT)


@settings(max_examples=100, deadline=None)
@given(budget=budgets(with_points=True))
def test_so_it_does_with_points(budget):
    shares = equal_shares(budget, satisfaction="points")
    bought, raised = one_by_one(pointed(budget), the_points)
    assert ([one.project for one in shares.bought], shares.raised) == (by_cost(budget, bought), raised * UNIT)


def pointed(budget):
    """The same, in which every vote has points."""
    votes = tuple(Vote(one.voter, one.projects, one.points or (1,) * len(one.projects)) for one in budget.votes)
    return Budget(budget.amount, "cumulative", budget.projects, votes)


def by_cost(budget, bought):
    """The same purchases, those that cost nothing coming first."""
    free = {one.id for one in budget.projects if not one.cost}
    return sorted(one for one in bought if one in free) + [one for one in bought if one not in free]


@settings(max_examples=150, deadline=None)
@given(budget=budgets(voters=30), first=st.integers(0, 5000), width=st.integers(0, 900))
def test_bounds_tell_what_every_purse_of_a_span_buys_or_nothing(budget, first, width):
    prices = [one.cost + 1 for one in budget.projects]
    ballots = Ballots([[int(one) for one in vote.projects] for vote in budget.votes], len(prices))
    told = Bounds(ballots, prices, prices).orders([((first, 7), (first + width, 7)), ((first, 3), (first, 3))])
    for purse in (first, first + width // 3, first + width):
        exact = tuple(one.candidate for one in buy(ballots, (purse, 7), prices, values=prices)[0])
        assert told[0] in (None, exact)
    assert told[1] in (None, tuple(one.candidate for one in buy(ballots, (first, 3), prices, values=prices)[0]))


@settings(max_examples=100, deadline=None)
@given(budget=budgets(), is_completed=st.booleans())
def test_equal_shares_leave_no_claim_and_never_overspend(budget, is_completed):
    shares = equal_shares(budget, is_completed=is_completed)
    assert claims_against(budget, shares.winners) == ()
    assert shares.cost <= budget.amount
    assert all(lacking > 0 for project, lacking in shares.lacking if cost_of(budget, project))


def cost_of(budget, project):
    return next(one.cost for one in budget.projects if one.id == project)


@settings(max_examples=60, deadline=None)
@given(budget=budgets(voters=5, projects=4), data=st.data())
def test_a_claim_is_what_its_definition_says(budget, data):
    chosen = data.draw(st.sets(st.sampled_from([one.id for one in budget.projects])))
    spent = dict(zip([vote.voter for vote in budget.votes], spent_for(budget, chosen), strict=True))
    found = {one.project: one for one in claims_against(budget, chosen)}
    for project in budget.projects:
        wanting = [vote.voter for vote in budget.votes if project.id in vote.supported]
        deserving = [
            together
            for together in subsets(wanting)
            if project.id not in chosen
            and all(
                (spent[one] + project.cost) * len(budget.votes) <= len(together) * budget.amount for one in together
            )
        ]
        assert (project.id in found) == bool(deserving)
        if deserving:
            assert found[project.id].voters in deserving
            assert found[project.id].many == max(map(len, deserving))


def subsets(voters):
    for mask in range(1, 2 ** len(voters)):
        yield tuple(one for place, one in enumerate(voters) if mask >> place & 1)


def test_most_votes_leave_a_claim_that_names_its_voters():
    (claim,) = claims_against(THREE_AND_TWO, ["0", "1"])[:1]
    assert (claim.project, claim.many, claim.voters) == ("2", 2, ("v3", "v4"))
    assert spent_for(THREE_AND_TWO, ["0", "1"]) == (10000, 10000, 10000, 0, 0)


@settings(max_examples=60, deadline=None)
@given(budget=budgets(), order=st.randoms(use_true_random=False))
def test_the_order_of_votes_and_projects_changes_nothing(budget, order):
    projects, votes = list(budget.projects), list(budget.votes)
    order.shuffle(projects)
    order.shuffle(votes)
    mixed = Budget(budget.amount, budget.vote_type, tuple(projects), tuple(votes))
    assert equal_shares(mixed) == equal_shares(budget)
    assert greedy(mixed) == greedy(budget)


def test_a_file_is_read_whole():
    budget = read_budget("\ufeff" + FILE)
    assert (budget.amount, budget.vote_type, budget.settings["description"]) == (100000, "approval", "An invented town")
    assert [(one.id, one.cost, one.name) for one in budget.projects] == [
        ("b2", 60000, "A bench; and a tree"),
        ("10", 40050, "Lamps"),
        ("9", 25, "Chalk"),
    ]
    assert budget.votes[2] == Vote("3", ("b2", "9"))
    assert read_budget(FILE.encode()) == budget


def test_points_and_ranks_are_read():
    told = FILE.replace("approval", "cumulative").replace("voter_id;vote", "voter_id;points;vote;age")
    told = told[: told.index("1;b2,10")] + "1;2,1;b2,10;30\n2;3;b2;\n3;0,1;b2,9;\n4;1;10;\n"
    budget = read_budget(told)
    assert budget.votes[0] == Vote("1", ("b2", "10"), (2, 1))
    assert budget.votes[2].supported == ("9",)
    assert read_budget(FILE.replace("approval", "ordinal")).votes[0].projects == ("b2", "10")


@pytest.mark.parametrize(
    ("before", "after", "code", "row", "column"),
    [
        ("META\n", "", "part out of order", 1, None),
        ("PROJECTS\n", "", "row of another length", 9, None),
        ("budget;1000\n", "", "setting missing", 1, "key"),
        ("budget;1000", "budget;1000\nbudget;2000", "setting twice", 7, "key"),
        ("budget;1000", "budget;-1000", "amount unreadable", 6, "value"),
        ("budget;1000", "budget;1,000", "amount unreadable", 6, "value"),
        ("approval", "acclaim", "vote type unknown", 7, "value"),
        ("approval", "cumulative", "column missing", 16, "points"),
        ("num_votes;4", "num_votes;5", "count not as told", 5, "value"),
        ("num_votes;4", "num_votes;four", "number not whole", 5, "value"),
        ("b2;600;3", "b2;600;4", "count not as told", 11, "votes"),
        ("b2;600;3", "b2;six;3", "amount unreadable", 11, "cost"),
        ("9;0,25;1;Chalk\n", "9;0,25;1;Chalk\n9;3;0;Chalk\n", "project twice", 14, "project_id"),
        ("9;0,25;1", ";0,25;1", "name missing", 13, "project_id"),
        ('"A bench; and a tree"', "A bench; and a tree", "row of another length", 11, None),
        ('"A bench; and a tree"', '"A bench', "row not readable", 11, None),
        ("2;b2\n", "1;b2\n", "voter twice", 17, "voter_id"),
        ("2;b2\n", "2;b3\n", "project unknown", 17, "vote"),
        ("2;b2\n", "2;b2,b2\n", "project named twice", 17, "vote"),
        ("1;b2,10", "1;b2,10,9", "vote outside the limits", 16, "vote"),
        ("voter_id;vote", "voter_id;votes", "column missing", 15, "vote"),
        ("VOTES\nvoter_id;vote\n1;b2,10\n2;b2\n3;b2, 9\n4;10\n", "", "part missing from the file", 14, None),
        ("voter_id;vote\n1;b2,10\n2;b2\n3;b2, 9\n4;10\n", "", "part without columns", 15, None),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_place(before, after, code, row, column):
    assert before in FILE
    with pytest.raises(Problems) as told:
        read_budget(FILE.replace(before, after, 1))
    found = [(one.code, one.parameters.get("row"), one.parameters.get("column")) for one in told.value.problems]
    assert (code, row, column) in found


def test_faults_are_told_together_in_the_order_of_rows():
    with pytest.raises(Problems) as told:
        read_budget(FILE.replace("4;10", "4;11").replace("b2;600", "b2;?").replace("2;b2\n", "2;zz\n"))
    assert [one.parameters["row"] for one in told.value.problems] == sorted(
        one.parameters["row"] for one in told.value.problems
    )
    assert {one.code for one in told.value.problems} >= {"project unknown", "amount unreadable"}


def test_bytes_that_are_no_text_are_told_with_their_row():
    with pytest.raises(Problems, match="text not in UTF-8"):
        read_budget(FILE.encode().replace(b"Lamps", b"Lamp\xe9s"))


@pytest.mark.parametrize("content", [FILE.replace("Lamps", "La\0mps"), FILE.replace("Lamps", "La\0mps").encode()])
def test_a_character_that_no_text_has_is_told_with_its_row(content):
    with pytest.raises(Problems, match="character not of a text") as told:
        read_budget(content)
    row = next(number for number, line in enumerate(FILE.splitlines(), 1) if "Lamps" in line)
    assert [one.parameters["row"] for one in told.value.problems] == [row]


@settings(max_examples=100, deadline=None)
@given(noise=st.text(alphabet='META\nPROJECTSVOkeyvalu;,"0123', max_size=200), place=st.integers(0, len(FILE)))
def test_whatever_a_file_holds_it_is_read_or_refused(noise, place):
    for text in (noise, FILE[:place] + noise + FILE[place:]):
        with suppress(Problems):
            assert read_budget(text).vote_type == "approval"

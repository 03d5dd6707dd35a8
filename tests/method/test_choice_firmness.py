"""How firm a choice is when weights and scores move, and the set that comes nearest to it."""

from dataclasses import replace
from fractions import Fraction

from method.cases_of_choice import small_case
from spirale.method.choice.exact import best_set
from spirale.method.choice.firmness import firmness
from spirale.method.choice.patience import Patience
from spirale.method.choice.scoring import worths
from spirale.method.choice.values import Action, Case, ChoiceCriterion, Need, Pledge, Resource, Rules, Score
from spirale.method.problems import Problem, Problems


def two_rivals(first, second):
    """Two actions of which the bank allows one, with what three people score each."""
    actions = tuple(Action(name, (Need("hours", 100),)) for name in ("garden", "shed"))
    scores = tuple(
        Score(f"v{number}", "inhabitants", name, "useful", value)
        for name, values in (("garden", first), ("shed", second))
        for number, value in enumerate(values)
    )
    rules = Rules((ChoiceCriterion("useful"),))
    return Case(actions, (Resource("hours", "hours"),), (Pledge("p", "Ana", "hours", 100),), rules, scores)


def times(found):
    return {one.action: one.times for one in found.stays}


def test_what_everyone_prefers_stays_in_every_draw():
    found = firmness(two_rivals((4, 4, 4), (1, 1, 1)), ("garden",), "s", draws=30)
    assert (found.draws, found.proven, found.unchanged) == (30, 30, 30)
    assert times(found) == {"garden": 30, "shed": 0}
    assert [one.is_chosen for one in found.stays] == [True, False]


def test_what_hangs_on_one_voter_goes_out_in_some_draws():
    found = firmness(two_rivals((4, 2, 0), (0, 2, 3)), ("garden",), "s", draws=60)
    assert 0 < times(found)["shed"] < times(found)["garden"]
    assert sum(times(found).values()) == 60


def test_weights_that_move_change_what_they_alone_decide():
    case = two_rivals((4, 4, 4), (0, 0, 0))
    fair = tuple(replace(one, criterion="fair", value=4 - one.value) for one in case.scores)
    criteria = (ChoiceCriterion("useful", weight=10), ChoiceCriterion("fair", weight=9))
    both = replace(case, rules=Rules(criteria), scores=(*case.scores, *fair))
    assert 0 < times(firmness(both, ("garden",), "s", draws=40))["shed"] < 40
    assert times(firmness(both, ("garden",), "s", draws=40, spread=0))["shed"] == 0


def test_the_nearest_rival_tells_what_would_change_and_what_it_is_worth():
    rival = firmness(two_rivals((4, 4, 4), (1, 1, 1)), ("garden",), "s", draws=0).rival
    assert (rival.actions, rival.enters, rival.leaves) == (("shed",), ("shed",), ("garden",))
    assert rival.less == (Fraction(3, 4),)
    assert rival.is_proven


def test_there_is_no_rival_when_nothing_that_is_out_can_be_in():
    case = replace(two_rivals((4, 4, 4), (1, 1, 1)), pledges=())
    assert firmness(case, (), "s", draws=1).rival is None


def test_the_same_seed_gives_the_same_bytes_in_any_order_of_the_case():
    for seed in range(12):
        case = small_case(seed)
        try:
            chosen = best_set(case).actions
        except (Problem, Problems):
            continue
        told = repr(firmness(case, chosen, "s", draws=4))
        mixed = replace(case, actions=case.actions[::-1], scores=case.scores[::-1], pledges=case.pledges[::-1])
        assert repr(firmness(mixed, chosen[::-1], "s", draws=4)) == told
        assert repr(firmness(case, chosen, "s", draws=4)) == told


def test_no_rival_of_a_best_set_is_worth_more():
    for seed in range(40):
        case = small_case(seed)
        try:
            chosen = best_set(case).actions
        except (Problem, Problems):
            continue
        rival = firmness(case, chosen, "s", draws=0).rival
        if rival is not None:
            assert set(rival.actions) - set(chosen)
            assert rival.less >= (Fraction(0),) * len(rival.less)
            worth = worths(case)
            assert rival.less[0] == sum(worth[one][0] for one in chosen) - sum(worth[one][0] for one in rival.actions)


def test_without_time_no_draw_is_made_and_the_number_says_so():
    clock = iter(range(100)).__next__
    found = firmness(two_rivals((4, 4, 4), (1, 1, 1)), ("garden",), "s", patience=Patience(0.0, clock))
    assert (found.draws, times(found)) == (0, {"garden": 0, "shed": 0})

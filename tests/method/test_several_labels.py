"""Several labels for one text, where people give several."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spirale.method.coding.several import Decided, SeveralSuggester
from spirale.method.encoders import NgramEncoder
from spirale.method.grid import shipped_grid
from spirale.method.problems import Problem

BUS = ["un bus le soir", "plus de bus", "le bus de nuit", "des bus gratuits"]
TREES = ["planter des arbres", "des arbres en ville", "les arbres du parc", "sauver les arbres"]
BOTH = ["un bus et des arbres", "des arbres sur la ligne de bus", "bus, arbres"]


def decided():
    return [
        *(Decided(text, ("Mobilité",)) for text in BUS),
        *(Decided(text, ("Nature",)) for text in TREES),
        *(Decided(text, ("Nature", "Mobilité")) for text in BOTH),
    ]


def learnt(examples):
    return SeveralSuggester.learn(examples, encoder=NgramEncoder())


def test_a_text_that_speaks_of_two_things_gets_both_labels_each_with_its_chance():
    one, both, nothing = learnt(decided()).suggest(["le bus du soir", "des arbres et un bus", "  "])
    assert [label for label, _ in one.labels] == ["Mobilité"]
    assert sorted(label for label, _ in both.labels) == ["Mobilité", "Nature"]
    assert sum(chance for _, chance in both.labels) > 1
    assert (nothing.labels, nothing.alternatives) == ((), ())


def test_labels_are_those_at_the_threshold_and_the_likeliest_in_any_case():
    suggester = learnt(decided())
    for suggestion in suggester.suggest([*BUS, *BOTH, "tout autre chose"]):
        assert suggestion.labels
        assert all(chance >= suggester.threshold for _, chance in suggestion.labels[1:])
        assert all(chance < suggester.threshold for _, chance in suggestion.alternatives)


def test_two_decisions_on_one_text_are_one_with_the_labels_of_both():
    apart = [Decided("un bus et des arbres", ("Nature",)), Decided("Un bus et des arbres", ("Mobilité",))]
    together = [Decided("Un bus et des arbres", ("Mobilité", "Nature"))]
    texts = ["un arbre", "un bus"]
    assert learnt([*decided(), *apart]).suggest(texts) == learnt([*decided(), *together]).suggest(texts)


@given(st.randoms())
@settings(max_examples=10, deadline=None)
def test_the_order_of_decisions_does_not_matter(chance):
    texts = ["un arbre", "un bus", "bus et arbres"]
    assert learnt(chance.sample(decided(), 11)).suggest(texts) == learnt(decided()).suggest(texts)


def test_chances_say_how_often_a_label_is_right():
    draw = np.random.default_rng(5)
    words = {"A": ["bus", "train", "vélo"], "B": ["arbre", "forêt", "fleur"], "C": ["école", "classe", "cantine"]}

    def drawn(count):
        found = []
        for _ in range(count):
            labels = [label for label in words if draw.random() < 0.5] or ["A"]
            said = [str(draw.choice(words[label])) for label in labels if draw.random() < 0.8]
            found.append(Decided(" ".join([*said, f"texte{draw.integers(10_000)}"]), tuple(labels)))
        return found

    suggester, fresh = learnt(drawn(200)), drawn(300)
    said = suggester.suggest([one.text for one in fresh])
    pairs = [
        (chance, label in one.labels)
        for one, each in zip(fresh, said, strict=True)
        for label, chance in (*each.labels, *each.alternatives)
    ]
    chances, right = np.array(pairs).T
    bins = np.minimum((chances * 5).astype(int), 4)
    error = sum(abs(chances[bins == at].sum() - right[bins == at].sum()) for at in range(5)) / len(pairs)
    assert error < 0.08


def test_codes_of_a_grid_are_brought_to_their_normal_form_and_others_refused():
    grid = shipped_grid()
    suggester = SeveralSuggester.learn(
        [Decided("manger et se soigner", ("A01-00", "A02"))], encoder=NgramEncoder(), grid=grid
    )
    assert suggester.labels == ("A01", "A02")
    with pytest.raises(Problem) as caught:
        SeveralSuggester.learn([Decided("manger", ("A77",))], encoder=NgramEncoder(), grid=grid)
    assert caught.value.code == "code unknown to the grid"


@pytest.mark.parametrize("examples", [[], [Decided("  ", ("A",))], [Decided("un bus", ("", " "))]])
def test_without_any_decision_there_is_nothing_to_learn_from(examples):
    with pytest.raises(Problem) as caught:
        learnt(examples)
    assert caught.value.code == "nothing to learn from"

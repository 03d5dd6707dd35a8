"""Suggestions: from the grid alone, then from what people decide; how sure, and why."""

import random
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spirale.method.coding import Example, Suggester, ridge
from spirale.method.coding.features import Index, Reader
from spirale.method.coding.honesty import FEW, TOGETHER, calibrate, softened
from spirale.method.coding.spreading import evened
from spirale.method.encoders import NgramEncoder, default_encoder
from spirale.method.grid import load_grid, parse_code, shipped_grid
from spirale.method.kept_vectors import CachedEncoder
from spirale.method.problems import Problem

ENCODER = CachedEncoder(default_encoder())
SUBJECTS = {
    "Mobilité": ["bus", "vélo", "train", "piste cyclable", "covoiturage", "arrêt de car", "trottoir", "gare"],
    "Nature": ["arbres", "jardin", "rivière", "forêt", "compost", "haies", "fleurs", "oiseaux"],
    "École": ["cantine", "classe", "lycée", "cour de récréation", "professeurs", "crèche", "devoirs", "élèves"],
}
FRAMES = ["Plus de {} ici", "Il faut {} au village", "On manque de {}", "{} pour tous", "Prendre soin : {}"]


def decided(frames=FRAMES):
    return [
        Example(frame.format(word), label, f"{label}-{word}")
        for label, said in SUBJECTS.items()
        for word in said
        for frame in frames
    ]


def examples_of(count):
    return random.Random(3).sample(decided(), count)  # noqa: S311 - nothing to keep secret


def test_what_people_decided_is_suggested_for_what_resembles_it():
    suggester = Suggester.learn(decided(FRAMES[:3]), encoder=ENCODER)
    hidden = decided(FRAMES[3:])
    said = suggester.suggest([example.text for example in hidden])
    assert np.mean([one.label == other.label for one, other in zip(said, hidden, strict=True)]) > 0.9


def test_a_suggestion_says_why():
    [said] = Suggester.learn(decided(FRAMES[:3]), encoder=ENCODER).suggest(["Un nouveau Jardin partagé"])
    assert said.label == "Nature"
    assert "jardin" in said.because.words
    nearest, likeness = said.because.nearest[0]
    assert nearest.label == "Nature"
    assert nearest.id == "Nature-jardin"
    assert 0 < likeness <= 1
    assert [label for label, _ in said.alternatives] != []
    assert said.label not in dict(said.alternatives)


def test_the_same_decisions_give_the_same_suggestions_in_any_order():
    asked = ["un train de nuit", "des haies", "la classe verte"]
    examples = examples_of(40)
    first = Suggester.learn(examples, encoder=ENCODER).suggest(asked)
    assert Suggester.learn(examples, encoder=ENCODER).suggest(asked) == first
    other = Suggester.learn(examples[::-1], encoder=ENCODER).suggest(asked)
    assert [(one.label, one.confidence) for one in other] == [
        (one.label, pytest.approx(one.confidence, abs=1e-4)) for one in first
    ]


def test_what_a_text_gets_does_not_depend_on_the_others():
    suggester = Suggester.learn(examples_of(40), encoder=ENCODER)
    asked = ["un train de nuit", "des haies", "la classe verte"] * 100
    together = suggester.suggest(asked)
    assert [suggester.suggest([text])[0] for text in asked[:3]] == together[:3] == together[-3:]


def test_more_decisions_make_surer_and_better_suggestions():
    hidden = [example for example in decided() if example not in examples_of(60)]
    right, sure = [], []
    for count in (3, 15, 60):
        said = Suggester.learn(examples_of(60)[:count], encoder=ENCODER).suggest([one.text for one in hidden])
        right.append(np.mean([one.label == other.label for one, other in zip(said, hidden, strict=True)]))
        sure.append(np.mean([one.confidence for one in said]))
    assert right[0] < right[2] > 0.85
    assert sure[0] < sure[1] < sure[2]


def test_confidence_is_how_often_suggestions_are_right():
    chance = random.Random(6)  # noqa: S311 - nothing to keep secret
    labels = list(SUBJECTS)
    more = [*FRAMES, "Moins de {} demain", "Qui s’occupe de {} ?", "Encore des {} fermés", "Avec {} on vit mieux"]
    examples = [
        Example(one.text, chance.choice(labels) if chance.random() < 0.4 else one.label) for one in decided(more)
    ]  # two people in five answer at random: being sure would be a lie
    chance.shuffle(examples)
    said = Suggester.learn(examples[:110], encoder=ENCODER).suggest([one.text for one in examples[110:]])
    right = np.mean([one.label == other.label for one, other in zip(said, examples[110:], strict=True)])
    assert np.mean([one.confidence for one in said]) == pytest.approx(right, abs=0.1)


def test_a_name_held_together_by_a_hyphen_speaks_for_itself():
    suggester = Suggester.learn([], labels=["Éco-mobilité", "Rez-de-chaussée", "12-34"], encoder=ENCODER)
    assert suggester.labels == ("Rez-de-chaussée", "Éco-mobilité")
    assert suggester.suggest(["la mobilité"])[0].label == "Éco-mobilité"


def test_nothing_to_read_gets_nothing():
    [said] = Suggester.learn(examples_of(10), encoder=ENCODER).suggest(["  "])
    assert (said.label, said.confidence, said.because.nearest) == ("", 0.0, ())


def test_one_label_is_never_certain():
    [said] = Suggester.learn([Example("un bus", "Mobilité")], encoder=ENCODER).suggest(["des fleurs"])
    assert said.label == "Mobilité"
    assert said.confidence < 1


def test_a_label_seen_once_may_be_suggested():
    suggester = Suggester.learn([*decided(), Example("La piscine municipale", "Sport")], encoder=ENCODER)
    assert suggester.suggest(["Une piscine"])[0].label == "Sport"


def test_a_thousand_copies_do_not_drown_the_others():
    copies = [Example("Plus de bus ici", "Mobilité")] * 1000
    suggester = Suggester.learn([*examples_of(60), *copies], encoder=ENCODER)
    assert suggester.suggest(["des arbres et des fleurs"])[0].label == "Nature"


def test_names_and_numbers_serve_as_labels():
    said = Suggester.learn(
        [Example("bus", "1"), Example("arbre", "2"), Example("", "3"), Example("x", " ")], encoder=ENCODER
    )
    assert said.labels == ("1", "2")


def test_learning_from_nothing_is_told():
    with pytest.raises(Problem, match="nothing to learn from"):
        Suggester.learn([Example("un bus", " ")], encoder=ENCODER)


# With a grid


def test_the_grid_alone_recognises_its_own_words():
    suggester = Suggester.learn([], encoder=ENCODER, grid=shipped_grid())
    said = suggester.suggest(["la pollution de l’air", "avoir des amis", "ne plus trouver de logement"])
    assert [one.label for one in said] == ["B01", "D03", "A03"]
    assert all(one.because.words for one in said)


def test_the_grid_is_read_in_english_too():
    suggester = Suggester.learn([], encoder=ENCODER, grid=shipped_grid())
    assert suggester.suggest(["noise and pollution"])[0].label == "B01"


def test_what_people_decide_prevails_over_the_names():
    text = "avoir des amis au village"
    before = Suggester.learn([], encoder=ENCODER, grid=shipped_grid()).suggest([text])[0].label
    decisions = [Example(f"avoir des amis {place}", "E03") for place in ("au village", "partout", "ici", "au bourg")]
    after = Suggester.learn(decisions, encoder=ENCODER, grid=shipped_grid()).suggest([text])[0].label
    assert (before, after) == ("D03", "E03")


def test_in_doubt_between_components_the_dimension_is_suggested():
    # Six things said, each coded in three ways: people agree on the dimension and on nothing more.
    things = ["la chose", "le truc", "ce machin", "tout cela", "les affaires", "un bidule"]
    said_of = [Example(f"{thing} du coin", code) for thing in things for code in ("A01", "A03", "A09")]
    [said] = Suggester.learn(said_of, encoder=ENCODER, grid=shipped_grid()).suggest(["la chose du coin"])
    assert said.label == "A"
    assert {"A01", "A03", "A09"} & set(dict(said.alternatives))
    assert said.confidence > max(chance for _, chance in said.alternatives)


def test_codes_are_read_however_they_are_written():
    suggester = Suggester.learn([Example("du pain", "A01-11/O-00/i")], encoder=ENCODER, grid=shipped_grid())
    assert "A01-11" in suggester.labels
    assert "A01-11/O-00/i" not in suggester.labels


def test_a_sense_is_suggested_when_people_gave_it():
    examples = [Example(f"pas assez d’argent pour manger {word}", "A01/P15") for word in ("bien", "bio", "frais")]
    others = [Example(f"une promenade en forêt {word}", "B05") for word in ("le soir", "seul", "ensemble")]
    suggester = Suggester.learn([*examples, *others], encoder=ENCODER, grid=shipped_grid())
    assert suggester.suggest(["pas assez d’argent pour manger chaud"])[0].label in {"A01/P15", "A01/P", "A01"}


@pytest.mark.parametrize(("label", "code"), [("Z9", "code malformed"), ("A77", "code unknown to the grid")])
def test_a_label_that_is_no_code_of_the_grid_is_told(label, code):
    with pytest.raises(Problem) as told:
        Suggester.learn([Example("un bus", label)], encoder=ENCODER, grid=shipped_grid())
    assert told.value.code == code


def test_any_grid_speaks_by_its_own_names():
    rows = ["kind,code,parent,label_fr,label_en,note,status,source", "object,A,,Moyens,Means,,unverified,"]
    rows += ["object,A01,A,Abeilles,Bees,,unverified,", "object,A02,A,Bateaux,Boats,,unverified,"]
    grid = load_grid("\n".join(rows), "small", "1")
    said = Suggester.learn([], encoder=ENCODER, grid=grid).suggest(["les abeilles", "boats"])
    assert [one.label for one in said] == ["A01", "A02"]


@given(
    st.lists(
        st.tuples(st.text(max_size=30), st.sampled_from(["A", "A01", "A01-11", "B", "B01/P", "I05/P15/k"])), max_size=12
    ),
    st.lists(st.text(max_size=30), min_size=1, max_size=4),
)
@settings(max_examples=8, deadline=None)
def test_whatever_is_decided_a_suggestion_is_a_code_of_the_grid_with_an_honest_number(pairs, asked):
    examples = [Example(text, label) for text, label in pairs]
    for said in Suggester.learn(examples, encoder=NgramEncoder(32), grid=shipped_grid()).suggest(asked):
        assert 0 <= said.confidence <= 1
        assert said.label == "" or shipped_grid().is_known(parse_code(said.label))
        assert all(0 <= chance <= 1 for _, chance in said.alternatives)


# Texts that wait for a label

WAITING = [example.text for example in decided()]
TRUTH = [example.label for example in decided()]


def right(suggester):
    return np.mean([said.label == label for said, label in zip(suggester.suggest(WAITING), TRUTH, strict=True)])


def test_names_spread_through_texts_that_wait():
    alone = Suggester.learn([], labels=SUBJECTS, encoder=ENCODER)
    together = Suggester.learn([], labels=SUBJECTS, undecided=WAITING, encoder=ENCODER)
    assert right(together) > right(alone) + 0.1


def test_decisions_spread_through_texts_that_wait():
    examples = examples_of(6)
    alone = Suggester.learn(examples, labels=SUBJECTS, encoder=ENCODER)
    together = Suggester.learn(examples, labels=SUBJECTS, undecided=WAITING, encoder=ENCODER)
    assert right(together) > right(alone)
    assert [said.label for said in together.suggest([each.text for each in examples])] == [e.label for e in examples]


def test_texts_that_wait_may_come_in_any_order_and_more_than_once():
    once = Suggester.learn(examples_of(6), undecided=WAITING, encoder=ENCODER)
    again = Suggester.learn(examples_of(6), undecided=[*reversed(WAITING), *WAITING, "", " "], encoder=ENCODER)
    assert once.suggest(WAITING) == again.suggest(WAITING)


def test_of_very_many_texts_that_wait_as_many_as_fit_are_read(monkeypatch):
    monkeypatch.setattr("spirale.method.coding.suggester.MOST", 20)
    some = Suggester.learn(examples_of(6), undecided=WAITING, encoder=NgramEncoder(64))
    assert some._reader.learnt.sparse.shape[0] == 20
    none = Suggester.learn(examples_of(24), undecided=WAITING, encoder=NgramEncoder(64))
    assert none.suggest(WAITING[:3]) == Suggester.learn(examples_of(24), encoder=NgramEncoder(64)).suggest(WAITING[:3])


@given(st.lists(st.lists(st.floats(0.01, 1), min_size=3, max_size=3), min_size=1, max_size=20), st.floats(0, 1))
def test_guesses_evened_out_still_sum_to_one_and_are_more_alike_in_all(rows, evenness):
    shares = np.array(rows) / np.array(rows).sum(axis=1, keepdims=True)
    found = evened(shares, evenness)
    assert found.sum(axis=1) == pytest.approx(1)
    assert np.ptp(found.sum(axis=0)) <= np.ptp(shares.sum(axis=0)) + 1e-9


# The learning itself


def test_the_most_alike_are_those_that_comparing_all_would_give():
    reader, _ = learning_set(80)
    asked = reader.features(["un bus la nuit", "du pain et de l’eau", "rien de tout cela", ""])
    likeness = np.round(asked.likeness(reader.learnt), 9)
    for found, row in zip(Index(reader.learnt).most_alike(asked, 12), likeness, strict=True):
        order = np.argsort(-row, kind="stable")[:12]
        assert [place for place, _ in found] == order.tolist()
        assert [degree for _, degree in found] == pytest.approx(row[order], abs=1e-9)


def test_nothing_decided_resembles_nothing():
    reader, _ = learning_set(5)
    nothing = Index(reader.learnt.take(np.arange(0)))
    assert nothing.most_alike(reader.learnt, 3) == [[]] * 5


def decisions_held_out(count, right, seed=0):
    """Scores of decisions looked at as if not taken: the label people gave has the highest in a share of them."""
    draw = np.random.default_rng(seed)
    labels = draw.integers(0, 4, count)
    told = np.where(draw.random(count) < right, labels, (labels + 1) % 4)
    return draw.uniform(0, 0.3, (count, 4)) + 0.5 * np.eye(4)[told], labels


@pytest.mark.parametrize("right", [0.5, 0.7, 0.95])
def test_as_many_suggestions_are_promised_right_as_decisions_show(right):
    scores, labels = decisions_held_out(300, right)
    honesty = calibrate(scores, labels, np.ones(300), waiting=0.5)
    promised = honesty.probabilities(scores).max(axis=1).mean()
    assert promised == pytest.approx(np.mean(scores.argmax(axis=1) == labels), abs=0.05)


def test_fewer_decisions_than_a_handful_change_nothing_of_what_is_usual():
    scores, labels = decisions_held_out(FEW - 1, 0.1)
    assert calibrate(scores, labels, np.ones(FEW - 1), waiting=1.0).temperature == pytest.approx(TOGETHER)
    many, theirs = decisions_held_out(FEW * 5, 0.1)
    assert calibrate(many, theirs, np.ones(FEW * 5), waiting=1.0).temperature > TOGETHER


def test_what_was_learnt_from_texts_that_wait_is_softened_more():
    scores, labels = decisions_held_out(0, 0)
    found = [calibrate(scores, labels, np.ones(0), waiting=share).temperature for share in (0.0, 0.5, 1.0)]
    assert found == sorted(found)


@given(st.lists(st.lists(st.floats(-1, 1), min_size=3, max_size=3), min_size=1, max_size=5), st.floats(0.01, 10))
def test_softening_keeps_which_label_is_likeliest_and_brings_texts_nearer(rows, times):
    scores = np.array(rows)
    soft = softened(scores)
    spread = np.ptp(scores, axis=1) > 1e-6
    likeliest = np.take_along_axis(scores, soft.argmax(axis=1)[:, None], axis=1)[:, 0]
    assert likeliest == pytest.approx(scores.max(axis=1), abs=1e-6)
    lengths = np.linalg.norm(softened(scores[spread] * times), axis=1) / np.linalg.norm(soft[spread], axis=1)
    assert np.abs(np.log(lengths)) == pytest.approx(np.abs(np.log(times)) * 0.55, abs=1e-3)


def test_one_suggestion_among_many_decisions_is_quicker_than_a_key():
    draw = random.Random(5)  # noqa: S311 - nothing to keep secret
    words = [word for said in SUBJECTS.values() for word in said]
    texts = [" ".join(draw.choices(words, k=5)) + f" {place}" for place in range(3000)]
    encoder = CachedEncoder(NgramEncoder())
    suggester = Suggester.learn([Example(text, draw.choice(list(SUBJECTS))) for text in texts], encoder=encoder)
    suggester.suggest(["un bus"])
    taken = []
    for text in texts[:40]:
        start = time.process_time()
        suggester.suggest([text + " demain"])
        taken.append(time.process_time() - start)
    assert sorted(taken)[20] < 0.02  # 4 ms on a quiet machine


def learning_set(count, seed=0):
    draw = np.random.default_rng(seed)
    texts = [" ".join(draw.choice(["bus", "arbre", "école", "pain", "eau", "rue", "nuit"], 4)) for _ in range(count)]
    reader = Reader(texts, NgramEncoder(32))
    return reader, draw.integers(0, 3, count)


def test_leaving_one_out_in_closed_form_is_leaving_it_out():
    reader, labels = learning_set(12)
    trust = np.ones(12)
    learnt = ridge.learn(reader.learnt, np.eye(3)[labels], trust, seed=0)
    likeness = reader.learnt.likeness(reader.learnt)
    weighed = trust * (12 / 3 / np.bincount(labels)[labels]) ** ridge.BALANCE
    for hidden in range(12):
        kept = np.arange(12) != hidden
        inner = likeness[np.ix_(kept, kept)] + np.diag(ridge.PENALTY / weighed[kept])
        weights = np.linalg.solve(inner, np.eye(3)[labels[kept]] - learnt.base)
        assert likeness[hidden, kept] @ weights + learnt.base == pytest.approx(learnt.held_out[hidden], abs=1e-9)


def test_steps_towards_the_answer_reach_the_exact_one(monkeypatch):
    reader, labels = learning_set(60)
    exact = ridge.learn(reader.learnt, np.eye(labels.max() + 1)[labels], np.ones(60), seed=0)
    monkeypatch.setattr(ridge, "LARGEST_EXACT", 10)
    stepped = ridge.learn(reader.learnt, np.eye(labels.max() + 1)[labels], np.ones(60), seed=0)
    asked = reader.features(["un bus la nuit", "du pain"])
    assert stepped.scores(asked) == pytest.approx(exact.scores(asked), abs=5e-3)
    assert len(stepped.held_out) == 12


def test_three_hundred_decisions_are_learnt_in_the_time_of_a_breath():
    words = [word for said in SUBJECTS.values() for word in said]
    draw = random.Random(1)  # noqa: S311 - nothing to keep secret
    examples = [Example(" ".join(draw.choices(words, k=6)), draw.choice(list(SUBJECTS))) for _ in range(300)]
    encoder = CachedEncoder(NgramEncoder())
    encoder.encode([example.text for example in examples])
    start = time.process_time()
    Suggester.learn(examples, encoder=encoder)
    assert time.process_time() - start < 1.5  # 0.2 s on a quiet machine

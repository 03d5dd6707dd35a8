"""The order in which decisions teach most."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spirale.method.coding import Reason, Suggestion
from spirale.method.coding.ordering import MOST, ORDERED, doubt, teaching_order
from spirale.method.encoders import NgramEncoder
from spirale.method.text import fold

NOTHING = Reason((), ())


def suggested(confidence, second=0.0, label="A"):
    return Suggestion(label, confidence, NOTHING, (("B", second),))


class Placed:
    """An encoder whose vectors are given."""

    name = "placed"

    def __init__(self, vectors):
        self._vectors = {text: np.array(vector, dtype=np.float32) for text, vector in vectors.items()}
        self.dimensions = len(next(iter(vectors.values())))

    def encode(self, texts):
        return np.stack([self._vectors[text] for text in texts])


def axis(place, size=6):
    return [float(place == at) for at in range(size)]


def test_what_speaks_for_many_comes_before_what_stands_alone():
    places = {f"bus {number}": axis(0) for number in range(5)} | {"jardin": axis(1), "forêt": axis(2)}
    texts = sorted(places)
    order = teaching_order(texts, [suggested(0.5, 0.4)] * len(texts), Placed(places))
    assert texts[order[0]].startswith("bus")


def test_what_resembles_a_choice_waits_until_the_others_were_asked():
    places = {f"bus {number}": axis(0) for number in range(4)} | {"jardin": axis(1), "forêt": axis(2), "école": axis(3)}
    texts = sorted(places)
    order = teaching_order(texts, [suggested(0.5, 0.4)] * len(texts), Placed(places))
    assert [texts[place].split()[0] for place in order].count("bus") == 4
    assert {texts[place].split()[0] for place in order[:4]} == {"bus", "jardin", "forêt", "école"}


def test_of_two_that_speak_for_as_many_the_more_doubtful_comes_first():
    places = {"bus": axis(0), "jardin": axis(1), "forêt": axis(2)}
    texts = ["bus", "jardin", "forêt"]
    order = teaching_order(texts, [suggested(0.9), suggested(0.5, 0.45), suggested(0.6, 0.2)], Placed(places))
    assert [texts[place] for place in order] == ["jardin", "forêt", "bus"]


def test_what_resembles_a_decided_text_has_been_told_already():
    places = {"bus": axis(0), "jardin": axis(1), "le bus": axis(0), "forêt": axis(2)}
    texts = ["bus", "jardin", "forêt"]
    order = teaching_order(texts, [suggested(0.5, 0.4)] * 3, Placed(places), decided=["le bus"])
    assert texts[order[-1]] == "bus"


def test_the_same_words_are_asked_once_and_texts_without_words_last():
    texts = ["Des bus", "des BUS", "", "un jardin", "des bus"]
    proposed = [suggested(0.5, 0.4, label="A" if text else "") for text in texts]
    order = teaching_order(texts, proposed, NgramEncoder())
    assert sorted(order) == [0, 1, 2, 3, 4]
    assert {fold(texts[place]) for place in order[:2]} == {"des bus", "un jardin"}
    assert order[2:] == sorted(order[2:])


TEXTS = st.lists(
    st.tuples(
        st.sampled_from(["le bus", "Le bus", "un arbre", "des arbres", "l’école", "la nuit", "le bruit", ""]),
        st.sampled_from([0.2, 0.5, 0.9]),
    ),
    max_size=14,
)


@given(TEXTS, st.randoms())
@settings(deadline=None)
def test_the_order_of_the_texts_says_nothing(rows, chance):
    rows = [(text, {fold(text): degree for text, degree in rows}[fold(text)]) for text, _ in rows]

    def asked(rows):
        order = teaching_order(
            [text for text, _ in rows],
            [suggested(degree, 0.1, label="A" if text else "") for text, degree in rows],
            NgramEncoder(),
        )
        assert sorted(order) == list(range(len(rows)))
        ways = len({fold(text) for text, _ in rows if text})
        return [rows[place][0] for place in order[:ways]]

    assert asked(rows) == asked(chance.sample(rows, len(rows)))


@pytest.mark.parametrize(
    ("suggestion", "degree"),
    [
        (suggested(1.0), 0.0),
        (suggested(0.5, 0.5), 1.0),
        (suggested(0.6, 0.2), 0.6),
        (Suggestion("A", 0.7, NOTHING, (("A01", 0.3), ("A02", 0.3))), 0.6),
        (Suggestion("", 0.0, NOTHING, ()), 1.0),
    ],
)
def test_doubt_is_how_close_the_two_likeliest_are(suggestion, degree):
    assert doubt(suggestion) == pytest.approx(degree)


def test_ten_thousand_texts_are_ordered_while_one_waits():
    chance = np.random.default_rng(3)
    texts = [f"texte {number}" for number in range(10_000)]
    around = chance.normal(size=(200, 64))
    vectors = dict(
        zip(texts, around[chance.integers(0, 200, len(texts))] + chance.normal(size=(10_000, 64)), strict=True)
    )
    proposed = [suggested(float(degree)) for degree in chance.random(len(texts))]
    started = time.process_time()
    order = teaching_order(texts, proposed, Placed(vectors))
    assert time.process_time() - started < 20  # a few seconds on a machine that does nothing else
    assert sorted(order) == list(range(len(texts)))
    assert len(texts) > MOST > ORDERED

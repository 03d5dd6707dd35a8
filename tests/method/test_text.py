"""Text: its stored form, its form for comparing, its words, its digests."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spirale.method.text import (
    ALL_STOP_WORDS,
    STOP_WORDS,
    canonical_json,
    digest,
    digest_of,
    fold,
    normalise,
    normalise_lines,
    words,
)

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=("Cs",))),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.text())
def test_a_normal_text_stays_as_it_is(text):
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()


@given(st.text())
def test_a_folded_text_stays_as_it_is(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("  Un\u00a0bus\n\tle  soir ", "Un bus le soir"),
        ("E\u0301cole", "École"),
        ("\ufeffnote", "note"),
        ("a\0b\x1bc", "a b c"),
        ("👩\u200d👩\u200d👧 אבא \u200fכאן", "👩\u200d👩\u200d👧 אבא \u200fכאן"),
        ("", ""),
    ],
)
def test_spaces_and_forms_are_settled_and_nothing_said_is_lost(written, stored):
    assert normalise(written) == stored


@pytest.mark.parametrize(
    ("one", "other"),
    [("L’École", "l'ecole"), ("Œuvre", "oeuvre"), ("ȘTIAȚI", "stiati"), ("Straße", "strasse"), ("ΥΓΕΊΑ", "υγεια")],
)
def test_case_accents_and_apostrophes_do_not_part_what_is_the_same(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’école d'aujourd'hui", ["l", "école", "d", "aujourd'hui"]),
        ("Le bien-être, qu'il soit pour tous !", ["le", "bien-être", "qu", "il", "soit", "pour", "tous"]),
        ("We don't have buses", ["we", "don't", "have", "buses"]),
        ("L'acqua dell'oceano", ["l", "acqua", "dell", "oceano"]),
        ("Într-o comună liniștită", ["într-o", "comună", "liniștită"]),
        ("Dá-me água", ["dá-me", "água"]),
        ("Η υγεία, το νερό", ["η", "υγεία", "το", "νερό"]),
        ("Straßenbahn für alle", ["strassenbahn", "für", "alle"]),
        ("🌱 100 % — « vert »", ["100", "vert"]),
        ("- 'a_b' -", ["a", "b"]),
        ("בריאות לכולם", ["בריאות", "לכולם"]),
        ("", []),
    ],
)
def test_words_are_found_in_the_languages_of_the_network(text, expected):
    assert words(text) == expected


@given(st.text())
def test_words_never_hold_spaces_or_capitals(text):
    for word in words(text):
        assert word
        assert not any(character.isspace() for character in word)
        assert any(character.isalnum() for character in word)


def test_a_very_long_note_is_read_word_by_word():
    assert len(words("d'a-b " * 100_000)) == 200_000


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "C’est à l'une de nos"),
        ("en", "The one that it's for"),
        ("es", "El de la más"),
        ("pt", "Os da minha"),
        ("it", "Nell' una della"),
        ("ro", "Și într-o la"),
        ("de", "Für den der über"),
        ("el", "Και της στο"),
    ],
)
def test_small_words_are_known_in_each_language(language, text):
    assert set(words(text)) <= STOP_WORDS[language] <= ALL_STOP_WORDS


@pytest.mark.parametrize(
    "word", ["pas", "sans", "not", "no", "sin", "sem", "non", "nu", "nicht", "ohne", "δεν", "χωρίς"]
)
def test_a_negation_is_never_a_small_word(word):
    assert word not in ALL_STOP_WORDS


def test_a_digest_is_the_one_everybody_computes():
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest_of([]) == digest("[]")
    assert len(digest("\ud800")) == 64


def test_json_has_one_form():
    assert canonical_json({"b": (1, 2.50), "a": "é 🌱"}) == '{"a":"é 🌱","b":[1,2.5]}'.encode()
    assert canonical_json(-0.0) == canonical_json(0.0) == b"0.0"


@given(plain)
def test_the_order_of_keys_does_not_change_a_digest(value):
    def turned(part):
        if isinstance(part, dict):
            return {key: turned(part[key]) for key in reversed(part)}
        return [turned(item) for item in part] if isinstance(part, list) else part

    assert digest_of(turned(value)) == digest_of(value)


@pytest.mark.parametrize(
    ("value", "error"), [(float("nan"), ValueError), (float("inf"), ValueError), ({1: 2}, TypeError), ({1}, TypeError)]
)
def test_what_json_cannot_hold_is_refused(value, error):
    with pytest.raises(error):
        canonical_json(value)


def test_a_text_of_several_lines_keeps_them_without_what_no_paper_can_show():
    assert normalise_lines("\n le\x00 jeudi \r\n\n soir\t\n") == "le jeudi\n\nsoir"

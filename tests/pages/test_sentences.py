"""Every problem is told in a sentence: what happened, where, and what to do."""

import ast
import re
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import get_args

from django.utils.translation import override

import spirale
from spirale.method.choice.reasons import Reason, Why
from spirale.method.choice.values import Resource
from spirale.method.problems import Problem
from spirale.pages import sentences
from spirale.pages.sentences import SENTENCES, choosing, say, sentence
from spirale.pages.sentences.reasons import because

SOURCES = Path(spirale.__file__).parent


def problems_in_the_sources():
    """Every code that is given to a Problem, with the file that gives it."""
    found = {}
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem" and node.args:
                named = node.args[0]
                if isinstance(named, ast.Constant) and isinstance(named.value, str):
                    found.setdefault(named.value, path.relative_to(SOURCES).as_posix())
    return found


def test_a_minimum_of_one_is_said_in_the_singular_too():
    few = Problem("choice.too_few_tagged", tag="Est", least=1, tagged=0)
    none = Problem("choice.negative_minimum", tag="Est", least=-1)
    for language in ("en", "fr"):
        with override(language):
            assert not re.search(r"1 actions|0 sont|0 are", f"{sentence(few)} {sentence(none)}")


def worded_in_their_room():
    """Problems that a room words itself, beside the table that all share."""
    said = "".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("saying.py"))
    return {code for code in problems_in_the_sources() if f'"{code}"' in said}


def test_every_problem_has_its_sentence():
    found = problems_in_the_sources()
    assert len(found) > 60
    worded = set(SENTENCES) | worded_in_their_room()
    assert {code: path for code, path in found.items() if code not in worded} == {}


def test_a_room_words_itself_only_what_names_its_own_acts():
    assert worded_in_their_room() == {"edit was built on"}


def test_a_sentence_says_where_and_what_to_do():
    told = sentence(Problem("column twice", row=1, column="<b>"), str)
    assert told == "row 1, column “<b>”: Two columns are named “<b>”. Rename one of them."


def test_a_problem_nobody_worded_still_says_something():
    assert "strange thing" in say(Problem("strange thing"), str).sentence


def test_braces_in_what_people_wrote_are_left_alone():
    assert "{0.__class__}" in say(Problem("column twice", column="{0.__class__}"), str).sentence


def test_a_problem_is_worded_in_one_place():
    found = [vars(import_module(f"{sentences.__name__}.{part.name}")) for part in iter_modules(sentences.__path__)]
    parts = [part["SENTENCES"] for part in found if "SENTENCES" in part]
    assert len(parts) > 10
    assert sum(map(len, parts)) == len(SENTENCES)


RESOURCES = (Resource("carpentry", "hours"), Resource("money", "euros"))


def reason(code, **parameters):
    return Reason("garden", code in {"required", "minimum", "worth"}, code, parameters, (Fraction(1),), 1)


def test_every_reason_has_its_sentence():
    assert set(choosing.REASONS) == set(get_args(Why))


def test_a_reason_names_actions_by_their_titles_and_what_is_missing_in_its_unit():
    missing = (("carpentry", 600), ("money", 150))
    told = because(
        reason("bank", missing=missing, comes_with=("shed",), used_by=("bench", "path")),
        RESOURCES,
        {"bench": "A bench", "shed": "A shed"},
        str,
    )
    assert told == (
        "The bank has not enough left for it. Missing: 6 hours of “carpentry”, 1.5 euros of “money”."
        " Chosen actions that use it: A bench, path. It would come with what it requires: A shed."
    )


def test_a_reason_leaves_alone_braces_in_what_people_wrote():
    assert "{0.__class__}" in because(reason("required", by=("{0.__class__}",)), (), None, str)


def test_no_reason_is_left_with_a_hole():
    full = {"by": ("a",), "tags": ("t",), "required": "b", "missing": (("money", 5),), "used_by": ("c",)}
    for code in get_args(Why):
        with override("fr"):
            told = because(reason(code, **full), RESOURCES)
        assert "…" not in told
        assert "0,05 euros" in told or code not in {"bank", "too_much"}

"""Every problem is told in a sentence: what happened, where, and what to do."""

import ast
from pathlib import Path

import spirale
from spirale.method.problems import Problem
from spirale.pages.sentences import (
    SENTENCES,
    analysis,
    ballots,
    carrying,
    choosing,
    files,
    meeting,
    planning,
    say,
    sentence,
)

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


def worded_in_their_room():
    """Problems that only one room meets, which it words itself, beside the table that all share."""
    said = "".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("saying.py"))
    return {code for code in problems_in_the_sources() if f'"{code}"' in said}


def test_every_problem_has_its_sentence():
    found = problems_in_the_sources()
    assert len(found) > 60
    worded = set(SENTENCES) | worded_in_their_room()
    assert {code: path for code, path in found.items() if code not in worded} == {}


def test_a_sentence_says_where_and_what_to_do():
    told = sentence(Problem("column twice", row=1, column="<b>"), str)
    assert told == "row 1, column “<b>”: Two columns are named “<b>”. Rename one of them."


def test_a_problem_nobody_worded_still_says_something():
    assert "strange thing" in say(Problem("strange thing"), str).sentence


def test_braces_in_what_people_wrote_are_left_alone():
    assert "{0.__class__}" in say(Problem("column twice", column="{0.__class__}"), str).sentence


def test_a_problem_is_worded_in_one_place():
    parts = (files, analysis, meeting, carrying, choosing, planning, ballots)
    assert sum(len(part.SENTENCES) for part in parts) == len(SENTENCES)

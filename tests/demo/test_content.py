"""The demonstration is whole: enough notes, in two languages, each part and idea accounted for."""

from collections import Counter

from spirale.demo import content
from spirale.method.grid import parse_code, shipped_grid


def test_three_groups_answer_four_questions_with_at_least_150_notes():
    answers = Counter((note.group, note.question) for note in content.notes())
    assert len(answers) == 12
    assert sum(answers.values()) >= 170


def test_the_parts_of_a_note_are_its_own_words():
    for note in content.notes():
        assert " ".join(part.text for part in note.parts) == note.text


def test_every_code_is_known_to_the_grid_that_comes_with_spirale():
    grid = shipped_grid()
    for note in content.notes():
        for part in note.parts:
            for code in filter(None, (part.code, part.second_code)):
                grid.check(parse_code(code))


def test_every_idea_has_notes_and_every_note_of_the_finished_synthesis_has_an_idea_or_stands_alone():
    worded = {(idea.question, idea.key) for idea in content.ideas()}
    used = Counter((note.question, part.idea) for note in content.notes() for part in note.parts if part.idea)
    assert set(used) == worded
    assert min(used.values()) >= 2
    alone = [part for note in content.notes() if note.question == "Q1" for part in note.parts if not part.idea]
    assert 0 < len(alone) < 8


def test_every_idea_of_the_finished_synthesis_is_said_by_a_sentence():
    said = {key for sentence in content.sentences() if sentence.question == "Q1" for key in sentence.ideas}
    assert said == {idea.key for idea in content.ideas() if idea.question == "Q1"}

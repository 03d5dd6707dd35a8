"""The questions that the method usually asks, offered to each new campaign, which may change them."""

from dataclasses import dataclass

from spirale.cycles.models import Question


@dataclass(frozen=True, slots=True)
class UsualQuestion:
    """A question as the method words it, the usual sign of its answers, and how they are grouped."""

    code: str
    wordings: dict[str, str]
    sign: int
    grouping: str


USUAL_QUESTIONS = (
    UsualQuestion(
        code="Q1",
        wordings={"fr": "Qu’est-ce que le bien-être pour vous ?", "en": "What is well-being to you?"},
        sign=Question.Sign.WELL_BEING,
        grouping=Question.Grouping.GRID,
    ),
    UsualQuestion(
        code="Q2",
        wordings={"fr": "Qu’est-ce que le mal-être pour vous ?", "en": "What is ill-being to you?"},
        sign=Question.Sign.ILL_BEING,
        grouping=Question.Grouping.GRID,
    ),
    UsualQuestion(
        code="Q3",
        wordings={
            "fr": "Que faites-vous ou pouvez-vous faire pour votre bien-être et celui de tous ?",
            "en": "What do you or could you do for your well-being and that of all?",
        },
        sign=Question.Sign.WELL_BEING,
        grouping=Question.Grouping.GRID,
    ),
    UsualQuestion(
        code="Q4",
        wordings={
            "fr": "Qu’est-ce qui faciliterait la coresponsabilité pour le bien-être de tous ?",
            "en": "What would help co-responsibility for the well-being of all?",
        },
        sign=Question.Sign.NEITHER,
        grouping=Question.Grouping.FREE,
    ),
)

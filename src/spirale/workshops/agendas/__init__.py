"""Agendas to start from: one file each beside this one, in every language, of which a workshop makes its own copy."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from spirale.cycles.models import Question
from spirale.method.problems import Problem
from spirale.workshops.operations.halls import StepDraft

LANGUAGES: Final = ("fr", "en")
TEMPLATES: Final = (
    "first_meeting",
    "second_meeting",
    "rainbow_group",
    "cycle_zero",
    "coacte_debate",
    "kick_off",
    "resource_bank",
    "self_survey",
)
"""In the order in which they are offered: that in which a territory meets them most often."""

SHORTEST_SHARE: Final = 0.5
"""However many questions there are, a step for each of them keeps at least this part of its usual minutes."""


@dataclass(frozen=True, slots=True)
class TemplateStep:
    """A step of a template. One `for_each` stands for as many steps as there are questions.

    `grouping` keeps it to questions grouped in this way; `asks` ties it to the question of this short name.
    """

    kind: str
    minutes: int
    said: dict[str, dict[str, str]]
    for_each: bool = False
    grouping: str = ""
    asks: str = ""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question that a template brings with it, to be asked in the campaign."""

    code: str
    wordings: dict[str, str]
    sign: int
    grouping: str

    def wording(self, language: str) -> str:
        return self.wordings[_known(language)]


@dataclass(frozen=True, slots=True)
class AgendaTemplate:
    """An agenda to start from: what it is for, how long it takes with its usual number of questions, its steps."""

    key: str
    names: dict[str, str]
    descriptions: dict[str, str]
    minutes: int
    usual_questions: int
    steps: tuple[TemplateStep, ...]
    asks: tuple[AskedQuestion, ...]

    def name(self, language: str) -> str:
        return self.names[_known(language)]

    def description(self, language: str) -> str:
        return self.descriptions[_known(language)]

    def missing_among(self, questions: Sequence[Question]) -> tuple[AskedQuestion, ...]:
        """The questions it brings that the campaign does not ask yet."""
        asked = {question.code for question in questions}
        return tuple(question for question in self.asks if question.code not in asked)


@cache
def templates() -> tuple[AgendaTemplate, ...]:
    """Every agenda one can start from."""
    return tuple(_read(key) for key in TEMPLATES)


def template_named(key: str) -> AgendaTemplate:
    """One of them. Raises Problem("agenda unknown")."""
    if key not in TEMPLATES:
        raise Problem("agenda unknown", template=key)
    return next(template for template in templates() if template.key == key)


def agenda_from(template: str, questions: Sequence[Question], language: str) -> list[StepDraft]:
    """The steps of a template for these questions, in one language (French where it speaks no other).

    A step for each question is repeated question by question, in their order, and left out where there is none. With
    more questions than usual each gets less time, down to half; with fewer, the meeting is shorter.
    Raises Problem("agenda unknown") and Problem("agenda lacks its questions").
    """
    found = template_named(template)
    if missing := found.missing_among(questions):
        raise Problem("agenda lacks its questions", codes=", ".join(question.code for question in missing))
    asked = [question for question in questions if question.code in {own.code for own in found.asks}] or list(questions)
    share = max(min(1.0, found.usual_questions / len(asked)), SHORTEST_SHARE) if asked else 1.0
    drafts: list[StepDraft] = []
    block: list[TemplateStep] = []
    for step in found.steps:
        if step.for_each:
            block.append(step)
            continue
        drafts += _for_each(block, asked, language, share)
        block = []
        question = next((one for one in questions if one.code == step.asks), None)
        drafts.append(_draft(step, language, question))
    return drafts + _for_each(block, asked, language, share)


def _for_each(block: list[TemplateStep], questions: list[Question], language: str, share: float) -> list[StepDraft]:
    drafts = []
    for question in questions:
        usual = given = 0
        for step in block:
            if step.grouping not in {"", question.grouping}:
                continue
            usual += step.minutes  # rounded along the way, so that what one step loses the next one gets
            minutes = max(1, round(usual * share) - given)
            given += minutes
            drafts.append(_draft(step, language, question, minutes))
    return drafts


def _draft(step: TemplateStep, language: str, question: Question | None, minutes: int = 0) -> StepDraft:
    said = step.said[_known(language)]
    title = f"{question.code} · {said['title']}" if question and step.for_each else said["title"]
    return StepDraft(
        kind=step.kind,
        title=title,
        minutes=minutes or step.minutes,
        aim=said["aim"],
        material=said["material"],
        say=said["say"],
        question=question,
    )


def _known(language: str) -> str:
    return language[:2] if language[:2] in LANGUAGES else LANGUAGES[0]


def _read(key: str) -> AgendaTemplate:
    text = resources.files(__name__).joinpath(f"{key}.toml").read_text(encoding="utf-8")
    written: dict[str, Any] = tomllib.loads(text)
    return AgendaTemplate(
        key=key,
        names=written["name"],
        descriptions=written["description"],
        minutes=written["minutes"],
        usual_questions=written.get("questions", 1),
        steps=tuple(_step(step) for step in written["steps"]),
        asks=tuple(
            AskedQuestion(own["code"], {name: own[name] for name in LANGUAGES}, own["sign"], own["grouping"])
            for own in written.get("asks", ())
        ),
    )


def _step(written: dict[str, Any]) -> TemplateStep:
    return TemplateStep(
        kind=written["kind"],
        minutes=written["minutes"],
        said={language: {part: _one_text(text) for part, text in written[language].items()} for language in LANGUAGES},
        for_each=written.get("for_each", False),
        grouping=written.get("grouping", ""),
        asks=written.get("asks", ""),
    )


def _one_text(text: str) -> str:
    """A text as it is shown: lines broken in the file join, an empty line starts a paragraph."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n")).strip()

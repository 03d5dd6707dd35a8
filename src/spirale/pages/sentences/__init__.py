"""What is said to a person for each problem: what happened, where, and what to do about it.

A table from the code of a problem to its sentences, which every face uses; it needs no settings of the site, so that
the command line speaks the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Final

from spirale.method.problems import Problem
from spirale.pages.sentences import (
    analysis,
    ballots,
    carrying,
    choosing,
    confronting,
    deciding,
    engaging,
    existing,
    files,
    matching,
    meeting,
    picturing,
    planning,
    pledging,
    proposing,
    reminding,
    spreading,
    synthesising,
)
from spirale.pages.sentences.marking import Sentences
from spirale.pages.sentences.marking import mark as _

SENTENCES: Final[Sentences] = {
    **files.SENTENCES,
    **analysis.SENTENCES,
    **meeting.SENTENCES,
    **carrying.SENTENCES,
    **choosing.SENTENCES,
    **proposing.SENTENCES,
    **pledging.SENTENCES,
    **engaging.SENTENCES,
    **matching.SENTENCES,
    **spreading.SENTENCES,
    **planning.SENTENCES,
    **ballots.SENTENCES,
    **deciding.SENTENCES,
    **reminding.SENTENCES,
    **picturing.SENTENCES,
    **existing.SENTENCES,
    **confronting.SENTENCES,
    **synthesising.SENTENCES,
}

_SHOWN: Final = 12
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Said:
    """One problem as it is told: a sentence, the place in the file if there is one, and what to do."""

    sentence: str
    where: str
    remedy: str


def say(problem: Problem, translate: Callable[[str], str] | None = None) -> Said:
    """Put a problem into words; `translate` is the language of whoever reads (the site's, when it is left out).

    What comes from people (names of columns, cells) is put in as it is: a page escapes it, as any text.
    """
    translate = translate or of_the_site
    sentence, remedy = SENTENCES.get(problem.code, UNKNOWN)
    parameters = {"code_of_problem": problem.code, **problem.parameters}
    return Said(
        filled(translate(sentence), parameters),
        _place(problem.parameters, translate),
        filled(translate(remedy), parameters) if remedy else "",
    )


def sentence(problem: Problem, translate: Callable[[str], str] | None = None) -> str:
    """Put a problem into one line: where, what happened, what to do."""
    said = say(problem, translate)
    told = f"{said.where}: {said.sentence}" if said.where else said.sentence
    return f"{told} {said.remedy}".rstrip()


def of_the_site(message: str) -> str:
    """A sentence in the language of the site."""
    from django.utils.translation import gettext

    return gettext(message)


class _Words(Formatter):
    """Fills a sentence in; a parameter that was not given shows as an ellipsis rather than failing."""

    def get_value(self, key: int | str, args: object, kwargs: Mapping[str, object]) -> object:
        return _worded(kwargs.get(str(key), "…"))


def filled(sentence: str, parameters: Mapping[str, object]) -> str:
    """Put parameters into a sentence: a list with commas, its first items if it is long."""
    return _Words().vformat(sentence, (), parameters)


def _worded(value: object) -> str:
    if isinstance(value, tuple | list):
        listed = ", ".join(str(item) for item in value[:_SHOWN])
        return f"{listed}…" if len(value) > _SHOWN else listed
    text = str(value)
    return f"{text[:_LONGEST]}…" if len(text) > _LONGEST else text


def _place(parameters: Mapping[str, object], translate: Callable[[str], str]) -> str:
    """Say the row and column; before them the table, where there are several."""
    place = ""
    if "row" in parameters and "column" in parameters:
        place = filled(translate(_("row {row}, column “{column}”")), parameters)
    elif "row" in parameters:
        place = filled(translate(_("row {row}")), parameters)
    return ", ".join(filter(None, (_worded(parameters.get("table", "")), place)))


UNKNOWN: Final = (
    _("Something is not as it should be ({code_of_problem})."),
    _("Nothing was changed. Please tell whoever looks after this site."),
)

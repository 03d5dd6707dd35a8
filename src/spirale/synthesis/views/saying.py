"""What this room says: acts by their names, and problems that name acts."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from spirale.pages.problems import Problem, Problems
from spirale.pages.sentences import sentence

ACTS = {
    "criteria moved": _("move notes"),
    "criteria copied": _("place notes under a second idea"),
    "copies removed": _("take notes out of one idea"),
    "idea made": _("make an idea"),
    "idea split": _("make an idea of some notes"),
    "ideas merged": _("merge ideas"),
    "idea renamed": _("word an idea anew"),
    "ideas ordered": _("put ideas in order"),
    "idea removed": _("take an idea away"),
    "criteria set aside": _("set notes aside"),
    "criteria taken back": _("take notes back"),
    "sentence written": _("write a sentence"),
    "ideas linked": _("link ideas to a sentence"),
    "ideas unlinked": _("unlink ideas from a sentence"),
    "sentences ordered": _("put sentences in order"),
    "sentence removed": _("remove a sentence"),
    "frame refused": _("refuse a frame"),
    "wording refused": _("refuse a model’s words"),
}
"""What each act is called on the buttons that undo it and do it again."""


def act_name(verb: str) -> str:
    """An act as its button names it."""
    return str(ACTS.get(verb, verb))


def in_words(problem: Problem | Problems) -> str:
    """What went wrong and what to do, in sentences; acts have their names here alone."""
    several = problem.problems if isinstance(problem, Problems) else (problem,)
    return " ".join(dict.fromkeys(_said(each) for each in several))


def _said(problem: Problem) -> str:
    return _built_on(problem) if problem.code == "edit was built on" else sentence(problem)


def _built_on(problem: Problem) -> str:
    told = problem.parameters
    undone, later = act_name(str(told.get("verb", ""))), act_name(str(told.get("later", "")))
    if not told.get("later"):
        return gettext(
            "“%(undone)s” cannot be undone any more: something else rests on it now. Change the page by hand instead."
        ) % {"undone": undone}
    return gettext(
        "“%(undone)s” cannot be undone any more: after it came “%(later)s” (%(by)s). Undo that first, or change the "
        "page by hand."
    ) % {"undone": undone, "later": later, "by": told.get("by") or gettext("somebody")}

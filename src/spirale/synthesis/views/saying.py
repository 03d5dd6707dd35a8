"""What this room says: acts by their names, problems in sentences, announcements."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from spirale.pages.problems import Problem, Problems
from spirale.pages.sentences import sentence as usual_sentence

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

SENTENCES = {
    "title is missing": _("The synthesis has no title. Write one: it will stand at the top of the page."),
    "synthesis without a question": _("No question is chosen. Choose at least one."),
    "question not of this campaign": _("One of these questions belongs to another campaign. Choose among this one’s."),
    "question not of this synthesis": _("This question is not one of this synthesis. Load the page again."),
    "group not of this territory": _("This group belongs to another territory. Choose one of this territory."),
    "idea is gone": _(
        "Somebody merged or removed this idea meanwhile. Nothing was changed: look at the page as it stands now."
    ),
    "nothing chosen": _("Nothing is ticked. Tick at least one note, then choose what to do with it."),
    "criterion is not there any more": _(
        "A note you ticked stands elsewhere now. Nothing was changed: look at the page as it stands now."
    ),
    "criterion would stand nowhere": _(
        "This note stands under this idea only. Move it to another, or set it aside with a reason: no voice is dropped."
    ),
    "ideas of different questions": _(
        "These notes or ideas answer different questions, which are kept apart. A sentence may join them instead."
    ),
    "merge needs two ideas": _("Merging needs at least two ideas. Tick another one."),
    "wording is empty": _("The wording is empty. Write it in a few words."),
    "wording is too long": _("This is longer than {longest} characters. Say it shorter."),
    "wording is the same": _("This is the wording that already stands. Write it otherwise, or leave it."),
    "nothing by this name in the synthesis": _("This sentence or idea is not in this version. Load the page again."),
    "reason is missing": _("A reason is missing. Write it: everyone who reads the synthesis will see it."),
    "sentence is empty": _("The sentence is empty. Write it, or leave the page."),
    "sentence is gone": _("Somebody removed this sentence meanwhile. What you wrote is still in the box."),
    "sentence changed meanwhile": _(
        "{by} saved another wording meanwhile. Both are below: nothing is lost. Keep one, or write a third."
    ),
    "frame is gone": _(
        "The engine took this frame back meanwhile. Nothing was changed: look at the page as it stands."
    ),
    "frame is empty": _("Nothing is written in the frame yet. Write on both sides of its words, in the group’s own."),
    "wording is gone": _("These words of the model are gone. Ask again, or write your own."),
    "engine is busy": _("The engine is at work on this synthesis. Wait until it has finished, then ask again."),
    "no language model": _("No language model is plugged in here, or it changed meanwhile. Write the words yourself."),
    "model.address": _("The address of the language model cannot be used. Tell who runs this site."),
    "model.late": _(
        "The language model took too long. Nothing was changed: ask again later, or write the words yourself."
    ),
    "model.unreachable": _("The language model does not answer. Nothing was changed: tell who runs this site."),
    "model.key": _("The language model refuses the key of this site. Tell who runs it."),
    "model.failed": _("The language model said that something went wrong on its side. Ask again later."),
    "model.elsewhere": _(
        "The language model wanted to send the words elsewhere: they were not. Tell who runs this site."
    ),
    "model.too_much": _("The language model answered far too much. Nothing of it was kept."),
    "model.garbled": _("What the language model answered cannot be read. Nothing of it was kept."),
    "model.silent": _("The language model answered nothing. Write the words yourself."),
    "nothing to undo": _("There is nothing of yours to undo."),
    "nothing to redo": _("There is nothing to do again."),
    "validation is missing": _(
        "Say who validated this synthesis, and how: for instance the group, at its second meeting."
    ),
    "criteria wait": _(
        "{count} notes that came in since stand nowhere yet. Bring them in first: no voice is left out."
    ),
    "synthesis holds nothing": _("There is nothing to freeze yet: no note answers these questions."),
    "sentence without ideas": _("The sentence “{sentence}” says no idea. Link at least one to it, or remove it."),
    "the work stopped": _("The engine stopped on its way. Nothing was changed; ask it again."),
    "synthesis.open_path": _(
        "A sentence or a note leads nowhere. See that each sentence says an idea that holds notes."
    ),
}


def act_name(verb: str) -> str:
    """An act as its button names it."""
    return str(ACTS.get(verb, verb))


def in_words(problem: Problem | Problems) -> str:
    """What went wrong and what to do, in sentences."""
    if isinstance(problem, Problems):
        return " ".join(dict.fromkeys(in_words(each) for each in problem.problems))
    if problem.code == "edit was built on":
        return _built_on(problem)
    if problem.code in SENTENCES:
        told = {name: str(value) for name, value in problem.parameters.items()}
        told["by"] = told.get("by") or gettext("Somebody")
        return str(SENTENCES[problem.code]).format_map(told)
    return usual_sentence(problem)


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


def said_codes() -> set[str]:
    """The codes of problems that this room puts in its own words."""
    return {*SENTENCES, "edit was built on"}

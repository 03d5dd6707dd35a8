"""What this room says when something is not as it should be."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from spirale.pages.problems import Problem, Problems
from spirale.pages.sentences import sentence as usual_sentence

SENTENCES = {
    "sheet without a title": _("The sheet has no title. Write one: it stands on every list."),
    "sheet says nothing": _("The sheet does not say what is done. Write it under “What”."),
    "text is too long": _("A text is longer than {longest} characters. Say it shorter."),
    "sheet changed meanwhile": _(
        "{by} saved this sheet meanwhile. Both are below: nothing is lost. Change what you wrote, or save it over "
        "theirs."
    ),
    "sheet of another territory": _("This sheet belongs to another territory."),
    "sheet is gone": _("One of the sheets is not on the list any more. Look at the page as it stands now."),
    "sheet links to itself": _("A sheet needs no link to itself. Take it away."),
    "sheet requires what it excludes": _("“{title}” is both required and excluded. Keep one of the two."),
    "version is not there": _("There is no version {number} of this sheet."),
    "need of an unknown resource": _(
        "A need counts in something that the bank has not. Choose among its resources, or add one."
    ),
    "need of another sheet": _("A need belongs to another sheet. Load the page again."),
    "need ends before it begins": _(
        "A need ends on {to_on}, before it begins on {from_on}. Change one of the two days."
    ),
    "need without a resource": _("A need says no resource. Choose one, or empty the line."),
    "amount not read": _("“{value}” is not an amount. Write a number, with two decimals at most."),
    "amount is nothing": _("A need asks for nothing. Write an amount above zero, or empty the line."),
    "resource not in the bank": _("The bank does not count “{name}”. Add this resource, or correct its name."),
    "unit not in the bank": _("The bank counts “{name}” in “{unit}”, not in “{given}”. Say the amount in its unit."),
    "class unknown": _("“{value}” is not a class. Write “now” or “wider”."),
    "day not read": _("“{value}” is not a day."),
    "number not read": _("“{value}” is not a whole number."),
    "idea not in the synthesis": _("An idea is not in a synthesis of this territory. Load the page again."),
    "axis is gone": _("This strategic axis is not of this territory. Choose another."),
    "cycle of another territory": _("This cycle is not of this territory. Choose another."),
    "workshop of another territory": _("This meeting is not of this territory. Choose another."),
    "resource of another territory": _("This resource belongs to another territory."),
    "resource without a name": _("The resource has no name. Write one."),
    "resource without a unit": _("The resource has no unit. Say in what it is counted."),
    "resource is there already": _("“{name}” is on the list already."),
    "resource is in use": _("Needs or pledges count in “{name}”: it stays on the list."),
    "unit is in use": _(
        "Needs or pledges count in {unit}: the unit of “{name}” is fixed. Add another resource instead."
    ),
    "choice of another territory": _("This choice belongs to another territory."),
    "title of choice is missing": _("The choice has no title. Write one."),
    "criterion without a name": _("A criterion has no name. Write it, or empty the line."),
    "criterion of another choice": _("A criterion belongs to another choice. Load the page again."),
    "minimum without a name": _("A line of the minimum does not say of what. Choose it, or empty the line."),
    "scale too wide": _("The scale of “{criterion}” is too wide. Keep it between -100 and 100."),
    "who scores is missing": _("The rules do not say who scores. Write it: everyone will read it."),
    "rules are frozen": _("The rules are frozen. To change them, reopen them in public, with a reason."),
    "rules are frozen already": _("The rules are frozen already."),
    "rules are not frozen": _("The rules are not frozen yet. Set them and freeze them before any proposal is seen."),
    "rules changed meanwhile": _(
        "Somebody set these rules anew meanwhile. Nothing was overwritten: what you wrote is still below. Saving again "
        "replaces theirs."
    ),
    "reason is missing": _("A reason is missing. Write it: everyone who reads the choice will see it."),
    "choice is decided": _("People have decided on this choice. It stays as it was put."),
    "sheet has scores": _("“{title}” was scored already: it stays in this choice."),
    "scores came from this meeting": _("Scores came from the phones of this meeting: the choice stays with it."),
}


def in_words(problem: Problem | Problems) -> str:
    """What went wrong and what to do, in sentences."""
    if isinstance(problem, Problems):
        return " ".join(dict.fromkeys(in_words(each) for each in problem.problems))
    if problem.code in SENTENCES:
        told = {name: str(value) for name, value in problem.parameters.items()}
        told["by"] = told.get("by") or gettext("Somebody")
        said = str(SENTENCES[problem.code]).format_map(told)
        if "row" not in told:
            return said
        place = gettext("Row %(row)s, column “%(column)s”:") % {"row": told["row"], "column": told["column"]}
        return f"{place} {said}"
    return usual_sentence(problem)

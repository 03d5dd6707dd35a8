"""What is said of what is put to a choice: action sheets, resources of the bank, rules set beforehand."""

from typing import Final

from spirale.pages.sentences.marking import Sentences
from spirale.pages.sentences.marking import mark as _

_RELOAD: Final = _("Load the page again.")

SENTENCES: Final[Sentences] = {
    # Action sheets and their needs
    "sheet without a title": (_("The sheet has no title."), _("Write one: it stands on every list.")),
    "sheet says nothing": (_("The sheet does not say what is done."), _("Write it under “What”.")),
    "sheet changed meanwhile": (
        _("{by} saved this sheet meanwhile."),
        _("Both are below: nothing is lost. Change what you wrote, or save it over theirs."),
    ),
    "sheet of another territory": (_("This sheet belongs to another territory."), ""),
    "sheet is gone": (_("One of the sheets is not on the list any more."), _("Look at the page as it stands now.")),
    "sheet links to itself": (_("A sheet needs no link to itself."), _("Take it away.")),
    "sheet requires what it excludes": (_("“{title}” is both required and excluded."), _("Keep one of the two.")),
    "version is not there": (_("There is no version {number} of this sheet."), ""),
    "need of an unknown resource": (
        _("A need counts in something that the bank has not."),
        _("Choose among its resources, or add one."),
    ),
    "need of another sheet": (_("A need belongs to another sheet."), _RELOAD),
    "need ends before it begins": (
        _("A need ends on {to_on}, before it begins on {from_on}."),
        _("Change one of the two days."),
    ),
    "need without a resource": (_("A need says no resource."), _("Choose one, or empty the line.")),
    "resource not in the bank": (_("The bank does not count “{name}”."), _("Add this resource, or correct its name.")),
    "unit not in the bank": (
        _("The bank counts “{name}” in “{unit}”, not in “{given}”."),
        _("Say the amount in its unit."),
    ),
    "class unknown": (_("“{value}” is not a class."), _("Write “now” or “wider”.")),
    "day not read": (_("“{value}” is not a day."), ""),
    "idea not in the synthesis": (_("An idea is not in a synthesis of this territory."), _RELOAD),
    "axis is gone": (_("This strategic axis is not of this territory."), _("Choose another.")),
    # What the bank counts
    "resource of another territory": (_("This resource belongs to another territory."), ""),
    "resource without a name": (_("The resource has no name."), _("Write one.")),
    "resource without a unit": (_("The resource has no unit."), _("Say in what it is counted.")),
    "resource is there already": (_("“{name}” is on the list already."), ""),
    "resource is in use": (_("Needs or pledges count in “{name}”: it stays on the list."), ""),
    "unit is in use": (
        _("Needs or pledges count in {unit}: the unit of “{name}” is fixed."),
        _("Add another resource instead."),
    ),
    # Choices and their rules
    "cycle of another territory": (_("This cycle is not of this territory."), _("Choose another.")),
    "workshop of another territory": (_("This meeting is not of this territory."), _("Choose another.")),
    "choice of another territory": (_("This choice belongs to another territory."), ""),
    "title of choice is missing": (_("The choice has no title."), _("Write one.")),
    "criterion without a name": (_("A criterion has no name."), _("Write it, or empty the line.")),
    "criterion of another choice": (_("A criterion belongs to another choice."), _RELOAD),
    "minimum without a name": (_("A line of the minimum does not say of what."), _("Choose it, or empty the line.")),
    "scale too wide": (_("The scale of “{criterion}” is too wide."), _("Keep it between -100 and 100.")),
    "who scores is missing": (_("The rules do not say who scores."), _("Write it: everyone will read it.")),
    "rules are frozen": (_("The rules are frozen."), _("To change them, reopen them in public, with a reason.")),
    "rules are frozen already": (_("The rules are frozen already."), ""),
    "rules are not frozen": (
        _("The rules are not frozen yet."),
        _("Set them and freeze them before any proposal is seen."),
    ),
    "rules changed meanwhile": (
        _("Somebody set these rules anew meanwhile."),
        _("Nothing was overwritten: what you wrote is still below. Saving again replaces theirs."),
    ),
    "reason is missing": (_("A reason is missing."), _("Write it: everyone who reads the page will see it.")),
    "choice is decided": (_("People have decided on this choice."), _("It stays as it was put.")),
    "sheet has scores": (_("“{title}” was scored already: it stays in this choice."), ""),
    "scores came from this meeting": (_("Scores came from the phones of this meeting: the choice stays with it."), ""),
}

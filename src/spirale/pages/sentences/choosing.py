"""What is said of a choice: the bank, the scores, the rules set beforehand, and why an action is in or out."""

from collections.abc import Mapping
from typing import Final

from spirale.pages.sentences.marking import Sentences
from spirale.pages.sentences.marking import mark as _

SENTENCES: Final[Sentences] = {
    "choice.action_twice": (_("Two actions bear the name “{id}”."), _("Give each its own.")),
    "choice.resource_twice": (_("Two resources bear the name “{id}”."), _("Give each its own.")),
    "choice.pledge_twice": (_("Two pledges bear the name “{id}”."), _("Give each its own.")),
    "choice.criterion_twice": (_("Two criteria of choice bear the name “{id}”."), _("Give each its own.")),
    "choice.minimum_twice": (_("Two rules say how many actions “{id}” must have at least."), _("Keep one of them.")),
    "choice.unknown_action": (
        _("“{where}” names the action “{id}”, which is not there."),
        _("Add this action, or correct its name."),
    ),
    "choice.unknown_resource": (
        _("“{where}” names the resource “{id}”, which the bank does not know."),
        _("Add this resource with its unit, or correct its name."),
    ),
    "choice.unknown_pledge": (
        _("The pledge “{where}” hangs on “{id}”, which nobody pledged."),
        _("Add that pledge, or take the condition away."),
    ),
    "choice.unknown_criterion": (
        _("“{where}” gives a score on “{id}”, which is not a criterion of this choice."),
        _("Keep to the criteria set beforehand."),
    ),
    "choice.nothing_needed": (
        _("The action “{action}” asks for none of “{resource}”."),
        _("Write an amount above zero, or take the need away."),
    ),
    "choice.nothing_pledged": (
        _("The pledge “{pledge}” gives nothing."),
        _("Write an amount above zero, or take it away."),
    ),
    "choice.no_such_day": (
        _("In “{where}”, “{day}” is not a day."),
        _("Write the year, the month and the day, as in 2026-03-21, or leave it empty."),
    ),
    "choice.days_upside_down": (
        _("“{where}” ends on {to_on}, before it begins on {from_on}."),
        _("Change one of the two days."),
    ),
    "choice.day_past": (_("“{where}” ended on {day}."), _("Give it days to come, or take it away.")),
    "choice.no_criterion": (_("There is no criterion to choose by."), _("Set the criteria before the choice.")),
    "choice.scale_upside_down": (
        _("The scale of “{criterion}” goes from {lowest} to {highest}."),
        _("Its highest score must be above its lowest."),
    ),
    "choice.negative_weight": (
        _("The criterion “{criterion}” weighs {weight}."),
        _("Give it a weight of zero or more; turn its scale round if less is better."),
    ),
    "choice.no_weight": (
        _("All the criteria weigh nothing."),
        _("Give a weight to one of them, or choose by order of priority."),
    ),
    "choice.negative_minimum": (
        _("The least number of actions for “{tag}” is {least}."),
        _("Write a number of zero or more."),
    ),
    "choice.too_few_tagged": (
        _("Too few actions are proposed for “{tag}” (at least: {least}; proposed: {tagged})."),
        _("Propose more, or ask for fewer."),
    ),
    "choice.no_such_situation": (
        _("The action “{action}” reaches people in situation {situation}."),
        _("Situations go from 1, the most extreme, to 5."),
    ),
    "choice.negative_people": (
        _("The action “{action}” reaches {people} people in situation {situation}."),
        _("Write a number of zero or more."),
    ),
    "choice.off_scale": (
        _("“{voter}” gives {value} to “{action}” on “{criterion}”, whose scale goes from {lowest} to {highest}."),
        _("Ask them for a score on this scale."),
    ),
    "choice.voter_of_two_kinds": (
        _("“{voter}” scores as several kinds of actors: {kinds}."),
        _("Choose one, for each kind is heard once."),
    ),
    "choice.scored_twice": (
        _("“{voter}” scores “{action}” on “{criterion}” {times} times."),
        _("Keep one of these scores."),
    ),
    "choice.not_scored": (
        _("Nobody scores “{action}” on “{criterion}”."),
        _("Ask for a score, or take the action out of this choice."),
    ),
    "choice.requires_what_it_excludes": (
        _("The action “{action}” can never be done: it takes both “{first}” and “{second}”, which exclude each other."),
        _("Change what it requires, or what these two exclude."),
    ),
    "choice.minimum_out_of_reach": (
        _("The bank cannot give the minimum asked for: {tags}."),
        _("Ask for fewer actions there, or for more pledges."),
    ),
}

# Why an action is in or out of a set, by the code of its reason; see `spirale.method.choice.reasons`.
REASONS: Final[Mapping[str, str]] = {
    "required": _("Chosen actions require it: {by}."),
    "minimum": _("Without it the minimum set beforehand would not be reached: {tags}."),
    "worth": _("It is among the actions that are worth most together with what is pledged."),
    "excluded": _("It cannot be done beside what is chosen: {by}."),
    "requires_excluded": _("It requires “{required}”, which cannot be done beside what is chosen: {by}."),
    "bank": _("The bank has not enough left for it. Missing: {missing}. Chosen actions that use it: {used_by}."),
    "too_much": _("The bank could not give what it asks for even if nothing else were done. Missing: {missing}."),
    "fits": _("Nothing is missing: it could be added to what is chosen."),
}
# Said after the reason, where an action would bring others in.
COMES_WITH: Final = _("It would come with what it requires: {comes_with}.")
# So much of a resource, in its unit.
MISSING: Final = _("{amount} {unit} of “{resource}”")

"""Why an action is in or out of a set that was chosen, put into words."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from spirale.method.choice.reasons import Reason
from spirale.method.choice.values import Resource
from spirale.pages.amounts import amount_shown
from spirale.pages.sentences import filled, of_the_site
from spirale.pages.sentences.choosing import COMES_WITH, MISSING, REASONS

# Parameters that name actions; people know them by their titles.
_ACTIONS: Final = ("by", "comes_with", "used_by")


def because(
    reason: Reason,
    resources: Iterable[Resource],
    titles: Mapping[str, str] | None = None,
    translate: Callable[[str], str] | None = None,
) -> str:
    """Put a reason into one or two sentences; see `say` for `translate` and for what comes from people.

    `resources` give the units of what is missing; `titles` what actions are called, by their names: an action that it
    does not hold is called by its name.
    """
    translate = translate or of_the_site
    called = titles or {}
    units = {one.id: one.unit for one in resources}
    parameters: dict[str, object] = dict(reason.parameters)
    for key in _ACTIONS:
        parameters[key] = [called.get(name, name) for name in _listed(parameters.get(key))]
    if required := parameters.get("required"):
        parameters["required"] = called.get(str(required), str(required))
    parameters["missing"] = [
        filled(
            translate(MISSING),
            {"amount": amount_shown(amount, translate), "unit": units.get(name, ""), "resource": name},
        )
        for name, amount in _pairs(parameters.get("missing"))
    ]
    told = filled(translate(REASONS[reason.code]), parameters)
    return f"{told} {filled(translate(COMES_WITH), parameters)}" if parameters["comes_with"] else told


def _listed(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, tuple | list) else []


def _pairs(value: object) -> list[tuple[str, int]]:
    return [(str(name), int(amount)) for name, amount in value] if isinstance(value, tuple | list) else []

"""Criteria of choice that are offered as a start: what makes an action a demonstration.

Source: the method's sheet T15 on co-deciding a plan of demonstrative actions; leverage stands in its English wording.
"""

from dataclasses import dataclass
from uuid import uuid4

from django.utils import translation
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class UsualCriterion:
    """A criterion with what it means, and what earns few or many points."""

    name: str
    meaning: str

    @property
    def new_id(self) -> str:
        return str(uuid4())


def usual_criteria(language: str) -> list[UsualCriterion]:
    """The method's five and leverage, in the language of the territory."""
    with translation.override(language):
        return [
            UsualCriterion(
                _("Doable at once"),
                _("Can be begun tomorrow morning, easily, with first results in about three months."),
            ),
            UsualCriterion(
                _("Innovative, unlike actors together"),
                _("Shows that actors who do not usually work together can act together, past usual barriers."),
            ),
            UsualCriterion(
                _("Relevant to the most urgent situations"),
                _("Touches the most urgent extreme situations, and the well-being of all."),
            ),
            UsualCriterion(_("Visible and easily understood"), _("Everyone sees it, and understands what it is for.")),
            UsualCriterion(
                _("Sustainable, without predation"),
                _("Lasts without wearing out natural resources, energy or people."),
            ),
            UsualCriterion(_("Leverage"), _("Sets other actions going: its effects multiply.")),
        ]


def suggested_criteria(language: str) -> list[UsualCriterion]:
    """Two more that people may take."""
    with translation.override(language):
        return [
            UsualCriterion(_("Benefits the worst-off first"), _("Those whose situation is the worst gain the most.")),
            UsualCriterion(
                _("Opens perspectives for what follows"), _("Opens the way to later actions and to the next cycle.")
            ),
        ]

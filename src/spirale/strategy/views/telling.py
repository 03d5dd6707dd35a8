"""What the page of a territory shows of this room, and what whoever wrote a note is told of it."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spirale.strategy.queries.axes import AxisShown, axes_of, public_axes_of
from spirale.strategy.queries.traces import axes_by_note
from spirale.synthesis.answers import Answer
from spirale.territories.models import Territory
from spirale.territories.rules import is_facilitator, is_reader
from spirale.territories.sections import Line, Section


def section_of_axes(territory: Territory, account: object) -> Section | None:
    """The axes that this account may read; a stranger is not told that there is none."""
    inside = is_reader(account, territory)
    shown = axes_of(territory) if inside else public_axes_of(territory)
    if not shown and not inside:
        return None
    acts = is_facilitator(account, territory)
    return Section(
        key="axes",
        title=_("Strategic axes"),
        why=_(
            "When a synthesis is frozen, its ideas are held against what exists: creators who already act, tools,"
            " public policies. Directions come of it: the strategic axes, each with its working group."
        ),
        lines=tuple(
            Line(each.axis.title, reverse("strategy:axis", args=[each.axis.pk]), _state(each)) for each in shown
        ),
        address=reverse("strategy:axes", args=[territory.slug]),
        act=_("Confront ideas, make axes") if acts else _("See the axes"),
    )


def _state(shown: AxisShown) -> str:
    ideas = ngettext("%(count)s idea", "%(count)s ideas", shown.ideas) % {"count": shown.ideas}
    return f"{ideas} · {shown.axis.group.name}" if shown.axis.group else ideas


def answer_by_axes(territory: Territory, account: object, notes: Sequence[UUID]) -> dict[UUID, list[Answer]]:
    """The strategic axes that answer each note."""
    inside = is_reader(account, territory)
    found = axes_by_note(territory.pk, notes)
    public = set() if inside or not any(found.values()) else {one.axis.pk for one in public_axes_of(territory)}
    return {
        note: [
            Answer(
                _("A strategic axis answers it: “%(axis)s”.") % {"axis": axis.title},
                reverse("strategy:axis", args=[axis.pk]),
                inside or axis.pk in public,
            )
            for axis in axes
        ]
        for note, axes in found.items()
    }

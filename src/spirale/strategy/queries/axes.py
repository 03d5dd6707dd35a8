"""Strategic axes of a territory: their list, and one of them with all that it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from spirale.mobilisation.models import Group
from spirale.strategy.models import Axis, AxisExisting, AxisIdea, Existing
from spirale.strategy.queries.confrontation import Cell, cells_of, findings_of
from spirale.strategy.queries.existing import Column
from spirale.strategy.queries.refs import IdeaRef, versions_named
from spirale.synthesis.models import FrozenSynthesis
from spirale.synthesis.queries.frozen import IdeaShown, version_page
from spirale.territories.models import Territory


@dataclass(frozen=True, slots=True)
class AnsweredIdea:
    """An idea that an axis answers, and how it stands in the confrontation."""

    idea: IdeaShown
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class AnsweredVersion:
    """The ideas of one frozen synthesis that an axis answers."""

    frozen: FrozenSynthesis
    ideas: tuple[AnsweredIdea, ...]


@dataclass(frozen=True, slots=True)
class AxisShown:
    """An axis with all that it rests on."""

    axis: Axis
    versions: tuple[AnsweredVersion, ...]
    columns: tuple[Column, ...]
    notes: int

    @property
    def ideas(self) -> int:
        return sum(len(version.ideas) for version in self.versions)

    @property
    def existing(self) -> int:
        return sum(len(column.standing) for column in self.columns)

    @property
    def is_public(self) -> bool:
        """Whether it answers ideas, all of versions that are shown to all, in a territory shown to all."""
        return (
            bool(self.versions)
            and self.axis.territory.is_public
            and all(version.frozen.is_public for version in self.versions)
        )


def axes_of(territory: Territory) -> list[AxisShown]:
    """The axes of a territory in their order, each with what it rests on; the round trips do not grow with them."""
    return axes_shown(_axes().filter(territory=territory, retired_at=None).order_by("position", "id"))


def public_axes_of(territory: Territory) -> list[AxisShown]:
    """The axes of a territory that all may read."""
    return [shown for shown in axes_of(territory) if shown.is_public]


def axis_shown(axis: Axis) -> AxisShown:
    """One axis with all that it rests on."""
    return axes_shown([axis])[0]


def axes_shown(axes: Iterable[Axis]) -> list[AxisShown]:
    """These axes, each with what it rests on, in four round trips."""
    axes = list(axes)
    keys = [axis.pk for axis in axes]
    answered: dict[UUID, list[IdeaRef]] = {}
    for link in AxisIdea.objects.filter(axis__in=keys, retired_at=None).order_by("at", "id"):
        answered.setdefault(link.axis_id, []).append(IdeaRef(link.frozen_id, link.idea_id))
    versions = versions_named(ref for refs in answered.values() for ref in refs)
    said = findings_of(list(versions))
    built_on: dict[UUID, list[Existing]] = {}
    links = AxisExisting.objects.filter(axis__in=keys, retired_at=None).select_related("existing")
    for row in links.order_by("existing__name", "id"):
        built_on.setdefault(row.axis_id, []).append(row.existing)
    made = []
    for axis in axes:
        refs = set(answered.get(axis.pk, ()))
        parts = tuple(
            AnsweredVersion(
                frozen,
                tuple(
                    AnsweredIdea(idea, cells_of(said, frozen.pk, idea.id))
                    for idea in version_page(frozen).ideas.values()
                    if IdeaRef(frozen.pk, idea.id) in refs
                ),
            )
            for frozen in versions.values()
            if any(ref.frozen == frozen.pk for ref in refs)
        )
        mine = built_on.get(axis.pk, [])
        columns = tuple(
            Column(key, str(label), tuple(each for each in mine if each.column == key))
            for key, label in Existing.Column.choices
        )
        made.append(AxisShown(axis, parts, columns, len(_notes_under(parts))))
    return made


def retired_axes_of(territory: Territory) -> list[Axis]:
    """The axes that were put away, by title."""
    return list(_axes().filter(territory=territory, retired_at__isnull=False).order_by("title", "id"))


def working_groups(territory: Territory, *, besides: Group | None = None) -> QuerySet[Group]:
    """The groups that may carry an axis, and the one that does."""
    standing = Q(kind=Group.Kind.WORKING, archived_at=None)
    return Group.objects.filter(territory=territory).filter(standing | Q(pk=besides.pk if besides else None))


def _axes() -> QuerySet[Axis]:
    return Axis.objects.select_related("territory", "group", "cycle")


def _notes_under(versions: Iterable[AnsweredVersion]) -> set[str]:
    """The notes under these ideas, each once."""
    return {
        one.note
        for version in versions
        for answered in version.ideas
        for idea in (answered.idea, *answered.idea.parts)
        for one in idea.said
    }

"""What was said of the ideas of earlier versions and may be carried to a newer one: proposals, for people to accept."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max

from spirale.strategy.models import Axis, AxisIdea, Confrontation
from spirale.strategy.queries.refs import IdeaRef, ideas_to_confront
from spirale.synthesis.models import FrozenSynthesis
from spirale.synthesis.queries.documents import public_name
from spirale.synthesis.queries.frozen import IdeaShown, version_page

Key = tuple[str, str, UUID | None]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was said of an idea that is still there: of which version, and by whom.

    `was` is how the idea was worded then, "" when it is worded the same; `count_then` how many notes stood under it.
    `replaces` is what the group has since said, that nothing was found in that column: this would take its place.
    """

    said: Confrontation
    version: int
    by: str
    idea: IdeaShown
    was: str
    count_then: int
    replaces: UUID | None

    @property
    def takes_place(self) -> bool:
        return self.replaces is not None

    @property
    def is_same(self) -> bool:
        """Whether the idea has the same words and as many notes, and nothing was said against it since."""
        return not self.was and not self.takes_place and self.count_then == self.idea.count


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What was said of an idea that is there no more, as it was worded; or that only holds other ideas now."""

    said: Confrontation
    version: int
    wording: str
    is_general_now: bool


@dataclass(frozen=True, slots=True)
class Carrying:
    """What may be carried to a version, and what cannot: it stays with the version of which it was said."""

    proposals: tuple[Proposal, ...]
    left_behind: tuple[LeftBehind, ...]


def carrying_to(frozen: FrozenSynthesis, ideas: Collection[str] | None = None) -> Carrying:
    """What may be carried to a version from those before it, the last that spoke of an idea first heard.

    What people said, refused or withdrew in this version is theirs: it is not proposed again. With `ideas`, of these
    alone. The round trips do not grow with what was said.
    """
    spoken_of = Confrontation.objects.filter(
        frozen__synthesis=frozen.synthesis_id, frozen__version__lt=frozen.version
    ).values("frozen")
    earlier = {each.pk: each for each in FrozenSynthesis.objects.filter(pk__in=spoken_of).order_by("-version")}
    rows = list(
        Confrontation.objects.filter(frozen__in=[frozen.pk, *earlier])
        .select_related("existing", "by")
        .order_by("at", "id")
    )
    here = [row for row in rows if row.frozen_id == frozen.pk]
    decided = {_key(row) for row in here}
    found = {(row.idea_id, row.column) for row in here if row.retired_at is None and row.existing_id}
    lacking = {(row.idea_id, row.column): row.pk for row in here if row.retired_at is None and not row.existing_id}
    standing: list[Confrontation] = []
    for pk in earlier:
        of_version = [row for row in rows if row.frozen_id == pk and _key(row) not in decided]
        standing += [row for row in of_version if row.retired_at is None]
        decided |= {_key(row) for row in of_version}
    found |= {(row.idea_id, row.column) for row in standing if row.existing_id}
    present = {idea.id: idea for idea in ideas_to_confront(frozen)}
    general = version_page(frozen).ideas.keys() - present.keys()
    proposals, left_behind = [], []
    for row in standing:
        if ideas is not None and row.idea_id not in ideas:
            continue
        if not row.existing_id and (row.idea_id, row.column) in found:
            continue  # something was found there since
        version = earlier[row.frozen_id].version
        then = version_page(earlier[row.frozen_id]).ideas[row.idea_id]
        idea = present.get(row.idea_id)
        if idea is None:
            left_behind.append(LeftBehind(row, version, then.wording, row.idea_id in general))
            continue
        was = then.wording if then.wording != idea.wording else ""
        replaces = lacking.get((row.idea_id, row.column)) if row.existing_id else None
        proposals.append(Proposal(row, version, public_name(row.by), idea, was, then.count, replaces))
    place = {pk: number for number, pk in enumerate(present)}
    proposals.sort(key=lambda one: place[one.idea.id])
    return Carrying(tuple(proposals), tuple(left_behind))


def has_earlier(frozen: FrozenSynthesis) -> bool:
    """Whether anything stands that was said of an earlier version."""
    return Confrontation.objects.filter(
        frozen__synthesis=frozen.synthesis_id, frozen__version__lt=frozen.version, retired_at=None
    ).exists()


@dataclass(frozen=True, slots=True)
class IdeaMoved:
    """An idea that an axis answers, in the version it was taken from, and as it stands in the newest; None if gone."""

    ref: IdeaRef
    wording: str
    version: int
    idea: IdeaShown | None

    @property
    def is_same(self) -> bool:
        return self.idea is not None and self.idea.wording == self.wording


@dataclass(frozen=True, slots=True)
class AxisPart:
    """The ideas that an axis answers in versions of a synthesis that are not its newest."""

    newest: FrozenSynthesis
    ideas: tuple[IdeaMoved, ...]


def axis_carrying(axis: Axis) -> list[AxisPart]:
    """What of an axis rests on versions that are not the newest of their synthesis; always as many round trips."""
    links = AxisIdea.objects.filter(axis=axis, retired_at=None).select_related("frozen").order_by("at", "id")
    by_synthesis: dict[UUID, list[AxisIdea]] = {}
    for link in links:
        by_synthesis.setdefault(link.frozen.synthesis_id, []).append(link)
    parts = []
    for newest in newest_of(by_synthesis):
        seen = version_page(newest).ideas
        moved = [
            IdeaMoved(
                IdeaRef(link.frozen_id, link.idea_id),
                version_page(link.frozen).ideas[link.idea_id].wording,
                link.frozen.version,
                seen.get(link.idea_id),
            )
            for link in by_synthesis[newest.synthesis_id]
            if link.frozen_id != newest.pk
        ]
        if moved:
            parts.append(AxisPart(newest, tuple(moved)))
    return parts


def newest_of(syntheses: Iterable[UUID]) -> list[FrozenSynthesis]:
    """The newest version of each of these syntheses."""
    wanted = list(syntheses)
    last = dict(
        FrozenSynthesis.objects.filter(synthesis__in=wanted)
        .order_by()
        .values_list("synthesis")
        .annotate(last=Max("version"))
    )
    versions = FrozenSynthesis.objects.filter(synthesis__in=wanted, version__in=set(last.values()))
    versions = versions.select_related("synthesis__territory", "synthesis__group").order_by("frozen_at", "id")
    return [each for each in versions if last[each.synthesis_id] == each.version]


def rests_on_older(versions: Iterable[FrozenSynthesis]) -> bool:
    """Whether any of these versions is not the newest of its synthesis."""
    shown = list(versions)
    last = FrozenSynthesis.objects.filter(synthesis__in=[each.synthesis_id for each in shown]).order_by()
    newest = dict(last.values_list("synthesis").annotate(last=Max("version")))
    return any(each.version < newest[each.synthesis_id] for each in shown)


def _key(row: Confrontation) -> Key:
    return row.idea_id, row.column, row.existing_id

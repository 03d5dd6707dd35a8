"""How ideas of frozen syntheses are named here, and found again."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from spirale.synthesis.models import FrozenSynthesis
from spirale.synthesis.queries.frozen import IdeaShown, version_page


class IdeaRef(NamedTuple):
    """An idea of a frozen synthesis: the version, and the id of the idea in its document."""

    frozen: UUID
    idea: str


def ideas_to_confront(frozen: FrozenSynthesis) -> list[IdeaShown]:
    """The ideas that notes stand under, in the order of the document.

    A general idea that holds nothing but other ideas is not among them: its parts are, each once.
    """
    return [idea for idea in version_page(frozen).ideas.values() if idea.said]


def versions_named(refs: Iterable[IdeaRef]) -> dict[UUID, FrozenSynthesis]:
    """The frozen versions that these ideas are taken from, by id, in one round trip."""
    wanted = {ref.frozen for ref in refs}
    if not wanted:
        return {}
    things = FrozenSynthesis.objects.select_related("synthesis__territory", "synthesis__group")
    return {frozen.pk: frozen for frozen in things.filter(pk__in=wanted).order_by("frozen_at", "id")}


def latest_versions(territory_id: UUID) -> list[FrozenSynthesis]:
    """The last version of each synthesis of a territory, the last synthesis first, with their documents."""
    found = (
        FrozenSynthesis.objects.filter(synthesis__territory=territory_id)
        .select_related("synthesis__territory", "synthesis__group")
        .order_by("-synthesis__made_at", "synthesis_id", "-version")
    )
    last: dict[UUID, FrozenSynthesis] = {}
    for frozen in found:
        last.setdefault(frozen.synthesis_id, frozen)
    return list(last.values())

"""One axis in the demonstration, with the confrontation it comes of, so that each of its pages has what to show."""

from typing import Any
from uuid import uuid5

from spirale.people.models import Account
from spirale.strategy.models import Axis, Existing, ExistingDraft, ExistingSheet
from spirale.strategy.operations import confront, import_existing, keep_existing_draft, link_existing, make_axis
from spirale.strategy.queries.refs import IdeaRef, ideas_to_confront
from spirale.synthesis.models import FrozenSynthesis


def confront_and_make_an_axis(frozen: FrozenSynthesis, by: Account, turn: int = 0) -> None:
    """Two ideas held against what exists, and an axis that answers them."""
    ideas = ideas_to_confront(frozen)[2 * turn : 2 * turn + 2]
    for idea, verdict in zip(ideas, ("confirms", "contradicts"), strict=True):
        confront(
            confrontation_id=uuid5(frozen.pk, idea.id),
            frozen=frozen,
            idea_id=idea.id,
            column=Existing.Column.CREATOR,
            verdict=verdict,
            name=f"La Guinguette {turn}",
            comment="le jeudi soir",
            by=by,
        )
    axis = make_axis(
        axis_id=uuid5(frozen.pk, f"axis {turn}"),
        territory=frozen.territory,
        title=f"Se retrouver {turn}",
        ideas=[IdeaRef(frozen.pk, idea.id) for idea in ideas],
        by=by,
    )
    built_on = Existing.objects.get(territory=frozen.territory, name=f"La Guinguette {turn}")
    link_existing(axis=axis, existing_ids=[built_on.pk], by=by)
    import_existing(
        sheet_id=uuid5(frozen.pk, f"table {turn}"),
        territory=frozen.territory,
        file_name="existant.csv",
        content=f"colonne,nom\noutil,La grange {turn}\n".encode(),
        by=by,
    )
    keep_existing_draft(
        territory=frozen.territory, file_name="autre.csv", content=b"colonne,nom\noutil,Le four\n", by=by
    )


def things_of_axes() -> dict[str, Any]:
    """One thing of each kind, by the name that addresses give it."""
    return {
        "axis_id": getattr(Axis.objects.first(), "pk", None),
        "existing_sheet_id": getattr(ExistingSheet.objects.first(), "pk", None),
        "existing_draft_id": getattr(ExistingDraft.objects.first(), "pk", None),
        "existing_id": getattr(Existing.objects.first(), "pk", None),
    }

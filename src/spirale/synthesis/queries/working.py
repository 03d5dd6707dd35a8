"""A working synthesis as its editor shows it."""

from uuid import UUID

from spirale.method.ideas import Idea as GroupedIdea
from spirale.method.ideas import Ledger, account
from spirale.method.text import normalise
from spirale.synthesis.models import Synthesis
from spirale.synthesis.queries.criteria import criteria_of, placements_of


def ledger_of(synthesis: Synthesis) -> Ledger:
    """The account of a working synthesis; what arrived since and stands nowhere yet keeps it from closing."""
    members: dict[UUID, tuple[str, list[str], list[str]]] = {}
    rows = placements_of(synthesis).values_list("idea_id", "idea__wording", "criterion_id", "criterion__text")
    for idea, wording, criterion, text in rows:
        said = members.setdefault(idea, (normalise(wording), [], []))
        said[1].append(str(criterion))
        if normalise(text) == said[0]:
            said[2].append(str(criterion))
    ideas = [
        GroupedIdea(str(idea), wording, tuple(held), None, alike[0] if alike else "", 0, (), (), ())
        for idea, (wording, held, alike) in members.items()
    ]
    aside = synthesis.set_aside.filter(retired_at=None, criterion__in=criteria_of(synthesis))
    return account(
        (str(pk) for pk in criteria_of(synthesis).values_list("pk", flat=True)),
        ideas,
        [(str(pk), reason) for pk, reason in aside.values_list("criterion_id", "reason")],
    )

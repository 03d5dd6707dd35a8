"""What a territory shows to all of what it does: steps, partners, successes, risks taken."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from spirale.action.models import Commitment, Covenant
from spirale.action.queries.plan_page import Part, plan_page
from spirale.decision.models import ActionSheet
from spirale.territories.models import Territory


@dataclass(frozen=True, slots=True)
class Partner:
    """Who signed for an action, and in what state what they promised is: by the same words for all."""

    commitment: Commitment
    is_late: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A chosen action as all may see it."""

    part: Part
    partners: tuple[Partner, ...]

    @property
    def sheet(self) -> ActionSheet:
        return self.part.sheet

    @property
    def is_done(self) -> bool:
        return bool(self.part.rows) and all(row.task.done == 100 for row in self.part.rows)

    @property
    def risks(self) -> list[str]:
        """Obstacles that were told of tasks not done yet."""
        return [row.task.obstacles for row in self.part.rows if row.task.obstacles and row.task.done < 100]

    @property
    def late(self) -> int:
        return sum(1 for row in self.part.rows if row.late) + sum(one.is_late for one in self.partners)


@dataclass(frozen=True, slots=True)
class Steps:
    """The public page: actions in their order, and the texts that are offered for signing."""

    steps: tuple[Step, ...]
    covenants: tuple[Covenant, ...]
    ends_on: date | None

    @property
    def done(self) -> int:
        return sum(1 for step in self.steps if step.is_done)


def steps_of(territory: Territory, *, on: date) -> Steps:
    """Signed commitments alone are shown: what waits for its signature is nobody's promise yet."""
    page = plan_page(territory, on=on)
    signed: dict[UUID, list[Commitment]] = defaultdict(list)
    found = Commitment.objects.filter(sheet__territory=territory, signed_at__isnull=False, retired_at=None)
    for one in found.order_by("signed_at", "id").only("sheet_id", "who", "kind", "what", "due_on", "state"):
        signed[one.sheet_id].append(one)
    return Steps(
        tuple(
            Step(
                part,
                tuple(
                    Partner(one, bool(one.due_on and one.due_on < on and not one.state))
                    for one in signed[part.sheet.pk]
                ),
            )
            for part in page.parts
        ),
        tuple(Covenant.objects.filter(territory=territory, retired_at=None, signing__isnull=False)),
        page.ends_on,
    )

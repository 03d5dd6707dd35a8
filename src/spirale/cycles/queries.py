"""The one answer to what is open now, and the plan it comes from."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Count, Q, QuerySet

from spirale.cycles.models import Campaign, Cycle, Phase, Question
from spirale.territories.models import Territory

Dated = TypeVar("Dated", Cycle, Campaign)


@dataclass(frozen=True, slots=True)
class Turn:
    """A cycle with its phases, and where it stands on a given day: lived, now or ahead."""

    cycle: Cycle
    phases: tuple[Phase, ...]
    state: str

    @property
    def number(self) -> int:
        return self.cycle.number


def current_cycle(territory: Territory, *, on: date) -> Cycle | None:
    """The cycle a territory lives on this day: of those open, the one opened last."""
    return _open_on(territory.cycles.all(), on).order_by("-opened_on", "-number").first()


def current_phase(territory: Territory, *, on: date) -> Phase | None:
    """The phase a territory lives on this day: of those that run, the one that started last."""
    return current_phase_of(turns(territory, on=on), on=on)


def current_phase_of(turns: list[Turn], *, on: date) -> Phase | None:
    """The same, from turns already read."""
    running = [phase for turn in turns if turn.state == "now" for phase in turn.phases if runs(phase, on=on)]
    return max(running, key=lambda phase: (phase.starts_on or date.min, phase.type), default=None)


def runs(phase: Phase, *, on: date) -> bool:
    """Whether a phase has started by this day and has not ended. A phase without a start does not run."""
    return phase.starts_on is not None and phase.starts_on <= on and (phase.ends_on is None or on <= phase.ends_on)


def turns(territory: Territory, *, on: date) -> list[Turn]:
    """The cycles of a territory with their phases in order, from the first opened."""
    found = []
    for cycle in territory.cycles.prefetch_related("phases"):
        if cycle.closed_on is not None and cycle.closed_on < on:
            state = "lived"
        else:
            state = "now" if cycle.opened_on <= on else "ahead"
        phases = sorted(cycle.phases.all(), key=lambda phase: (phase.type, phase.starts_on or date.max, phase.pk))
        for phase in phases:
            phase.cycle = cycle
        found.append(Turn(cycle=cycle, phases=tuple(phases), state=state))
    return found


def open_campaigns(territory: Territory, *, on: date) -> QuerySet[Campaign]:
    """Campaigns whose questions may be answered on this day, from the first opened."""
    return _open_on(territory.campaigns.all(), on)


def campaigns_of(territory: Territory) -> QuerySet[Campaign]:
    """All campaigns of a territory, the last opened first, each with its number of questions."""
    return (
        territory.campaigns.select_related("cycle")
        .annotate(number_of_questions=Count("questions"))
        .order_by("-opened_on", "name")
    )


def questions_of(campaign: Campaign) -> list[Question]:
    """The questions of a campaign in the order they are asked, each saying how many notes answer it."""
    return list(campaign.questions.annotate(number_of_notes=Count("notes")).order_by("position", "code"))


def is_answered(question: Question) -> bool:
    """Whether notes answer this question, even withdrawn ones: its short name is then on paper, and stays."""
    return question.notes.exists()


def _open_on(things: QuerySet[Dated], on: date) -> QuerySet[Dated]:
    return things.filter(Q(closed_on=None) | Q(closed_on__gte=on), opened_on__lte=on)

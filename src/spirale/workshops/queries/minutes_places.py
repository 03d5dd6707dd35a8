"""Where notes were placed on the sheets, counted for the minutes; and the dimensions nobody spoke of."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import get_language

from spirale.cycles.models import Question
from spirale.method.grid import Code, Grid, parse_code
from spirale.method.problems import Problem
from spirale.workshops.models import Note, Place, Workshop, standing
from spirale.workshops.queries.key import grid_of


@dataclass(frozen=True, slots=True)
class Placed:
    """A place on the sheet and its notes: a dimension with its components below, or a free group."""

    name: str
    notes: int
    parts: tuple["Placed", ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionPlaces:
    """How the notes to one question were placed.

    `left` counts those that stand nowhere, `disputed` those that two people placed at once and nobody settled, and
    `unheard` names the dimensions of the grid that hold none.
    """

    code: str
    places: tuple[Placed, ...]
    left: int
    disputed: int
    unheard: tuple[str, ...]


def places_by_question(workshop: Workshop) -> tuple[QuestionPlaces, ...]:
    """The questions whose notes were placed, in their order; three round trips however many notes."""
    rows = list(
        Place.objects.filter(standing("note__"), note__workshop=workshop)
        .filter(~Q(move__code="") | Q(move__pile__isnull=False) | Q(other__isnull=False))
        .order_by()
        .values_list("note__question_id", "move__code", "move__pile__name", "other_id")
    )
    if not rows:
        return ()
    notes = Counter(Note.objects.filter(standing(), workshop=workshop).order_by().values_list("question_id", flat=True))
    grid = grid_of(workshop.territory)
    language = (get_language() or "fr")[:2]
    found = []
    for question in Question.objects.filter(campaign=workshop.campaign_id).order_by("position", "code"):
        codes: Counter[str] = Counter()
        piles: Counter[str] = Counter()
        disputed = 0
        for asked, code, pile, other in rows:
            if asked == question.pk:
                disputed += other is not None
                codes.update([code] if code else [])
                piles.update([pile] if pile else [])
        placed = codes.total() + piles.total()
        if not placed and not disputed:
            continue
        coded, unheard = _under_dimensions(codes, grid, language)
        free = tuple(Placed(name, count) for name, count in sorted(piles.items(), key=lambda pair: (-pair[1], pair[0])))
        found.append(
            QuestionPlaces(
                code=question.code,
                places=(*coded, *free),
                left=notes[question.pk] - placed,
                disputed=disputed,
                unheard=unheard if question.grouping == Question.Grouping.GRID else (),
            )
        )
    return tuple(found)


def _under_dimensions(
    codes: Counter[str], grid: Grid | None, language: str
) -> tuple[tuple[Placed, ...], tuple[str, ...]]:
    """Codes counted by dimension and component in the grid's order, and the dimensions without a note."""
    under: dict[str, Counter[str]] = {}
    for written, count in codes.items():
        try:
            code = parse_code(written)
        except Problem:
            under.setdefault(written, Counter())[""] += count
            continue
        under.setdefault(code.dimension, Counter())[code.dimension + (code.component or "")] += count
    if grid is None:
        return tuple(Placed(name, counts.total()) for name, counts in sorted(under.items())), ()
    order = [entry.normal for entry in grid.dimensions]
    ranked = sorted(under, key=lambda name: (order.index(name) if name in order else len(order), name))
    places = tuple(
        Placed(
            _worded(grid, name, language),
            under[name].total(),
            tuple(
                Placed(_worded(grid, part, language), count)
                for part, count in sorted(under[name].items())
                if part not in {"", name}
            ),
        )
        for name in ranked
    )
    return places, tuple(_worded(grid, name, language) for name in order if name not in under)


def _worded(grid: Grid, code: str, language: str) -> str:
    try:
        return f"{code} {grid.label(Code(code[0], code[1:] or None), language)}"
    except Problem:
        return code

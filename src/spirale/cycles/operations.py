"""Opening cycles and campaigns, setting dates, asking questions."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Max

from spirale.cycles import queries
from spirale.cycles import rules as _rules  # noqa: F401  # the permissions named below
from spirale.cycles.models import Campaign, Cycle, Phase, Question
from spirale.cycles.usual import USUAL_QUESTIONS
from spirale.journal import operations as journal
from spirale.people.models import Account
from spirale.territories.models import Territory
from spirale.territories.rules import require


class QuestionAnswered(Exception):
    """Notes answer this question: its short name stays, and it stays."""


class CodeTaken(Exception):
    """Another question of the campaign has this short name."""


class OnlyOneOfItsKind(Exception):
    """A cycle keeps each of its eight phases at least once."""


@transaction.atomic
def open_cycle(*, cycle_id: UUID, territory: Territory, by: Account, number: int, opened_on: date) -> Cycle:
    """Open a turn of the spiral with its eight phases, their dates still to be set."""
    require("cycles.change", by, territory)
    cycle, is_new = Cycle.objects.get_or_create(
        id=cycle_id, defaults={"territory": territory, "number": number, "opened_on": opened_on}
    )
    if is_new:
        # the ids follow from the cycle's, so that whoever opens it twice finds the same phases
        Phase.objects.bulk_create(
            Phase(id=uuid5(cycle.id, f"phase {kind}"), cycle=cycle, type=kind) for kind in Phase.Type.values
        )
        journal.append("cycle opened", space=territory.pk, on=cycle, by=by, number=number, opened_on=opened_on)
    return cycle


@transaction.atomic
def close_cycle(*, cycle: Cycle, by: Account, on: date) -> Cycle:
    """Say on which day a cycle ended."""
    require("cycles.change", by, cycle)
    if cycle.closed_on != on:
        cycle.closed_on = on
        cycle.save(update_fields=["closed_on"])
        journal.append("cycle closed", space=cycle.territory_id, on=cycle, by=by, closed_on=on)
    return cycle


@transaction.atomic
def reopen_cycle(*, cycle: Cycle, by: Account) -> Cycle:
    """Go on with a cycle that was closed."""
    require("cycles.change", by, cycle)
    if cycle.closed_on is not None:
        cycle.closed_on = None
        cycle.save(update_fields=["closed_on"])
        journal.append("cycle reopened", space=cycle.territory_id, on=cycle, by=by)
    return cycle


@transaction.atomic
def set_phase_dates(*, cycle: Cycle, by: Account, dates: Mapping[UUID, tuple[date | None, date | None]]) -> list[Phase]:
    """Set when phases of a cycle start and end, or leave it open. They may overlap. Returns those that changed."""
    require("cycles.change", by, cycle)
    changed = []
    for phase in cycle.phases.select_for_update().filter(pk__in=dates):
        if (phase.starts_on, phase.ends_on) != dates[phase.pk]:
            phase.starts_on, phase.ends_on = dates[phase.pk]
            phase.save(update_fields=["starts_on", "ends_on"])
            changed.append(phase)
    if changed:
        told = {str(phase.pk): [phase.starts_on, phase.ends_on] for phase in changed}
        journal.append("phases dated", space=cycle.territory_id, on=cycle, by=by, dates=told)
    return changed


@transaction.atomic
def repeat_phase(*, phase_id: UUID, cycle: Cycle, by: Account, kind: int) -> Phase:
    """Live a phase of this cycle once more."""
    require("cycles.change", by, cycle)
    phase, is_new = Phase.objects.get_or_create(id=phase_id, defaults={"cycle": cycle, "type": kind})
    if is_new:
        journal.append("phase repeated", space=cycle.territory_id, on=phase, by=by, phase=kind)
    return phase


@transaction.atomic
def drop_phase(*, phase: Phase, by: Account) -> None:
    """Take back a phase that was to be repeated."""
    require("cycles.change", by, phase)
    Cycle.objects.select_for_update().get(pk=phase.cycle_id)
    if not Phase.objects.filter(cycle_id=phase.cycle_id, type=phase.type).exclude(pk=phase.pk).exists():
        raise OnlyOneOfItsKind
    journal.append("repeated phase dropped", space=phase.territory.pk, on=phase, by=by, phase=phase.type)
    phase.delete()


@transaction.atomic
def open_campaign(
    *,
    campaign_id: UUID,
    territory: Territory,
    by: Account,
    name: str,
    opened_on: date,
    cycle: Cycle | None = None,
    usual: Iterable[str] = (),
) -> Campaign:
    """Open a campaign, with those of the method's usual questions that are named."""
    require("cycles.change", by, territory)
    campaign, is_new = Campaign.objects.get_or_create(
        id=campaign_id,
        defaults={"territory": territory, "name": name.strip(), "opened_on": opened_on, "cycle": cycle},
    )
    if is_new:
        journal.append("campaign opened", space=territory.pk, on=campaign, by=by, name=campaign.name)
        ask_usual_questions(campaign=campaign, by=by, codes=usual)
    return campaign


@transaction.atomic
def change_campaign(
    *, campaign: Campaign, by: Account, name: str, opened_on: date, closed_on: date | None, cycle: Cycle | None
) -> Campaign:
    """Change how a campaign is called, when it is open, and in which cycle."""
    require("cycles.change", by, campaign)
    after = {"name": name.strip(), "opened_on": opened_on, "closed_on": closed_on, "cycle": cycle}
    kept = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if any(getattr(kept, field) != value for field, value in after.items()):
        for field, value in after.items():
            setattr(kept, field, value)
        kept.save(update_fields=list(after))
        told = {**after, "cycle": cycle.pk if cycle else None}
        journal.append("campaign changed", space=kept.territory_id, on=kept, by=by, after=told)
    return kept


@transaction.atomic
def ask_usual_questions(*, campaign: Campaign, by: Account, codes: Iterable[str]) -> list[Question]:
    """Ask those of the method's usual questions that are named and not yet asked."""
    wanted, asked = set(codes), set(campaign.questions.values_list("code", flat=True))
    return [
        ask_question(
            question_id=uuid5(campaign.id, usual.code),
            campaign=campaign,
            by=by,
            code=usual.code,
            wordings=usual.wordings,
            sign=usual.sign,
            grouping=usual.grouping,
        )
        for usual in USUAL_QUESTIONS
        if usual.code in wanted and usual.code not in asked
    ]


@transaction.atomic
def ask_question(
    *,
    question_id: UUID,
    campaign: Campaign,
    by: Account,
    code: str,
    wordings: Mapping[str, str],
    sign: int,
    grouping: str,
) -> Question:
    """Add a question at the end of a campaign."""
    require("cycles.change", by, campaign)
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    known = Question.objects.filter(id=question_id).first()
    if known is not None:
        return known
    code = code.strip()
    if campaign.questions.filter(code__iexact=code).exists():
        raise CodeTaken(code)
    last = campaign.questions.aggregate(last=Max("position"))["last"]
    question = Question.objects.create(
        id=question_id,
        campaign=campaign,
        code=code,
        wordings=_tidy(wordings),
        sign=sign,
        grouping=grouping,
        position=0 if last is None else last + 1,
    )
    journal.append("question asked", space=campaign.territory_id, on=question, by=by, code=code)
    return question


@transaction.atomic
def change_question(
    *, question: Question, by: Account, code: str, wordings: Mapping[str, str], sign: int, grouping: str
) -> Question:
    """Word a question better. Once notes answer it, its short name stays: papers carry it."""
    require("cycles.change", by, question)
    kept = Question.objects.select_for_update().get(pk=question.pk)
    after = {"code": code.strip(), "wordings": _tidy(wordings), "sign": sign, "grouping": grouping}
    before = {field: getattr(kept, field) for field in after}
    if after == before:
        return kept
    if after["code"] != kept.code:
        if queries.is_answered(kept):
            raise QuestionAnswered(kept.code)
        if kept.campaign.questions.filter(code__iexact=code.strip()).exclude(pk=kept.pk).exists():
            raise CodeTaken(code)
    for field, value in after.items():
        setattr(kept, field, value)
    kept.save(update_fields=list(after))
    journal.append("question changed", space=kept.territory.pk, on=kept, by=by, before=before, after=after)
    return kept


@transaction.atomic
def move_question(*, question: Question, by: Account, steps: int) -> None:
    """Ask a question earlier (negative steps) or later in its campaign."""
    require("cycles.change", by, question)
    Campaign.objects.select_for_update().get(pk=question.campaign_id)
    order = list(Question.objects.filter(campaign_id=question.campaign_id).order_by("position", "code"))
    here = next(place for place, other in enumerate(order) if other.pk == question.pk)
    there = min(max(here + steps, 0), len(order) - 1)
    if there == here:
        return
    order.insert(there, order.pop(here))
    for place, moved in enumerate(order):
        moved.position = place
    Question.objects.bulk_update(order, ["position"])
    journal.append("question moved", space=question.territory.pk, on=question, by=by, position=there)


@transaction.atomic
def withdraw_question(*, question: Question, by: Account) -> None:
    """Take back a question that no note answers."""
    require("cycles.change", by, question)
    kept = Question.objects.select_for_update().get(pk=question.pk)
    if queries.is_answered(kept):
        raise QuestionAnswered(kept.code)
    journal.append(
        "question withdrawn", space=kept.territory.pk, on=kept, by=by, code=kept.code, wordings=kept.wordings
    )
    kept.delete()


def _tidy(wordings: Mapping[str, str]) -> dict[str, str]:
    return {language: words.strip() for language, words in wordings.items() if words.strip()}

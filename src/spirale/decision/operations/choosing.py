"""The choice: the engine is asked and finds, people decide. What they decided, no computing changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.decision import rules as _rules  # noqa: F401  permissions of this room
from spirale.decision.models import BankPledge, Choice, Decided, Resource, Result
from spirale.decision.operations.choices import locked_choice
from spirale.decision.operations.computing import Tell, compute_document, digest_of_case, engine_of
from spirale.decision.operations.firming import TRIALS, firmness_document
from spirale.decision.queries.choices import rules_in_force
from spirale.decision.queries.grounds import Grounds
from spirale.decision.queries.meeting import sheets_of, space_of
from spirale.journal import operations as journal
from spirale.method.choice.values import Case
from spirale.method.problems import Problem, Problems
from spirale.people.models import Account
from spirale.territories.rules import require
from spirale.workshops.wording import as_line, as_written

STALE_AFTER: Final = timedelta(minutes=15)
"""Without a word for so long, the work is taken to have stopped with its worker."""


@transaction.atomic
def ask_choice(*, choice: Choice, result_id: UUID, at: datetime | None = None, by: Account) -> tuple[Result, bool]:
    """Note that the sets are to be found; give the result to come, and whether it is new.

    While one is under way, a second asking gives the first. Raises Problem("rules are not frozen").
    """
    require("decision.lead_meeting", by, choice)
    choice = locked_choice(choice)
    rules = rules_in_force(choice)
    if rules is None:
        raise Problem("rules are not frozen")
    now = at or timezone.now()
    under_way = Result.objects.filter(choice=choice, ended_at=None).first()
    if under_way and under_way.pk != result_id and now - under_way.told_at > STALE_AFTER:
        under_way.ended_at, under_way.problem = now, "the work stopped"
        under_way.save(update_fields=["ended_at", "problem"])
        under_way = None
    if under_way:
        return under_way, False
    result, is_new = Result.objects.get_or_create(
        id=result_id, defaults={"choice": choice, "rules": rules, "asked_by": by, "asked_at": now, "told_at": now}
    )
    if result.choice_id != choice.pk:
        raise Problem("message not readable")
    if is_new:
        journal.append("choice asked", space=space_of(choice), on=result, by=by, at=now, told={})
    return result, is_new


def compute_choice(*, result: Result) -> Result:
    """Find the sets and keep them in the result, then how firm they are; done again, nothing changes.

    The sets are there to be read and decided on before their firmness is known. What is wrong is kept in words' codes.
    """
    if result.ended_at:
        return result
    choice = Choice.objects.select_related("territory").get(pk=result.choice_id)
    tell = _teller(result)
    try:
        tell("reading", 0, 1)
        grounds = Grounds(choice)
        case = grounds.case_anew
        if grounds.rules:  # those it is found by, not those in force when it was asked
            Result.objects.filter(pk=result.pk).update(rules=grounds.rules)
            result.rules = grounds.rules
        inputs = digest_of_case(case)
        document = compute_document(case, today=timezone.localdate(), tell=tell)
    except (Problem, Problems) as found:
        several = found.problems if isinstance(found, Problems) else (found,)
        problems = [_problem_told(one, _names_in(choice)) for one in several]
        return _finish(result, {"problems": problems}, problem=several[0].code)
    except Exception:
        _finish(result, {"problems": []}, problem="the work stopped")
        raise
    result = _finish(result, document, engine=engine_of(document), inputs=inputs)
    return _try_again(result, case, tell)


def _try_again(result: Result, case: Case, tell: Tell) -> Result:
    """Find how firm the best set is and add it to the result, of which nothing else changes.

    As soon as the sets are asked for anew the trials end: people wait for those.
    """
    best = result.document["sets"]["best"]
    if best["outcome"] == "nothing":
        return result

    def progress(done: int, total: int) -> None:
        if Result.objects.filter(choice=result.choice_id, ended_at=None).exists():
            raise _AskedAnewError
        tell("trying", done, total)

    tell("trying", 0, TRIALS)
    found: dict[str, Any] = {"problem": "the work stopped"}
    try:
        found = firmness_document(case, best["actions"], seed=result.inputs, progress=progress)
    except _AskedAnewError:
        found = {"problem": "asked anew"}
    finally:
        _finish_firmness(result, found)
    return result


class _AskedAnewError(Exception):
    """Somebody asked for the sets again while it was tried how firm they are."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What people decide of one action, and why where it is not what the set they started from says."""

    sheet: UUID
    is_in: bool
    reason: str = ""


@transaction.atomic
def decide(
    *,
    choice: Choice,
    verdicts: Sequence[Verdict],
    decided_by: str,
    result: Result | None = None,
    start: str = "",
    at: datetime | None = None,
    by: Account,
) -> Choice:
    """Close the choice with what people decide of every action; deciding again retires what was decided before.

    `start` names the set of `result` that people took as a start: where they differ from it, their reason is asked.
    The same decision again changes nothing. Raises Problem("rules are not frozen"), and Problems with
    Problem("decider missing"), ("decision incomplete"), ("start unknown") and, for each action, ("reason to differ
    missing").
    """
    require("decision.lead_meeting", by, choice)
    choice = locked_choice(choice)
    if rules_in_force(choice) is None:
        raise Problem("rules are not frozen")
    titles = {sheet.pk: sheet.title for sheet in sheets_of(choice)}
    decided_by = as_line(decided_by, 200)
    found = [] if decided_by else [Problem("decider missing")]
    if sorted(one.sheet for one in verdicts) != sorted(titles):
        found.append(Problem("decision incomplete", actions=len(titles)))
    result = _with_sets(choice, result)
    suggested = _suggested(result, start)
    if start and suggested is None:
        found.append(Problem("start unknown"))
    kept = [Verdict(one.sheet, one.is_in, _words(one.reason)) for one in verdicts]
    if suggested is not None:
        found += [
            Problem("reason to differ missing", action=titles.get(one.sheet, ""))
            for one in kept
            if one.is_in != (str(one.sheet) in suggested) and not one.reason
        ]
    if found:
        raise Problems(tuple(found))
    at = at or timezone.now()
    changed = _write(choice, kept, result=result, start=start, at=at, by=by)
    if not changed and choice.decided_at and choice.decided_by == decided_by:
        return choice
    choice.decided_at, choice.decided_by = at, decided_by
    choice.save(update_fields=["decided_at", "decided_by"])
    journal.append(
        "actions decided",
        space=space_of(choice),
        on=choice,
        by=by,
        at=at,
        told={"is_decided": True},
        chosen=sorted(str(one.sheet) for one in kept if one.is_in),
        left_out=sorted(str(one.sheet) for one in kept if not one.is_in),
        result=result.pk if result else None,
        start=start,
    )
    return choice


def _with_sets(choice: Choice, result: Result | None) -> Result | None:
    """The result if it is one of this choice and has sets to decide on, nothing otherwise."""
    is_one = result is not None and result.choice_id == choice.pk and "sets" in result.document
    return result if is_one else None


def _suggested(result: Result | None, start: str) -> set[str] | None:
    found = result.document["sets"].get(start) if result else None
    return set(found["actions"]) if found else None


def _write(
    choice: Choice, verdicts: Sequence[Verdict], *, result: Result | None, start: str, at: datetime, by: Account
) -> bool:
    """Write what changed of the decision; give whether anything did."""
    standing = {one.sheet_id: one for one in Decided.objects.filter(choice=choice, retired_at=None)}
    new, old = [], []
    for one in verdicts:
        before = standing.get(one.sheet)
        said = (one.is_in, one.reason, result.pk if result else None, start)
        if before and (before.is_in, before.reason, before.result_id, before.start) == said:
            continue
        if before:
            old.append(before.pk)
        new.append(
            Decided(
                choice=choice,
                sheet_id=one.sheet,
                result=result,
                start=start,
                is_in=one.is_in,
                reason=one.reason,
                by=by,
                at=at,
            )
        )
    Decided.objects.filter(pk__in=old).update(retired_at=at)
    Decided.objects.bulk_create(new)
    return bool(new)


def _words(said: str) -> str:
    return as_written(said) if as_line(said, 1) else ""


def _names_in(choice: Choice) -> dict[str, str]:
    """What people call the things that a problem may name by their ids."""
    things = [
        *((sheet.pk, sheet.title) for sheet in sheets_of(choice)),
        *choice.criteria.values_list("pk", "name"),
        *Resource.objects.filter(territory=choice.territory_id).values_list("pk", "name"),
        *BankPledge.objects.filter(choice=choice).values_list("pk", "resource__name"),
    ]
    return {str(pk): name for pk, name in things}


def _problem_told(problem: Problem, named: dict[str, str]) -> dict[str, Any]:
    """A problem as it is kept: with the names of things in the place of their ids."""
    told: dict[str, Any] = {}
    for key, value in problem.parameters.items():
        several = [named.get(str(each), str(each)) for each in value] if isinstance(value, tuple | list) else None
        told[key] = several if several is not None else named.get(str(value), str(value))
    return {"code": problem.code, "parameters": told}


def _teller(result: Result) -> Tell:
    """Keep how far the work is: a page may show it, and may be left."""

    def tell(stage: str, done: int, total: int) -> None:
        result.stage, result.done, result.total, result.told_at = stage, done, total, timezone.now()
        result.save(update_fields=["stage", "done", "total", "told_at"])

    return tell


@transaction.atomic
def _finish(
    result: Result, document: dict[str, Any], *, engine: str = "", inputs: str = "", problem: str = ""
) -> Result:
    choice = locked_choice(result.choice)
    result.document, result.engine, result.inputs, result.problem = document, engine, inputs, problem[:200]
    result.ended_at = timezone.now()
    result.save(update_fields=["document", "engine", "inputs", "problem", "ended_at"])
    journal.append(
        "choice computed",
        space=space_of(choice),
        on=result,
        by=None,
        told={"is_computed": not problem},
        engine=engine,
        inputs=inputs,
        problem=problem,
    )
    return result


@transaction.atomic
def _finish_firmness(result: Result, found: dict[str, Any]) -> None:
    choice = locked_choice(result.choice)
    result.document = {**result.document, "firmness": found}
    result.told_at = timezone.now()
    result.save(update_fields=["document", "told_at"])
    told = {"is_computed": "problem" not in found}
    trials = found.get("trials", 0)
    journal.append("choice firmness computed", space=space_of(choice), on=result, by=None, told=told, trials=trials)

"""A choice as it is kept in `decision.json`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spirale.cli.decision import BEST, FORM, ChosenSet, Decision, Firm, Translate, counts_of, reached_by
from spirale.method.choice.proportional import ProportionalSet
from spirale.method.choice.scoring import Standing
from spirale.method.choice.unlocking import Missing
from spirale.method.choice.values import Case


def plain_of(decision: Decision, *, sources: Mapping[str, str], translate: Translate) -> dict[str, object]:
    """Give a decision as it is kept in `decision.json`: amounts in hundredths of units, numbers that may be fractions
    as text."""
    case = decision.case
    return {
        "form": FORM,
        "engine": decision.sets[0].found.engine,
        "sources": dict(sources),
        "by": case.rules.by,
        "criteria": [
            {"criterion": one.id, "lowest": one.lowest, "highest": one.highest, "weight": one.weight}
            for one in case.rules.criteria
        ],
        "minimum": [{"tag": tag, "actions": least} for tag, least in case.rules.minimum],
        "sets": [_set(case, one) for one in decision.sets],
        "in_all_sets": list(decision.shared),
        "firmness": _firm(decision.firm) if decision.firm else None,
        "actions": list(_actions(decision, translate)),
    }


def _set(case: Case, one: ChosenSet) -> dict[str, object]:
    counts = zip(counts_of(case, one.way), one.levels, strict=False)
    return {
        "set": one.way,
        "outcome": one.outcome,
        "ties_settled": one.is_settled,
        "actions": list(one.found.actions),
        "counts": [
            {"count": count or "worth", "value": str(level.value), "no_set_beyond": str(level.bound)}
            for count, level in counts
        ],
        **({"shares": _shares(one.shares)} if one.shares else {}),
        "reaches": {str(situation): people for situation, people in reached_by(case, one.actions).items()},
        "bank": [
            {
                "resource": each.resource,
                "pledged": each.pledged,
                "not_holding": each.not_holding,
                "used": each.used,
                "left": each.left,
            }
            for each in one.balances
        ],
    }


def _shares(found: ProportionalSet) -> dict[str, object]:
    """Who bought what, in turn, and what was checked from the payments alone."""
    paid: dict[str, dict[str, dict[str, str]]] = {}
    for each in found.paid:
        paid.setdefault(each.action, {}).setdefault(each.resource, {})[each.voter] = str(each.amount)
    return {
        "bought": [
            {
                "action": one.action,
                "comes_with": list(one.comes_with),
                "step": one.step,
                "rate": str(one.rate),
                "raised": str(one.raised),
                "paid": paid.get(one.action, {}),
            }
            for one in found.bought
        ],
        "minimum_not_reached": list(found.short),
        "checked": {
            "within_shares": found.guarantee.is_within_shares,
            "could_still_be_paid": [{"action": one.action, "why": one.why} for one in found.guarantee.unserved],
        },
    }


def _firm(firm: Firm) -> dict[str, object]:
    found, rival = firm.found, firm.found.rival
    return {
        "set": BEST,
        "seed": firm.seed,
        "asked": firm.asked,
        "draws": found.draws,
        "proven": found.proven,
        "unchanged": found.unchanged,
        "times_in": {one.action: one.times for one in found.stays},
        "rival": rival
        and {
            "actions": list(rival.actions),
            "enters": list(rival.enters),
            "leaves": list(rival.leaves),
            "less": [str(one) for one in rival.less],
            "proven": rival.is_proven,
        },
    }


def _actions(decision: Decision, translate: Translate) -> Iterator[dict[str, object]]:
    first = decision.sets[0].reasons
    for name in decision.ordered:
        yield {
            "action": name,
            "worth": [str(level) for level in first[name].worth],
            "rank": first[name].rank,
            "scores": [_standing(one) for one in decision.standings.get(name, ())],
            "sets": {one.way: _reason(decision, one, name, translate) for one in decision.sets},
        }


def _standing(one: Standing) -> dict[str, object]:
    return {
        "criterion": one.criterion,
        "mean": str(one.mean),
        "kinds": [
            {
                "kind": kind.kind,
                "mean": str(kind.mean),
                "lowest": kind.lowest,
                "highest": kind.highest,
                "members": kind.members,
            }
            for kind in one.kinds
        ],
        "silent": list(one.silent),
    }


def _reason(decision: Decision, one: ChosenSet, name: str, translate: Translate) -> dict[str, object]:
    reason = one.reasons[name]
    told: dict[str, object] = {
        "in": reason.is_in,
        "why": reason.code,
        **{key: _listed(value) for key, value in reason.parameters.items()},
        "sentence": decision.because(one, name, translate),
    }
    if name in one.unlocking:
        unlocking = one.unlocking[name]
        told["unlocked_by"] = {
            "pledges_can_help": unlocking.can_help,
            "comes_with": list(unlocking.comes_with),
            "pledges": [_missing(each, decision.units) for each in unlocking.missing],
        }
    return told


def _listed(value: object) -> object:
    return [_listed(one) for one in value] if isinstance(value, tuple) else value


def _missing(one: Missing, units: Mapping[str, str]) -> dict[str, object]:
    return {
        "resource": one.resource,
        "amount": one.amount,
        "unit": units[one.resource],
        "from": one.from_on,
        "to": one.to_on,
        "any_day": one.is_any_day,
    }

"""What is wrong in a case, all of it found together so that people mend it in one go."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from spirale.method.choice.together import Together
from spirale.method.choice.values import Action, Case, Rules, Score
from spirale.method.problems import Problem, Problems

_SITUATIONS = range(1, 6)


def check(case: Case, *, today: str = "") -> None:
    """Raise Problems with all that is wrong in a case, in an order that does not depend on the order of its parts.

    An empty bank is no problem, nor are actions that need each other: they go together. With `today`, an ISO date,
    a pledge or a need whose last day is past is one.
    """
    found = [*_named_twice(case), *_unknown(case), *_amounts(case), *_days(case, today)]
    found += [
        *_rules(case.rules, case.actions),
        *_reached(case.actions),
        *_scores(case),
        *_never_possible(case.actions),
    ]
    if found:
        raise Problems(tuple(sorted(found, key=str)))


def _named_twice(case: Case) -> Iterator[Problem]:
    lists: Mapping[str, Iterable[str]] = {
        "action": (one.id for one in case.actions),
        "resource": (one.id for one in case.resources),
        "pledge": (one.id for one in case.pledges),
        "criterion": (one.id for one in case.rules.criteria),
        "tag": (tag for tag, _least in case.rules.minimum),
    }
    for kind, names in lists.items():
        for name, times in Counter(names).items():
            if times > 1:
                yield Problem("choice.named_twice", kind=kind, id=name, times=times)


def _unknown(case: Case) -> Iterator[Problem]:
    actions = {one.id for one in case.actions}
    resources = {one.id for one in case.resources}
    pledges = {one.id for one in case.pledges}
    criteria = {one.id for one in case.rules.criteria}

    def missing(kind: str, names: Iterable[str], known: set[str], where: str, said: str) -> Iterator[Problem]:
        for name in sorted(set(names) - known):
            yield Problem("choice.unknown", kind=kind, id=name, where=where, said=said)

    for action in case.actions:
        yield from missing("resource", (need.resource for need in action.needs), resources, action.id, "needs")
        yield from missing("action", action.requires, actions, action.id, "requires")
        yield from missing("action", action.excludes, actions, action.id, "excludes")
    for pledge in case.pledges:
        yield from missing("resource", [pledge.resource], resources, pledge.id, "resource")
        yield from missing("action", pledge.only_for, actions, pledge.id, "only_for")
        yield from missing("pledge", pledge.only_if, pledges, pledge.id, "only_if")
    yield from missing("action", (one.action for one in case.scores), actions, "", "scores")
    yield from missing("criterion", (one.criterion for one in case.scores), criteria, "", "scores")


def _amounts(case: Case) -> Iterator[Problem]:
    for action in case.actions:
        for need in action.needs:
            if need.amount <= 0:
                yield Problem("choice.nothing_needed", action=action.id, resource=need.resource, amount=need.amount)
    for pledge in case.pledges:
        if pledge.amount <= 0:
            yield Problem("choice.nothing_pledged", pledge=pledge.id, amount=pledge.amount)


def _days(case: Case, today: str) -> Iterator[Problem]:
    told = [("action", action.id, need.from_on, need.to_on) for action in case.actions for need in action.needs]
    told += [("pledge", pledge.id, pledge.from_on, pledge.to_on) for pledge in case.pledges]
    for kind, name, first, last in told:
        unread = [day for day in (first, last) if day and not _is_day(day)]
        for day in unread:
            yield Problem("choice.no_such_day", kind=kind, id=name, day=day)
        if not unread and first and last and last < first:
            yield Problem("choice.days_upside_down", kind=kind, id=name, from_on=first, to_on=last)
        elif not unread and today and last and last < today:
            yield Problem("choice.day_past", kind=kind, id=name, day=last, today=today)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _rules(rules: Rules, actions: Iterable[Action]) -> Iterator[Problem]:
    if not rules.criteria:
        yield Problem("choice.no_criterion")
    for one in rules.criteria:
        if one.highest <= one.lowest:
            yield Problem("choice.scale_upside_down", criterion=one.id, lowest=one.lowest, highest=one.highest)
        if one.weight < 0:
            yield Problem("choice.negative_weight", criterion=one.id, weight=one.weight)
    if rules.criteria and rules.by == "weights" and all(one.weight == 0 for one in rules.criteria):
        yield Problem("choice.no_weight")
    tagged = Counter(tag for action in actions for tag in set(action.tags))
    for tag, least in rules.minimum:
        if least < 0:
            yield Problem("choice.negative_minimum", tag=tag, least=least)
        if least > tagged[tag]:
            yield Problem("choice.too_few_tagged", tag=tag, least=least, tagged=tagged[tag])


def _reached(actions: Iterable[Action]) -> Iterator[Problem]:
    for action in actions:
        for situation, people in action.reaches.items():
            if situation not in _SITUATIONS:
                yield Problem("choice.no_such_situation", action=action.id, situation=situation)
            if people < 0:
                yield Problem("choice.negative_people", action=action.id, situation=situation, people=people)


def _scores(case: Case) -> Iterator[Problem]:
    scale = {one.id: one for one in case.rules.criteria}
    kinds: dict[str, set[str]] = {}
    for score in case.scores:
        kinds.setdefault(score.voter, set()).add(score.kind)
        of = scale.get(score.criterion)
        if of and not of.lowest <= score.value <= of.highest:
            yield _off_scale(score, of.lowest, of.highest)
    for voter, known in kinds.items():
        if len(known) > 1:
            yield Problem("choice.voter_of_two_kinds", voter=voter, kinds=sorted(known))
    given = Counter((score.voter, score.action, score.criterion) for score in case.scores)
    for (voter, action, criterion), times in given.items():
        if times > 1:
            yield Problem("choice.scored_twice", voter=voter, action=action, criterion=criterion, times=times)
    scored = {(action, criterion) for _voter, action, criterion in given}
    for one in {one.id for one in case.actions}:
        for criterion in scale:
            if (one, criterion) not in scored:
                yield Problem("choice.not_scored", action=one, criterion=criterion)


def _off_scale(score: Score, lowest: int, highest: int) -> Problem:
    where = {"voter": score.voter, "action": score.action, "criterion": score.criterion}
    return Problem("choice.off_scale", **where, value=score.value, lowest=lowest, highest=highest)


def _never_possible(actions: tuple[Action, ...]) -> Iterator[Problem]:
    """Actions that require, at once or through others, two that cannot be done beside each other."""
    together = Together(actions)
    for action in sorted({one.id for one in actions}):
        if clash := together.clash_within(together.with_required(action)):
            yield Problem("choice.requires_what_it_excludes", action=action, first=clash[0], second=clash[1])

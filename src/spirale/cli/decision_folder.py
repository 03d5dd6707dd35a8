"""The folder that `spirale decide` writes for a choice of actions: tables, the decision as JSON, and its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from spirale.cli.decision import Decision, rounded
from spirale.cli.decision_page import page_of
from spirale.cli.decision_plain import plain_of
from spirale.cli.decision_words import Words
from spirale.cli.whole_folder import Source, json_bytes, write_table
from spirale.pages.amounts import amount_plain


def write(folder: Path, decision: Decision, words: Words, *, title: str, sources: Sequence[Source]) -> None:
    """Write the files."""
    digests = {one.name: one.digest for one in sources}
    write_table(folder / "actions.csv", *_actions(decision, words))
    write_table(
        folder / "unlocking.csv",
        ["set", "action", "comes with", "resource", "amount", "unit", "from", "to", "any day"],
        _unlocking(decision),
    )
    write_table(
        folder / "bank.csv",
        ["set", "resource", "unit", "pledged", "condition gone", "used", "left"],
        _bank(decision),
    )
    write_table(
        folder / "pledges.csv",
        ["set", "pledge", "owner", "action", "resource", "amount", "unit", "from", "to"],
        _pledges(decision),
    )
    write_table(
        folder / "payments.csv",
        ["set", "action", "comes with", "step", "voter", "kind", "resource", "amount", "unit"],
        _payments(decision),
    )
    write_table(
        folder / "scores.csv",
        ["action", "criterion", "kind", "mean", "lowest", "highest", "members"],
        _scores(decision),
    )
    (folder / "decision.json").write_bytes(json_bytes(plain_of(decision, sources=digests, translate=words.translate)))
    page = page_of(decision, words, title=title, sources=digests)
    (folder / "decision.html").write_text(page, encoding="utf-8", newline="\n")


def _actions(decision: Decision, words: Words) -> tuple[list[str], Iterator[list[str | int]]]:
    """One row an action, those worth most first: in or out of each set, why, whether pledges can let it in, and in
    how many draws the best set holds it."""
    rules = decision.case.rules
    worth = ["worth"] if rules.by == "weights" else [f"worth: {one.id}" for one in rules.criteria]
    told = [f"{one.way}: {name}" for one in decision.sets for name in ("in", "why", "because", "pledges can help")]
    firm = decision.firm
    told += ["best: times in", "best: draws"] if firm else []

    def rows() -> Iterator[list[str | int]]:
        for name in decision.ordered:
            first = decision.sets[0].reasons[name]
            cells: list[str | int] = [name, first.rank, *(_amount(rounded(level)) for level in first.worth)]
            for one in decision.sets:
                reason, unlocking = one.reasons[name], one.unlocking.get(name)
                can_help = "" if unlocking is None else _yes(is_so=unlocking.can_help)
                because = decision.because(one, name, words.translate)
                cells += [_yes(is_so=reason.is_in), reason.code, because, can_help]
            yield [*cells, firm.times[name], firm.found.draws] if firm else cells

    return ["action", "rank", *worth, *told], rows()


def _unlocking(decision: Decision) -> Iterator[list[str | int]]:
    for one in decision.sets:
        for name in decision.ordered:
            unlocking = one.unlocking.get(name)
            for each in unlocking.missing if unlocking else ():
                yield [
                    one.way,
                    name,
                    " | ".join(unlocking.comes_with if unlocking else ()),
                    each.resource,
                    _amount(each.amount),
                    decision.units[each.resource],
                    each.from_on,
                    each.to_on,
                    _yes(is_so=each.is_any_day),
                ]


def _bank(decision: Decision) -> Iterator[list[str | int]]:
    for one in decision.sets:
        for each in one.balances:
            amounts = (each.pledged, each.not_holding, each.used, each.left)
            yield [one.way, each.resource, decision.units[each.resource], *map(_amount, amounts)]


def _pledges(decision: Decision) -> Iterator[list[str | int]]:
    """Which pledge goes to which action, between which days; nothing of what is shared."""
    owners = {one.id: one.owner for one in decision.case.pledges}
    for one in decision.sets:
        for each in one.given:
            yield [
                one.way,
                each.pledge,
                owners[each.pledge],
                each.action,
                each.resource,
                _amount(each.amount),
                decision.units[each.resource],
                each.from_on,
                each.to_on,
            ]


def _payments(decision: Decision) -> Iterator[list[str | int]]:
    """Who gave how much of what for each action that was bought, in turn; the exact amounts are in decision.json."""
    kinds = {one.voter: one.kind for one in decision.case.scores}
    for one in decision.sets:
        bought = {each.action: each for each in one.shares.bought} if one.shares else {}
        for each in one.shares.paid if one.shares else ():
            yield [
                one.way,
                each.action,
                " | ".join(bought[each.action].comes_with),
                bought[each.action].step,
                each.voter,
                kinds[each.voter],
                each.resource,
                _amount(round(each.amount)),
                decision.units[each.resource],
            ]


def _scores(decision: Decision) -> Iterator[list[str | int]]:
    for name in decision.ordered:
        for one in decision.standings.get(name, ()):
            for kind in one.kinds:
                mean = _amount(rounded(kind.mean))
                yield [name, one.criterion, kind.kind, mean, kind.lowest, kind.highest, kind.members]


def _amount(hundreds: int) -> str:
    return amount_plain(hundreds)


def _yes(*, is_so: bool) -> str:
    return "yes" if is_so else "no"

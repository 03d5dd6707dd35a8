"""The page of a choice, in one file: sets side by side, for each action why, and what would let it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from html import escape
from typing import Final

from spirale.cli import markup
from spirale.cli.decision import WORST_OFF, ChosenSet, Decision, counts_of, reached_by, tells_situations
from spirale.cli.decision_firm import Firmly
from spirale.cli.decision_shares import Shares
from spirale.cli.decision_words import Words
from spirale.cli.drawing import draw, number
from spirale.method.choice.scoring import KindSays

# A page stays readable: what is more is told in the tables beside it.
_SHOWN: Final = 300
_LISTED: Final = 1000
_NAMED: Final = 12


def page_of(decision: Decision, words: Words, *, title: str, sources: Mapping[str, str]) -> str:
    """Write the page of a choice; whatever people wrote is text, never markup."""
    page = _Page(decision, words)
    actions = number(len(decision.case.actions), words.language)
    return draw(
        "decision.html",
        words.language,
        title=escape(title),
        lead=escape(words.say("lead", actions=actions) if decision.case.actions else words.say("empty")),
        body="\n".join((page.chosen(), page.firm(), page.shares(), page.each(), page.rules(), page.bank())),
        made=escape(words.say("made")),
        engine=escape(words.say("engine")),
        digests=markup.digests([*sources.items(), (words.say("engine"), decision.sets[0].found.engine)]),
    )


class _Page:
    """The parts of the page."""

    def __init__(self, decision: Decision, words: Words) -> None:
        self._decision = decision
        self._case = decision.case
        self._say = words.say
        self._words = words
        self._firm = Firmly(decision, decision.firm, words) if decision.firm else None
        self._shares = {one.way: Shares(decision, one, one.shares, words) for one in decision.sets if one.shares}
        self._place = {name: place for place, name in enumerate(decision.ordered, 1)}

    def chosen(self) -> str:
        """Each set with its proof, what they share, and what each is worth."""
        sets = self._decision.sets
        told = []
        if not self._case.pledges:
            told.append(markup.paragraph(self._say("empty bank")))
        for one in sets:
            told.append(f"<h3>{escape(self._say(f'way {one.way}'))}</h3>")
            told.append(markup.paragraph(self._say(f"what {one.way}"), "quiet"))
            shares = self._shares.get(one.way)
            told.append(shares.checked() if shares else markup.paragraph(self._proof(one)))
        if not tells_situations(self._case):
            told.append(markup.paragraph(self._say("no situations"), "quiet"))
        told.append(self._measures())
        if len(sets) == 1:
            told.append(self._names(sets[0].found.actions))
        else:
            told.append(f"<h3>{escape(self._say('in all'))} ({len(self._decision.shared)})</h3>")
            told.append(self._names(self._decision.shared))
            for one in sets:
                alone = one.actions.difference(*(other.actions for other in sets if other is not one))
                told.append(f"<h3>{escape(self._say('only', way=self._way(one)))} ({len(alone)})</h3>")
                told.append(self._names(alone))
        settled = all(one.is_settled or one.outcome != "proven" for one in sets)
        told.append(markup.paragraph(self._say("lots" if settled else "no lots"), "quiet"))
        return markup.section("chosen", self._say("chosen"), "\n".join(told))

    def _way(self, one: ChosenSet) -> str:
        return self._say(f"way {one.way}")

    def _proof(self, one: ChosenSet) -> str:
        if one.outcome != "found":
            return self._say(one.outcome)
        counts = counts_of(self._case, one.way)
        count, level = next(
            ((count, level) for count, level in zip(counts, one.levels, strict=False) if level.gap), ("", None)
        )
        if level is None:
            return self._say("found", bound="")
        bound = self._say(
            "bound",
            count=self._count(count, one.way),
            value=self._words.fraction(level.value),
            beyond=self._words.fraction(level.bound),
        )
        return self._say("found", bound=bound)

    def _count(self, count: str, way: str) -> str:
        if not count:
            return self._say("worth")
        situation = count.removeprefix("situation ")
        if way == WORST_OFF and count != situation and situation.isdigit():
            return self._say("situation", situation=situation)
        return count

    def _measures(self) -> str:
        """What each set is worth and whom it reaches, side by side."""
        sets = self._decision.sets
        language = self._words.language
        rows = [[self._say("actions"), *(number(len(one.actions), language) for one in sets)]]
        criteria = [""] if self._case.rules.by == "weights" else [one.id for one in self._case.rules.criteria]
        for place, name in enumerate(criteria):
            cells = [
                self._words.fraction(
                    sum((one.reasons[action].worth[place] for action in one.found.actions), Fraction(0))
                )
                for one in sets
            ]
            rows.append([name or self._say("worth"), *cells])
        notes = ""
        if tells_situations(self._case):
            reached = [reached_by(self._case, one.actions) for one in sets]
            told = {situation for one in self._case.actions for situation, people in one.reaches.items() if people}
            for situation in sorted(told):
                cells = [number(each[situation], language) for each in reached]
                rows.append([self._say("situation", situation=situation), *cells])
            notes = markup.paragraph(self._say("twice"), "quiet")
        columns = [self._say("measure"), *map(self._way, sets)]
        return markup.table(self._say("ways"), columns, rows) + notes

    def _names(self, actions: Sequence[str] | frozenset[str]) -> str:
        if not actions:
            return markup.paragraph(self._say("none"), "quiet")
        ordered = sorted(actions, key=self._place.__getitem__)
        items = [
            f'<a href="#a{place}" dir="auto">{escape(name)}</a>'
            if (place := self._place[name]) <= _SHOWN
            else escape(name)
            for name in ordered[:_LISTED]
        ]
        if len(ordered) > _LISTED:
            items.append(escape(self._say("more names", count=len(ordered) - _LISTED)))
        return markup.names(items)

    def firm(self) -> str:
        """How firm the best set is; empty where nobody asked."""
        return self._firm.section() if self._firm else ""

    def shares(self) -> str:
        """Who paid for what, in the set that was shared out."""
        return "\n".join(one.section() for one in self._shares.values())

    def each(self) -> str:
        """Each action: in or out of each set, why, and what would unlock it."""
        ordered = self._decision.ordered
        told = [markup.paragraph(self._say("each lead"), "quiet")]
        told += [self._action(name) for name in ordered[:_SHOWN]]
        if len(ordered) > _SHOWN:
            told.append(markup.paragraph(self._say("more", count=len(ordered) - _SHOWN)))
        return markup.section("each", self._say("each"), "\n".join(told)) if ordered else ""

    def _action(self, name: str) -> str:
        reason = self._decision.sets[0].reasons[name]
        worth = " · ".join(map(self._words.fraction, reason.worth))
        rank = self._say("rank", rank=reason.rank, actions=len(self._case.actions))
        firm = self._firm.of(name) if self._firm else ""
        told: dict[str, list[ChosenSet]] = {}
        for one in self._decision.sets:
            told.setdefault(self._verdict(one, name), []).append(one)
        verdicts = "".join(
            f'<p class="quiet">{escape(self._where(ways))}</p>{verdict}' for verdict, ways in told.items()
        )
        return (
            f'<article class="action" id="a{self._place[name]}"><h3 dir="auto">{escape(name)}</h3>'
            + markup.paragraph(" · ".join(filter(None, (rank, self._say("worth is", worth=worth), firm))), "quiet")
            + f"{verdicts}{self._scores(name)}</article>"
        )

    def _where(self, ways: Sequence[ChosenSet]) -> str:
        if len(ways) == len(self._decision.sets) > 1:
            return self._say("everywhere")
        return " · ".join(map(self._way, ways))

    def _verdict(self, one: ChosenSet, name: str) -> str:
        """In or out, why, and what would unlock it."""
        reason = one.reasons[name]
        mark, kind = ("in", "is-in") if reason.is_in else ("out", "is-out")
        because = self._decision.because(one, name, self._words.translate)
        told = f'<p><span class="{kind}">{escape(self._say(mark))}.</span> {escape(because)}</p>'
        if name in one.actions and one.way in self._shares:
            told += self._shares[one.way].paid_for(name)
        unlocking = one.unlocking.get(name)
        if unlocking is None:
            return told
        if unlocking.clash:
            first, second = unlocking.clash
            return told + markup.paragraph(self._say("no pledge", first=first, second=second))
        if unlocking.missing:
            units = self._decision.units
            pledges = [escape(self._words.pledge(each, units)) for each in unlocking.missing]
            told += markup.paragraph(self._say("unlock")) + markup.names(pledges)
        return told

    def _scores(self, name: str) -> str:
        """What each kind of actor says of an action, criterion by criterion."""
        standings = self._decision.standings.get(name, ())
        if not standings:
            return ""
        items = []
        for one in standings:
            kinds = "; ".join(map(self._kind, one.kinds))
            told = f"{one.criterion} — {self._say('mean').lower()} {self._words.fraction(one.mean)} ({kinds})"
            if one.silent:
                silent = ", ".join(kind or self._say("no kind") for kind in one.silent[:_NAMED])
                told += f"; {self._say('silent', names=silent)}"
            items.append(escape(told))
        return f"<details><summary>{escape(self._say('scores'))}</summary>{markup.names(items)}</details>"

    def _kind(self, one: KindSays) -> str:
        told = self._say("kind", kind=one.kind or self._say("no kind"), mean=self._words.fraction(one.mean))
        if one.lowest < one.highest:
            told += f" {self._say('range', lowest=one.lowest, highest=one.highest)}"
        return told

    def rules(self) -> str:
        """What was frozen before the choice."""
        rules = self._case.rules
        scale = "scale" if rules.by == "weights" else "scale order"
        criteria = [
            escape(self._say(scale, criterion=one.id, lowest=one.lowest, highest=one.highest, weight=one.weight))
            for one in rules.criteria
        ]
        minimum = [escape(self._say("at least", count=least, tag=tag)) for tag, least in rules.minimum]
        inside = markup.paragraph(self._say(f"by {rules.by}")) + markup.names(criteria)
        inside += markup.names(minimum) if minimum else ""
        return markup.section("rules", self._say("rules"), inside + markup.paragraph(self._say("heard"), "quiet"))

    def bank(self) -> str:
        """What is pledged of each resource, and what each set leaves of it."""
        sets = self._decision.sets
        columns = [
            self._say("resource"),
            self._say("unit"),
            self._say("pledged"),
            *(self._say("left", way=self._way(one)) for one in sets),
        ]
        return markup.section(
            "bank",
            self._say("bank"),
            markup.table(self._say("bank"), columns, self._balances(), text_columns=1),
        )

    def _balances(self) -> Iterator[list[str]]:
        shared = {one.id for one in self._case.resources if one.is_shared}
        for place, first in enumerate(self._decision.sets[0].balances):
            unit = self._decision.units[first.resource]
            pledged = self._words.amount(first.pledged)
            if first.not_holding:
                pledged += f" ({self._say('not holding', amount=self._words.amount(first.not_holding))})"
            left = [self._words.amount(one.balances[place].left) for one in self._decision.sets]
            yield [
                first.resource,
                f"{unit} ({self._say('shared')})" if first.resource in shared else unit,
                pledged,
                *left,
            ]

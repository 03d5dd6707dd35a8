"""The page of a budget put to the vote: two rules side by side, who would be wronged, what each project lacked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from html import escape
from math import ceil
from typing import Final

from spirale.cli import markup
from spirale.cli.budget_choice import Chosen, Outcome
from spirale.cli.decision_words import Words
from spirale.cli.drawing import draw, number
from spirale.cli.whole_folder import Source
from spirale.method.choice.budgets import UNIT
from spirale.method.choice.values import ENGINE_VERSION

# A page stays readable: what is more is told in the tables beside it.
_SHOWN: Final = 300

_SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {
        "lead": "{projects} projets, {votes} votes, un budget de {budget}. Deux façons de choisir, côte à côte : les "
        "plus votés d’abord, et à parts égales.",
        "chosen": "Ce qui est choisi",
        "rule greedy": "Les plus votés d’abord",
        "rule equal_shares": "À parts égales",
        "what greedy": "Les projets sont pris dans l’ordre des voix, en passant ceux qui ne tiennent plus dans ce qui "
        "reste.",
        "what equal_shares": "Chaque votant a la même part du budget, et les votants achètent ensemble les projets "
        "qu’ils soutiennent. Les parts sont ensuite élevées toutes ensemble tant que le budget le permet : de {share} "
        "à la fin, dont {raised} ajoutés.",
        "in all": "Choisis des deux façons",
        "only": "Seulement : {rule}",
        "none": "Aucun projet.",
        "measure": "Mesure",
        "ways": "Côte à côte",
        "count": "Projets choisis",
        "cost": "Coût",
        "left": "Reste du budget",
        "without": "Votants sans aucun projet choisi",
        "wronged": "Qui serait lésé",
        "wronged what": "Des votants sont lésés quand un projet qu’ils soutiennent ensemble reste dehors, alors que "
        "leurs parts du budget suffiraient à le payer en plus de ce qui est dépensé pour chacun d’eux.",
        "nobody": "{rule} : personne.",
        "claim": "« {project} » : {count} votants y ont droit.",
        "claim one": "« {project} » : un votant y a droit.",
        "each": "Chaque projet, et pourquoi",
        "each lead": "Les plus votés d’abord.",
        "cost of": "coûte {cost}",
        "approval": "{count} voix",
        "points": "{count} points",
        "points one": "{count} point",
        "in": "Dedans",
        "out": "Dehors",
        "lacked greedy": "Quand son tour est venu, il manquait {amount}.",
        "lacked equal_shares": "À celles et ceux qui le soutiennent, il manquait {amount}.",
        "unvoted": "Personne n’a voté pour lui.",
        "more": "Et {count} autres projets, à lire dans projects.csv.",
        "more one": "Et un autre projet, à lire dans projects.csv.",
        "made": "Calculé à partir des votes ; ce sont les personnes qui décident. Le même fichier et la même version "
        "donnent les mêmes octets.",
        "engine": "Version",
    },
    "en": {
        "lead": "{projects} projects, {votes} votes, a budget of {budget}. Two ways to choose, side by side: most "
        "votes first, and equal shares.",
        "chosen": "What is chosen",
        "rule greedy": "Most votes first",
        "rule equal_shares": "Equal shares",
        "what greedy": "Projects are taken in the order of votes, passing over those that no longer fit in what is "
        "left.",
        "what equal_shares": "Each voter has the same part of the budget, and voters buy together the projects that "
        "they support. The parts are then raised all together as long as the budget allows it: {share} in the end, of "
        "which {raised} added.",
        "in all": "Chosen both ways",
        "only": "Only: {rule}",
        "none": "No project.",
        "measure": "Measure",
        "ways": "Side by side",
        "count": "Projects chosen",
        "cost": "Cost",
        "left": "Left of the budget",
        "without": "Voters without any project chosen",
        "wronged": "Who would be wronged",
        "wronged what": "Voters are wronged when a project that they support together stays out, while their parts of "
        "the budget would pay for it on top of what is spent for each of them.",
        "nobody": "{rule}: nobody.",
        "claim": "“{project}”: {count} voters deserve it.",
        "claim one": "“{project}”: one voter deserves it.",
        "each": "Each project, and why",
        "each lead": "Those with most votes first.",
        "cost of": "costs {cost}",
        "approval": "{count} votes",
        "approval one": "{count} vote",
        "points": "{count} points",
        "points one": "{count} point",
        "in": "In",
        "out": "Out",
        "lacked greedy": "When its turn came, {amount} was missing.",
        "lacked equal_shares": "Those who support it lacked {amount}.",
        "unvoted": "Nobody voted for it.",
        "more": "And {count} other projects, to be read in projects.csv.",
        "more one": "And another project, to be read in projects.csv.",
        "made": "Reckoned from the votes; people decide. The same file and version give the same bytes.",
        "engine": "Version",
    },
}


def up(amount: Fraction) -> int:
    """Give an amount in whole hundredths, not less than it is."""
    return ceil(amount)


def page_of(chosen: Chosen, language: str, *, title: str, source: Source) -> str:
    """Write the page of a budget; whatever people wrote is text, never markup."""
    page = _Page(chosen, Words(language, _SENTENCES))
    return draw(
        "decision.html",
        language,
        title=escape(title),
        lead=escape(page.lead()),
        body="\n".join((page.chosen(), page.wronged(), page.each())),
        made=escape(_SENTENCES[language]["made"]),
        engine=escape(_SENTENCES[language]["engine"]),
        digests=markup.digests([(source.name, source.digest), (_SENTENCES[language]["engine"], ENGINE_VERSION)]),
    )


class _Page:
    """The parts of the page."""

    def __init__(self, chosen: Chosen, words: Words) -> None:
        self._chosen = chosen
        self._words = words
        self._say = words.say
        self._currency = chosen.budget.settings.get("currency", "")
        self._projects = {one.id: one for one in chosen.budget.projects}
        self._place = {name: place for place, name in enumerate(chosen.ordered, 1)}

    def lead(self) -> str:
        """What was put to the vote."""
        budget = self._chosen.budget
        return self._say(
            "lead",
            projects=self._number(len(budget.projects)),
            votes=self._number(len(budget.votes)),
            budget=self._money(budget.amount),
        )

    def _number(self, count: int) -> str:
        return number(count, self._words.language)

    def _money(self, amount: int) -> str:
        whole, rest = divmod(amount, UNIT)
        parts = self._words.amount(rest)[1:] if rest else ""
        return f"{self._number(whole)}{parts} {self._currency}".rstrip()

    def _called(self, name: str) -> str:
        told = self._projects[name].name
        return f"{told} ({name})" if told else name

    def _rule(self, one: Outcome) -> str:
        return self._say(f"rule {one.rule}")

    def chosen(self) -> str:
        """What each rule chooses, what they share, and what it costs."""
        outcomes, shares = self._chosen.outcomes, self._chosen.shares
        told = []
        for one in outcomes:
            what = self._say(
                f"what {one.rule}", share=self._money(round(shares.share)), raised=self._money(shares.raised)
            )
            told += [f"<h3>{escape(self._rule(one))}</h3>", markup.paragraph(what, "quiet")]
        told.append(self._measures())
        told.append(f"<h3>{escape(self._say('in all'))} ({len(self._chosen.shared)})</h3>")
        told.append(self._names(self._chosen.shared))
        for one in outcomes:
            alone = one.winners - self._chosen.shared
            told.append(f"<h3>{escape(self._say('only', rule=self._rule(one)))} ({len(alone)})</h3>")
            told.append(self._names(alone))
        return markup.section("chosen", self._say("chosen"), "\n".join(told))

    def _measures(self) -> str:
        outcomes, amount = self._chosen.outcomes, self._chosen.budget.amount
        rows = [
            [self._say("count"), *(self._number(len(one.winners)) for one in outcomes)],
            [self._say("cost"), *(self._money(one.cost) for one in outcomes)],
            [self._say("left"), *(self._money(amount - one.cost) for one in outcomes)],
            [self._say("without"), *(self._number(sum(spent == 0 for spent in one.spent)) for one in outcomes)],
        ]
        return markup.table(self._say("ways"), [self._say("measure"), *map(self._rule, outcomes)], rows)

    def _names(self, names: Collection[str]) -> str:
        if not names:
            return markup.paragraph(self._say("none"), "quiet")
        return markup.names(
            f'<a href="#p{place}" dir="auto">{escape(self._called(name))}</a>'
            if (place := self._place[name]) <= _SHOWN
            else escape(self._called(name))
            for name in sorted(names, key=self._place.__getitem__)
        )

    def wronged(self) -> str:
        """Who deserves a project that was left out."""
        told = [markup.paragraph(self._say("wronged what"), "quiet")]
        for one in self._chosen.outcomes:
            if not one.claims:
                told.append(markup.paragraph(self._say("nobody", rule=self._rule(one))))
                continue
            claims = sorted(one.claims.values(), key=lambda claim: (-claim.many, claim.project))
            items = [escape(self._say("claim", project=self._called(each.project), count=each.many)) for each in claims]
            told += [f"<h3>{escape(self._rule(one))}</h3>", markup.names(items)]
        return markup.section("wronged", self._say("wronged"), "\n".join(told))

    def each(self) -> str:
        """Each project: in or out by each rule, and what it lacked."""
        ordered = self._chosen.ordered
        told = [markup.paragraph(self._say("each lead"), "quiet")]
        told += [self._project(name) for name in ordered[:_SHOWN]]
        if len(ordered) > _SHOWN:
            told.append(markup.paragraph(self._say("more", count=len(ordered) - _SHOWN)))
        return markup.section("each", self._say("each"), "\n".join(told))

    def _project(self, name: str) -> str:
        points = self._chosen.points[name]
        has_points = any(vote.points for vote in self._chosen.budget.votes[:1])
        counted = self._say("points" if has_points else "approval", count=points)
        told = f"{counted} · {self._say('cost of', cost=self._money(self._projects[name].cost))}"
        verdicts = "".join(self._verdict(one, name) for one in self._chosen.outcomes)
        return (
            f'<article class="action" id="p{self._place[name]}"><h3 dir="auto">{escape(self._called(name))}</h3>'
            f'<p class="quiet">{escape(told)}</p>{verdicts}</article>'
        )

    def _verdict(self, one: Outcome, name: str) -> str:
        mark, kind = ("in", "is-in") if name in one.winners else ("out", "is-out")
        why = ""
        if name in one.lacked:
            why = self._say(f"lacked {one.rule}", amount=self._money(up(one.lacked[name])))
        elif name not in one.winners:
            why = self._say("unvoted")
        if name in one.claims:
            why += f" {self._say('claim', project=self._called(name), count=one.claims[name].many)}"
        return (
            f'<p>{escape(self._rule(one))} — <span class="{kind}">{escape(self._say(mark))}.</span> {escape(why)}</p>'
        )

"""How firm a choice is, on its page: what stays in when weights and scores move, and the rival that comes nearest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from html import escape
from typing import Final

from spirale.cli import markup
from spirale.cli.decision import Decision, Firm
from spirale.cli.decision_words import Words
from spirale.method.choice.firmness import Rival, Stays

# A page stays readable: all actions are in actions.csv.
_SHOWN: Final = 40
_NAMED: Final = 12

# Where one is counted, the sentence that ends in "one" is said, if there is one.
_SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {
        "title": "Jusqu’où le meilleur ensemble tient",
        "by weights": "{count} fois, les poids des critères ont été tirés jusqu’à un quart au-dessus ou au-dessous de "
        "ceux fixés, et les personnes qui ont noté tirées de nouveau parmi elles. Le meilleur ensemble était le même "
        "{unchanged} fois.",
        "by order": "{count} fois, les personnes qui ont noté ont été tirées de nouveau parmi elles, l’ordre des "
        "critères restant. Le meilleur ensemble était le même {unchanged} fois.",
        "by weights one": "Un seul tirage a été fait des poids, jusqu’à un quart au-dessus ou au-dessous, et des "
        "personnes qui ont noté. Le meilleur ensemble y était le même {unchanged} fois.",
        "by order one": "Un seul tirage a été fait des personnes qui ont noté, l’ordre des critères restant. Le "
        "meilleur ensemble y était le même {unchanged} fois.",
        "cut": "Le temps a passé après {draws} tirages sur {asked}. Donnez plus de temps avec --patience.",
        "none": "Le temps a passé avant le premier tirage sur {asked} : rien n’est dit ici. Donnez plus de temps avec "
        "--patience.",
        "unproven": "Dans {count} tirages, l’ensemble trouvé est bon, sans la preuve qu’il est le meilleur.",
        "unproven one": "Dans un tirage, l’ensemble trouvé est bon, sans la preuve qu’il est le meilleur.",
        "moves": "Les actions qui entrent ou sortent, les plus incertaines d’abord",
        "action": "Action",
        "here": "Ici",
        "times": "Dedans, sur {draws} tirages",
        "in": "dedans",
        "out": "dehors",
        "more": "Et {count} autres, à lire dans actions.csv.",
        "more one": "Et une autre, à lire dans actions.csv.",
        "stay": "{count} actions sont chaque fois du même côté.",
        "stay one": "Une action est chaque fois du même côté.",
        "all stay": "Chaque action est chaque fois du même côté : ce choix tient.",
        "rival": "Le rival le plus proche",
        "no rival": "Rien de ce qui est dehors ne peut entrer : il n’y a pas de rival.",
        "rival is": "Parmi les ensembles qui contiennent une action laissée dehors, celui qui vaut le plus.",
        "rival unproven": "Sans la preuve qu’aucun n’est plus proche.",
        "enters": "Entreraient : {names}",
        "leaves": "Sortiraient : {names}",
        "nobody leaves": "Rien ne sortirait",
        "less": "Vaut {amount} de moins",
        "more worth": "Vaut {amount} de plus",
        "as much": "Vaut autant ; un sort fixé par le nom des actions départage",
        "less on": "« {criterion} » : {amount} de moins",
        "more on": "« {criterion} » : {amount} de plus",
        "as much on": "« {criterion} » : autant",
        "more names": "et {count} autres",
        "more names one": "et une autre",
        "seed": "Tirages faits par la graine {seed} : la même donne les mêmes.",
        "in draws": "dans le meilleur ensemble {times} fois sur {draws}",
    },
    "en": {
        "title": "How firm the best set is",
        "by weights": "{count} times, the weights of the criteria were drawn up to a quarter above or below those set, "
        "and the people who scored drawn anew among themselves. The best set was the same {unchanged} times.",
        "by order": "{count} times, the people who scored were drawn anew among themselves, the order of the criteria "
        "staying. The best set was the same {unchanged} times.",
        "by weights one": "One draw only was made of the weights, up to a quarter above or below, and of the people "
        "who scored. The best set was the same {unchanged} times.",
        "by order one": "One draw only was made of the people who scored, the order of the criteria staying. The best "
        "set was the same {unchanged} times.",
        "cut": "The time passed after {draws} draws of {asked}. Give more time with --patience.",
        "none": "The time passed before the first draw of {asked}: nothing is said here. Give more time with "
        "--patience.",
        "unproven": "In {count} draws the set found is a good one, without the proof that it is the best.",
        "unproven one": "In one draw the set found is a good one, without the proof that it is the best.",
        "moves": "The actions that enter or leave, the least certain first",
        "action": "Action",
        "here": "Here",
        "times": "In, of {draws} draws",
        "in": "in",
        "out": "out",
        "more": "And {count} others, to be read in actions.csv.",
        "more one": "And another one, to be read in actions.csv.",
        "stay": "{count} actions are on the same side each time.",
        "stay one": "One action is on the same side each time.",
        "all stay": "Every action is on the same side each time: this choice holds.",
        "rival": "The nearest rival",
        "no rival": "Nothing that is out can enter: there is no rival.",
        "rival is": "Among the sets that hold an action left out, the one worth most.",
        "rival unproven": "Without the proof that none comes nearer.",
        "enters": "Would enter: {names}",
        "leaves": "Would leave: {names}",
        "nobody leaves": "Nothing would leave",
        "less": "Worth {amount} less",
        "more worth": "Worth {amount} more",
        "as much": "Worth as much; a lot fixed by the names of the actions decides",
        "less on": "“{criterion}”: {amount} less",
        "more on": "“{criterion}”: {amount} more",
        "as much on": "“{criterion}”: as much",
        "more names": "and {count} more",
        "seed": "Drawn by the seed {seed}: the same gives the same draws.",
        "in draws": "in the best set {times} times of {draws}",
    },
}


class Firmly:
    """What the page tells of how firm the best set is."""

    def __init__(self, decision: Decision, firm: Firm, words: Words) -> None:
        self._decision = decision
        self._firm = firm
        self._found = firm.found
        self._words = words
        self._say = Words(words.language, _SENTENCES).say

    def of(self, action: str) -> str:
        """In how many draws an action is in; nothing where none was made."""
        draws = self._found.draws
        return self._say("in draws", times=self._firm.times[action], draws=draws) if draws else ""

    def section(self) -> str:
        """How often the set was the same, which actions move, and the nearest rival."""
        told = [*self._draws(), self._rival()]
        return markup.section("firm", self._say("title"), "\n".join(told))

    def _draws(self) -> list[str]:
        found, asked = self._found, self._firm.asked
        if not found.draws:
            return [markup.paragraph(self._say("none", asked=asked))]
        by = self._decision.case.rules.by
        told = [markup.paragraph(self._say(f"by {by}", count=found.draws, unchanged=found.unchanged))]
        if found.draws < asked:
            told.append(markup.paragraph(self._say("cut", draws=found.draws, asked=asked)))
        if unproven := found.draws - found.proven:
            told.append(markup.paragraph(self._say("unproven", count=unproven), "quiet"))
        moving = sorted(
            (one for one in found.stays if one.times != (found.draws if one.is_chosen else 0)),
            key=lambda one: (abs(2 * one.times - found.draws), one.action),
        )
        if not moving:
            told.append(markup.paragraph(self._say("all stay")))
            return [*told, markup.paragraph(self._say("seed", seed=self._firm.seed), "quiet")]
        columns = [self._say("action"), self._say("here"), self._say("times", draws=found.draws)]
        told.append(
            markup.table(self._say("moves"), columns, [self._row(one) for one in moving[:_SHOWN]], text_columns=1)
        )
        if len(moving) > _SHOWN:
            told.append(markup.paragraph(self._say("more", count=len(moving) - _SHOWN), "quiet"))
        if staying := len(found.stays) - len(moving):
            told.append(markup.paragraph(self._say("stay", count=staying)))
        return [*told, markup.paragraph(self._say("seed", seed=self._firm.seed), "quiet")]

    def _row(self, one: Stays) -> list[str]:
        return [one.action, self._say("in" if one.is_chosen else "out"), str(one.times)]

    def _rival(self) -> str:
        rival = self._found.rival
        if rival is None:
            return markup.paragraph(self._say("no rival"))
        items = [self._say("enters", names=self._names(rival.enters))]
        items.append(
            self._say("leaves", names=self._names(rival.leaves)) if rival.leaves else self._say("nobody leaves")
        )
        items += self._less(rival)
        told = f"<h3>{escape(self._say('rival'))}</h3>{markup.paragraph(self._say('rival is'), 'quiet')}"
        told += markup.names(escape(one) for one in items)
        return told if rival.is_proven else told + markup.paragraph(self._say("rival unproven"), "quiet")

    def _less(self, rival: Rival) -> list[str]:
        """How much less it is worth: in all, or on each criterion where they speak in order."""
        if self._decision.case.rules.by == "weights":
            codes = ("less", "more worth", "as much")
            return [self._differs(codes, less) for less in rival.less]
        criteria = self._decision.case.rules.criteria
        codes = ("less on", "more on", "as much on")
        return [self._differs(codes, less, one.id) for one, less in zip(criteria, rival.less, strict=True)]

    def _differs(self, codes: tuple[str, str, str], less: Fraction, criterion: str = "") -> str:
        code = codes[0] if less > 0 else codes[1] if less else codes[2]
        return self._say(code, amount=self._words.fraction(abs(less)), criterion=criterion)

    def _names(self, names: Sequence[str]) -> str:
        more = [self._say("more names", count=len(names) - _NAMED)] if len(names) > _NAMED else []
        return ", ".join([*names[:_NAMED], *more])

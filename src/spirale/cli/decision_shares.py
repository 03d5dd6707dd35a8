"""Equal shares on the page of a choice: who paid for what, and what was checked from the payments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from html import escape
from typing import Final

from spirale.cli import markup
from spirale.cli.decision import ChosenSet, Decision
from spirale.cli.decision_words import Words
from spirale.method.choice.proportional import Paid, ProportionalSet

# A page stays readable: all that was paid is in payments.csv.
_NAMED: Final = 12
_KINDS: Final = 12

# Where one is counted, the sentence that ends in "one" is said, if there is one.
_SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {
        "within": "Vérifié après coup, d’après les paiements : tout ce qui est entré par parts égales a été payé en "
        "entier, et personne n’a donné plus que sa part.",
        "not within": "Cette vérification a échoué : les paiements dépassent des parts. Ne publiez pas cette page.",
        "served": "Aucune action n’est restée dehors que ceux qui la veulent pouvaient encore payer de leurs parts "
        "égales : aucun groupe n’est laissé de côté.",
        "unserved": "{count} actions sont dehors, que ceux qui les veulent pouvaient encore payer de leurs parts "
        "égales :",
        "unserved one": "Une action est dehors, que ceux qui la veulent pouvaient encore payer de leurs parts égales :",
        "by bank": "{action} : les jours ou les conditions des promesses, ou ce que d’autres ont pris, n’en laissent "
        "pas assez",
        "by excluded": "{action} : une action choisie l’exclut, ou exclut ce qu’elle exige",
        "raised": "Le reste de la banque a été partagé en relevant toutes les parts de même, jusqu’à {percent} % d’une "
        "part égale.",
        "short": "Le minimum fixé d’avance pour « {tag} » n’est pas atteint par ce partage.",
        "title": "Qui a payé quoi",
        "lead": "De chaque ressource, chaque sorte d’acteur tient autant, et ses membres autant entre eux. Ceux qui "
        "veulent une action la paient ensemble, d’autant plus qu’ils la veulent.",
        "given": "Ce que chaque sorte d’acteur a donné",
        "resource": "Ressource",
        "unit": "Unité",
        "kind": "{kind} ({count} personnes)",
        "kind one": "{kind} (une personne)",
        "no kind": "sans sorte d’acteur",
        "kinds left": "Et {count} autres sortes d’acteurs, à lire dans payments.csv.",
        "kinds left one": "Et une autre sorte d’acteur, à lire dans payments.csv.",
        "paid": "Qui a payé",
        "gave": "{voter} : {amounts}",
        "amount": "{amount} {unit} de « {resource} »",
        "more": "et {count} autres, à lire dans payments.csv",
        "more one": "et une autre personne, à lire dans payments.csv",
    },
    "en": {
        "within": "Checked afterwards, from the payments: all that entered by equal shares was paid in full, and "
        "nobody gave more than their share.",
        "not within": "This check failed: payments go beyond shares. Do not publish this page.",
        "served": "No action was left out that those who want it could still pay from their equal shares: no group "
        "is passed over.",
        "unserved": "{count} actions are out that those who want them could still pay from their equal shares:",
        "unserved one": "One action is out that those who want it could still pay from their equal shares:",
        "by bank": "{action}: days or conditions of pledges, or what others took, do not leave enough",
        "by excluded": "{action}: a chosen action excludes it, or excludes what it requires",
        "raised": "The rest of the bank was shared out by raising all shares alike, up to {percent} % of an equal "
        "share.",
        "short": "The minimum set beforehand for “{tag}” is not reached by this sharing.",
        "title": "Who paid for what",
        "lead": "Of each resource every kind of actor holds the same, and its members the same among them. Those who "
        "want an action pay for it together, the more the more they want it.",
        "given": "What each kind of actor gave",
        "resource": "Resource",
        "unit": "Unit",
        "kind": "{kind} ({count} people)",
        "kind one": "{kind} (one person)",
        "no kind": "no kind of actor",
        "kinds left": "And {count} other kinds of actors, to be read in payments.csv.",
        "kinds left one": "And another kind of actor, to be read in payments.csv.",
        "paid": "Who paid for it",
        "gave": "{voter}: {amounts}",
        "amount": "{amount} {unit} of “{resource}”",
        "more": "and {count} more, to be read in payments.csv",
    },
}


class Shares:
    """What the page tells of the set that everybody bought with an equal share of the bank."""

    def __init__(self, decision: Decision, one: ChosenSet, found: ProportionalSet, words: Words) -> None:
        self._units = decision.units
        self._kinds = {score.voter: score.kind for score in decision.case.scores}
        self._balances = one.balances
        self._found = found
        self._words = words
        self._say = Words(words.language, _SENTENCES).say

    @cached_property
    def _paid(self) -> Mapping[str, Sequence[Paid]]:
        """What was paid for each action that was bought."""
        paid: dict[str, list[Paid]] = {}
        for one in self._found.paid:
            paid.setdefault(one.action, []).append(one)
        return paid

    def checked(self) -> str:
        """What was checked from the payments, and what the sharing leaves undone."""
        guarantee = self._found.guarantee
        told = [markup.paragraph(self._say("within" if guarantee.is_within_shares else "not within"))]
        if guarantee.unserved:
            told.append(markup.paragraph(self._say("unserved", count=len(guarantee.unserved))))
            listed = [self._say(f"by {one.why}", action=one.action) for one in guarantee.unserved[:_NAMED]]
            told.append(markup.names(self._items(listed, len(guarantee.unserved))))
        else:
            told.append(markup.paragraph(self._say("served")))
        highest = max((one.raised for one in self._found.bought), default=Fraction(1))
        if highest > 1:
            told.append(markup.paragraph(self._say("raised", percent=self._words.fraction(highest * 100))))
        told += [markup.paragraph(self._say("short", tag=tag)) for tag in self._found.short]
        return "".join(told)

    def section(self) -> str:
        """What each kind of actor gave of each resource; empty where nothing was paid."""
        if not self._found.paid:
            return ""
        given: dict[tuple[str, str], Fraction] = {}
        for one in self._found.paid:
            pair = one.resource, self._kinds[one.voter]
            given[pair] = given.get(pair, Fraction(0)) + one.amount
        members: dict[str, int] = {}
        for _voter, kind in sorted(self._kinds.items()):
            members[kind] = members.get(kind, 0) + 1
        kinds = sorted(members)
        used = {resource for resource, _kind in given}
        rows = [
            [
                one.resource,
                self._units[one.resource],
                *(self._amount(given.get((one.resource, kind), Fraction(0))) for kind in kinds[:_KINDS]),
            ]
            for one in self._balances
            if one.resource in used
        ]
        columns = [self._say("resource"), self._say("unit")]
        columns += [
            self._say("kind", kind=kind or self._say("no kind"), count=members[kind]) for kind in kinds[:_KINDS]
        ]
        inside = markup.paragraph(self._say("lead"), "quiet")
        inside += markup.table(self._say("given"), columns, rows, text_columns=1)
        if len(kinds) > _KINDS:
            inside += markup.paragraph(self._say("kinds left", count=len(kinds) - _KINDS), "quiet")
        return markup.section("shares", self._say("title"), inside)

    def paid_for(self, action: str) -> str:
        """Who gave how much for an action, closed until it is asked for; empty where nobody did."""
        voters: dict[str, list[str]] = {}
        for one in self._paid.get(action, ()):
            told = self._say(
                "amount", amount=self._amount(one.amount), unit=self._units[one.resource], resource=one.resource
            )
            voters.setdefault(one.voter, []).append(told)
        if not voters:
            return ""
        listed = [
            self._say("gave", voter=voter, amounts=", ".join(told)) for voter, told in sorted(voters.items())[:_NAMED]
        ]
        items = markup.names(self._items(listed, len(voters)))
        return f"<details><summary>{escape(self._say('paid'))}</summary>{items}</details>"

    def _items(self, listed: Sequence[str], many: int) -> list[str]:
        items = [escape(one) for one in listed]
        return [*items, escape(self._say("more", count=many - len(listed)))] if many > len(listed) else items

    def _amount(self, hundredths: Fraction) -> str:
        return self._words.amount(round(hundredths))

"""The words of the page of a choice, in French and in English, and how it writes days, amounts and pledges."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from spirale.cli.decision import rounded
from spirale.cli.terminal import words_in
from spirale.method.choice.unlocking import Missing
from spirale.method.problems import Problem
from spirale.pages.amounts import amount_shown

_MONTHS: Final[Mapping[str, str]] = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}

# The spaces of French that no line is broken at.
_BEFORE_OR_AFTER: Final = re.compile(r"(?<=«) | (?=[»:;])")
# Where one is counted, the sentence that ends in "one" is said, if there is one.
_SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {
        "lead": "Actions proposées : {actions}. Chacune est dedans ou dehors pour une raison, dite ici ; pour chacune "
        "qui est dehors, un plus petit ensemble de promesses qui la ferait entrer.",
        "empty": "Aucune action n’est proposée dans ce dossier. Chaque ligne de la table des actions en est une.",
        "empty bank": "La banque est vide : rien ne peut être choisi que ce qui ne demande rien. Les promesses qui "
        "manquent sont dites sous chaque action.",
        "chosen": "Ce qui est choisi",
        "ways": "De plusieurs façons, côte à côte",
        "way best": "Le meilleur ensemble",
        "way worst_off": "Les plus en difficulté d’abord",
        "way proportional": "À parts égales",
        "what best": "Les actions qui valent le plus ensemble, selon les critères fixés d’avance, parmi toutes celles "
        "que la banque permet.",
        "what worst_off": "Les actions qui touchent le plus de personnes dans la situation la plus extrême, puis dans "
        "la suivante, et ainsi de suite ; les critères ensuite.",
        "what proportional": "Toutes les personnes qui ont noté tiennent une part égale de chaque ressource ; celles "
        "qui veulent une action la paient ensemble. Un quart de la salle décide d’un quart de la banque.",
        "proven": "Prouvé : aucun ensemble n’est meilleur.",
        "found": "Trouvé dans le temps donné, sans la preuve qu’il n’y a pas mieux. {bound} Donnez plus de temps "
        "avec --patience.",
        "bound": "Cet ensemble vaut {value} pour « {count} » ; aucun ne dépasse {beyond}.",
        "nothing": "Le temps a passé avant qu’un ensemble permis par les règles soit trouvé : rien n’est choisi ici. "
        "Donnez plus de temps avec --patience.",
        "lots": "Entre des ensembles aussi bons, un sort fixé par le nom des actions départage.",
        "no lots": "Le temps a passé avant que des ensembles aussi bons soient départagés : un autre calcul pourrait "
        "en donner un autre, aussi bon.",
        "no situations": "Aucune action ne dit qui elle touche : le choix des plus en difficulté d’abord n’est pas "
        "fait. Les colonnes « situation 1 » à « situation 5 » de la table des actions le permettent.",
        "in all": "Dans tous les ensembles",
        "only": "Seulement dans : {way}",
        "none": "Aucune action.",
        "measure": "Mesure",
        "actions": "Actions choisies",
        "worth": "Valeur selon les critères",
        "situation": "Personnes touchées en situation {situation}",
        "twice": "Une personne que deux actions touchent est comptée deux fois.",
        "each": "Chaque action, et pourquoi",
        "each lead": "Celles qui valent le plus d’abord.",
        "more": "Et {count} autres actions, à lire dans actions.csv avec leurs raisons.",
        "more one": "Et une autre action, à lire dans actions.csv avec sa raison.",
        "more names": "et {count} autres",
        "more names one": "et une autre",
        "in": "Dedans",
        "out": "Dehors",
        "everywhere": "Dans chaque façon de choisir",
        "rank": "rang {rank} sur {actions}",
        "worth is": "vaut {worth}",
        "unlock": "Pour la faire entrer, tout ce qui est choisi restant :",
        "no pledge": "Tout ce qui est choisi restant, aucune promesse ne peut la faire entrer : « {first} » et "
        "« {second} » ne peuvent se faire l’une à côté de l’autre.",
        "one pledge": "{amount} {unit} de « {resource} », {days}",
        "any": "n’importe quand",
        "any from": "un jour à partir du {first}",
        "any to": "un jour jusqu’au {last}",
        "any between": "un jour entre le {first} et le {last}",
        "any on": "le {first}",
        "all between": "chaque jour du {first} au {last}",
        "scores": "Ce que chacun en dit",
        "criterion": "Critère",
        "mean": "Moyenne",
        "silent": "n’ont rien dit : {names}",
        "kind": "{kind} : {mean}",
        "range": "(de {lowest} à {highest})",
        "no kind": "sans sorte d’acteur",
        "rules": "Les règles fixées d’avance",
        "by weights": "Les critères parlent ensemble par leurs poids.",
        "by order": "Les critères parlent dans leur ordre de priorité.",
        "scale": "{criterion} : de {lowest} à {highest}, poids {weight}",
        "scale order": "{criterion} : de {lowest} à {highest}",
        "at least": "Au moins {count} actions pour « {tag} ».",
        "at least one": "Au moins une action pour « {tag} ».",
        "heard": "Chaque sorte d’acteur pèse autant, quel que soit le nombre de ses membres qui ont noté.",
        "bank": "La banque",
        "resource": "Ressource",
        "unit": "Unité",
        "pledged": "Promis",
        "not holding": "Dont la condition n’est plus : {amount}",
        "left": "Reste : {way}",
        "shared": "partagée",
        "made": "Proposé par la machine ; ce sont les personnes qui décident. Quand la preuve est faite, les mêmes "
        "tables et la même version donnent les mêmes octets.",
        "engine": "Version",
        "page": "Choix d’actions",
    },
    "en": {
        "lead": "Actions proposed: {actions}. Each is in or out for a reason, said here; for each one out, a smallest "
        "set of pledges that would let it in.",
        "empty": "No action is proposed in this folder. Each row of the table of actions is one.",
        "empty bank": "The bank is empty: nothing can be chosen but what needs nothing. The pledges that are missing "
        "are told under each action.",
        "chosen": "What is chosen",
        "ways": "In several ways, side by side",
        "way best": "The best set",
        "way worst_off": "Worst-off first",
        "way proportional": "Equal shares",
        "what best": "The actions that are worth most together, by the criteria set beforehand, among all that the "
        "bank allows.",
        "what worst_off": "The actions that reach most people in the most extreme situation, then in the next, and so "
        "on; the criteria after.",
        "what proportional": "Everyone who scored holds an equal share of every resource; those who want an action "
        "pay for it together. A quarter of the room decides on a quarter of the bank.",
        "proven": "Proven: no set is better.",
        "found": "Found in the time given, without the proof that there is no better one. {bound} Give more time "
        "with --patience.",
        "bound": "This set is worth {value} on “{count}”; none goes beyond {beyond}.",
        "nothing": "The time passed before any set that the rules allow was found: nothing is chosen here. Give more "
        "time with --patience.",
        "lots": "Between equally good sets, a lot fixed by the names of the actions decides.",
        "no lots": "The time passed before equally good sets were told apart: another run might give another one, as "
        "good.",
        "no situations": "No action tells whom it reaches: the choice of the worst-off first is not made. The columns "
        "“situation 1” to “situation 5” of the table of actions allow it.",
        "in all": "In all sets",
        "only": "Only in: {way}",
        "none": "No action.",
        "measure": "Measure",
        "actions": "Actions chosen",
        "worth": "Worth by the criteria",
        "situation": "People reached in situation {situation}",
        "twice": "Somebody whom two actions reach is counted twice.",
        "each": "Each action, and why",
        "each lead": "Those worth most first.",
        "more": "And {count} other actions, to be read in actions.csv with their reasons.",
        "more one": "And another action, to be read in actions.csv with its reason.",
        "more names": "and {count} more",
        "in": "In",
        "out": "Out",
        "everywhere": "In each way to choose",
        "rank": "rank {rank} of {actions}",
        "worth is": "worth {worth}",
        "unlock": "To let it in, all that is chosen staying:",
        "no pledge": "All that is chosen staying, no pledge can let it in: “{first}” and “{second}” cannot be done "
        "beside each other.",
        "one pledge": "{amount} {unit} of “{resource}”, {days}",
        "any": "whenever",
        "any from": "one day from {first} on",
        "any to": "one day until {last}",
        "any between": "one day between {first} and {last}",
        "any on": "on {first}",
        "all between": "every day from {first} to {last}",
        "scores": "What each says of it",
        "criterion": "Criterion",
        "mean": "Mean",
        "silent": "said nothing: {names}",
        "kind": "{kind}: {mean}",
        "range": "(from {lowest} to {highest})",
        "no kind": "no kind of actor",
        "rules": "The rules set beforehand",
        "by weights": "The criteria speak together by their weights.",
        "by order": "The criteria speak in their order of priority.",
        "scale": "{criterion}: from {lowest} to {highest}, weight {weight}",
        "scale order": "{criterion}: from {lowest} to {highest}",
        "at least": "At least {count} actions for “{tag}”.",
        "at least one": "At least one action for “{tag}”.",
        "heard": "Each kind of actor weighs the same, however many of its members scored.",
        "bank": "The bank",
        "resource": "Resource",
        "unit": "Unit",
        "pledged": "Pledged",
        "not holding": "Whose condition is gone: {amount}",
        "left": "Left: {way}",
        "shared": "shared",
        "made": "Proposed by the machine; people decide. When the proof is made, the same tables and version give the "
        "same bytes.",
        "engine": "Version",
        "page": "Choice of actions",
    },
}


class Words:
    """What is said of a choice, in one language; or other sentences, by language. Raises Problem("part missing")."""

    def __init__(self, language: str, sentences: Mapping[str, Mapping[str, str]] = _SENTENCES) -> None:
        self.language = language
        self._sentences = {name: self._spaced(told) for name, told in sentences[language].items()}
        words = words_in(language)
        # English is the language of the sources: it alone needs no catalogue.
        if language != "en" and "language" not in words.info():
            raise Problem("part missing", part=f"pages/locale/{language}")
        self._translate = words.gettext

    def translate(self, message: str) -> str:
        """Give a sentence of the catalogues, not yet filled in."""
        return self._spaced(self._translate(message))

    def _spaced(self, sentence: str) -> str:
        """Keep French signs on the line of their word."""
        return _BEFORE_OR_AFTER.sub("\u00a0", sentence) if self.language == "fr" else sentence

    def say(self, sentence: str, **parameters: object) -> str:
        """Fill a sentence in."""
        if parameters.get("count") == 1 and f"{sentence} one" in self._sentences:
            sentence = f"{sentence} one"
        return self._sentences[sentence].format(**parameters)

    def amount(self, amount: int) -> str:
        """Write an amount given in hundredths."""
        return amount_shown(amount, self.translate)

    def fraction(self, value: Fraction) -> str:
        """Write a number with two decimals at most."""
        return self.amount(rounded(value))

    def day(self, told: str) -> str:
        """Write an ISO date in full."""
        on = date.fromisoformat(told)
        first = "1er" if self.language == "fr" and on.day == 1 else str(on.day)
        return f"{first} {_MONTHS[self.language].split()[on.month - 1]} {on.year}"

    def pledge(self, one: Missing, units: Mapping[str, str]) -> str:
        """Say which pledge is missing: how much of what, and when."""
        return self.say(
            "one pledge",
            amount=self.amount(one.amount),
            unit=units[one.resource],
            resource=one.resource,
            days=self._days(one),
        )

    def _days(self, one: Missing) -> str:
        first, last = (self.day(told) if told else "" for told in (one.from_on, one.to_on))
        if not one.is_any_day:
            return self.say("all between", first=first, last=last)
        if first and first == last:
            return self.say("any on", first=first)
        if first and last:
            return self.say("any between", first=first, last=last)
        return self.say("any from" if first else "any to" if last else "any", first=first, last=last)

"""A fair summary told to people and to programs: a section of the page of a synthesis, and `summary.json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil
from typing import Final

from spirale.cli.drawing import cut
from spirale.cli.synthesis_page import WORDING
from spirale.method.summary import Broken, Summary, Without
from spirale.method.synthesis import Document

FORM: Final = "spirale-summary-1"
# A page stays readable: all the names are in summary.json.
_NAMED: Final = 12

# Where one is counted, the sentence that ends in "one" is said, if there is one.
_SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {
        "title": "En une page",
        "lead groups": "{places}, choisies de sorte que chacun des {voters} groupes pèse autant, qu’il ait peu ou "
        "beaucoup écrit ou répété. Un groupe soutient les idées que l’une au moins de ses notes dit.",
        "lead ways": "{places}, choisies de sorte que chacune des {voters} façons de dire pèse autant, quel que soit "
        "le nombre de ses copies.",
        "places": "{count} idées",
        "places one": "Une idée",
        "all below": "Toutes les autres idées restent plus bas, voix seules comprises.",
        "said by groups": "dit par {count} groupes sur {voters} : {names}",
        "said by groups one": "dit par un groupe sur {voters} : {names}",
        "said by ways": "dit de {count} façons",
        "said by ways one": "dit d’une façon",
        "only groups": "sans elle, n’auraient aucune idée ici : {names}",
        "only groups one": "sans elle, n’aurait aucune idée ici : {names}",
        "only ways": "sans elle, {count} façons de dire n’auraient aucune idée ici",
        "only ways one": "sans elle, une façon de dire n’aurait aucune idée ici",
        "tied": "à égalité avec {count} autres idées, départagées par un tirage fixe",
        "tied one": "à égalité avec une autre idée, départagées par un tirage fixe",
        "checked": "Ce qui a été vérifié",
        "holds groups": "{voters} groupes pour {asked} places : une place est due à {needed} groupes qui partagent une "
        "idée. Vérifié après coup, idée par idée : partout où ils sont assez nombreux, l’un d’eux au moins a une "
        "idée ici ; s’ils sont assez pour deux places, l’un d’eux en a deux, et ainsi de suite.",
        "holds groups one": "{voters} groupes pour {asked} places : une place au moins est due à chaque groupe. "
        "Vérifié après coup, idée par idée : chacun a une idée ici, et ceux qui partagent une idée en ont en "
        "proportion de leur nombre.",
        "holds ways": "{voters} façons de dire pour {asked} places : une place est due à {needed} façons de dire une "
        "idée. Vérifié après coup, idée par idée : partout où elles sont assez nombreuses, l’une d’elles au moins a "
        "une idée ici ; et ainsi de suite en proportion.",
        "holds ways one": "Il y a des places pour toutes les idées.",
        "broken": "Cette vérification a échoué pour {count} idées : ne publiez pas cette page.",
        "broken one": "Cette vérification a échoué pour une idée : ne publiez pas cette page.",
        "counted none": "Montrer les {asked} idées les plus comptées n’aurait laissé personne sans idée.",
        "counted groups": "Montrer les {asked} idées les plus comptées aurait laissé sans aucune idée : {names}.",
        "counted ways": "Montrer les {asked} idées les plus comptées aurait laissé {count} façons de dire sans idée.",
        "counted ways one": "Montrer les {asked} idées les plus comptées aurait laissé une façon de dire sans idée.",
        "counted broken": "Or une place était due à plusieurs de ces voix, qui partagent une idée.",
        "counted broken one": "Or une place lui était due.",
        "without": "Qui n’a pas d’idée ici, et pourquoi",
        "nobody": "Personne : chaque voix a au moins une idée ici.",
        "too few groups": "{names} : chacune de leurs idées est dite par moins de {needed} groupes.",
        "too few groups one": "{names} : chacune de ses idées est dite par moins de {needed} groupes.",
        "too few ways": "{count} façons de dire, dans des idées dites de moins de {needed} façons.",
        "too few ways one": "Une façon de dire, dans des idées dites de moins de {needed} façons.",
        "others have another groups": "{names} : « {wording} » est dit par {sharing} groupes, dont tous sauf "
        "{count} ont une autre idée ici.",
        "others have another groups one": "{names} : « {wording} » est dit par {sharing} groupes, dont tous les "
        "autres ont une autre idée ici.",
        "others have another ways": "{count} façons de dire, dans des idées dont la plupart des voix en ont une autre.",
        "others have another ways one": "Une façon de dire, dans une idée dont la plupart des voix en ont une autre.",
        "silent": "{names} : rien de ce qui a été écrit n’est dans une idée.",
        "no group": "notes sans groupe",
        "more": "et {count} autres",
        "more one": "et un autre",
        "sign1": "bien-être (+)",
        "sign-1": "mal-être (−)",
    },
    "en": {
        "title": "In one page",
        "lead groups": "{places}, chosen so that each of the {voters} groups weighs the same, whether it wrote or "
        "repeated much or little. A group supports the ideas that at least one of its notes says.",
        "lead ways": "{places}, chosen so that each of the {voters} ways of saying weighs the same, however many "
        "copies it has.",
        "places": "{count} ideas",
        "places one": "One idea",
        "all below": "All the other ideas are still below, single voices included.",
        "said by groups": "said by {count} of {voters} groups: {names}",
        "said by ways": "said in {count} ways",
        "said by ways one": "said in one way",
        "only groups": "without it, no idea here for: {names}",
        "only ways": "without it, {count} ways of saying would have no idea here",
        "only ways one": "without it, one way of saying would have no idea here",
        "tied": "equal with {count} other ideas, told apart by a fixed lot",
        "tied one": "equal with another idea, told apart by a fixed lot",
        "checked": "What was checked",
        "holds groups": "{voters} groups for {asked} places: a place is due to {needed} groups that share an idea. "
        "Checked afterwards, idea by idea: wherever they are enough, one of them at least has an idea here; where they "
        "are enough for two places, one of them has two, and so on.",
        "holds groups one": "{voters} groups for {asked} places: at least one place is due to each group. Checked "
        "afterwards, idea by idea: each has an idea here, and those that share an idea have some in proportion to "
        "their number.",
        "holds ways": "{voters} ways of saying for {asked} places: a place is due to {needed} ways of saying an idea. "
        "Checked afterwards, idea by idea: wherever they are enough, one of them at least has an idea here; and so on "
        "in proportion.",
        "holds ways one": "There are places for all the ideas.",
        "broken": "This check failed for {count} ideas: do not publish this page.",
        "broken one": "This check failed for one idea: do not publish this page.",
        "counted none": "Showing the {asked} most counted ideas would have left nobody without an idea.",
        "counted groups": "Showing the {asked} most counted ideas would have left without any idea: {names}.",
        "counted ways": "Showing the {asked} most counted ideas would have left {count} ways of saying without one.",
        "counted ways one": "Showing the {asked} most counted ideas would have left one way of saying without one.",
        "counted broken": "Yet a place was due to several of these voices, which share an idea.",
        "counted broken one": "Yet a place was due to it.",
        "without": "Who has no idea here, and why",
        "nobody": "Nobody: every voice has at least one idea here.",
        "too few groups": "{names}: each of their ideas is said by fewer than {needed} groups.",
        "too few groups one": "{names}: each of its ideas is said by fewer than {needed} groups.",
        "too few ways": "{count} ways of saying, in ideas said in fewer than {needed} ways.",
        "too few ways one": "One way of saying, in ideas said in fewer than {needed} ways.",
        "others have another groups": "{names}: “{wording}” is said by {sharing} groups, of which all but {count} "
        "have another idea here.",
        "others have another groups one": "{names}: “{wording}” is said by {sharing} groups, of which all the others "
        "have another idea here.",
        "others have another ways": "{count} ways of saying, in ideas most of whose voices have another one here.",
        "others have another ways one": "One way of saying, in an idea most of whose voices have another one here.",
        "silent": "{names}: nothing of what was written is in an idea.",
        "no group": "notes without a group",
        "more": "and {count} more",
        "sign1": "well-being (+)",
        "sign-1": "ill-being (−)",
    },
}


def section_of(summary: Summary, document: Document) -> str:
    """Write the summary as a section of the page; whatever people wrote is text, never markup. Empty without ideas."""
    return _Section(summary, document).whole() if summary.places else ""


def plain_of(summary: Summary, document: Document, *, digest: str) -> dict[str, object]:
    """Give the summary as it is kept in `summary.json`; voters are groups' names, or rows where there are no groups."""
    ideas = {idea.id: idea for idea in document.ideas}
    return {
        "form": FORM,
        "engine": summary.engine,
        "inputs": document.inputs,
        "synthesis": digest,
        "asked": summary.asked,
        "voters": {"kind": summary.kind, "count": summary.voters, "silent": list(summary.silent)},
        "deserved": str(summary.deserved),
        "ideas": [
            {
                "place": number,
                "idea": place.idea,
                "wording": ideas[place.idea].wording,
                "question": " | ".join(name for name, _ in ideas[place.idea].by_question),
                "signs": [sign for sign, _ in ideas[place.idea].by_sign],
                "voters": _told(summary, place.voters),
                "only_idea_of": _told(summary, place.only),
                "step": place.step,
                "amount": str(place.amount),
                "tied": place.tied,
                "tied_with": list(place.tied_with),
            }
            for number, place in enumerate(summary.places, 1)
        ],
        "without": [
            {
                "reason": first.reason,
                "idea": first.idea,
                "sharing": first.sharing,
                "waiting": first.waiting,
                "voters": _told(summary, [one.voter for one in together]),
            }
            for together in _alike(summary.without)
            for first in together[:1]
        ],
        "checked": _checked(summary, summary.broken),
        "most_counted": {
            "ideas": list(summary.most_counted.ideas),
            "without": _told(summary, summary.most_counted.without),
            **_checked(summary, summary.most_counted.broken),
        },
    }


def _checked(summary: Summary, broken: Sequence[Broken]) -> dict[str, object]:
    return {
        "jr": all(one.places > 1 for one in broken),
        "ejr+": not broken,
        "claims": [{"idea": one.idea, "places": one.places, "voters": _told(summary, one.voters)} for one in broken],
    }


def _told(summary: Summary, voters: Sequence[str]) -> list[str] | list[int]:
    return list(voters) if summary.kind == "groups" else sorted(int(voter) for voter in voters)


def _alike(without: Sequence[Without]) -> list[list[Without]]:
    """Those without an idea, put together when it is for the same reason and idea."""
    found: dict[tuple[str, str, int, int], list[Without]] = {}
    for one in without:
        found.setdefault((one.reason, one.idea, one.sharing, one.waiting), []).append(one)
    return [found[key] for key in sorted(found)]


class _Section:
    """The parts of the section."""

    def __init__(self, summary: Summary, document: Document) -> None:
        self._summary = summary
        self._ideas = {idea.id: idea for idea in document.ideas}
        self._sentences = _SENTENCES[document.language]
        self._needed = ceil(summary.deserved)

    def whole(self) -> str:
        summary = self._summary
        shown = len(summary.places)
        lead = self._say(f"lead {summary.kind}", places=self._say("places", count=shown))
        listed = "".join(self._place(number) for number in range(shown))
        return (
            f'<section aria-labelledby="one-page"><h2 id="one-page">{escape(self._say("title"))}</h2>'
            f'<p class="quiet">{escape(lead)}</p><ol class="ideas">{listed}</ol>'
            f'<p class="quiet">{escape(self._say("all below"))}</p>'
            f"<h3>{escape(self._say('checked'))}</h3>{self._checked()}"
            f"<h3>{escape(self._say('without'))}</h3>{self._without()}</section>"
        )

    def _place(self, number: int) -> str:
        place = self._summary.places[number]
        idea = self._ideas[place.idea]
        told = [name for name, _ in idea.by_question if name]
        told += [self._say(f"sign{sign}") for sign, _ in idea.by_sign if sign]
        told.append(self._about("said by", place.voters))
        if place.only:
            told.append(self._about("only", place.only))
        if place.tied:
            told.append(self._say("tied", count=place.tied))
        words = f'<span class="words" dir="auto">{escape(cut(idea.wording, WORDING))}</span>'
        return (
            f'<li class="idea"><span class="count">{number + 1}</span><span>{words}'
            f'<br><span class="quiet">{escape(" · ".join(told))}</span></span></li>\n'
        )

    def _checked(self) -> str:
        summary = self._summary
        told = [self._say(f"holds {summary.kind}", count=self._needed)]
        if summary.broken:
            told = [self._say("broken", count=len(summary.broken))]
        counted = summary.most_counted
        told.append(self._about("counted", counted.without) if counted.without else self._say("counted none"))
        if any(one.places == 1 for one in counted.broken):
            told.append(self._say("counted broken", count=len(counted.without)))
        return "".join(f"<p>{escape(sentence)}</p>" for sentence in told)

    def _without(self) -> str:
        summary = self._summary
        told = []
        few = [one.voter for one in summary.without if one.reason == "too few"]
        if few:
            told.append(self._about("too few", few))
        others = [one for one in summary.without if one.reason == "others have another"]
        if summary.kind == "ways" and others:
            told.append(self._about("others have another", [one.voter for one in others]))
        else:
            for together in _alike(others):
                one = together[0]
                told.append(
                    self._say(
                        "others have another groups",
                        names=self._names([each.voter for each in together]),
                        wording=cut(self._ideas[one.idea].wording, WORDING),
                        sharing=one.sharing,
                        count=one.waiting,
                    )
                )
        if summary.silent:
            told.append(self._say("silent", names=self._names(summary.silent)))
        return "".join(f"<p>{escape(sentence)}</p>" for sentence in told or [self._say("nobody")])

    def _about(self, sentence: str, voters: Sequence[str]) -> str:
        """Say something of some voters: by their names where they are groups, by their number otherwise."""
        return self._say(f"{sentence} {self._summary.kind}", count=len(voters), names=self._names(voters))

    def _names(self, voters: Sequence[str]) -> str:
        named = ", ".join(voter or self._say("no group") for voter in voters[:_NAMED])
        more = len(voters) - _NAMED
        return f"{named} {self._say('more', count=more)}" if more > 0 else named

    def _say(self, sentence: str, **parameters: object) -> str:
        if parameters.get("count") == 1 and f"{sentence} one" in self._sentences:
            sentence = f"{sentence} one"
        known = {"voters": self._summary.voters, "asked": self._summary.asked, "needed": self._needed}
        return self._sentences[sentence].format(**known, **parameters)

"""The page of a synthesis that holds everything in one file: no network, no script, light, dark and on paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Final

from spirale.cli.drawing import cut, draw, number
from spirale.cli.standing import Standing
from spirale.method.synthesis import Document, Note, WordedIdea
from spirale.method.text import normalise

# A page stays readable: what is longer or more is told with its rows, in the file the notes came from.
_LONGEST: Final = 600
WORDING: Final = 240
_NEIGHBOUR: Final = 80
_VOICES: Final = 200
_ROWS: Final = 6

_SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {
        "lead": "{notes} ont été écrites. Elles sont réunies ici en {ideas}, dans les mots de celles et ceux qui les "
        "ont écrites. Ouvrez une idée pour lire les notes qui la disent.",
        "ledger_title": "Le compte des voix",
        "ledger_lead": "Chaque note reçue est comptée une fois, et une seule.",
        "in": "Notes reçues",
        "shown": "Montrées : leurs mots sont ceux d’une idée partagée",
        "merged": "Réunies : comptées sous une idée dite avec d’autres mots, ou les mêmes",
        "single": "Seules : une idée dite par une seule voix, montrée telle quelle",
        "set_aside": "Mises de côté, avec leur raison",
        "reason": "Mises de côté : {reason} ({rows}).",
        "nothing written": "rien d’écrit",
        "contents": "Les questions",
        "no_question": "Les idées",
        "shared": "Dit par plusieurs",
        "singles": "Dit par une seule voix",
        "singles_lead": "Aucune de ces notes ne ressemble assez à une autre pour être réunie. Chacune compte.",
        "row": "ligne {rows}",
        "rows": "lignes {rows}",
        "more_rows": "et {count} autres",
        "cut": "[suite à la ligne {row} du fichier]",
        "more_voices": "Et {count} autres façons de le dire, à lire dans members.csv.",
        "times": "{count} fois",
        "under": "{count} idées proches",
        "again": "Retrouvée dans {found} sur {trials}, un dixième des façons de dire étant laissé de côté chaque fois.",
        "again_heading": "Cette réunion d’idées est retrouvée dans {found} sur {trials}, un dixième des façons "
        "de dire étant laissé de côté chaque fois : elle aide à lire, d’autres seraient possibles.",
        "trial": "essai",
        "trials": "essais",
        "near": "Idées voisines :",
        "sign1": "bien-être (+)",
        "sign-1": "mal-être (−)",
        "made": "Proposé par la machine, à discuter et à changer par les personnes. Le même fichier, la même version "
        "et la même graine donnent les mêmes octets.",
        "source": "Fichier",
        "engine": "Version",
        "encoder": "Encodeur",
        "seed": "Graine",
        "inputs": "Empreinte des notes",
        "digest": "Empreinte de la synthèse",
        "note": "note",
        "notes": "notes",
        "idea": "idée partagée",
        "ideas": "idées partagées",
        "voice": "voix seule",
        "voices": "voix seules",
        "and": "et",
        "empty": "Aucune note n’a été trouvée dans ce fichier. Chaque ligne sous l’en-tête est une note.",
    },
    "en": {
        "lead": "{notes} were written. They are gathered here into {ideas}, in the words of those who wrote them. "
        "Open an idea to read the notes that say it.",
        "ledger_title": "The account of voices",
        "ledger_lead": "Each note received is counted once, and only once.",
        "in": "Notes received",
        "shown": "Shown: their words are those of a shared idea",
        "merged": "Merged: counted under an idea said in other words, or the same",
        "single": "Single: an idea said by one voice, shown as it is",
        "set_aside": "Set aside, with the reason",
        "reason": "Set aside: {reason} ({rows}).",
        "nothing written": "nothing written",
        "contents": "The questions",
        "no_question": "The ideas",
        "shared": "Said by several",
        "singles": "Said by one voice",
        "singles_lead": "None of these notes is enough like another to be gathered with it. Each one counts.",
        "row": "row {rows}",
        "rows": "rows {rows}",
        "more_rows": "and {count} more",
        "cut": "[continued in row {row} of the file]",
        "more_voices": "And {count} other ways of saying it, to be read in members.csv.",
        "times": "{count} times",
        "under": "{count} close ideas",
        "again": "Found again in {found} of {trials}, each without a tenth of the ways of saying.",
        "again_heading": "This gathering of ideas is found again in {found} of {trials}, each without a tenth of "
        "the ways of saying: it helps to read, others would be possible.",
        "trial": "trial",
        "trials": "trials",
        "near": "Neighbouring ideas:",
        "sign1": "well-being (+)",
        "sign-1": "ill-being (−)",
        "made": "Proposed by the machine, for people to discuss and change. The same file, version and seed give the "
        "same bytes.",
        "source": "File",
        "engine": "Version",
        "encoder": "Encoder",
        "seed": "Seed",
        "inputs": "Digest of the notes",
        "digest": "Digest of the synthesis",
        "note": "note",
        "notes": "notes",
        "idea": "shared idea",
        "ideas": "shared ideas",
        "voice": "single voice",
        "voices": "single voices",
        "and": "and",
        "empty": "No note was found in this file. Each row under the header is a note.",
    },
}


def page_of(document: Document, *, digest: str, source: str, source_digest: str, summary: str, stands: Standing) -> str:
    """Write the page of a synthesis made from a table; whatever people wrote is text, never markup.

    `summary` is a section to put first, as markup; `stands` says which ideas are firm, and near to which.
    """
    language = document.language
    told = _SENTENCES[language]
    page = _Page(document, stands)
    shared, singles = page.count_ideas()
    ledger = document.ledger
    notes = _plural(language, "note", ledger.in_)
    gathered = f"{_plural(language, 'idea', shared)} {told['and']} {_plural(language, 'voice', singles)}"
    return draw(
        "synthesis.html",
        language,
        title=escape(document.title),
        lead=escape(told["lead"].format(notes=notes, ideas=gathered) if ledger.in_ else told["empty"]),
        summary=summary,
        ledger_title=escape(told["ledger_title"]),
        ledger_lead=escape(told["ledger_lead"]),
        ledger="".join(
            f'<tr><td>{number(count, language)}</td><th scope="row">{escape(told[name])}</th></tr>'
            for name, count in (
                ("in", ledger.in_),
                ("shown", ledger.shown),
                ("merged", ledger.merged),
                ("single", ledger.single),
                ("set_aside", len(ledger.set_aside)),
            )
        ),
        reasons=page.reasons(),
        contents=page.contents(),
        questions=page.questions(),
        made=escape(told["made"]),
        digests="".join(
            f'<tr><th scope="row">{escape(told[name])}</th><td><code>{escape(value)}</code></td></tr>'
            for name, value in (
                ("source", f"{source} {source_digest}"),
                ("engine", document.engine),
                ("encoder", document.encoder),
                ("seed", str(document.seed)),
                ("inputs", document.inputs),
                ("digest", digest),
            )
        ),
    )


class _Page:
    """The parts of the page that follow the ideas."""

    def __init__(self, document: Document, stands: Standing) -> None:
        self._document = document
        self._told = _SENTENCES[document.language]
        self._stands = stands
        self._idea_of = {idea.id: idea for idea in document.ideas}
        notes = {note.id: note for note in document.notes}
        note_of = {one.id: notes[one.note] for one in document.criteria}
        self._said: dict[str, list[Note]] = {}
        for one in document.placements:
            self._said.setdefault(one.idea, []).append(note_of[one.criterion])
        self._under: dict[str | None, list[WordedIdea]] = {}
        for idea in document.ideas:
            self._under.setdefault(idea.parent, []).append(idea)

    def count_ideas(self) -> tuple[int, int]:
        """How many ideas several notes say, and how many one note alone."""
        held = [len(notes) for notes in self._said.values()]
        return sum(count > 1 for count in held), sum(count == 1 for count in held)

    def reasons(self) -> str:
        """Why notes were set aside, with their rows."""
        rows: dict[str, list[int]] = {}
        for identifier, reason in self._document.ledger.set_aside:
            rows.setdefault(reason, []).append(int(identifier))
        return "".join(
            f'<p class="quiet">{escape(told)}</p>'
            for reason, numbers in sorted(rows.items())
            for told in [
                self._told["reason"].format(reason=self._told.get(reason, reason), rows=self._rows(sorted(numbers)))
            ]
        )

    def contents(self) -> str:
        """The questions, each leading to its ideas, when there are several."""
        questions = self._questions()
        if len(questions) < 2:
            return ""
        listed = "".join(
            f'<li><a href="#q{place}">{escape(name or self._told["no_question"])}</a></li>'
            for place, name in enumerate(questions)
        )
        return f'<nav aria-label="{escape(self._told["contents"])}"><ul>{listed}</ul></nav>'

    def questions(self) -> str:
        """The ideas of each question: first what several say, then what one voice says."""
        written = []
        for place, name in enumerate(self._questions()):
            top = [idea for idea in self._under.get(None, ()) if (idea.by_question or (("", 0),))[0][0] == name]
            shared = [idea for idea in top if idea.count > 1]
            singles = [idea for idea in top if idea.count == 1]
            written.append(f'<section><h2 id="q{place}">{escape(name or self._told["no_question"])}</h2>')
            if shared:
                written.append(f"<h3>{escape(self._told['shared'])}</h3>{self._list(shared)}")
            if singles:
                written.append(
                    f"<h3>{escape(self._told['singles'])}</h3>"
                    f'<p class="quiet">{escape(self._told["singles_lead"])}</p>{self._singles(singles)}'
                )
            written.append("</section>")
        return "\n".join(written)

    def _questions(self) -> list[str]:
        return sorted({name for idea in self._document.ideas for name, _ in idea.by_question})

    def _list(self, ideas: Iterable[WordedIdea]) -> str:
        return f'<ul class="ideas">{"".join(f"<li>{self._idea(idea)}</li>" for idea in ideas)}</ul>'

    def _idea(self, idea: WordedIdea) -> str:
        under = self._under.get(idea.id, [])
        inside = f'<div class="under">{self._list(under)}</div>' if under else self._voices(self._said[idea.id])
        told = [self._told[f"sign{sign}"] for sign, _ in idea.by_sign if sign]
        if under:
            told.append(self._told["under"].format(count=len(under)))
        told += self._groups(idea)
        quiet = f'<br><span class="quiet">{escape(" · ".join(told))}</span>' if told else ""
        return (
            f'<details id="{escape(idea.id)}"><summary class="idea"><span class="count">{idea.count}</span>'
            f'<span><span class="words" dir="auto">{escape(cut(idea.wording, WORDING))}</span>'
            f"{quiet}</span></summary>"
            f"{inside}{self._firm(idea)}{self._near(idea)}</details>\n"
        )

    def _firm(self, idea: WordedIdea) -> str:
        """In how many trials it was found again."""
        firm = self._stands.firmness.get(idea.id)
        if not firm:
            return ""
        told = self._told["again_heading" if idea.id in self._under else "again"]
        told = told.format(found=_plural(self._document.language, "trial", firm.reappears), trials=firm.trials)
        return f'<p class="quiet">{escape(told)}</p>'

    def _near(self, idea: WordedIdea) -> str:
        """The ideas that are near to it, each leading there, with their sign where it is another."""
        links = []
        for near in self._stands.neighbours.get(idea.id, ()):
            other = self._idea_of[near.idea]
            signs = [sign for sign, _ in other.by_sign]
            is_other = signs != [sign for sign, _ in idea.by_sign]
            told = "".join(f" {self._told[f'sign{sign}']}" for sign in signs if sign and is_other)
            wording = escape(cut(normalise(other.wording), _NEIGHBOUR))
            links.append(f'<li><a href="#{escape(near.idea)}" dir="auto">{wording}</a>{escape(told)}</li>')
        return f'<div class="quiet near">{escape(self._told["near"])}<ul>{"".join(links)}</ul></div>' if links else ""

    def _groups(self, idea: WordedIdea) -> list[str]:
        """The groups that say it most, with their counts."""
        groups = sorted(((name, count) for name, count in idea.by_group if name), key=lambda pair: (-pair[1], pair[0]))
        told = [f"{name} ({count})" for name, count in groups[:_ROWS]]
        if len(groups) > _ROWS:
            told.append(self._told["more_rows"].format(count=len(groups) - _ROWS))
        return told

    def _singles(self, ideas: Sequence[WordedIdea]) -> str:
        return f'<ul class="voices">{"".join(self._voice(self._said[idea.id], idea.id) for idea in ideas)}</ul>'

    def _voices(self, notes: Iterable[Note]) -> str:
        ways: dict[str, list[Note]] = {}
        for note in notes:
            ways.setdefault(normalise(note.text), []).append(note)
        ordered = sorted(ways.values(), key=lambda way: (-len(way), int(way[0].id)))
        more = len(ordered) - _VOICES
        last = f"<li>{escape(self._told['more_voices'].format(count=more))}</li>" if more > 0 else ""
        return f'<ul class="voices">{"".join(self._voice(way) for way in ordered[:_VOICES])}{last}</ul>'

    def _voice(self, notes: Sequence[Note], idea: str = "") -> str:
        """What was said in one way; `idea` is the one that it is alone to say."""
        first = notes[0]
        text = normalise(first.text)
        rest = f" {self._told['cut'].format(row=first.id)}" if len(text) > _LONGEST else ""
        told = [self._rows(sorted(int(note.id) for note in notes))]
        if len(notes) > 1:
            told.insert(0, self._told["times"].format(count=len(notes)))
        told += sorted({note.group for note in notes if note.group})[:_ROWS]
        if first.sign:
            told.append(self._told[f"sign{first.sign}"])
        named = f' id="{escape(idea)}"' if idea else ""
        return (
            f'<li{named} class="s{first.sign}" dir="auto">{escape(cut(text, _LONGEST))}{escape(rest)}'
            f'<small dir="ltr">{escape(" · ".join(told))}</small></li>\n'
        )

    def _rows(self, numbers: Sequence[int]) -> str:
        listed = ", ".join(str(number) for number in numbers[:_ROWS])
        if len(numbers) > _ROWS:
            listed = f"{listed} {self._told['more_rows'].format(count=len(numbers) - _ROWS)}"
        return self._told["row" if len(numbers) == 1 else "rows"].format(rows=listed)


def _plural(language: str, name: str, count: int) -> str:
    one = count < 2 if language == "fr" else count == 1
    return f"{number(count, language)} {_SENTENCES[language][name if one else f'{name}s']}"

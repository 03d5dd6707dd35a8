"""What is said to a person for each problem: what happened, where, and what to do about it.

A table from the code of a problem to its sentences, which every face uses; it needs no settings of the site, so that
the command line speaks the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Final

from spirale.method.problems import Problem


def _(message: str) -> str:
    """Mark a sentence for the catalogues; Django's own mark asks for settings."""
    return message


_SHOWN: Final = 12
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Said:
    """One problem as it is told: a sentence, the place in the file if there is one, and what to do."""

    sentence: str
    where: str
    remedy: str


def say(problem: Problem, translate: Callable[[str], str] | None = None) -> Said:
    """Put a problem into words; `translate` is the language of whoever reads (the site's, when it is left out).

    What comes from people (names of columns, cells) is put in as it is: a page escapes it, as any text.
    """
    translate = translate or _of_the_site
    sentence, remedy = SENTENCES.get(problem.code, UNKNOWN)
    parameters = {"code_of_problem": problem.code, **problem.parameters}
    return Said(
        _filled(translate(sentence), parameters),
        _place(problem.parameters, translate),
        _filled(translate(remedy), parameters) if remedy else "",
    )


def sentence(problem: Problem, translate: Callable[[str], str] | None = None) -> str:
    """Put a problem into one line: where, what happened, what to do."""
    said = say(problem, translate)
    told = f"{said.where}: {said.sentence}" if said.where else said.sentence
    return f"{told} {said.remedy}".rstrip()


def _of_the_site(message: str) -> str:
    from django.utils.translation import gettext

    return gettext(message)


class _Words(Formatter):
    """Fills a sentence in; a parameter that was not given shows as an ellipsis rather than failing."""

    def get_value(self, key: int | str, args: object, kwargs: Mapping[str, object]) -> object:
        return _worded(kwargs.get(str(key), "…"))


def _filled(sentence: str, parameters: Mapping[str, object]) -> str:
    return _Words().vformat(sentence, (), parameters)


def _worded(value: object) -> str:
    if isinstance(value, tuple | list):
        listed = ", ".join(str(item) for item in value[:_SHOWN])
        return f"{listed}…" if len(value) > _SHOWN else listed
    text = str(value)
    return f"{text[:_LONGEST]}…" if len(text) > _LONGEST else text


def _place(parameters: Mapping[str, object], translate: Callable[[str], str]) -> str:
    if "row" in parameters and "column" in parameters:
        return _filled(translate(_("row {row}, column “{column}”")), parameters)
    if "row" in parameters:
        return _filled(translate(_("row {row}")), parameters)
    return ""


UNKNOWN: Final = (
    _("Something is not as it should be ({code_of_problem})."),
    _("Nothing was changed. Please tell whoever looks after this site."),
)

_SAVE_AS_UTF8: Final = _("Save the file again as “CSV UTF-8” from your spreadsheet, or as XLSX.")
_MEND_CELL: Final = _("Mend this cell and send the file again; nothing was taken from it.")
_RELOAD: Final = _("Load the page again to see where things stand.")
_RECHECK: Final = _("Take the file from where it was published, or ask whoever froze the synthesis.")
_DATE_FORMS: Final = _("Write it as 2026-11-22 or 2026-11-22 18:30.")

SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    # Files and tables
    "cell too long": (
        _("A cell holds {characters} characters; the most is {limit}."),
        _("Shorten it, or split it over several rows."),
    ),
    "column missing": (
        _("There is no column “{column}”. Columns found: {found}."),
        _("Check the spelling, capitals and accents of the column."),
    ),
    "column twice": (_("Two columns are named “{column}”."), _("Rename one of them.")),
    "column already there": (
        _("The file already has a column “{column}”."),
        _("Rename it in the file, or choose another name with --code-column or --confidence-column."),
    ),
    "column without a name": (
        _("Column number {position} has no name, yet row {first_row} has something in it."),
        _("Give the column a name, or empty its cells."),
    ),
    "encoding not recognised": (_("The characters of this file cannot be read (byte {byte})."), _SAVE_AS_UTF8),
    "text not in UTF-8": (_("The characters of this file are not in UTF-8 (byte {byte})."), _SAVE_AS_UTF8),
    "file cannot be read": (_("“{file}” cannot be read: {reason}."), _("Check its path and permissions.")),
    "file cannot be written": (
        _("“{file}” cannot be written: {reason}."),
        _("Check that the folder exists and that you may write in it. Nothing was written."),
    ),
    "file empty": (_("The file is empty."), _("Put the names of the columns in its first row.")),
    "file not text": (_("This is not a table: it holds bytes that no text has."), _("Send a CSV or XLSX file.")),
    "folder not ours": (
        _("The folder “{folder}” holds other things than an earlier result."),
        _("Choose another folder, or an empty one. Nothing in it was touched."),
    ),
    "file too large": (_("The file holds {bytes} bytes; the most is {limit}."), _("Split it into several files.")),
    "quotes not closed": (
        _("A quotation mark opens a cell and never closes it."),
        _("Close it, or save the file again from a spreadsheet."),
    ),
    "row not readable": (_("The row cannot be read: {reason}."), _("Save the file again from a spreadsheet.")),
    "row of another length": (
        _("The row has {cells} cells; the header has {expected}."),
        _("Put cells that hold commas between quotation marks, or save the file again from a spreadsheet."),
    ),
    "spreadsheet not readable": (
        _("This file says it is a spreadsheet and cannot be read as one."),
        _("Open it in a spreadsheet and save it as XLSX or CSV."),
    ),
    "spreadsheet protected or old": (
        _("This spreadsheet is protected by a password, or in the format of before 2007."),
        _("Save it as XLSX without a password."),
    ),
    "spreadsheet unpacks too large": (
        _("This spreadsheet unpacks to {bytes} bytes; the most is {limit}."),
        _("Save only the sheet you need, as CSV."),
    ),
    "too many cells": (_("There are {cells} cells; the most is {limit}."), _("Split it into several files.")),
    "too many columns": (_("There are {columns} columns; the most is {limit}."), _("Keep the columns you need.")),
    "too many rows": (_("There are more rows than {limit}."), _("Split it into several files.")),
    # The grid
    "code malformed": (
        _("“{code}” is not a code (character {position})."),
        _("A code is written like A, A01, A01-11, A01/P15 or A01/P15/k."),
    ),
    "code twice": (_("“{code}” already stands in row {first_row}."), _("A code has one row: take one away.")),
    "code unknown to the grid": (
        _("“{code}” is not in the grid {grid}, version {version}: it has no “{part}”."),
        _("Choose a code of this grid, or a more general one."),
    ),
    "code without a counterpart": (
        _("“{code}” leads to a code which the new grid does not have ({reached})."),
        _("Add a row to the mapping for it."),
    ),
    "grid without dimension": (
        _("The grid has no row of kind “object”."),
        _("A grid begins with its dimensions: rows of kind object with the codes A to I."),
    ),
    "kind unknown": (_("“{kind}” is not a kind of row."), _("Kinds are: {expected}.")),
    "label missing": (_("“{code}” has no name, in French nor in English."), _("Fill in label_fr or label_en.")),
    "parent missing": (_("The parent of “{code}”, “{parent}”, has no row."), _("Add a row for it.")),
    "parent not the code above": (
        _("The parent of “{code}” is not the code above it."),
        _("Write {expected} as its parent."),
    ),
    "rule twice": (_("Two rules say the same of “{code}”."), _("Take one away.")),
    "source missing": (
        _("“{code}” is said to be sourced and names no source."),
        _("Name its source, or set its status to unverified."),
    ),
    "status unknown": (_("“{status}” is not a status."), _("Statuses are: {expected}.")),
    # Encoders and suggestions
    "encoder folder without a model": (
        _("There is no model in the folder “{folder}”."),
        _("Give a folder in which a sentence-transformers model was saved."),
    ),
    "encoder not installed": (
        _("The encoder “{encoder}” is not installed here."),
        _("Install the package {package}, or choose another encoder."),
    ),
    "encoder of another version": (
        _("“{encoder}” was asked for; {installed} is installed."),
        _("Install that version, or compute again with the one that is here."),
    ),
    "encoder unknown": (_("There is no encoder “{encoder}”."), _("Encoders are: {known}, or folder:PATH.")),
    "nothing to learn from": (
        _("There is nothing to learn from: no example has both a text and a label."),
        _("Give examples with a label, or a grid."),
    ),
    # Ideas, synthesis and trace
    "ideas.same_id": (_("Two criteria bear the same identifier ({id})."), _("Give each its own.")),
    "ideas.vectors": (
        _("There are {criteria} criteria and {vectors} vectors."),
        _("Give one vector for each criterion."),
    ),
    "link to nothing": (_("A link leads to {kind} {id}, which is not there."), _RECHECK),
    "node not in the trace": (_("{kind} {id} is not in this synthesis."), _RECHECK),
    "relation unknown": (_("“{relation}” is not a kind of link."), _("Kinds of links are: {expected}.")),
    "synthesis.both_placed_and_set_aside": (_("The criterion {id} is both in an idea and set aside."), _RECHECK),
    "synthesis.idea_in_itself": (_("The idea {id} stands inside itself."), _RECHECK),
    "synthesis.idea_miscounted": (_("The idea {id} says {said} and holds {counted}."), _RECHECK),
    "synthesis.inputs_differ": (_("The notes are not those the synthesis was made from."), _RECHECK),
    "synthesis.ledger_differs": (_("The ledger of {of} does not say what the synthesis holds."), _RECHECK),
    "synthesis.ledger_open": (_("The ledger of {of} does not close: something is not accounted for."), _RECHECK),
    "synthesis.not_ours": (_("This is not a synthesis frozen by Spirale."), _RECHECK),
    "synthesis.open_path": (_("{kind} {id} leads to no note."), _RECHECK),
    "synthesis.other_engine": (
        _("The ideas were proposed by {kept}; here is {here}."),
        _("Install that version to compute them again."),
    ),
    "synthesis.other_inputs": (_("These are not the notes the ideas were proposed from."), _RECHECK),
    "synthesis.replay_differs": (_("Computed again, the ideas are not the same."), _RECHECK),
    "synthesis.same_id": (_("Two {kind} bear the same identifier ({id})."), _RECHECK),
    "synthesis.unknown": (_("The synthesis speaks of {kind} {id}, which it does not hold."), _RECHECK),
    "synthesis.wording_from_elsewhere": (_("The wording of the idea {id} comes from none of its criteria."), _RECHECK),
    # Workshops and notes
    "campaign has notes here": (
        _("“{title}” has notes already: they answer the questions of its campaign."),
        _("Keep the campaign, or open another workshop for the other questions."),
    ),
    "campaign of another territory": (
        _("The campaign “{campaign}” belongs to another territory."),
        _("Choose a campaign of this territory."),
    ),
    "date unknown": (_("“{value}” is not a date."), _DATE_FORMS),
    "id twice": (_("This identifier already stands in row {first_row}."), _("Take one of the two rows away.")),
    "id unknown": (
        _("“{value}” is not the identifier of a note, while other rows have one."),
        _("Empty this cell, or choose no column for the identifier."),
    ),
    "note already written": (
        _("A note with this identifier is already kept, with other words: “{text}”."),
        _("Nothing was changed. Correct that note on its own page, or give this one no identifier."),
    ),
    "note column missing": (
        _("No column holds the notes. Columns found: {found}."),
        _("Choose the column of the notes by hand, or name it “text”."),
    ),
    "note empty": (_("There is nothing written here."), _("Write the note, or take the row away.")),
    "note too long": (
        _("This note has {length} characters (“{start}…”); the most is {limit}."),
        _("Split it into several notes, one for each thing said."),
    ),
    "note withdrawn": (
        _("This note was withdrawn: “{text}”."),
        _("Bring it back from its page before changing it."),
    ),
    "question column missing": (
        _("No column says which question each row answers. Columns found: {found}."),
        _("Choose that column by hand, or one question for the whole file."),
    ),
    "question missing": (_("This row does not say which question it answers."), _("Write one of: {known}.")),
    "question of another campaign": (
        _("This question is not asked in this workshop."),
        _("Choose one of the questions of its campaign."),
    ),
    "question unknown": (_("“{value}” is not a question of this workshop."), _("Write one of: {known}.")),
    "reason missing": (_("The reason is missing."), _("Say in a few words why.")),
    "sheet of another workshop": (
        _("“{name}” was already brought into another workshop."),
        _("Send the file again from the page of this one."),
    ),
    "sheet without rows": (_("Nothing stands under the names of the columns."), _("Write one note a row.")),
    "sign unknown": (
        _("“{value}” is not a sign."),
        _("Write + for well-being, - for ill-being, 0 for neither, or leave it empty for the question’s own."),
    ),
    "workshop of another group": (
        _("“{title}” has the identifier of a workshop of another group."),
        _("Load the page again and open the workshop anew."),
    ),
    # Criteria, codes and grids
    "coding already made": (
        _("This code was already sent, and it was {code}."),
        _("Load the page again to see where things stand."),
    ),
    "coding of somebody else": (
        _("This code was given by somebody else."),
        _("Give your own: both are kept, and a facilitator decides where they differ."),
    ),
    "criterion already made": (
        _("This piece was already sent with other words: “{text}”."),
        _("Load the page again to see the criteria of this note."),
    ),
    "criterion retired": (
        _("“{text}” was split meanwhile, or its note was taken back."),
        _("Load the page again and code what replaced it."),
    ),
    "grid of another territory": (_("“{grid}” belongs to another territory."), _("Load it here first.")),
    "grid version taken": (
        _("There is already a grid “{name}”, version {version}, and it is not the same."),
        _("Give this one another version."),
    ),
    "mapping already there": (
        _("Codes already go from “{source}” to “{target}” by another file."),
        _("Load the grid under a new version, then the mapping to it."),
    ),
    "mapping to itself": (
        _("“{grid}” stands on both sides."),
        _("Choose the version that codes come from, and the one they become."),
    ),
    "message not readable": (
        _("What this page sent could not be read."),
        _("Load the page again; what you typed waits on this computer."),
    ),
    "nothing to compare": (
        _("No criterion was read by two people."),
        _("Ask a second person to code some of them."),
    ),
    "split into nothing": (
        _("No criterion would be left of this note."),
        _("Write at least one, or withdraw the note."),
    ),
    # The hall
    "campaign without questions": (
        _("The campaign of “{title}” asks no question yet."),
        _("Give it its questions, then open the hall."),
    ),
    "hall not open": (
        _("The hall of “{title}” has not been opened."),
        _("A facilitator opens it from the page of the workshop."),
    ),
    "no room code left": (_("No four letters were found for the door."), _("Try again.")),
    "hall closed": (
        _("The hall is closed: the meeting is over."),
        _("What you wrote stays on this device. A facilitator can type it in for you."),
    ),
    "door closed": (
        _("The door of the hall is closed."),
        _("Ask the facilitator to open it; what you write waits on this device."),
    ),
    "key not readable": (
        _("This is not a recovery code."),
        _("It has sixteen letters and figures, in four groups of four. Check what you typed."),
    ),
    "key wrong": (
        _("This recovery code does not fit here."),
        _("Check each sign, and that it is the code you were given in this hall."),
    ),
    "too many keys": (
        _("Too many recovery codes were tried."),
        _("Wait {seconds} seconds, then try once more. Nothing is lost."),
    ),
    "too fast": (
        _("This device sends faster than the hall can read."),
        _("What you wrote waits here, and leaves by itself in {seconds} seconds."),
    ),
    "helper unknown": (
        _("The person who writes for you has not joined this hall."),
        _("They join first, then you."),
    ),
    "participant unknown": (
        _("This device has not joined this hall."),
        _("Join it again; what you wrote waits on this device."),
    ),
    "participant erased": (
        _("You asked that all that was yours here be erased, and it was."),
        _("To take part again, join as somebody new."),
    ),
    "room full of notes": (
        _("This hall holds {limit} notes already, and takes no more."),
        _("What you wrote stays on this device. Speak to the facilitator."),
    ),
    "room full of participants": (
        _("{limit} people have joined this hall already, and it takes no more."),
        _("Speak to the facilitator."),
    ),
    "question not asked here": (
        _("This question is not asked in this hall."),
        _("Load the page again; what you wrote stays on this device."),
    ),
    "note unknown": (
        _("This note is not among yours here."),
        _("Load the page again; what you wrote stays on this device."),
    ),
    "note revealed": (
        _("This question was revealed at {at}: its notes are being read and can no longer change."),
        _("Your note stays as it was. You can write another one."),
    ),
    "participant erased by themselves": (
        _("This person had all that was theirs erased: there is nothing left to set aside or to bring back."),
        _("Nothing was changed."),
    ),
    "note erased": (
        _("This note was erased at the request of whoever wrote it: its words are gone."),
        _("It cannot come back."),
    ),
    "note sealed": (
        _("These words are their author's alone: they were taken back before the question was revealed."),
        _("They cannot be brought back by somebody else."),
    ),
    "note taken back": (_("You took this note back."), _("Write it as a new note.")),
    "message too long": (
        _("This device sent too much at once."),
        _("It is to send {limit} acts at a time at most; nothing is lost."),
    ),
    "act unknown": (
        _("This page asked for something that the hall does not know (“{kind}”)."),
        _("Load the page again; what you wrote waits on this device."),
    ),
    "act against another": (
        _("This was already done in another way by somebody else."),
        _("Look at what stands now, then do it again if it is still needed."),
    ),
    # The command line
    "address taken": (
        _("The site cannot listen at {host}, port {port}: {reason}."),
        _("Stop what uses that port, or choose another with --port (or PORT)."),
    ),
    "territory unknown": (_("There is no territory “{slug}” here. There are: {known}."), _("Check its short address.")),
    "territory not empty": (
        _("The territory “{slug}” holds other things already."),
        _("Give the short address of an empty territory, or a new one. Nothing was changed."),
    ),
    "folder not of a territory": (
        _("“{file}” is not from an export of a territory: {reason}."),
        _("Give the folder that “spirale export” wrote."),
    ),
    "folder not empty": (
        _("The folder “{folder}” is not empty."),
        _("Give a new folder: nothing is ever written over. Nothing was changed."),
    ),
    "identifier elsewhere": (
        _("The {kind} {id} is already in another territory."),
        _("Take the folder back into the territory it came from. Nothing was changed."),
    ),
    "group unknown": (_("There is no group “{name}” in this territory. There are: {known}."), _("Check its name.")),
    "campaign unclear": (
        _("It is not said which campaign the workshop belongs to. There are: {known}."),
        _("Name one with --campaign."),
    ),
    "workshop unclear": (
        _("It is not said which workshop of “{name}” the notes belong to. There are: {known}."),
        _("Give its identifier with --workshop, or the title of a new one with --title."),
    ),
    "workshop unknown": (_("There is no workshop {id} in this territory."), _("Check its identifier.")),
    "database silent": (
        _("The database does not answer: {reason}."),
        _("Start it, or mend SPIRALE_DATABASE; “spirale doctor” says more."),
    ),
    "fault of ours": (
        _("Spirale failed, and it is its own fault ({error})."),
        _("Nothing was written. Set SPIRALE_DEBUG=1 and run it again to see where, and tell us."),
    ),
    "part missing": (_("{part} is missing from this installation."), _("Run “spirale doctor” to see what is.")),
    # The floor and pledges
    "speaker missing": (_("It is not said who speaks."), _("Choose somebody, or write a name.")),
    "participant of another workshop": (_("This person is not in this workshop."), _RELOAD),
    "floor given meanwhile": (
        _("Somebody else gave the floor to {speaker} at the same moment."),
        _("Nothing was changed. End that turn, or give the floor again."),
    ),
    "action unknown": (
        _("This action is not in this workshop."),
        _("Choose another one of the short list."),
    ),
    "action empty": (_("There is no word in this action."), _("Say in a few words what would be done.")),
    "action dropped": (
        _("“{title}” is no longer on the short list."),
        _("Choose another action, or ask the facilitator to bring it back."),
    ),
    "note not to be read": (
        _("This note cannot be chosen: it is not revealed yet, or was withdrawn."),
        _("Reveal its question first, or choose another note."),
    ),
    "pledge empty": (_("It is not said what is brought."), _("Write in a few words what you bring.")),
    "pledge too long": (
        _("This is longer than {limit} characters."),
        _("Say it shorter: the rest can be told when people meet."),
    ),
    "too many pledges": (
        _("You have made {limit} pledges already."),
        _("Withdraw one that you will not keep, then pledge again."),
    ),
    "pledge of somebody else": (_("This pledge is not yours."), _RELOAD),
    "pledge withdrawn by its author": (
        _("Whoever made this pledge took it back."),
        _("Only they can pledge again."),
    ),
    # Minutes
    "minutes missing": (
        _("This workshop has no minutes yet."),
        _("Draft them from the page of the minutes."),
    ),
    "minutes section unknown": (_("The minutes have no section “{section}”."), _RELOAD),
    "minutes changed meanwhile": (
        _("Somebody else worded this section while you were writing."),
        _("Both wordings are below: bring them together in yours, then keep it."),
    ),
    "minutes too long": (
        _("This section holds {length} characters; the most is {limit}."),
        _("Shorten it: nothing was lost, your wording is still in the box."),
    ),
    # Placing notes
    "not of this hall": (
        _("You do not take part in this hall any more."),
        _("Ask the facilitator to bring you back."),
    ),
    "note not here": (_("This note is not in this hall."), _RELOAD),
    "pile not here": (_("This group of notes is not in this hall."), _RELOAD),
    "note not revealed": (
        _("The notes of {question} are not revealed yet."),
        _("Wait until everybody may read them."),
    ),
    "question not revealed": (
        _("The notes of {question} are not revealed yet."),
        _("Reveal them, then deal them."),
    ),
    "nobody to deal to": (
        _("Nobody is here to receive the notes."),
        _("Have people join, or choose a table; then deal."),
    ),
    "note dealt twice": (_("A note was given twice to be dealt."), _RELOAD),
    "move already made": (_("This move was already sent, to another place."), _RELOAD),
    "place missing": (
        _("It is not said where the note goes."),
        _("Choose a code or a group; or put it back among the notes to place."),
    ),
    "one place at a time": (_("A note goes under a code or into a group, not both."), _("Choose one of them.")),
    "question grouped freely": (
        _("The notes of {question} are grouped freely, without the grid."),
        _("Put the note in a group, or make one."),
    ),
    "question grouped with the grid": (
        _("The notes of {question} are placed with the grid."),
        _("Choose a code, the more general one in doubt."),
    ),
    "pile of another question": (
        _("“{name}” groups the notes of another question."),
        _("Choose a group of this question, or make one."),
    ),
    "pile already made": (_("“{name}” was already made for another question."), _RELOAD),
    "pile without a name": (_("A group of notes needs a name."), _("Say in a few words what its notes share.")),
    "pile not empty": (
        _("“{name}” still holds notes ({notes})."),
        _("Move them first, then take the group away."),
    ),
    # Paper sheets
    "number not readable": (_("“{value}” is no number."), _("Write it in figures, as 12, or leave it out.")),
    "sheet unknown": (
        _("There is no paper sheet number {number} in this workshop; the last one is {last}."),
        _("Check the number at the top of the sheet, or leave the number out."),
    ),
    "sheet erased": (
        _("Whoever wrote on the paper sheet number {number} had everything of theirs erased."),
        _("Do not type its notes in."),
    ),
    "sheets printed again since": (
        _("These sheets were printed again since, with other codes."),
        _("Load the page again and print new ones."),
    ),
    "sheets out of range": (
        _("Between 1 and {limit} sheets can be printed at once."),
        _("Print them in several goes."),
    ),
    # Bundles of workshops
    "workshop not on this machine": (
        _("There is no workshop {id} here. The last ones are: {known}."),
        _("Take the identifier from the address of the workshop's page."),
    ),
    "bundle not readable": (
        _("This is not a bundle of a workshop ({reason})."),
        _("Take the file that “spirale workshop export” wrote; nothing was taken from this one."),
    ),
    "bundle cut short": (
        _("The bundle ends before its end: it was not copied whole."),
        _("Copy it again; nothing was taken from it."),
    ),
    "bundle too large": (
        _("The bundle is larger than {limit} MiB."),
        _("Nothing was taken from it. Ask whoever made it whether it is the right file."),
    ),
    "bundle of another kind": (
        _("The bundle does not hold a workshop ({kind})."),
        _("Take the file that “spirale workshop export” wrote."),
    ),
    "bundle of another version": (
        _("The bundle is written in version {version} of its form, which is not read here."),
        _("Use the same version of Spirale on both machines, then export again."),
    ),
    "bundle of a newer version": (
        _("The bundle holds what this version of Spirale does not know, or lacks what it needs ({what})."),
        _("Use the same version of Spirale on both machines, then export again."),
    ),
    "bundle not as signed": (
        _("The bundle is not what was signed: “{part}” was changed, or damaged on the way."),
        _("Nothing was taken from it. Copy it again from the machine that made it."),
    ),
    "bundle signed by unknown": (
        _("The bundle was signed by an installation that is not known here: {fingerprint}."),
        _(
            "On the machine that made it, “spirale doctor” says its fingerprint. If it is the same, import again"
            ' with --trust "{fingerprint}".'
        ),
    ),
    "bundle signed by another": (
        _("The bundle was signed by {fingerprint}, not by {trusted}."),
        _("Nothing was taken from it. Compare with what “spirale doctor” says on the machine that made it."),
    ),
    "bundle row not readable": (
        _("The part “{part}” of the bundle cannot be read ({reason})."),
        _("Nothing was taken from it. Use the same version of Spirale on both machines, then export again."),
    ),
    "bundle contradicts": (
        _("The part “{part}” of the bundle says something else than what is here ({what})."),
        _("Nothing was taken from it. See which of the two is right before going on."),
    ),
    "territory has another identifier": (
        _("There is another territory at {slug} already."),
        _("To bring the workshop into it, import again with --territory {slug}."),
    ),
    # The agenda
    "agenda unknown": (_("There is no agenda of this kind to start from."), _("Choose one of those that are offered.")),
    "agenda lacks its questions": (
        _("This agenda asks questions that the campaign does not ask yet: {codes}."),
        _("Add them to the campaign, then choose the agenda again."),
    ),
    "agenda too long": (
        _("An agenda holds {limit} steps at most."),
        _("Take off a step that is no longer needed."),
    ),
    "minutes out of range": (
        _("A step lasts a whole number of minutes, from 1 to {limit}."),
        _("Say how many minutes it may take."),
    ),
    "step is running": (
        _("“{title}” is the step that runs now."),
        _("Go to another step first."),
    ),
    "step kind unknown": (
        _("“{kind}” is not a kind of step."),
        _("Choose one of those that are offered."),
    ),
    "step not running": (
        _("This step does not run any more: somebody else has moved on."),
        _("The page shows the step that runs now."),
    ),
    "step was lived": (
        _("“{title}” was lived already, and the minutes tell of it."),
        _("Leave it out, if it is not to be lived again."),
    ),
    "step without title": (_("The step has no title."), _("Give it one in a few words.")),
}

"""What is said in a workshop: its notes, its hall, its agenda, the floor, pledges, minutes."""

from typing import Final

from spirale.pages.sentences.marking import Sentences
from spirale.pages.sentences.marking import mark as _

_RELOAD: Final = _("Load the page again to see where things stand.")
_DATE_FORMS: Final = _("Write it as 2026-11-22 or 2026-11-22 18:30.")

SENTENCES: Final[Sentences] = {
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
}

"""What is said of a synthesis: its ideas and sentences, the engine, and the words of a language model."""

from typing import Final

from spirale.pages.sentences.marking import Sentences
from spirale.pages.sentences.marking import mark as _

SENTENCES: Final[Sentences] = {
    "title is missing": (_("The synthesis has no title."), _("Write one: it will stand at the top of the page.")),
    "synthesis without a question": (_("No question is chosen."), _("Choose at least one.")),
    "question not of this campaign": (
        _("One of these questions belongs to another campaign."),
        _("Choose among this one’s."),
    ),
    "question not of this synthesis": (_("This question is not one of this synthesis."), _("Load the page again.")),
    "group not of this territory": (_("This group belongs to another territory."), _("Choose one of this territory.")),
    "idea is gone": (
        _("Somebody merged or removed this idea meanwhile."),
        _("Nothing was changed: look at the page as it stands now."),
    ),
    "nothing chosen": (_("Nothing is ticked."), _("Tick at least one note, then choose what to do with it.")),
    "criterion is not there any more": (
        _("A note you ticked stands elsewhere now."),
        _("Nothing was changed: look at the page as it stands now."),
    ),
    "criterion would stand nowhere": (
        _("This note stands under this idea only."),
        _("Move it to another, or set it aside with a reason: no voice is dropped."),
    ),
    "ideas of different questions": (
        _("These notes or ideas answer different questions, which are kept apart."),
        _("A sentence may join them instead."),
    ),
    "merge needs two ideas": (_("Merging needs at least two ideas."), _("Tick another one.")),
    "wording is empty": (_("The wording is empty."), _("Write it in a few words.")),
    "wording is too long": (_("This is longer than {longest} characters."), _("Say it shorter.")),
    "wording is the same": (_("This is the wording that already stands."), _("Write it otherwise, or leave it.")),
    "nothing by this name in the synthesis": (
        _("This sentence or idea is not in this version."),
        _("Load the page again."),
    ),
    "sentence is empty": (_("The sentence is empty."), _("Write it, or leave the page.")),
    "sentence is gone": (_("Somebody removed this sentence meanwhile."), _("What you wrote is still in the box.")),
    "sentence changed meanwhile": (
        _("{by} saved another wording meanwhile."),
        _("Both are below: nothing is lost. Keep one, or write a third."),
    ),
    "frame is gone": (
        _("The engine took this frame back meanwhile."),
        _("Nothing was changed: look at the page as it stands."),
    ),
    "frame is empty": (
        _("Nothing is written in the frame yet."),
        _("Write on both sides of its words, in the group’s own."),
    ),
    "wording is gone": (_("These words of the model are gone."), _("Ask again, or write your own.")),
    "engine is busy": (_("The engine is at work on this synthesis."), _("Wait until it has finished, then ask again.")),
    "no language model": (
        _("No language model is plugged in here, or it changed meanwhile."),
        _("Write the words yourself."),
    ),
    "model.address": (_("The address of the language model cannot be used."), _("Tell who runs this site.")),
    "model.late": (
        _("The language model took too long."),
        _("Nothing was changed: ask again later, or write the words yourself."),
    ),
    "model.unreachable": (_("The language model does not answer."), _("Nothing was changed: tell who runs this site.")),
    "model.key": (_("The language model refuses the key of this site."), _("Tell who runs it.")),
    "model.failed": (_("The language model said that something went wrong on its side."), _("Ask again later.")),
    "model.elsewhere": (
        _("The language model wanted to send the words elsewhere: they were not."),
        _("Tell who runs this site."),
    ),
    "model.too_much": (_("The language model answered far too much."), _("Nothing of it was kept.")),
    "model.garbled": (_("What the language model answered cannot be read."), _("Nothing of it was kept.")),
    "model.silent": (_("The language model answered nothing."), _("Write the words yourself.")),
    "nothing to undo": (_("There is nothing of yours to undo."), ""),
    "nothing to redo": (_("There is nothing to do again."), ""),
    "validation is missing": (
        _("Say who validated this synthesis, and how: for instance the group, at its second meeting."),
        "",
    ),
    "criteria wait": (
        _("{count} notes that came in since stand nowhere yet."),
        _("Bring them in first: no voice is left out."),
    ),
    "synthesis holds nothing": (_("There is nothing to freeze yet: no note answers these questions."), ""),
    "sentence without ideas": (
        _("The sentence “{sentence}” says no idea."),
        _("Link at least one to it, or remove it."),
    ),
}

"""What is said of files, tables and the command line."""

from typing import Final

from spirale.pages.sentences.marking import Sentences
from spirale.pages.sentences.marking import mark as _

_SAVE_AS_UTF8: Final = _("Save the file again as “CSV UTF-8” from your spreadsheet, or as XLSX.")

SENTENCES: Final[Sentences] = {
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
}

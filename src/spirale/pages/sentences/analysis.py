"""What is said of the grid, criteria, codes, ideas and the synthesis."""

from typing import Final

from spirale.pages.sentences.marking import Sentences
from spirale.pages.sentences.marking import mark as _

_RECHECK: Final = _("Take the file from where it was published, or ask whoever froze the synthesis.")

SENTENCES: Final[Sentences] = {
    # The grid
    "code malformed": (
        _("“{code}” is not a code (character {position})."),
        _("A code is written like A, A01, A01-11, A01/P15 or A01/P15/k."),
    ),
    "day unreadable": (
        _("“{value}” is not a day."),
        _("Write the year, the month and the day, as in 2026-03-21, or leave it empty."),
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
    # Work shared between machines
    "cluster gone": (
        _("The scheduler that shares the work out is gone ({address})."),
        _("Start it again, then the work; what was read is kept."),
    ),
    "cluster not installed": (
        _("What shares work between machines is not installed here."),
        _("Install {package}, or work on this machine alone."),
    ),
    "cluster out of reach": (
        _("No scheduler answers at “{address}”: {reason}"),
        _("Start it with “dask scheduler”, or mend the address."),
    ),
    "cluster without workers": (
        _("No worker is there to do the work shared out at {address}."),
        _("Start some with “dask worker” and the address, then the work again."),
    ),
    "engine address unknown": (
        _("“{address}” is not where work can be shared."),
        _("Give cores, cores:4 or tcp://machine:8786; nothing, to work in this process."),
    ),
    "work ends its workers": (
        _("Several workers ended one after the other on the same piece of work."),
        _("See whether they have memory enough, then start the work again."),
    ),
    "worker of another kind": (
        _("A worker has {worker}, and this machine {here}: what they compute would not be the same."),
        _("Install the same versions on all machines; for two kinds of processor, see the guide to sharing the work."),
    ),
    # Ideas, synthesis and trace
    "ideas.joined_and_parted": (
        _("The criteria {left} and {right} were parted, and are together by others that were joined."),
        _("Part them from those too, or join them."),
    ),
    "ideas.same_id": (_("Two criteria bear the same identifier ({id})."), _("Give each its own.")),
    "ideas.vectors": (
        _("There are {criteria} criteria and {vectors} vectors."),
        _("Give one vector for each criterion."),
    ),
    "link to nothing": (_("A link leads to {kind} {id}, which is not there."), _RECHECK),
    "node not in the trace": (_("{kind} {id} is not in this synthesis."), _RECHECK),
    "relation unknown": (_("“{relation}” is not a kind of link."), _("Kinds of links are: {expected}.")),
    "summary.no_place": (_("A summary of {places} ideas was asked for."), _("Ask for one idea at least.")),
    "synthesis.both_placed_and_set_aside": (_("The criterion {id} is both in an idea and set aside."), _RECHECK),
    "synthesis.idea_in_itself": (_("The idea {id} stands inside itself."), _RECHECK),
    "synthesis.idea_miscounted": (_("The idea {id} says {said} and holds {counted}."), _RECHECK),
    "synthesis.inputs_differ": (_("The notes are not those the synthesis was made from."), _RECHECK),
    "synthesis.ledger_differs": (_("The ledger of {of} does not say what the synthesis holds."), _RECHECK),
    "synthesis.ledger_open": (_("The ledger of {of} does not close: something is not accounted for."), _RECHECK),
    "synthesis.not_ours": (_("This is not a synthesis frozen by Spirale."), _RECHECK),
    "synthesis.open_path": (
        _("{kind} {id} leads to no note."),
        _(
            "See that each sentence says an idea that holds notes. "
            "If this is a file, take it from where it was published."
        ),
    ),
    "synthesis.other_engine": (
        _("The ideas were proposed by {kept}; here is {here}."),
        _("Install that version to compute them again."),
    ),
    "synthesis.other_inputs": (_("These are not the notes the ideas were proposed from."), _RECHECK),
    "synthesis.replay_differs": (_("Computed again, the ideas are not the same."), _RECHECK),
    "synthesis.same_id": (_("Two {kind} bear the same identifier ({id})."), _RECHECK),
    "synthesis.unknown": (_("The synthesis speaks of {kind} {id}, which it does not hold."), _RECHECK),
    "synthesis.wording_from_elsewhere": (_("The wording of the idea {id} comes from none of its criteria."), _RECHECK),
}

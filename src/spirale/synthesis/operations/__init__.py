"""What may be done in this room; each act is one transaction, tells the journal once, and may be repeated."""

from spirale.synthesis.operations.asides import look_at_arrivals, set_aside, take_back
from spirale.synthesis.operations.beginning import begin_synthesis, rename_synthesis
from spirale.synthesis.operations.frames import propose_frames_for, refuse_frame
from spirale.synthesis.operations.freezing import freeze_synthesis, publish, unpublish
from spirale.synthesis.operations.grouping import (
    copy_criteria,
    make_idea,
    merge_ideas,
    move_criteria,
    order_ideas,
    remove_copies,
    remove_idea,
    rename_idea,
    split_idea,
)
from spirale.synthesis.operations.proposing import ask_engine, gather_arrivals, propose_ideas_for
from spirale.synthesis.operations.rivals import hide_rival_wording, propose_rival_wording, show_rival_wording
from spirale.synthesis.operations.sentences import (
    link_ideas,
    order_sentences,
    remove_sentence,
    unlink_ideas,
    write_sentence,
)
from spirale.synthesis.operations.undoing import redo, undo_last
from spirale.synthesis.operations.wordings import ask_wording, refuse_wording, write_wording_for

__all__ = [
    "ask_engine",
    "ask_wording",
    "begin_synthesis",
    "copy_criteria",
    "freeze_synthesis",
    "gather_arrivals",
    "hide_rival_wording",
    "link_ideas",
    "look_at_arrivals",
    "make_idea",
    "merge_ideas",
    "move_criteria",
    "order_ideas",
    "order_sentences",
    "propose_frames_for",
    "propose_ideas_for",
    "propose_rival_wording",
    "publish",
    "redo",
    "refuse_frame",
    "refuse_wording",
    "remove_copies",
    "remove_idea",
    "remove_sentence",
    "rename_idea",
    "rename_synthesis",
    "set_aside",
    "show_rival_wording",
    "split_idea",
    "take_back",
    "undo_last",
    "unlink_ideas",
    "unpublish",
    "write_sentence",
    "write_wording_for",
]

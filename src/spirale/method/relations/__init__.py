"""Frames for sentences: which two ideas hold together, and how. The words are left to people."""

from spirale.method.relations.connectives import (
    EMPTY_FRAMES,
    RELATIONS,
    Connective,
    Relation,
    connectives_in,
    empty_frame,
)
from spirale.method.relations.proposing import FRAMES_VERSION, Frame, Reason, propose_frames

__all__ = [
    "EMPTY_FRAMES",
    "FRAMES_VERSION",
    "RELATIONS",
    "Connective",
    "Frame",
    "Reason",
    "Relation",
    "connectives_in",
    "empty_frame",
    "propose_frames",
]

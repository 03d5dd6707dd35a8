"""A synthesis, or a proposal, as the only bytes it can have; read back, and made again from what it says of itself."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spirale.method.ideas import ENGINE_VERSION, NO_EDITS, Edits, Ledger, Proposal, Said, propose_ideas
from spirale.method.ideas.values import Counts, digest_of_inputs
from spirale.method.problems import Problem
from spirale.method.synthesis.document import Criterion, Document, Note, Placement, Sentence, WordedIdea
from spirale.method.text import canonical_json, digest_of

FORM: Final = "spirale-synthesis-1"
_MAY_BE_TOLD: Final = frozenset({"frame", "model", "on", "territory", "by_territory"})
_COUNTS: Final = tuple(Counts.__annotations__)


def freeze(document: Document) -> bytes:
    """Write a synthesis as the only bytes it can have: canonical JSON."""
    return canonical_json(_plain(document))


def digest(document: Document) -> str:
    """Give the SHA-256 of the frozen synthesis, in hexadecimal."""
    return digest_of(_plain(document))


def thaw(frozen: bytes) -> Document:
    """Read a frozen synthesis back. Raises Problem `synthesis.not_ours` when it is not one."""
    try:
        plain = json.loads(frozen)
        if plain.pop("form") != FORM:
            raise Problem("synthesis.not_ours")
        return Document(
            **{
                **plain,
                "questions": tuple(plain["questions"]),
                "ideas": tuple(
                    WordedIdea(**{**idea, **{name: _pairs(idea[name]) for name in _COUNTS if name in idea}})
                    for idea in plain["ideas"]
                ),
                "sentences": tuple(Sentence(**{**one, "ideas": tuple(one["ideas"])}) for one in plain["sentences"]),
                "notes": tuple(Note(**one) for one in plain["notes"]),
                "criteria": tuple(Criterion(**one) for one in plain["criteria"]),
                "placements": tuple(Placement(**one) for one in plain["placements"]),
                "set_aside": _pairs(plain["set_aside"]),
                "notes_set_aside": _pairs(plain["notes_set_aside"]),
                "ledger": _thawed_ledger(plain["ledger"]),
                "ledger_of_notes": _thawed_ledger(plain["ledger_of_notes"]),
            }
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Problem("synthesis.not_ours") from error


def freeze_proposal(proposal: Proposal) -> bytes:
    """Write a proposal as the only bytes it can have."""
    return canonical_json(asdict(proposal))


def replay(
    proposal: Proposal, said: Sequence[Said], vectors: NDArray[np.float32], *, edits: Edits = NO_EDITS
) -> Proposal:
    """Make a proposal again from its criteria, version and seed, and hold it against what was kept.

    Raises Problem `synthesis.other_engine`, `synthesis.other_inputs` or `synthesis.replay_differs`.
    """
    if proposal.engine != ENGINE_VERSION:
        raise Problem("synthesis.other_engine", kept=proposal.engine, here=ENGINE_VERSION)
    if proposal.inputs != digest_of_inputs(said):
        raise Problem("synthesis.other_inputs")
    again = propose_ideas(said, vectors, seed=proposal.seed, edits=edits)
    if freeze_proposal(again) != freeze_proposal(proposal):
        raise Problem("synthesis.replay_differs")
    return again


def _plain(document: Document) -> dict[str, Any]:
    """Give a synthesis as plain values, without what may be told of a note, an idea or a sentence and is not.

    Documents frozen before it could be told have the bytes that they had.
    """
    plain: dict[str, Any] = {"form": FORM, **asdict(document)}
    for kind in ("notes", "ideas", "sentences"):
        plain[kind] = [
            {name: value for name, value in one.items() if value or name not in _MAY_BE_TOLD} for one in plain[kind]
        ]
    return plain


def _pairs(listed: Sequence[Sequence[Any]]) -> tuple[Any, ...]:
    return tuple(tuple(pair) for pair in listed)


def _thawed_ledger(plain: Mapping[str, Any]) -> Ledger:
    return Ledger(**{**plain, "set_aside": _pairs(plain["set_aside"])})

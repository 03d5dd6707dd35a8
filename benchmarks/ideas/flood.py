"""A thousand copies and a thousand variations of one note: what changes besides its own count.

    python -m benchmarks.ideas.flood DATA_FOLDER

For some notes of each set (answers, titles, comments), the note comes back a thousand times as it is, then a thousand
times with its words changed: a frame before or after, a word left out, doubled or misspelt, words or parts in another
order. The note's own group writes them, on a later day than all the rest; then again with no day told. Prints, over all
floods: ideas of others that are no more and those that are new, headings of others that are no more, places of the
summary that went to another idea, and which share of the flood went to the idea of the note.

Ends with 2 when copies change anything, or variations that come later change an idea of others or a place.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.ideas.texts import Block, corpora, vectors_of
from benchmarks.open_data import asking_for_data
from spirale.method.ideas import Proposal, Said, propose_ideas
from spirale.method.summary import summarise

_TIMES = 1000
_FLOODED = 6
_GROUPS = 12
_PLACES = 7
_FRAMES = (
    "{}", "Je pense que {}", "{} svp", "Il faut dire : {}", "{} !!!", "Pour moi, {}", "{} (important)", "Oui, {}",
    "A mon avis {}", "{} merci", "Encore une fois : {}", "I think {}", "{} please", "Really, {}",
)  # fmt: skip


def main(folder: Path) -> int:
    is_kept = True
    print(
        f"{'':10}{'flood':30}{'notes flooded':>14}{'ideas lost':>12}{'new':>6}{'of':>8}"
        f"{'headings':>10}{'places':>8}{'joined':>8}"
    )
    for name, blocks in corpora(folder).items():
        block = max(blocks, key=lambda one: len(one.texts))
        for kind, made, on in (
            ("copies", _copies, "2026-02-01"),
            ("variations, later", _variations, "2026-02-01"),
            ("variations, no day told", _variations, ""),
        ):
            found = np.sum([_flood(block, place, made, on) for place in _chosen(block)], axis=0)
            lost, new, ideas, headings, places, joined = found.tolist()
            share = joined / _FLOODED / _TIMES
            print(
                f"{name:10}{kind:30}{_FLOODED:>14}{lost:>12}{new:>6}{ideas:>8}{headings:>10}{places:>8}{share:>8.2f}",
                flush=True,
            )
            is_kept &= not (lost or new or places) or not on
    return 0 if is_kept else 2


def _chosen(block: Block) -> list[int]:
    return np.linspace(3, len(block.texts) - 4, _FLOODED).astype(int).tolist()


def _flood(
    block: Block, place: int, made: Callable[[str, np.random.Generator], list[str]], on: str
) -> tuple[int, int, int, int, int, int]:
    """Flood one note; give ideas of others lost, new, and before; headings lost; places changed; floods that joined."""
    day = "2026-01-01" if on else ""
    said = [Said(f"n{index:05}", text, f"group {index % _GROUPS}", on=day) for index, text in enumerate(block.texts)]
    flood = [
        Said(f"z{index:05}", text, said[place].group, on=on)
        for index, text in enumerate(made(block.texts[place], np.random.default_rng(place)))
    ]
    vectors = np.vstack([block.vectors, vectors_of([one.text for one in flood])])
    before = propose_ideas(said, block.vectors, seed=1)
    after = propose_ideas([*said, *flood], vectors, seed=1)
    mine = said[place].id
    ideas, left = _ideas(before, 0), _ideas(after, 0)
    own = next(members for members in ideas if mine in members)
    others = [members for members in ideas if mine not in members]
    lost = sum(members not in left for members in others)
    new = sum(bool(members) and members not in ideas and not members & own for members in left)
    tops, still = _ideas(before, 1), _ideas(after, 1)
    headings = sum(members not in still for members in tops if mine not in members)
    joined = sum(
        sum(member.startswith("z") for member in idea.members)
        for idea in after.ideas
        if not idea.height and own & set(idea.members)
    )
    return lost, new, len(others), headings, _changed(mine, said, before, [*said, *flood], after), joined


def _ideas(proposal: Proposal, height: int) -> set[frozenset[str]]:
    """Give the members of ideas or of headings, those of the flood left aside."""
    return {
        frozenset(member for member in idea.members if not member.startswith("z"))
        for idea in proposal.ideas
        if bool(idea.height) == bool(height)
    }


def _changed(mine: str, said: Sequence[Said], before: Proposal, flooded: Sequence[Said], after: Proposal) -> int:
    """Count the places of the summary that went to another idea; that of the note flooded stays its own."""
    places = []
    for criteria, proposal in ((said, before), (flooded, after)):
        members = {idea.id: idea.members for idea in proposal.ideas}
        chosen = summarise(criteria, proposal.ideas, places=_PLACES).places
        held = [members[place.idea] for place in chosen]
        places.append({"its own" if mine in ids else tuple(one for one in ids if one[0] != "z") for ids in held})
    return len(places[0] - places[1])


def _copies(text: str, _chance: np.random.Generator) -> list[str]:
    return [text] * _TIMES


def _variations(text: str, chance: np.random.Generator) -> list[str]:
    """Write a text in other words a thousand times, no two alike."""
    made: dict[str, None] = {}
    while len(made) < _TIMES:
        words = text.split()
        for _ in range(int(chance.integers(0, 3))):
            at = int(chance.integers(0, len(words)))
            match int(chance.integers(0, 5)):
                case 0 if len(words) > 3:
                    del words[at]
                case 1:
                    words.insert(at, words[at])
                case 2 if len(words[at]) > 4:
                    cut = int(chance.integers(1, len(words[at]) - 1))
                    words[at] = words[at][:cut] + words[at][cut + 1 :]
                case 3 if len(words) > 3:
                    words[at - 1], words[at] = words[at], words[at - 1]
                case _:
                    words = [*words[at:], *words[:at]] if len(words) > 8 else words
        told = _FRAMES[int(chance.integers(0, len(_FRAMES)))].format(" ".join(words))
        made.setdefault(told if told not in made else f"{told} {len(made)}", None)
    return list(made)


if __name__ == "__main__":
    sys.exit(main(asking_for_data(__doc__).parse_args().folder))

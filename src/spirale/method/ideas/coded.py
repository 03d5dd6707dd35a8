"""What the codes that people decided say of ways of saying: which are of one component, which of other dimensions."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from spirale.method.grid import parse_code
from spirale.method.ideas.background import Background
from spirale.method.ideas.space import MOST_OF_CODE, WEIGHT_OF_STANCE


def components_of(codes: Iterable[str]) -> tuple[str, ...]:
    """Give the components of codes, each once, in their order (`A10`, `D`); "" is none.

    Raises Problem `code malformed`.
    """
    return tuple(sorted({parse_code(code).component_code for code in codes if code}))


def dimension_of(components: Sequence[str]) -> str:
    """Give the dimension that codes agree on, "" where they do not or there are none."""
    found = {name[0] for name in components}
    return found.pop() if len(found) == 1 else ""


def dimensions_of(components: Sequence[Sequence[str]]) -> dict[int, str]:
    """Give the dimension of each place whose codes agree on one; a place coded in two is of neither."""
    return {place: found for place, names in enumerate(components) if (found := dimension_of(names))}


def shares_of(components: Sequence[Sequence[str]], background: Background, threshold: float) -> NDArray[np.float64]:
    """Give what to add to each row for two of one component to need no more likeness than chance gives in it.

    A column for each component c that two places or more share. Where n are of c, two of them that are alike as chance
    would give among n (`Background.chance`) reach the threshold: the square of a share is w = threshold − chance(n),
    from 0 to 0.3. A place of k components has each share divided by the root of k.
    """
    held = Counter(name for names in components for name in names)
    columns = [name for name in sorted(held) if held[name] > 1]
    shares = np.zeros((len(components), len(columns)))
    for column, name in enumerate(columns):
        needed = threshold - WEIGHT_OF_STANCE - background.chance(held[name])
        weight = np.sqrt(min(MOST_OF_CODE, max(0.0, needed)))
        for place, names in enumerate(components):
            if name in names:
                shares[place, column] = weight / np.sqrt(len(names))
    return shares

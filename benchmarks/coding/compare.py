"""Suggestions of labels and codes, measured on open French data. Every part prints its own figures.

    python -m benchmarks.coding.compare DATA_FOLDER [--part labels] [--titles 1200] [--draws 5]

Parts:

- labels: accuracy, macro F1 and calibration beside what the field uses, on titles of projects of Paris' participatory
  budget (11 themes) and titles of proposals of the Vrai Débat without accents (8 themes, the catch-all left out; a
  sample), with the names of the labels alone (none), with eight examples a label drawn at random (eight: the rest to
  test, over draws), and with four fifths (all: five folds).
- key: is "sure at 90 %" right nine times in ten when in doubt the more general code is suggested?
- speed: one suggestion among ten thousand decisions, and the learning of these.
- languages: the same notes in eight languages, learnt in French.

A rival has, for each set and setting, whichever of its own settings does best on the very texts it is tested on, which
nobody could know beforehand; Spirale has its defaults. Spirale reads the texts to label as well, all at once and
without their labels, as a workshop's criteria are there before they are coded; `alone` is without that.
"""

import sys
import warnings

from sklearn.exceptions import ConvergenceWarning

from benchmarks.coding import key, labels, languages, speed
from benchmarks.open_data import asking_for_data

PARTS = ("labels", "key", "speed", "languages")


def main() -> int:
    """Print the parts asked for; 2 if a target of one is not reached."""
    asked = asking_for_data(__doc__)
    asked.add_argument("--part", choices=PARTS, action="append", help="this part only; may be given again")
    asked.add_argument("--titles", type=int, default=1200, help="titles of the Vrai Débat to read")
    asked.add_argument("--draws", type=int, default=5, help="draws of eight examples a label")
    given = asked.parse_args()
    warnings.simplefilter("ignore", ConvergenceWarning)
    run = {
        "labels": lambda: labels.compare(given.folder, given.titles, given.draws),
        "key": lambda: key.measure(given.folder, given.titles, given.draws),
        "speed": lambda: speed.measure(given.folder),
        "languages": languages.measure,
    }
    is_reached = [run[part]() for part in PARTS if part in (given.part or PARTS)]
    return 0 if all(is_reached) else 2


if __name__ == "__main__":
    sys.exit(main())

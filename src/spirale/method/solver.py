"""The smallest sum of costs under conditions, over whole numbers or over any: put to HiGHS, in arrays.

HiGHS (Huangfu and Hall, 2018, Mathematical Programming Computation 10) branches, cuts and proves; what it gives is in
floating point, and whoever asks checks it in whole numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Final, Literal

import numpy as np
from highspy import Highs, HighsModelStatus, HighsStatus, MatrixFormat, ObjSense, SolutionStatus
from numpy.typing import NDArray
from scipy.sparse import csr_array

Numbers = NDArray[np.float64]
Settings = Mapping[str, bool | int | float | str]
# "best": nothing is smaller. "impossible": nothing holds. "left": the search was left before its end.
State = Literal["best", "impossible", "left"]

# Processors that share the branches of one search. The same number on every machine, for what is found where a search
# is left hangs on it; and the same in every search of a process, for HiGHS keeps the first it was given.
_PROCESSORS: Final = 2
_STATES: Final[Mapping[HighsModelStatus, State]] = {
    HighsModelStatus.kOptimal: "best",
    HighsModelStatus.kInfeasible: "impossible",
    HighsModelStatus.kUnboundedOrInfeasible: "impossible",
    HighsModelStatus.kTimeLimit: "left",
    HighsModelStatus.kSolutionLimit: "left",
    HighsModelStatus.kUnknown: "left",
}


@dataclass(frozen=True, slots=True)
class Conditions:
    """Sums over columns, each a row of `matrix`, with the limits of each sum and of each column; there is a column."""

    matrix: csr_array
    least: Numbers
    most: Numbers
    columns_least: Numbers
    columns_most: Numbers


@dataclass(frozen=True, slots=True)
class Found:
    """A number for each column, None where none was found; their sum of costs, and what no such sum goes below."""

    state: State
    values: Numbers | None
    value: float
    bound: float


class Solver:
    """Conditions as HiGHS keeps them: asked for other costs, it goes on from what it found for those before."""

    def __init__(self, conditions: Conditions, *, is_whole: bool, settings: Settings | None = None) -> None:
        self._is_whole = is_whole
        self._highs = Highs()  # type: ignore[no-untyped-call]
        house: Settings = {
            "output_flag": False,
            "threads": _PROCESSORS,
            "parallel": "on" if is_whole else "off",
            "mip_rel_gap": 0.0,
        }
        for name, value in {**house, **(settings or {})}.items():
            if self._highs.setOptionValue(name, value) != HighsStatus.kOk:
                raise ValueError(f"HiGHS knows no {name} of {value!r}")
        rows, columns = conditions.matrix.shape
        self._columns = np.arange(columns, dtype=np.int32)
        self._highs.passModel(
            columns,
            rows,
            conditions.matrix.nnz,
            int(MatrixFormat.kRowwise),
            int(ObjSense.kMinimize),
            0.0,
            np.zeros(columns),
            conditions.columns_least,
            conditions.columns_most,
            conditions.least,
            conditions.most,
            conditions.matrix.indptr,
            conditions.matrix.indices,
            conditions.matrix.data,
            np.full(columns, int(is_whole), dtype=np.int32),
        )

    def least(self, costs: Numbers) -> Found:
        """The numbers whose sum of costs is smallest. Raises ArithmeticError where HiGHS gives up."""
        self._highs.changeColsCost(len(self._columns), self._columns, costs)
        is_run = self._highs.run() != HighsStatus.kError
        status, told = self._highs.getModelStatus(), self._highs.getInfo()
        if not is_run or status not in _STATES:
            raise ArithmeticError(f"HiGHS gave up: {self._highs.modelStatusToString(status)}")
        if _STATES[status] == "impossible":
            return Found("impossible", None, inf, inf)
        is_found = told.primal_solution_status == SolutionStatus.kSolutionStatusFeasible
        return Found(
            _STATES[status],
            np.array(self._highs.getSolution().col_value) if is_found else None,
            told.objective_function_value,
            told.mip_dual_bound if self._is_whole else told.objective_function_value,
        )

    def falls(self) -> Numbers:
        """What a unit of each column adds at least to the sum just found, where any numbers may be: reduced costs."""
        return np.abs(self._highs.getSolution().col_dual)

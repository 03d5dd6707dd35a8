"""From one version of the grid to the next: what each code becomes, and what a person still has to decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spirale.method.grid.codes import Code, parse_code
from spirale.method.grid.grids import Grid
from spirale.method.grid.loading import read_rows
from spirale.method.problems import Problem, Problems


@dataclass(frozen=True, slots=True)
class Remapping:
    """What became of many codes: settled, to be decided by a person between several, and without any counterpart."""

    settled: Mapping[Code, Code]
    to_decide: Mapping[Code, tuple[Code, ...]]
    unknown: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class GridMapping:
    """Rules from the codes of one version to those of another; several targets are a person's choice to make."""

    rules: Mapping[Code, tuple[Code, ...]]
    target: Grid

    def apply(self, code: Code) -> tuple[Code, ...]:
        """Give what a code becomes: one code, or several between which a person decides.

        The most precise rules that cover the code speak (two that do not cover one another both do); what the code
        says beyond its rule is carried over. Where no rule speaks, a code the target still has stays itself.
        Raises Problem("code without a counterpart", code=, reached=) when any outcome is not in the target grid.
        """
        matching = [rule for rule in self.rules if rule.covers(code)]
        precise = [rule for rule in matching if not any(rule != other and rule.covers(other) for other in matching)]
        reached = dict.fromkeys(
            _carried(code, rule, target) for rule in sorted(precise, key=str) for target in self.rules[rule]
        )
        outcome = tuple(reached) or (code,)
        astray = [str(result) for result in outcome if not self.target.is_known(result)]
        if astray:
            raise Problem("code without a counterpart", code=str(code), reached=tuple(astray))
        return outcome

    def apply_all(self, codes: Iterable[Code]) -> Remapping:
        """Sort many codes into settled, to decide and unknown; every code that comes in is in one of the three."""
        settled: dict[Code, Code] = {}
        to_decide: dict[Code, tuple[Code, ...]] = {}
        unknown: list[Code] = []
        for code in dict.fromkeys(codes):
            try:
                outcome = self.apply(code)
            except Problem:
                unknown.append(code)
                continue
            if len(outcome) == 1:
                settled[code] = outcome[0]
            else:
                to_decide[code] = outcome
        return Remapping(settled, to_decide, tuple(unknown))


def load_mapping(text_or_bytes: str | bytes, target: Grid) -> GridMapping:
    """Read a mapping from CSV with the columns from_code, to_code; several rows for one code are a choice to make.

    Raises Problems: malformed codes, codes the target grid does not have, the same row twice, with row and column.
    """
    rules: dict[Code, list[Code]] = {}
    problems: list[Problem] = []
    try:
        for row, cells in read_rows(text_or_bytes, ("from_code", "to_code")):
            read: list[Code] = []
            for column in ("from_code", "to_code"):
                try:
                    code = parse_code(cells[column])
                    if column == "to_code":
                        target.check(code)
                    read.append(code)
                except Problem as problem:
                    problems.append(Problem(problem.code, row=row, column=column, **problem.parameters))
            if len(read) < 2:
                continue
            targets = rules.setdefault(read[0], [])
            if read[1] in targets:
                problems.append(Problem("rule twice", row=row, column="to_code", code=str(read[0])))
            targets.append(read[1])
    except Problem as problem:
        problems.append(problem)
    if problems:
        raise Problems(tuple(problems))
    return GridMapping({rule: tuple(targets) for rule, targets in rules.items()}, target)


def _carried(code: Code, rule: Code, target: Code) -> Code:
    """Put on the target what the code says beyond its rule; where the target already speaks, the target is right."""
    component, subobject = target.component, target.subobject
    if rule.component is None and component is None:
        component, subobject = code.component, code.subobject
    elif rule.component is not None and rule.subobject is None and component and subobject is None:
        subobject = code.subobject
    sense, detail = target.sense, target.sense_detail
    if rule.sense is None and sense is None:
        sense, detail = code.sense, code.sense_detail
    elif rule.sense is not None and rule.sense_detail is None and sense and detail is None:
        detail = code.sense_detail
    beneficiary = target.beneficiary or (code.beneficiary if rule.beneficiary is None else None)
    return Code(target.dimension, component, subobject, sense, detail, beneficiary)

"""What can be wrong with what people bring, as a code and its parameters; the faces turn it into a sentence."""

from collections.abc import Mapping


class Problem(Exception):
    """Something a person can mend. `code` names the sentence, `parameters` fill it in.

    A problem of a file carries `row` (counted from 1, the header being row 1) and `column` among its parameters.
    """

    code: str
    parameters: Mapping[str, object]

    def __init__(self, code: str, /, **parameters: object) -> None:
        self.code = code
        self.parameters = parameters
        details = ", ".join(f"{name}={value!r}" for name, value in parameters.items())
        super().__init__(f"{code} ({details})" if details else code)


class Problems(Exception):
    """Several problems found together, so that a person mends them in one go."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(str(problem) for problem in problems))

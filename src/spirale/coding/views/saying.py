from spirale.pages.problems import Problem


def sentence(problem: Problem) -> str:
    from spirale.pages.sentences import sentence as said

    return said(problem)

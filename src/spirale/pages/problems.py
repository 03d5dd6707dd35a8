"""The method's problems, for the faces that show them."""

from spirale.method.problems import Problem, Problems

__all__ = ["Problem", "Problems"]

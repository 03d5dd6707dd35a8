"""Suggesting codes, or any labels, from what people have decided so far: how sure, and why."""

from spirale.method.coding.suggester import Suggester
from spirale.method.coding.values import Example, Reason, Suggestion

__all__ = ["Example", "Reason", "Suggester", "Suggestion"]

"""A workshop taken out of one installation and brought into another, whole, signed, and as often as one likes."""

from spirale.workshops.bundles.bringing_in import BroughtIn, bring_in
from spirale.workshops.bundles.taking_out import KIND, take_out

__all__ = ["KIND", "BroughtIn", "bring_in", "take_out"]

"""Who may see and change the groups of a territory."""

import rules

from spirale.territories.rules import is_facilitator, is_reader

rules.add_perm("mobilisation.view", is_reader)
rules.add_perm("mobilisation.change", is_facilitator)

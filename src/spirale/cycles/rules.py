"""Who may see and change the plan of a territory."""

import rules

from spirale.territories.rules import is_facilitator, is_public, is_reader

rules.add_perm("cycles.view", is_public | is_reader)
rules.add_perm("cycles.view_questions", is_reader)
rules.add_perm("cycles.change", is_facilitator)

"""Who may do what in a workshop: readers see, facilitators write."""

import rules

from spirale.territories.rules import is_administrator, is_facilitator, is_reader

rules.add_perm("workshops.view", is_reader)
rules.add_perm("workshops.export", is_reader)
rules.add_perm("workshops.create", is_facilitator)
rules.add_perm("workshops.change", is_facilitator)
rules.add_perm("workshops.enter", is_facilitator)
rules.add_perm("workshops.lead", is_facilitator)
rules.add_perm("workshops.keep_minutes", is_facilitator)
rules.add_perm("workshops.carry", is_administrator)

"""Action sheets, choice criteria set beforehand, the resource bank, and the choice."""

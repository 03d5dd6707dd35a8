"""Commitments and partnerships, the charter, and the plan: what is done, by whom, by when, and what is late."""

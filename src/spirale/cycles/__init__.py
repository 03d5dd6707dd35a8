"""Cycles, phases, campaigns and questions: the one answer to what is open now."""

"""Territories, and who may do what in each."""

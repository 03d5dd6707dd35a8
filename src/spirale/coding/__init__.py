"""Grids, criteria, codings, and agreement between coders."""

"""Grids that come with Spirale, as CSV."""

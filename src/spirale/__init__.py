"""Spirale carries the SPIRAL method of co-responsibility, from the first note to actions evaluated together."""

__version__ = "0.1.0"

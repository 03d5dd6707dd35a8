"""Paired runs beside what the field uses, and measures of our own: `python -m benchmarks.ideas.compare DATA_FOLDER`."""

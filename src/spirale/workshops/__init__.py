"""Meetings of a group and the notes written there, word for word."""

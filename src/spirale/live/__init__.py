"""News of a space as it happens: server-sent events, fed by the journal."""

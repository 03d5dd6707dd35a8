"""The original demonstration territory, made through operations only."""

"""Layout, components, tokens, error pages: what every page shares."""

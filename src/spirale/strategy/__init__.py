"""Strategic axes: what creators, tools and public policies already do about the ideas of a synthesis."""

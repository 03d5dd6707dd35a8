"""Which actions to do with what is pledged: by criteria set beforehand, with reasons that anyone can check."""

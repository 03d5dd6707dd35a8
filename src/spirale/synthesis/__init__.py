"""Ideas, sentences, frozen syntheses, rival wordings."""

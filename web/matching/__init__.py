"""The matching inside the database: keys stored, candidates joined, pairs scored by the core, matches kept."""

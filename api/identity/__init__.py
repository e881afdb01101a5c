"""Identity data at rest: keys outside the database, sealed columns, a blind index."""

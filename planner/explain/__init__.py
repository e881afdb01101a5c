"""Why it is so: reasons for those left behind, and what binds."""

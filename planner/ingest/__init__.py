"""Files in, domain out: every bad cell is reported, and nothing is half-read."""

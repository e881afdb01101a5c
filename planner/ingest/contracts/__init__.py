"""Column contracts: what every table of a scenario holds, in one place for reading, writing and documenting."""

"""Scarce places and papers: one book for each, all asked before a trip gets its vehicle."""

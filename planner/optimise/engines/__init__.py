"""Compiled and library engines behind the optimiser's own types."""

"""Commands of the planner, mounted by the console script."""

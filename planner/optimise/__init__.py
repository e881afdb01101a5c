"""From shipments and offers to the trips that carry them, with bounds. The only room with solvers."""

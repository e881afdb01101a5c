"""Plans as durable jobs: a lease table, workers, and the child process in which the solver runs."""

"""From workers, heat and enterprise demand to the cohorts that are planned."""

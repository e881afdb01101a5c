"""Which ways of travelling come into question for each cohort, and what a seat on them costs at least."""

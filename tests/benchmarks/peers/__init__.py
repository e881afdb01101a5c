"""Other solvers on the coach work of a scenario, put through the product's own clocks, tables and verifier.

What is converted, and how:

- The work is that of the product's own routing: shipments (persons of a cohort from a pick-up place to a site, with
  windows), the distance matrix, one fleet. A shipment larger than a coach is cut into loads: full ones and a rest.
  Peers carry a load whole; the product may split where it likes. That is what the comparison is about.
- Every load is a pick-up and delivery pair. A vehicle of a peer is one coach trip: it starts at its first pick-up and
  ends at its last drop, pays the fixed price once and then by the kilometre, lasts no longer than the longest ride.
- Standing time counts once a place: driving from a place takes its dwell longer, driving within it takes none.
- A coach takes people up before it sets the first down (nobody boards later): from a site back to a pick-up is closed.
- Loads that a peer leaves out, or whose trip gets no clock from the timetable, are left behind in its plan.
"""

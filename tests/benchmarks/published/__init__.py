"""Solutions of public instances, scored without the product."""

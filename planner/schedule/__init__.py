"""From routed trips to clocks, vehicles, crews and seats."""

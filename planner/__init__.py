"""ReturnLine 返岗直通: plans how workers return to work, door to door."""

__version__ = "0.1.0"

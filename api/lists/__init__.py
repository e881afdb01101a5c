"""Lists of enterprises: read in a limited process, headers recognised, every cell judged, workers merged."""

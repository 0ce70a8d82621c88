"""A seeded week of AIS off Korea with its truth. A test bed with the situations that mislead detectors."""

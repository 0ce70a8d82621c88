"""A seeded week of AIS off Korea with its truth. A test bed: it holds the things that fool detectors."""

"""Measuring precision and recall on data with known truth: the simulator's hard weeks, and silence planted in real tracks."""

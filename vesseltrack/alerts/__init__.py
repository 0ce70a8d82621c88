"""Alerts over the nights: what became of each, and the verdicts people give on them."""

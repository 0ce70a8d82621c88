"""Alerts from night to night: the history of each, the verdicts analysts give on them, pruning, replay with other rules."""

"""Scores of events: the sum of named indicators, and an isolation forest that explains what is unusual."""

from vesseltrack.scoring.rules import ScoringRules

__all__ = ["ScoringRules"]

"""Scores: a table of named reasons, and a forest that says what it finds odd."""

from vesseltrack.scoring.rules import ScoringRules

__all__ = ["ScoringRules"]

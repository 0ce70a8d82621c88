"""What a detector is: a name, the kind of event it finds, its rules and its step."""

from dataclasses import dataclass

from vesseltrack.step import Rules, Step


@dataclass(frozen=True)
class Detector:
    """One thing to look for.

    Attributes:
        name: the file, the table, the settings section and the heading: one word everywhere.
        kind: what one of its events is called.
        rules: its rules, a frozen model whose defaults are ours.
        step: the step that fills its table.
    """

    name: str
    kind: str
    rules: type[Rules]
    step: Step

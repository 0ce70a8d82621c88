"""The JSON Schema of an alert: whatever type a column of alerts has, the schema has a type for it, or says which column has none."""

import pytest

from vesseltrack.errors import BadDeclaration
from vesseltrack.report.schema import property_of
from vesseltrack.schema import Column


@pytest.mark.parametrize(
    ("ours", "wanted"),
    [
        ("VARCHAR", {"type": ["string", "null"]}),
        ("BIGINT", {"type": ["integer", "null"]}),
        ("FLOAT", {"type": ["number", "null"]}),
        ("BOOLEAN", {"type": ["boolean", "null"]}),
        ("DATE", {"type": ["string", "null"], "format": "date"}),
        ("TIMESTAMP", {"type": ["string", "null"], "format": "date-time"}),
        ("VARCHAR[]", {"type": ["array", "null"], "items": {"type": "string"}}),
        ("BIGINT[]", {"type": ["array", "null"], "items": {"type": "integer"}}),
        (
            "STRUCT(cause VARCHAR, holds BOOLEAN)[]",
            {
                "type": ["array", "null"],
                "items": {
                    "type": "object",
                    "properties": {"cause": {"type": ["string", "null"]}, "holds": {"type": ["boolean", "null"]}},
                    "required": ["cause", "holds"],
                    "additionalProperties": False,
                },
            },
        ),
    ],
)
def test_a_column_of_any_type_is_described(ours, wanted):
    assert property_of(Column("length_m", ours, "of the ship")) == {"description": "of the ship", **wanted}


def test_a_type_that_json_lacks_is_said_with_its_column():
    with pytest.raises(BadDeclaration, match=r"alerts\.shape is BLOB"):
        property_of(Column("shape", "STRUCT(a BLOB)", "of the ship"))

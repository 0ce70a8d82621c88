"""Tells from a query's syntax tree that it returns no rows because tables it reads are empty, so that it need not be planned.

Planning a search's queries costs about a second of CPU however few the rows; in a small store, or one without a kind of event,
much of that is for tables that stay empty. The answer is on the safe side: a form of query not known here counts as one that
may return rows, such as an aggregate without groups, which returns a row of no rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from vesseltrack.engine.graph import macros, parsed, parser, sides_of, tables_read
from vesseltrack.engine.recall import recalled
from vesseltrack.store import Store, quoted

Empties = Callable[[str], bool]
"""Whether a table, given by name, is empty."""
Rule = str | tuple[str, list[Any]] | list[Any] | None
"""When a query returns no rows for sure: when a table is empty, when any or all of some rules hold, or never (``None``)."""


class EmptyTables:
    """Tells which tables are empty: asked of the store once each, unless a step said so when it made the table."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.known: dict[str, bool] = {}

    def __call__(self, table: str) -> bool:
        """Whether a table is empty, or what can be seen of it in the searched window."""
        if table not in self.known:
            self.known[table] = not self.store.one(f"SELECT EXISTS (FROM {quoted(table)})")[0]
        return self.known[table]


def surely_empty(select: str, is_empty: Empties) -> bool:
    """Whether a SELECT returns no rows for sure, given which tables are empty; it is parsed only if one it reads is."""
    return any(map(is_empty, tables_read(select))) and _holds(_rule_of(select), is_empty)


def _holds(rule: Rule, is_empty: Empties) -> bool:
    if rule is None or isinstance(rule, str):
        return rule is not None and is_empty(rule)
    kind, rules = rule
    return (any if kind == "any" else all)(_holds(one, is_empty) for one in rules)


@cache
def _rule_of(select: str) -> Rule:
    rule: Rule = recalled("empty", select, lambda: _of_query(parsed(select)[0]["node"], {}))
    return rule


def _any(rules: list[Rule]) -> Rule:
    """One of the rules holds."""
    some = _each_once(rule for rule in rules if rule is not None)
    return ("any", some) if len(some) > 1 else some[0] if some else None


def _all(rules: list[Rule]) -> Rule:
    """All of the rules hold."""
    some = _each_once(rules)
    return None if None in some else ("all", some) if len(some) > 1 else some[0]


def _each_once(rules: Iterable[Rule]) -> list[Rule]:
    """Without repetitions, which a CTE that is named often makes."""
    some: list[Rule] = []
    for rule in rules:
        if rule not in some:
            some.append(rule)
    return some


def _of_query(node: Mapping[str, Any], outer: Mapping[str, Rule]) -> Rule:
    """The rule of a query; ``outer`` holds the rules of the CTEs it may name."""
    ctes = dict(outer)
    for entry in node["cte_map"]["map"]:
        value = entry["value"]
        ctes[entry["key"]] = _of_query(value["query_node"] if "query_node" in value else value["query"]["node"], ctes)
    match node["type"]:
        case "SELECT_NODE":
            if not _keeps_none_none(node):
                return None
            return _any([_of_source(node["from_table"], ctes), *_of_condition(node["where_clause"], ctes)])
        case "SET_OPERATION_NODE":
            sides = [_of_query(side, ctes) for side in sides_of(node)]
            combined = {
                "EXCEPT": sides[0],
                "INTERSECT": _any(sides),
                "UNION": _all(sides),
                "UNION_BY_NAME": _all(sides),
            }
            return combined.get(node["setop_type"])
    return None


def _of_condition(condition: Mapping[str, Any] | None, ctes: Mapping[str, Rule]) -> list[Rule]:
    """Rules of a WHERE: each tells of one thing demanded by EXISTS or IN that no row meets."""
    if condition is None:
        return []
    if condition["type"] == "CONJUNCTION_AND":
        return [rule for part in condition["children"] for rule in _of_condition(part, ctes)]
    demanded = condition["class"] == "SUBQUERY" and condition["subquery_type"] in {"EXISTS", "ANY"}
    return [_of_query(condition["subquery"]["node"], ctes)] if demanded else []


def _keeps_none_none(node: Mapping[str, Any]) -> bool:
    """Whether a SELECT makes no rows of no rows: it aggregates by groups, or not at all."""
    if node["group_expressions"]:
        return all(node["group_sets"])
    if node["aggregate_handling"] == "FORCE_AGGREGATES":  # GROUP BY ALL: by what is not aggregated
        return any(column["class"] == "COLUMN_REF" for column in node["select_list"])
    return node["having"] is None and not _may_aggregate([node["select_list"], node["qualify"], node["modifiers"]])


def _of_source(source: Mapping[str, Any], ctes: Mapping[str, Rule]) -> Rule:
    """The rule of what stands behind FROM."""
    match source["type"]:
        case "BASE_TABLE":
            name = source["table_name"]
            return ctes[name] if name in ctes else str(name)
        case "SUBQUERY":
            return _of_query(source["subquery"]["node"], ctes)
        case "JOIN" if source["ref_type"] != "POSITIONAL":
            left, right = _of_source(source["left"], ctes), _of_source(source["right"], ctes)
            either, both = _any([left, right]), _all([left, right])
            combined = {"INNER": either, "SEMI": either, "LEFT": left, "ANTI": left, "RIGHT": right, "FULL": both}
            return combined.get(source["join_type"])
        case "TABLE_FUNCTION" if source["function"].get("function_name") in macros():
            return _rule_of(macros()[source["function"]["function_name"]][1])
    return None


@cache
def _scalar_functions() -> frozenset[str]:
    """Names of DuckDB's functions that are no aggregates, and ``unnest``, which it has no kind for."""
    kinds = parser().execute("SELECT function_name, function_type FROM duckdb_functions()").fetchall()
    aggregates = {name for name, kind in kinds if kind == "aggregate"}
    return frozenset(name for name, kind in kinds if kind == "scalar" and name not in aggregates) | {"unnest"}


def _may_aggregate(tree: Any) -> bool:
    """Whether an expression names an aggregate, a function that is not known, or a macro of ours of which that holds."""
    if isinstance(tree, list):
        return any(map(_may_aggregate, tree))
    if not isinstance(tree, dict):
        return False
    name = tree.get("function_name")
    if tree.get("class") == "FUNCTION" and name not in _scalar_functions() and _macro_may_aggregate(name):
        return True
    return any(map(_may_aggregate, tree.values()))


@cache
def _macro_may_aggregate(name: str) -> bool:
    return name not in macros() or _may_aggregate(parsed(macros()[name][1])[0]["node"]["select_list"])

#!/usr/bin/env python3
"""Rename the words of a vesseltrack tree by the tables in names.py and rules.py.

    rename.py TREE [--dry] [--report]

Works on the tracked files of a git work tree, by kind of token; moves files with git mv; says what it could not decide.
Idempotent: a second run changes nothing.
"""
from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tokenize
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from lexers import looks_sql, py_tokens, sql_pieces, string_body  # noqa: E402
from names import TABLES  # noqa: E402
from rules import DOTTED, FILES, LEFT_ALONE, PATCHES, PROSE, RULES, SCHEMA_MEANINGS, SKIP  # noqa: E402

BY_WORD = defaultdict(list)
for r in RULES:
    BY_WORD[r.old].append(r)
IDENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
UNDECIDED: Counter = Counter()


def new_word(word, kind, path, before="", after=""):
    """The new word for a token of some kind in some file, or the word itself."""
    if kind == "exact" and "report/page/" in path and "seen" not in path and path.endswith(".py"):
        return word  # keys of what the script reads
    for r in BY_WORD.get(word, ()):
        if kind in r.kinds and (r.files is None or r.files.search(path)) and (r.but is None or not r.but.search(path)):
            return r.new
    if word in BY_WORD and (word, kind) not in LEFT_ALONE:
        UNDECIDED[(word, kind, path)] += 1
    return word


NOT_OF_CTES = {"calls", "ends", "drawn", "places", "late", "ways", "pieces", "grid", "departures"}
"""Words for tables that are left where a query has a CTE of that name."""
KEYED_BY_NUMBER = {"fixes", "statics", "evidence", "ids", "late", "late_fixes", "searched_fixes", "stations", "judged_rows"}
KEYED_BY_VESSEL = {name for old, (new, cols) in TABLES.items() if "vessel_id" in cols.values() for name in (old, new)} - {"_EVENT"}


OF_RECEPTION = {"chances", "hearing", "hearings", "tries", "weather", "waters", "strengths", "ways"}


def of_numbers(text, path):
    """The path, marked where SQL reads only tables whose rows bear the number a ship sends under."""
    named = set(re.findall(r"\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+(\w+)", text))
    if "messages()" in text:
        named.add("fixes")
    mark = "#ssvid" if named & KEYED_BY_NUMBER and not named & KEYED_BY_VESSEL else ""
    mark += "#alerts" if named & {"alerts", "alert_states"} else ""
    mark += "#nights" if "nights" in named else ""
    mark += "#prunings" if named & {"prunings", "prunings_then"} else ""
    mark += "#reception/x.sql" if named & OF_RECEPTION and "reception/" not in path else ""
    return path + mark + ("#stations" if "#ssvid" in mark and "stations" in named and "judged_rows" not in named else "")


def sql_text(text, path, kind="sql"):
    """SQL with its identifiers renamed; comments by the rules of prose."""
    if kind != "sql" and "#" not in path:
        path = of_numbers(text, path)
    pieces = list(sql_pieces(text))
    ctes = set(re.findall(r"(?:\bWITH|\),)\s+([a-z_]+)\s+AS\s+(?:MATERIALIZED\s+)?\(", text))
    out = []
    last = ""
    for n, (k, t) in enumerate(pieces):
        if k == "ident":
            nxt = next((x for _, x in pieces[n + 1 :] if not x.isspace()), "")
            table = last.upper() in ("FROM", "JOIN", "INTO", "UPDATE", "TABLE", "VIEW") or nxt == "."
            got = t if t in ctes and t in NOT_OF_CTES else new_word(t, "tab" if table else "col", path)
            if got == t and not (t in ctes and t in NOT_OF_CTES):
                got = new_word(t, kind, path)
            out.append(got)
            last = t
            continue
        if k == "quoted":
            inner = t[1:-1]
            got = new_word(inner, "col", path)
            out.append('"' + (got if got != inner else new_word(inner, kind, path)) + '"')
        elif k == "param":
            out.append(t[0] + new_word(t[1:], "param", path))
        elif k == "string":
            out.append("'" + new_word(t[1:-1], "sqlstr", path) + "'")
        elif k in ("comment", "block"):
            m = re.match(r"(-- Writes:\s*)(\w+)(.*)$", t, re.DOTALL)
            out.append(m[1] + new_word(m[2], "tab", path) + m[3] if m else prose(t, path))
        else:
            out.append(t)
        if not t.isspace():
            last = t
    return "".join(out)


def prose(text, path):
    """Comments and docstrings: names in backticks by the tables, then phrases."""
    text = re.sub(r"``([A-Za-z_][\w.]*)``", lambda m: "``" + dotted_name(m[1], path) + "``", text)
    text = re.sub(r"\$([a-z_]+)\b", lambda m: "$" + new_word(m[1], "param", path), text)
    text = re.sub(r"\b([a-z_]+\.(?:sql|py))\b", lambda m: FILE_NAMES.get(m[1], m[1]), text)
    for pattern, new, files in PROSE:
        if files is None or files.search(path):
            text = pattern.sub(new, text)
    return text


def dotted_name(name, path):
    if name.endswith((".sql", ".py")):
        return FILE_NAMES.get(name, name)
    parts = name.split(".")
    return ".".join(new_word(p, "tick", path) for p in parts)


LIST_OF_IDS = re.compile(r"^\s*[a-z_]\w*(\s*,\s*[a-z_][\w.]*)+\s*$")
SPACED_IDS = re.compile(r"^[a-z_]\w*( [a-z_]\w*)+$")


def py_string(tok, path):
    prefix, q, body = string_body(tok)
    f = "f" in prefix.lower()
    if len(q) == 3 and not f and re.match(r"\s*import \w", body):  # a script for another process
        try:
            return prefix + q + py_text(body, path) + q
        except (SyntaxError, tokenize.TokenError):  # with gaps to be filled in
            return tok
    if IDENT.fullmatch(body):
        return prefix + q + new_word(body, "exact", path) + q
    sql = not re.search(r"\.(sql|py|toml|md|csv|html|json|jsonl)$", body) and (looks_sql(body) or bool(LIST_OF_IDS.match(body)) or bool(re.match(r"^[\w.]+ (=|==|!=|<|>|IS|<>|in) |^[a-z_]+\.[a-z_]+$|^[a-z]\.\w+ \|\|", body)))
    if sql:
        path = of_numbers(body, path)
    if not f:
        return prefix + q + (sql_text(body, path, "pysql") if sql else other_string(body, path)) + q
    out = []
    for text, code in f_parts(body):
        if text:
            out.append(sql_text(text, path, "pysql") if sql else other_string(text, path))
        if code is not None:
            out.append("{" + fcode(code, path) + "}")
    return prefix + q + "".join(out) + q


def other_string(body, path):
    """A string that is no SQL: words of settings addresses and files only."""
    body = re.sub(r"\b([a-z_]+\.(?:sql|py))\b", lambda m: FILE_NAMES.get(m[1], m[1]), body)
    for pattern, new, files in STRINGS:
        if files is None or files.search(path):
            body = pattern.sub(new, body)
    return body


def f_parts(body):
    """(text, code) of an f-string's body; code None at the end."""
    text, n = "", 0
    while n < len(body):
        c = body[n]
        if body[n : n + 2] in ("{{", "}}"):
            text += body[n : n + 2]
            n += 2
        elif c == "{":
            depth, m = 1, n + 1
            while depth:
                depth += {"{": 1, "}": -1}.get(body[m], 0)
                m += 1
            yield text, body[n + 1 : m - 1]
            text, n = "", m
        else:
            text += c
            n += 1
    yield text, None


def fcode(code, path):
    """The Python of a replacement field."""

    def word(m):
        if m[1]:
            if m[1][0] == "f":
                return "f" + m[1][1] + "".join(t + ("" if c is None else "{" + fcode(c, path) + "}") for t, c in f_parts(m[1][2:-1])) + m[1][1]
            quote, inner = m[1][0], m[1][1:-1]
            if IDENT.fullmatch(inner):
                return quote + new_word(inner, "exact", path) + quote
            return quote + (sql_text(inner, path, "pysql") if looks_sql(inner) or LIST_OF_IDS.match(inner) else inner) + quote
        if m[2] is not None:
            return m[2] + new_word(m[3], "attr", path)
        return new_word(m[3], "name", path)

    main, colon, spec = (code, "", "") if "::" in code else _split_spec(code)
    return re.sub(r"(f?'[^']*'|f?\"[^\"]*\")|(\.)?(?<![\w'])([A-Za-z_]\w*)", word, main) + colon + spec


def _split_spec(code):
    depth = 0
    quote = ""
    for n, c in enumerate(code):
        if quote:
            quote = "" if c == quote else quote
        elif c in "'\"":
            quote = c
        elif c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
        elif c in ":!" and not depth and code[n : n + 2] != "!=":
            return code[:n], c, code[n + 1 :]
    return code, "", ""


def py_text(src, path):
    out, at = [], 0
    prev = prev2 = ""
    depth = 0
    from_import = False
    names_depth = 0
    toks = list(py_tokens(src))
    for n, (ty, s, a, b, doc) in enumerate(toks):
        out.append(src[at:a])
        new = s
        if ty == tokenize.NAME and (s == "from" and prev in ("", ":", ";") or from_import):
            from_import = s != "import"
        elif ty == tokenize.NAME:
            nxt = toks[n + 1][1] if n + 1 < len(toks) else ""
            if prev == ".":
                new = s if prev2 == "pytest" else new_word(s, "call" if nxt == "(" else "attr", path)
            elif nxt == "=" and depth > 0 and prev in ("(", ",", "\n", ""):
                new = new_word(s, "kw", path)
            else:
                new = new_word(s, "name", path)
        elif ty == tokenize.STRING and "report/page/" in path and toks[n + 1][1] == ":":  # a key of what the script reads
            pass
        elif ty == tokenize.STRING and names_depth:  # the names of a test's arguments
            pass
        elif ty == tokenize.STRING:
            new = prose(s, path) if doc else py_string(s, path)
        elif ty == tokenize.COMMENT:
            new = prose(s, path)
        elif ty == tokenize.OP:
            if s == "(" and prev == "parametrize":
                names_depth = depth + 1
            elif s in (",", ")") and depth == names_depth:
                names_depth = 0
            depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(s, 0)
        out.append(new)
        if ty in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT):
            prev2 = prev = ""
        elif ty not in (tokenize.NL, tokenize.COMMENT):
            prev2, prev = prev, s
        at = b
    out.append(src[at:])
    return "".join(out)


def wrapped(src, width=130):
    """Python source in which lines of triple-quoted strings are no longer than ``width``."""
    spans = [(a, b, d, t) for ty, t, a, b, d in py_tokens(src) if ty == tokenize.STRING and string_body(t)[1] in ('"""', "'''")]
    out, at = [], 0
    for line in src.splitlines(keepends=True):
        a, b = at, at + len(line)
        at = b
        if len(line.rstrip("\n")) > width and any(x <= a and b <= y + 1 and (d or looks_sql(t)) and "import " not in t for x, y, d, t in spans):
            indent = re.match(r"\s*", line).group()
            comment = line.lstrip().startswith("--")
            while len(line.rstrip("\n")) > width:
                cut = max(line.rfind(w, 0, width - 4) for w in (" AND ", " FROM ", " WHERE ", " JOIN ", " GROUP BY "))
                if comment or cut <= len(indent) + 20:
                    cut = line.rfind(" ", 0, width - 4)
                out.append(line[:cut] + "\n")
                more = "" if indent == line[: len(indent)] and not comment and " " not in indent else ""
                line = indent + ("-- " if comment else "    " if looks_sql(line) else "") + more + line[cut + 1 :]
        out.append(line)
    return "".join(_wrapped_code(line, width) for line in out)


def _wrapped_code(line, width):
    """A line of code too long: a string is cut in two, or what stands in brackets goes on in the next line."""
    if len(line.rstrip("\n")) <= width:
        return line
    bare = line.rstrip("\n")
    if re.match(r"\s*# ", bare):
        cut, indent = bare.rfind(" ", 0, width), re.match(r"\s*", bare).group()
        return f"{bare[:cut]}\n{indent}# {bare[cut + 1 :]}\n"
    m = re.match(r'^(\s*)(f?")([^"]*)("[,)]*)$', bare) or re.match(r'^(\s*)\w+ = (f?")([^"]*)(")$', bare)
    if m:
        indent, q, body, end = m.groups()
        cut = max(body.rfind(w, 0, width - len(indent) - 12) for w in (" AND ", " FROM ", " WHERE ", " JOIN ", " GROUP BY ", ", ", " "))
        cut = cut + 1 if body[cut : cut + 1] == "," else cut
        if cut < 20 or body[:cut].count("{") != body[:cut].count("}"):
            return line
        head = re.match(r"^(\s*\w+ = )", bare)
        if head:
            return f"{head[1]}(\n    {indent}{q}{body[:cut]}\"\n    {indent}{q}{body[cut:]}{end}\n{indent})\n"
        return f'{indent}{q}{body[:cut]}"\n' + _wrapped_code(f"{indent}{q}{body[cut:]}{end}\n", width)
    indent = re.match(r"\s*", bare).group()
    cut = width
    while (cut := bare.rfind(", ", len(indent), cut)) > 0:
        if bare.count('"', 0, cut) % 2 == 0 and bare.count("'", 0, cut) % 2 == 0:
            return f"{bare[: cut + 1]}\n{indent}{bare[cut + 2 :]}\n"
    return line


USUAL = {"ship": "vessel_id", "other_ship": "other_vessel_id", "says": "text", "lane": "queue", "trade": "vessel_type",
    "other_trade": "other_vessel_type", "status": "nav_status", "other_status": "other_nav_status", "number": "ssvid", "leap": "jump",
    "harbour_km": "non_dprk_port_km", "mark": "slot"}
"""Columns of tables this script does not know."""
SCHEMA_ROW = re.compile(r"^(\s+)([a-z_0-9]+) ([A-Z]+(?:\[\])?) (.*)$")


def schema_text(src, path):
    """schema/*.py: each table's own columns, then the rest as Python is."""
    table, lines, shape = "", [], False
    for line in src.splitlines(keepends=True):
        stripped = line.strip()
        m = re.match(r'^\s+"([a-z_]+)",$', line)
        if m and lines and lines[-1].strip() == "table(":
            table = m[1]
            line = line.replace(f'"{table}"', f'"{TABLES[table][0] if table in TABLES else table}"')
        elif stripped.startswith('_EVENT = """'):
            table = "_EVENT"
        elif (m := SCHEMA_ROW.match(line.rstrip("\n"))) and table:
            new = TABLES.get(table, ("", {}))[1].get(m[2], USUAL.get(m[2], m[2]))
            if new == m[2] and MARKISH.search(new) and table not in ("verdicts", "alerts"):
                new = re.sub(r"mark", "slot", new)
            line = f"{m[1]}{new} {m[3]} {meaning(m[4], path)}" + ("\n" if line.endswith("\n") else "")
        elif re.match(r'^\s+f?"', line):
            line = meaning(line, path)
        elif stripped.startswith("#") or '"""' in line and "table(" not in line:
            line = prose(line, path)
        lines.append(line)
    return "".join(lines)


def meaning(text, path):
    for pattern, new in SCHEMA_MEANINGS:
        text = pattern.sub(new, text)
    return prose(text, path)


def csv_text(src, path):
    m = re.search(r"detectors/(\w+)/columns\.csv$", path)
    if not m:
        return src
    table = NEW_TO_OLD.get(m[1], m[1])
    cols = TABLES.get(table, ("", {}))[1]
    out = []
    for n, line in enumerate(src.splitlines(keepends=True)):
        name, comma, rest = line.partition(",")
        if n:
            name = cols.get(name, USUAL.get(name, name))
            if MARKISH.search(name):
                name = name.replace("mark", "slot")
        out.append(name + comma + (meaning(rest, path) if n else rest))
    return "".join(out)


TOML_KEY = re.compile(r"^(\s*)([a-z_]+)(\s*=)", re.MULTILINE)


def toml_text(src, path):
    """indicators.toml: SQL of when, says and fragments; ids; other tomls: settings."""
    if path.endswith("indicators.toml"):
        return indicators_text(src, path)
    for pattern, new, files in TOML:
        if files is None or files.search(path):
            src = pattern.sub(new, src)
    return src


def indicators_text(src, path):
    out, at = [], 0
    key = ""
    section = ""
    for m in re.finditer(r'(?P<comment>^#[^\n]*)|^(?P<head>\[\[?\w+\]\]?)|^(?P<key>\w+)(?=\s*=)|(?P<long>"""(?:.|\n)*?""")|(?P<str>"(?:[^"\\\n]|\\.)*")|(?P<braced>\{[^}\n]*\})', src, re.MULTILINE):
        out.append(src[at : m.start()])
        t = m.group()
        if m["head"]:
            section = t.strip("[]")
        elif m["comment"]:
            t = prose(t, path)
        elif m["key"]:
            key = t
            if section == "indicator" and t == "says":
                t = "text"
        elif m["long"] or m["str"]:
            q = '"""' if m["long"] else '"'
            body = t[len(q) : -len(q)]
            if section == "fragments" or key in ("when", "says"):
                body = sql_text(body, path, "tomlsql")
            elif key == "id":
                tab, dot, name = body.partition(".")
                body = TABLES[tab][0] + dot + name if tab in TABLES else body
            else:
                body = prose(body, path)
            t = q + body + q
        elif m["braced"] and key == "parameters":
            t = re.sub(r"\b([a-z_]+)(?=\s*=)", lambda x: new_word(x[1], "param", path), t)
        out.append(t)
        at = m.end()
    out.append(src[at:])
    text = "".join(out)
    return re.sub(r"\{([a-z_]+)\}", lambda x: "{" + new_word(x[1], "param", path) + "}", text)


FENCE = re.compile(r"^(```(\w+)\n)(.*?)(^```)", re.MULTILINE | re.DOTALL)


def fenced(m, path):
    """A code block of a page, by its language."""
    head, language, body, tail = m.groups()
    path += " vesseltrack/report/ screen test_output"  # what such examples look at: alerts
    if language == "sql":
        body = sql_text(body, path)
    elif language == "toml" and "[[indicator]]" in body:
        body = indicators_text(body, "indicators.toml")
    elif language == "csv":
        body = re.sub(r"^(other_)?ship,", lambda x: f"{x[1] or ''}vessel_id,", body, flags=re.MULTILINE)
    elif language == "python":
        try:
            body = py_text(body, path)
        except (SyntaxError, tokenize.TokenError):
            pass
    return head + body + tail


def other_text(src, path):
    """Markdown, HTML, notebooks: names in backticks and phrases; SQL in code blocks."""
    if path.endswith(".md"):
        src = FENCE.sub(lambda m: fenced(m, path), src)
    if path.endswith(".ipynb"):
        src = notebook(src, path)
    for pattern, new, files in OTHER:
        if files is None or files.search(path):
            src = pattern.sub(new, src)
    src = re.sub(r"`([a-z_][\w.]*)`", lambda m: "`" + dotted_name(m[1], path) + "`", src)
    return src


def notebook(src, path):
    """The code cells of a notebook; their outputs are made by running it."""
    import json

    book = json.loads(src)
    path += " vesseltrack/report/ screen test_output test_verdicts"  # what notebooks look at: alerts
    for cell in book["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "code":
            new = "".join(_wrapped_code(line, 130) for line in py_text(text, path).splitlines(keepends=True))
        else:
            new = re.sub(r"`([a-z_][\w.]*)`", lambda m: "`" + dotted_name(m[1], path) + "`", text)
        if new != text:
            cell["source"] = new.splitlines(keepends=True)
    out = json.dumps(book, indent=1, ensure_ascii=False) + "\n"
    return out if json.loads(out) != json.loads(src) else src


def patched(text, path):
    for files, old, new in PATCHES:
        if files is None or files.search(path):
            text = text.replace(old, new) if isinstance(old, str) else old.sub(new, text)
    return text


def for_path(path):
    """What renames a file's text, by its kind; ``None`` for files left alone."""
    if SKIP.search(path):
        return None
    if re.search(r"schema/\w+\.py$", path) and not path.endswith(("schema/__init__.py", "schema/table.py")):
        return schema_text
    if path.endswith(".py"):
        return py_text
    if path.endswith(".sql"):
        return sql_text
    if path.endswith("columns.csv"):
        return csv_text
    if path.endswith(".toml"):
        return toml_text
    if path.endswith((".md", ".html", ".ipynb")):
        return other_text
    return None


def git(tree, *args):
    return subprocess.run(["git", *args], cwd=tree, capture_output=True, text=True, check=True).stdout


def moved(path):
    for pattern, new in FILES:
        path = pattern.sub(new, path)
    return path


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("tree", type=Path)
    ap.add_argument("--dry", action="store_true")
    ap.add_argument("--report", action="store_true")
    args = ap.parse_args()
    tree = args.tree
    if (tree / "vesseltrack/schema/former.py").exists():
        print("renamed already: vesseltrack/schema/former.py is there")
    files = [f for f in git(tree, "ls-files", "-z").split("\0") if f and (tree / f).is_file()]
    global FILE_NAMES
    FILE_NAMES = {}
    moves = []
    for f in files:
        new = moved(f)
        if new != f:
            moves.append((f, new))
            FILE_NAMES[Path(f).name] = Path(new).name
    FILE_NAMES.update({})
    changed = 0
    for f in files:
        new_path = moved(f)
        work = for_path(new_path)
        if work is None:
            continue
        p = tree / f
        try:
            src = p.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        text = patched(src, new_path)
        for pattern, new in DOTTED:
            text = pattern.sub(new, text)
        text = work(text, new_path).replace("KEEP_", "")
        if text != src and f.endswith(".py") and "/schema/" not in f:
            text = wrapped(text)
            try:
                compile(text, f, "exec")
            except SyntaxError as e:
                sys.exit(f"{f}: {e}")
        if text != src:
            changed += 1
            if not args.dry:
                p.write_text(text, encoding="utf-8", newline="")
    if not args.dry:
        for old, new in moves:
            (tree / new).parent.mkdir(parents=True, exist_ok=True)
            git(tree, "mv", old, new)
    print(f"{changed} files changed, {len(moves)} moved")
    if args.report:
        by = defaultdict(list)
        for (w, k, f), n in sorted(UNDECIDED.items()):
            by[(w, k)].append(f"{f}:{n}")
        for (w, k), some in sorted(by.items()):
            print(f"left {w} ({k}): {' '.join(some)}")


FILE_NAMES: dict = {}
NEW_TO_OLD = {new: old for old, (new, _) in TABLES.items()}
from names import MARKISH  # noqa: E402
from rules import OTHER, STRINGS, TOML  # noqa: E402

if __name__ == "__main__":
    main()

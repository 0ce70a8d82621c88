#!/bin/bash
cd /work/wt/words && git reset -q --hard main; git clean -fdq vesseltrack tests docs; [ -d /work/wt/words-tools/overlay ] && true; python3 /work/wt/words-tools/rename.py . --report > /tmp/words_report.txt 2>&1 || { tail -3 /tmp/words_report.txt; exit 1; }; tail -1 /tmp/words_report.txt | cut -c1-300; head -1 /tmp/words_report.txt; PYTHONPATH=$PWD /work/main/.venv/bin/python /work/wt/words-tools/bind.py 2>&1 | tail -${1:-60}
B=/work/main/.venv/bin; python3 /work/wt/words-tools/post.py $PWD;  $B/ruff check . --fix -q | grep -A1 "^[A-Z][0-9]" | grep -v "^--$" | head -80;  $B/ruff format -q .; PYTHONPATH=$PWD nice -n 5 $B/mypy 2>&1 | tail -30
PYTHONPATH=$PWD $B/python -m vesseltrack indicators --markdown > /tmp/policy.md && cp /tmp/policy.md docs/policy.md

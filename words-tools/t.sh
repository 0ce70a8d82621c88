#!/bin/bash
# t.sh TESTS...: run and group the errors
cd /work/wt/words; PYTHONPATH=$PWD:$PWD/tests nice -n 5 timeout 580 /work/main/.venv/bin/python -m pytest "$@" -q --tb=short -p no:cacheprovider 2>&1 > /tmp/words_t.txt; grep "^E  " /tmp/words_t.txt | sed 's/0x[0-9a-f]*//' | sort | uniq -c | sort -rn | head -${N:-40} | cut -c1-220; tail -1 /tmp/words_t.txt

#!/bin/bash
# tt.sh NAME TESTS...: run in a slot, output to /tmp/words_NAME.txt
name=$1; shift
cd /work/wt/words; PYTHONPATH=$PWD:$PWD/tests /work/wt/slot timeout 900 /work/main/.venv/bin/python -m pytest "$@" -q --tb=short -p no:cacheprovider > /tmp/words_$name.txt 2>&1

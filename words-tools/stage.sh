#!/bin/bash
for pid in $(pgrep -f "pytest tests/"); do [ "$(readlink /proc/$pid/cwd)" = /work/wt/words-run ] && kill -9 $pid; done
rm -rf /work/wt/words-run; cp -a /work/wt/words /work/wt/words-run

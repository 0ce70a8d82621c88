#!/bin/bash
# compare.sh OLDTREE NEWTREE OUT: demo and the real Gulf day in both; times
O=$1; N=$2; D=$3; mkdir -p $D; P=/work/main/.venv/bin/python
[ -f $D/gulf.csv ] || zstd -dq /work/shared/real/noaa/noaa_gulf_20200101.csv.zst -o $D/gulf.csv
run() { # tree name
  cd $D; export PYTHONPATH=$1
  rm -rf $D/$2; mkdir -p $D/$2
  ( cd $D/$2; /usr/bin/time -f "$2 demo %U+%S s %M KB" $P -m vesseltrack demo --out $D/$2/demo > $D/$2/demo.txt 2> $D/$2/demo.err; tail -1 $D/$2/demo.err )
  /usr/bin/time -f "$2 load %U+%S s %M KB" $P -m vesseltrack load $D/gulf.csv --db $D/$2/g.duckdb > $D/$2/load.txt 2> $D/$2/load.err; tail -1 $D/$2/load.err
  /usr/bin/time -f "$2 detect %U+%S s %M KB" $P -m vesseltrack detect --db $D/$2/g.duckdb --out $D/$2/gulf > $D/$2/detect.txt 2> $D/$2/detect.err; tail -1 $D/$2/detect.err
}
run $O old; run $N new

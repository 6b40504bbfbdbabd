#!/usr/bin/env python3
"""Volume by class from a table of printgauge batch: profile.py models.csv

Needs pandas (Debian: python3-pandas).
"""
import sys

import pandas

models = pandas.read_csv(sys.argv[1])
measured = models[models["status"] == "ok"]
table = measured.groupby("class")["volume_mm3"].describe(percentiles=[0.05, 0.5, 0.95])
print(table.to_string())
print(f"{len(models) - len(measured)} of {len(models)} models were refused:")
print(models[models["status"] != "ok"]["error"].value_counts().to_string())

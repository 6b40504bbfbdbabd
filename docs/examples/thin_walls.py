#!/usr/bin/python3
"""Where a model is thinner than a limit: thin_walls.py model.stl [limit in mm]

Needs the module printgauge (docs/how-to/python.md) and numpy (Debian: python3-numpy).
"""
import sys

import numpy
import printgauge

limit_mm = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
try:
    reading = printgauge.analyze(sys.argv[1], only="volume,walls", fields=True)
except printgauge.Error as error:
    sys.exit(f"{sys.argv[1]}: {error}")
fields = reading["fields"]
wall = fields["wall_sphere_mm"]  # NaN where there is none: see wall_reason
# Under 120 degrees between its contacts a ball lies in an edge, not between two walls.
thin = (wall < limit_mm) & (fields["wall_separation_deg"] >= 120)
print(f"volume {reading['values']['volume_mm3']['value']:.1f} mm3")
print(f"{thin.sum()} of {len(wall)} vertices are in walls under {limit_mm} mm")
if thin.any():
    at = numpy.nanargmin(numpy.where(thin, wall, numpy.nan))
    x, y, z = fields["vertices"][at]
    print(f"thinnest {wall[at]:.2f} mm at ({x:.1f}, {y:.1f}, {z:.1f})")

-- What people search by, taken out of each reading when it is kept, and views for those who ask in
-- SQL. Numbers that a reading does not have are NULL, never 0.

CREATE TABLE reading_numbers (
  reading_id INTEGER PRIMARY KEY REFERENCES readings (id),
  triangles INTEGER,
  volume_mm3 REAL,
  surface_area_mm2 REAL,
  size_x_mm REAL,                          -- of the box along the file's axes
  size_y_mm REAL,
  size_z_mm REAL,
  size_mm_max REAL,                        -- its longest side
  wall_mm_min REAL                         -- thinnest wall, by ball
);
CREATE INDEX reading_numbers_volume ON reading_numbers (volume_mm3);
CREATE INDEX reading_numbers_size ON reading_numbers (size_mm_max);

CREATE TABLE reading_findings (
  reading_id INTEGER NOT NULL REFERENCES readings (id),
  finding TEXT NOT NULL,                   -- its id: printgauge list findings
  severity TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (reading_id, finding, severity)
) WITHOUT ROWID;
CREATE INDEX reading_findings_by_finding ON reading_findings (finding);

CREATE INDEX models_by_first_seen ON models (first_seen) WHERE superseded = '';

-- The documents' members as columns.
CREATE VIEW document_numbers AS
SELECT id AS reading_id,
       json_extract(document, '$.values.triangles.value') AS triangles,
       json_extract(document, '$.values.volume_mm3.value') AS volume_mm3,
       json_extract(document, '$.values.surface_area_mm2.value') AS surface_area_mm2,
       json_extract(document, '$.values.aligned_box_mm.size[0]') AS size_x_mm,
       json_extract(document, '$.values.aligned_box_mm.size[1]') AS size_y_mm,
       json_extract(document, '$.values.aligned_box_mm.size[2]') AS size_z_mm,
       max(json_extract(document, '$.values.aligned_box_mm.size[0]'),
           json_extract(document, '$.values.aligned_box_mm.size[1]'),
           json_extract(document, '$.values.aligned_box_mm.size[2]')) AS size_mm_max,
       json_extract(document, '$.values.wall_sphere_mm.min') AS wall_mm_min
FROM readings;

CREATE VIEW document_findings AS
SELECT r.id AS reading_id, json_extract(f.value, '$.id') AS finding,
       json_extract(f.value, '$.severity') AS severity,
       sum(json_extract(f.value, '$.count')) AS count
FROM readings r, json_each(r.document, '$.findings') f
GROUP BY 1, 2, 3;

INSERT INTO reading_numbers SELECT * FROM document_numbers;
INSERT INTO reading_findings SELECT * FROM document_findings;

CREATE TRIGGER readings_kept AFTER INSERT ON readings BEGIN
  INSERT INTO reading_numbers SELECT * FROM document_numbers WHERE reading_id = NEW.id;
  INSERT INTO reading_findings SELECT * FROM document_findings WHERE reading_id = NEW.id;
END;

-- What is current: one row a file that is in the record now.
CREATE VIEW current_models AS
SELECT m.id AS model_id, m.case_id, m.sha256, m.bytes, m.status, coalesce(r.format, '') AS format,
       coalesce(r.model_class, '') AS model_class, m.error, m.first_seen, m.last_seen,
       m.reading_id, r.version, n.triangles, n.volume_mm3, n.surface_area_mm2, n.size_x_mm,
       n.size_y_mm, n.size_z_mm, n.size_mm_max, n.wall_mm_min
FROM models m
LEFT JOIN readings r ON r.id = m.reading_id
LEFT JOIN reading_numbers n ON n.reading_id = m.reading_id
WHERE m.superseded = '';

CREATE VIEW current_findings AS
SELECT m.case_id, m.id AS model_id, m.sha256, f.finding, f.severity, f.count
FROM models m JOIN reading_findings f ON f.reading_id = m.reading_id
WHERE m.superseded = '';

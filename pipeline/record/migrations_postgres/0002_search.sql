-- What people search by, taken out of each reading when it is kept, and views for those who ask in
-- SQL; the same names as on SQLite. Numbers that a reading does not have are NULL, never 0.

CREATE TABLE reading_numbers (
  reading_id BIGINT PRIMARY KEY REFERENCES readings (id),
  triangles BIGINT,
  volume_mm3 DOUBLE PRECISION,
  surface_area_mm2 DOUBLE PRECISION,
  size_x_mm DOUBLE PRECISION,              -- of the box along the file's axes
  size_y_mm DOUBLE PRECISION,
  size_z_mm DOUBLE PRECISION,
  size_mm_max DOUBLE PRECISION,            -- its longest side
  wall_mm_min DOUBLE PRECISION             -- thinnest wall, by ball
);
CREATE INDEX reading_numbers_volume ON reading_numbers (volume_mm3);
CREATE INDEX reading_numbers_size ON reading_numbers (size_mm_max);

CREATE TABLE reading_findings (
  reading_id BIGINT NOT NULL REFERENCES readings (id),
  finding TEXT NOT NULL,                   -- its id: printgauge list findings
  severity TEXT NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY (reading_id, finding, severity)
);
CREATE INDEX reading_findings_by_finding ON reading_findings (finding);

CREATE INDEX models_by_first_seen ON models (first_seen) WHERE superseded = '';

-- The documents' members as columns.
CREATE VIEW document_numbers AS
SELECT id AS reading_id,
       (document #>> '{values,triangles,value}')::bigint AS triangles,
       (document #>> '{values,volume_mm3,value}')::float8 AS volume_mm3,
       (document #>> '{values,surface_area_mm2,value}')::float8 AS surface_area_mm2,
       (document #>> '{values,aligned_box_mm,size,0}')::float8 AS size_x_mm,
       (document #>> '{values,aligned_box_mm,size,1}')::float8 AS size_y_mm,
       (document #>> '{values,aligned_box_mm,size,2}')::float8 AS size_z_mm,
       greatest((document #>> '{values,aligned_box_mm,size,0}')::float8,
                (document #>> '{values,aligned_box_mm,size,1}')::float8,
                (document #>> '{values,aligned_box_mm,size,2}')::float8) AS size_mm_max,
       (document #>> '{values,wall_sphere_mm,min}')::float8 AS wall_mm_min
FROM readings;

CREATE VIEW document_findings AS
SELECT r.id AS reading_id, f ->> 'id' AS finding, f ->> 'severity' AS severity,
       sum((f ->> 'count')::bigint)::bigint AS count
FROM readings r, json_array_elements(coalesce(r.document -> 'findings', '[]'::json)) f
GROUP BY 1, 2, 3;

INSERT INTO reading_numbers SELECT * FROM document_numbers;
INSERT INTO reading_findings SELECT * FROM document_findings;

CREATE FUNCTION reading_kept() RETURNS trigger LANGUAGE plpgsql AS $kept$
BEGIN
  INSERT INTO reading_numbers SELECT * FROM document_numbers WHERE reading_id = NEW.id;
  INSERT INTO reading_findings SELECT * FROM document_findings WHERE reading_id = NEW.id;
  RETURN NULL;
END
$kept$;
CREATE TRIGGER readings_kept AFTER INSERT ON readings FOR EACH ROW EXECUTE FUNCTION reading_kept();

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

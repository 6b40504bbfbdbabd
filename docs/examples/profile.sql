-- Volume by class from a table of printgauge batch.
--   sqlite3 models.sqlite < profile.sql
--   duckdb -c "CREATE VIEW models AS FROM 'models.csv'" -c ".read profile.sql"
SELECT class, count(*) AS models, min(volume_mm3) AS least, avg(volume_mm3) AS mean, max(volume_mm3) AS most
FROM models
WHERE status = 'ok'
GROUP BY class
ORDER BY class;

SELECT error, count(*) AS models FROM models WHERE status <> 'ok' GROUP BY error ORDER BY error;

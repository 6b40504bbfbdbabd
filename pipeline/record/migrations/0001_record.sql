-- The first schema of the record. Times are UTC text, ISO 8601 with milliseconds.

CREATE TABLE cases (
  id TEXT PRIMARY KEY,
  created TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1,
  findings TEXT NOT NULL DEFAULT '[]'      -- JSON, about the case itself
) WITHOUT ROWID;

-- What was stated about a case, one row a field, each with its layer.
CREATE TABLE case_fields (
  case_id TEXT NOT NULL REFERENCES cases (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,                     -- JSON
  layer TEXT NOT NULL CHECK (layer IN ('measured', 'estimated', 'suggested', 'declared')),
  stated_by TEXT NOT NULL,
  stated_at TEXT NOT NULL,
  PRIMARY KEY (case_id, name)
) WITHOUT ROWID;

-- One content, one version, one set of options: one reading.
CREATE TABLE readings (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL,
  version TEXT NOT NULL,
  options TEXT NOT NULL,                   -- digest
  status TEXT NOT NULL CHECK (status IN ('ok', 'refused')),
  format TEXT NOT NULL,
  model_class TEXT NOT NULL,
  document TEXT NOT NULL,                  -- JSON, printgauge.reading/1
  created TEXT NOT NULL,
  UNIQUE (sha256, version, options)
);

-- One file of a case with one content. Other content in the same file is another row, and this one
-- is superseded.
CREATE TABLE models (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id TEXT NOT NULL REFERENCES cases (id),
  root_key TEXT NOT NULL,                  -- keyed hash of the watched folder
  source_key TEXT NOT NULL,                -- keyed hash of the file's path
  stat_key TEXT NOT NULL,                  -- keyed hash of size, times, inode
  sha256 TEXT NOT NULL,                    -- '' when the bytes could not be had
  bytes INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('queued', 'analysing', 'ok', 'refused', 'failed')),
  error TEXT NOT NULL DEFAULT '',
  version TEXT NOT NULL,                   -- under which it was queued or read last
  options TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  fence INTEGER NOT NULL DEFAULT 0,        -- grows with every claim; an older holder cannot finish
  reading_id INTEGER REFERENCES readings (id),
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  superseded TEXT NOT NULL DEFAULT '',
  CHECK (status <> 'ok' OR reading_id IS NOT NULL)
);
CREATE UNIQUE INDEX models_current_source ON models (source_key) WHERE superseded = '';
CREATE INDEX models_by_case ON models (case_id, id);
CREATE INDEX models_queue ON models (root_key, status, id) WHERE superseded = '';
CREATE INDEX models_by_content ON models (sha256);

-- Every change, in the same transaction as the change.
CREATE TABLE history (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  by TEXT NOT NULL,
  case_id TEXT NOT NULL,
  model_id INTEGER,
  what TEXT NOT NULL,
  before TEXT NOT NULL,                    -- JSON
  after TEXT NOT NULL                      -- JSON
);
CREATE INDEX history_by_case ON history (case_id, id);

-- Facts about the record as a whole.
CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

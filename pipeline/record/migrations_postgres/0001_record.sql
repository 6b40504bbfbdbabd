-- The first schema of the record on PostgreSQL. Times are UTC text, ISO 8601 with milliseconds, as on
-- SQLite. JSON columns are of type json, not jsonb: what was written is kept to the byte.

CREATE TABLE cases (
  id TEXT COLLATE "C" PRIMARY KEY,         -- by bytes, as on SQLite: the same order on every server
  created TEXT NOT NULL,
  revision BIGINT NOT NULL DEFAULT 1,
  findings JSON NOT NULL DEFAULT '[]'      -- about the case itself
);

-- What was stated about a case, one row a field, each with its layer.
CREATE TABLE case_fields (
  case_id TEXT COLLATE "C" NOT NULL REFERENCES cases (id),
  name TEXT NOT NULL,
  value JSON NOT NULL,
  layer TEXT NOT NULL CHECK (layer IN ('measured', 'estimated', 'suggested', 'declared')),
  stated_by TEXT NOT NULL,
  stated_at TEXT NOT NULL,
  PRIMARY KEY (case_id, name)
);

-- One content, one version, one set of options: one reading.
CREATE TABLE readings (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sha256 TEXT NOT NULL,
  version TEXT NOT NULL,
  options TEXT NOT NULL,                   -- digest
  status TEXT NOT NULL CHECK (status IN ('ok', 'refused')),
  format TEXT NOT NULL,
  model_class TEXT NOT NULL,
  document JSON NOT NULL,                  -- printgauge.reading/1
  created TEXT NOT NULL,
  UNIQUE (sha256, version, options)
);

-- One file of a case with one content. Other content in the same file is another row, and this one
-- is superseded.
CREATE TABLE models (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id TEXT COLLATE "C" NOT NULL REFERENCES cases (id),
  root_key TEXT NOT NULL,                  -- keyed hash of the watched folder
  source_key TEXT NOT NULL,                -- keyed hash of the file's path
  stat_key TEXT NOT NULL,                  -- keyed hash of size, times, inode
  sha256 TEXT NOT NULL,                    -- '' when the bytes could not be had
  bytes BIGINT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('queued', 'analysing', 'ok', 'refused', 'failed')),
  error TEXT NOT NULL DEFAULT '',
  version TEXT NOT NULL,                   -- under which it was queued or read last
  options TEXT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  fence BIGINT NOT NULL DEFAULT 0,         -- grows with every claim; an older holder cannot finish
  holder INTEGER NOT NULL DEFAULT 0,       -- the connection that claimed it last
  reading_id BIGINT REFERENCES readings (id),
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  superseded TEXT NOT NULL DEFAULT '',
  CHECK (status <> 'ok' OR reading_id IS NOT NULL)
);
CREATE UNIQUE INDEX models_current_source ON models (source_key) WHERE superseded = '';
CREATE INDEX models_by_case ON models (case_id, id);
CREATE INDEX models_queue ON models (root_key, status, attempts, id) WHERE superseded = '';
CREATE INDEX models_by_content ON models (sha256);

-- Numbers of connections that claim. A connection keeps an advisory lock on its number, so that the
-- server itself knows which of them still live.
CREATE SEQUENCE holders AS INTEGER CYCLE;

-- Every change, in the same transaction as the change.
CREATE TABLE history (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at TEXT NOT NULL,
  by TEXT NOT NULL,
  case_id TEXT NOT NULL,
  model_id BIGINT,
  what TEXT NOT NULL,
  before JSON NOT NULL,
  after JSON NOT NULL
);
CREATE INDEX history_by_case ON history (case_id, id);

-- Facts about the record as a whole.
CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

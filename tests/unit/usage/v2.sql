-- SPDX-License-Identifier: GPL-3.0-or-later
-- A database as version 2 left it. Never edited: files like it are out there.
CREATE TABLE counts (
  day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
  metric TEXT NOT NULL CHECK (length (metric) BETWEEN 1 AND 40),
  label TEXT NOT NULL CHECK (length (label) BETWEEN 1 AND 253),
  n INTEGER NOT NULL CHECK (n > 0),
  PRIMARY KEY (day, metric, label)
) STRICT, WITHOUT ROWID;
CREATE TABLE gaps (
  first_day TEXT NOT NULL CHECK (first_day GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
  last_day TEXT NOT NULL CHECK (last_day GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
  PRIMARY KEY (first_day, last_day),
  CHECK (first_day <= last_day)
) STRICT, WITHOUT ROWID;
INSERT INTO counts VALUES
  ('2026-10-31', 'visit-ended', 'done', 12),
  ('2026-11-02', 'service-opened', 'caf', 7),
  ('2026-11-02', 'visit-ended', 'done', 9),
  ('2026-11-03', 'a-metric-of-then', 'label', 1),
  ('2026-11-03', 'visit-ended', 'done', 4);
INSERT INTO gaps VALUES ('2026-11-05', '2026-11-06');
PRAGMA application_id = 1197697140;
PRAGMA user_version = 2;

-- The first schema of a cohort store.
--
-- Ids are the pseudonyms of the study, as text, so that any SQLite tool can read
-- the store. Where a date, visit or day is part of a key, the empty text stands for
-- "not told". `import` is the row of `import_log` that brought the record.

CREATE TABLE import_log (
    import          INTEGER PRIMARY KEY,
    kind            TEXT NOT NULL,
    file            TEXT NOT NULL,
    file_sha256     TEXT NOT NULL,
    mapping_sha256  TEXT NOT NULL,
    rows_read       INTEGER NOT NULL,
    records_added   INTEGER NOT NULL,
    records_changed INTEGER NOT NULL,
    imported_on     TEXT
) STRICT;

CREATE TABLE site (
    site TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE household (
    household TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE participant (
    participant TEXT PRIMARY KEY CHECK (participant <> ''),
    sex         TEXT CHECK (sex IN ('female', 'male', 'other')),
    birth_year  INTEGER CHECK (birth_year BETWEEN 1880 AND 2200),
    region      TEXT,
    household   TEXT REFERENCES household,
    site        TEXT REFERENCES site,
    import      INTEGER NOT NULL REFERENCES import_log
) STRICT, WITHOUT ROWID;

CREATE TABLE participant_attribute (
    participant TEXT NOT NULL REFERENCES participant ON DELETE CASCADE,
    name        TEXT NOT NULL,
    value       TEXT NOT NULL,
    import      INTEGER NOT NULL REFERENCES import_log,
    PRIMARY KEY (participant, name)
) STRICT, WITHOUT ROWID;

-- The ledger of consent outlives the person's data: it holds pseudonyms and dates
-- only, and nothing in it is ever changed.
CREATE TABLE consent (
    entry       INTEGER PRIMARY KEY,
    participant TEXT NOT NULL CHECK (participant <> ''),
    purpose     TEXT NOT NULL CHECK (purpose IN
        ('research', 'commercial_use', 'third_party_provision', 'recommendation', 'genome_data')),
    decision    TEXT NOT NULL CHECK (decision IN ('given', 'withdrawn')),
    date        TEXT NOT NULL CHECK (date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    source      TEXT NOT NULL DEFAULT '',
    import      INTEGER REFERENCES import_log,
    UNIQUE (participant, purpose, date, decision)
) STRICT;

CREATE TRIGGER consent_is_never_changed BEFORE UPDATE ON consent
BEGIN SELECT RAISE(ABORT, 'the consent ledger is append-only'); END;
CREATE TRIGGER consent_is_never_deleted BEFORE DELETE ON consent
BEGIN SELECT RAISE(ABORT, 'the consent ledger is append-only'); END;

-- People whose data were taken out of the store.
CREATE TABLE removal (
    participant TEXT PRIMARY KEY CHECK (participant <> ''),
    date        TEXT NOT NULL CHECK (date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')
) STRICT, WITHOUT ROWID;

CREATE TRIGGER removal_is_never_changed BEFORE UPDATE ON removal
BEGIN SELECT RAISE(ABORT, 'the ledger of removals is append-only'); END;
CREATE TRIGGER removal_is_never_deleted BEFORE DELETE ON removal
BEGIN SELECT RAISE(ABORT, 'the ledger of removals is append-only'); END;
CREATE TRIGGER removed_people_do_not_come_back BEFORE INSERT ON participant
WHEN EXISTS (SELECT 1 FROM removal WHERE removal.participant = NEW.participant)
BEGIN SELECT RAISE(ABORT, 'this participant withdrew and was removed'); END;

CREATE TABLE sample (
    sample      TEXT PRIMARY KEY CHECK (sample <> ''),
    participant TEXT NOT NULL REFERENCES participant ON DELETE CASCADE,
    visit       TEXT,
    date        TEXT,
    time        TEXT,
    kit         TEXT,
    run         TEXT,
    batch       TEXT,
    stool_form  INTEGER CHECK (stool_form BETWEEN 1 AND 7),
    host_share  REAL CHECK (host_share BETWEEN 0 AND 1),
    import      INTEGER NOT NULL REFERENCES import_log
) STRICT, WITHOUT ROWID;

CREATE INDEX sample_of_participant ON sample (participant);

CREATE TABLE sample_attribute (
    sample TEXT NOT NULL REFERENCES sample ON DELETE CASCADE,
    name   TEXT NOT NULL,
    value  TEXT NOT NULL,
    import INTEGER NOT NULL REFERENCES import_log,
    PRIMARY KEY (sample, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE survey (
    survey      TEXT PRIMARY KEY CHECK (survey <> ''),
    participant TEXT NOT NULL REFERENCES participant ON DELETE CASCADE,
    visit       TEXT,
    date        TEXT,
    instrument  TEXT,
    import      INTEGER NOT NULL REFERENCES import_log
) STRICT, WITHOUT ROWID;

CREATE INDEX survey_of_participant ON survey (participant);

CREATE TABLE food_item (
    survey           TEXT NOT NULL REFERENCES survey ON DELETE CASCADE,
    item             INTEGER NOT NULL CHECK (item >= 1),
    day              TEXT,
    occasion         TEXT,
    food             TEXT NOT NULL,
    food_name        TEXT,
    grams            REAL CHECK (grams >= 0),
    times_per_day    REAL CHECK (times_per_day >= 0),
    portion_grams    REAL CHECK (portion_grams >= 0),
    composition_code TEXT,
    import           INTEGER NOT NULL REFERENCES import_log,
    PRIMARY KEY (survey, item)
) STRICT, WITHOUT ROWID;

-- In nutrient and marker, `limit_side` tells that the value is a limit of the method
-- and the true one below or above it; value and unit stand beside what was written.
CREATE TABLE nutrient (
    survey          TEXT NOT NULL REFERENCES survey ON DELETE CASCADE,
    day             TEXT NOT NULL,
    nutrient        TEXT NOT NULL CHECK (nutrient <> ''),
    value           REAL,
    unit            TEXT NOT NULL,
    limit_side      TEXT CHECK (limit_side IN ('below', 'above')),
    written_value   TEXT NOT NULL,
    written_unit    TEXT NOT NULL,
    import          INTEGER NOT NULL REFERENCES import_log,
    PRIMARY KEY (survey, day, nutrient)
) STRICT, WITHOUT ROWID;

CREATE TABLE marker (
    participant     TEXT NOT NULL REFERENCES participant ON DELETE CASCADE,
    visit           TEXT NOT NULL,
    date            TEXT NOT NULL,
    code            TEXT NOT NULL CHECK (code <> ''),
    value           REAL,
    text_value      TEXT,
    unit            TEXT NOT NULL,
    limit_side      TEXT CHECK (limit_side IN ('below', 'above')),
    written_value   TEXT NOT NULL,
    written_unit    TEXT NOT NULL,
    import          INTEGER NOT NULL REFERENCES import_log,
    PRIMARY KEY (participant, visit, date, code),
    CHECK (value IS NOT NULL OR text_value IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE TABLE medication (
    participant TEXT NOT NULL REFERENCES participant ON DELETE CASCADE,
    medication  TEXT NOT NULL CHECK (medication <> ''),
    started     TEXT NOT NULL,
    ended       TEXT,
    dose        TEXT,
    reason      TEXT,
    import      INTEGER NOT NULL REFERENCES import_log,
    PRIMARY KEY (participant, medication, started)
) STRICT, WITHOUT ROWID;

-- Taxa of all profiles, each once. `taxid` is the id in its reference, 0 where the
-- source gave none.
CREATE TABLE taxon (
    taxon   INTEGER PRIMARY KEY,
    taxid   INTEGER NOT NULL,
    name    TEXT NOT NULL,
    rank    TEXT NOT NULL,
    lineage TEXT NOT NULL,
    UNIQUE (taxid, name, rank, lineage)
) STRICT;

-- One row a sample and method. `entries` holds the taxa; its layout is told in
-- src/cohort/profile/packed.rs. `unknown` and `host` are in the unit of `quantity`
-- and NULL where the source does not tell them.
CREATE TABLE profile (
    sample   TEXT NOT NULL REFERENCES sample ON DELETE CASCADE,
    method   TEXT NOT NULL,
    quantity TEXT NOT NULL CHECK (quantity IN ('reads', 'share')),
    total    REAL NOT NULL CHECK (total >= 0),
    unknown  REAL CHECK (unknown >= 0),
    host     REAL CHECK (host >= 0),
    taxa     INTEGER NOT NULL,
    entries  BLOB NOT NULL,
    import   INTEGER NOT NULL REFERENCES import_log,
    PRIMARY KEY (sample, method)
) STRICT;

-- Files that left the store with people in them. They outlive the people, so that
-- a withdrawal can name them.
CREATE TABLE study_log (
    study   INTEGER PRIMARY KEY,
    file    TEXT NOT NULL,
    sha256  TEXT NOT NULL,
    purpose TEXT NOT NULL,
    date    TEXT NOT NULL,
    UNIQUE (file, sha256, purpose, date)
) STRICT;

CREATE TABLE study_participant (
    participant TEXT NOT NULL,
    study       INTEGER NOT NULL REFERENCES study_log,
    PRIMARY KEY (participant, study)
) STRICT, WITHOUT ROWID;

-- Host reads of a profile by sex chromosome, and the filter's keys that tell them. They
-- are for the check of swapped samples and never leave the store.
CREATE TABLE host_sex_reads (
    sample        TEXT NOT NULL,
    method        TEXT NOT NULL,
    host_reads_x  INTEGER NOT NULL CHECK (host_reads_x >= 0),
    host_reads_y  INTEGER NOT NULL CHECK (host_reads_y >= 0),
    filter_keys_x INTEGER NOT NULL CHECK (filter_keys_x >= 0),
    filter_keys_y INTEGER NOT NULL CHECK (filter_keys_y >= 0),
    import        INTEGER NOT NULL REFERENCES import_log,
    PRIMARY KEY (sample, method),
    FOREIGN KEY (sample, method) REFERENCES profile ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

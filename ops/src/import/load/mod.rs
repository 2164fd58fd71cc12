//! Writes what a source holds, and accounts for every record.

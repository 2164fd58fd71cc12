//! The integration tests: one binary, on a real `PostgreSQL` that the sandbox provides.

mod support;

mod journal;

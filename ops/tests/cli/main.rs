//! The command as operators have it: the program itself, on a real `PostgreSQL`.

mod completions;
mod support;

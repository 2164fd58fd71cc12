//! The command as operators have it: the program itself, on a real `PostgreSQL`.

mod completions;
mod documentation;
mod export;
mod faults;
mod help;
mod history;
mod house;
mod import;
mod mask;
mod status;
mod support;
mod terminal;
mod undo;
mod verify;

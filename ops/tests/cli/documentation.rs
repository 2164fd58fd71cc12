//! `docs/command.md`, held against the command line.

use std::{env, fmt::Write, fs, path::Path};

use clap::{Arg, Command};

use crate::{help, support::TestResult};

const BEGIN: &str = "<!-- Written from the command line: ANNALS_WRITE_DOCS=1 cargo nextest run -E 'test(/documentation/)' -->\n";
const END: &str = "<!-- End of what is written from the command line -->\n";

#[test]
fn the_guide_lists_every_command_with_its_arguments() -> TestResult {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/command.md");
    let guide = fs::read_to_string(&path)?;
    let (before, rest) = guide.split_once(BEGIN).ok_or("the guide has its mark")?;
    let (told, after) = rest.split_once(END).ok_or("the guide has its second mark")?;
    let reference = reference();
    if env::var_os("ANNALS_WRITE_DOCS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{reference}{END}{after}"))?;
        return Ok(());
    }
    assert!(told == reference, "run with ANNALS_WRITE_DOCS=1 to write docs/command.md anew");
    Ok(())
}

fn reference() -> String {
    let mut text = String::new();
    for (words, command) in help::commands() {
        let is_root = words.is_empty();
        if !is_root && command.has_subcommands() {
            continue;
        }
        let named = if is_root { "annals COMMAND".to_owned() } else { usage(&words, &command) };
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let _ = write!(text, "\n### `{named}`\n\n{about}\n");
        let own = |argument: &&Arg| argument.is_global_set() == is_root;
        let listed: Vec<_> = command
            .get_arguments()
            .filter(own)
            .filter(|it| !matches!(it.get_id().as_str(), "help" | "version"))
            .collect();
        if listed.is_empty() {
            continue;
        }
        text.push_str("\n| argument | |\n|---|---|\n");
        for argument in listed {
            let told = argument.get_help().map(ToString::to_string).unwrap_or_default();
            let _ = writeln!(text, "| `{}` | {} |", escaped(&form(argument)), escaped(&told));
        }
    }
    text.push('\n');
    text
}

/// A bar would end the cell.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|")
}

fn usage(words: &[String], command: &Command) -> String {
    let positionals = command.get_positionals().map(|it| format!(" {}", value(it)));
    format!("annals {}{}", words.join(" "), positionals.collect::<String>())
}

fn form(argument: &Arg) -> String {
    let Some(long) = argument.get_long() else { return value(argument) };
    let short = argument.get_short().map_or(String::new(), |short| format!("-{short}, "));
    let takes_value = argument.get_action().takes_values();
    let value = if takes_value { format!(" {}", value(argument)) } else { String::new() };
    format!("{short}--{long}{value}")
}

fn value(argument: &Arg) -> String {
    let names = argument.get_value_names().unwrap_or_default();
    names.first().map_or_else(|| argument.get_id().to_string().to_uppercase(), ToString::to_string)
}

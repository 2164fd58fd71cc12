//! The help, as a person reads it in a terminal of 80 columns.

use clap::Command;

use crate::support::{TestResult, annals, texts};

/// Each command by its words: `["import", "archive"]`. Those that only hold others come first.
pub(crate) fn commands() -> Vec<(Vec<String>, Command)> {
    fn below(words: &[String], command: &Command, found: &mut Vec<(Vec<String>, Command)>) {
        found.push((words.to_vec(), command.clone()));
        for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
            let words = [words, &[inner.get_name().to_owned()]].concat();
            below(&words, inner, found);
        }
    }
    let mut found = Vec::new();
    below(&[], &annals_ops::cli::command(), &mut found);
    found
}

fn help(words: &[String], flag: &str) -> TestResult<String> {
    let output = annals(None).args(words).arg(flag).output()?;
    assert!(output.status.success(), "{words:?}");
    Ok(texts(&output).0)
}

#[test]
fn every_help_fits_a_narrow_terminal() -> TestResult {
    for (words, _) in commands() {
        for flag in ["-h", "--help"] {
            for line in help(&words, flag)?.lines() {
                assert!(console::measure_text_width(line) <= 80, "{words:?} {flag}: {line}");
            }
        }
    }
    Ok(())
}

#[test]
fn every_help_has_an_example_of_the_command() -> TestResult {
    for (words, _) in commands() {
        let (help, called) = (help(&words, "--help")?, format!("  annals {}", words.join(" ")));
        let examples = help.split_once("Examples").map_or("", |(_, examples)| examples);
        assert!(examples.contains(called.trim_end()), "{words:?}: {help}");
    }
    Ok(())
}

#[test]
fn every_argument_is_explained() {
    for (words, command) in commands() {
        assert!(command.get_about().is_some(), "{words:?}");
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "{words:?} {}", argument.get_id());
        }
    }
}

#[test]
fn the_help_tells_exit_codes_and_variables() -> TestResult {
    let help = help(&[], "--help")?;
    for told in ["Exit codes", "DATABASE_URL", "ANNALS_OPERATOR_URL", "--json", "--yes"] {
        assert!(help.contains(told), "{told}");
    }
    Ok(())
}

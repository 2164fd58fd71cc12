//! What a shell completes.

use std::process::Command;

use crate::support::{TestResult, annals, texts};

#[test]
fn each_shell_has_its_completion() -> TestResult {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = annals(None).args(["completions", shell]).output()?;
        let (completion, _) = texts(&output);
        assert!(output.status.success(), "{shell}");
        for word in ["journal-files", "history", "transaction", "dry-run"] {
            assert!(completion.contains(word), "{shell} completes {word}");
        }
    }
    Ok(())
}

#[test]
fn bash_can_read_its_completion() -> TestResult {
    let folder = tempfile::tempdir()?;
    let script = folder.path().join("annals");
    std::fs::write(&script, annals(None).args(["completions", "bash"]).output()?.stdout)?;
    let Ok(output) = Command::new("bash").arg("-n").arg(&script).output() else {
        return Ok(()); // a machine without bash
    };
    assert!(output.status.success(), "{}", texts(&output).1);
    Ok(())
}

#[test]
fn its_help_tells_where_each_shell_looks() -> TestResult {
    let (help, _) = texts(&annals(None).args(["completions", "--help"]).output()?);
    for place in
        ["bash-completion/completions/annals", "_annals", "completions/annals.fish", "fpath"]
    {
        assert!(help.contains(place), "{place}");
    }
    Ok(())
}

#[test]
fn an_unknown_shell_is_refused_with_those_there_are() -> TestResult {
    let output = annals(None).args(["completions", "tcsh"]).output()?;
    let (_, error) = texts(&output);
    assert_eq!(output.status.code(), Some(2));
    assert!(error.contains("bash, elvish, fish, powershell, zsh"), "{error}");
    Ok(())
}

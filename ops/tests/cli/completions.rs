//! What a shell completes.

use crate::support::{TestResult, annals, texts};

#[test]
fn each_shell_has_its_completion() -> TestResult {
    for shell in ["bash", "zsh", "fish"] {
        let output = annals(None).args(["completions", shell]).output()?;
        let (completion, _) = texts(&output);
        assert!(output.status.success(), "{shell}");
        assert!(completion.contains("journal-files"), "{shell}");
    }
    Ok(())
}

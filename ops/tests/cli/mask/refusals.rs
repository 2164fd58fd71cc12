//! What a masked copy is refused for, before anything is written.

use super::{account, accounts, column, connect, mask, masked, run};
use crate::support::{TestResult, annals, sandbox, texts};

#[tokio::test]
async fn the_source_itself_is_no_target() -> TestResult {
    let source = sandbox().await?;
    for arguments in [&["--yes"][..], &["--dry-run"]] {
        let output = mask(&source, source.owner_url(), arguments)?;
        let (_, errors) = texts(&output);
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(errors.contains("the target is the source itself"), "{errors}");
    }
    Ok(())
}

#[tokio::test]
async fn a_database_in_use_is_no_target() -> TestResult {
    let (source, target) = (sandbox().await?, sandbox().await?);
    let mut to = connect(target.owner_url()).await?;
    account(&mut to, "Grace", "grace@example.org").await?;
    let output = mask(&source, target.owner_url(), &["--yes"])?;
    let (_, errors) = texts(&output);
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(errors.contains("not empty, there are rows in accounts"), "{errors}");
    assert_eq!(accounts(&mut to).await?, 1);
    Ok(())
}

#[tokio::test]
async fn nobody_who_could_say_yes_means_no() -> TestResult {
    let (source, target) = (sandbox().await?, sandbox().await?);
    account(&mut connect(source.owner_url()).await?, "Ada", "ada@example.org").await?;
    let output = mask(&source, target.owner_url(), &[])?;
    let (_, errors) = texts(&output);
    assert_eq!(output.status.code(), Some(4), "{errors}");
    assert!(errors.contains("Copy 1 accounts") && errors.contains("--yes"), "{errors}");
    assert_eq!(accounts(&mut connect(target.owner_url()).await?).await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_dry_run_tells_what_it_would_do_and_does_not() -> TestResult {
    let (source, target) = (sandbox().await?, annals_sandbox::bare_database().await?);
    account(&mut connect(source.owner_url()).await?, "Ada", "ada@example.org").await?;
    let told = masked(&source, target.owner_url(), &["--dry-run"])?;
    assert!(told.contains("would be copied"), "{told}");
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
    let schema = "SELECT coalesce(to_regclass('annals.accounts')::text, 'none')";
    assert_eq!(column(&mut connect(target.owner_url()).await?, schema).await?, ["none"]);
    Ok(())
}

#[tokio::test]
async fn one_account_comes_without_the_others() -> TestResult {
    let (source, target) = (sandbox().await?, sandbox().await?);
    let mut from = connect(source.owner_url()).await?;
    let ada = account(&mut from, "Ada", "ada@example.org").await?;
    account(&mut from, "Grace", "grace@example.org").await?;
    masked(&source, target.owner_url(), &["--yes", "--account", &ada])?;
    let mut to = connect(target.owner_url()).await?;
    assert_eq!(
        column(&mut to, "SELECT id::text FROM annals.accounts").await?,
        std::slice::from_ref(&ada)
    );
    assert_eq!(column(&mut to, "SELECT account_id::text FROM annals.users").await?, [ada]);

    let nobody = "00000000-0000-4000-8000-000000000000";
    let output = mask(&source, target.owner_url(), &["--yes", "--account", nobody])?;
    assert_eq!(output.status.code(), Some(2));
    assert!(texts(&output).1.contains("there is no account"), "{:?}", texts(&output));
    Ok(())
}

#[tokio::test]
async fn a_copy_that_fails_leaves_nothing_behind() -> TestResult {
    let (source, target) = (sandbox().await?, sandbox().await?);
    let own =
        "CREATE TABLE public.codes (id integer PRIMARY KEY, code text CHECK (code ~ '^[0-9]+$'));
               GRANT SELECT ON public.codes TO annals_operator";
    let (mut from, mut to) =
        (connect(source.owner_url()).await?, connect(target.owner_url()).await?);
    run(&mut from, own).await?;
    run(&mut to, own).await?;
    run(&mut from, "INSERT INTO public.codes VALUES (1, '4711')").await?;
    account(&mut from, "Ada", "ada@example.org").await?;
    let output = mask(&source, target.owner_url(), &["--yes"])?;
    let (_, errors) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.contains("public.codes") && errors.contains("--classes"), "{errors}");
    assert!(!errors.contains("4711"), "{errors}");
    assert_eq!(accounts(&mut to).await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_type_of_which_nothing_is_known_is_asked_about() -> TestResult {
    let (source, target) = (sandbox().await?, sandbox().await?);
    let own = "CREATE TABLE public.places (id integer PRIMARY KEY, at point);
               GRANT SELECT ON public.places TO annals_operator";
    run(&mut connect(source.owner_url()).await?, own).await?;
    let output = mask(&source, target.owner_url(), &["--yes"])?;
    let (_, errors) = texts(&output);
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(errors.contains("public.places.at counts as personal"), "{errors}");
    Ok(())
}

#[tokio::test]
async fn the_applications_connection_does_not_do() -> TestResult {
    let (source, target) = (sandbox().await?, sandbox().await?);
    account(&mut connect(source.owner_url()).await?, "Ada", "ada@example.org").await?;
    let without = annals(None)
        .env("DATABASE_URL", source.url())
        .args(["mask", "--yes", "--to", target.owner_url()])
        .output()?;
    assert_eq!(without.status.code(), Some(2));
    let as_app = annals(None)
        .args(["mask", "--yes", "--operator-url", source.url(), "--to", target.owner_url()])
        .output()?;
    let (_, errors) = texts(&as_app);
    assert_eq!(as_app.status.code(), Some(1), "{errors}");
    assert!(errors.contains("row-level security"), "{errors}");
    Ok(())
}

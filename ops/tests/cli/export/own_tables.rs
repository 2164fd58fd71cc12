//! An application's own tables go with the account: trees, circles, and what nothing isolates.

use sea_orm::ConnectionTrait;

use super::{Place, done, import, lines, refused};
use crate::support::{TestResult, annals, sandbox, texts};

const TABLES: &str = "
CREATE TABLE public.plans (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL UNIQUE);
GRANT SELECT ON public.plans TO annals_app;
INSERT INTO public.plans (name) VALUES ('free'), ('paid');
CREATE TABLE public.notes (
  account_id uuid NOT NULL REFERENCES annals.accounts (id) ON DELETE CASCADE, id uuid NOT NULL DEFAULT gen_random_uuid(),
  body text NOT NULL, parent_id uuid, label_id uuid, plan_id uuid REFERENCES public.plans (id),
  times_read integer NOT NULL DEFAULT 0, number bigint GENERATED ALWAYS AS IDENTITY,
  PRIMARY KEY (account_id, id), FOREIGN KEY (account_id, parent_id) REFERENCES public.notes (account_id, id));
CREATE TABLE public.labels (
  account_id uuid NOT NULL REFERENCES annals.accounts (id) ON DELETE CASCADE, id uuid NOT NULL DEFAULT gen_random_uuid(),
  note_id uuid NOT NULL, PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, note_id) REFERENCES public.notes (account_id, id) ON DELETE CASCADE);
ALTER TABLE public.notes ADD FOREIGN KEY (account_id, label_id) REFERENCES public.labels (account_id, id) ON DELETE CASCADE;
SELECT annals.isolate('public.notes'), annals.isolate('public.labels');
SELECT annals.track('public.notes', '{times_read}'), annals.track('public.labels');
CREATE TABLE public.scraps (account_id uuid NOT NULL, words text);";

/// A note that is a child of a younger one, and two rows that refer to each other.
const ROWS: &str = "
WITH young AS (INSERT INTO public.notes (account_id, id, body, plan_id)
                 SELECT $1, 'ffffffff-0000-7000-8000-000000000000', 'the parent', id FROM public.plans WHERE name = 'paid')
   , old AS (INSERT INTO public.notes (account_id, id, body, parent_id, times_read)
               VALUES ($1, '00000000-0000-7000-8000-000000000000', 'the child', 'ffffffff-0000-7000-8000-000000000000', 7))
   , ring AS (INSERT INTO public.notes (account_id, id, body, label_id)
                VALUES ($1, '11111111-0000-7000-8000-000000000000', 'in a circle', '22222222-0000-7000-8000-000000000000'))
INSERT INTO public.labels (account_id, id, note_id)
  VALUES ($1, '22222222-0000-7000-8000-000000000000', '11111111-0000-7000-8000-000000000000');";

async fn application() -> TestResult<Place> {
    let place = Place::new().await?;
    place.execute(TABLES).await?;
    for account in [&place.ada, &place.grace] {
        place.execute(&ROWS.replace("$1", &format!("uuid '{}'", account.account_id))).await?;
    }
    Ok(place)
}

#[tokio::test]
async fn they_come_back_with_their_trees_and_circles() -> TestResult {
    let place = application().await?;
    let (before, others) = (place.rows(&place.ada).await?, place.rows(&place.grace).await?);
    let is_own = |row: &&String| row.starts_with("notes") || row.starts_with("labels");
    assert_eq!(before.iter().filter(is_own).count(), 4, "{before:?}");
    let file = place.export("ada.jsonl", &[])?;
    place.erase().await?;
    done(&place.import(&file, &[])?);
    assert_eq!(place.rows(&place.ada).await?, before);
    assert_eq!(place.rows(&place.grace).await?, others);
    place.assert_log_is_whole().await
}

#[tokio::test]
async fn a_table_that_nothing_isolates_is_left_out_and_named() -> TestResult {
    let place = application().await?;
    let account = place.ada.account_id.to_string();
    place.execute(&format!("INSERT INTO public.scraps VALUES ('{account}', 'left out')")).await?;
    let file = place.file("ada.jsonl");
    let output =
        annals(Some(&place.sandbox)).args(["export", &account, "--to"]).arg(&file).output()?;
    done(&output);
    assert!(texts(&output).1.contains("public.scraps is left out"), "{:?}", texts(&output));
    let told = lines(&file)?;
    assert!(told[0]["left_out"].to_string().contains("public.scraps"));
    assert!(!std::fs::read_to_string(&file)?.contains("left out"));
    Ok(())
}

#[tokio::test]
async fn a_database_without_them_names_each_and_the_migrations() -> TestResult {
    let place = application().await?;
    let file = place.export("ada.jsonl", &[])?;
    let elsewhere = sandbox().await?;
    let told = refused(&import(&elsewhere, &file, &[])?, 1);
    for said in ["there is no table public.notes", "public.labels", "Migrate the database"] {
        assert!(told.contains(said), "{said}: {told}");
    }
    let owner = sea_orm::Database::connect(elsewhere.owner_url()).await?;
    owner.execute_unprepared(TABLES).await?;
    owner
        .execute_unprepared(
            "ALTER TABLE public.notes DROP COLUMN body CASCADE, ADD COLUMN headline text NOT NULL;
             ALTER TABLE public.labels ADD COLUMN color text NOT NULL DEFAULT 'red'",
        )
        .await?;
    let told = refused(&import(&elsewhere, &file, &[])?, 1);
    assert!(told.contains("public.notes has no column body"), "{told}");
    assert!(told.contains("public.notes.headline must have a value"), "{told}");
    assert!(!told.contains("color"), "{told}");
    Ok(())
}

#[tokio::test]
async fn rows_of_no_account_that_they_refer_to_are_found_by_name() -> TestResult {
    let place = application().await?;
    let file = place.export("ada.jsonl", &[])?;
    assert!(
        lines(&file)?.iter().any(|it| it["table"] == "public.plans" && it["row"]["name"] == "paid")
    );
    let elsewhere = sandbox().await?;
    let owner = sea_orm::Database::connect(elsewhere.owner_url()).await?;
    owner.execute_unprepared(TABLES).await?; // the plans have other ids here
    done(&import(&elsewhere, &file, &[])?);
    let asking = sea_orm::Statement::from_string(
        sea_orm::DbBackend::Postgres,
        "SELECT string_agg(p.name, ',') FROM public.notes n JOIN public.plans p ON p.id = n.plan_id",
    );
    let row = owner.query_one_raw(asking).await?.ok_or("no row")?;
    assert_eq!(row.try_get_by_index::<String>(0)?, "paid");
    Ok(())
}

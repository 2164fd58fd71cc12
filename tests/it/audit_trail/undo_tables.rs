//! Undo in an application's own tables: rows that refer to each other in a circle, columns of a kind of
//! their own.

use annals::prelude::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::Trail;
use crate::support::{TestResult, rows};

/// Teams have a leader, who is in a team; people may have a mentor.
const CIRCLE: &str = "
CREATE TABLE public.teams (account_id uuid NOT NULL REFERENCES annals.accounts, id uuid NOT NULL, leader_id uuid, PRIMARY KEY (account_id, id));
CREATE TABLE public.people (account_id uuid NOT NULL REFERENCES annals.accounts, id uuid NOT NULL, team_id uuid NOT NULL, mentor_id uuid,
  \"Odd name\" text[] NOT NULL DEFAULT '{}', number integer GENERATED ALWAYS AS IDENTITY, shouted text GENERATED ALWAYS AS (upper(team_id::text)) STORED,
  seen integer NOT NULL DEFAULT 5, pass bytea, PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, team_id) REFERENCES public.teams ON DELETE CASCADE,
  FOREIGN KEY (account_id, mentor_id) REFERENCES public.people ON DELETE CASCADE);
ALTER TABLE public.teams ADD FOREIGN KEY (account_id, leader_id) REFERENCES public.people ON DELETE CASCADE;
SELECT annals.isolate('public.teams'), annals.isolate('public.people');
SELECT annals.track('public.teams'), annals.track('public.people', '{seen}')";

async fn circle() -> TestResult<(Trail, Uuid)> {
    let trail = Trail::start().await?;
    trail.fixture.owner().await?.execute_unprepared(CIRCLE).await?;
    let [team, leader, pupil] = [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()];
    trail
        .write(&format!(
            "INSERT INTO public.teams (account_id, id) VALUES ($account, '{team}');
             INSERT INTO public.people (account_id, id, team_id, mentor_id, \"Odd name\", seen, pass) VALUES
               ($account, '{leader}', '{team}', NULL, '{{a,\"b c\"}}', 9, '\\x00ff'),
               ($account, '{pupil}', '{team}', '{leader}', DEFAULT, 9, NULL);
             UPDATE public.teams SET leader_id = '{leader}'"
        ))
        .await?;
    Ok((trail, team))
}

#[tokio::test]
async fn rows_that_refer_to_each_other_in_a_circle_come_back_and_go() -> TestResult {
    let (trail, team) = circle().await?;
    let before = trail.state().await?;
    let deleted = trail.write(&format!("DELETE FROM public.teams WHERE id = '{team}'")).await?;
    let undone = trail.undo(deleted, IfChanged::Refuse).await?;
    assert_eq!(undone.of("public.people", UndoEffect::BroughtBack), 2);
    assert_eq!(trail.state().await?, before);
    let owner = trail.fixture.owner().await?;
    let seen = "SELECT DISTINCT seen, shouted = upper(team_id::text) FROM public.people";
    assert_eq!(rows::<(i32, bool)>(&owner, seen, []).await?, [(5, true)], "untracked: the default");

    let returned = trail.history("public.teams", team).await?;
    let returned = returned.last().ok_or("it has entries")?.transaction_id;
    let undone = trail.undo(returned, IfChanged::Refuse).await?;
    assert_eq!(undone.of("public.people", UndoEffect::Removed), 2);
    trail.expect_complete_log().await
}

#[tokio::test]
async fn a_reference_to_a_new_row_is_changed_back_before_that_one_goes() -> TestResult {
    let (trail, team) = circle().await?;
    let before = trail.state().await?;
    let other = Uuid::now_v7();
    let moved = trail
        .write(&format!(
            "INSERT INTO public.teams (account_id, id) VALUES ($account, '{other}');
             UPDATE public.people SET team_id = '{other}', \"Odd name\" = '{{moved}}';
             DELETE FROM public.teams WHERE id = '{team}'"
        ))
        .await;
    // The old team's leader is in the other team by then; deleting the old one takes nobody along.
    let undone = trail.undo(moved?, IfChanged::Refuse).await?;
    assert_eq!(undone.of("public.teams", UndoEffect::Removed), 1);
    assert_eq!(undone.of("public.people", UndoEffect::SetBack), 2);
    assert_eq!(trail.state().await?, before);
    trail.expect_complete_log().await
}

#[tokio::test]
async fn a_table_that_is_gone_is_told() -> TestResult {
    let (trail, team) = circle().await?;
    let deleted = trail.write(&format!("DELETE FROM public.teams WHERE id = '{team}'")).await?;
    trail.fixture.owner().await?.execute_unprepared("DROP TABLE public.people CASCADE").await?;
    let refused = trail.undo(deleted, IfChanged::Overwrite).await;
    let Err(Error::UndoConflicts { conflicts, .. }) = refused else {
        return Err(format!("{refused:?}").into());
    };
    assert_eq!(conflicts, [UndoConflict::NoTable { table: "public.people".into(), rows: 2 }]);
    Ok(())
}

/// Labels are referred to by their names.
const LABELS: &str = "
CREATE TABLE public.labels (account_id uuid NOT NULL REFERENCES annals.accounts, id uuid NOT NULL, name text NOT NULL,
  PRIMARY KEY (account_id, id), UNIQUE (account_id, name));
CREATE TABLE public.labelled (account_id uuid NOT NULL REFERENCES annals.accounts, id uuid NOT NULL, label text NOT NULL,
  PRIMARY KEY (account_id, id), FOREIGN KEY (account_id, label) REFERENCES public.labels (account_id, name) ON DELETE CASCADE);
SELECT annals.isolate('public.labels'), annals.isolate('public.labelled');
SELECT annals.track('public.labels'), annals.track('public.labelled')";

#[tokio::test]
async fn what_refers_to_a_new_row_by_another_key_than_its_id_stands_against_its_removal()
-> TestResult {
    let trail = Trail::start().await?;
    trail.fixture.owner().await?.execute_unprepared(LABELS).await?;
    let made = trail
        .write(
            "INSERT INTO public.labels (account_id, id, name) VALUES ($account, gen_random_uuid(), 'new');
             INSERT INTO public.labelled (account_id, id, label) VALUES ($account, gen_random_uuid(), 'new')",
        )
        .await?;
    let later = "INSERT INTO public.labelled (account_id, id, label) VALUES ($account, gen_random_uuid(), 'new')";
    let later = [trail.write(later).await?, trail.write(later).await?];
    let refused = trail.undo(made, IfChanged::Refuse).await;
    let Err(Error::UndoConflicts { conflicts, .. }) = refused else {
        return Err(format!("{refused:?}").into());
    };
    let (table, column) = ("public.labelled".into(), "label".into());
    assert_eq!(conflicts, [UndoConflict::InUse { table, column, rows: 2 }]);
    for transaction in later {
        trail.undo(transaction, IfChanged::Refuse).await?;
    }
    let undone = trail.undo(made, IfChanged::Refuse).await?;
    assert_eq!(undone.of("public.labelled", UndoEffect::Removed), 1);
    trail.expect_complete_log().await
}

//! Rows that a trigger of the application changes within the statement that inserts them.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::Story;
use crate::support::TestResult;

/// Does this with each new row, once the statement's rows are there and before the log has them.
async fn after_each_insertion(story: &Story, then: &str) -> TestResult {
    let owner = story.fixture.owner().await?;
    let function = format!(
        "CREATE OR REPLACE FUNCTION public.meddle() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
           IF new.title = 'New' THEN {then} END IF;
           RETURN NULL;
         END $$;
         CREATE OR REPLACE TRIGGER meddle AFTER INSERT ON annals.journal_entries
           FOR EACH ROW EXECUTE FUNCTION public.meddle()"
    );
    owner.execute_unprepared(&function).await?;
    Ok(())
}

/// Inserts two rows in one statement. The ids of both.
async fn insert(story: &Story) -> TestResult<[Uuid; 2]> {
    let ids = [Uuid::now_v7(), Uuid::now_v7()];
    story.write(&rows(story, ids)).await?;
    Ok(ids)
}

fn rows(story: &Story, ids: [Uuid; 2]) -> String {
    let rows = ids.map(|id| {
        format!("('{}', '{id}', '{}', '1', 'New')", story.ada.account_id, story.ada.user.id)
    });
    format!(
        "INSERT INTO annals.journal_entries (account_id, id, user_id, raw_data, title) VALUES {}",
        rows.join(", ")
    )
}

const RETITLE: &str = "UPDATE annals.journal_entries SET title = 'Changed' WHERE id = new.id;";
const DELETE: &str = "DELETE FROM annals.journal_entries WHERE id = new.id;";

#[tokio::test]
async fn a_row_that_is_changed_has_its_insertion_before_that() -> TestResult {
    let story = Story::start().await?;
    after_each_insertion(&story, RETITLE).await?;
    for id in insert(&story).await? {
        assert_eq!(story.log(id).await?, ["1 insert database", "2 update database"]);
    }
    story.expect_complete_log().await
}

#[tokio::test]
async fn a_row_that_is_deleted_has_its_insertion_before_that() -> TestResult {
    let story = Story::start().await?;
    after_each_insertion(&story, DELETE).await?;
    for id in insert(&story).await? {
        assert_eq!(story.log(id).await?, ["1 insert database", "2 delete database"]);
    }
    story.expect_complete_log().await
}

#[tokio::test]
async fn a_row_that_is_deleted_and_put_back_has_two_lives() -> TestResult {
    let story = Story::start().await?;
    let anew = "INSERT INTO annals.journal_entries (account_id, id, user_id, raw_data, title)
                VALUES (new.account_id, new.id, new.user_id, '1', 'Anew');";
    after_each_insertion(&story, &format!("{RETITLE} {DELETE} {anew}")).await?;
    for id in insert(&story).await? {
        assert_eq!(
            story.log(id).await?,
            ["1 insert database", "2 update database", "3 delete database", "1 insert database"]
        );
    }
    story.expect_complete_log().await
}

#[tokio::test]
async fn a_former_life_in_the_same_statements_stays_apart() -> TestResult {
    let story = Story::start().await?;
    let ids = insert(&story).await?;
    after_each_insertion(&story, RETITLE).await?;
    let all = "DELETE FROM annals.journal_entries";
    story.write(&format!("{all}; {}; {all}; {}", rows(&story, ids), rows(&story, ids))).await?;
    for id in ids {
        assert_eq!(
            story.log(id).await?,
            [
                "1 insert database",
                "2 delete database",
                "1 insert database",
                "2 update database",
                "3 delete database",
                "1 insert database",
                "2 update database"
            ]
        );
    }
    story.expect_complete_log().await
}

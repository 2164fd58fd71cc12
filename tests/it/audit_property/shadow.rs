//! A second log, made by triggers of the test's own: what the audit log is held against.

use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::support::{TestResult, rows};

/// The columns that no entry knows, beside `updated_at` and `audit_id`: from the schema's
/// description, generated columns among them.
pub(super) const UNTRACKED: [(&str, &str); 9] = [
    ("accounts", "{account_id}"),
    ("users", "{email_key,last_login_at}"),
    ("identities", "{password_hash,last_used_at}"),
    ("journal_entries", "{search,word_count,claimed_by,claimed_until,attempts}"),
    ("document_versions", "{search}"),
    ("conversations", "{message_count,last_message_at}"),
    ("messages", "{search}"),
    ("exports", "{claimed_by,claimed_until,attempts}"),
    ("knowledge_articles", "{search,usage_count}"),
];

/// The columns that only the image of a deletion holds.
pub(super) const BULKY: [(&str, &str); 4] = [
    ("processed_content", "{processed_data}"),
    ("document_versions", "{content}"),
    ("messages", "{content,token_usage,sources_used,citations}"),
    ("agent_executions", "{input_data,output_data}"),
];

const CREATE: [&str; 2] = [
    "CREATE TABLE public.shadow (
       seq bigint GENERATED ALWAYS AS IDENTITY, table_name text, account_id uuid, row_id uuid,
       row_version bigint, operation text, image jsonb, transaction_id bigint, request_id text)",
    "CREATE FUNCTION public.shadow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET timezone = 'UTC' AS $$
     DECLARE
       off text[] := tg_argv[0]::text[] || '{updated_at,audit_id}';
       bulky text[] := tg_argv[1]::text[];
       before jsonb := to_jsonb(old);
       after jsonb := to_jsonb(new);
       image jsonb := CASE tg_op WHEN 'DELETE' THEN before - off ELSE after - off - bulky END;
       whose jsonb := coalesce(after, before);
     BEGIN
       IF tg_op = 'UPDATE' AND before - off - 'row_version' = after - off - 'row_version' THEN
         RETURN NULL;
       END IF;
       INSERT INTO public.shadow (table_name, account_id, row_id, row_version, operation, image, transaction_id, request_id)
       VALUES (tg_table_name, coalesce(whose ->> 'account_id', '00000000-0000-0000-0000-000000000000')::uuid, (whose ->> 'id')::uuid,
               (whose ->> 'row_version')::bigint + (tg_op = 'DELETE')::int, lower(tg_op), image,
               pg_current_xact_id()::text::bigint,
               nullif(current_setting('annals.context', true), '')::jsonb ->> 'request_id');
       RETURN NULL;
     END $$",
];

/// The tracked tables, from the catalogue.
pub(super) async fn tracked_tables(connection: &impl ConnectionTrait) -> TestResult<Vec<String>> {
    let sql = "SELECT c.relname::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                WHERE t.tgname = 'record_delete' AND c.relnamespace = 'annals'::regnamespace ORDER BY 1";
    let tables: Vec<(String,)> = rows(connection, sql, []).await?;
    Ok(tables.into_iter().map(|(table,)| table).collect())
}

/// Keeps a shadow of all tracked tables from here on.
pub(super) async fn keep(owner: &DatabaseConnection) -> TestResult {
    for statement in CREATE {
        owner.execute_unprepared(statement).await?;
    }
    for table in tracked_tables(owner).await? {
        let (untracked, bulky) = (listed(&UNTRACKED, &table), listed(&BULKY, &table));
        let sql = format!(
            "CREATE TRIGGER shadow AFTER INSERT OR UPDATE OR DELETE ON annals.{table}
             FOR EACH ROW EXECUTE FUNCTION public.shadow('{untracked}', '{bulky}')"
        );
        owner.execute_unprepared(&sql).await?;
    }
    Ok(())
}

pub(super) fn listed(list: &[(&str, &'static str)], table: &str) -> &'static str {
    list.iter().find(|(name, _)| *name == table).map_or("{}", |(_, columns)| columns)
}

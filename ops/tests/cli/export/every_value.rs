//! Values of every type, and a row in every table with every column filled, survive the trip.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use uuid::Uuid;

use super::{Place, done};
use crate::support::TestResult;

/// The columns of the tables that applications write, but for keys to other rows, which the seed's rows
/// have, and for what the database fills.
const COLUMNS: &str = "
SELECT c.oid::regclass::text, quote_ident(a.attname), format_type(a.atttypid, NULL), a.attnotnull
  FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'account'
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
 WHERE c.relkind = 'r' AND has_table_privilege('annals_app', c.oid, 'INSERT')
   AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'append_only')
   AND a.attname NOT IN ('account_id', 'id', 'row_version', 'audit_id', 'deleted_at', 'deletion_id', 'provider', 'word_count')
   AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND a.attnum = ANY (k.conkey) AND k.contype IN ('c', 'f'))
 ORDER BY 1, 2";

/// A value of the type that is hard to carry.
fn hard(kind: &str) -> TestResult<&'static str> {
    Ok(match kind {
        "text" => r#"E'quote " back\\slash tab\t new\nline \u2028 \u0001 ünï 🦀 null'"#,
        "character varying" => "'é\"\\ 🦀' || left(md5(random()::text), 4)",
        "jsonb" => {
            r#"'{"exact": 12345678901234567890.123456789012345678900, "tiny": 1e-30, "a\"b": [null, {}, "\u2028\\n"], "": false}'"#
        }
        "boolean" => "true",
        "integer" | "smallint" | "bigint" => "1",
        "numeric" => "1.50",
        "date" => "'0044-03-15 BC'",
        "timestamp with time zone" => "'1999-12-31 23:59:59.999999-11:30'",
        "bytea" => r"'\x00ff0a22'",
        "inet" => "'2001:db8::/64'",
        "uuid" => "gen_random_uuid()",
        other => return Err(format!("no value is known for {other}: add one here").into()),
    })
}

#[tokio::test]
async fn every_column_of_every_table_survives_the_trip() -> TestResult {
    let place = Place::new().await?;
    let account = place.ada.account_id;
    place
        .execute(&format!(
            "INSERT INTO annals.import_runs (account_id, id, source, format) VALUES ('{account}', '{0}', 's', 'f');
             INSERT INTO annals.import_refusals (account_id, run_id, file, position, reason, excerpt)
             VALUES ('{account}', '{0}', 'f', 1, 'r', 'e')",
            Uuid::now_v7()
        ))
        .await?;
    let columns = Statement::from_string(DbBackend::Postgres, COLUMNS);
    let mut filled = 0;
    for row in place.owner.query_all_raw(columns).await? {
        let (table, column, kind, _): (String, String, String, bool) =
            row.try_get_many_by_index()?;
        let value = hard(&kind)?;
        let fill = format!(
            "UPDATE {table} SET {column} = {value} WHERE (account_id, id) = (
               SELECT account_id, id FROM {table} WHERE account_id = '{account}' ORDER BY id LIMIT 1)"
        );
        place.execute(&fill).await.map_err(|error| format!("{fill}: {error}"))?;
        filled += 1;
    }
    assert!(filled > 80, "{filled} columns");
    place
        .execute(&format!(
            r#"INSERT INTO annals.messages (account_id, conversation_id, position, role, content, metadata, token_usage,
                                            sources_used, citations, confidence_score, user_feedback)
               SELECT account_id, id, 100000, 'tool', E'\n\t"', 'null', 'null', NULL, '"x"', 1, -1
                 FROM annals.conversations WHERE account_id = '{account}' LIMIT 1"#
        ))
        .await?;
    let before = place.rows(&place.ada).await?;
    let file = place.export("ada.jsonl", &[])?;
    place.erase().await?;
    done(&place.import(&file, &[])?);
    assert_eq!(place.rows(&place.ada).await?, before);
    let nulls =
        "SELECT count(*) FROM annals.messages WHERE position = 100000 AND token_usage = 'null'
                    AND metadata = 'null' AND sources_used IS NULL AND citations = '\"x\"'";
    assert_eq!(place.count(nulls).await?, 1);
    place.assert_log_is_whole().await
}

const ODD: &str = r#"
CREATE TYPE public.mood AS ENUM ('good', 'it''s "fine"');
CREATE TYPE public.pair AS (one text, two numeric);
CREATE DOMAIN public.short AS text CHECK (length(value) < 100);
CREATE TABLE public.odd (
  account_id uuid NOT NULL REFERENCES annals.accounts (id) ON DELETE CASCADE, id uuid NOT NULL DEFAULT gen_random_uuid(),
  "Quoted ""name" text, list text[], grid integer[], many jsonb[], two_of public.pair, pairs public.pair[],
  feeling public.mood, feelings public.mood[], said public.short, source json, maybe jsonb, maybe_source json,
  single real, double double precision, number numeric, big bigint, span interval, stay tstzrange, many_spans int4multirange,
  bits bit varying, clock time, zoned timetz, plain timestamp, moment timestamptz, day date, fixed char(7), net cidr, mac macaddr,
  place point, words tsvector, raw bytea, flag boolean, label name,
  PRIMARY KEY (account_id, id));
SELECT annals.isolate('public.odd'); SELECT annals.track('public.odd', '{words,source,maybe_source,place}');
"#;

const ODD_ROWS: &str = r#"
INSERT INTO public.odd SELECT $1, gen_random_uuid(), E'a"b\n', ARRAY['x', NULL, 'NULL', '', 'a,"b'], '[0:1][2:3]={{1,2},{3,4}}',
  ARRAY['null', '{"a": 1.10}', NULL]::jsonb[], ROW('a "b', 1.500)::public.pair, ARRAY[ROW(NULL, 'NaN')::public.pair], 'it''s "fine"', '{good}',
  'short', E'{"a" : 1,\n "a": 2.50}', 'null', 'null', 'NaN', '-0', 12345678901234567890.12345678901234567890, 9223372036854775807,
  '1 year -2 days 03:04:05.000006', '[2026-01-01 00:00+00,)', '{[1,3),[5,7)}', '10101', '23:59:59.999999', '12:00+05:30',
  '2026-01-01 00:00:00.000001', 'infinity', '-infinity', 'ab', '10.0.0.0/8', '08:00:2b:01:02:03', '(0.1,1e-300)',
  to_tsvector('english', 'the cats sat'), '\x00', false, 'name';
INSERT INTO public.odd SELECT $1, gen_random_uuid(), '', '{}', '{}', '{}', ROW(NULL, NULL)::public.pair, '{}', NULL, NULL, '', '[]', NULL, NULL, '3.4028235e38',
  1.7976931348623157e308, 'NaN', -9223372036854775808, '-1 day', 'empty', '{}', '', '24:00', '00:00-15:59', '4713-01-01 BC', '294276-12-31 23:59:59.999999+00',
  '5874897-12-31', '', '::/0', NULL, NULL, '', '', true, '';
INSERT INTO public.odd SELECT $1, gen_random_uuid(), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0.1, 0.1, 0.10, 0, NULL, NULL, NULL, NULL,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL;
"#;

#[tokio::test]
async fn values_of_every_type_survive_the_trip() -> TestResult {
    let place = Place::new().await?;
    place.execute(ODD).await?;
    place.execute(&ODD_ROWS.replace("$1", &format!("uuid '{}'", place.ada.account_id))).await?;
    // As they are stored; what type json can't be compared in is compared as text.
    let stored = "SELECT string_agg(md5(record_send(o)), ' ' ORDER BY id) FROM public.odd o";
    let digest = async || -> TestResult<String> {
        let asking = Statement::from_string(DbBackend::Postgres, stored);
        let row = place.owner.query_one_raw(asking).await?.ok_or("no row")?;
        Ok(row.try_get_by_index(0)?)
    };
    // A line break between the tokens of a json becomes a space: the one thing that does not stay.
    place
        .execute(
            "UPDATE public.odd SET source = replace(source::text, E'\\n', ' ')::json WHERE source IS NOT NULL;
             ALTER TABLE public.odd DISABLE TRIGGER USER; UPDATE public.odd SET row_version = 1, audit_id = NULL;
             ALTER TABLE public.odd ENABLE TRIGGER USER",
        )
        .await?;
    let before = digest().await?;
    let file = place.export("ada.jsonl", &[])?;
    place.erase().await?;
    done(&place.import(&file, &[])?);
    assert_eq!(digest().await?, before);
    Ok(())
}

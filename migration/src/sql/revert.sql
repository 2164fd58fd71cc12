-- Sets a row back to an earlier version, or says in a word what stands against it, with the version that
-- the row has. `expected` NULL: whatever that is.
CREATE OR REPLACE FUNCTION annals.revert(of_table text, of_row uuid, to_version bigint, expected bigint)
RETURNS TABLE (outcome text, actual bigint)
LANGUAGE plpgsql AS $$
DECLARE
  plan text := format('SELECT * FROM annals.reverting(%L, %L, %L)', of_table, of_row, to_version);
  home regclass := annals.tracked_table(of_table);
  context text := current_setting('annals.context', true);
  planned record;
BEGIN
  IF home IS NULL THEN
    RETURN QUERY SELECT 'untracked', NULL::bigint;
    RETURN;
  END IF;
  EXECUTE format('SELECT FROM %s WHERE account_id = annals.current_account() AND id = $1 FOR UPDATE', home) USING of_row;
  SELECT p.effect, p.row_version INTO planned FROM annals.reverting(of_table, of_row, to_version) p;
  outcome := CASE
    WHEN planned IS NULL THEN 'no row'
    WHEN planned.row_version <> expected THEN 'stale'
    WHEN planned.effect = 'unknown' THEN 'no version'
    WHEN planned.effect = 'nothing' THEN 'deletion'
    WHEN planned.effect = 'set back' AND EXISTS (SELECT FROM pg_trigger WHERE tgrelid = home AND tgname = 'append_only') THEN 'append only'
    ELSE 'done' END;
  actual := planned.row_version;
  IF outcome = 'done' THEN
    PERFORM set_config('annals.context', (coalesce(annals.current_context(), '{}')
      || jsonb_build_object('undoes', jsonb_build_object('back_to_version', to_version)))::text, true);
    PERFORM annals.put_back(plan, ARRAY[of_table]);
    PERFORM set_config('annals.context', coalesce(context, ''), true);
  END IF;
  RETURN NEXT;
END
$$

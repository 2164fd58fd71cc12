-- Deletes a user for good, whatever the user wrote. What others keep loses its author first: the columns
-- by which tables refer to users without being deleted with them (`created_by`, `granted_by`, an
-- application's own), where they may be NULL. Then the user goes, as in `delete_for_good`; while anything
-- else stands against it, all of this is undone, so that the transaction can go on.
CREATE OR REPLACE FUNCTION annals.delete_user(root_id uuid)
RETURNS TABLE (part text, table_name text, column_name text, row_count bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  root regclass := 'annals.users';
  release text;
  told jsonb := '[]';
BEGIN
  -- From here on nobody can refer to the user anew.
  PERFORM FROM annals.users u WHERE u.account_id = annals.current_account() AND u.id = root_id FOR UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  BEGIN
    FOR release IN
      SELECT format('UPDATE %1$s SET %2$s = NULL WHERE account_id = annals.current_account() AND %2$s = $1', k.child, k.by_id)
        FROM annals.keys_below(root) k
        JOIN pg_attribute a ON a.attrelid = k.child AND quote_ident(a.attname) = k.by_id
       WHERE k.parent = root AND k.effect = 'block' AND NOT a.attnotnull
    LOOP
      EXECUTE release USING root_id;
    END LOOP;
    SELECT jsonb_agg(to_jsonb(d)) INTO told FROM annals.delete_for_good(root, root_id) d;
    IF told @> '[{"part": "blocking"}]' THEN
      RAISE EXCEPTION 'something else refers to the user' USING ERRCODE = 'triggered_action_exception';
    END IF;
  EXCEPTION WHEN triggered_action_exception THEN
    NULL; -- undone; what was told stays
  END;
  RETURN QUERY SELECT t.* FROM jsonb_to_recordset(told) AS t (part text, table_name text, column_name text, row_count bigint);
END
$$

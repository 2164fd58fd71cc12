-- Deletes an account with all that belongs to it, and takes the content out of its entries. Returns the
-- certificate; nothing, where there is neither such an account nor an entry of it.
CREATE OR REPLACE FUNCTION annals.erase_account(erased uuid) RETURNS SETOF annals.audit_erasures
LANGUAGE plpgsql SET search_path = annals, pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  taken jsonb;
BEGIN
  PERFORM set_config('annals.account_id', erased::text, true);
  PERFORM FROM annals.accounts a WHERE a.id = erased FOR UPDATE;
  IF NOT FOUND AND NOT EXISTS (
    SELECT FROM annals.audit_log l
     WHERE l.account_id = erased AND l.erasure_id IS NULL AND l.table_name <> 'audit_erasures'
  ) THEN
    RETURN;
  END IF;
  SELECT jsonb_object_agg(p.table_name, p.row_count) INTO taken
    FROM annals.preview_deletion('annals.accounts', erased) p WHERE p.part = 'taken';
  DELETE FROM annals.identities i WHERE i.account_id = erased;  -- no key leads to the account on Citus
  DELETE FROM annals.accounts a WHERE a.id = erased;
  RETURN QUERY SELECT * FROM annals.erase_entries(erased, NULL, coalesce(taken, '{}'));
END
$$

-- Forgets the reads of all accounts from before a moment; an account at a time, by idx_read_log_read_at.
CREATE OR REPLACE FUNCTION annals.forget_reads(before timestamptz) RETURNS bigint
LANGUAGE plpgsql SET search_path = annals, pg_catalog, pg_temp AS $$
DECLARE
  account uuid;
  forgotten bigint;
  in_all bigint := 0;
BEGIN
  FOR account IN SELECT id FROM annals.accounts LOOP
    DELETE FROM annals.read_log WHERE account_id = account AND read_at < before;
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    in_all := in_all + forgotten;
  END LOOP;
  RETURN in_all;
END
$$

-- The tracked table of accounts that the log calls by this name; NULL where there is none, or none any more.
CREATE OR REPLACE FUNCTION annals.tracked_table(named text) RETURNS regclass
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT t.tgrelid FROM pg_trigger t
            JOIN pg_attribute a ON a.attrelid = t.tgrelid AND a.attname = 'account_id' AND NOT a.attisdropped
           WHERE t.tgname = 'bump' AND NOT t.tgisinternal AND annals.log_name(t.tgrelid) = named);
END
$$

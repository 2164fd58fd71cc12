-- Was a row version written by the running transaction, its savepoints included? A transaction sees
-- a version of one that has not ended only where it is itself. The first comparison is cheap and
-- answers for nearly all rows: an older id was given before this transaction began to write.
CREATE OR REPLACE FUNCTION annals.is_own_write(written xid) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  own xid8 := pg_current_xact_id();
  younger_by bigint := age(own::xid)::bigint - age(written);
BEGIN
  RETURN younger_by >= 0
     AND pg_xact_status((own::text::bigint + younger_by)::text::xid8) = 'in progress';
END
$$

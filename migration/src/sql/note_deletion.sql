-- Notes that a hook is about to record the deletion of a row: only the deletion of one of these must look
-- in the log for its entry, at 20 µs a row. After some it only notes that there are many. The note is
-- the transaction's, and a savepoint that is undone takes it along with the entries. True, for it stands
-- in the condition of the hook's statement.
CREATE OR REPLACE FUNCTION annals.note_deletion(deleted uuid) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  noted text := coalesce(current_setting('annals.deletions_noted', true), '');
BEGIN
  IF noted <> 'many' THEN
    PERFORM set_config('annals.deletions_noted', CASE WHEN length(noted) < 500 THEN noted || deleted ELSE 'many' END, true);
  END IF;
  RETURN true;
END
$$

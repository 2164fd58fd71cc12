-- Gives every node a copy of a table without an account. Does nothing where the extension is absent.
CREATE OR REPLACE FUNCTION annals.replicate(replicated regclass) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF annals.has_citus() THEN
    PERFORM create_reference_table(replicated);
  END IF;
END
$$

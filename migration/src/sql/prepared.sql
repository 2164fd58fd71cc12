-- The name under which the session keeps a statement prepared: what is put together from the catalogue
-- takes far longer to plan than to run. The name is made of what the statement says, so another catalogue
-- makes another; a plan that a change of the tables outdates is made anew by PostgreSQL. Callers force the
-- generic plan: PostgreSQL takes the planning of a custom one for cheaper than it is.
CREATE OR REPLACE FUNCTION annals.prepared(types text, statement text) RETURNS text
LANGUAGE plpgsql STRICT AS $$
DECLARE
  named text := 'annals_' || md5(statement);
BEGIN
  IF NOT EXISTS (SELECT FROM pg_prepared_statements WHERE name = named) THEN
    EXECUTE format('PREPARE %I (%s) AS %s', named, types, statement);
  END IF;
  RETURN named;
END
$$

-- What the transaction does, why and for which request, as JSON; NULL where nothing is said.
CREATE OR REPLACE FUNCTION annals.current_context() RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('annals.context', true), '')::jsonb
$$

-- Who acts in the transaction; NULL where nobody is named.
CREATE OR REPLACE FUNCTION annals.current_actor() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('annals.actor_id', true), '')::uuid
$$

CREATE OR REPLACE FUNCTION annals.has_citus() RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')
$$

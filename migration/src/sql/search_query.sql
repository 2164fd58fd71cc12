-- Of the queries that search_queries made, the one for rows of a dictionary.
CREATE OR REPLACE FUNCTION annals.search_query(queries tsquery[], config regconfig) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT queries[array_position(annals.search_configs(), config)]
$$

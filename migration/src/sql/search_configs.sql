-- Every dictionary that text_search_config knows, in the order of search_queries.
CREATE OR REPLACE FUNCTION annals.search_configs() RETURNS regconfig[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY[
    'pg_catalog.simple', 'pg_catalog.english', 'pg_catalog.arabic', 'pg_catalog.danish', 'pg_catalog.german',
    'pg_catalog.greek', 'pg_catalog.spanish', 'pg_catalog.finnish', 'pg_catalog.french', 'pg_catalog.irish',
    'pg_catalog.hindi', 'pg_catalog.hungarian', 'pg_catalog.indonesian', 'pg_catalog.italian',
    'pg_catalog.lithuanian', 'pg_catalog.nepali', 'pg_catalog.dutch', 'pg_catalog.norwegian',
    'pg_catalog.portuguese', 'pg_catalog.romanian', 'pg_catalog.russian', 'pg_catalog.serbian',
    'pg_catalog.swedish', 'pg_catalog.tamil', 'pg_catalog.turkish'
  ]::regconfig[]
$$

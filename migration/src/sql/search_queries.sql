-- What a search asks of a row: of one indexed by search_configs()[n] the query [n], NULL where that has
-- nothing to look up (stop words, exclusions alone). [0] asks for any of them, and is what an index is
-- asked. With a language given, all rows are asked alike.
CREATE OR REPLACE FUNCTION annals.search_queries(asked text, is_prefix boolean, language text) RETURNS tsquery[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET client_min_messages = warning AS $$
DECLARE
  configs regconfig[] := annals.search_configs();
  config regconfig;
  queries tsquery[];
  one tsquery;
  whole tsquery;
BEGIN
  FOR n IN 1 .. cardinality(configs) LOOP
    IF language IS NULL OR n = 1 THEN
      config := CASE WHEN language IS NULL THEN configs[n] ELSE annals.text_search_config(language) END;
      one := CASE WHEN is_prefix THEN annals.prefix_query(config, asked) ELSE websearch_to_tsquery(config, asked) END;
      IF querytree(one) IN ('', 'T') THEN
        one := NULL;
      END IF;
      IF one <> ALL (queries[1:]) IS NOT FALSE THEN
        whole := coalesce(whole || one, whole, one);
      END IF;
    END IF;
    queries[n] := one;
  END LOOP;
  queries[0] := whole;
  RETURN queries;
END
$$

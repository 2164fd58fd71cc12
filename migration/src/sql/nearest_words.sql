-- For each word the nearest of a vocabulary of lexemes, by trigrams. The word itself where it is in it, where
-- a language thinks nothing of it (a stop word), and where nothing is near. NULL where pg_trgm is missing.
CREATE OR REPLACE FUNCTION annals.nearest_words(words text[], vocabulary text[]) RETURNS text[]
LANGUAGE plpgsql STABLE
SET client_min_messages = warning AS $$
DECLARE
  nearest text[];
BEGIN
  IF annals.trigram_schema() IS NULL THEN
    RETURN NULL;
  END IF;
  EXECUTE format($query$
    WITH forms AS (
      SELECT n, tsvector_to_array(to_tsvector(config, word)) AS form
        FROM unnest($1) WITH ORDINALITY AS w (word, n), unnest(annals.search_configs()) AS config
    ), sought AS (
      SELECT DISTINCT n, form[1] AS form FROM forms
       WHERE n NOT IN (SELECT n FROM forms WHERE cardinality(form) = 0)
    ), near AS (
      SELECT DISTINCT ON (n) n, CASE WHEN known <> form THEN known END AS word
        FROM sought JOIN unnest($2) AS v (known) ON length(known) BETWEEN length(form) - 3 AND length(form) + 3,
             %1$I.similarity(form, known) AS likeness
       WHERE likeness >= 0.3
       ORDER BY n, (known = form) DESC, likeness DESC, known
    )
    SELECT array_agg(coalesce(near.word, w.word) ORDER BY w.n)
      FROM unnest($1) WITH ORDINALITY AS w (word, n) LEFT JOIN near USING (n)
  $query$, annals.trigram_schema()) INTO nearest USING words, vocabulary;
  RETURN nearest;
END
$$

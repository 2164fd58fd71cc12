-- Living entries of a user, oldest first, with the fields that their file had laid back beside the columns.
-- An original that says more than its column (a title that was cut, a day with its time, a mood out of
-- range) stands in its place again; any other of the same name as a field becomes original_<name>.
SELECT (fields.own - raw.wins || raw.beside)::text
  FROM annals.journal_entries e
 CROSS JOIN LATERAL (
   SELECT jsonb_strip_nulls(jsonb_build_object(
            'id', e.id, 'title', e.title, 'content', e.content, 'date', e.entry_date, 'mood_score', e.mood_score,
            'language', e.language, 'tags', e.tags, 'categories', e.categories, 'is_private', e.is_private,
            'created_at', e.created_at, 'updated_at', e.updated_at, 'entry_type', nullif(e.entry_type, 'text')))
       || CASE WHEN e.metadata <> '{}' THEN jsonb_build_object('metadata', e.metadata) ELSE '{}' END
       || coalesce((
            SELECT jsonb_object_agg(latest.task_type, latest.processed_data) FROM (
              SELECT DISTINCT ON (p.task_type) p.task_type, p.processed_data FROM annals.processed_content p
               WHERE p.account_id = $1 AND p.journal_id = e.id AND p.deleted_at IS NULL
                 AND p.task_type IN ('sentiment_analysis', 'emotion_analysis', 'topic_analysis', 'psychology_insights')
               ORDER BY p.task_type, p.created_at DESC, p.id DESC) latest), '{}') AS own,
          CASE WHEN jsonb_typeof(e.raw_data) = 'object' THEN e.raw_data ELSE jsonb_build_object('raw_data', e.raw_data) END AS kept
 ) fields
 CROSS JOIN LATERAL (
   SELECT array_remove(ARRAY[
            CASE WHEN starts_with(fields.kept ->> 'title', e.title) THEN 'title' END,
            CASE WHEN starts_with(fields.kept ->> 'date', e.entry_date::text) THEN 'date' END,
            CASE WHEN fields.kept ? 'mood_score' AND e.mood_score IS NULL THEN 'mood_score' END
          ], NULL) AS names
 ) original
 CROSS JOIN LATERAL (
   SELECT original.names AS wins, coalesce(jsonb_object_agg(
            CASE WHEN fields.own - original.names ? part.key THEN 'original_' || part.key ELSE part.key END, part.value), '{}') AS beside
     FROM jsonb_each(fields.kept) part
 ) raw
 WHERE e.account_id = $1 AND e.user_id = $2 AND e.deleted_at IS NULL
 ORDER BY e.created_at, e.id

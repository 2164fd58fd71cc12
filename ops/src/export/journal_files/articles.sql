-- The articles, which belong to no account.
SELECT jsonb_strip_nulls(jsonb_build_object(
         'id', a.id, 'category', a.category, 'subcategory', a.subcategory, 'content_type', a.content_type, 'title', a.title,
         'content', a.content, 'summary', a.summary, 'source', a.source, 'evidence_level', a.evidence_level,
         'tags', a.tags, 'keywords', a.keywords, 'created_at', a.created_at, 'updated_at', a.updated_at))::text
  FROM annals.knowledge_articles a WHERE $1::uuid IS NOT NULL AND $2::uuid IS NOT NULL
 ORDER BY a.category, a.title

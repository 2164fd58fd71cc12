-- Living conversations of a user, oldest first. How many messages each has, its messages say.
SELECT (jsonb_strip_nulls(jsonb_build_object(
          'id', c.id, 'title', c.title, 'type', c.session_type, 'ai_model', c.ai_model, 'system_prompt', c.system_prompt,
          'temperature', c.temperature, 'is_active', c.is_active, 'created_at', c.created_at, 'updated_at', c.updated_at,
          'business_id', c.business_id, 'archived_at', c.archived_at))
        || jsonb_build_object('context', c.context))::text
  FROM annals.conversations c
 WHERE c.account_id = $1 AND c.user_id = $2 AND c.deleted_at IS NULL
 ORDER BY c.created_at, c.id

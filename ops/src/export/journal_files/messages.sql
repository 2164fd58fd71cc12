-- Living messages of a user's conversations, each conversation's in their order.
SELECT (jsonb_strip_nulls(jsonb_build_object(
          'id', m.id, 'session_id', m.conversation_id, 'role', m.role, 'content', m.content, 'timestamp', m.created_at,
          'ai_model', m.ai_model, 'processing_time_ms', m.processing_time_ms, 'confidence_score', m.confidence_score,
          'user_feedback', m.user_feedback))
        || CASE WHEN m.metadata <> '{}' THEN jsonb_build_object('metadata', m.metadata) ELSE '{}' END
        || CASE WHEN m.token_usage IS NOT NULL THEN jsonb_build_object('token_usage', m.token_usage) ELSE '{}' END
        || CASE WHEN m.sources_used IS NOT NULL THEN jsonb_build_object('sources_used', m.sources_used) ELSE '{}' END
        || CASE WHEN m.citations IS NOT NULL THEN jsonb_build_object('citations', m.citations) ELSE '{}' END)::text
  FROM annals.messages m JOIN annals.conversations c ON c.account_id = m.account_id AND c.id = m.conversation_id
 WHERE m.account_id = $1 AND c.user_id = $2 AND m.deleted_at IS NULL AND c.deleted_at IS NULL
 ORDER BY m.conversation_id, m.position

-- Sets the counters of conversations whose messages an undo has changed: no entry knows them, and the
-- next message takes its position from them.
CREATE OR REPLACE FUNCTION annals.recount_messages(asked uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE annals.conversations c SET message_count = counted.latest, last_message_at = counted.latest_at
    FROM unnest(asked) wanted (id) CROSS JOIN LATERAL (
      SELECT coalesce(max(m.position), 0) AS latest, max(m.created_at) AS latest_at FROM annals.messages m
       WHERE m.account_id = annals.current_account() AND m.conversation_id = wanted.id
    ) counted
   WHERE c.account_id = annals.current_account() AND c.id = wanted.id;
END
$$

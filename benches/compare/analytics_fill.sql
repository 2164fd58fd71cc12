INSERT INTO annals.journal_entries (account_id, id, user_id, title, content, raw_data, tags, mood_score, entry_date, created_at, word_count)
SELECT {account}, annals.uuid_v7(), {user}, 'Day ' || e, 'It rained, and I went by the canal. ' || repeat('Words and words ', 20),
       jsonb_build_object('number', e), jsonb_build_array('tag-' || e % 1000, 'every', 'of-' || e % 7), (e % 101) / 10.0,
       CASE WHEN e % 2 = 0 THEN date '2026-01-01' - e % 2000 END, timestamptz '2026-01-01 00:00+00' - make_interval(mins => e * 28), 67
  FROM generate_series(1, 100000) e;
INSERT INTO annals.processed_content (account_id, journal_id, user_id, task_type, processed_data, created_at)
SELECT account_id, id, user_id, 'sentiment', jsonb_build_object('score', mood_score / 10, 'label', 'some'), created_at
  FROM annals.journal_entries;
INSERT INTO annals.conversations (account_id, id, user_id, title, session_type)
SELECT {account}, annals.uuid_v7(), {user}, 'Talk ' || c, 'chat' FROM generate_series(1, 1000) c;
INSERT INTO annals.messages (account_id, conversation_id, position, role, content, created_at, ai_model, token_usage)
SELECT account_id, id, p, 'assistant', repeat('Word ', 50), timestamptz '2026-01-01 00:00+00' - make_interval(hours => p * 80),
       'model-' || p % 4, '{"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25}'
  FROM annals.conversations, generate_series(1, 100) p;
VACUUM (ANALYZE);

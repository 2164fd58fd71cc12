-- Seals what is closed of an account's log, and returns the new seals: one for each month of entries, and
-- for each hundred thousand or so of them.
--
-- Closed are the entries of transactions that had ended when every one now running began: none can be
-- added to them by a late COMMIT. A second sealer waits for the first, and finds nothing left.
CREATE OR REPLACE FUNCTION annals.seal(sealed uuid, most integer DEFAULT 100000) RETURNS SETOF annals.audit_seals
LANGUAGE plpgsql SECURITY DEFINER SET search_path = annals, pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  horizon bigint;
  below bigint;
  reached bigint;
  first bigint;
  next bigint;
  made annals.audit_seals;
  part record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('annals.seal ' || sealed, 0));
  SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint INTO horizon;
  SELECT s.* INTO made FROM annals.audit_seals s WHERE s.account_id = sealed ORDER BY s.number DESC LIMIT 1;
  -- After the horizon, and never before the last seal, whatever the clock says.
  made.sealed_through := greatest(clock_timestamp(), made.sealed_through);
  made.account_id := sealed;
  LOOP
    SELECT max(s.transactions_before) INTO reached FROM annals.audit_seals s WHERE s.account_id = sealed;
    -- Where a stretch would be too long, it ends before the transaction that makes it so. By
    -- idx_audit_log_transaction_id.
    SELECT l.transaction_id INTO first FROM annals.audit_log l
     WHERE l.account_id = sealed AND l.transaction_id >= coalesce(reached, 0) AND l.transaction_id < horizon
     ORDER BY l.transaction_id LIMIT 1;
    SELECT l.transaction_id INTO next FROM annals.audit_log l
     WHERE l.account_id = sealed AND l.transaction_id >= first AND l.transaction_id < horizon
     ORDER BY l.transaction_id OFFSET most LIMIT 1;
    below := CASE WHEN next IS NULL THEN horizon ELSE greatest(next, first + 1) END;
    made.transactions_before := below;
    FOR part IN
      SELECT e.month, count(*) AS row_count, annals.chain_digests(e.digest ORDER BY e.transaction_id, e.occurred_at, e.id) AS digest
        FROM (SELECT date_trunc('month', l.occurred_at)::date AS month, l.transaction_id, l.occurred_at, l.id,
                     annals.audit_digest(l) AS digest
                FROM annals.stretch(sealed, below, made.sealed_through, 9223372036854775807) l OFFSET 0) e
       GROUP BY e.month ORDER BY e.month
    LOOP
      made.number := coalesce(made.number, 0) + 1;
      made.month := part.month;
      made.row_count := part.row_count;
      made.entries_digest := part.digest;
      made.previous_digest := made.digest;
      made.digest := sha256(convert_to(annals.seal_text(made), 'UTF8'));
      INSERT INTO annals.audit_seals (account_id, number, month, transactions_before, sealed_through, row_count, entries_digest, previous_digest, digest)
      VALUES (sealed, made.number, made.month, made.transactions_before, made.sealed_through, made.row_count, made.entries_digest, made.previous_digest, made.digest)
      RETURNING * INTO made;
      RETURN NEXT made;
    END LOOP;
    EXIT WHEN below = horizon;
  END LOOP;
END
$$

-- Puts a table under the audit protocol (docs/adr/0002): its columns, eight functions, and triggers.
--
--   untracked  an update of only these makes no version and no entry, and no image holds them
--   bulky      tracked, but only the image of a deletion holds them
--
-- Called again, for instance after a generated column was added or the table became part of a hierarchy,
-- it renews the functions.
CREATE OR REPLACE FUNCTION annals.track(tracked regclass, untracked text[] DEFAULT '{}', bulky text[] DEFAULT '{}') RETURNS void
LANGUAGE plpgsql AS $make$
DECLARE
  in_schema name;
  bare_name name;
  log_name text;              -- what the log calls the table: with its schema, unless that is Annals' own
  account text;               -- the expression that yields the account of a row, with % for its record
  key_of_row text;            -- the condition that finds the row of a record by its key
  by_row boolean;             -- whether insertions and deletions are recorded row by row
  generated text[];
  off text[];                 -- the columns that no entry knows
  keep text;
  missing text;
BEGIN
  SELECT n.nspname, c.relname, CASE n.nspname WHEN 'annals' THEN c.relname ELSE n.nspname || '.' || c.relname END
    INTO STRICT in_schema, bare_name, log_name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = tracked;
  IF length('last_image_' || bare_name) > 63 THEN
    RAISE EXCEPTION 'the name of table % is too long to be tracked', tracked
      USING ERRCODE = 'name_too_long', HINT = 'A tracked table''s name has 52 characters at most.';
  END IF;
  SELECT string_agg(named, ', ') INTO missing FROM unnest(untracked || bulky || '{id}'::text[]) named
   WHERE NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = tracked AND attname = named AND NOT attisdropped);
  IF missing IS NOT NULL THEN
    RAISE EXCEPTION 'table % has no column %', tracked, missing
      USING ERRCODE = 'undefined_column', HINT = 'track(table, untracked, bulky) names columns of the table, and needs one called id.';
  END IF;

  -- A partition refuses to be given a column, even one that it has.
  FOREACH missing IN ARRAY '{updated_at timestamptz NOT NULL DEFAULT now(),row_version bigint NOT NULL DEFAULT 1,audit_id uuid}'::text[] LOOP
    IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = tracked AND attname = split_part(missing, ' ', 1) AND NOT attisdropped) THEN
      EXECUTE format('ALTER TABLE %s ADD COLUMN %s', tracked, missing);
    END IF;
  END LOOP;

  SELECT coalesce(array_agg(attname::text), '{}') INTO generated FROM pg_attribute
   WHERE attrelid = tracked AND attnum > 0 AND NOT attisdropped AND attgenerated <> '';
  off := untracked || generated || '{audit_id,updated_at}'::text[];
  SELECT string_agg(format('unchanged.%1$I := new.%1$I;', named), ' ') INTO keep
    FROM unnest(off || '{row_version}'::text[]) named;
  -- A generated account (that of an account is its id) has no value yet in a BEFORE trigger.
  SELECT CASE WHEN attgenerated <> '' THEN '%I.id' WHEN attname IS NOT NULL THEN '%I.account_id'
         ELSE quote_literal('00000000-0000-0000-0000-000000000000') || '::uuid' END
    INTO account FROM (VALUES (1)) one LEFT JOIN pg_attribute
      ON attrelid = tracked AND attname = 'account_id' AND NOT attisdropped;
  key_of_row := CASE WHEN account = '%I.account_id' THEN 't.account_id = $1 AND t.id = $2' ELSE 't.id = $2' END;

  EXECUTE format($body$
    CREATE OR REPLACE FUNCTION %1$I.%2$I(whole jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    BEGIN
      RETURN whole - %3$L::text[];
    END
    $$ $body$, in_schema, 'image_' || bare_name, off || bulky);
  EXECUTE format($body$
    CREATE OR REPLACE FUNCTION %1$I.%2$I(whole jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    BEGIN
      RETURN whole - %3$L::text[];
    END
    $$ $body$, in_schema, 'last_image_' || bare_name, off);

  -- A statement on the root of a hierarchy fires the statement triggers of the root alone, and Citus has
  -- no transition tables.
  by_row := annals.has_citus() OR EXISTS (SELECT FROM pg_class WHERE oid = tracked AND relkind <> 'r')
    OR EXISTS (SELECT FROM pg_inherits WHERE tracked IN (inhrelid, inhparent));

  -- settle: an entry for what this transaction wrote under a signature that no hook made good, before
  -- the row changes again. Without it the entry would come at commit, behind those of later changes.
  -- The table is named with its schema, for the function has a search path of its own.
  EXECUTE format($body$
    CREATE OR REPLACE FUNCTION %1$I.%2$I(account uuid, changed uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = annals, pg_catalog, pg_temp SET timezone = 'UTC' AS $$
    DECLARE
      present record;
      verb text;
    BEGIN
      SELECT t.xmin AS written, t.audit_id, t.row_version INTO present FROM %3$s t WHERE %4$s;
      IF present.audit_id IS NULL OR NOT annals.is_own_write(present.written) THEN
        RETURN true;
      END IF;
      IF NOT annals.is_recorded($1, %5$L, $2, present.row_version, present.audit_id) THEN
        verb := CASE WHEN present.row_version = 1 OR annals.continues_life($1, %5$L, $2, present.row_version)
                     THEN 'insert' ELSE 'update' END;
        INSERT INTO annals.audit_log (account_id, id, table_name, row_id, row_version, operation, image, recorded_by)
        SELECT $1, t.audit_id, %5$L, t.id, t.row_version, verb, %1$I.%6$I(to_jsonb(t.*)), 'database' FROM %3$s t WHERE %4$s;
      END IF;
      RETURN true;
    END
    $$ $body$, in_schema, 'settle_' || bare_name, format('%I.%I', in_schema, bare_name), key_of_row, log_name, 'image_' || bare_name);

  -- bump: the version, before each write. What may differ once the untracked columns are set equal is
  -- tracked, columns added later included. A signature counts once: a row that this transaction has
  -- deleted and inserted again could bear that of its former life at the same version, whose entry
  -- would then be taken for its own. Where the transaction has deleted nothing there is none to ask for.
  EXECUTE format($body$
    CREATE OR REPLACE FUNCTION %1$I.%2$I() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      unchanged record;
    BEGIN
      IF tg_op = 'INSERT' THEN
        IF new.row_version <> 1 AND NOT annals.continues_life(%3$s, %4$L, new.id, new.row_version) THEN
          new.row_version := 1;
        END IF;
        IF pg_stat_get_xact_tuples_deleted(tg_relid) > 0
           AND annals.is_recorded(%3$s, %4$L, new.id, new.row_version, new.audit_id) THEN
          new.audit_id := NULL;
        END IF;
        RETURN new;
      END IF;
      IF old.audit_id IS NOT NULL THEN
        PERFORM %1$I.%5$I(%6$s, old.id);
      END IF;
      IF tg_op = 'DELETE' THEN
        RETURN old;
      END IF;
      unchanged := old;
      %7$s
      IF new *= unchanged THEN
        new.row_version := old.row_version;
        new.updated_at := old.updated_at;
        new.audit_id := NULL;
        RETURN new;
      END IF;
      IF (%3$s, new.id) IS DISTINCT FROM (%6$s, old.id) THEN
        RAISE EXCEPTION 'a key never changes: %8$s'
          USING ERRCODE = 'integrity_constraint_violation', SCHEMA = %9$L, TABLE = %10$L,
                CONSTRAINT = %11$L, HINT = 'Insert a row with the new key and delete the old one.';
      END IF;
      new.row_version := old.row_version + 1;
      IF new.updated_at = old.updated_at THEN
        new.updated_at := now();
      END IF;
      IF new.audit_id = old.audit_id THEN
        new.audit_id := NULL;
      ELSIF new.audit_id IS NOT NULL AND pg_stat_get_xact_tuples_deleted(tg_relid) > 0
            AND annals.is_recorded(%3$s, %4$L, new.id, new.row_version, new.audit_id) THEN
        new.audit_id := NULL;
      END IF;
      RETURN new;
    END
    $$ $body$, in_schema, 'bump_' || bare_name, format(account, 'new'), log_name, 'settle_' || bare_name,
    format(account, 'old'), keep, tracked, in_schema, bare_name, bare_name || '_key');

  -- record: the entry of a row. At once for an update without signature; at commit for a signed write
  -- whose entry is not there. It runs for each row of a bulk statement: the images are those of the
  -- functions above, spelled out, and the zone is set only where it is not UTC.
  EXECUTE format($body$
    CREATE OR REPLACE FUNCTION %1$I.%2$I() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = annals, pg_catalog, pg_temp AS $$
    DECLARE
      zone text := current_setting('timezone');
    BEGIN
      IF zone <> 'UTC' THEN
        PERFORM set_config('timezone', 'UTC', true);
      END IF;
      IF new.audit_id IS NULL THEN
        INSERT INTO annals.audit_log (account_id, id, table_name, row_id, row_version, operation, image, recorded_by)
        VALUES (%3$s, annals.uuid_v7(), %4$L, new.id, new.row_version, lower(tg_op), to_jsonb(new) - %5$L::text[], 'database');
      ELSIF NOT annals.is_recorded(%3$s, %4$L, new.id, new.row_version, new.audit_id) THEN
        INSERT INTO annals.audit_log (account_id, id, table_name, row_id, row_version, operation, image, recorded_by)
        VALUES (%3$s, new.audit_id, %4$L, new.id, new.row_version, lower(tg_op), to_jsonb(new) - %5$L::text[], 'database');
      END IF;
      IF zone <> 'UTC' THEN
        PERFORM set_config('timezone', zone, true);
      END IF;
      RETURN NULL;
    END
    $$ $body$, in_schema, 'record_' || bare_name, format(account, 'new'), log_name, off || bulky);

  -- inserted: the entries of an insertion, all rows of a statement at once, but for those that a hook
  -- signed. A row trigger may have changed a row by then: its insertion comes before that (docs/adr/0011).
  -- The defaults of the log that are the same for all rows are asked for once.
  EXECUTE format($body$
    CREATE OR REPLACE FUNCTION %1$I.%2$I() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = annals, pg_catalog, pg_temp AS $$
    DECLARE
      zone text := current_setting('timezone');
    BEGIN
      IF zone <> 'UTC' THEN
        PERFORM set_config('timezone', 'UTC', true);
      END IF;
      %3$s
      IF zone <> 'UTC' THEN
        PERFORM set_config('timezone', zone, true);
      END IF;
      RETURN NULL;
    END
    $$ $body$, in_schema, 'inserted_' || bare_name,
    CASE WHEN by_row THEN format($$
      INSERT INTO annals.audit_log (account_id, id, table_name, row_id, row_version, operation, image, recorded_by)
      VALUES (%1$s, annals.uuid_v7(), %2$L, new.id, new.row_version, 'insert', to_jsonb(new) - %3$L::text[], 'database');$$,
      format(account, 'new'), log_name, off || bulky)
    ELSE format($$
      IF pg_stat_get_xact_tuples_updated(tg_relid) = 0 AND pg_stat_get_xact_tuples_deleted(tg_relid) = 0 THEN
        INSERT INTO annals.audit_log (account_id, id, table_name, row_id, row_version, operation, image, recorded_by,
                                      transaction_id, actor_id, context)
        SELECT %1$s, annals.uuid_v7(), %2$L, born.id, born.row_version, 'insert', to_jsonb(born.*) - %3$L::text[], 'database',
               (SELECT pg_current_xact_id()::text::bigint), (SELECT annals.current_actor()), (SELECT annals.current_context())
          FROM born WHERE born.audit_id IS NULL;
      ELSE
        INSERT INTO annals.audit_log (account_id, occurred_at, id, table_name, row_id, row_version, operation, image, recorded_by)
        SELECT %1$s, annals.time_of_insertion(%1$s, %2$L, born.id, born.row_version, EXISTS (SELECT FROM %4$s t WHERE %5$s)),
               annals.uuid_v7(), %2$L, born.id, born.row_version, 'insert', to_jsonb(born.*) - %3$L::text[], 'database'
          FROM born WHERE born.audit_id IS NULL;
      END IF;$$, format(account, 'born'), log_name, off || bulky, format('%I.%I', in_schema, bare_name),
      CASE WHEN account = '%I.account_id' THEN 't.account_id = born.account_id AND ' ELSE '' END || 't.id = born.id')
    END);

  -- deleted: the entries of a deletion, all rows of a statement at once where there is one statement for
  -- them (docs/adr/0011), unless a hook has recorded it. Whether a hook has, need not be asked of a row
  -- that `note_deletion` has not noted in this transaction; on Citus, whose workers do not share the
  -- setting, it is asked of each.
  EXECUTE format($body$
    CREATE OR REPLACE FUNCTION %1$I.%2$I() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = annals, pg_catalog, pg_temp AS $$
    DECLARE
      zone text := current_setting('timezone');
      noted text := %3$s;
    BEGIN
      IF zone <> 'UTC' THEN
        PERFORM set_config('timezone', 'UTC', true);
      END IF;
      %4$s
      IF zone <> 'UTC' THEN
        PERFORM set_config('timezone', zone, true);
      END IF;
      RETURN NULL;
    END
    $$ $body$, in_schema, 'deleted_' || bare_name,
    CASE WHEN annals.has_citus() THEN '''many''' ELSE $$coalesce(current_setting('annals.deletions_noted', true), '')$$ END,
    CASE WHEN by_row THEN format($$
      IF (noted <> 'many' AND strpos(noted, old.id::text) = 0) OR NOT annals.is_deletion_recorded(%1$s, %2$L, old.id, old.row_version + 1) THEN
        INSERT INTO annals.audit_log (account_id, id, table_name, row_id, row_version, operation, image, recorded_by)
        VALUES (%1$s, annals.uuid_v7(), %2$L, old.id, old.row_version + 1, 'delete', to_jsonb(old) - %3$L::text[], 'database');
      END IF;$$, format(account, 'old'), log_name, off)
    ELSE format($$
      IF noted = '' AND pg_stat_get_xact_tuples_inserted(tg_relid) = 0 THEN
        INSERT INTO annals.audit_log (account_id, id, table_name, row_id, row_version, operation, image, recorded_by,
                                      transaction_id, actor_id, context)
        SELECT %1$s, annals.uuid_v7(), %2$L, gone.id, gone.row_version + 1, 'delete', to_jsonb(gone.*) - %3$L::text[], 'database',
               (SELECT pg_current_xact_id()::text::bigint), (SELECT annals.current_actor()), (SELECT annals.current_context())
          FROM gone;
      ELSE
        INSERT INTO annals.audit_log (account_id, occurred_at, id, table_name, row_id, row_version, operation, image, recorded_by)
        SELECT %1$s, annals.time_of_deletion(%1$s, %2$L, gone.id, gone.row_version), annals.uuid_v7(), %2$L, gone.id,
               gone.row_version + 1, 'delete', to_jsonb(gone.*) - %3$L::text[], 'database' FROM gone
         WHERE (noted <> 'many' AND strpos(noted, gone.id::text) = 0)
            OR NOT annals.is_deletion_recorded(%1$s, %2$L, gone.id, gone.row_version + 1);
      END IF;$$, format(account, 'gone'), log_name, off)
    END);

  -- They run as their owner, so nobody else may make a trigger of them: on a table of one's own it would
  -- write entries into the log of any account.
  EXECUTE format('REVOKE EXECUTE ON FUNCTION %1$I.%2$I(), %1$I.%3$I(), %1$I.%4$I() FROM PUBLIC',
    in_schema, 'record_' || bare_name, 'inserted_' || bare_name, 'deleted_' || bare_name);

  PERFORM annals.scope(tracked);  -- the view has the new columns too
  IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = tracked AND tgname = 'record_insert' AND (tgtype & 1 = 1) = by_row) THEN
    EXECUTE format('DROP TRIGGER IF EXISTS record_insert ON %s', tracked);
    EXECUTE format('CREATE TRIGGER record_insert AFTER INSERT ON %s %s EXECUTE FUNCTION %I.%I()', tracked,
      CASE WHEN by_row THEN 'FOR EACH ROW WHEN (new.audit_id IS NULL)' ELSE 'REFERENCING NEW TABLE AS born FOR EACH STATEMENT' END,
      in_schema, 'inserted_' || bare_name);
  END IF;
  IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = tracked AND tgname = 'record_delete' AND (tgtype & 1 = 1) = by_row) THEN
    EXECUTE format('DROP TRIGGER IF EXISTS record_delete ON %s', tracked);
    EXECUTE format('CREATE TRIGGER record_delete AFTER DELETE ON %s %s EXECUTE FUNCTION %I.%I()', tracked,
      CASE WHEN by_row THEN 'FOR EACH ROW' ELSE 'REFERENCING OLD TABLE AS gone FOR EACH STATEMENT' END, in_schema, 'deleted_' || bare_name);
  END IF;
  IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = tracked AND tgname = 'bump') THEN
    RETURN;
  END IF;
  EXECUTE format('CREATE TRIGGER begin_life BEFORE INSERT ON %s FOR EACH ROW WHEN (new.row_version <> 1 OR new.audit_id IS NOT NULL) EXECUTE FUNCTION %I.%I()', tracked, in_schema, 'bump_' || bare_name);
  EXECUTE format('CREATE TRIGGER bump BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION %I.%I()', tracked, in_schema, 'bump_' || bare_name);
  EXECUTE format('CREATE TRIGGER settle BEFORE DELETE ON %s FOR EACH ROW WHEN (old.audit_id IS NOT NULL) EXECUTE FUNCTION %I.%I()', tracked, in_schema, 'bump_' || bare_name);
  EXECUTE format('CREATE TRIGGER record_update AFTER UPDATE ON %s FOR EACH ROW WHEN (new.row_version <> old.row_version AND new.audit_id IS NULL) EXECUTE FUNCTION %I.%I()', tracked, in_schema, 'record_' || bare_name);
  EXECUTE format('CREATE CONSTRAINT TRIGGER check_insert AFTER INSERT ON %s DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (new.audit_id IS NOT NULL) EXECUTE FUNCTION %I.%I()', tracked, in_schema, 'record_' || bare_name);
  EXECUTE format('CREATE CONSTRAINT TRIGGER check_update AFTER UPDATE ON %s DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (new.row_version <> old.row_version AND new.audit_id IS NOT NULL) EXECUTE FUNCTION %I.%I()', tracked, in_schema, 'record_' || bare_name);
  EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION annals.refuse()', tracked);
END
$make$

-- A time-ordered key for SQL typed by hand (RFC 9562, section 5.7): 48 bits of milliseconds, then the
-- version, then what a random version 4 key holds from its thirteenth digit on, variant included. The
-- server's own where it has one, from 18 on. In SQL, so that it becomes a part of the statement: a bulk
-- statement calls it for each row's entry in the log.
DO $make$
BEGIN
  EXECUTE 'CREATE OR REPLACE FUNCTION annals.uuid_v7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE RETURN '
    || CASE WHEN current_setting('server_version_num')::integer >= 180000 THEN 'pg_catalog.uuidv7()'
       ELSE $$(lpad(to_hex((date_part('epoch', clock_timestamp()) * 1000)::bigint), 12, '0')
              || '7' || substr(gen_random_uuid()::text, 16))::uuid$$ END;
END
$make$

-- A time-ordered key for SQL typed by hand (RFC 9562, section 5.7): 48 bits of milliseconds, then the
-- version, then what a random version 4 key holds from its thirteenth digit on, variant included.
CREATE OR REPLACE FUNCTION annals.uuid_v7() RETURNS uuid
LANGUAGE plpgsql VOLATILE PARALLEL SAFE AS $$
BEGIN
  RETURN (
    lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')
    || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14)
  )::uuid;
END
$$

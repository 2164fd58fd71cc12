-- Has a table what a soft deletion writes and is found by?
CREATE OR REPLACE FUNCTION annals.is_soft_deletable(asked regclass) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT count(*) = 4 FROM pg_attribute
           WHERE attrelid = asked AND attname IN ('account_id', 'id', 'deleted_at', 'deletion_id') AND NOT attisdropped);
END
$$

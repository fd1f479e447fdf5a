-- Receipts get numbers, in the order in which they were given: whoever copies a log knows how far it has come with them.
-- 1, 2, 3 … in commit order
ALTER TABLE receipts ADD COLUMN number bigint;
UPDATE receipts SET number = numbered.number
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM receipts) AS numbered
    WHERE receipts.id = numbered.id;
ALTER TABLE receipts ALTER COLUMN number SET NOT NULL;
CREATE UNIQUE INDEX receipts_number ON receipts (number);

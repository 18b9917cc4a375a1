-- Job states of the first version, under the names that the worker uses now.
UPDATE refund_job
SET state = CASE state WHEN 'unsure' THEN 'retrying' WHEN 'held' THEN 'needs-review' ELSE 'rejected' END
WHERE state IN ('unsure', 'held', 'refused')

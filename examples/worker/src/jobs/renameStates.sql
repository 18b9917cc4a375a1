-- Job states of earlier versions, under the names that the worker uses now. A queued job had not started.
UPDATE refund_job
SET state = CASE state WHEN 'unsure' THEN 'retrying' WHEN 'held' THEN 'needs-review' WHEN 'queued' THEN 'waiting' ELSE 'rejected' END
WHERE state IN ('unsure', 'held', 'queued', 'refused')

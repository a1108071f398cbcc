-- What could not be used, by code, with one address as an example.
SELECT code, count(*) AS "count", min(coalesce(url, key)) AS example
FROM dead_letters
GROUP BY code
ORDER BY "count" DESC, code;

-- Articles that were corrected after they had been read: the first and the last headline.
SELECT
    coalesce(arg_max(publisher, revision), arg_max(host, revision)) AS printed_by,
    arg_min(title, revision) AS "before",
    arg_max(title, revision) AS "after",
    max(revision) AS revision
FROM articles
GROUP BY article_id
HAVING max(revision) > 1
ORDER BY "after"
LIMIT $rows;

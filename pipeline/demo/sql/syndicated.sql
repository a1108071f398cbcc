-- Stories that more than one address carries.
SELECT
    story_id, coalesce(publisher, host) AS printed_by, title, published_at,
    count(*) OVER (PARTITION BY story_id) AS copies
FROM articles
WHERE revision = 1
QUALIFY copies > 1
ORDER BY copies DESC, story_id, published_at, article_id
LIMIT $rows;

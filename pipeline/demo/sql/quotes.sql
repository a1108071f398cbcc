-- One quote for each story: a direct one that is neither a word nor a speech, its speaker known.
WITH told AS (
    SELECT article_id, revision, published_at, publisher, host FROM articles
    QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY revision DESC) = 1
        AND row_number() OVER (PARTITION BY story_id ORDER BY published_at, article_id) = 1
),
speakers AS (
    SELECT article_id, revision, entity_id, name, roles FROM entities
)
SELECT s.name AS speaker, s.roles[1] AS role, q.text AS words, coalesce(told.publisher, told.host) AS printed_by
FROM quotes q
JOIN told USING (article_id, revision)
JOIN speakers s
    ON s.article_id = q.article_id AND s.revision = q.revision AND s.entity_id = q.speaker.entity_id
WHERE q.kind = 'direct' AND length(q.text) BETWEEN 40 AND 105
QUALIFY row_number() OVER (PARTITION BY q.article_id ORDER BY length(q.text) DESC, q.start) = 1
ORDER BY told.published_at DESC, q.quote_id
LIMIT $rows;

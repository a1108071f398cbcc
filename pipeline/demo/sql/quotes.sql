-- After told.sql: one quote for each story, a direct one that is neither a word nor a speech, its
-- speaker known.
SELECT s.name AS speaker, s.roles[1] AS role, q.text AS words, told.printed_by
FROM quotes q
JOIN told USING (article_id, revision)
JOIN entities s
    ON s.article_id = q.article_id AND s.revision = q.revision AND s.entity_id = q.speaker.entity_id
WHERE q.kind = 'direct' AND length(q.text) BETWEEN 40 AND 105
QUALIFY row_number() OVER (PARTITION BY q.article_id ORDER BY length(q.text) DESC, q.start) = 1
ORDER BY told.published_at DESC, q.quote_id
LIMIT $rows;

-- After told.sql: who and what is named in most stories.
SELECT
    arg_max(e.name, e.mention_count) AS name,
    any_value(e.type) AS type,
    any_value(e.country_code) AS country_code,
    count(*) AS stories,
    sum(e.mention_count)::BIGINT AS mentions
FROM entities e JOIN told USING (article_id, revision)
WHERE e.type NOT IN ('NORP', 'LAW')
GROUP BY e.entity_id
ORDER BY stories DESC, mentions DESC, name
LIMIT $rows;

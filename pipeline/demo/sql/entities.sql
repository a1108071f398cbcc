-- Who and what is named in most stories. Wire copies count once, of each article the last text.
WITH told AS (
    SELECT article_id, revision FROM articles
    QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY revision DESC) = 1
        AND row_number() OVER (PARTITION BY story_id ORDER BY published_at, article_id) = 1
)
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

-- The texts that count: of each article the last one, of each story the one printed first.
-- Goes before the queries on what the texts say, so that a wire story counts once.
WITH told AS (
    SELECT article_id, revision, published_at, coalesce(publisher, host) AS printed_by
    FROM articles
    QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY revision DESC) = 1
        AND row_number() OVER (
            PARTITION BY story_id ORDER BY published_at, article_id, revision DESC
        ) = 1
)

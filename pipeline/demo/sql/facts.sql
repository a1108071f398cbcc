-- What is particular about the articles: where they come from and what was done to them.
SELECT
    count(DISTINCT article_id) AS articles,
    count(DISTINCT host) AS hosts,
    count(*) FILTER (revision > 1) AS corrections,
    count(DISTINCT article_id) FILTER (text_source = 'feed') AS from_feed,
    count(DISTINCT article_id) FILTER (language IS DISTINCT FROM 'en') AS other_languages,
    min(published_at)::DATE AS first_day,
    max(published_at)::DATE AS last_day
FROM articles;

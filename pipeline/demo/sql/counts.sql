-- Rows of every table.
SELECT 'articles' AS "table", count(*) AS "rows" FROM articles
UNION ALL SELECT 'entities', count(*) FROM entities
UNION ALL SELECT 'events', count(*) FROM events
UNION ALL SELECT 'quotes', count(*) FROM quotes
UNION ALL SELECT 'dead_letters', count(*) FROM dead_letters
UNION ALL SELECT 'feed_polls', count(*) FROM feed_polls
UNION ALL SELECT 'runs', count(*) FROM runs;

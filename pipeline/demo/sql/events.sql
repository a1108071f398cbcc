-- Who did what to whom: the surest event of each kind in each story, some of every kind.
WITH told AS (
    SELECT article_id, revision, published_at, publisher, host FROM articles
    QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY revision DESC) = 1
        AND row_number() OVER (PARTITION BY story_id ORDER BY published_at, article_id) = 1
),
kinds AS (
    SELECT
        e.*, told.published_at, coalesce(told.publisher, told.host) AS printed_by,
        CASE
            WHEN e.polarity = 'negated' THEN 'no'
            WHEN e.certainty = 'actual' THEN 'yes'
            WHEN e.certainty = 'hypothetical' THEN 'not yet'
            ELSE e.certainty
        END AS happened,
        len(e.attributed_to) > 0 AS claimed
    FROM events e JOIN told USING (article_id, revision)
    WHERE e.event_type IS NOT NULL AND len(e.actors) > 0 AND len(e.recipients) > 0
        -- "he" says little in a table; who was resolved to an entity has a name.
        AND e.actors[1].entity_id IS NOT NULL
        AND e.actors[1].name IS DISTINCT FROM e.recipients[1].name
),
best AS (
    SELECT * FROM kinds
    QUALIFY row_number() OVER (
        PARTITION BY article_id, happened, claimed
        ORDER BY (recipients[1].entity_id IS NOT NULL) DESC, confidence DESC, trigger_start
    ) = 1
),
ranked AS (
    SELECT *, row_number() OVER (
        PARTITION BY happened, claimed
        ORDER BY (recipients[1].entity_id IS NOT NULL) DESC, confidence DESC, published_at DESC, event_id
    ) AS place_in_kind
    FROM best
)
SELECT * FROM (
SELECT
    array_to_string([a.name FOR a IN actors], ', ') AS who,
    trigger, event_type, quad_class,
    array_to_string([r.name FOR r IN recipients], ', ') AS whom,
    CASE WHEN time_source = 'text' THEN time_start END AS time_start,
    CASE WHEN time_source = 'text' THEN time_end END AS time_end,
    happened,
    [s.name FOR s IN attributed_to] AS sources,
    printed_by, published_at, event_id
FROM ranked
ORDER BY place_in_kind, published_at DESC, event_id
LIMIT $rows
)
ORDER BY published_at DESC, event_id;

-- After told.sql: who did what to whom, of each story and kind the event between those whom the
-- story is most about, some of every kind. A kind is whether it happened and whether somebody else
-- than the article says so.
, kinds AS (
    SELECT
        e.*, told.published_at,
        CASE
            WHEN e.polarity = 'negated' THEN 'no'
            WHEN e.certainty = 'actual' THEN 'yes'
            WHEN e.certainty = 'hypothetical' THEN 'not yet'
            ELSE e.certainty
        END AS happened,
        len(e.attributed_to) > 0 AS claimed,
        least(actor.salience, coalesce(recipient.salience, 0)) AS weight
    FROM events e
    JOIN told USING (article_id, revision)
    JOIN entities actor
        ON actor.article_id = e.article_id AND actor.revision = e.revision
        AND actor.entity_id = e.actors[1].entity_id
    LEFT JOIN entities recipient
        ON recipient.article_id = e.article_id AND recipient.revision = e.revision
        AND recipient.entity_id = e.recipients[1].entity_id
    -- "he" says little in a table; who could be resolved to an entity has a name.
    WHERE e.event_type IS NOT NULL AND len(e.recipients) > 0
        AND e.actors[1].name IS DISTINCT FROM e.recipients[1].name
), best AS (
    SELECT * FROM kinds
    QUALIFY row_number() OVER (
        PARTITION BY article_id, happened, claimed
        ORDER BY weight DESC, confidence DESC, trigger_start
    ) = 1
), ranked AS (
    SELECT *, row_number() OVER (
        PARTITION BY happened, claimed
        ORDER BY weight DESC, confidence DESC, published_at DESC, event_id
    ) AS place_in_kind
    FROM best
), chosen AS (
    SELECT * FROM ranked
    ORDER BY weight > 0 DESC, place_in_kind, published_at DESC, event_id
    LIMIT $rows
)
SELECT
    array_to_string([a.name FOR a IN actors], ', ') AS who,
    trigger, event_type, quad_class,
    array_to_string([r.name FOR r IN recipients], ', ') AS whom,
    CASE WHEN time_source = 'text' THEN time_start END AS time_start,
    CASE WHEN time_source = 'text' THEN time_end END AS time_end,
    happened,
    [s.name FOR s IN attributed_to] AS sources,
    published_at
FROM chosen
ORDER BY published_at DESC, event_id;

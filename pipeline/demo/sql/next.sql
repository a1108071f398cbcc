SELECT a.published_date AS day, e.actors[1].name AS who, e.trigger AS what,
       e.attributed_to[1].name AS says_who, a.title
FROM events e JOIN articles a USING (article_id, revision)
WHERE e.polarity = 'negated' AND len(e.attributed_to) > 0
ORDER BY day, a.title
